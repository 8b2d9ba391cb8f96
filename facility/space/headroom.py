"""How much more each component of power and cooling can carry, whatever single component is lost."""

from facility.graph.capacity_graph import Graph
from facility.graph.propagation import propagate
from facility.graph.ranking import carrying
from inventory.model.estate import Estate


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
        for node, load in propagate(wiring, graph.rest, (wiring.node_of[key],)).load.items():
            if load > worst.get(node, load):
                worst[node] = load
    return {
        wiring.members[node][0]: wiring.limit[node] - load
        for node, load in worst.items()
        if graph.components[wiring.members[node][0]].site == site
    }
