"""The capacity graph: components, what each of them needs, and where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inventory.resilience.wiring import State, Wiring, at_rest, wire


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
    capacity_watts: float = 0.0
    """What the limits of the working sources must add up to."""
    draw_watts: float = 0.0
    """What the component itself takes from these sources."""
    passes: float = 1.0
    """The share of what the component carries that comes from these sources: 1 for a PDU, 1/COP for a chiller's power."""
    sharing: Sharing = Sharing.EQUAL


@dataclass(frozen=True, slots=True)
class Component:
    """One component of the chains of power, cooling and network, or a sink at their end."""

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

    @property
    def limit_watts(self) -> float:
        """What it may carry for long; infinite without a rating."""
        return float("inf") if self.rating_watts is None else self.rating_watts * self.derating

    @property
    def draw_watts(self) -> float:
        """The largest of its draws: for a rack, its power, which is also its heat."""
        return max((need.draw_watts for need in self.needs), default=0.0)


class GraphInvalid(ValueError):
    """The components do not make a capacity graph."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A capacity graph, with nothing taken out; made by `build_graph`."""

    components: Mapping[str, Component]
    wiring: Wiring
    """The same in numbers, for the sums."""
    rest: State


def build_graph(components: Iterable[Component]) -> Graph:
    """Join components to a graph.

    Raises GraphInvalid for a key used twice, a source that is not there, a need that makes no sense, and load that goes
    round in a circle. A component whose needs cannot be met is no error: it does not work at rest.
    """
    found: dict[str, Component] = {}
    for component in components:
        if component.key in found:
            raise GraphInvalid(f"{component.key} is there twice")
        found[component.key] = component
    for component in found.values():
        _check(component, found)
    wiring, circle = wire(found)
    if circle:
        raise GraphInvalid(f"load goes round in a circle among {', '.join(circle)}")
    return Graph(MappingProxyType(found), wiring, at_rest(wiring))


def _check(component: Component, known: Mapping[str, Component]) -> None:
    if component.rating_watts is not None and component.rating_watts < 0:
        raise GraphInvalid(f"{component.key} has a rating below zero")
    for need in component.needs:
        for source in need.sources:
            if source not in known:
                raise GraphInvalid(f"{component.key} needs {source}, which is not there")
            if need.sharing is Sharing.PROPORTIONAL and not known[source].rating_watts:
                raise GraphInvalid(f"{component.key} shares its load by rating, but {source} has none")
        if need.at_least < 1 or min(need.draw_watts, need.passes, need.capacity_watts) < 0:
            raise GraphInvalid(f"{component.key} needs less than nothing of {', '.join(need.sources)}")
