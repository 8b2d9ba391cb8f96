"""The shortest list of changes that would mend the single points of failure.

One kind of change is proposed: give a component one more source for one of its needs, as independent of the first as
can be had. What could be one is for the caller to say; otherwise it is of the kind that the component has already, at
the same site. Where it can take the place of the first as well, that is proposed, for it is less work. Where nothing
can be had, what remains is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Need
from facility.graph.dominators import Forest
from facility.graph.further_source import Candidates, Choice, any_of_the_kind
from facility.graph.minimum_cover import Broken, Proposal, cover
from facility.graph.propagation import Shift, shift
from facility.graph.restoration import Option, holds, revived_by, together

TRIED_MOST = 300_000
"""How many components are gone through, at most, to try changes one by one after they have been found."""
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
    changed, rounds = graph, 0
    while True:
        forest = Forest(changed.wiring, changed.rest)
        broken = _broken(changed, forest, wanted)
        lost = {point: shift(changed.wiring, changed.rest, (point,)) for point in broken}
        options = _options(changed, lost, broken, Choice(changed, forest, candidates))
        possible = _proposals(changed, lost, broken, options)
        chosen = cover(sorted(possible, key=lambda one: (one.option.further.burden, one.option.line)), changed.wiring)
        if not chosen:
            rest = _Rest(graph, wanted, _named(changed, broken))
            needed = rest.needed(changes) if rounds > 1 else changes
            return Mending(rest.exchanged(needed, candidates), rest.remaining)
        rounds += 1
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
            components[key] = components[key]._replace(needs=tuple(needs))
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

    def _tried(self, changes: Sequence[Mend]) -> Iterator[list[Mend]]:
        """Take changes one by one, or where these are too many trials, those of one kind of component together."""
        alone = len(changes) * len(self.graph.components) <= TRIED_MOST
        groups: dict[object, list[Mend]] = {}
        for change in changes:
            kind = self.graph.components[change.components[0]].kind
            groups.setdefault(id(change) if alone else (kind, change.need), []).append(change)
        # Few of their kind are the likeliest to be of no use once many others are made.
        yield from sorted(groups.values(), key=len)

    def needed(self, changes: Sequence[Mend]) -> list[Mend]:
        """Leave out what a later round has made superfluous."""
        needed = list(changes)
        for tried in self._tried(changes):
            left_out = set(map(id, tried))
            without = [one for one in needed if id(one) not in left_out]
            if self._is_left_by(without):
                needed = without
        return needed

    def exchanged(self, changes: Sequence[Mend], candidates: Candidates) -> tuple[Mend, ...]:
        """Let new sources take the place of old ones: all of them, else those with which it works."""
        exchanges = {change: self._exchange(change, candidates) for change in changes}
        if all(change == exchange for change, exchange in exchanges.items()):
            return tuple(changes)
        done = dict(exchanges)
        if not self._is_left_by(done.values()):
            done = {change: change for change in changes}
            for tried in self._tried([change for change in changes if exchanges[change] != change]):
                trial = {**done, **{change: exchanges[change] for change in tried}}
                done = trial if self._is_left_by(trial.values()) else done
        return tuple(done.values())

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


def _proposals(
    graph: Graph,
    lost: Mapping[int, Shift],
    broken: Mapping[int, Sequence[int]],
    options: Mapping[int, Sequence[Option]],
) -> Iterator[Proposal]:
    """Ask what each option mends alone; where none does anything, what some of them mend together."""
    found: dict[Option, set[Broken]] = {}
    for point, possible in options.items():
        hit = frozenset(broken[point])
        for one in possible:
            if one.source not in lost[point].failed:
                nodes = hit & revived_by(graph, lost[point], point, (one,))
                found.setdefault(one, set()).update((point, node) for node in nodes)
    if not any(found.values()):
        for point, needed in together(graph, lost, broken, options).items():
            for one in needed:
                found.setdefault(one, set()).update((point, node) for node in broken[point])
    for one, mends in found.items():
        if mends:
            yield Proposal(one, frozenset(mends), len(graph.wiring.members[graph.wiring.lines[one.line].owner]))


def _options(
    graph: Graph, lost: Mapping[int, Shift], broken: Mapping[int, Sequence[int]], choice: Choice
) -> dict[int, list[Option]]:
    """Find for each single point the needs that are not met without it, each with the further source it could have."""
    wiring = graph.wiring
    best: dict[int, Option | None] = {}
    found: dict[int, list[Option]] = {}
    for point, change in lost.items():
        leading = _leading(graph, change, broken[point])
        for number in change.missing:
            owner = wiring.lines[number].owner
            if owner in leading and owner != point and not holds(graph, change, number):
                if number not in best:
                    further = choice.best(number)
                    best[number] = None if further is None else Option(number, wiring.node_of[further.key], further)
                option = best[number]
                if option is not None:
                    found.setdefault(point, []).append(option)
    return found


def _leading(graph: Graph, change: Shift, sinks: Iterable[int]) -> set[int]:
    # The failed nodes on the way to sinks that no loss may take; what else has failed is nobody's harm.
    wiring = graph.wiring
    found = set(sinks)
    front = list(found)
    while front:
        for number in wiring.lines_of[front.pop()]:
            for source in wiring.lines[number].sources:
                if source in change.failed and source not in found:
                    found.add(source)
                    front.append(source)
    return found


def _described(graph: Graph, proposal: Proposal) -> Mend:
    wiring = graph.wiring
    owner = wiring.lines[proposal.option.line].owner
    return Mend(
        components=wiring.members[owner],
        need=wiring.lines_of[owner].index(proposal.option.line),
        source=proposal.option.further.key,
        single_points=wiring.keys({point for point, _ in proposal.mends}),
        sinks=wiring.keys({node for _, node in proposal.mends}),
        times=proposal.option.further.times,
    )


def _named(graph: Graph, broken: Mapping[int, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    above: dict[int, list[int]] = {}
    for point, nodes in broken.items():
        for node in nodes:
            above.setdefault(node, []).append(point)
    names = {node: graph.wiring.keys(points) for node, points in above.items()}
    return {key: names[node] for node in sorted(names) for key in graph.wiring.members[node]}
