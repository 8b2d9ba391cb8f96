"""The estate as one capacity graph: power, fuel, cooling and network, down to the servers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from facility.chains.cooling import cooling_chain
from facility.chains.devices import devices
from facility.chains.missing_data import Gap, gaps
from facility.chains.network import beyond, carriers
from facility.chains.phases import with_phases
from facility.chains.power import power_chain
from facility.graph.capacity_graph import Graph, build_graph, redraw
from facility.graph.component import Component
from facility.limits import LimitsInForce, limits_in_force
from inventory.model.component_names import feed_name, incomer_name
from inventory.model.cooled_rows import cooled_by
from inventory.model.estate import Estate
from inventory.model.phases import PHASES, phased_components
from inventory.model.power import PowerKind


@dataclass(frozen=True, slots=True)
class CapacityGraph:
    """The graph of an estate, and what the estate does not say about it."""

    graph: Graph
    gaps: tuple[Gap, ...]


def capacity_graph(estate: Estate, limits: LimitsInForce | None = None) -> CapacityGraph:
    """Join everything that servers live on to one graph, with the limits given, else those that the estate is held to.

    Raises GraphInvalid where load goes round in a cycle, and ProfileInvalid where the estate has an unsound profile.
    """
    cooled = cooled_by(estate)
    share = (limits or limits_in_force(estate)).continuous_share
    components = (
        *_followed_by_phase(estate, (*power_chain(estate, share), *cooling_chain(estate, cooled))),
        *carriers(estate),
        *devices(estate, cooled, beyond(estate)),
    )
    return CapacityGraph(build_graph(components), gaps(estate, cooled, share))


def _followed_by_phase(estate: Estate, components: tuple[Component, ...]) -> Iterable[Component]:
    phased = phased_components(estate)
    if not phased:
        return components
    incomers = (incomer_name(key) for key in phased)
    phase_of = {
        feed_name(rack.key, side): feed.phase
        for rack in estate.racks.values()
        for side, feed in rack.feed_details.items()
        if feed.phase in PHASES
    }
    known = {one.key for one in components}
    followed = (*phased, *(key for key in incomers if key in known))
    return with_phases(components, followed, phase_of, (PowerKind.UPS,))


def redrawn(capacity: CapacityGraph, draws: Mapping[str, float]) -> CapacityGraph:
    """Make the graph in which some devices draw other watts than their types say at most."""
    return replace(capacity, graph=redraw(capacity.graph, draws))
