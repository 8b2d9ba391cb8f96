"""Devices: what they are called, where they are managed, and what they draw."""

from collections.abc import Iterator

from inventory.model.estate import Estate
from inventory.verdict import Verdict, broken
from inventory.wording import a_type

HOST_NAME_MAXIMUM = 63
"""RFC 1123, section 2.1: what every host must take as one label."""


def device_name_too_long(estate: Estate) -> Iterator[Verdict]:
    """A device's whole name, its site and rack included, can be a host's name."""
    for block in estate.mounted:
        for name in block.names if max(map(len, block.names)) > HOST_NAME_MAXIMUM else ():
            if len(name) > HOST_NAME_MAXIMUM:
                yield broken(
                    name,
                    block.origin.at("names"),
                    f"The name {name} has {len(name)} characters.",
                    f"It becomes the device's host name, which ends at {HOST_NAME_MAXIMUM}. "
                    "Shorten the site's, rack's or device's name.",
                )


def management_address_used_twice(estate: Estate) -> Iterator[Verdict]:
    """A server's management address is its own."""
    taken: dict[str, str] = {}
    for block in estate.server_blocks:
        for name, address in zip(block.mounted.names, block.addresses, strict=False):
            other = taken.setdefault(address, name)
            if other != name:
                yield broken(
                    name,
                    block.mounted.origin.at("addresses"),
                    f"Servers {other} and {name} both have the management address {address}.",
                    "One of them could not be reached. An entry with addresses is for one site; write one for each.",
                )


def idle_draw_above_draw(estate: Estate) -> Iterator[Verdict]:
    """A server draws no more when nothing runs on it than it draws at most."""
    for name, kind in estate.device_types.items():
        if kind.idle_watts is not None and kind.draw_watts is not None and kind.idle_watts > kind.draw_watts:
            yield broken(
                name,
                kind.origin.at("idle"),
                f"When nothing runs on it, {a_type(name)} draws {kind.idle_watts:,} W, and {kind.draw_watts:,} W at most.",
                "What runs on a server raises its draw from the one to the other. Correct the one that is wrong.",
            )


RULES = (device_name_too_long, management_address_used_twice, idle_draw_above_draw)
