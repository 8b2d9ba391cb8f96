"""How routes travel: from where they begin over the sessions of a graph, until nothing changes any more (RFC 4271)."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from twin.convergence.connected import Place
from twin.convergence.derivations import Derivations
from twin.convergence.given import devices, view_of
from twin.convergence.graph import Edge, Filter, RouteGraph
from twin.convergence.paths import BgpPath, best_path, preference
from twin.routing_policy import PASSES, FilterView, PolicyVerdict

Origins = tuple[tuple[Place, BgpPath], ...]
PolicyVerdicts = tuple[tuple[PolicyVerdict, PolicyVerdict], ...]
"""What each filter of a graph makes of a route: with its route targets, and without."""
_MOST_ROUNDS = 64
"""So often may a place choose anew before the routes count as not settling."""


@dataclass(frozen=True, slots=True)
class RouteSpread:
    """Where routes of one kind have arrived: at each place all paths to them, those that begin there first."""

    paths: dict[Place, tuple[BgpPath, ...]]
    settled: bool = True
    """False: the policies contradict each other, so that the choice never comes to rest (RFC 4264)."""
    ranked: dict[Place, tuple[tuple[int, ...], BgpPath]] = field(default_factory=dict, compare=False)
    """The best of the paths whose route targets have survived, at each place that had one from a neighbor."""


def _policies(derivations: Derivations, device: str) -> FilterView:
    view = view_of(derivations, device)
    return FilterView(view.prefix_lists, view.target_lists, view.route_maps)


def _filtering(derivations: Derivations, _: None) -> dict[str, FilterView]:
    return {device: derivations.derive(_policies, device) for device in devices(derivations)}


def verdicts(
    derivations: Derivations, key: tuple[tuple[Filter, ...], IPv4Network | None, frozenset[str]]
) -> PolicyVerdicts:
    """Return what filters make of a route to a network with these route targets."""
    filters, network, targets = key
    found = []
    views = derivations.derive(_filtering, None) if filters else {}
    for device, route_map in filters:
        view = views[device]
        found.append((view.verdict(route_map, network, targets), view.verdict(route_map, network, frozenset())))
    return tuple(found)


def spread(_: Derivations, key: tuple[RouteGraph, Origins, PolicyVerdicts]) -> RouteSpread:
    """Return where routes arrive that begin at some places; the same for all routes that filters treat alike."""
    graph, origins, judged = key
    filters = dict(zip(graph.filters, judged, strict=True))
    arrived: dict[Place, dict[object, BgpPath]] = {}
    for number, (place, begun) in enumerate(origins):
        arrived.setdefault(place, {})[number] = begun
    best: dict[Place, BgpPath | None] = {place: best_path(paths.values()) for place, paths in arrived.items()}
    waiting, rounds = deque(arrived), dict.fromkeys(graph.places, 0)
    settled = True
    while waiting:
        place = waiting.popleft()
        for edge in graph.edges.get(place, ()):
            path = _carried(graph, edge, best[place], filters)
            there = arrived.setdefault(edge.receiver, {})
            if there.get(edge) == path:
                continue
            if path is None:
                del there[edge]
            else:
                there[edge] = path
            chosen = best_path(there.values())
            if chosen != best.get(edge.receiver):
                best[edge.receiver] = chosen
                rounds[edge.receiver] += 1
                if rounds[edge.receiver] > _MOST_ROUNDS:
                    settled = False
                elif edge.receiver not in waiting:
                    waiting.append(edge.receiver)
    paths = {place: tuple(found.values()) for place, found in arrived.items() if found}
    return RouteSpread(paths, settled, dict(_ranked(paths)))


def _ranked(paths: dict[Place, tuple[BgpPath, ...]]) -> Iterator[tuple[Place, tuple[tuple[int, ...], BgpPath]]]:
    for place, found in paths.items():
        offers = [(preference(path), path) for path in found if path.extended and path.neighbor is not None]
        if offers:
            yield place, min(offers, key=lambda offer: offer[0])


def _carried(
    graph: RouteGraph, edge: Edge, path: BgpPath | None, filters: dict[Filter, tuple[PolicyVerdict, PolicyVerdict]]
) -> BgpPath | None:
    """Return the path as it arrives over a session, None when it does not."""
    if path is None or path.neighbor == edge.target:
        return None
    learned_inside = path.kind == "internal" and path.neighbor is not None
    if learned_inside and not edge.ebgp and not (path.from_client or edge.to_client):
        return None  # what one internal neighbor tells is not told to another, but by a route reflector (RFC 4456)
    extended = path.extended and edge.extended
    sent = _judged(edge.filter_out, filters, targets=path.extended)
    taken = _judged(edge.filter_in, filters, targets=extended)
    if not sent.permits or not taken.permits:
        return None
    as_path = (*sent.prepended, *path.as_path)
    if edge.ebgp:
        as_path = (*edge.sent_as, *as_path)
    if as_path and as_path.count(edge.receiver_as) > edge.allowed:
        return None
    next_hop = _next_hop(edge, path)
    if next_hop != edge.source and edge.receiver in graph.on_link and not _is_on_link(graph, edge, next_hop):
        return None
    preference = 100 if edge.ebgp else path.local_preference
    metric = 0 if edge.ebgp else path.metric
    return BgpPath(
        next_hop,
        (*taken.prepended, *as_path),
        "external" if edge.ebgp else "internal",
        _first(taken.local_preference, None if edge.ebgp else sent.local_preference, preference),
        _first(taken.metric, sent.metric, metric),
        _first(taken.weight, None, 0),
        _first(taken.origin, sent.origin, path.origin),
        extended,
        imported=False,
        neighbor=edge.source,
        router_id=edge.router_id,
        from_client=edge.from_client,
    )


def _judged(
    place: Filter | None, filters: dict[Filter, tuple[PolicyVerdict, PolicyVerdict]], *, targets: bool
) -> PolicyVerdict:
    return PASSES if place is None else filters[place][0 if targets else 1]


def _next_hop(edge: Edge, path: BgpPath) -> IPv4Address:
    begins_here = path.neighbor is None and not path.imported
    if path.next_hop is None:
        return edge.source
    keeps = edge.keeps_next_hop or begins_here if edge.ebgp else not edge.sets_next_hop
    return path.next_hop if keeps else edge.source


def _is_on_link(graph: RouteGraph, edge: Edge, next_hop: IPv4Address) -> bool:
    return any(next_hop in network for network in graph.on_link[edge.receiver])


def _first(one: int | None, two: int | None, otherwise: int) -> int:
    if one is not None:
        return one
    return otherwise if two is None else two
