"""Which system fails what is lost: power, cooling, network or fuel, and which components of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from facility.chains.devices import ALL_CORDS, CHASSIS, CORDS
from facility.graph.capacity_graph import Graph
from facility.graph.causes import causes
from facility.graph.loss import Loss
from inventory.model.estate import Estate


class FacilitySystem(StrEnum):
    """What a device lives on, and what that lives on."""

    POWER = "power"
    COOLING = "cooling"
    NETWORK = "network"
    FUEL = "fuel"


OF_NEED = {
    CORDS: FacilitySystem.POWER,
    ALL_CORDS: FacilitySystem.POWER,
    CHASSIS: FacilitySystem.POWER,
    "air": FacilitySystem.COOLING,
    "nics": FacilitySystem.NETWORK,
    "uplinks": FacilitySystem.NETWORK,
}
"""What devices call their needs → the system that meets them."""
OF_KIND = {"air": FacilitySystem.COOLING, "outside": FacilitySystem.NETWORK, "circuit": FacilitySystem.NETWORK}
OF_KIND |= {"carrier": FacilitySystem.NETWORK, "entry": FacilitySystem.NETWORK}
"""Kinds of components that belong to no table of power, cooling, fuel or switches → their system."""


@dataclass(frozen=True, slots=True)
class SystemFailure:
    """Devices that stop because one system no longer reaches them."""

    system: FacilitySystem
    """What the devices themselves lack."""
    roots: tuple[str, ...]
    """The components with which it begins; of another system where that one fails this: pumps without power."""
    root_systems: tuple[FacilitySystem, ...]
    """The systems of those components, each once."""
    sinks: tuple[str, ...]
    """The servers that stop, in the order of the graph."""


def failed_systems(estate: Estate, graph: Graph, loss: Loss) -> tuple[SystemFailure, ...]:
    """Return which system fails which servers, and by which components; most servers first.

    A server that lacks power and cooling is listed under both. What is taken out itself has no cause.
    """
    return tuple(
        SystemFailure(OF_NEED[cause.label], cause.roots, tuple(_systems(estate, graph, cause.roots)), cause.sinks)
        for cause in causes(graph, loss)
    )


def system_of(estate: Estate, graph: Graph, key: str) -> FacilitySystem:
    """Return the system that a component of the graph belongs to."""
    if key in estate.fuel:
        return FacilitySystem.FUEL
    if key in estate.cooling:
        return FacilitySystem.COOLING
    if key in estate.switches or key in estate.servers:
        return FacilitySystem.NETWORK
    return OF_KIND.get(graph.components[key].kind, FacilitySystem.POWER)


def _systems(estate: Estate, graph: Graph, keys: tuple[str, ...]) -> Iterator[FacilitySystem]:
    yield from dict.fromkeys(system_of(estate, graph, key) for key in keys)
