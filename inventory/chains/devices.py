"""Switches and servers: what they need for power, cold air and network."""

from collections.abc import Iterator

from inventory.chains.cooling import Cooled, air_key
from inventory.chains.network import Beyond
from inventory.chains.power import feed_key
from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import Server
from inventory.resilience.component import Component, Need

CORDS, ALL_CORDS = "cords", "cords, no more of them"
"""What a device's need of power is called: whether another cord could go to another feed of its rack, or not."""


def devices(estate: Estate, cooled: Cooled, beyond: Beyond) -> Iterator[Component]:
    """Turn switches and servers into components; servers are what everything else is there for."""
    for switch in estate.switches.values():
        yield _device(estate, switch, cooled, beyond[switch.name])
    for server in estate.servers.values():
        yield _device(estate, server, cooled, tuple(dict.fromkeys(nic.switch for nic in server.nics)))


def _device(estate: Estate, device: Switch | Server, cooled: Cooled, switches: tuple[str, ...]) -> Component:
    rack = estate.racks[device.mount.rack]
    room = estate.rooms.get(f"{rack.site}/{rack.room}")
    draw = float(estate.device_types[device.type].draw_watts or 0)
    feeds = tuple(feed_key(rack.key, side) for side in device.mount.cords if side in rack.feeds)
    units = cooled[f"{rack.site}/{rack.room}", rack.row]
    is_server = isinstance(device, Server)
    needs = []
    if feeds:
        # Half of the supplies carry the device: one of two, two of four.
        needs.append(Need(feeds, (len(feeds) + 1) // 2, draw_watts=draw, label=_cords(estate, device, len(feeds))))
    if units:
        needs.append(Need((air_key(f"{rack.site}/{rack.room}", units),), draw_watts=draw, label="air"))
    if switches:
        needs.append(Need(switches, passes=0.0, label="nics" if is_server else "uplinks"))
    return Component(
        key=device.name,
        kind="server" if isinstance(device, Server) else device.role.value,
        needs=tuple(needs),
        site=rack.site,
        room=rack.room,
        compartment=room.compartment if room else None,
        is_sink=is_server,
    )


def _cords(estate: Estate, device: Switch | Server, plugged: int) -> str:
    """Say whether two feeds could carry the device, each alone: there must be supplies enough, if they are written."""
    supplies = len(estate.device_types[device.type].power_ports) or 2
    return CORDS if (plugged + 1) // 2 * 2 <= max(supplies, plugged) else ALL_CORDS
