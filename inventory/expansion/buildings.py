"""Buildings, carriers, building entries and circuits."""

import math
from collections.abc import Mapping

from inventory.document.building import BuildingDocument
from inventory.document.carriers import BuildingEntryDocument, CarrierDocument, CircuitDocument
from inventory.expansion.context import Expansion
from inventory.expansion.templates import Stub, stubs
from inventory.model.building import Building
from inventory.model.carriers import BuildingEntry, Carrier, Circuit
from inventory.model.fabric import Switch
from inventory.model.sites import Room


def expand_buildings(expansion: Expansion) -> dict[str, Building]:
    """Make the buildings, by site."""
    buildings: dict[str, Building] = {}
    for _, document, origin in expansion.entries("buildings", BuildingDocument):
        distances = {what: math.inf if far is None else far for what, far in document.distances.items()}
        for site in expansion.sites(document.sites, origin.at("sites"), "The building"):
            building = Building(
                site=site,
                is_converted=document.converted,
                fire_resistance_rating=document.fire_resistance_rating,
                metres_to=distances,
                in_flood_area=document.flood_area,
                on_fault=document.fault,
                in_landslide_area=document.landslide_area,
                roads=document.roads,
                maintenance_holes_apart_metres=document.maintenance_holes_apart,
                origin=origin,
            )
            expansion.add(buildings, site, building, origin.at("sites"), "building of")
    return buildings


def expand_carriers(expansion: Expansion) -> dict[str, Carrier]:
    """Make the carriers."""
    return {
        name: Carrier(name, document.description, origin)
        for name, document, origin in expansion.entries("carriers", CarrierDocument)
    }


def expand_entries(expansion: Expansion, rooms: Mapping[str, Room]) -> dict[str, BuildingEntry]:
    """Make the building entries, by key."""
    made: dict[str, BuildingEntry] = {}
    entries = expansion.entries("building_entries", BuildingEntryDocument)
    for stub in stubs(expansion, entries, "The building entry"):
        place = stub.origin.at("room")
        room = stub.wording.filled(stub.document.room, place)
        found = rooms.get(f"{stub.site}/{room}")
        if found is None:
            known = [key.partition("/")[2] for key in rooms if key.startswith(f"{stub.site}/")]
            if room is not None:
                expansion.unknown("rooms", room, known, place, f"A building entry of {stub.site}")
                expansion.written.spoil(stub.origin)
            continue
        for name in stub.names:
            entry = BuildingEntry(stub.site, name, found.name, found.compartment, stub.origin)
            expansion.add(made, entry.key, entry, stub.origin.at("names"), "building entry")
    return made


def expand_circuits(
    expansion: Expansion,
    carriers: Mapping[str, Carrier],
    entries: Mapping[str, BuildingEntry],
    switches: Mapping[str, Switch],
) -> dict[str, Circuit]:
    """Make the carriers' lines, by key."""
    made: dict[str, Circuit] = {}
    for stub in stubs(expansion, expansion.entries("circuits", CircuitDocument), "The circuit"):
        document, origin = stub.document, stub.origin
        if document.carrier not in carriers:
            expansion.unknown("carriers", document.carrier, carriers, origin.at("carrier"), "A circuit")
            expansion.written.spoil(origin)
            continue
        entry = stub.wording.filled(document.entry, origin.at("entry"))
        if entry is None:
            continue
        if f"{stub.site}/{entry}" not in entries:
            known = [other.name for other in entries.values() if other.site == stub.site]
            expansion.unknown("building_entries", entry, known, origin.at("entry"), f"A circuit of {stub.site}")
            expansion.written.spoil(origin)
            continue
        ends = _ends(expansion, stub, switches)
        for name in stub.names:
            circuit = Circuit(stub.site, name, document.carrier, entry, ends, document.bandwidth, origin)
            expansion.add(made, circuit.key, circuit, origin.at("names"), "circuit")
    return made


def _ends(expansion: Expansion, stub: Stub[CircuitDocument], switches: Mapping[str, Switch]) -> tuple[str, ...]:
    found = []
    for short, place in stub.wording.names(stub.document.ends_on, stub.origin.at("ends_on")):
        name = f"{stub.site}-{short}"
        if name in switches:
            found.append(name)
        else:
            known = [other.removeprefix(f"{stub.site}-") for other in switches if switches[other].site == stub.site]
            expansion.unknown("switches", short, known, place, f"A circuit of {stub.site}")
    return tuple(found)
