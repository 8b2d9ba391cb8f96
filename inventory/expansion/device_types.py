"""Device types: written out, or taken from a library with what the estate adds."""

import math
from collections.abc import Mapping
from typing import Protocol

from inventory.document.library_type import LibraryTypeDocument
from inventory.document.sites import DeviceTypeDocument
from inventory.expansion.context import Expansion
from inventory.model.estate import Locator
from inventory.model.origin import Origin, Source
from inventory.model.sites import DeviceType, Port, PowerPort
from inventory.reading.sections import Written
from inventory.verdict import misread

_NEEDED = ("manufacturer", "model", "u_height")


class LibraryEntry(Protocol):
    """A device type as a library has it, and where."""

    @property
    def document(self) -> LibraryTypeDocument:
        """What the file says."""

    @property
    def origin(self) -> Origin:
        """The file."""


LibraryEntries = Mapping[str, LibraryEntry]
"""By slug."""


def library_types(written: Written) -> dict[str, Origin]:
    """List the slugs that device types are taken from, each with the place that names it first."""
    wanted: dict[str, Origin] = {}
    for entry in written.entries["device_types"].values():
        if isinstance(entry.document, DeviceTypeDocument) and entry.document.library is not None:
            wanted.setdefault(entry.document.library, entry.origin.at("library"))
    return wanted


def expand_device_types(expansion: Expansion, library: LibraryEntries, sources: Locator) -> dict[str, DeviceType]:
    """Make the device types with their ports."""
    types: dict[str, DeviceType] = {}
    for name, document, origin in expansion.entries("device_types", DeviceTypeDocument):
        if document.library is None:
            made = _written_out(expansion, name, document, origin)
        elif document.library in library:
            made = _from_library(expansion, name, document, library[document.library], sources)
        else:
            made = None
        if made is None:
            expansion.written.spoil(origin)
        else:
            types[name] = made
    return types


def _written_out(expansion: Expansion, name: str, document: DeviceTypeDocument, origin: Origin) -> DeviceType | None:
    for key in (key for key in _NEEDED if getattr(document, key) is None):
        advice = "Write it, or take the type from a library: 'library: SLUG'. See: sddc schema (device_types)"
        expansion.report("missing-key", origin, f"The key {key} is missing.", advice)
    if document.idle is not None and document.draw is None:
        advice = "An idle draw counts only beside the most that the device draws. Write it: 'draw: 900W'."
        expansion.report("missing-key", origin, "The key draw is missing.", advice)
    if document.manufacturer is None or document.model is None or document.u_height is None:
        return None
    return DeviceType(
        name=name,
        manufacturer=document.manufacturer,
        model=document.model,
        u_height=document.u_height,
        is_full_depth=document.is_full_depth is not False,
        weight_kilograms=document.weight,
        draw_watts=document.draw,
        airflow=document.airflow,
        ports=_ports(expansion, document, origin),
        vcpus=document.vcpus,
        memory_mebibytes=document.memory,
        disk_gibibytes=document.disk,
        origin=origin,
        depth_millimetres=document.depth,
        idle_watts=document.idle,
    )


def _from_library(
    expansion: Expansion, name: str, document: DeviceTypeDocument, entry: LibraryEntry, sources: Locator
) -> DeviceType | None:
    origin, published = expansion.written.entries["device_types"][name].origin, entry.document
    u_height = document.u_height or math.ceil(published.u_height or 0)
    if not u_height:
        _lacks_height(expansion, name, sources.locate(entry.origin.at("u_height")), origin)
        return None
    draw = published.draw_watts if document.draw is None else document.draw
    if draw is None:
        _lacks_draw(expansion, name, sources.locate(entry.origin.at("power-ports")), origin)
    depth = published.is_full_depth if document.is_full_depth is None else document.is_full_depth
    carried = {one.name: one.gigabits for one in published.interfaces if not one.mgmt_only}
    ports = {port: Port(port, speed) for port, speed in carried.items() if speed is not None}
    return DeviceType(
        name=name,
        manufacturer=document.manufacturer or published.manufacturer,
        model=document.model or published.model,
        u_height=u_height,
        is_full_depth=depth is not False,
        weight_kilograms=published.kilograms if document.weight is None else document.weight,
        draw_watts=draw,
        airflow=document.airflow or published.airflow,
        ports=ports | _ports(expansion, document, origin),
        vcpus=document.vcpus,
        memory_mebibytes=document.memory,
        disk_gibibytes=document.disk,
        origin=origin,
        power_ports={
            port.name: PowerPort(port.name, _watts(port.maximum_draw), _watts(port.allocated_draw))
            for port in published.power_ports
        },
        management_ports=tuple(one.name for one in published.interfaces if one.mgmt_only),
        depth_millimetres=document.depth,
        library_file=entry.origin.file,
        idle_watts=document.idle,
    )


def _ports(expansion: Expansion, document: DeviceTypeDocument, origin: Origin) -> dict[str, Port]:
    ports: dict[str, Port] = {}
    for pattern, gigabits in document.ports.items():
        place = origin.at("ports", pattern)
        for port in expansion.names([pattern], place):
            expansion.add(ports, port, Port(port, gigabits), place, "port")
    return ports


def _watts(draw: float | None) -> int | None:
    return None if draw is None else round(draw)


def _lacks_height(expansion: Expansion, name: str, where: Source, origin: Origin) -> None:
    detail = f"{where} gives {name} no height in rack units."
    advice = "It could not be placed in a rack. Write its height here: 'u_height: 2'."
    expansion.report("device-type-without-height", origin, detail, advice)


def _lacks_draw(expansion: Expansion, name: str, where: Source, origin: Origin) -> None:
    detail = f"{where} gives {name} no maximum draw."
    advice = "Sums of power would leave it out. Write the draw of the whole device here: 'draw: 900W'."
    expansion.problems.append(misread("device-type-without-draw", origin, detail, advice))
