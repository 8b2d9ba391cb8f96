"""The shortest list of changes that would mend the single points of failure.

One kind of change is proposed: give a component one more source for one of its needs, as independent of the first as
can be had. What could be one is for the caller to say; otherwise it is of the kind that the component has already, at
the same site. Where it can take the place of the first as well, that is proposed, for it is less work. Where nothing
can be had, what remains is named.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory.resilience.component import Need
from inventory.resilience.cover import FEW, Proposal, cover
from inventory.resilience.dominators import Forest
from inventory.resilience.further_source import Candidates, Choice, any_of_the_kind
from inventory.resilience.graph import Graph, build_graph
from inventory.resilience.shift import Shift, shift
from inventory.resilience.wiring import TOLERANCE_WATTS

Wanted = Callable[[str, str], bool]
"""From a single point and a sink to whether the one may not take the other."""


@dataclass(frozen=True, slots=True)
class Mend:
    """Give components a further source for one of their needs."""

    components: tuple[str, ...]
    """One component, or sinks that hang on the same things: each needs the change."""
    need: int
    """Which of their needs, counted from 0."""
    source: str
    single_points: tuple[str, ...]
    """The components that are then no longer single points, or of fewer sinks."""
    sinks: tuple[str, ...]
    """The sinks that no longer hang on one of them."""
    times: int = 1
    """How often it is a source then."""
    instead_of: str | None = None
    """The source whose place it takes; None: it comes beside those that are there."""


@dataclass(frozen=True, slots=True)
class Mending:
    """What to change, and what is still a single point after that."""

    changes: tuple[Mend, ...]
    remaining: Mapping[str, tuple[str, ...]]
    """Sink → single points that no further source mends; without the sinks that have none."""


def everything(point: str, sink: str) -> bool:
    """Let no single point take any sink."""
    del point, sink
    return True


def mend(graph: Graph, candidates: Candidates = any_of_the_kind, wanted: Wanted = everything) -> Mending:
    """Propose changes until no single point is left that a further source would mend; always the same ones.

    The fewest changes where few are in question, otherwise few. Each round is checked by finding the single points of
    the changed graph anew. What the changes do to the loads is for `lose` to say, of what `carried_out` returns.
    """
    changes: list[Mend] = []
    changed = graph
    while True:
        forest = Forest(changed.wiring, changed.rest)
        broken = _broken(changed, forest, wanted)
        possible = sorted(
            _proposals(changed, Choice(changed, forest, candidates), broken),
            key=lambda one: (one.further.burden, one.line),
        )
        chosen = cover(possible, changed.wiring)
        if not chosen:
            rest = _Rest(graph, wanted, _named(changed, broken))
            return Mending(rest.exchanged(rest.needed(changes), candidates), rest.remaining)
        described = [_described(changed, proposal) for proposal in chosen]
        changes += described
        changed = carried_out(changed, described)


def carried_out(graph: Graph, changes: Iterable[Mend]) -> Graph:
    """Make the graph in which changes have been carried out."""
    components = dict(graph.components)
    for change in changes:
        for key in change.components:
            needs = list(components[key].needs)
            needs[change.need] = _changed(needs[change.need], change)
            components[key] = replace(components[key], needs=tuple(needs))
    return build_graph(components.values())


def _changed(need: Need, change: Mend) -> Need:
    sources = [*need.sources, *(change.source,) * change.times]
    if change.instead_of is not None:
        # Where the order of preference counts, the new source has the place of the old one.
        sources = list(need.sources)
        places = [place for place, source in enumerate(sources) if source == change.instead_of]
        for place in places[-change.times :]:
            sources[place] = change.source
    return replace(need, sources=tuple(sources))


@dataclass(frozen=True, slots=True)
class _Rest:
    """A graph, and the single points that a list of changes may leave in it."""

    graph: Graph
    wanted: Wanted
    remaining: Mapping[str, tuple[str, ...]]

    def needed(self, changes: Sequence[Mend]) -> list[Mend]:
        """Leave out what a later round has made superfluous; tried one by one where that is not too many trials."""
        needed = list(changes)
        for change in changes if len(changes) <= FEW else ():
            without = [one for one in needed if one is not change]
            if self._is_left_by(without):
                needed = without
        return needed

    def exchanged(self, changes: Sequence[Mend], candidates: Candidates) -> tuple[Mend, ...]:
        """Let new sources take the place of old ones: all, else one by one where that is not too many trials."""
        exchanges = [self._exchange(change, candidates) for change in changes]
        if exchanges == list(changes) or self._is_left_by(exchanges):
            return tuple(exchanges)
        done = list(changes)
        for place, exchange in enumerate(exchanges) if len(changes) <= FEW else ():
            trial = [*done[:place], exchange, *done[place + 1 :]]
            if exchange != done[place] and self._is_left_by(trial):
                done = trial
        return tuple(done)

    def _exchange(self, change: Mend, candidates: Candidates) -> Mend:
        component = self.graph.components[change.components[0]]
        found = candidates(component, component.needs[change.need]) or ()
        instead_of = next((one.instead_of for one in found if one.key == change.source), None)
        return replace(change, instead_of=instead_of)

    def _is_left_by(self, changes: Iterable[Mend]) -> bool:
        changed = carried_out(self.graph, changes)
        return _named(changed, _broken(changed, Forest(changed.wiring, changed.rest), self.wanted)) == self.remaining


def _broken(graph: Graph, forest: Forest, wanted: Wanted) -> dict[int, list[int]]:
    # Single point → the sinks that it takes.
    wiring = graph.wiring
    found: dict[int, list[int]] = {}
    for node, sinks in enumerate(wiring.sinks):
        if sinks and not graph.rest.failed[node]:
            for above in sorted(forest.dominators(node) - {node}):
                if not wiring.is_group[above] and wanted(wiring.members[above][0], wiring.members[node][0]):
                    found.setdefault(above, []).append(node)
    return found


def _proposals(graph: Graph, choice: Choice, broken: Mapping[int, Sequence[int]]) -> Iterator[Proposal]:
    wiring = graph.wiring
    lost = {point: shift(wiring, graph.rest, (point,)) for point in broken}
    unmet: dict[int, list[int]] = {}
    for point, change in lost.items():
        for number in change.missing:
            owner = wiring.lines[number].owner
            if owner in change.failed and owner != point and not _holds(graph, change, number, ()):
                unmet.setdefault(number, []).append(point)
    for number, points in sorted(unmet.items()):
        further = choice.best(number)
        if further is None:
            continue
        source = wiring.node_of[further.key]
        mends = frozenset(
            (point, node)
            for point in points
            if source not in lost[point].failed
            for node in _revived(graph, lost[point], point, number, (source,) * further.times).intersection(
                broken[point]
            )
        )
        if mends:
            owner = wiring.lines[number].owner
            yield Proposal(number, source, further, mends, len(wiring.members[owner]))


def _holds(graph: Graph, change: Shift, number: int, further: tuple[int, ...], revived: Container[int] = ()) -> bool:
    """Say whether a line holds after a loss, if it has further sources and some nodes work again."""
    line = graph.wiring.lines[number]
    sources = (*line.sources, *further)
    working = [one for one in sources if not graph.rest.failed[one] and (one not in change.failed or one in revived)]
    enough = len(working) >= len(line.sources) - line.spare
    return enough and (
        not line.capacity or sum(graph.wiring.limit[one] for one in working) >= line.capacity - TOLERANCE_WATTS
    )


def _revived(graph: Graph, change: Shift, point: int, number: int, further: tuple[int, ...]) -> set[int]:
    # What works again after the loss of the point, once this line has those sources too.
    wiring = graph.wiring
    revived: set[int] = set()
    front = [wiring.lines[number].owner]
    while front:
        node = front.pop()
        if node in revived or node == point or node not in change.failed:
            continue
        if all(_holds(graph, change, n, further if n == number else (), revived) for n in wiring.lines_of[node]):
            revived.add(node)
            front.extend(wiring.lines[fed].owner for fed in wiring.feeds[node])
    return revived


def _described(graph: Graph, proposal: Proposal) -> Mend:
    wiring = graph.wiring
    owner = wiring.lines[proposal.line].owner
    return Mend(
        components=wiring.members[owner],
        need=wiring.lines_of[owner].index(proposal.line),
        source=proposal.further.key,
        single_points=wiring.keys({point for point, _ in proposal.mends}),
        sinks=wiring.keys({node for _, node in proposal.mends}),
        times=proposal.further.times,
    )


def _named(graph: Graph, broken: Mapping[int, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    above: dict[int, list[int]] = {}
    for point, nodes in broken.items():
        for node in nodes:
            above.setdefault(node, []).append(point)
    names = {node: graph.wiring.keys(points) for node, points in above.items()}
    return {key: names[node] for node in sorted(names) for key in graph.wiring.members[node]}
