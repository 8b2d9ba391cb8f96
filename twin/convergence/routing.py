"""BGP across the fabric: which sessions come up, and which prefixes every switch then knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from twin.bgp_view import PeerView
from twin.convergence.links import LinkState
from twin.convergence.propagation import Edge, Node, propagate
from twin.device_view import DeviceView

SessionKey = tuple[str, str, IPv4Address]
"""A switch, a VRF, and the neighbor's address."""


@dataclass(frozen=True, slots=True)
class BgpSession:
    """One neighbor of one switch: its state, why it is not established, and what was agreed."""

    state: str
    reason: str = ""
    remote: Node | None = None
    local_address: IPv4Address | None = None
    ebgp: bool = True
    ipv4: bool = False
    evpn: bool = False

    @property
    def is_established(self) -> bool:
        """Tell whether routes are exchanged."""
        return self.state == "Established"


@dataclass(slots=True)
class Routing:
    """Sessions and routes of the whole fabric."""

    sessions: dict[SessionKey, BgpSession] = field(default_factory=dict)
    connected: dict[Node, dict[IPv4Network, str]] = field(default_factory=dict)
    routes: dict[Node, dict[IPv4Network, Edge]] = field(default_factory=dict)
    received: dict[SessionKey, int] = field(default_factory=dict)

    def reaches(self, node: Node, address: IPv4Address) -> bool:
        """Tell whether a switch has a route to an address in a VRF."""
        host = IPv4Network(address)
        tables = (self.connected.get(node, {}), self.routes.get(node, {}))
        return any(host in table for table in tables) or any(
            address in network for table in tables for network in table
        )


def routing_state(views: Mapping[str, DeviceView], links: LinkState) -> Routing:
    """Return all BGP sessions and the routes that they spread: neighbors on a link first, then those behind routes."""
    routing = Routing(connected=_connected(views, links))
    owners = _owners(views, links)
    finder = _SessionFinder(views, links, owners, routing)
    finder.decide(direct=True)
    _spread(views, routing)
    finder.decide(direct=False)
    return routing


def _connected(views: Mapping[str, DeviceView], links: LinkState) -> dict[Node, dict[IPv4Network, str]]:
    tables: dict[Node, dict[IPv4Network, str]] = {}
    for view in views.values():
        for interface in view.interfaces.values():
            address = interface.address or interface.virtual_address
            if address and links.is_up(view.name, interface.name) and not interface.switched:
                tables.setdefault((view.name, interface.vrf), {})[address.network] = interface.name
    return tables


def _owners(views: Mapping[str, DeviceView], links: LinkState) -> dict[IPv4Address, list[tuple[str, str]]]:
    owners: dict[IPv4Address, list[tuple[str, str]]] = {}
    for view in views.values():
        for interface in view.interfaces.values():
            if interface.address and links.is_up(view.name, interface.name) and not interface.switched:
                owners.setdefault(interface.address.ip, []).append((view.name, interface.name))
    return owners


