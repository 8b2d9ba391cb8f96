"""What must still be carried after a loss: of sources in parallel, those that are left must be enough for the load.

By connection alone, one unit of three on another header is enough: something cools. But it is overloaded, and it trips.
"""

from collections.abc import Mapping
from dataclasses import replace

from facility.graph.capacity_graph import Graph

Requirements = Mapping[tuple[str, int], float]
"""Component and the number of one of its needs → what the limits of its working sources must add up to, in watts."""
NO_REQUIREMENTS: Requirements = {}


def requirements_at_rest(graph: Graph) -> Requirements:
    """Ask of what works in parallel, by rating, to go on carrying what it carries with nothing taken out.

    Held against ratings, not against what is carried for long. Where there is less than that at rest, all of it must
    remain.
    """
    wiring = graph.wiring
    found: dict[tuple[str, int], float] = {}
    for node, numbers in enumerate(wiring.lines_of):
        for place, line in enumerate(wiring.lines[number] for number in numbers):
            watts = line.draw + line.passes * graph.rest.load[node]
            if line.weights is None or watts <= 0 or graph.rest.failed[node]:
                continue
            share = max(wiring.limit[source] / wiring.rating[source] for source in line.sources)
            there = sum(wiring.limit[source] for source in line.sources if not graph.rest.failed[source])
            found[wiring.members[node][0], place] = max(line.capacity, min(watts * share, there))
    return found


def require(graph: Graph, requirements: Requirements) -> Graph:
    """Return the graph with these requirements instead of its own, where they are given; it must be sound at rest."""
    wiring = graph.wiring
    if not requirements:
        return graph
    lines = list(wiring.lines)
    for (key, place), watts in requirements.items():
        number = wiring.lines_of[wiring.node_of[key]][place]
        lines[number] = replace(lines[number], capacity=watts)
    return replace(graph, wiring=replace(wiring, lines=tuple(lines)))
