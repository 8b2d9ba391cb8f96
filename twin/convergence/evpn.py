"""EVPN: what VTEPs announce, where it arrives, and what VRFs and VLANs take over (RFC 7432, 8365, 9136)."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from twin.convergence.connected import Place
from twin.convergence.derivations import Derivations
from twin.convergence.given import devices, view_of
from twin.convergence.graph import RouteGraph
from twin.convergence.multihop import graphs
from twin.convergence.paths import BgpPath, preference
from twin.convergence.ports import port_state
from twin.convergence.spread import Origins, RouteSpread, spread, verdicts
from twin.convergence.unicast import origin_index, origins_of, reaches
from twin.device_view import DEFAULT_VRF

_MOST_ROUNDS = 16


class EvpnKey(NamedTuple):
    """What makes two EVPN routes the same route: its type, distinguisher, Ethernet tag and address."""

    kind: str
    """`imet` (type 3) or `ip-prefix` (type 5)."""
    rd: str
    tag: int
    address: IPv4Address | IPv4Network


class Announced(NamedTuple):
    """An EVPN route at the switch where it begins."""

    key: EvpnKey
    device: str
    vni: int
    targets: frozenset[str]
    paths: tuple[BgpPath, ...]
    """A VRF announces every path that it did not have from EVPN; only the best one goes further."""


@dataclass(frozen=True, slots=True)
class PrefixState:
    """A network in all VRFs but the default one: the paths of each VRF, and what goes into EVPN."""

    paths: dict[Place, tuple[BgpPath, ...]]
    announced: dict[Place, Announced]
    settled: bool = True


@dataclass(frozen=True, slots=True)
class _Tenancy:
    """How a VRF of a switch takes part in EVPN."""

    rd: str
    vni: int
    imported: frozenset[str]
    exported: frozenset[str]
    end: IPv4Address


def vtep(derivations: Derivations, device: str) -> IPv4Address | None:
    """Return the address that a switch ends VXLAN tunnels on, None when its tunnel interface is down."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    tunnel = next((item.name for item in view.interfaces.values() if item.kind == "tunnel"), None)
    if view.vxlan is None or tunnel is None or tunnel not in ports.up:
        return None
    source = view.address_of(view.vxlan.source_interface)
    return source.ip if source else None


def _tenancies(derivations: Derivations, device: str) -> dict[Place, _Tenancy]:
    """Return the VRFs of a switch that are joined with those of others over EVPN."""
    view = view_of(derivations, device)
    end = derivations.derive(vtep, device)
    if view.bgp is None or view.vxlan is None or end is None:
        return {}
    vnis = view.vxlan.vrf_vnis
    return {
        (device, vrf): _Tenancy(instance.rd, vnis[vrf], instance.import_targets, instance.export_targets, end)
        for vrf, instance in view.bgp.instances.items()
        if vrf in vnis and vrf in view.routed_vrfs and instance.rd
    }


def _all_tenancies(derivations: Derivations, _: None) -> dict[Place, _Tenancy]:
    found: dict[Place, _Tenancy] = {}
    for device in devices(derivations):
        found |= derivations.derive(_tenancies, device)
    return found


def _importers(derivations: Derivations, _: None) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place, tenancy in derivations.derive(_all_tenancies, None).items():
        for target in tenancy.imported:
            found.setdefault(target, []).append(place)
    return {target: tuple(places) for target, places in found.items()}


def tunnel_ends(derivations: Derivations, _: None) -> frozenset[IPv4Address]:
    """Return the addresses that tunnels end on, of all switches."""
    ends = (derivations.derive(vtep, device) for device in devices(derivations))
    return frozenset(end for end in ends if end is not None)


def _reached_ends(derivations: Derivations, device: str) -> frozenset[IPv4Address]:
    """Return the tunnel ends of others that a switch has a route to, without its own."""
    others = derivations.derive(tunnel_ends, None) - {derivations.derive(vtep, device)}
    place = (device, DEFAULT_VRF)
    return frozenset(end for end in others if reaches(derivations, place, end))


