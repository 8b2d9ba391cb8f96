"""Device types: written out, or taken from a library with what the estate adds."""

import math
from collections.abc import Sequence

from inventory.document.library_type import (
    LibraryModuleDocument,
    LibraryPowerPort,
    LibraryTypeDocument,
    Published,
    draw_of,
    sum_of_draws,
)
from inventory.document.sites import DeviceTypeDocument
from inventory.expansion.context import Expansion
from inventory.model.estate import Locator
from inventory.model.origin import Origin, Source
from inventory.model.sites import DeviceType, Port, PowerPort
from inventory.reading.sections import Written
from inventory.suggestions import did_you_mean
from inventory.verdict import misread

_NEEDED = ("manufacturer", "model", "u_height")


def library_types(written: Written) -> dict[str, Origin]:
    """List the slugs that device types are taken from, each with the place that names it first."""
    wanted: dict[str, Origin] = {}
    for entry in written.entries["device_types"].values():
        if isinstance(entry.document, DeviceTypeDocument) and entry.document.library is not None:
            wanted.setdefault(entry.document.library, entry.origin.at("library"))
    return wanted


def library_modules(written: Written) -> dict[str, Origin]:
    """List the module types that are taken from libraries, each with the place that names it first."""
    wanted: dict[str, Origin] = {}
    for entry in written.entries["device_types"].values():
        if isinstance(entry.document, DeviceTypeDocument) and entry.document.library is not None:
            for bays, name in entry.document.modules.items():
                wanted.setdefault(name, entry.origin.at("modules", bays))
    return wanted


def expand_device_types(expansion: Expansion, library: Published, sources: Locator) -> dict[str, DeviceType]:
    """Make the device types with their ports."""
    types: dict[str, DeviceType] = {}
    for name, document, origin in expansion.entries("device_types", DeviceTypeDocument):
        if document.library is None:
            made = _written_out(expansion, name, document, origin)
        elif document.library in library.types:
            made = _from_library(expansion, (name, document, origin), library, sources)
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
    _check_allocated(expansion, document, document.draw, origin)
    if document.modules:
        advice = "Modules are put into the bays of a published type. Name it, 'library: SLUG', or write draw and ports."
        expansion.report("missing-key", origin.at("modules"), "The key library is missing.", advice)
    if document.manufacturer is None or document.model is None or document.u_height is None:
        return None
    return DeviceType(
        name=name,
        manufacturer=document.manufacturer,
        model=document.model,
        u_height=document.u_height,
        is_full_depth=document.is_full_depth is not False,
        weight_kilograms=document.weight,
        draw_watts=document.allocated_draw if document.draw is None else document.draw,
        airflow=document.airflow,
        ports=_ports(expansion, document, origin),
        vcpus=document.vcpus,
        memory_mebibytes=document.memory,
        disk_gibibytes=document.disk,
        origin=origin,
        depth_millimetres=document.depth,
        idle_watts=document.idle,
        nos=document.nos,
        allocated_watts=document.allocated_draw,
        device_bays=expansion.names(document.device_bays, origin.at("device_bays")),
    )


_Entry = tuple[str, DeviceTypeDocument, Origin]


def _from_library(expansion: Expansion, entry: _Entry, library: Published, sources: Locator) -> DeviceType:
    name, document, origin = entry
    found = library.types[document.library or ""]
    published = found.document
    modules = _modules(expansion, entry, library)
    power_ports = (*published.power_ports, *(port for module in modules for port in module.power_ports))
    interfaces = (*published.interfaces, *(port for module in modules for port in module.interfaces))
    draw = _draw(document, published, power_ports)
    _check_allocated(expansion, document, draw, origin)
    if draw is None:
        _lacks_draw(expansion, entry, published, sources.locate(found.origin.at("power-ports")))
    depth = published.is_full_depth if document.is_full_depth is None else document.is_full_depth
    carried = {one.name: one.gigabits for one in interfaces if not one.mgmt_only}
    ports = {port: Port(port, speed) for port, speed in carried.items() if speed is not None}
    return DeviceType(
        name=name,
        manufacturer=document.manufacturer or published.manufacturer,
        model=document.model or published.model,
        u_height=math.ceil(published.units) if document.u_height is None else document.u_height,
        is_full_depth=depth is not False,
        weight_kilograms=_weight(document, published, modules),
        draw_watts=draw,
        airflow=document.airflow or published.airflow,
        ports=ports | _ports(expansion, document, origin),
        vcpus=document.vcpus,
        memory_mebibytes=document.memory,
        disk_gibibytes=document.disk,
        origin=origin,
        power_ports={
            port.name: PowerPort(port.name, _watts(port.maximum_draw), _watts(port.allocated_draw))
            for port in power_ports
        },
        management_ports=tuple(one.name for one in interfaces if one.mgmt_only),
        depth_millimetres=document.depth,
        library_file=found.origin.file,
        idle_watts=document.idle,
        nos=document.nos,
        allocated_watts=_allocated(document, power_ports),
        device_bays=expansion.names(document.device_bays, origin.at("device_bays"))
        or tuple(bay.name for bay in published.device_bays),
    )


