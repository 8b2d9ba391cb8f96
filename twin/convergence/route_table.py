"""The routes of a VRF: of all sources that know a network the most trusted one (administrative distance)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from twin.convergence.connected import Place, connected_in, static_in
from twin.convergence.derivations import Derivations
from twin.convergence.evpn import imported_paths, tenant_states
from twin.convergence.given import view_of
from twin.convergence.multihop import graph_of
from twin.convergence.paths import BgpPath, equal_paths
from twin.convergence.unicast import origin_index, origins_of, spread_in
from twin.device_view import DEFAULT_VRF

Protocol = Literal["connected", "static", "external", "internal"]


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a route leads to: a neighbour on an interface, or the tunnel end of another switch with a VNI."""

    address: IPv4Address | None
    interface: str
    vtep: IPv4Address | None = None
    vni: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One network in the routing table of a VRF."""

    network: IPv4Network
    protocol: Protocol
    distance: int
    hops: tuple[Hop, ...]


def bgp_table(derivations: Derivations, place: Place) -> dict[IPv4Network, tuple[BgpPath, ...]]:
    """Return the BGP table of a VRF: every network with the paths to it; of those from EVPN only the one in use."""
    if place[1] != DEFAULT_VRF:
        states = derivations.derive(tenant_states, None)
        return {network: state.paths[place] for network, state in states.items() if place in state.paths}
    graph = derivations.derive(graph_of, ("ipv4", place))
    found: dict[IPv4Network, tuple[BgpPath, ...]] = {}
    for network in derivations.derive(origin_index, DEFAULT_VRF):
        if graph is not None:
            paths = derivations.derive(spread_in, (graph, DEFAULT_VRF, network)).paths.get(place)
        else:
            origins = derivations.derive(origins_of, (DEFAULT_VRF, network))
            paths = tuple(path for at, path in origins if at == place)
        if paths:
            found[network] = paths
    return found


def route_table(derivations: Derivations, place: Place) -> dict[IPv4Network, Route]:
    """Return the routing table of a VRF."""
    connected = connected_in(derivations, place)
    routes = {
        network: Route(network, "connected", 0, (Hop(None, interface),)) for network, interface in connected.items()
    }
    for network, statics in static_in(derivations, place).items():
        least = min(route.distance for route in statics)
        hops = tuple(
            Hop(route.next_hop, route.interface or _interface_to(connected, route.next_hop))
            for route in statics
            if route.distance == least
        )
        _offer(routes, Route(network, "static", least, hops))
    view = view_of(derivations, place[0])
    instance = view.bgp.instances.get(place[1]) if view.bgp else None
    for network, paths in derivations.derive(bgp_table, place).items() if instance else ():
        chosen = equal_paths(paths, instance.paths if instance else 1)
        if not chosen or instance is None or (chosen[0].neighbor is None and not chosen[0].imported):
            continue
        external = chosen[0].kind == "external"
        distance = instance.distance_external if external else instance.distance_internal
        if chosen[0].imported and instance.paths > 1:
            imported = derivations.derive(imported_paths, (place, network))
            others = tuple(path for path in paths if not path.imported)
            chosen = equal_paths((*imported, *others), len(imported))
        hops = tuple(dict.fromkeys(_hop(connected, path) for path in chosen))[: instance.paths]
        _offer(routes, Route(network, "external" if external else "internal", distance, hops))
    return routes


def full_bgp_table(derivations: Derivations, place: Place) -> dict[IPv4Network, tuple[BgpPath, ...]]:
    """Return the BGP table of a VRF with every path that was taken over from EVPN."""
    found: dict[IPv4Network, tuple[BgpPath, ...]] = {}
    for network, paths in derivations.derive(bgp_table, place).items():
        own = tuple(path for path in paths if not path.imported)
        imported = derivations.derive(imported_paths, (place, network)) if place[1] != DEFAULT_VRF else ()
        found[network] = (*own, *imported)
    return found


def _offer(routes: dict[IPv4Network, Route], route: Route) -> None:
    known = routes.get(route.network)
    if known is None or route.distance < known.distance:
        routes[route.network] = route


def _hop(connected: dict[IPv4Network, str], path: BgpPath) -> Hop:
    if path.imported:
        return Hop(None, "", path.next_hop, path.vni)
    return Hop(path.next_hop, _interface_to(connected, path.next_hop))


def _interface_to(connected: dict[IPv4Network, str], address: IPv4Address | None) -> str:
    around = [network for network in connected if address is not None and address in network]
    return connected[max(around, key=lambda network: network.prefixlen)] if around else ""
