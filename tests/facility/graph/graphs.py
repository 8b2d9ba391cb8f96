"""Random capacity graphs, and slow, plain answers about them to compare with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from facility.graph.component import Component, Need, Sharing

Components = tuple[Component, ...]
T = TypeVar("T")


class Draws(Protocol):
    """Where choices come from: hypothesis, which shrinks, or a seed, which is quick."""

    def number(self, least: int, most: int) -> int:
        """Choose a whole number, both ends included."""


@dataclass(frozen=True)
class Shrinking:
    """Choices that hypothesis makes."""

    draw: st.DrawFn

    def number(self, least: int, most: int) -> int:
        """Choose a whole number, both ends included."""
        return self.draw(st.integers(least, most))


@dataclass(frozen=True)
class Seeded:
    """Choices that follow from a seed."""

    random: Random

    def number(self, least: int, most: int) -> int:
        """Choose a whole number, both ends included."""
        return self.random.randint(least, most)


def _one_of(draws: Draws, choices: Sequence[T]) -> T:
    return choices[draws.number(0, len(choices) - 1)]


def _need(draws: Draws, sources: list[str], *, constant: bool = False, only_load: bool = False) -> Need:
    chosen = tuple(_one_of(draws, sources) for _ in range(draws.number(1, 4)))
    return Need(
        sources=chosen,
        at_least=0 if only_load else _one_of(draws, (1, 1, draws.number(1, len(chosen)))),
        capacity_watts=0.0 if only_load else _one_of(draws, (0.0, 0.0, 0.0, 0.0, 15.0, 40.0)),
        draw_watts=float(draws.number(0, 9)),
        passes=0.0 if constant else _one_of(draws, (1.0, 1.0, 0.0, 0.25)),
        sharing=_one_of(draws, tuple(Sharing)),
    )


def graph_from(draws: Draws, *, cycles: bool = True, largest: int = 12, poles: bool = False) -> Components:
    """Make a graph in which load flows from later to earlier components, and constant needs may lead anywhere.

    With poles, some needs only load their sources, and some components take others along when they trip.
    """
    keys = [f"n{number}" for number in range(draws.number(1, largest))]
    found = []
    for number, key in enumerate(keys):
        own: list[Need] = []
        if number and draws.number(0, 5):
            own = [_need(draws, keys[:number]) for _ in range(draws.number(1, 2))]
        if cycles and number and draws.number(0, 9) == 0:
            own.append(_need(draws, keys, constant=True))
        if poles and number and draws.number(0, 3) == 0:
            own.append(_need(draws, keys[:number], only_load=True))
        found.append(
            Component(
                key,
                kind=_one_of(draws, ("pdu", "ups")),
                needs=tuple(own),
                rating_watts=float(draws.number(1, 40)),
                derating=_one_of(draws, (0.8, 1.0)),
                compartment=_one_of(draws, (None, "east", "west")),
                is_sink=draws.number(0, 1) == 1,
                is_group=draws.number(0, 4) == 0,
                trips_with=_one_of(draws, keys) if poles and draws.number(0, 4) == 0 else None,
            )
        )
    twins = [sink for sink in found if sink.is_sink and sink.needs and draws.number(0, 3) == 0]
    found += [Component(f"{one.key}-{twin}", one.kind, one.needs, is_sink=True) for one in twins for twin in "ab"]
    return tuple(found)


@st.composite
def components(draw: st.DrawFn, *, cycles: bool = True, largest: int = 12, poles: bool = True) -> Components:
    """Draw a graph."""
    return graph_from(Shrinking(draw), cycles=cycles, largest=largest, poles=poles)


def seeded(seed: int, *, cycles: bool = True, largest: int = 12, poles: bool = False) -> Components:
    """Make the graph that follows from a seed."""
    random = Random(seed)  # noqa: S311 - no secret
    return graph_from(Seeded(random), cycles=cycles, largest=largest, poles=poles)


def working(graph: Iterable[Component], out: Iterable[str]) -> set[str]:
    """Take away what cannot work until nothing changes."""
    known = {component.key: component for component in graph}
    left = set(known) - set(out)
    while True:
        fallen = {key for key in left if not all(_met(need, left, known) for need in known[key].needs)}
        if not fallen:
            return left
        left -= fallen


def _met(need: Need, left: set[str], known: Mapping[str, Component]) -> bool:
    there = [source for source in need.sources if source in left]
    return len(there) >= need.at_least and sum(known[one].limit_watts for one in there) >= need.capacity_watts - 1e-6


def carried(graph: Components, left: set[str]) -> dict[str, float]:
    """Sum what each component carries, over and over until nothing changes."""
    known = {component.key: component for component in graph}
    load = dict.fromkeys(known, 0.0)
    for _ in range(len(graph) + 1):
        now = dict.fromkeys(known, 0.0)
        for component in graph:
            if component.key in left:
                for need in component.needs:
                    for source, watts in shared(need, need.draw_watts + need.passes * load[component.key], left, known):
                        now[source] += watts
        load = now
    return load


def shared(need: Need, watts: float, left: set[str], known: Mapping[str, Component]) -> Iterable[tuple[str, float]]:
    """Share the watts of a need among those of its sources that are left."""
    there = [source for source in need.sources if source in left]
    if need.sharing is Sharing.PREFERRED:
        return [(source, watts) for source in there[:1]]
    if need.sharing is Sharing.EQUAL:
        return [(source, watts / len(there)) for source in there]
    total = sum(known[source].rating_watts or 0.0 for source in there)
    return [(source, watts * (known[source].rating_watts or 0.0) / total) for source in there]


def cascade(graph: Components, out: Iterable[str]) -> tuple[set[str], list[set[str]]]:
    """Take out, and let trip what the loss loads above its rating, until nothing more does."""
    known = {component.key: component for component in graph}
    before = carried(graph, working(graph, ()))
    gone, steps = set(out), []
    while True:
        left = working(graph, gone)
        load = carried(graph, left)
        over = {key for key in left if load[key] > max(known[key].rating_watts or float("inf"), before[key]) + 1e-5}
        if not over:
            return left, steps
        # A pole opens the whole breaker, unless that has failed already.
        over |= {other for key in over if (other := known[key].trips_with) in left and other is not None}
        steps.append(over)
        gone |= over
