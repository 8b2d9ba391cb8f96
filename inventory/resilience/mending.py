"""The shortest list of changes that would mend the single points of failure.

One kind of change is proposed: give a component one more source for one of its needs, of the kind that it has
already, at the same site, from the side that does not fail with the first. Where that cannot be had, what remains is
named.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heapreplace
from itertools import combinations

from inventory.resilience.dominators import Forest
from inventory.resilience.further_source import Choice, hangs_on
from inventory.resilience.graph import Graph, build_graph
from inventory.resilience.shift import Shift, shift
from inventory.resilience.wiring import TOLERANCE_WATTS

FEW = 12
"""Up to so many proposals, every choice among them is tried; beyond, the best by gain for its cost is taken."""

Broken = tuple[int, int]
"""A single point and a sink that it takes, as nodes."""


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


@dataclass(frozen=True, slots=True)
class Mending:
    """What to change, and what is still a single point after that."""

    changes: tuple[Mend, ...]
    remaining: Mapping[str, tuple[str, ...]]
    """Sink → single points that no further source mends; without the sinks that have none."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    line: int
    source: int
    mends: frozenset[Broken]
    cost: int


def mend(graph: Graph) -> Mending:
    """Propose changes until no single point is left that a further source would mend; always the same ones.

    The fewest changes where few are in question, otherwise few. Each round is checked by finding the single points of
    the changed graph anew. What the changes do to the loads is for `lose` to say, of what `carried_out` returns.
    """
    changes: list[Mend] = []
    changed = graph
    while True:
        forest = Forest(changed.wiring, changed.rest)
        broken = _broken(changed, forest)
        chosen = _without_circles(changed, _cover(tuple(_proposals(changed, forest, broken)), changed.wiring.sinks))
        if not chosen:
            remaining = _named(changed, broken)
            return Mending(_needed(graph, changes, remaining), remaining)
        described = [_described(changed, proposal) for proposal in chosen]
        changes += described
        changed = carried_out(changed, described)


def carried_out(graph: Graph, changes: Iterable[Mend]) -> Graph:
    """Make the graph in which changes have been carried out."""
    components = dict(graph.components)
    for change in changes:
        for key in change.components:
            needs = list(components[key].needs)
            needs[change.need] = replace(needs[change.need], sources=(*needs[change.need].sources, change.source))
            components[key] = replace(components[key], needs=tuple(needs))
    return build_graph(components.values())


def _needed(graph: Graph, changes: Sequence[Mend], remaining: Mapping[str, tuple[str, ...]]) -> tuple[Mend, ...]:
    # A later round may have made an earlier change superfluous; it is tried without, where that is not too many trials.
    needed = list(changes)
    for change in changes if len(changes) <= FEW else ():
        without = [one for one in needed if one is not change]
        fewer = carried_out(graph, without)
        if _named(fewer, _broken(fewer, Forest(fewer.wiring, fewer.rest))) == remaining:
            needed = without
    return tuple(needed)


def _broken(graph: Graph, forest: Forest) -> dict[int, list[int]]:
    # Single point → the sinks that it takes.
    found: dict[int, list[int]] = {}
    for node, sinks in enumerate(graph.wiring.sinks):
        if sinks and not graph.rest.failed[node]:
            for above in sorted(forest.dominators(node) - {node}):
                if not graph.wiring.is_group[above]:
                    found.setdefault(above, []).append(node)
    return found


def _proposals(graph: Graph, forest: Forest, broken: Mapping[int, Sequence[int]]) -> Iterator[_Proposal]:
    wiring = graph.wiring
    lost = {point: shift(wiring, graph.rest, (point,)) for point in broken}
    unmet: dict[int, list[int]] = {}
    for point, change in lost.items():
        for number in change.missing:
            owner = wiring.lines[number].owner
            if owner in change.failed and owner != point and not _holds(graph, change, number, None):
                unmet.setdefault(number, []).append(point)
    choice = Choice(graph, forest)
    for number, points in sorted(unmet.items()):
        source = choice.best(number)
        if source is None:
            continue
        mends = frozenset(
            (point, node)
            for point in points
            if source not in lost[point].failed
            for node in _revived(graph, lost[point], point, number, source).intersection(broken[point])
        )
        if mends:
            owner = wiring.lines[number].owner
            yield _Proposal(number, source, mends, len(wiring.members[owner]))


