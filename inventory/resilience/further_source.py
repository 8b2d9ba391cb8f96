"""Which component should be the further source of a need: of the kind it has, and as independent as can be had."""

from collections.abc import Iterable, Mapping, Sequence

from inventory.resilience.dominators import Forest
from inventory.resilience.graph import Graph
from inventory.resilience.wiring import Wiring


class Choice:
    """The components of a graph by site and kind, to choose from."""

    def __init__(self, graph: Graph, forest: Forest) -> None:
        self._graph, self._forest, self._wiring = graph, forest, graph.wiring
        self._first = [graph.components[keys[0]] for keys in graph.wiring.members]
        self._by_kind: dict[tuple[str | None, str], list[int]] = {}
        for node, one in enumerate(self._first):
            # A class of several sinks is no source: nothing hangs on any of them.
            if not graph.rest.failed[node] and len(graph.wiring.members[node]) == 1:
                self._by_kind.setdefault((one.site, one.kind), []).append(node)

    def best(self, number: int) -> int | None:
        """Find the further source of a line; None if there is no other component of the kind that would do.

        First among what neighbours use beside the same source, then in the room, then at the site; the first of these
        that has one which shares no single point with the owner is taken, else what shares least.
        """
        owner = self._wiring.lines[number].owner
        place = self._first[owner]
        kinds = sorted({self._first[source].kind for source in self._wiring.lines[number].sources})
        at_site = [node for kind in kinds for node in self._by_kind.get((place.site, kind), ())]
        in_room = [node for node in at_site if self._first[node].room == place.room]
        best = None
        for nodes in (sorted(self._beside(number).intersection(at_site)), in_room, at_site):
            ranked = sorted(self._ranked(number, nodes))
            found = next((rank for rank in ranked if not hangs_on(self._wiring, rank[-1], owner, {})), None)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            if best is not None and best[0] == 0:
                break
        return None if best is None else best[-1]

    def _beside(self, number: int) -> set[int]:
        lines, feeds = self._wiring.lines, self._wiring.feeds
        return {other for source in lines[number].sources for line in feeds[source] for other in lines[line].sources}

    def _ranked(self, number: int, nodes: Iterable[int]) -> Iterable[tuple[int, bool, float, int]]:
        # Single points shared, too little room for the load, load, node.
        line, rest = self._wiring.lines[number], self._graph.rest
        shared = self._forest.dominators(line.owner)
        watts = line.draw + line.passes * rest.load[line.owner]
        for node in nodes:
            if node in line.sources or (line.weights and not self._first[node].rating_watts):
                continue
            common = len(shared & self._forest.dominators(node))
            yield common, rest.load[node] + watts > self._wiring.limit[node], rest.load[node], node


def hangs_on(wiring: Wiring, node: int, other: int, further: Mapping[int, Sequence[int]]) -> bool:
    """Say whether a node needs another, be it by way of others; `further` are sources that nodes are to have too."""
    seen, front = {node}, [node]
    while front:
        here = front.pop()
        if here == other:
            return True
        sources = (source for number in wiring.lines_of[here] for source in wiring.lines[number].sources)
        for source in (*sources, *further.get(here, ())):
            if source not in seen:
                seen.add(source)
                front.append(source)
    return False
