"""All BGP sessions: those on link, and those with neighbors that are reached over routes (EVPN between loopbacks)."""

from ipaddress import IPv4Address

from twin.convergence.connected import Place
from twin.convergence.derivations import Derivations
from twin.convergence.given import devices
from twin.convergence.graph import EdgesOf, RouteGraph, components, edges_from
from twin.convergence.sessions import SessionTable, decided, direct_sessions
from twin.convergence.unicast import direct_graphs, reaches


def sessions(derivations: Derivations, device: str) -> SessionTable:
    """Return all sessions of a switch."""

    def has_route(place: Place, address: IPv4Address) -> bool:
        return reaches(derivations, place, address)

    return derivations.derive(direct_sessions, device) | decided(derivations, device, has_route)


def _edges(derivations: Derivations, key: tuple[str, str]) -> EdgesOf:
    device, family = key
    return edges_from(derivations, device, derivations.derive(sessions, device), family)


def graph_of(derivations: Derivations, key: tuple[str, Place]) -> RouteGraph | None:
    """Return the graph of an address family that a place is part of, None when it has no session there."""
    return derivations.derive(graphs, key[0]).get(key[1])


def graphs(derivations: Derivations, family: str) -> dict[Place, RouteGraph]:
    """Return for each place the graph of an address family (`ipv4`, `evpn`) that it is part of."""
    found = components([derivations.derive(_edges, (device, family)) for device in devices(derivations)])
    if family == "evpn":
        return found
    before = derivations.derive(direct_graphs, None)  # where nothing is added to them, one graph stands for both
    return {place: before[place] if graph == before.get(place) else graph for place, graph in found.items()}
