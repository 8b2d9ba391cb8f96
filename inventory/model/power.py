"""The power chain of a site: what feeds what, and what fuel the generators have."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from inventory.model.origin import Origin
from inventory.model.redundancy import Redundancy, Requirement


class PowerKind(StrEnum):
    """The kinds of components in a power chain, from the grid to the rack."""

    UTILITY = "utility"
    TRANSFORMER = "transformer"
    GENERATOR = "generator"
    TRANSFER_SWITCH = "transfer-switch"
    UPS = "ups"
    PANEL = "panel"
    BUSWAY = "busway"
    PDU = "pdu"
    STATIC_TRANSFER_SWITCH = "static-transfer-switch"


class Load(StrEnum):
    """What a part of the power chain is meant to carry."""

    IT = "it"
    COOLING = "cooling"
    BUILDING = "building"


class GeneratorGrade(StrEnum):
    """Performance classes of generating sets (ISO 8528-1, GB/T 2820.1): G3 suits data centres."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"

    @property
    def number(self) -> int:
        """The class as a number, to be compared."""
        return int(self.value[1])


class RatingClass(StrEnum):
    """What a generator's rating is valid for (ISO 8528-1: COP, PRP, DCP, LTP, ESP)."""

    CONTINUOUS = "continuous"
    PRIME = "prime"
    DATA_CENTRE = "data-centre"
    LIMITED_TIME = "limited-time"
    STANDBY = "standby"


@dataclass(frozen=True, slots=True)
class GeneratorSet:
    """What only a generator has."""

    grade: GeneratorGrade | None
    rating_class: RatingClass | None
    hours_limit: float | None
    """Hours a year that it may run at its rating, where that is written."""
    fuel: tuple[str, ...]
    """Tanks or pumps of the site; any one is enough."""
    litres_per_hour: float | None
    """Consumption at its rating."""

    @property
    def is_limited(self) -> bool | None:
        """Return whether its hours at the rating are limited; None: neither its class nor a limit is written."""
        if self.hours_limit is not None:
            return True
        if self.rating_class is None:
            return None
        return self.rating_class in (RatingClass.LIMITED_TIME, RatingClass.STANDBY)


@dataclass(frozen=True, slots=True)
class Battery:
    """The battery of a UPS."""

    autonomy_minutes: float
    load_watts: int
    """The load that it carries for so long."""
    strings: int
    room: str | None
    compartment: str | None


@dataclass(frozen=True, slots=True)
class UpsSystem:
    """What only a UPS has: `modules` of `module_watts`, of which `redundant` are not counted."""

    modules: int
    module_watts: int
    redundant: int
    battery: Battery | None

    @property
    def basic_watts(self) -> int:
        """The basic capacity: redundant modules not counted."""
        return (self.modules - self.redundant) * self.module_watts


@dataclass(frozen=True, slots=True)
class Supply:
    """The voltage at a component: between the lines where there are three phases, of the one otherwise."""

    volts: float
    phases: int
    power_factor: float = 1.0

    def watts(self, amperes: float, *, is_single: bool = False) -> int:
        """Return what a current carries: U·I·cos φ, or √3·U·I·cos φ in three phases.

        A single-phase tap of three phases has the voltage between line and neutral, U/√3.
        """
        of_three = 1 / sqrt(3) if is_single else sqrt(3)
        factor = 1.0 if self.phases == 1 else of_three
        return round(factor * self.volts * amperes * self.power_factor)


@dataclass(frozen=True, slots=True)
class PowerComponent:
    """One component of a power chain; it is fed by any one of `fed_by`, or by `least` of them together."""

    site: str
    name: str
    kind: PowerKind
    fed_by: tuple[str, ...]
    rating_watts: int
    """Of a UPS with modules, the basic capacity."""
    room: str | None
    origin: Origin
    compartment: str | None = None
    """Its own, or its room's."""
    least: int = 1
    ties: tuple[str, ...] = ()
    """Panels whose bus it can be tied to when it loses its own feed."""
    derating: float = 1.0
    """The part of the rating that is left here: height, heat, harmonics."""
    carries: frozenset[Load] = frozenset()
    """What it is meant for; empty: not written."""
    group: str | None = None
    """The name of the components that are redundant to each other."""
    redundancy: Redundancy | None = None
    """The scheme of that group."""
    substation: str | None = None
    """Of a utility: supplies from one substation are not independent."""
    generator: GeneratorSet | None = None
    ups: UpsSystem | None = None
    supply: Supply | None = None
    """Its voltage and phases; None: not written."""

    @property
    def key(self) -> str:
        """The name that is unique in the estate: tianfu/pdu-a3."""
        return f"{self.site}/{self.name}"

    @property
    def usable_watts(self) -> float:
        """The rating after derating."""
        return self.rating_watts * self.derating


class FuelKind(StrEnum):
    """What brings fuel to a generator."""

    TANK = "tank"
    PUMP = "pump"


@dataclass(frozen=True, slots=True)
class FuelComponent:
    """A tank, or a pump that draws from any one of the tanks in `fed_by`; a day tank is fed by pumps."""

    site: str
    name: str
    kind: FuelKind
    fed_by: tuple[str, ...]
    least: int
    powered_by: tuple[str, ...]
    """Power components, any one of them; empty: it needs none."""
    litres: float | None
    hours: float | None
    """How long this tank alone keeps N generators running."""
    room: str | None
    compartment: str | None
    group: str | None
    redundancy: Redundancy | None
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate."""
        return f"{self.site}/{self.name}"

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Everything that it needs, each of them."""
        wanted = (Requirement(self.fed_by, self.least), Requirement(self.powered_by))
        return tuple(one for one in wanted if one.names)
