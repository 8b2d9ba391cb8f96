"""How much more each component of power and cooling can carry, whatever single component is lost."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import Line, Wiring
from facility.graph.propagation import shift
from facility.graph.ranking import carrying
from inventory.model.estate import Estate


@dataclass(frozen=True, slots=True)
class Burden:
    """A component and the watts that it may have to carry for each watt that is added to a rack."""

    component: str
    share: float


def headrooms(estate: Estate, graph: Graph, site: str) -> dict[str, float]:
    """Map the components of a site to watts below their limits in the worst single loss; may be negative.

    What a rack's own feed does to the other one, losing what feeds it does too.
    """
    wiring = graph.wiring
    worst = {node: graph.rest.load[node] for node in range(len(wiring.members)) if wiring.limit[node] < float("inf")}
    chains = (estate.power, estate.fuel, estate.cooling)
    for key in carrying(graph):
        one = graph.components[key]
        if one.site != site or not (one.kind == "incomer" or any(key in chain for chain in chains)):
            continue
        for node, load in shift(wiring, graph.rest, (wiring.node_of[key],)).load.items():
            if load > worst.get(node, load):
                worst[node] = load
    return {
        wiring.members[node][0]: wiring.limit[node] - load
        for node, load in worst.items()
        if graph.components[wiring.members[node][0]].site == site
    }


def burdens(graph: Graph, power: Iterable[str], cooling: Iterable[str]) -> tuple[Burden, ...]:
    """List what has to carry more if a rack draws more, from these feeds and into this air.

    Every component is taken at its worst: when the others that share with it are lost as far as one loss takes them.
    What a watt of heat costs in power is added to the watt itself.
    """
    total: dict[int, float] = {}
    for start in (power, cooling):
        nodes = [graph.wiring.node_of[key] for key in start if key in graph.components]
        for node, share in _upwards(graph.wiring, nodes).items():
            total[node] = total.get(node, 0.0) + share
    return tuple(Burden(graph.wiring.members[node][0], share) for node, share in sorted(total.items()))


def _upwards(wiring: Wiring, start: Iterable[int]) -> Mapping[int, float]:
    found = dict.fromkeys(start, 1.0)
    waiting = set(found)
    while waiting:
        # In the order in which load is passed on, so that each is looked at once.
        node = min(waiting, key=wiring.rank.__getitem__)
        waiting.remove(node)
        for line in (wiring.lines[number] for number in wiring.lines_of[node]):
            for source, part in _parts(line):
                share = found[node] * line.passes * part
                if share > found.get(source, 0.0):
                    found[source] = share
                    waiting.add(source)
    return found


def _parts(line: Line) -> Iterator[tuple[int, float]]:
    if not line.passes:
        return
    weights = line.weights or tuple(1.0 for _ in line.sources)
    whole = sum(weights)
    for place, (source, weight) in enumerate(zip(line.sources, weights, strict=True)):
        others = [other for index, other in enumerate(weights) if index != place]
        alone = line.preferred or not others
        yield source, 1.0 if alone else min(1.0, weight / (whole - max(others)))
