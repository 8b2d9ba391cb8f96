"""Cooling chains and aisles."""

from collections.abc import Mapping

from inventory.document.building import ClimateDocument
from inventory.document.cooling import AisleDocument, CoolingDocument
from inventory.document.fields import Bounds
from inventory.expansion.components import Names, Resolver, only_for
from inventory.expansion.context import Expansion
from inventory.expansion.templates import Stub, stubs
from inventory.model.building import Climate, Interval
from inventory.model.cooling import Aisle, CoolingComponent
from inventory.model.origin import Origin
from inventory.model.redundancy import Requirement
from inventory.model.sites import Room

_KIND_OF_KEY = {"holds": "store", "serves": "unit"}

CoolingStub = tuple[Stub[CoolingDocument], tuple[str, ...]]


def name_cooling(expansion: Expansion, names: Names) -> list[CoolingStub]:
    """Note the names of the cooling components."""
    entries = expansion.entries("cooling", CoolingDocument)
    return [(stub, names.add("cooling", stub)) for stub in stubs(expansion, entries, "The cooling component")]


def expand_cooling(
    expansion: Expansion, named: list[CoolingStub], names: Names, aisles: Mapping[str, Aisle]
) -> dict[str, CoolingComponent]:
    """Make the components of the cooling chains, by key."""
    components: dict[str, CoolingComponent] = {}
    for stub, free in named:
        only_for(expansion, stub.document.kind, _KIND_OF_KEY, stub.document.model_fields_set, stub.origin)
        for name in free:
            resolver = Resolver(names, stub.site, stub.wording, "cooling", name)
            made = _cooling(resolver, stub, name, aisles)
            components[made.key] = made
    return components


def _cooling(
    resolver: Resolver, stub: Stub[CoolingDocument], name: str, aisles: Mapping[str, Aisle]
) -> CoolingComponent:
    document, origin = stub.document, stub.origin
    room, compartment = resolver.place(document, origin)
    group, scheme = resolver.group(document, origin)
    fed_by = resolver.references("cooling", document.fed_by, origin.at("fed_by"))
    return CoolingComponent(
        site=stub.site,
        name=name,
        kind=document.kind,
        rating_watts=document.rating,
        draw_watts=document.draw,
        fed_by=fed_by,
        least=resolver.enough(document.least, fed_by, origin.at("least")),
        requires=_requires(resolver, document, origin.at("requires")),
        powered_by=resolver.references("power", document.powered_by, origin.at("powered_by")),
        serves=_serves(resolver, document, aisles, origin.at("serves")),
        minutes=None if document.holds is None else document.holds / 60,
        group=group,
        redundancy=scheme,
        room=room,
        compartment=compartment,
        origin=origin,
    )


def _requires(resolver: Resolver, document: CoolingDocument, origin: Origin) -> tuple[Requirement, ...]:
    found = []
    for index, written in enumerate(document.requires):
        place = origin.at(index)
        names = resolver.references("cooling", written.of, place.at("of"))
        found.append(Requirement(names, resolver.enough(written.least, names, place.at("least"))))
    return tuple(found)


def _serves(
    resolver: Resolver, document: CoolingDocument, aisles: Mapping[str, Aisle], origin: Origin
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name, place in resolver.wording.names(document.serves, origin):
        if f"{resolver.site}/{name}" in aisles:
            found[name] = None
        else:
            known = [aisle.name for aisle in aisles.values() if aisle.site == resolver.site]
            resolver.names.expansion.unknown("aisles", name, known, place, resolver.who)
    return tuple(found)


def expand_aisles(expansion: Expansion, rooms: Mapping[str, Room]) -> dict[str, Aisle]:
    """Make the aisles, by key."""
    aisles: dict[str, Aisle] = {}
    for stub in stubs(expansion, expansion.entries("aisles", AisleDocument), "The aisle"):
        document, origin = stub.document, stub.origin
        room = stub.wording.filled(document.room, origin.at("room"))
        if room is None:
            continue
        if f"{stub.site}/{room}" not in rooms:
            known = [key.partition("/")[2] for key in rooms if key.startswith(f"{stub.site}/")]
            expansion.unknown("rooms", room, known, origin.at("room"), f"An aisle of {stub.site}")
            expansion.written.spoil(origin)
            continue
        climate = expand_climate(expansion, document.climate, origin.at("climate"))
        for name in stub.names:
            aisle = Aisle(
                site=stub.site,
                name=name,
                room=room,
                kind=document.kind,
                rows=document.rows,
                width_metres=document.width,
                is_contained=document.contained,
                climate=climate,
                origin=origin,
            )
            expansion.add(aisles, aisle.key, aisle, origin.at("names"), "aisle")
    return aisles


def expand_climate(expansion: Expansion, document: ClimateDocument | None, origin: Origin) -> Climate | None:
    """Make what is set for the air."""
    if document is None:
        return None
    return Climate(
        temperature_celsius=_interval(expansion, document.temperature, origin.at("temperature")),
        dew_point_celsius=_interval(expansion, document.dew_point, origin.at("dew_point")),
        humidity_percent=_interval(expansion, document.humidity, origin.at("humidity")),
    )


def _interval(expansion: Expansion, bounds: Bounds | None, origin: Origin) -> Interval | None:
    if bounds is None:
        return None
    least, most = bounds
    if least > most:
        detail = f"The interval from {least:g} to {most:g} runs backwards."
        expansion.report("wrong-value", origin, detail, "Write the least first, then the most: [18, 27].")
    return Interval(least, most)
