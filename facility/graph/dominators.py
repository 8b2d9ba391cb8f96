"""Single points of failure: for each sink, the components whose loss alone takes it.

They are the dominators of the graph. Where a node lives on any one of its sources, what takes it alone is what takes
every one of them: the nearest common ancestor of the sources in the dominator tree, and all above it, found by
walking two fingers up (Cooper, Harvey and Kennedy, *A Simple, Fast Dominance Algorithm*, 2001). In topological order
each node is looked at once, so this is linear in the edges but for the height of the tree.

A node that lives on several things at once (power and cooling), or on so many of a group, has several dominators side
by side, and no place in one tree. There the sets are written out and counted: a need is lost with every component
that takes more of its sources than it can spare; a node with every component that takes one of its needs. Such a node
begins a tree of its own, so the walk goes on below it. Where components hold each other up in a cycle, the sets grow
until they stay.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS, IndexedGraph, Line, State
from facility.graph.strong_components import strong_components

OUTSIDE = -1
"""Where all trees begin that nothing dominates."""
EMPTY: frozenset[int] = frozenset()


def single_points(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Map each sink that works at rest to the components whose loss alone takes it, itself left out.

    Both in the order of the graph; sinks that depend on the same things share one tuple.
    """
    wiring = graph.wiring
    forest = Forest(wiring, graph.rest)
    found: dict[str, tuple[str, ...]] = {}
    for node, keys in enumerate(wiring.members):
        if wiring.sinks[node] and not graph.rest.failed[node]:
            above = (one for one in forest.dominators(node) - {node} if not wiring.is_group[one])
            found.update(dict.fromkeys(keys, wiring.keys(above)))
    return {key: found[key] for key in graph.components if key in found}


class Forest:
    """The dominator trees of a graph, and the sets where no tree can say it."""

    def __init__(self, wiring: IndexedGraph, rest: State) -> None:
        """Look at every node once, sources before what lives on them."""
        self._wiring, self._rest = wiring, rest
        count = len(wiring.members)
        self._parent = [OUTSIDE] * count
        self._depth = [0] * count
        self._root = [OUTSIDE] * count
        self._above: dict[int, frozenset[int]] = {}
        sources = [[one for number in numbers for one in wiring.lines[number].sources] for numbers in wiring.lines_of]
        for cycle in strong_components(sources):
            working = [node for node in cycle if not rest.failed[node]]
            if len(cycle) > 1 or cycle[0] in sources[cycle[0]]:
                self._place_cycle(working)
            elif working:
                self._place(cycle[0])

    def dominators(self, node: int) -> frozenset[int]:
        """Return what takes this node alone, itself included."""
        found = []
        above = self._above.get(self._root[node], EMPTY)
        while node != OUTSIDE:
            found.append(node)
            node = self._parent[node]
        return above.union(found)

    def _place(self, node: int) -> None:
        gates = {gate for gate in map(self._gate, self._wiring.lines_of[node]) if gate not in (OUTSIDE, EMPTY)}
        if len(gates) == 1:
            gate = gates.pop()
            if isinstance(gate, int):
                self._parent[node], self._depth[node] = gate, self._depth[gate] + 1
                self._root[node] = self._root[gate]
                return
            self._above[node] = gate
        elif gates:
            sets = (self.dominators(gate) if isinstance(gate, int) else gate for gate in gates)
            self._above[node] = EMPTY.union(*sets)
        self._root[node] = node if node in self._above else OUTSIDE

    def _place_cycle(self, cycle: Sequence[int]) -> None:
        lines = self._wiring.lines
        inside = set(cycle)
        found = {
            source: self.dominators(source)
            for node in cycle
            for number in self._wiring.lines_of[node]
            for source in self._working(lines[number])
            if source not in inside
        }
        found.update((node, frozenset((node,))) for node in cycle)
        front = dict.fromkeys(cycle)
        while front:
            node = next(iter(front))
            del front[node]
            grown = found[node].union(*(self._taking(number, found) for number in self._wiring.lines_of[node]))
            if grown != found[node]:
                found[node] = grown
                owners = (lines[number].owner for number in self._wiring.feeds[node])
                front.update(dict.fromkeys(owner for owner in owners if owner in inside))
        for node in cycle:
            self._above[node], self._root[node] = found[node] - {node}, node

    def _gate(self, number: int) -> int | frozenset[int]:
        # A node of a tree, that stands for itself and all above it, or a set where there is none.
        line = self._wiring.lines[number]
        if line.is_only_load:
            return EMPTY
        sources = self._working(line)
        distinct = list(dict.fromkeys(sources))
        if len(distinct) == 1:
            return distinct[0]
        is_any_one = len(sources) - 1 == self._spare(number) and not line.capacity
        if is_any_one and len({self._root[source] for source in distinct}) == 1:
            return self._nearest_common(distinct)
        return self._taking(number, {source: self.dominators(source) for source in distinct})

    def _working(self, line: Line) -> list[int]:
        return [source for source in line.sources if not self._rest.failed[source]]

    def _spare(self, number: int) -> int:
        return self._wiring.lines[number].spare - self._rest.missing[number]

    def _taking(self, number: int, known: Mapping[int, frozenset[int]]) -> frozenset[int]:
        line = self._wiring.lines[number]
        sources, spare = self._working(line), self._spare(number)
        counted = Counter(node for source in sources for node in known[source])
        if not line.capacity:
            return frozenset(node for node, count in counted.items() if count > spare)
        limit, enough = self._wiring.limit, line.capacity - TOLERANCE_WATTS
        return frozenset(
            node
            for node, count in counted.items()
            if count > spare or sum(limit[source] for source in sources if node not in known[source]) < enough
        )

    def _nearest_common(self, nodes: Sequence[int]) -> int:
        common = nodes[0]
        for node in nodes[1:]:
            other = node
            while common != other:
                if OUTSIDE in (common, other):
                    return OUTSIDE
                if self._depth[common] < self._depth[other]:
                    other = self._parent[other]
                else:
                    common = self._parent[common]
        return common
