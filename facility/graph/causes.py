"""Why a sink is lost: which of its needs is not met, and what takes the sources of that need away in the end."""

from collections.abc import Iterable
from dataclasses import dataclass

from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS, Line
from facility.graph.loss import Loss


@dataclass(frozen=True, slots=True)
class Cause:
    """Sinks that lose the same kind of need to the same components."""

    label: str
    """Of the need that is not met."""
    roots: tuple[str, ...]
    """Where it begins: what is taken out or has tripped, or does not work anyway."""
    sinks: tuple[str, ...]


def causes(graph: Graph, loss: Loss) -> tuple[Cause, ...]:
    """Return what fails each lost sink, most sinks first; a sink that loses several needs has a cause for each.

    With the roots of a cause alone gone, its need is not met either. Sinks that are taken out or trip themselves have
    no cause. Everything is in the order of the graph.
    """
    search = _CauseSearch(graph, loss)
    wiring = graph.wiring
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    of_node: dict[int, list[str]] = {}
    for key in loss.sinks:
        of_node.setdefault(wiring.node_of[key], []).append(key)
    for node, keys in of_node.items():
        needs = graph.components[keys[0]].needs
        for need, number in zip(needs, wiring.lines_of[node], strict=True):
            line = wiring.lines[number]
            if not search.holds(line):
                found.setdefault((need.label, search.roots(line)), []).extend(keys)
    listed = (Cause(label, roots, tuple(sinks)) for (label, roots), sinks in found.items())
    return tuple(sorted(listed, key=lambda cause: -len(cause.sinks)))


class _CauseSearch:
    """What is down after a loss, and the way from there to where it begins."""

    def __init__(self, graph: Graph, loss: Loss) -> None:
        self._wiring = wiring = graph.wiring
        out = (*loss.taken_out, *(key for step in loss.tripped for key in step))
        named = {*out, *loss.failed}
        self._begins = {wiring.node_of[key] for key in out}
        self._down = {node for node, is_down in enumerate(graph.rest.failed) if is_down}
        nodes = {wiring.node_of[key] for key in named}
        self._down.update(node for node in nodes if named.issuperset(wiring.members[node]))
        self._known: dict[tuple[int, ...], tuple[str, ...]] = {}

    def holds(self, line: Line) -> bool:
        """Return whether enough of a line's sources work."""
        left = [source for source in line.sources if source not in self._down]
        if len(line.sources) - len(left) > line.spare:
            return False
        return sum(self._wiring.limit[source] for source in left) >= line.capacity - TOLERANCE_WATTS

    def roots(self, line: Line) -> tuple[str, ...]:
        """Name where the loss of a line's sources begins; the owner itself where nothing could be a source."""
        if line.sources not in self._known:
            down = [source for source in line.sources if source in self._down]
            self._known[line.sources] = self._wiring.keys(self._followed(down))
        return self._known[line.sources] or self._wiring.members[line.owner][:1]

    def _followed(self, down: Iterable[int]) -> set[int]:
        lines, lines_of = self._wiring.lines, self._wiring.lines_of
        found: set[int] = set()
        front = list(dict.fromkeys(down))
        seen = set(front)
        while front:
            node = front.pop()
            unmet = [] if node in self._begins else [lines[one] for one in lines_of[node] if not self.holds(lines[one])]
            sources = {source for line in unmet for source in line.sources if source in self._down}
            if not sources:
                found.add(node)
            front.extend(sources - seen)
            seen |= sources
        return found
