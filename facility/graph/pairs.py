"""Every pair of components taken out together: what two losses do that neither does alone.

Millions of pairs, of which only those can surprise that meet somewhere. A loss is known by the needs whose sources it
changes and by the nodes whose load it changes. Two losses

- that change nothing in common do together what each does alone;
- that only raise load on the same nodes add up, so sorted lists of what each adds find the pairs above a limit;
- of which one changes the sources of a need and the other changes them too, or changes what goes through that need,
  are coupled: these are worked out, the smaller loss in the state after the larger.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from facility.graph.at_rest import Overload
from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.loss import NotInGraph
from facility.graph.propagation import Propagation, after, propagate
from facility.graph.ranking import carrying

Harm = tuple[int, float, float]
"""Sinks lost, their watts, watts above the limits."""
UNHARMED: Harm = (0, 0.0, 0.0)
Pair = tuple[int, int]
"""Two nodes, the lower number first."""


@dataclass(frozen=True, slots=True)
class PairLoss:
    """Two components, and what their loss together does that neither does alone."""

    components: tuple[str, str]
    sinks: tuple[str, ...]
    sink_watts: float
    overloaded: tuple[Overload, ...]


@dataclass(frozen=True, slots=True)
class PairLosses:
    """All pairs of some components."""

    examined: int
    harmful: int
    """How many do together what neither does alone."""
    worst: tuple[PairLoss, ...]
    """Most harmful first, then in the order of the graph."""


def pair_losses(graph: Graph, among: Iterable[str] | None = None, *, worst: int = 1000) -> PairLosses:
    """Take out all pairs of the components named, or of all on which something depends; describe the worst.

    What nothing depends on is left out: it takes only itself. Tripping is not followed: ask `lose` about the pairs that
    matter. Raises NotInGraph.
    """
    nodes = _nodes(graph, carrying(graph) if among is None else among)
    alone = {node: propagate(graph.wiring, graph.rest, (node,)) for node in nodes}
    coupled = _coupled(graph, alone)
    harms = dict(_worked_out(graph, alone, coupled))
    for pair, watts in _adding_up(graph, alone):
        if pair[1] not in coupled[pair[0]] and pair[0] not in coupled[pair[1]]:
            harms[pair] = (0, 0.0, watts + harms.get(pair, UNHARMED)[2])
    chosen = nlargest(worst, harms, key=lambda pair: (*harms[pair], -pair[0], -pair[1]))
    count = len(nodes)
    return PairLosses(count * (count - 1) // 2, len(harms), tuple(_described(graph, alone, pair) for pair in chosen))


def _nodes(graph: Graph, keys: Iterable[str]) -> list[int]:
    nodes: set[int] = set()
    for key in keys:
        if key not in graph.components:
            raise NotInGraph(key)
        nodes.add(graph.wiring.node_of[key])
    return [node for node in sorted(nodes) if graph.wiring.feeds[node]]


def _coupled(graph: Graph, alone: Mapping[int, Propagation]) -> dict[int, set[int]]:
    # The larger loss of a pair → the smaller ones.
    sources: dict[int, list[int]] = {}
    through: dict[int, list[int]] = {}
    for node, change in alone.items():
        for number in change.missing:
            sources.setdefault(number, []).append(node)
        for number in _lines_changed(graph, change):
            through.setdefault(number, []).append(node)
    size = {node: (len(change.load) + len(change.failed), -node) for node, change in alone.items()}
    coupled: dict[int, set[int]] = {node: set() for node in alone}
    for number, changing in sources.items():
        partners = {*changing, *through.get(number, ())}
        for node in changing:
            larger = {other for other in partners if size[other] > size[node]}
            coupled[node] |= partners - larger - {node}
            for other in larger:
                coupled[other].add(node)
    return coupled


def _lines_changed(graph: Graph, change: Propagation) -> Iterator[int]:
    # The lines through which something else goes than before.
    for node in dict.fromkeys((*change.failed, *change.load)):
        for number in graph.wiring.lines_of[node]:
            if node in change.failed or graph.wiring.lines[number].passes:
                yield number


def _worked_out(
    graph: Graph, alone: Mapping[int, Propagation], coupled: Mapping[int, set[int]]
) -> Iterator[tuple[Pair, Harm]]:
    for node, others in coupled.items():
        state = after(graph.rest, alone[node]) if others else graph.rest
        for other in sorted(others - alone[node].failed.keys()):
            change = propagate(graph.wiring, state, (other,))
            sinks = [one for one in change.failed if one not in alone[other].failed and graph.wiring.sinks[one]]
            over = _newly_over(graph, change, (alone[node], alone[other]))
            if sinks or over:
                yield (
                    (min(node, other), max(node, other)),
                    (
                        sum(graph.wiring.sinks[one] for one in sinks),
                        sum(graph.wiring.watts[one] for one in sinks),
                        sum(change.load[one] - graph.wiring.limit[one] for one in over),
                    ),
                )


def _newly_over(graph: Graph, change: Propagation, singles: tuple[Propagation, Propagation]) -> list[int]:
    found = []
    for node, load in change.load.items():
        enough = graph.wiring.limit[node] + TOLERANCE_WATTS
        if load > enough:
            rest = graph.rest.load[node]
            if max(rest, *(single.load.get(node, rest) for single in singles)) <= enough:
                found.append(node)
    return found


def _adding_up(graph: Graph, alone: Mapping[int, Propagation]) -> Iterator[tuple[Pair, float]]:
    # Node → what each loss adds to it, where no loss alone is too much.
    added: dict[int, list[tuple[float, int]]] = {}
    room = [limit - load for limit, load in zip(graph.wiring.limit, graph.rest.load, strict=True)]
    for lost, change in alone.items():
        for node, load in change.load.items():
            more = load - graph.rest.load[node]
            if TOLERANCE_WATTS < more <= room[node] + TOLERANCE_WATTS:
                added.setdefault(node, []).append((more, lost))
    for node, losses in added.items():
        losses.sort(reverse=True)
        enough = room[node] + TOLERANCE_WATTS
        for place, (more, lost) in enumerate(losses):
            for further, other in islice(losses, place + 1, None):
                if more + further <= enough:
                    break
                yield (min(lost, other), max(lost, other)), more + further - room[node]


def _described(graph: Graph, alone: Mapping[int, Propagation], pair: Pair) -> PairLoss:
    wiring = graph.wiring
    change = propagate(wiring, graph.rest, pair)
    one, other = (alone[node] for node in pair)
    newly = (node for node in change.failed if node not in one.failed and node not in other.failed)
    sinks = [node for node in newly if wiring.sinks[node]]
    return PairLoss(
        (wiring.members[pair[0]][0], wiring.members[pair[1]][0]),
        wiring.keys(sinks),
        sum(wiring.watts[node] for node in sinks),
        tuple(
            Overload(wiring.members[node][0], graph.rest.load[node], change.load[node], wiring.limit[node])
            for node in sorted(_newly_over(graph, change, (one, other)))
        ),
    )
