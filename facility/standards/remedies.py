"""The shortest list of changes after which every component can be taken out (T3-2), in lines of the estate."""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from facility.chains.candidates import FurtherSources
from facility.chains.possible_feeds import offered_feeds, offered_side
from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Component
from facility.graph.remedies import Mend, Mending, Wanted, mend
from facility.standards.facts import Facts
from facility.standards.maintainability import NOTIONAL, place_of
from facility.standards.remedy_sentences import change_text, offer_text
from inventory.model.origin import Origin, Source


@dataclass(frozen=True, slots=True)
class Change:
    """What to change, for one or several subjects that one line of the estate describes."""

    source: Source
    subjects: tuple[str, ...]
    """`text` is about the first."""
    text: str
    mends: tuple[str, ...]
    """Components that can then be taken out, or that take fewer servers with them."""
    servers: tuple[str, ...]
    """Servers that then hang no longer on one of them."""


@dataclass(frozen=True, slots=True)
class Unmended:
    """Components of one line of the estate that no further source mends."""

    source: Source
    subjects: tuple[str, ...]
    servers: tuple[str, ...]
    """What hangs on any of them."""


@dataclass(frozen=True, slots=True)
class ShortestList:
    """What to change, most useful first, and what cannot be mended like that."""

    changes: tuple[Change, ...] = ()
    unmended: tuple[Unmended, ...] = ()

    @property
    def length(self) -> int:
        """How many subjects are to be changed."""
        return sum(len(change.subjects) for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Step:
    origin: Origin
    kind: tuple[object, ...]
    """Steps of one kind and line are told once."""
    subjects: tuple[str, ...]
    text: Callable[[], str]
    mends: tuple[str, ...]
    servers: tuple[str, ...]


def shortest_list(facts: Facts, waived: Container[str]) -> ShortestList:
    """Find the changes; the subjects that are waived stay as they are."""
    mendable, mending = mended(facts, waived)
    plugged = (step for change in mending.changes for step in _steps(facts, change))
    steps = [*_offers(facts, mendable, mending.changes), *plugged]
    changes = (
        Change(source, subjects, told[0].text(), _union(one.mends for one in told), _union(one.servers for one in told))
        for source, subjects, told in _told_once(facts, steps)
    )
    # What is brought stands before what is plugged into it.
    ranked = sorted(changes, key=lambda change: -len(change.servers))
    return ShortestList(tuple(ranked), tuple(_unmended(facts, mending)))


def mended(facts: Facts, waived: Container[str] = ()) -> tuple[Graph, Mending]:
    """Find what mends the graph of an estate to which racks' second feeds are added, though nothing hangs on them yet."""
    estate = facts.estate
    sides = {rack.key: (side,) for rack in estate.racks.values() if (side := offered_side(rack)) is not None}
    candidates = FurtherSources(estate, sides)
    offers = tuple(offered_feeds(estate, facts.graph, candidates))
    graph = build_graph((*facts.graph.components.kept, *offers)) if offers else facts.graph
    return graph, mend(graph, candidates, _wanted(facts, waived))


def _wanted(facts: Facts, waived: Container[str]) -> Wanted:
    blocks, components = facts.estate.block_of, facts.graph.components

    @cache
    def is_wanted(point: str) -> bool:
        return components[point].kind not in NOTIONAL and place_of(facts, point)[0] not in waived

    return lambda point, sink: (
        is_wanted(point) and not facts.points_of_use.serves_one_device(point, blocks[sink].mounted)
    )


def _steps(facts: Facts, change: Mend) -> Iterator[_Step]:
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
            mends=change.single_points,
            servers=change.sinks if len(change.components) == 1 else (key,),
        )


def _offers(facts: Facts, graph: Graph, changes: Iterable[Mend]) -> Iterator[_Step]:
    used: dict[str, list[Mend]] = {}
    for change in changes:
        if change.source not in facts.graph.components:
            used.setdefault(change.source, []).append(change)
    for key, users in used.items():
        yield _offer(facts, graph.components[key], users)


def _offer(facts: Facts, offered: Component, users: Iterable[Mend]) -> _Step:
    rack, _, side = offered.key.rpartition(" feed ")
    return _Step(
        origin=facts.estate.racks[rack].origin,
        kind=("offer",),
        subjects=(rack,),
        text=partial(offer_text, side, offered.needs[0].sources[0]),
        mends=_union(change.single_points for change in users),
        servers=_union(change.sinks for change in users),
    )


def _unmended(facts: Facts, mending: Mending) -> Iterator[Unmended]:
    hanging: dict[str, list[str]] = {}
    for server, points in mending.remaining.items():
        for point in points:
            hanging.setdefault(point, []).append(server)
    steps = [
        _Step(place_of(facts, point)[1], (), (place_of(facts, point)[0],), str, (), tuple(servers))
        for point, servers in hanging.items()
    ]
    for source, subjects, told in _told_once(facts, steps):
        yield Unmended(source, subjects, _union(one.servers for one in told))


def _told_once(facts: Facts, steps: Iterable[_Step]) -> Iterator[tuple[Source, tuple[str, ...], list[_Step]]]:
    alike: dict[tuple[Source, tuple[object, ...]], list[_Step]] = {}
    for step in steps:
        alike.setdefault((facts.estate.locate(step.origin), step.kind), []).append(step)
    for (source, _), told in alike.items():
        yield source, _union(one.subjects for one in told), told


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
