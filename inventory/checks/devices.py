"""Devices: what they are called and where they are managed."""

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


RULES = (device_name_too_long, management_address_used_twice)
