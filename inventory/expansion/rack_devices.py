"""Devices in racks besides switches and servers, and the units that anything in a rack takes."""

from collections.abc import Mapping, Sequence

from inventory.document.sites import RackDeviceDocument
from inventory.expansion.context import Expansion
from inventory.expansion.labels import display_labels
from inventory.model.devices import RackDevice
from inventory.model.origin import Origin
from inventory.model.sites import DeviceType, Mount, Rack
from inventory.ranges import positions

BOTH_SIDES = ("a", "b")


def expand_rack_devices(
    expansion: Expansion, racks: Mapping[str, Rack], types: Mapping[str, DeviceType]
) -> dict[str, RackDevice]:
    """Make the devices, by name."""
    made: dict[str, RackDevice] = {}
    for _, document, origin in expansion.entries("devices", RackDeviceDocument):
        kind = types.get(document.type)
        if kind is None:
            expansion.unknown("device_types", document.type, types, origin.at("type"), "The device")
            expansion.written.spoil(origin)
            continue
        short = expansion.new_names(document.names, origin.at("names"))
        units = units_of(expansion, document.positions, kind, len(short), origin)
        if units is None:
            expansion.written.spoil(origin)
            continue
        cords = document.cords if document.cords is not None else BOTH_SIDES if kind.draw_watts != 0 else ()
        for site in expansion.sites(document.sites, origin.at("sites"), "The device"):
            for rack in expansion.names(document.racks, origin.at("racks")):
                if not _is_there(expansion, f"{site}/{rack}", racks, origin):
                    continue
                shown = display_labels(
                    expansion, document.label, short, {"site": site, "rack": rack}, origin.at("label")
                )
                for name, unit, label in zip(short, units, shown, strict=True):
                    mount = Mount(f"{site}/{rack}", unit, document.face, cords)
                    whole = f"{site}-{rack}-{name}"
                    one = RackDevice(whole, site, mount, kind.name, document.role, origin, label, document.description)
                    expansion.add(made, whole, one, origin.at("names"), "device")
    return made


def _is_there(expansion: Expansion, key: str, racks: Mapping[str, Rack], origin: Origin) -> bool:
    if key in racks:
        return True
    site, _, rack = key.partition("/")
    known = [other.name for other in racks.values() if other.site == site]
    expansion.unknown("racks", rack, known, origin.at("racks"), f"A device of {site}")
    return False


def units_of(
    expansion: Expansion, written: str | None, kind: DeviceType, count: int, origin: Origin
) -> Sequence[int] | None:
    """Return the lowest unit of each device of a type; 0 for what takes none. None, and a problem, if nothing fits."""
    if kind.u_height == 0:
        if written is None:
            return (0,) * count
        detail = f"Positions are written, and a device of type {kind.name} is 0 units high: it takes none."
        advice = "It is mounted at the rack's side or stands in a chassis. Take the positions out, or correct u_height."
        expansion.report("wrong-value", origin.at("positions"), detail, advice)
        return None
    if written is None:
        advice = (
            "Write the rack units: 7, or 1+2 for the places 1, 3, 5, … "
            "What is mounted at the side has a type of u_height 0."
        )
        expansion.report("missing-key", origin, "The key positions is missing.", advice)
        return None
    return positions(written, count)
