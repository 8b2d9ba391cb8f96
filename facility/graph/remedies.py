"""The shortest list of changes that would fix the single points of failure, after which all loads are carried as well.

First, connections: give a component one more source for one of its needs, as independent of the first as can be had.
What could be one is for the caller to say; otherwise it is of the kind that the component has already, at the same
site. Where it can take the place of the first as well, that is proposed, for it is less work. So many are connected
that what is left after each loss is enough by rating. Then, capacity: where connection alone cannot do it, what must be
made larger. Where nothing can be had, what remains is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from facility.graph.added_capacity import AddedCapacity, added_capacity
from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Component, Need
from facility.graph.further_source import Candidates, any_of_the_kind
from facility.graph.kept_capacity import NO_REQUIREMENTS, Requirements, requirements_at_rest
from facility.graph.minimum_cover import Chosen
from facility.graph.single_point_search import Found, SinglePointSearch, Wanted

TRIED_MOST = 300_000
"""How many components are gone through, at most, to try changes one by one after they have been found."""


@dataclass(frozen=True, slots=True)
class FurtherSource:
    """Give components a further source for one of their needs."""

    components: tuple[str, ...]
    """One component, or sinks that live on the same things: each needs the change."""
    need: int
    """Which of their needs, counted from 0."""
    source: str
    single_points: tuple[str, ...]
    """The components that are then no longer single points, or of fewer sinks."""
    sinks: tuple[str, ...]
    """The sinks that no longer depend on one of them."""
    times: int = 1
    """How often it is a source then."""
    instead_of: str | None = None
    """The source whose place it takes; None: it comes beside those that are there."""


@dataclass(frozen=True, slots=True)
class Remedies:
    """What to change, and what is still a single point after that."""

    sources: tuple[FurtherSource, ...]
    capacity: tuple[AddedCapacity, ...]
    """What must be made larger once these sources are there."""
    remaining: Mapping[str, tuple[str, ...]]
    """Sink → single points that no further source fixes; without the sinks that have none."""
    unproven: int = 0
    """How many changes fewer might do, as far as is known; 0: in no round was there a smaller choice."""


def everything(point: str, sink: str) -> bool:
    """Let no single point take any sink."""
    del point, sink
    return True


def find_remedies(
    graph: Graph,
    candidates: Candidates = any_of_the_kind,
    wanted: Wanted = everything,
    *,
    keeps_capacity: bool = False,
) -> Remedies:
    """Propose changes until no single point is left that a further source would fix; always the same ones.

    Each round chooses the fewest of the changes that come into question, and is checked by finding the single points of
    the changed graph anew. With `keeps_capacity`, nothing is above its rating after any single loss once all of it is
    carried out, and sources are chosen so that little must be made larger.
    """
    requirements = requirements_at_rest(graph) if keeps_capacity else NO_REQUIREMENTS
    search = SinglePointSearch(candidates, wanted).without_mere_shortage(graph, requirements)
    searched = _searched(graph, search, requirements)
    trial = _Trial(graph, search, searched.remaining)
    needed = trial.needed(searched.changes) if searched.rounds > 1 else searched.changes
    sources = trial.exchanged(needed, candidates)
    capacity = added_capacity(carried_out(graph, sources)) if keeps_capacity else ()
    _, remaining = searched.remaining[-1]
    return Remedies(sources, capacity, remaining, searched.unproven)


Remaining = tuple[Requirements, Mapping[str, tuple[str, ...]]]
"""What is required, and the single points that remain by that: a change may connect what cannot carry the load."""


@dataclass(frozen=True, slots=True)
class _Searched:
    """What the rounds of the search have chosen, and what remains by each of the requirements they were held to."""

    changes: tuple[FurtherSource, ...]
    rounds: int
    unproven: int
    remaining: tuple[Remaining, ...]


def _searched(graph: Graph, search: SinglePointSearch, requirements: Requirements) -> _Searched:
    changes: list[FurtherSource] = []
    changed, rounds, unproven = graph, 0, 0
    used: list[Requirements] = []
    found = Found(graph, {}, Chosen(()))
    # Where not all of it can be carried by what there is, it is at least connected, and then made larger.
    for stage in (requirements, NO_REQUIREMENTS) if requirements else (NO_REQUIREMENTS,):
        used.append(stage)
        while (found := search.next_round(changed, stage)).chosen.proposals:
            rounds += 1
            unproven += found.chosen.unproven
            described = [_described(found, place) for place in range(len(found.chosen.proposals))]
            changes += described
            changed = carried_out(changed, described)
        if not found.broken:
            break
    # The last round has found what remains by the last of them.
    before = [(one, search.remaining(changed, one)) for one in used[:-1]]
    return _Searched(tuple(changes), rounds, unproven, (*before, (used[-1], found.named())))


def carried_out(graph: Graph, changes: Iterable[FurtherSource]) -> Graph:
    """Make the graph in which further sources have been connected."""
    of: dict[str, list[FurtherSource]] = {}
    for change in changes:
        for key in change.components:
            of.setdefault(key, []).append(change)
    components: list[Component] = []
    for one in graph.components.kept:
        if of.keys().isdisjoint(one.keys):
            components.append(one)
            continue
        # What stands for others goes on doing so where all of them are changed alike.
        alike: dict[tuple[int, ...], list[str]] = {}
        for key in one.keys:
            alike.setdefault(tuple(map(id, of.get(key, ()))), []).append(key)
        for first, *others in alike.values():
            same = one._replace(key=first, others=tuple(others))
            components.append(_with(same, of.get(first, ())))
    return build_graph(components)


def _with(component: Component, changes: Iterable[FurtherSource]) -> Component:
    needs = list(component.needs)
    for change in changes:
        needs[change.need] = _changed(needs[change.need], change)
    return component._replace(needs=tuple(needs))


def _changed(need: Need, change: FurtherSource) -> Need:
    sources = [*need.sources, *(change.source,) * change.times]
    if change.instead_of is not None:
        # Where the order of preference counts, the new source has the place of the old one.
        sources = list(need.sources)
        places = [place for place, source in enumerate(sources) if source == change.instead_of]
        for place in places[-change.times :]:
            sources[place] = change.source
    return replace(need, sources=tuple(sources))


def _described(found: Found, place: int) -> FurtherSource:
    wiring, proposal = found.graph.wiring, found.chosen.proposals[place]
    owner = wiring.lines[proposal.option.line].owner
    return FurtherSource(
        components=wiring.members[owner],
        need=wiring.lines_of[owner].index(proposal.option.line),
        source=proposal.option.further.key,
        single_points=wiring.keys({point for point, _ in proposal.fixes}),
        sinks=wiring.keys({node for _, node in proposal.fixes}),
        times=proposal.option.further.times,
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """A graph, and the single points that a list of changes may leave in it: whether a shorter list leaves the same."""

    graph: Graph
    search: SinglePointSearch
    remaining: Sequence[Remaining]

    def _tried(self, changes: Sequence[FurtherSource]) -> list[list[FurtherSource]]:
        """Take changes one by one, or where these are too many trials, those of one kind of component together."""
        alone = len(changes) * len(self.graph.wiring.members) <= TRIED_MOST
        groups: dict[object, list[FurtherSource]] = {}
        for change in changes:
            kind = self.graph.components[change.components[0]].kind
            groups.setdefault(id(change) if alone else (kind, change.need), []).append(change)
        # Few of their kind are the likeliest to be of no use once many others are made.
        return sorted(groups.values(), key=len)

    def needed(self, changes: Sequence[FurtherSource]) -> Sequence[FurtherSource]:
        """Leave out what a later round has made superfluous."""
        needed = list(changes)
        for tried in self._tried(changes):
            left_out = set(map(id, tried))
            without = [one for one in needed if id(one) not in left_out]
            if self._is_left_by(without):
                needed = without
        return needed

    def exchanged(self, changes: Sequence[FurtherSource], candidates: Candidates) -> tuple[FurtherSource, ...]:
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

    def _exchange(self, change: FurtherSource, candidates: Candidates) -> FurtherSource:
        component = self.graph.components[change.components[0]]
        found = candidates(component, component.needs[change.need]) or ()
        instead_of = next((one.instead_of for one in found if one.key == change.source), None)
        return replace(change, instead_of=instead_of)

    def _is_left_by(self, changes: Iterable[FurtherSource]) -> bool:
        changed = carried_out(self.graph, changes)
        return all(self.search.remaining(changed, required) == left for required, left in self.remaining)