@dataclass(frozen=True, slots=True)
class _SessionFinder:
    """Decides, neighbor by neighbor, whether a session comes up."""

    views: Mapping[str, DeviceView]
    links: LinkState
    owners: Mapping[IPv4Address, list[tuple[str, str]]]
    routing: Routing

    def decide(self, *, direct: bool) -> None:
        """Decide every session whose neighbor is on a connected subnet (`direct`), or every other."""
        for view in self.views.values():
            for vrf, instance in view.bgp.instances.items() if view.bgp else ():
                for peer in instance.peers.values():
                    interface = self._interface_towards((view.name, vrf), peer)
                    if (interface is not None) == direct:
                        key = (view.name, vrf, peer.address)
                        self.routing.sessions[key] = self._decide(view, vrf, peer, interface)

    def _interface_towards(self, node: Node, peer: PeerView) -> str | None:
        if peer.update_source.startswith("Loopback"):
            return None
        table = self.routing.connected.get(node, {})
        return next((name for network, name in table.items() if peer.address in network), None)

    def _decide(self, view: DeviceView, vrf: str, peer: PeerView, interface: str | None) -> BgpSession:
        if peer.shutdown:
            return BgpSession("Idle", "Admin")
        if vrf not in view.routed_vrfs or not peer.remote_as:
            return BgpSession("Idle", "NoIpRouting" if peer.remote_as else "NoRemoteAs")
        source = view.address_of(interface or peer.update_source)
        if source is None or not self.links.is_up(view.name, interface or peer.update_source):
            return BgpSession("Idle", "NoInterface")
        if interface is None and not self.routing.reaches((view.name, vrf), peer.address):
            return BgpSession("Active", "NoRoute")
        return self._answer(view, peer, source, interface)

    def _answer(self, view: DeviceView, peer: PeerView, source: IPv4Interface, interface: str | None) -> BgpSession:
        asn = view.bgp.asn if view.bgp else ""
        for name, their_interface in self.owners.get(peer.address, ()):
            other = self.views[name]
            their_vrf = other.interfaces[their_interface].vrf
            instance = other.bgp.instances.get(their_vrf) if other.bgp else None
            back = instance.peers.get(source.ip) if instance else None
            if name == view.name or other.bgp is None or back is None or back.shutdown:
                continue
            if interface is not None and not self._adjacent(view.name, interface, name, their_interface):
                continue
            ebgp = peer.remote_as != asn
            agreed = peer.remote_as == (back.local_as or other.bgp.asn) and back.remote_as == (peer.local_as or asn)
            if not agreed or their_vrf not in other.routed_vrfs or peer.has_password != back.has_password:
                continue
            if interface is None and not self._reaches_back((name, their_vrf), source.ip, peer, back, ebgp=ebgp):
                continue
            ipv4, evpn = peer.ipv4 and back.ipv4, peer.evpn and back.evpn
            if ipv4 or evpn:
                return BgpSession("Established", "", (name, their_vrf), source.ip, ebgp, ipv4, evpn)
        return BgpSession("Active", "NoAnswer")

    def _adjacent(self, device: str, interface: str, other: str, their_interface: str) -> bool:
        """Tell whether two interfaces are on one link or in one broadcast domain."""
        if interface.startswith("Vlan") and their_interface.startswith("Vlan"):
            ours = self.links.domains.get((device, int(interface[4:])))
            return ours is not None and ours == self.links.domains.get((other, int(their_interface[4:])))
        far = self.links.far_end(device, interface)
        return far is not None and far.device == other and self._same_port(far.device, far.name, their_interface)

    def _same_port(self, device: str, port: str, interface: str) -> bool:
        found = self.views[device].interfaces.get(port)
        bundle = f"Port-Channel{found.channel_group}" if found and found.channel_group else port
        return interface in (port, bundle)

    def _reaches_back(self, node: Node, source: IPv4Address, peer: PeerView, back: PeerView, *, ebgp: bool) -> bool:
        multihop = not ebgp or (peer.multihop and back.multihop)
        theirs = self.views[node[0]].address_of(back.update_source) if back.update_source else None
        answers_from_it = theirs is not None and theirs.ip == peer.address
        return multihop and answers_from_it and self.routing.reaches(node, source)


def edges_of(views: Mapping[str, DeviceView], routing: Routing, family: str) -> dict[Node, list[Edge]]:
    """Return the established sessions of an address family (`ipv4` or `evpn`) by sender."""
    edges: dict[Node, list[Edge]] = {}
    for (device, vrf, address), session in routing.sessions.items():
        if not session.is_established or not getattr(session, family) or session.remote is None:
            continue
        bgp, other = views[device].bgp, views[session.remote[0]].bgp
        if bgp is None or other is None or session.local_address is None:
            continue
        peer = bgp.instances[vrf].peers[address]
        back = other.instances[session.remote[1]].peers[session.local_address]
        edge = Edge((device, vrf), session.remote, session.ebgp, peer, back, session.local_address)
        edges.setdefault(edge.sender, []).append(edge)
    return edges


def _spread(views: Mapping[str, DeviceView], routing: Routing) -> None:
    """Fill in the IPv4 routes that every switch learns."""
    edges = edges_of(views, routing, "ipv4")
    asn_of = {view.name: view.bgp.asn for view in views.values() if view.bgp}

    def carry(edge: Edge, networks: frozenset[IPv4Network]) -> frozenset[IPv4Network] | None:
        if not edge.sent_by.route_map_out and not edge.received_by.route_map_in:
            return networks
        sender, receiver = views[edge.sender[0]], views[edge.receiver[0]]
        kept = frozenset(
            network
            for network in networks
            if sender.permits(edge.sent_by.route_map_out, network)
            and receiver.permits(edge.received_by.route_map_in, network)
        )
        return kept or None

    for node in list(edges):
        networks = originated(views[node[0]], node[1], routing)
        if not networks:
            continue
        arrivals, passed = propagate(node, networks, edges, asn_of, carry)
        for place, arrival in arrivals.items():
            table = routing.routes.setdefault(place, {})
            for network in arrival.payload:
                if network not in routing.connected.get(place, {}):
                    table.setdefault(network, arrival.edge)
        for edge, routes in passed:
            key = (*edge.receiver, edge.source)
            routing.received[key] = routing.received.get(key, 0) + len(routes)


def originated(view: DeviceView, vrf: str, routing: Routing) -> frozenset[IPv4Network]:
    """Return the prefixes that a switch itself puts into BGP in a VRF."""
    instance = view.bgp.instances.get(vrf) if view.bgp else None
    if instance is None:
        return frozenset()
    connected = routing.connected.get((view.name, vrf), {})
    networks = {network for network in instance.networks if network in connected}
    if instance.redistributes_connected:
        networks |= {network for network in connected if view.permits(instance.connected_route_map, network)}
    if instance.redistributes_static:
        networks |= set(view.static_routes.get(vrf, ()))
    return frozenset(networks)
