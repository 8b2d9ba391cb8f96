"""Which component should be the further source of a need: one that can be had there, as independent as can be had."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from facility.graph.capacity_graph import Graph
from facility.graph.component import Component, Need
from facility.graph.dominators import Forest
from facility.graph.indexed_graph import IndexedGraph


@dataclass(frozen=True, slots=True)
class Candidate:
    """A component that could be a further source of a need."""

    key: str
    times: int = 1
    """How often it is a source then, as a PDU that several cords lead to."""
    instead_of: str | None = None
    """The source whose place it could take, where that is less work than having both; None: it comes beside them."""
    burden: tuple[int, ...] = ()
    """Of changes that fix as much, the one with the least is proposed; its first number weighs the kind of work."""


Candidates = Callable[[Component, Need], Sequence[Candidate] | None]
"""From a need to what could be a further source of it; None: anything of the kinds that it has, at the same site."""

NO_FURTHER: Mapping[int, Sequence[int]] = MappingProxyType({})
Rank = tuple[int, bool, tuple[int, ...], float, int, Candidate]
"""Single points shared, too little room for the load, burden, load, node, and what is proposed."""


def any_of_the_kind(component: Component, need: Need) -> None:
    """Leave the choice to kinds and places."""
    del component, need


class Choice:
    """The components of a graph by site and kind, to choose from."""

    def __init__(self, graph: Graph, forest: Forest, candidates: Candidates) -> None:
        self._graph, self._forest, self._wiring = graph, forest, graph.wiring
        self._candidates = candidates
        self._dominators: dict[int, frozenset[int]] = {}
        self._needed: dict[int, frozenset[int]] = {}
        self._known: dict[tuple[object, ...], tuple[Sequence[Candidate], Candidate | None]] = {}
        self._first = [graph.components[keys[0]] for keys in graph.wiring.members]
        self._by_kind: dict[tuple[str | None, str], list[int]] = {}
        for node, one in enumerate(self._first):
            # A class of several sinks is no source: nothing depends on any of them.
            if not graph.rest.failed[node] and len(graph.wiring.members[node]) == 1:
                self._by_kind.setdefault((one.site, one.kind), []).append(node)

    def best(self, number: int) -> Candidate | None:
        """Find the further source of a line; None if there is no other component that would do.

        Among what could be one, that which shares the fewest single points with the owner. Where nothing says what
        could: first what neighbours use beside the same source, then the room, then the site, until there is one that
        shares none.
        """
        line = self._wiring.lines[number]
        index = self._wiring.lines_of[line.owner].index(number)
        named = self._candidates(self._first[line.owner], self._first[line.owner].needs[index])
        if named is None:
            return self._nearest(number)
        # Lines that are alike but for their owners are asked once: equal faults of a thousand racks have one answer.
        shared = self._above(line.owner) - {line.owner}
        alike = (id(named), shared, line.sources, self._watts(number), line.weights is None)
        if alike not in self._known:
            self._known[alike] = named, self._best_of(number, named)
        found = self._known[alike][1]
        if found is not None and line.owner in self._upstream(self._wiring.node_of[found.key]):
            rank = self._best_rank(number, named)
            return None if rank is None else rank[-1]
        return found

    def _best_of(self, number: int, named: Sequence[Candidate]) -> Candidate | None:
        rank = self._best_rank(number, named)
        return None if rank is None else rank[-1]

    def _best_rank(self, number: int, candidates: Sequence[Candidate]) -> Rank | None:
        owner = self._wiring.lines[number].owner
        ranked = sorted(self._ranked(number, candidates), key=lambda rank: rank[:-1])
        return next((rank for rank in ranked if owner not in self._upstream(rank[-2])), None)

    def _nearest(self, number: int) -> Candidate | None:
        best: Rank | None = None
        for candidates in self._near(number):
            found = self._best_rank(number, candidates)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            if best is not None and best[0] == 0:
                break
        return None if best is None else best[-1]

    def _watts(self, number: int) -> float:
        line = self._wiring.lines[number]
        return line.draw + line.passes * self._graph.rest.load[line.owner]

    def _upstream(self, node: int) -> frozenset[int]:
        """Return what a node needs, be it by way of others, itself included."""
        found = self._needed.get(node)
        if found is None:
            found = self._needed[node] = frozenset(needed_by(self._wiring, node))
        return found

    def _above(self, node: int) -> frozenset[int]:
        found = self._dominators.get(node)
        if found is None:
            found = self._dominators[node] = self._forest.dominators(node)
        return found

    def _near(self, number: int) -> Iterator[list[Candidate]]:
        place = self._first[self._wiring.lines[number].owner]
        kinds = sorted({self._first[source].kind for source in self._wiring.lines[number].sources})
        at_site = [node for kind in kinds for node in self._by_kind.get((place.site, kind), ())]
        in_room = [node for node in at_site if self._first[node].room == place.room]
        for nodes in (sorted(self._beside(number).intersection(at_site)), in_room, at_site):
            yield [Candidate(self._wiring.members[node][0]) for node in nodes]

    def _beside(self, number: int) -> set[int]:
        lines, feeds = self._wiring.lines, self._wiring.feeds
        return {other for source in lines[number].sources for line in feeds[source] for other in lines[line].sources}

    def _ranked(self, number: int, candidates: Iterable[Candidate]) -> Iterator[Rank]:
        line, rest = self._wiring.lines[number], self._graph.rest
        shared = self._above(line.owner)
        watts = self._watts(number)
        for one in candidates:
            node = self._wiring.node_of[one.key]
            if node in line.sources or rest.failed[node] or (line.weights and not self._first[node].rating_watts):
                continue
            common = len(shared & self._above(node))
            load = rest.load[node]
            yield common, load + watts > self._wiring.limit[node], one.burden, load, node, one


def depends_on(wiring: IndexedGraph, node: int, other: int, further: Mapping[int, Sequence[int]]) -> bool:
    """Return whether a node needs another, be it by way of others; `further` are sources that nodes are to have too."""
    return other in needed_by(wiring, node, further)


def needed_by(wiring: IndexedGraph, node: int, further: Mapping[int, Sequence[int]] = NO_FURTHER) -> Iterator[int]:
    """Go through what a node needs, be it by way of others; the node itself comes first."""
    seen, front = {node}, [node]
    while front:
        here = front.pop()
        yield here
        sources = (source for number in wiring.lines_of[here] for source in wiring.lines[number].sources)
        for source in (*sources, *further.get(here, ())):
            if source not in seen:
                seen.add(source)
                front.append(source)
