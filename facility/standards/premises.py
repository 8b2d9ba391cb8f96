"""GB 50174 class A: the site, the building, the rooms, and protection from fire."""

from collections.abc import Iterator
from dataclasses import replace

from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, broken, holds, judged, unknown
from inventory.model.building import Building, DoorGrade, FireAgent, RoomKind, Surrounding
from inventory.model.cooling import AisleKind
from inventory.model.sites import Rack, Room

MUST_KEEP = (
    Surrounding.CAR_PARK,
    Surrounding.RAILWAY,
    Surrounding.HIGHWAY,
    Surrounding.CHEMICAL_PLANT,
    Surrounding.LANDFILL,
    Surrounding.EXPLOSIVES,
    Surrounding.NUCLEAR_PLANT,
)
SHOULD_KEEP = (Surrounding.METRO, Surrounding.AIRPORT, Surrounding.HOUSING)


def distances(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The building keeps its distance from what may harm it.

    It must be 20 m from car parks, 800 m from railways and highways, 2 km from chemical plants and landfills, 3 km from
    explosives and 40 km from nuclear plants; it should be 100 m from metros and housing and 8 km from airports.
    """
    for building in _buildings(facts):
        if isinstance(building, Verdict):
            yield building
            continue
        for kind in (*MUST_KEEP, *SHOULD_KEEP):
            verdict = _distance(building, kind, limits[kind.value.replace("-", "_")])
            yield replace(verdict, is_recommendation=True) if kind in SHOULD_KEEP else verdict


def _distance(building: Building, kind: Surrounding, least: float) -> Verdict:
    subject = f"{building.site}/{kind.value}"
    found = building.metres_to.get(kind)
    name = kind.value.replace("-", " ")
    if found is None:
        detail = f"Nothing says how far the next {name} is from {building.site}."
        return unknown(subject, building.origin, detail, "Write the distance, or none.")
    detail = f"The next {name} is {found:g} m from {building.site}; it must be {least:g} m."
    place = building.origin.at("distances", kind.value)
    return judged(subject, place, found >= least, detail, "Choose another place, or show why it does no harm.")


def _buildings(facts: PlantFacts) -> Iterator[Building | Verdict]:
    for site in facts.sites:
        building = facts.estate.buildings.get(site.name)
        yield building or unknown(site.name, site.origin, f"The building of {site.name} is not written.")


def safe_ground(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The building stands in no flood or landslide area and on no fault, and two roads lead to it."""
    for building in _buildings(facts):
        if isinstance(building, Verdict):
            yield building
            continue
        dangers = (
            ("flood_area", building.in_flood_area, "stands in a flood area"),
            ("fault", building.on_fault, "stands on a fault"),
            ("landslide_area", building.in_landslide_area, "stands in a landslide area"),
        )
        for key, found, words in dangers:
            subject = f"{building.site}/{key.replace('_', '-')}"
            if found is None:
                yield unknown(subject, building.origin, f"Nothing says whether {building.site} {words}.")
            else:
                detail, advice = f"{building.site} {words}.", "Choose another place."
                yield judged(subject, building.origin.at(key), not found, detail, advice)
        subject = f"{building.site}/roads"
        if building.roads is None:
            yield unknown(subject, building.origin, f"Nothing says how many roads lead to {building.site}.")
        else:
            detail = f"Roads that lead to {building.site}: {building.roads}."
            is_kept = building.roads >= limits["roads"]
            advice = "Where one is blocked, nobody comes and no fuel. Open another."
            yield judged(subject, building.origin.at("roads"), is_kept, detail, advice)


def clear_height(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Main rooms have a clear height of 3.0 m, or 2.6 m in a converted building."""
    for room in main_rooms(facts):
        building = facts.estate.buildings.get(room.site)
        is_converted = None if building is None else building.is_converted
        height = room.clear_height_metres
        if height is None:
            yield unknown(room.key, room.origin, f"Nothing says how high {room.key} is.")
        elif limits["converted"] <= height < limits["new"] and is_converted is None:
            yield unknown(room.key, room.origin, f"Nothing says whether the building of {room.site} is converted.")
        else:
            least = limits["converted"] if is_converted else limits["new"]
            detail = f"{room.key} has a clear height of {height:g} m; it must be {least:g} m."
            advice = "Hot air has no way back above the racks. Take another room."
            yield judged(room.key, room.origin, height >= least, detail, advice)


def main_rooms(facts: PlantFacts) -> Iterator[Room]:
    """List the rooms that are main rooms, or have racks in them."""
    with_racks = {f"{rack.site}/{rack.room}" for rack in facts.estate.racks.values()}
    yield from (room for room in facts.estate.rooms.values() if room.key in with_racks or room.kind is RoomKind.MAIN)


def floor_load(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Floors carry 8 kN/m² in main rooms and 16 kN/m² in battery rooms."""
    main = {room.key for room in main_rooms(facts)}
    for room in facts.estate.rooms.values():
        if room.key not in main and room.kind is None:
            yield unknown(room.key, room.origin, f"Nothing says what the room {room.key} is for.", "Write its kind.")
        if room.key not in main and room.kind is not RoomKind.BATTERY:
            continue
        least = limits["battery"] if room.kind is RoomKind.BATTERY else limits["main"]
        found = room.floor_load_kilonewtons
        if found is None:
            yield unknown(room.key, room.origin, f"Nothing says what the floor of {room.key} carries.")
        else:
            detail = f"The floor of {room.key} carries {found:g} kN/m²; it must be {least:g} kN/m²."
            yield judged(room.key, room.origin, found >= least, detail, "Strengthen it, or take another room.")


def aisle_widths(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The aisle that equipment is moved through is 1.5 m wide, and fronts of racks stand 1.2 m apart."""
    for room in main_rooms(facts):
        found = room.equipment_aisle_metres
        if found is None:
            detail = f"Nothing says how wide the aisle is that equipment is moved through in {room.key}."
            yield unknown(room.key, room.origin, detail)
        else:
            detail = f"Equipment is moved through an aisle of {found:g} m in {room.key}; it must be {limits['equipment']:g} m."
            yield judged(
                room.key, room.origin, found >= limits["equipment"], detail, "Take racks out, or turn the rows."
            )
    for aisle in facts.estate.aisles.values():
        if aisle.kind is AisleKind.COLD and aisle.width_metres is None:
            yield unknown(aisle.key, aisle.origin, f"Nothing says how wide {aisle.key} is.")
        elif aisle.kind is AisleKind.COLD and aisle.width_metres is not None:
            detail = (
                f"The fronts at {aisle.key} stand {aisle.width_metres:g} m apart; it must be {limits['fronts']:g} m."
            )
            is_kept = aisle.width_metres >= limits["fronts"]
            yield judged(aisle.key, aisle.origin, is_kept, detail, "A server could not be pulled out. Move a row.")


def contained_aisles(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Where a rack draws more than 4 kW, hot and cold air are kept apart."""
    contained: dict[tuple[str, str, str], bool | None] = {}
    for aisle in facts.estate.aisles.values():
        for row in aisle.rows:
            place = (aisle.site, aisle.room, row)
            contained[place] = contained.get(place) or aisle.is_contained
    for place, racks in _by_row(facts).items():
        row = "/".join(place)
        draws = {rack.key: facts.draw(rack.key) for rack in racks}
        hot = next((key for key, draw in draws.items() if draw is not None and draw > limits["kilowatts"] * 1000), None)
        silent = next((key for key, draw in draws.items() if draw is None), None)
        if hot is None and silent is not None:
            yield unknown(row, racks[0].origin, f"Nothing says what the devices in {silent} draw.")
        elif hot is None or contained.get(place):
            yield holds(row, racks[0].origin)
        elif contained.get(place) is None:
            yield unknown(row, racks[0].origin, f"Nothing says whether an aisle of row {row} is contained.")
        else:
            detail = f"{hot} draws {(draws[hot] or 0) / 1000:.1f} kW, and no aisle of row {row} is contained."
            yield broken(row, racks[0].origin, detail, "Hot air goes around to the fronts. Close the aisle off.")


def _by_row(facts: PlantFacts) -> dict[tuple[str, str, str], list[Rack]]:
    rows: dict[tuple[str, str, str], list[Rack]] = {}
    for rack in facts.estate.racks.values():
        rows.setdefault((rack.site, rack.room, rack.row), []).append(rack)
    return rows


def fire_protection(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Buildings have fire resistance rating 2 or better; main rooms are closed off, and detectors work in two groups.

    A main room has walls of 2.0 h, slabs of 1.5 h and doors of grade A; two groups of detectors release gas or mist.
    """
    for building in _buildings(facts):
        if isinstance(building, Verdict):
            yield building
        elif building.fire_resistance_rating is None:
            yield unknown(
                building.site, building.origin, f"Nothing says how the building of {building.site} resists fire."
            )
        else:
            detail = f"The building of {building.site} has fire resistance rating {building.fire_resistance_rating}."
            is_kept = building.fire_resistance_rating <= limits["rating"]
            yield judged(building.site, building.origin, is_kept, detail, f"It must be {limits['rating']:g} or better.")
    for room in main_rooms(facts):
        yield _room_fire(room, limits)


def _room_fire(room: Room, limits: Limits) -> Verdict:
    fire = room.fire
    missing = "everything" if fire is None else None
    faults = []
    if fire is not None:
        parts = {"walls": fire.walls_hours, "slabs": fire.slabs_hours, "doors": fire.doors, "agent": fire.agent}
        missing = next((part for part, found in parts.items() if found is None), None)
        faults = [
            f"{part} hold {hours:g} h"
            for part, hours in (("walls", fire.walls_hours), ("slabs", fire.slabs_hours))
            if hours is not None and hours < limits[part]
        ]
        if fire.doors not in (None, DoorGrade.A):
            faults.append(f"doors are of grade {fire.doors}")
        if fire.agent in (FireAgent.GAS, FireAgent.MIST):
            missing = missing or ("detector_groups" if fire.detector_groups is None else None)
            if fire.detector_groups is not None and fire.detector_groups < limits["detector_groups"]:
                faults.append(f"groups of detectors: {fire.detector_groups}")
        elif fire.agent is not None:
            faults.append("neither gas nor mist puts a fire out")
    if faults:
        advice = f"A main room needs walls of {limits['walls']:g} h, slabs of {limits['slabs']:g} h, doors of grade A, two groups."
        return broken(room.key, room.origin.at("fire"), f"In {room.key}, {', '.join(faults)}.", advice)
    if missing is not None:
        return unknown(room.key, room.origin, f"Nothing says how {room.key} is kept from fire: {missing} is missing.")
    return holds(room.key, room.origin)
