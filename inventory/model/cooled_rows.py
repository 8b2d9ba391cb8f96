"""Which cooling units serve which rows of racks."""

from collections.abc import Mapping

from inventory.model.cooling import CoolingKind
from inventory.model.estate import Estate

Cooled = Mapping[tuple[str, str], tuple[str, ...]]
"""(room key, row) of racks → keys of the cooling units that serve them."""


def cooled_by(estate: Estate) -> Cooled:
    """Find the units that serve each row of racks: those of its aisles, and those of its whole room."""
    of_room: dict[str, list[str]] = {}
    of_aisle: dict[str, list[str]] = {}
    for unit in estate.cooling.values():
        for name in unit.serves if unit.kind is CoolingKind.UNIT else ():
            of_aisle.setdefault(f"{unit.site}/{name}", []).append(unit.key)
        if unit.kind is CoolingKind.UNIT and unit.room is not None and not unit.serves:
            of_room.setdefault(f"{unit.site}/{unit.room}", []).append(unit.key)
    of_row: dict[tuple[str, str], list[str]] = {}
    for aisle in estate.aisles.values():
        for row in aisle.rows:
            of_row.setdefault((f"{aisle.site}/{aisle.room}", row), []).extend(of_aisle.get(aisle.key, ()))
    places = dict.fromkeys((f"{rack.site}/{rack.room}", rack.row) for rack in estate.racks.values())
    return {place: tuple(dict.fromkeys((*of_row.get(place, ()), *of_room.get(place[0], ())))) for place in places}