def _all_reached_ends(derivations: Derivations, _: None) -> dict[str, frozenset[IPv4Address]]:
    return {device: derivations.derive(_reached_ends, device) for device in devices(derivations)}


def _usable(derivations: Derivations, device: str, next_hop: IPv4Address | None) -> bool:
    """Tell whether a switch can send to a next hop in a tunnel: it has a route there, and it is not itself."""
    if next_hop is None or next_hop == derivations.derive(vtep, device):
        return False
    if next_hop in derivations.derive(tunnel_ends, None):
        return next_hop in derivations.derive(_reached_ends, device)
    return reaches(derivations, (device, DEFAULT_VRF), next_hop)


def _begun(announced: Announced) -> Origins:
    return tuple(((announced.device, DEFAULT_VRF), path) for path in announced.paths)


def spread_of(derivations: Derivations, announced: Announced, others: Origins = ()) -> RouteSpread:
    """Return where an announced route arrives, together with others that are the same route."""
    place = (announced.device, DEFAULT_VRF)
    origins = tuple(sorted((*_begun(announced), *others), key=lambda origin: origin[0]))
    graph = derivations.derive(graphs, "evpn").get(place)
    if graph is None:
        return RouteSpread({place: announced.paths})
    network = announced.key.address if isinstance(announced.key.address, IPv4Network) else None
    judged = derivations.derive(verdicts, (graph.filters, network, announced.targets)) if graph.filters else ()
    return derivations.derive(spread, (graph, origins, judged))


def prefix_state(derivations: Derivations, network: IPv4Network) -> PrefixState:
    """Return all paths to a network in all VRFs but the default one, and what of it is announced in EVPN.

    VRFs learn from their own neighbors and from EVPN, and announce in EVPN what they know otherwise: so both are worked
    out in turn until nothing changes.
    """
    tenancies = derivations.derive(_all_tenancies, None)
    origins = derivations.derive(origins_of, ("others", network))
    taken: dict[Place, BgpPath] = {}
    announced: dict[Place, Announced] = {}
    paths: dict[Place, tuple[BgpPath, ...]] = {}
    for _ in range(_MOST_ROUNDS):
        paths = _in_vrfs(derivations, network, origins, taken)
        now = dict(_announcements(network, paths, tenancies))
        if now == announced:
            return PrefixState(paths, announced)
        announced = now
        taken = _taken_over(derivations, announced)
    return PrefixState(paths, announced, settled=False)


def _in_vrfs(
    derivations: Derivations,
    network: IPv4Network,
    origins: Origins,
    taken: dict[Place, BgpPath],
) -> dict[Place, tuple[BgpPath, ...]]:
    begun: dict[Place, list[BgpPath]] = {}
    for place, path in origins:
        begun.setdefault(place, []).append(path)
    for place, imported in taken.items():
        begun.setdefault(place, []).append(imported)
    by_graph: dict[RouteGraph, list[tuple[Place, BgpPath]]] = {}
    paths: dict[Place, tuple[BgpPath, ...]] = {}
    for place, found in begun.items():
        graph = derivations.derive(graphs, "ipv4").get(place)
        if graph is None:
            paths[place] = tuple(found)
        else:
            by_graph.setdefault(graph, []).extend((place, path) for path in found)
    for graph, inside in by_graph.items():
        judged = derivations.derive(verdicts, (graph.filters, network, frozenset()))
        paths |= derivations.derive(spread, (graph, tuple(inside), judged)).paths
    return paths


def _announcements(
    network: IPv4Network,
    paths: dict[Place, tuple[BgpPath, ...]],
    tenancies: dict[Place, _Tenancy],
) -> Iterator[tuple[Place, Announced]]:
    """Yield what VRFs announce: the paths that they did not have from EVPN itself."""
    for place, found in paths.items():
        tenancy = tenancies.get(place)
        if tenancy is None:
            continue
        known = tuple(
            path._replace(next_hop=tenancy.end, weight=0, extended=True, neighbor=None, from_client=False)
            for path in found
            if not path.imported
        )
        if not known:
            continue
        key = EvpnKey("ip-prefix", tenancy.rd, 0, network)
        yield place, Announced(key, place[0], tenancy.vni, tenancy.exported, known)


