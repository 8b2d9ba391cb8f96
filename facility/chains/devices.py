"""Switches, servers and other devices: what they need for power, cold air and network."""

from collections.abc import Iterator

from facility.chains.network import Beyond
from facility.graph.component import Component, Need
from inventory.model.blocks import Mounted, ServerBlock, mounted
from inventory.model.component_names import air_name, feed_name
from inventory.model.cooled_rows import Cooled
from inventory.model.estate import Estate

SERVER = "server"
"""The kind of the components that are servers; of switches it is their role."""
DEVICE = "device"
"""The kind of what is neither switch nor server."""
CHASSIS = "chassis"
"""What a server's need of the chassis around it is called."""
CORDS, ALL_CORDS = "cords", "cords, no more of them"
"""What a device's need of power is called: whether another cord could go to another feed of its rack, or not."""


def devices(estate: Estate, cooled: Cooled, beyond: Beyond) -> Iterator[Component]:
    """Turn switches and servers into components; servers are what everything else is there for."""
    for switch in estate.switches.values():
        yield _component(estate, cooled, mounted(switch), switch.role.value, beyond[switch.name])
    for device in estate.devices.values():
        yield _component(estate, cooled, mounted(device), DEVICE, ())
    for block in estate.server_blocks:
        yield server_component(estate, cooled, block)


def server_component(estate: Estate, cooled: Cooled, block: ServerBlock) -> Component:
    """Turn servers into a component, whether or not the estate has them."""
    switches = tuple(dict.fromkeys(nic.switch for nic in block.nics))
    return _component(estate, cooled, block.mounted, SERVER, switches)


def _component(estate: Estate, cooled: Cooled, mounted: Mounted, kind: str, switches: tuple[str, ...]) -> Component:
    rack = estate.racks[mounted.rack]
    room = estate.rooms.get(f"{rack.site}/{rack.room}")
    compartment = room.compartment if room else None
    is_server = kind == SERVER
    needs = tuple(_needs(estate, cooled, mounted, Need(switches, passes=0.0, label="nics" if is_server else "uplinks")))
    first, *others = mounted.names
    return Component(first, kind, needs, None, 1.0, rack.site, rack.room, compartment, is_server, others=tuple(others))


def _needs(estate: Estate, cooled: Cooled, mounted: Mounted, network: Need) -> Iterator[Need]:
    rack = estate.racks[mounted.rack]
    room = f"{rack.site}/{rack.room}"
    draw = float(estate.device_types[mounted.type].draw_watts or 0)
    feeds = tuple(feed_name(rack.key, side) for side in mounted.cords if side in rack.feeds)
    units = cooled[room, rack.row]
    if feeds:
        # Half of the supplies carry the device: one of two, two of four.
        yield Need(feeds, (len(feeds) + 1) // 2, draw_watts=draw, label=_cords(estate, mounted, len(feeds)))
    if units:
        yield Need((air_name(room, units),), draw_watts=draw, label="air")
    if network.sources:
        yield network
    if mounted.chassis is not None:
        yield Need((mounted.chassis,), passes=0.0, label=CHASSIS)


def _cords(estate: Estate, mounted: Mounted, plugged: int) -> str:
    """Return what a need of power is called, by whether its supplies let two feeds carry the device, each alone."""
    supplies = len(estate.device_types[mounted.type].power_ports) or 2
    return CORDS if (plugged + 1) // 2 * 2 <= max(supplies, plugged) else ALL_CORDS
