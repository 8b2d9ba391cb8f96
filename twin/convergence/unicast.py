"""Unicast routes that switches announce themselves, and what neighbors on their own subnets make of them."""

from ipaddress import IPv4Address, IPv4Network

from twin.convergence.connected import Place, connected_in, static_in
from twin.convergence.derivations import Derivations
from twin.convergence.given import devices, view_of
from twin.convergence.graph import EdgesOf, RouteGraph, components, edges_from
from twin.convergence.paths import BgpPath
from twin.convergence.sessions import direct_sessions
from twin.convergence.spread import Origins, RouteSpread, spread, verdicts
from twin.device_view import DEFAULT_VRF, DeviceView
from twin.routing_policy import PolicyVerdict

OriginIndex = dict[IPv4Network, Origins]


def originated(derivations: Derivations, device: str) -> dict[Place, dict[IPv4Network, BgpPath]]:
    """Return what a switch itself puts into BGP in each of its VRFs."""
    view = view_of(derivations, device)
    found: dict[Place, dict[IPv4Network, BgpPath]] = {}
    for vrf, instance in view.bgp.instances.items() if view.bgp else ():
        place = (device, vrf)
        if vrf not in view.routed_vrfs:
            continue
        sources = {
            "connected": frozenset(connected_in(derivations, place)),
            "static": frozenset(static_in(derivations, place)),
        }
        routes: dict[IPv4Network, BgpPath] = {}
        for item in instance.redistributions:
            _announce(view, sources[item.source], item.route_map, routes)
        known = frozenset().union(*sources.values())
        for network, route_map in instance.networks.items():
            _announce(view, known & {network}, route_map, routes)
        found[place] = routes
    return found


def _announce(
    view: DeviceView, networks: frozenset[IPv4Network], route_map: str | None, routes: dict[IPv4Network, BgpPath]
) -> None:
    for network in networks:
        verdict = view.verdict(route_map, network, frozenset())
        if verdict.permits:
            routes.setdefault(network, _begun(verdict))


def _begun(verdict: PolicyVerdict) -> BgpPath:
    return BgpPath(
        None,
        verdict.prepended,
        "local",
        100 if verdict.local_preference is None else verdict.local_preference,
        verdict.metric or 0,
        verdict.weight or 0,
        verdict.origin or 0,
    )


def _originated_in(derivations: Derivations, key: tuple[str, str]) -> dict[Place, dict[IPv4Network, BgpPath]]:
    device, vrfs = key
    found = derivations.derive(originated, device)
    return {place: routes for place, routes in found.items() if (place[1] == DEFAULT_VRF) == (vrfs == DEFAULT_VRF)}


def origin_index(derivations: Derivations, vrfs: str) -> OriginIndex:
    """Return who announces what: in the default VRF (`default`), or in all others."""
    index: dict[IPv4Network, list[tuple[Place, BgpPath]]] = {}
    for device in devices(derivations):
        for place, routes in derivations.derive(_originated_in, (device, vrfs)).items():
            for network, path in routes.items():
                index.setdefault(network, []).append((place, path))
    return {network: tuple(origins) for network, origins in index.items()}


def origins_of(derivations: Derivations, key: tuple[str, IPv4Network]) -> Origins:
    """Return who announces a network, in the default VRF or in all others."""
    return derivations.derive(origin_index, key[0]).get(key[1], ())


def _direct_edges(derivations: Derivations, device: str) -> EdgesOf:
    return edges_from(derivations, device, derivations.derive(direct_sessions, device), "ipv4")


def direct_graphs(derivations: Derivations, _: None) -> dict[Place, RouteGraph]:
    """Return for each place the graph of unicast sessions on link that it is part of."""
    return components([derivations.derive(_direct_edges, device) for device in devices(derivations)])


def spread_in(derivations: Derivations, key: tuple[RouteGraph, str, IPv4Network]) -> RouteSpread:
    """Return where the routes to a network arrive within one graph."""
    graph, vrfs, network = key
    origins = tuple(item for item in derivations.derive(origins_of, (vrfs, network)) if item[0] in graph.places)
    judged = derivations.derive(verdicts, (graph.filters, network, frozenset()))
    return derivations.derive(spread, (graph, origins, judged))


def _learned_directly(derivations: Derivations, vrfs: str) -> dict[Place, frozenset[IPv4Network]]:
    """Return the networks that each place learns of from neighbors on its own subnets."""
    graphs = derivations.derive(direct_graphs, None)
    found: dict[Place, set[IPv4Network]] = {}
    for network, origins in derivations.derive(origin_index, vrfs).items():
        for graph in dict.fromkeys(graphs[place] for place, _ in origins if place in graphs):
            for place in derivations.derive(spread_in, (graph, vrfs, network)).paths:
                found.setdefault(place, set()).add(network)
    return {place: frozenset(networks) for place, networks in found.items()}


def _reached_directly(derivations: Derivations, place: Place) -> frozenset[IPv4Network]:
    vrfs = DEFAULT_VRF if place[1] == DEFAULT_VRF else "others"
    return derivations.derive(_learned_directly, vrfs).get(place, frozenset())


def _reached(derivations: Derivations, place: Place) -> frozenset[IPv4Network]:
    """Return the networks that a place has a route to which does not itself need a route to its next hop."""
    tables = (connected_in(derivations, place), static_in(derivations, place))
    return derivations.derive(_reached_directly, place).union(*tables)


def reaches(derivations: Derivations, place: Place, address: IPv4Address) -> bool:
    """Tell whether a place has a route to an address that does not itself come over such an address."""
    networks = derivations.derive(_reached, place)
    return IPv4Network(address) in networks or any(address in network for network in networks)