def _holds(graph: Graph, change: Shift, number: int, source: int | None, revived: Container[int] = ()) -> bool:
    """Say whether a line holds after a loss, if it has one more source and some nodes work again."""
    line = graph.wiring.lines[number]
    sources = line.sources if source is None else (*line.sources, source)
    working = [one for one in sources if not graph.rest.failed[one] and (one not in change.failed or one in revived)]
    enough = len(working) >= len(line.sources) - line.spare
    return enough and (
        not line.capacity or sum(graph.wiring.limit[one] for one in working) >= line.capacity - TOLERANCE_WATTS
    )


def _revived(graph: Graph, change: Shift, point: int, number: int, source: int) -> set[int]:
    # What works again after the loss of the point, once this line has that source too.
    wiring = graph.wiring
    revived: set[int] = set()
    front = [wiring.lines[number].owner]
    while front:
        node = front.pop()
        if node in revived or node == point or node not in change.failed:
            continue
        if all(_holds(graph, change, n, source if n == number else None, revived) for n in wiring.lines_of[node]):
            revived.add(node)
            front.extend(wiring.lines[fed].owner for fed in wiring.feeds[node])
    return revived


def _cover(proposals: Sequence[_Proposal], weight: Sequence[int]) -> list[_Proposal]:
    everything = frozenset[Broken]().union(*(one.mends for one in proposals))
    if len(proposals) > FEW:
        return _greedy(proposals, weight)
    choices = [
        chosen
        for count in range(len(proposals) + 1)
        for chosen in combinations(proposals, count)
        if frozenset[Broken]().union(*(one.mends for one in chosen)) == everything
    ]
    _, _, chosen = min((sum(one.cost for one in choice), place, choice) for place, choice in enumerate(choices))
    return list(chosen)


def _greedy(proposals: Sequence[_Proposal], weight: Sequence[int]) -> list[_Proposal]:
    # Gains only shrink, so a gain that is still the best when it is counted again is the best of all.
    def rank(place: int) -> tuple[float, int]:
        one = proposals[place]
        return -sum(weight[node] for pair in one.mends - mended for node in pair[1:]) / one.cost, place

    mended: set[Broken] = set()
    queue = [rank(place) for place in range(len(proposals))]
    heapify(queue)
    chosen: list[_Proposal] = []
    while queue:
        again = rank(queue[0][1])
        if not again[0]:
            heappop(queue)
        elif again == queue[0]:
            chosen.append(proposals[heappop(queue)[1]])
            mended |= chosen[-1].mends
        else:
            heapreplace(queue, again)
    return _without_superfluous(chosen)


def _without_superfluous(chosen: Sequence[_Proposal]) -> list[_Proposal]:
    times = Counter(pair for one in chosen for pair in one.mends)
    kept = []
    for one in sorted(chosen, key=lambda one: (len(one.mends) / one.cost, -one.line)):
        if all(times[pair] > 1 for pair in one.mends):
            times.subtract(one.mends)
        else:
            kept.append(one)
    return sorted(kept, key=lambda one: one.line)


def _without_circles(graph: Graph, chosen: Sequence[_Proposal]) -> list[_Proposal]:
    # Each alone closes no circle, but two may close one together: the later one waits for another round.
    further: dict[int, list[int]] = {}
    kept = []
    for one in chosen:
        owner = graph.wiring.lines[one.line].owner
        if not hangs_on(graph.wiring, one.source, owner, further):
            further.setdefault(owner, []).append(one.source)
            kept.append(one)
    return kept


def _described(graph: Graph, proposal: _Proposal) -> Mend:
    wiring = graph.wiring
    owner = wiring.lines[proposal.line].owner
    return Mend(
        components=wiring.members[owner],
        need=wiring.lines_of[owner].index(proposal.line),
        source=wiring.members[proposal.source][0],
        single_points=wiring.keys({point for point, _ in proposal.mends}),
        sinks=wiring.keys({node for _, node in proposal.mends}),
    )


def _named(graph: Graph, broken: Mapping[int, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    above: dict[int, list[int]] = {}
    for point, nodes in broken.items():
        for node in nodes:
            above.setdefault(node, []).append(point)
    names = {node: graph.wiring.keys(points) for node, points in above.items()}
    return {key: names[node] for node in sorted(names) for key in graph.wiring.members[node]}
