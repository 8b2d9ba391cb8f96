"""Devices: what they are called, where they are managed, and what they draw."""

from collections.abc import Iterator

from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import Server
from inventory.problem import Problem

HOST_NAME_MAXIMUM = 63
"""RFC 1123, section 2.1: what every host must take as one label."""


def device_name_too_long(estate: Estate) -> Iterator[Problem]:
    """A device's whole name, its site and rack included, can be a host's name."""
    devices: list[Switch | Server] = [*estate.switches.values(), *estate.servers.values()]
    for device in devices:
        if len(device.name) > HOST_NAME_MAXIMUM:
            yield Problem(
                "device-name-too-long",
                device.origin.at("names"),
                f"The name {device.name} has {len(device.name)} characters.",
                f"It becomes the device's host name, which ends at {HOST_NAME_MAXIMUM}. Shorten the site's, rack's or device's name.",
            )


def management_address_used_twice(estate: Estate) -> Iterator[Problem]:
    """A server's management address is its own."""
    taken: dict[str, str] = {}
    for server in estate.servers.values():
        address = server.management_address
        if address is None:
            continue
        other = taken.setdefault(address, server.name)
        if other != server.name:
            yield Problem(
                "management-address-used-twice",
                server.origin.at("addresses"),
                f"Servers {other} and {server.name} both have the management address {address}.",
                "One of them could not be reached. An entry with addresses is for one site; write one for each.",
            )


def idle_draw_above_draw(estate: Estate) -> Iterator[Problem]:
    """A server draws no more when nothing runs on it than it draws at most."""
    for name, kind in estate.device_types.items():
        if kind.idle_watts is not None and kind.draw_watts is not None and kind.idle_watts > kind.draw_watts:
            yield Problem(
                "idle-draw-above-draw",
                kind.origin.at("idle"),
                f"A {name} draws {kind.idle_watts:,} W when nothing runs on it, and {kind.draw_watts:,} W at most.",
                "What runs on a server raises its draw from the one to the other. Correct the one that is wrong.",
            )


RULES = (device_name_too_long, management_address_used_twice, idle_draw_above_draw)
