"""Take components out: what goes with them, where the load goes, and what trips on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from facility.graph.at_rest import AtRest, Overload, overloads
from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.propagation import Propagation, propagate


@dataclass(frozen=True, slots=True)
class Loss:
    """What a loss leads to, in the order of the graph."""

    taken_out: tuple[str, ...]
    failed: tuple[str, ...]
    """Components that no longer work, besides those taken out; sinks and what has tripped among them."""
    sinks: tuple[str, ...]
    """The sinks among the failed."""
    sink_watts: float
    overloaded: tuple[Overload, ...]
    """What works, is above its limit, and carries more than before the loss."""
    at_rest: AtRest
    """What is wrong without the loss: no verdict may leave it out."""
    tripped: tuple[tuple[str, ...], ...] = ()
    """What has tripped, step by step."""
    trips_by_moves: int = 0
    """How many of these steps, the last ones, came only after what was lost had been placed again elsewhere."""
    moved: Mapping[str, float] = field(default_factory=dict)
    """Sink that works → the watts that it draws more in the end, or less, for what has been placed again."""

    @property
    def does_harm(self) -> bool:
        """Whether the loss takes a sink, trips something, or brings something above its limit."""
        return bool(self.sinks or self.overloaded or self.tripped)

    @property
    def is_bearable(self) -> bool:
        """Whether the loss does no harm, and all is well without it: what is above its limit already is not borne."""
        return self.at_rest.is_sound and not self.does_harm

    @property
    def harm(self) -> tuple[int, float, float]:
        """What losses are ranked by: sinks lost, their watts, watts above the limits."""
        return len(self.sinks), self.sink_watts, sum(overload.added_watts for overload in self.overloaded)


Moves = Callable[[Loss], Mapping[str, float]]
"""From a loss to the watts that sinks draw more, as power and as heat, when what was lost is placed again there.

Watts below zero are drawn less. It is asked again whenever tripping has changed what is lost, and answers for the whole
loss, not for the difference. Sinks that draw nothing at rest draw nothing more.
"""


class NotInGraph(LookupError):  # noqa: N818 - what is wrong
    """A component was named that the graph does not have."""


def lose(graph: Graph, taken_out: Iterable[str], *, follow_trips: bool = False, moves: Moves | None = None) -> Loss:
    """Take components out together and follow what happens to the end.

    With `follow_trips`, what the loss loads above its rating stops working too. What trips by the loss itself goes
    first, at once; then what was lost is placed again, and what trips by that goes, and so on. This ends: what has
    tripped stays down, so that `moves` is asked again only when more is lost than before: at most once more often than
    there are components. Raises NotInGraph.
    """
    keys = tuple(dict.fromkeys(taken_out))
    out, fewer = _nodes(graph, keys)
    steps: list[tuple[str, ...]] = []
    drawn: Mapping[int, float] = fewer
    lost: tuple[str, ...] | None = None
    moved: Mapping[str, float] = {}
    at_once = 0
    while True:
        change = propagate(graph.wiring, graph.rest, out, drawn, graph.slack)
        over = _above_rating(graph, change) if follow_trips else []
        if over:
            over = _with_their_breakers(graph, change, over)
            steps.append(graph.wiring.keys(over))
            out = [*out, *over]
            continue
        at_once = len(steps) if lost is None else at_once
        loss = _loss(graph, keys, change.failed, change.load, tuple(steps))
        if moves is None:
            return loss
        if loss.failed == lost:
            return replace(loss, trips_by_moves=len(steps) - at_once, moved=moved)
        lost = loss.failed
        gone = {*keys, *lost}
        moved = {key: watts for key, watts in moves(loss).items() if key not in gone}
        drawn = _with_moves(graph, fewer, moved)


def carried(graph: Graph, loss: Loss) -> Mapping[str, float]:
    """Map the components that carry other watts in the end than before to what they carry."""
    whole, fewer = _nodes(graph, (*loss.taken_out, *(key for step in loss.tripped for key in step)))
    change = propagate(graph.wiring, graph.rest, whole, _with_moves(graph, fewer, loss.moved))
    return {graph.wiring.members[node][0]: watts for node, watts in change.load.items()}


def _nodes(graph: Graph, keys: Sequence[str]) -> tuple[list[int], dict[int, float]]:
    # Of a class of sinks, some may be taken out: the others then draw for fewer.
    wiring = graph.wiring
    wanted: dict[int, int] = {}
    for key in keys:
        if key not in wiring.node_of:
            raise NotInGraph(key)
        node = wiring.node_of[key]
        wanted[node] = wanted.get(node, 0) + 1
    whole = [node for node, count in wanted.items() if count == len(wiring.members[node])]
    fewer: dict[int, float] = {}
    for node in wanted.keys() - set(whole):
        named = set(keys).intersection(wiring.members[node])
        for place, number in enumerate(wiring.lines_of[node]):
            fewer[number] = -sum(graph.components[key].needs[place].draw_watts for key in sorted(named))
    return whole, dict(sorted(fewer.items()))


def _with_moves(graph: Graph, fewer: Mapping[int, float], moved: Mapping[str, float]) -> dict[int, float]:
    drawn = dict(fewer)
    for key, watts in moved.items():
        if key not in graph.components:
            raise NotInGraph(key)
        needs = graph.components[key].needs
        for need, number in zip(needs, graph.wiring.lines_of[graph.wiring.node_of[key]], strict=True):
            if need.draw_watts:
                drawn[number] = drawn.get(number, 0.0) + watts
    return drawn


def _above_rating(graph: Graph, change: Propagation) -> list[int]:
    rating, before = graph.wiring.rating, graph.rest.load
    return [
        node
        for node, load in change.load.items()
        if load > max(rating[node], before[node]) + TOLERANCE_WATTS and node not in change.failed
    ]


def _with_their_breakers(graph: Graph, change: Propagation, over: Sequence[int]) -> list[int]:
    """Add what trips with these and has not failed already."""
    together = (graph.wiring.trips_with[node] for node in over)
    working = (node for node in together if node not in change.failed and not graph.rest.failed[node])
    return list(dict.fromkeys((*over, *working)))


def _loss(
    graph: Graph,
    taken_out: tuple[str, ...],
    failed: Iterable[int],
    load: Mapping[int, float],
    steps: tuple[tuple[str, ...], ...],
) -> Loss:
    wiring = graph.wiring
    named = set(taken_out)
    named_at = {wiring.node_of[key] for key in taken_out}
    gone: list[str] = []
    sinks: list[str] = []
    watts = 0.0
    for node in sorted(failed):
        keys: Sequence[str] = wiring.members[node]
        if node in named_at:
            keys = [key for key in keys if key not in named]
        gone += keys
        if wiring.sinks[node]:
            sinks += keys
            watts += wiring.watts[node] if node not in named_at else _draw(graph, keys)
    over = tuple(overloads(wiring, graph.rest, load))
    return Loss(taken_out, tuple(gone), tuple(sinks), watts, over, graph.at_rest, steps)


def _draw(graph: Graph, keys: Iterable[str]) -> float:
    return sum(graph.components[key].draw_watts for key in keys)
