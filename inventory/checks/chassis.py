"""Chassis: which server stands in which bay."""

from collections.abc import Iterator

from inventory.model.estate import Estate
from inventory.verdict import Verdict, broken


def device_bay_used_twice(estate: Estate) -> Iterator[Verdict]:
    """A bay of a chassis takes one device."""
    taken: dict[tuple[str, str], str] = {}
    for block in estate.server_blocks:
        mounted = block.mounted
        for name, bay in zip(mounted.names, mounted.bays, strict=False):
            other = taken.setdefault((mounted.chassis or "", bay), name)
            if other != name:
                yield broken(
                    name,
                    mounted.origin.at("bays"),
                    f"Servers {other} and {name} both stand in bay {bay} of {mounted.chassis}.",
                    "A bay takes one device. Give one of them another bay.",
                )


RULES = (device_bay_used_twice,)