def _taken_over(derivations: Derivations, announced: dict[Place, Announced]) -> dict[Place, BgpPath]:
    """Return the best path that each VRF takes over: of a route with one of its targets, over a tunnel end in reach."""
    importers = derivations.derive(_importers, None)
    ends = derivations.derive(_all_reached_ends, None)
    best: dict[Place, tuple[tuple[int, ...], BgpPath, int]] = {}
    for route in announced.values():
        arrived = spread_of(derivations, route, same_routes(route, announced))
        for place in {place for target in route.targets for place in importers.get(target, ())}:
            offer = arrived.ranked.get((place[0], DEFAULT_VRF)) if place[0] != route.device else None
            if offer is not None and offer[1].next_hop not in ends[place[0]]:
                offer = _usable_offer(derivations, place[0], arrived)
            if offer is not None and (place not in best or offer[0] < best[place][0]):
                best[place] = (*offer, route.vni)
    return {place: path._replace(imported=True, vni=vni) for place, (_, path, vni) in best.items()}


def _usable_offer(
    derivations: Derivations, device: str, arrived: RouteSpread
) -> tuple[tuple[int, ...], BgpPath] | None:
    """Return the best path of a route whose tunnel end a switch can reach, where that is not the best of all."""
    offers = [(preference(path), path) for path in _usable_paths(derivations, device, arrived)]
    return min(offers, key=lambda offer: offer[0], default=None)


def _usable_paths(derivations: Derivations, device: str, arrived: RouteSpread) -> list[BgpPath]:
    found = arrived.paths.get((device, DEFAULT_VRF), ())
    return [
        path
        for path in found
        if path.extended and path.neighbor is not None and _usable(derivations, device, path.next_hop)
    ]


def imported_paths(derivations: Derivations, key: tuple[Place, IPv4Network]) -> tuple[BgpPath, ...]:
    """Return every path to a network that a VRF takes over from EVPN, the one that it uses among them."""
    place, network = key
    tenancy = derivations.derive(_all_tenancies, None).get(place)
    announced = derivations.derive(prefix_state, network).announced
    found: list[BgpPath] = []
    for route in announced.values():
        if tenancy is not None and place[0] != route.device and route.targets & tenancy.imported:
            arrived = spread_of(derivations, route, same_routes(route, announced))
            usable = _usable_paths(derivations, place[0], arrived)
            found += [path._replace(imported=True, vni=route.vni) for path in usable]
    return tuple(found)


def same_routes(route: Announced, announced: dict[Place, Announced]) -> Origins:
    """Return where else the same route begins: other switches with the same distinguisher."""
    others = [other for other in announced.values() if other.key == route.key and other.device != route.device]
    return tuple(origin for other in others for origin in _begun(other))


def flood_routes(derivations: Derivations, device: str) -> tuple[Announced, ...]:
    """Return the VLANs that a switch wants flooded traffic for (route type 3)."""
    view, own = view_of(derivations, device), derivations.derive(vtep, device)
    if own is None or view.bgp is None or view.vxlan is None:
        return ()
    found = []
    for number, mac_vrf in sorted(view.bgp.mac_vrfs.items()):
        vni = view.vxlan.vlan_vnis.get(number)
        if vni is not None and number in view.vlans and mac_vrf.rd:
            key = EvpnKey("imet", mac_vrf.rd, vni if mac_vrf.bundle else 0, own)
            found.append(Announced(key, device, vni, mac_vrf.export_targets, (BgpPath(own, (), "local"),)))
    return tuple(found)


def _flood_spreads(derivations: Derivations, device: str) -> tuple[tuple[Announced, RouteSpread], ...]:
    routes = derivations.derive(flood_routes, device)
    return tuple((route, spread_of(derivations, route)) for route in routes)


