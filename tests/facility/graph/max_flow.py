"""A plain maximum flow: Edmonds and Karp's algorithm on a graph of components."""

from collections import deque
from collections.abc import Iterable
from math import inf

from facility.graph.component import Component

Edges = dict[tuple[object, object], float]


def deliverable(graph: Iterable[Component], left: set[str]) -> float:
    """Return how many watts the components that are left can bring to the sinks at most, however they share."""
    capacity: Edges = {}
    for one in graph:
        if one.key not in left:
            continue
        into, out_of = ("in", one.key), ("out", one.key)
        capacity[into, out_of] = one.limit_watts
        if not one.needs:
            capacity["source", into] = inf
        for need in one.needs:
            for source in need.sources:
                if source in left:
                    capacity[("out", source), into] = inf
            if need.draw_watts:
                capacity[out_of, "sink"] = need.draw_watts
    return edmonds_karp(capacity, "source", "sink")


def edmonds_karp(capacity: Edges, source: object, sink: object) -> float:
    """Push flow along shortest paths until there is none."""
    residual = dict(capacity)
    neighbours: dict[object, set[object]] = {}
    for one, other in capacity:
        residual.setdefault((other, one), 0.0)
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    flow = 0.0
    while True:
        path = _shortest(residual, neighbours, source, sink)
        if not path:
            return flow
        pushed = min(residual[edge] for edge in path)
        for one, other in path:
            residual[one, other] -= pushed
            residual[other, one] += pushed
        flow += pushed


def _shortest(
    residual: Edges, neighbours: dict[object, set[object]], source: object, sink: object
) -> list[tuple[object, object]]:
    came: dict[object, object] = {source: source}
    front = deque([source])
    while front and sink not in came:
        here = front.popleft()
        for other in neighbours.get(here, ()):
            if other not in came and residual[here, other] > 1e-9:
                came[other] = here
                front.append(other)
    path = []
    while sink in came and sink != source:
        path.append((came[sink], sink))
        sink = came[sink]
    return path
