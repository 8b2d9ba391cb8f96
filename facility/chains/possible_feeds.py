"""What is not there yet, but could be brought: a second feed to a rack that has only one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from facility.graph.capacity_graph import Graph
from facility.graph.component import Component, Need
from facility.graph.dominators import Forest
from facility.graph.further_source import Candidate
from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from inventory.model.sites import Rack

SIDES = ("a", "b")
"""What the feeds of racks are called."""


def offered_side(rack: Rack) -> str | None:
    """Return which side a rack could be fed from too; None: it has two, or none that says how it is fed."""
    if len(rack.feeds) != 1:
        return None
    return next(side for side in SIDES if side not in rack.feeds)


def offered_feeds(
    estate: Estate, graph: Graph, candidates: Callable[[Component, Need], Sequence[Candidate]]
) -> Iterator[Component]:
    """Offer racks with one feed another one, of the same rating, from what shares least with the first."""
    forest = Forest(graph.wiring, graph.rest)
    node_of = graph.wiring.node_of
    for rack in estate.racks.values():
        side = offered_side(rack)
        if side is None:
            continue
        (present,) = rack.feeds
        there = graph.components[feed_name(rack.key, present)]
        offer = there._replace(key=feed_name(rack.key, side))
        shared = forest.dominators(node_of[there.needs[0].sources[0]])
        ranked = [
            (len(shared & forest.dominators(node_of[one.key])), one.burden, node_of[one.key], one.key)
            for one in candidates(offer, there.needs[0])
            if not graph.rest.failed[node_of[one.key]] and one.key not in there.needs[0].sources
        ]
        if ranked:
            yield offer._replace(needs=(replace(there.needs[0], sources=(min(ranked)[-1],)),))
