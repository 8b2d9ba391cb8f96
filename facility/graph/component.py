"""One component of a capacity graph, and what it needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Sharing(StrEnum):
    """How the working sources of a need share its load."""

    EQUAL = "equal"
    """In equal parts, as the cords of a device do."""
    PROPORTIONAL = "proportional"
    """By rating, as modules and units in parallel do; every source must have a rating."""
    PREFERRED = "preferred"
    """All from the first source that works, as a transfer switch does."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a component cannot work without: enough of these sources."""

    sources: tuple[str, ...]
    """Keys of components; in order of preference where that matters, and as often as there are cords."""
    at_least: int = 1
    """How many of them must work, counted as often as they are named; 0: it only loads them, and works without."""
    capacity_watts: float = 0.0
    """What the limits of the working sources must add up to."""
    draw_watts: float = 0.0
    """What the component itself takes from these sources."""
    passes: float = 1.0
    """The share of what the component carries that these sources supply: 1 for a PDU, 1/COP for a chiller."""
    sharing: Sharing = Sharing.EQUAL
    label: str = ""
    """What it is called by whoever makes the graph, for whom further sources depend on it; nothing to the sums."""


class Component(NamedTuple):
    """One component of the chains of power, cooling and network, or a sink at their end.

    It may stand for `others` as well, so that what is alike is kept, checked and joined to the graph once.
    """

    key: str
    kind: str
    needs: tuple[Need, ...] = ()
    rating_watts: float | None = None
    """None: without limit."""
    derating: float = 1.0
    site: str | None = None
    room: str | None = None
    """The room's name, unique in its site; so is the compartment's."""
    compartment: str | None = None
    is_sink: bool = False
    """Whether it is there for its own sake: a rack, a server, a switch. Losing it is harm."""
    is_group: bool = False
    """Whether it only stands for its sources together (modules in parallel, the air of an aisle).

    It can be overloaded and can fail, but nobody can take it out: it is no single point and has no loss of its own.
    """
    trips_with: str | None = None
    """What trips if this does, at the same moment: the whole breaker with one of its poles."""
    others: tuple[str, ...] = ()
    """Keys of further components that are like it in all else; it has no rating then."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all that it stands for."""
        return (self.key, *self.others)

    @property
    def limit_watts(self) -> float:
        """What it may carry for long; infinite without a rating."""
        return float("inf") if self.rating_watts is None else self.rating_watts * self.derating

    @property
    def draw_watts(self) -> float:
        """The largest of its draws: for a rack, its power, which is also its heat."""
        return max((need.draw_watts for need in self.needs), default=0.0)


class Components(Mapping[str, Component]):
    """Components by key, in their order; each that is asked for stands for itself alone."""

    def __init__(self, kept: Iterable[Component]) -> None:
        self.kept = tuple(kept)
        """As they were given: some stand for others."""
        self._of: dict[str, Component] = {}
        for one in self.kept:
            self._of.update(dict.fromkeys(one.keys, one))

    def __getitem__(self, key: str) -> Component:
        """Return one component; raises KeyError."""
        one = self._of[key]
        return one._replace(key=key, others=()) if one.others else one

    def __contains__(self, key: object) -> bool:
        """Return whether there is such a component."""
        return key in self._of

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        return iter(self._of)

    def __len__(self) -> int:
        """Count the components, each that stands for others with them."""
        return len(self._of)
