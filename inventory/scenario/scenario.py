"""A scenario: what is lost, maintained, drained, or wanted more of."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What happens."""

    LOSE = "lose"
    """Without warning."""
    MAINTAIN = "maintain"
    """Planned: what runs on it is moved away first."""
    DRAIN = "drain"
    """Nothing runs there any more; nothing is switched off."""
    PEAK = "peak"
    """A peak of the estate: services want a multiple of their instances."""
    GROW = "grow"
    """A pool or a service wants a multiple of its instances."""


class TargetKind(StrEnum):
    """What a target is."""

    SITE = "site"
    CITY = "city"
    ROOM = "room"
    COMPARTMENT = "compartment"
    ROW = "row"
    """Of racks."""
    RACK = "rack"
    FEED = "feed"
    """What brings power to one side of a rack."""
    COMPONENT = "component"
    """Of the chains of power, fuel and cooling."""
    INCOMER = "incomer"
    """Of a panel that can be tied to others."""
    PHASE = "phase"
    """Of a power component of which something says which phase it loads."""
    AIR = "air"
    """What cooling units bring to a room together."""
    OUTSIDE = "outside"
    """What the circuits of a site lead to together."""
    CIRCUIT = "circuit"
    ENTRY = "entry"
    CARRIER = "carrier"
    SWITCH = "switch"
    SERVER = "server"
    DEVICE = "device"
    PEAK = "peak"
    POOL = "pool"
    SERVICE = "service"


PLACES = (
    TargetKind.SITE,
    TargetKind.CITY,
    TargetKind.ROOM,
    TargetKind.COMPARTMENT,
    TargetKind.ROW,
    TargetKind.RACK,
    TargetKind.FEED,
    TargetKind.COMPONENT,
    TargetKind.INCOMER,
    TargetKind.PHASE,
    TargetKind.AIR,
    TargetKind.OUTSIDE,
    TargetKind.CIRCUIT,
    TargetKind.ENTRY,
    TargetKind.CARRIER,
    TargetKind.SWITCH,
    TargetKind.SERVER,
    TargetKind.DEVICE,
)
"""What can be lost or maintained."""
SITES = (TargetKind.SITE, TargetKind.CITY)
TARGETS = {
    Verb.LOSE: PLACES,
    Verb.MAINTAIN: PLACES,
    Verb.DRAIN: SITES,
    Verb.PEAK: (TargetKind.PEAK,),
    Verb.GROW: (TargetKind.POOL, TargetKind.SERVICE),
}
"""What each verb can be said of."""


@dataclass(frozen=True, slots=True)
class Target:
    """A thing of the estate by its full name."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a scenario."""

    verb: Verb
    target: Target
    factor: float = 1.0
    """Of grow: how many times as much."""

    def __str__(self) -> str:
        factor = f"={self.factor!r}".removesuffix(".0") if self.verb is Verb.GROW else ""
        return f"{self.verb.value}:{self.target.kind.value}:{self.target.name}{factor}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps that hold at the same time; without any, nothing happens."""

    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return "+".join(map(str, self.steps))

    @property
    def is_planned(self) -> bool:
        """Whether nothing of it comes without warning."""
        return all(step.verb is not Verb.LOSE for step in self.steps)

    def of(self, *verbs: Verb) -> tuple[Step, ...]:
        """List the steps with one of these verbs."""
        return tuple(step for step in self.steps if step.verb in verbs)
