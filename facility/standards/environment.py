"""GB 50174 class A: the air at the racks and in the rooms."""

from collections.abc import Iterator

from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, broken, holds, unknown
from inventory.model.building import Climate, Interval, RoomKind
from inventory.model.cooling import Aisle, AisleKind
from inventory.model.origin import Origin


def inlet_temperature(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The air that racks take in has 18 to 27 °C, without condensation: the dew point stays below it."""
    for aisle in _cold_aisles(facts):
        climate = aisle.climate or Climate(None, None, None)
        air, dew = climate.temperature_celsius, climate.dew_point_celsius
        if air is not None and dew is not None and dew.most >= air.least:
            detail = (
                f"In {aisle.key} the dew point may reach {dew.most:g} °C, and the air be as cold as {air.least:g} °C."
            )
            yield broken(aisle.key, aisle.origin, detail, "Water would condense. Set a lower dew point or warmer air.")
        else:
            bounds = Interval(limits["least"], limits["most"])
            yield _within(aisle.key, aisle.origin, air, bounds, "the temperature", "°C")
    yield from _rows_without_aisle(facts)


def inlet_humidity(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The air that racks take in has a dew point of 5.5 to 15 °C and at most 60 % of relative humidity."""
    for aisle in _cold_aisles(facts):
        climate = aisle.climate or Climate(None, None, None)
        bounds = Interval(limits["least_dew_point"], limits["most_dew_point"])
        dew = _within(aisle.key, aisle.origin, climate.dew_point_celsius, bounds, "the dew point", "°C")
        humidity = Interval(0, limits["humidity"])
        damp = _within(aisle.key, aisle.origin, climate.humidity_percent, humidity, "the relative humidity", "%")
        yield dew if dew.detail else damp
    yield from _rows_without_aisle(facts)


def room_climate(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Battery rooms have 20 to 30 °C; auxiliary rooms 18 to 28 °C and 35 to 75 % of relative humidity."""
    with_racks = {f"{rack.site}/{rack.room}" for rack in facts.estate.racks.values()}
    for room in facts.estate.rooms.values():
        climate = room.climate or Climate(None, None, None)
        temperature, humidity = climate.temperature_celsius, climate.humidity_percent
        place = room.origin
        if room.kind is RoomKind.BATTERY:
            bounds = Interval(limits["battery_least"], limits["battery_most"])
            yield _within(room.key, place, temperature, bounds, "the temperature", "°C")
        elif room.kind is RoomKind.AUXILIARY:
            bounds = Interval(limits["auxiliary_least"], limits["auxiliary_most"])
            warm = _within(room.key, place, temperature, bounds, "the temperature", "°C")
            bounds = Interval(limits["auxiliary_driest"], limits["auxiliary_dampest"])
            damp = _within(room.key, place, humidity, bounds, "the relative humidity", "%")
            yield warm if warm.detail else damp
        elif room.kind is None and room.key not in with_racks:
            yield unknown(room.key, room.origin, f"Nothing says what the room {room.key} is for.", "Write its kind.")


def _cold_aisles(facts: PlantFacts) -> Iterator[Aisle]:
    yield from (aisle for aisle in facts.estate.aisles.values() if aisle.kind is AisleKind.COLD)


def _rows_without_aisle(facts: PlantFacts) -> Iterator[Verdict]:
    rows = {(aisle.site, aisle.room, row) for aisle in _cold_aisles(facts) for row in aisle.rows}
    told: set[tuple[str, str, str]] = set()
    for rack in facts.estate.racks.values():
        place = (rack.site, rack.room, rack.row)
        if place not in rows and place not in told:
            told.add(place)
            detail = f"No cold aisle of row {rack.row} in {rack.site}/{rack.room} is written."
            yield unknown(f"{rack.site}/{rack.room}/{rack.row}", rack.origin, detail)


def _within(subject: str, origin: Origin, found: Interval | None, wanted: Interval, what: str, unit: str) -> Verdict:
    if found is None:
        return unknown(subject, origin, f"Nothing says which {what.removeprefix('the ')} is set in {subject}.")
    if wanted.least <= found.least and found.most <= wanted.most:
        return holds(subject, origin)
    detail = f"In {subject}, {what} is set to {found.least:g}–{found.most:g} {unit}."
    place = origin.at("climate")
    return broken(subject, place, detail, f"Set it within {wanted.least:g}–{wanted.most:g} {unit}.")
