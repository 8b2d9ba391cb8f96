"""The shortest list of changes after which every component can be taken out (T3-2) and the load is carried (T3-3).

In lines of the estate: what several components or servers of one line need is said once.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from facility.chains.candidates import FurtherSources
from facility.chains.possible_feeds import offered_feeds, offered_side
from facility.graph.added_capacity import AddedCapacity
from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Component
from facility.graph.remedies import FurtherSource, Remedies, find_remedies
from facility.graph.single_point_search import Wanted
from facility.standards.facts import PlantFacts
from facility.standards.maintainability import NOTIONAL, place_of
from facility.standards.remedy_sentences import capacity_text, change_text, offer_text
from inventory.model.origin import Origin, Source


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to change, for one or several subjects that one line of the estate describes."""

    source: Source
    subjects: tuple[str, ...]
    """`text` is about the first."""
    text: str
    fixes: tuple[str, ...]
    """Components that can then be taken out, or that take fewer servers with them."""
    servers: tuple[str, ...]
    """Servers that then no longer depend on one of them; empty where capacity is added."""


@dataclass(frozen=True, slots=True)
class Unfixed:
    """Components of one line of the estate that no further source fixes."""

    source: Source
    subjects: tuple[str, ...]
    servers: tuple[str, ...]
    """What depends on any of them."""


@dataclass(frozen=True, slots=True)
class ShortestList:
    """What to change, most useful first, and what cannot be fixed like that."""

    changes: tuple[Remedy, ...] = ()
    unfixed: tuple[Unfixed, ...] = ()
    unproven: int = 0
    """How many subjects fewer might do, as far as is known; 0: there is no smaller choice."""

    @property
    def length(self) -> int:
        """How many subjects are to be changed."""
        return sum(len(change.subjects) for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Step:
    origin: Origin
    kind: tuple[object, ...]
    """Steps of one kind and line are shown once."""
    subjects: tuple[str, ...]
    text: Callable[[], str]
    fixes: tuple[str, ...]
    servers: tuple[str, ...]


def shortest_list(facts: PlantFacts, waived: Container[str]) -> ShortestList:
    """Find the changes; the subjects that are waived stay as they are."""
    extended, found = remedies_of(facts, waived)
    steps = [
        *_offers(facts, extended, found.sources),
        *(step for change in found.sources for step in _steps(facts, change)),
        *_enlarged(facts, found.capacity, waived),
    ]
    changes = (
        Remedy(source, subjects, told[0].text(), _union(one.fixes for one in told), _union(one.servers for one in told))
        for source, subjects, told in _by_line(facts, steps)
    )
    # What is brought stands before what is plugged into it, and what is made larger at the end.
    ranked = sorted(changes, key=lambda change: -len(change.servers))
    return ShortestList(tuple(ranked), tuple(_unfixed(facts, found)), found.unproven)


def remedies_of(facts: PlantFacts, waived: Container[str] = ()) -> tuple[Graph, Remedies]:
    """Find what fixes the graph of an estate to which racks' second feeds are added, though nothing uses them yet."""
    estate = facts.estate
    sides = {rack.key: (side,) for rack in estate.racks.values() if (side := offered_side(rack)) is not None}
    candidates = FurtherSources(estate, sides)
    offers = tuple(offered_feeds(estate, facts.graph, candidates)) if sides else ()
    graph = build_graph((*facts.graph.components.kept, *offers)) if offers else facts.graph
    return graph, find_remedies(graph, candidates, _wanted(facts, waived), keeps_capacity=True)


def _wanted(facts: PlantFacts, waived: Container[str]) -> Wanted:
    blocks, components = facts.estate.block_of, facts.graph.components

    @cache
    def is_wanted(point: str) -> bool:
        return components[point].kind not in NOTIONAL and place_of(facts, point)[0] not in waived

    return lambda point, sink: (
        is_wanted(point) and not facts.points_of_use.serves_one_device(point, blocks[sink].mounted)
    )


def _enlarged(facts: PlantFacts, capacity: Iterable[AddedCapacity], waived: Container[str]) -> Iterator[_Step]:
    for one in capacity:
        subject, origin = place_of(facts, one.component)
        if subject not in waived:
            without = None if one.without is None else place_of(facts, one.without)[0]
            yield _Step(
                origin=origin,
                kind=("capacity", one.to_watts),
                subjects=(subject,),
                text=partial(capacity_text, one, without),
                fixes=(),
                servers=(),
            )


def _steps(facts: PlantFacts, change: FurtherSource) -> Iterator[_Step]:
    """Go through the components of a change: several are sinks, which different lines may describe."""
    label = facts.graph.components[change.components[0]].needs[change.need].label
    for key in change.components:
        subject, origin = place_of(facts, key)
        yield _Step(
            # The feeds of a rack are those of its type, and a rack has one line.
            origin=origin if label == "feeds" else origin.at(label),
            kind=(label, change.instead_of is None),
            subjects=(subject,),
            text=partial(change_text, facts, change, key),
            fixes=change.single_points,
            servers=change.sinks if len(change.components) == 1 else (key,),
        )


def _offers(facts: PlantFacts, graph: Graph, changes: Iterable[FurtherSource]) -> Iterator[_Step]:
    used: dict[str, list[FurtherSource]] = {}
    for change in changes:
        if change.source not in facts.graph.components:
            used.setdefault(change.source, []).append(change)
    for key, users in used.items():
        yield _offer(facts, graph.components[key], users)


def _offer(facts: PlantFacts, offered: Component, users: Iterable[FurtherSource]) -> _Step:
    rack, _, side = offered.key.rpartition(" feed ")
    return _Step(
        origin=facts.estate.racks[rack].origin,
        kind=("offer",),
        subjects=(rack,),
        text=partial(offer_text, side, offered.needs[0].sources[0]),
        fixes=_union(change.single_points for change in users),
        servers=_union(change.sinks for change in users),
    )


def _unfixed(facts: PlantFacts, found: Remedies) -> Iterator[Unfixed]:
    hanging: dict[str, list[str]] = {}
    for server, points in found.remaining.items():
        for point in points:
            hanging.setdefault(point, []).append(server)
    steps = [
        _Step(place_of(facts, point)[1], (), (place_of(facts, point)[0],), str, (), tuple(servers))
        for point, servers in hanging.items()
    ]
    for source, subjects, told in _by_line(facts, steps):
        yield Unfixed(source, subjects, _union(one.servers for one in told))


def _by_line(facts: PlantFacts, steps: Iterable[_Step]) -> Iterator[tuple[Source, tuple[str, ...], list[_Step]]]:
    alike: dict[tuple[Source, tuple[object, ...]], list[_Step]] = {}
    for step in steps:
        alike.setdefault((facts.estate.locate(step.origin), step.kind), []).append(step)
    for (source, _), told in alike.items():
        yield source, _union(one.subjects for one in told), told


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
