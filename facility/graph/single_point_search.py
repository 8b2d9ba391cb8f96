"""Single points of failure with what could fix each: one round of the search for remedies."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from facility.graph.capacity_graph import Graph
from facility.graph.dominators import Forest
from facility.graph.further_source import Candidates, Choice
from facility.graph.kept_capacity import NO_REQUIREMENTS, Requirements, require
from facility.graph.minimum_cover import Broken, Chosen, FixProposal, cover
from facility.graph.propagation import Propagation, propagate
from facility.graph.restoration import Option, holds, revived_by, together

Wanted = Callable[[str, str], bool]
"""From a single point and a sink to whether the one may not take the other."""
Sinks = Mapping[int, Sequence[int]]
"""Single point → the sinks that it takes, as nodes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A graph, its single points, and the choice of options that fix most of them."""

    graph: Graph
    broken: Sinks
    chosen: Chosen

    def named(self) -> dict[str, tuple[str, ...]]:
        """Map each sink that some single point takes to these points."""
        return _named(self.graph, self.broken)


@dataclass(frozen=True, slots=True)
class SinglePointSearch:
    """Looks for single points of sinks that are wanted, and for options to fix them."""

    candidates: Candidates
    wanted: Wanted

    def without_mere_shortage(self, graph: Graph, requirements: Requirements) -> "SinglePointSearch":
        """Return the search that leaves alone what is connected well enough at first, and only too small."""
        if not requirements:
            return self
        connected = self._broken(graph, Forest(graph.wiring, graph.rest))
        demanding = require(graph, requirements)
        enough = self._broken(demanding, Forest(demanding.wiring, demanding.rest))
        only_short = {
            point: nodes
            for point, sinks in enough.items()
            if (nodes := sorted(set(sinks).difference(connected.get(point, ()))))
        }
        if not only_short:
            return self
        short = _named(graph, only_short)
        return replace(self, wanted=lambda point, sink: self.wanted(point, sink) and point not in short.get(sink, ()))

    def next_round(self, graph: Graph, requirements: Requirements = NO_REQUIREMENTS) -> Found:
        """Find the single points, and choose the fewest of the options that fix what can be fixed in one step."""
        demanding = require(graph, requirements)
        forest = Forest(demanding.wiring, demanding.rest)
        broken = self._broken(demanding, forest)
        # Loads are of no interest here: with its slack, most losses have none worked out.
        lost = {point: propagate(demanding.wiring, demanding.rest, (point,), slack=graph.slack) for point in broken}
        options = _options(demanding, lost, broken, Choice(demanding, forest, self.candidates))
        possible = _proposals(demanding, lost, broken, options)
        ranked = sorted(possible, key=lambda one: (one.option.further.burden, one.option.line))
        return Found(demanding, broken, cover(ranked, demanding.wiring))

    def remaining(self, graph: Graph, requirements: Requirements = NO_REQUIREMENTS) -> dict[str, tuple[str, ...]]:
        """Map each sink that some single point takes to these points."""
        demanding = require(graph, requirements)
        return _named(demanding, self._broken(demanding, Forest(demanding.wiring, demanding.rest)))

    def _broken(self, graph: Graph, forest: Forest) -> Sinks:
        wiring = graph.wiring
        found: dict[int, list[int]] = {}
        for node, sinks in enumerate(wiring.sinks):
            if sinks and not graph.rest.failed[node]:
                for above in sorted(forest.dominators(node) - {node}):
                    if not wiring.is_group[above] and self.wanted(wiring.members[above][0], wiring.members[node][0]):
                        found.setdefault(above, []).append(node)
        return found


def _proposals(
    graph: Graph, lost: Mapping[int, Propagation], broken: Sinks, options: Mapping[int, Sequence[Option]]
) -> Iterator[FixProposal]:
    """Ask what each option fixes alone; where none does anything, what some of them fix together."""
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
    for one, fixes in found.items():
        if fixes:
            yield FixProposal(one, frozenset(fixes), len(graph.wiring.members[graph.wiring.lines[one.line].owner]))


def _options(graph: Graph, lost: Mapping[int, Propagation], broken: Sinks, choice: Choice) -> dict[int, list[Option]]:
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


def _leading(graph: Graph, change: Propagation, sinks: Iterable[int]) -> set[int]:
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


def _named(graph: Graph, broken: Sinks) -> dict[str, tuple[str, ...]]:
    above: dict[int, list[int]] = {}
    for point, nodes in broken.items():
        for node in nodes:
            above.setdefault(node, []).append(point)
    names = {node: graph.wiring.keys(points) for node, points in above.items()}
    return {key: names[node] for node in sorted(names) for key in graph.wiring.members[node]}
