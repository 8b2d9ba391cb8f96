"""The established sessions of an address family as a graph over which routes travel."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from twin.bgp_view import PeerFamily, PeerView
from twin.convergence.connected import Place, connected_in, router_id_of
from twin.convergence.derivations import Derivations
from twin.convergence.sessions import BgpSession, BgpSpeaker, SessionTable, speaker

Filter = tuple[str, str]
"""A switch and a route map of it."""


class Edge(NamedTuple):
    """An established session in the direction in which routes travel."""

    sender: Place
    receiver: Place
    ebgp: bool
    sent_as: tuple[str, ...]
    """What the sender puts before the AS path of what it sends to an external neighbor."""
    receiver_as: str
    source: IPv4Address
    """The sender's address: what the receiver knows this neighbor by."""
    target: IPv4Address
    """The receiver's address: what the sender knows this neighbor by."""
    keeps_next_hop: bool
    sets_next_hop: bool
    allowed: int
    extended: bool
    to_client: bool
    from_client: bool
    router_id: int
    filter_out: Filter | None
    filter_in: Filter | None


EdgesOf = tuple[tuple[Edge, ...], dict[Place, frozenset[IPv4Network]]]
"""Sessions of a switch as edges, and the networks on link at places that need them to judge next hops."""


class RouteGraph:
    """Places that exchange routes with each other, directly or over others."""

    __slots__ = ("_hash", "edges", "filters", "on_link", "places")

    def __init__(self, edges: Iterable[Edge], on_link: Mapping[Place, frozenset[IPv4Network]]) -> None:
        sent = tuple(edges)
        self.edges: dict[Place, tuple[Edge, ...]] = {}
        for edge in sent:
            self.edges[edge.sender] = (*self.edges.get(edge.sender, ()), edge)
        self.places = frozenset(end for edge in sent for end in (edge.sender, edge.receiver))
        applied = (found for edge in sent for found in (edge.filter_out, edge.filter_in))
        self.filters = tuple(dict.fromkeys(found for found in applied if found is not None))
        self.on_link = {place: on_link[place] for place in self.places if place in on_link}
        """The connected networks of places where a next hop may be other than the neighbor's."""
        self._hash = hash(tuple(self.edges.values()))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, RouteGraph) or self._hash != other._hash:
            return False
        return self.edges == other.edges and self.on_link == other.on_link

    def __hash__(self) -> int:
        return self._hash


def edges_from(derivations: Derivations, device: str, table: SessionTable, family: str) -> EdgesOf:
    """Return the sessions of a switch as edges away from it, and the networks on link at those that need them."""
    here = derivations.derive(speaker, device)
    edges: list[Edge] = []
    on_link: dict[Place, frozenset[IPv4Network]] = {}
    for (vrf, address), session in table.items():
        if session.remote is None or here is None or not getattr(session, family):
            continue
        there = derivations.derive(speaker, session.remote[0])
        edge = _edge(derivations, (device, vrf), address, session, family, (here, there)) if there else None
        if edge is not None:
            edges.append(edge)
            if family == "ipv4" and not edge.ebgp and not edge.sets_next_hop and edge.receiver not in on_link:
                on_link[edge.receiver] = frozenset(connected_in(derivations, edge.receiver))
    return tuple(edges), on_link


def _edge(
    derivations: Derivations,
    place: Place,
    address: IPv4Address,
    session: BgpSession,
    family: str,
    speakers: tuple[BgpSpeaker, BgpSpeaker],
) -> Edge | None:
    here, there = speakers
    if session.remote is None or session.local_address is None:
        return None
    peer = here.instances[place[1]].peers[address]
    back = there.instances[session.remote[1]].peers.get(session.local_address)
    sending, receiving = _in_family(peer, family), _in_family(back, family) if back else None
    if back is None or sending is None or receiving is None:
        return None
    ours = (peer.local_as,) if peer.replaces_as else (peer.local_as, here.asn)
    return Edge(
        sender=place,
        receiver=session.remote,
        ebgp=session.ebgp,
        sent_as=ours if peer.local_as else (here.asn,),
        receiver_as=there.asn,
        source=session.local_address,
        target=address,
        keeps_next_hop=sending.next_hop_unchanged,
        sets_next_hop=sending.next_hop_self,
        allowed=back.allow_own_as,
        extended=peer.sends_extended_communities,
        to_client=peer.reflects,
        from_client=back.reflects,
        router_id=int(derivations.derive(router_id_of, place)),
        filter_out=(place[0], sending.route_map_out) if sending.route_map_out else None,
        filter_in=(session.remote[0], receiving.route_map_in) if receiving.route_map_in else None,
    )


def _in_family(peer: PeerView, family: str) -> PeerFamily | None:
    return peer.evpn if family == "evpn" else peer.ipv4


def components(
    parts: Iterable[EdgesOf],
) -> dict[Place, RouteGraph]:
    """Return for each place the graph that it is part of."""
    edges = [edge for part, _ in parts for edge in part]
    on_link = {place: networks for _, part in parts for place, networks in part.items()}
    around: dict[Place, list[Edge]] = {}
    for edge in edges:
        around.setdefault(edge.sender, []).append(edge)
        around.setdefault(edge.receiver, []).append(edge)
    found: dict[Place, RouteGraph] = {}
    for start in around:
        if start in found:
            continue
        members, waiting = {start}, [start]
        while waiting:
            place = waiting.pop()
            reached = {end for edge in around[place] for end in (edge.sender, edge.receiver)} - members
            members |= reached
            waiting += reached
        graph = RouteGraph((edge for edge in edges if edge.sender in members), on_link)
        found |= dict.fromkeys(members, graph)
    return found