def all_flood_routes(derivations: Derivations, _: None) -> dict[int, tuple[tuple[Announced, RouteSpread], ...]]:
    """Return all routes of type 3 by their VNI, with where they arrive."""
    found: dict[int, list[tuple[Announced, RouteSpread]]] = {}
    for device in devices(derivations):
        for route, arrived in derivations.derive(_flood_spreads, device):
            found.setdefault(route.vni, []).append((route, arrived))
    return {vni: tuple(routes) for vni, routes in found.items()}


class _Ends:
    """The tunnel ends that a switch sends to for routes which have arrived there, looked up once for routes alike."""

    def __init__(self, derivations: Derivations, device: str) -> None:
        self._derivations = derivations
        self._device = device
        self._known: dict[int, frozenset[IPv4Address]] = {}

    def of(self, arrived: RouteSpread) -> frozenset[IPv4Address]:
        """Return the tunnel ends that a route gives."""
        known = self._known.get(id(arrived))
        if known is None:
            paths = _usable_paths(self._derivations, self._device, arrived)
            known = self._known[id(arrived)] = frozenset(path.next_hop for path in paths if path.next_hop)
        return known


def flood_list(derivations: Derivations, device: str) -> dict[int, tuple[IPv4Address, ...]]:
    """Return where a switch floods each of its VLANs to."""
    view = view_of(derivations, device)
    if view.bgp is None or view.vxlan is None:
        return {}
    routes, ends = derivations.derive(all_flood_routes, None), _Ends(derivations, device)
    found: dict[int, tuple[IPv4Address, ...]] = {}
    for number, vni in view.vxlan.vlan_vnis.items():
        mac_vrf = view.bgp.mac_vrfs.get(number)
        if mac_vrf is None or number not in view.vlans:
            continue
        flooded: set[IPv4Address] = set()
        for route, arrived in routes.get(vni, ()):
            if route.device != device and route.targets & mac_vrf.import_targets:
                flooded |= ends.of(arrived)
        found[number] = tuple(sorted(flooded))
    return found


def unicast_ends(derivations: Derivations, device: str) -> frozenset[IPv4Address]:
    """Return the tunnel ends that a switch has routes over, in any of its VRFs."""
    wanted = frozenset().union(*(item.imported for item in derivations.derive(_tenancies, device).values()))
    found: set[IPv4Address] = set()
    ends = _Ends(derivations, device)
    for network in derivations.derive(tenant_networks, None) if wanted else ():
        for route, arrived in derivations.derive(_announced_of, network):
            if route.device != device and route.targets & wanted:
                found |= ends.of(arrived)
    return frozenset(found)


def tenant_networks(derivations: Derivations, _: None) -> tuple[IPv4Network, ...]:
    """Return every network that is announced in a VRF."""
    return tuple(derivations.derive(origin_index, "others"))


def tenant_states(derivations: Derivations, _: None) -> dict[IPv4Network, PrefixState]:
    """Return the state of every network that is announced in a VRF."""
    return {network: derivations.derive(prefix_state, network) for network in derivations.derive(tenant_networks, None)}


def announced_routes(derivations: Derivations, _: None) -> tuple[tuple[Announced, RouteSpread], ...]:
    """Return every EVPN route of the network, with where it arrives."""
    found: list[tuple[Announced, RouteSpread]] = []
    for routes in derivations.derive(all_flood_routes, None).values():
        found += routes
    for network in derivations.derive(tenant_networks, None):
        found += derivations.derive(_announced_of, network)
    return tuple(found)


def _announced_of(derivations: Derivations, network: IPv4Network) -> tuple[tuple[Announced, RouteSpread], ...]:
    announced = derivations.derive(prefix_state, network).announced
    return tuple((route, spread_of(derivations, route, same_routes(route, announced))) for route in announced.values())


def census(derivations: Derivations, _: None) -> tuple[tuple[RouteSpread, int], ...]:
    """Return the ways in which EVPN routes have arrived, each with how many routes arrived so."""
    counts: dict[int, int] = {}
    spreads: dict[int, RouteSpread] = {}
    for _route, arrived in derivations.derive(announced_routes, None):
        place = id(arrived)
        spreads[place] = arrived
        counts[place] = counts.get(place, 0) + 1
    return tuple((spreads[place], count) for place, count in counts.items())
