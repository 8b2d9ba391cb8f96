"""Servers in the bays of chassis: blades, and the nodes of twins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.document.sites import ServerDocument
from inventory.expansion.context import Expansion
from inventory.model.devices import RackDevice
from inventory.model.origin import Origin
from inventory.model.sites import DeviceType
from inventory.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Occupied:
    """A chassis and the bays in which servers of one entry stand, in order."""

    chassis: RackDevice
    bays: Sequence[str]


def is_consistent(expansion: Expansion, document: ServerDocument, origin: Origin) -> bool:
    """Check that servers stand either on units or in bays."""
    if document.chassis is None and document.bays is None:
        return True
    for key, value in (("chassis", document.chassis), ("bays", document.bays)):
        if value is None:
            other = "bays" if key == "chassis" else "chassis"
            advice = f"The key {other} is written. A place in a chassis has both: 'chassis: ch1, bays: \"[1-4]\"'."
            expansion.report("missing-key", origin, f"The key {key} is missing.", advice)
            return False
    for key in ("positions", "cords"):
        if key in document.model_fields_set:
            detail = f"The key {key} is written beside chassis."
            advice = "What stands in a chassis has its units and cords. Take the key out."
            expansion.report("wrong-value", origin.at(key), detail, advice)
            return False
    return True


def occupied(
    expansion: Expansion,
    document: ServerDocument,
    place: tuple[str, str],
    around: tuple[Mapping[str, RackDevice], Mapping[str, DeviceType]],
    origin: Origin,
) -> Iterator[Occupied]:
    """Yield the chassis of one rack, `place` being its site and name, with the bays that are taken in each."""
    devices, types = around
    site, rack = place
    bays = expansion.names(document.bays or (), origin.at("bays"))
    for short in expansion.names(document.chassis or (), origin.at("chassis")):
        found = devices.get(f"{site}-{rack}-{short}")
        if found is None:
            prefix = f"{site}-{rack}-"
            known = [name.removeprefix(prefix) for name in devices if name.startswith(prefix)]
            expansion.unknown("devices", short, known, origin.at("chassis"), f"A server of {site}/{rack}")
            continue
        there = types[found.type].device_bays
        for bay in bays:
            if bay not in there:
                detail = f"The chassis {found.name} has no bay {bay}."
                advice = (
                    did_you_mean(bay, there)
                    if there
                    else f"Name the bays of its type {found.type}: 'device_bays: \"[1-4]\"'."
                )
                expansion.report("unknown-device-bay", origin.at("bays"), detail, advice)
        yield Occupied(found, bays)
