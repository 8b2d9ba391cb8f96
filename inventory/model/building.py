"""Buildings: rooms' purposes, fire protection, climate, and what is near."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inventory.model.origin import Origin


class RoomKind(StrEnum):
    """What a room is for (GB 50174: main, auxiliary and supporting areas)."""

    MAIN = "main"
    BATTERY = "battery"
    UPS = "ups"
    POWER = "power"
    GENERATOR = "generator"
    FUEL = "fuel"
    COOLING = "cooling"
    CARRIER = "carrier"
    AUXILIARY = "auxiliary"


@dataclass(frozen=True, slots=True)
class Interval:
    """From least to most, both included."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Climate:
    """What is set for the air; None: not written."""

    temperature_celsius: Interval | None
    dew_point_celsius: Interval | None
    humidity_percent: Interval | None


class DoorGrade(StrEnum):
    """Fire doors: A holds 1.5 h, B 1.0 h, C 0.5 h (GB 12955)."""

    A = "A"
    B = "B"
    C = "C"


class FireAgent(StrEnum):
    """What puts a fire out."""

    GAS = "gas"
    MIST = "mist"
    SPRINKLER = "sprinkler"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FireProtection:
    """How a room is kept from fire; None: not written."""

    walls_hours: float | None
    slabs_hours: float | None
    doors: DoorGrade | None
    detector_groups: int | None
    """How many groups of detectors work independently of each other."""
    agent: FireAgent | None


class Surrounding(StrEnum):
    """What a data centre keeps away from (GB 50174, appendix A)."""

    CAR_PARK = "car-park"
    RAILWAY = "railway"
    HIGHWAY = "highway"
    METRO = "metro"
    AIRPORT = "airport"
    HOUSING = "housing"
    CHEMICAL_PLANT = "chemical-plant"
    LANDFILL = "landfill"
    EXPLOSIVES = "explosives"
    NUCLEAR_PLANT = "nuclear-plant"


@dataclass(frozen=True, slots=True)
class Building:
    """The building of a site; None: not written."""

    site: str
    is_converted: bool | None
    fire_resistance_rating: int | None
    """1 or 2, 1 being the better."""
    metres_to: Mapping[Surrounding, float]
    """Infinite where there is none; what is not in it is not known."""
    in_flood_area: bool | None
    on_fault: bool | None
    in_landslide_area: bool | None
    roads: int | None
    """How many independent roads lead to it."""
    maintenance_holes_apart_metres: float | None
    """The least distance between the maintenance holes of two entries."""
    origin: Origin
