"""The cooling chain of a site, from the tower to the aisle."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.model.building import Climate
from inventory.model.origin import Origin
from inventory.model.redundancy import Redundancy, Requirement


class CoolingKind(StrEnum):
    """The kinds of components in a cooling chain; a unit (CRAH, in-row) is what cools a room."""

    TOWER = "tower"
    CHILLER = "chiller"
    PUMP = "pump"
    STORE = "store"
    LOOP = "loop"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class CoolingComponent:
    """One component of a cooling chain; it works when all of its `requirements` are met."""

    site: str
    name: str
    kind: CoolingKind
    rating_watts: int
    """The heat that it carries away, makes cold for, or moves."""
    draw_watts: int
    """What it draws from the power chain; 0: nothing."""
    fed_by: tuple[str, ...]
    """Components of the cooling chain that bring it cold; `least` of them must work."""
    least: int
    requires: tuple[Requirement, ...]
    """What else it needs of the cooling chain: two of three pumps."""
    powered_by: tuple[str, ...]
    """Power components; any one is enough. Empty: it needs none."""
    serves: tuple[str, ...]
    """Of a unit: the aisles that it cools; empty: the whole of its room."""
    minutes: float | None
    """Of a store: how long it brings cold at the full load."""
    group: str | None
    redundancy: Redundancy | None
    room: str | None
    compartment: str | None
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate: tianfu/crah-01."""
        return f"{self.site}/{self.name}"

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Everything that it needs, each of them: cold, the rest of the chain, power."""
        wanted = (Requirement(self.fed_by, self.least), *self.requires, Requirement(self.powered_by))
        return tuple(one for one in wanted if one.names)


class AisleKind(StrEnum):
    """What air is in an aisle: racks' fronts stand at cold aisles."""

    COLD = "cold"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Aisle:
    """An aisle between rows of racks."""

    site: str
    name: str
    room: str
    kind: AisleKind
    rows: tuple[str, ...]
    """The rows of racks that stand at it."""
    width_metres: float | None
    is_contained: bool | None
    """Closed off from the other aisles; None: not written."""
    climate: Climate | None
    """What is set, at the racks' inlets."""
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate."""
        return f"{self.site}/{self.name}"