def _modules(expansion: Expansion, entry: _Entry, library: Published) -> tuple[LibraryModuleDocument, ...]:
    """Put modules into the bays of a published type; a bay that it does not have is reported."""
    _, document, origin = entry
    published = library.types[document.library or ""].document
    bays = {bay.name: bay for bay in published.module_bays}
    filled: dict[str, LibraryModuleDocument] = {}
    for pattern, module in document.modules.items():
        place = origin.at("modules", pattern)
        for bay in expansion.names([pattern], place):
            if bay not in bays:
                detail = f"{published.manufacturer} {published.model} has no module bay {bay}."
                expansion.report("unknown-module-bay", place, detail, did_you_mean(bay, bays))
            elif bay in filled:
                expansion.report("duplicate-name", place, f"The module bay {bay} is filled twice.", "Keep one of them.")
            elif module in library.modules:
                filled[bay] = library.modules[module].document.in_bay(bays[bay])
    return tuple(filled.values())


def _draw(
    document: DeviceTypeDocument, published: LibraryTypeDocument, power_ports: Sequence[LibraryPowerPort]
) -> int | None:
    """Return the most that a device draws, or what is allocated to it where nobody says the most."""
    if document.draw is not None:
        return document.draw
    has_more = len(power_ports) > len(published.power_ports)
    known = draw_of(power_ports) if has_more else published.draw_watts
    return document.allocated_draw if known is None else known


def _allocated(document: DeviceTypeDocument, power_ports: Sequence[LibraryPowerPort]) -> int | None:
    if document.allocated_draw is not None:
        return document.allocated_draw
    return sum_of_draws([port.allocated_draw for port in power_ports])


def _check_allocated(expansion: Expansion, document: DeviceTypeDocument, draw: int | None, origin: Origin) -> None:
    """Report what is allocated beyond what the device draws at most."""
    allocated = document.allocated_draw
    if allocated is not None and draw is not None and allocated > draw:
        detail = f"The allocated draw is {allocated:,} W, and the device draws {draw:,} W at most."
        advice = "What is allocated is a part of the most that it draws. Correct the one that is wrong."
        expansion.report("wrong-value", origin.at("allocated_draw"), detail, advice)


def _weight(
    document: DeviceTypeDocument, published: LibraryTypeDocument, modules: Sequence[LibraryModuleDocument]
) -> float | None:
    """Return the weight with everything that is in its bays, as far as that says its own."""
    if document.weight is not None or published.kilograms is None:
        return document.weight
    return published.kilograms + sum(module.kilograms or 0.0 for module in modules)


def _ports(expansion: Expansion, document: DeviceTypeDocument, origin: Origin) -> dict[str, Port]:
    ports: dict[str, Port] = {}
    for pattern, gigabits in document.ports.items():
        place = origin.at("ports", pattern)
        for port in expansion.names([pattern], place):
            expansion.add(ports, port, Port(port, gigabits), place, "port")
    return ports


def _watts(draw: float | None) -> int | None:
    return None if draw is None else round(draw)


def _lacks_draw(expansion: Expansion, entry: _Entry, published: LibraryTypeDocument, where: Source) -> None:
    name, document, origin = entry
    empty = [bay for bay in published.supply_bays if not document.modules]
    detail = f"{where} gives {name} no maximum draw."
    how = "Write the draw of the whole device here: 'draw: 900W'."
    if empty:
        bays = f"'modules: {{{empty[0]}: MANUFACTURER/MODEL}}'"
        how = f"Say which power supplies are in its bays, {bays}, or write the draw of the whole device: 'draw: 900W'."
    advice = f"Sums of power would leave it out. {how}"
    expansion.problems.append(misread("device-type-without-draw", origin, detail, advice))
