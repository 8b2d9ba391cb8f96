"""From the estate to what each of its switches should be."""

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.fabric_platforms import platforms_of
from inventory.model.estate import Estate
from inventory.model.fabric import ANYCAST_GATEWAY_MAC, Fabric, Switch, SwitchRole
from inventory.model.platforms import Platform, platform_named
from inventory.numbering import MANAGEMENT_VRF, MLAG_CONTROL_VLAN, UNDERLAY_PEERING_VLAN
from sdn.allocation import PairAddresses, allocate_device, allocate_pair
from sdn.intent import policies
from sdn.intent.expectations import Expectations, ExpectedMlag, ExpectedMtu, ExpectedNeighbor
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan
from sdn.intent.peering import BgpPeers, expected_sessions, mlag_peer, vrf_peerings
from sdn.intent.ports import in_order, peer_link, routed_ports, server_ports
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, PrefixList, RouteMap, RouteTargetList
from sdn.intent.tenancy import Tenancy, build_tenancies
from sdn.intent.topology import Link, PeerPort, Topology, build_topology


def fabric_intent(estate: Estate) -> dict[str, DeviceIntent]:
    """Return what every switch of every fabric should be, by its name, in the order of the estate.

    The estate must have passed its checks. What switches have alike is built once and shared between them.
    """
    topology = build_topology(estate)
    switches = estate.switches.values()
    capabilities = {fabric.name: platforms_of(fabric, switches)[0].capabilities for fabric in estate.fabrics.values()}
    tenancies = build_tenancies(estate, topology, capabilities)
    allocations = {
        switch.name: allocate_device(estate.fabrics[switch.fabric], switch) for switch in estate.switches.values()
    }
    shared = _Shared(
        topology, BgpPeers(topology, allocations), policies.all_loopbacks(estate), policies.stretched(estate)
    )
    return {
        switch.name: _Builder(
            shared, estate.fabrics[switch.fabric], platform_named(switch.nos), tenancies[switch.fabric], switch
        ).build()
        for switch in estate.switches.values()
    }


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same for all fabrics."""

    topology: Topology
    peers: BgpPeers
    all_loopbacks: PrefixList
    stretched: RouteTargetList


@dataclass(frozen=True, slots=True)
class _Pairing:
    """A switch's half of an MLAG pair."""

    partner: Switch
    addresses: PairAddresses
    channel: PortChannel
    ports: tuple[SwitchPort, ...]
    intent: Mlag


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the intent of one switch from what is shared."""

    shared: _Shared
    fabric: Fabric
    platform: Platform
    tenancy: Tenancy
    switch: Switch

    def build(self) -> DeviceIntent:
        switch, fabric = self.switch, self.fabric
        allocation = self.shared.peers.allocations[switch.name]
        pairing = self._pairing()
        ports, channels = self._ports(pairing)
        bgp = self._bgp(pairing)
        is_member = switch.role is not SwitchRole.SPINE
        return DeviceIntent(
            name=switch.name,
            site=switch.site,
            fabric=switch.fabric,
            nos=switch.nos,
            role=switch.role,
            type=switch.type,
            pair=switch.pair,
            redundancy_group=switch.pair or f"{switch.fabric}-spines",
            origin=switch.origin,
            management=Management(MANAGEMENT_VRF, allocation.management, fabric.management_gateway),
            loopbacks=self._loopbacks(),
            vlans=self._vlans(pairing),
            vrfs=self.tenancy.vrfs if is_member else (),
            ports=ports,
            port_channels=channels,
            svis=self._svis(pairing),
            vtep=allocation.vtep,
            anycast_gateway_mac=fabric.anycast_gateway_mac if is_member else ANYCAST_GATEWAY_MAC,
            mlag=pairing.intent if pairing else None,
            prefix_lists=tuple(self._prefix_lists(pairing)),
            route_target_lists=(self.shared.stretched,) if self._is_border else (),
            route_maps=tuple(self._route_maps(pairing)),
            bgp=bgp,
            expectations=self._expectations(pairing, channels, bgp),
        )

    @property
    def _is_border(self) -> bool:
        return self.switch.role is SwitchRole.BORDER

    def _pairing(self) -> _Pairing | None:
        switch, topology = self.switch, self.shared.topology
        partner = topology.partner(switch)
        ends = topology.peer_ports.get(switch.name, ())
        if partner is None or not ends or not self.platform.capabilities.mlag:
            return None
        number = min(topology.port_numbers[switch.type][end.port] for end in ends)
        channel, ports = peer_link(ends, number)
        addresses = allocate_pair(self.fabric, switch)
        intent = Mlag(
            domain=switch.pair or "",
            vlan=MLAG_CONTROL_VLAN,
            underlay_vlan=UNDERLAY_PEERING_VLAN,
            address=addresses.control,
            peer=partner.name,
            peer_address=addresses.control_peer,
            port_channel=number,
        )
        return _Pairing(partner, addresses, channel, ports, intent)

    def _loopbacks(self) -> tuple[Loopback, ...]:
        allocation = self.shared.peers.allocations[self.switch.name]
        router_id = Loopback(0, "router id", allocation.router_id)
        return (router_id,) if allocation.vtep is None else (router_id, Loopback(1, "VTEP", allocation.vtep))

    def _vlans(self, pairing: _Pairing | None) -> tuple[Vlan, ...]:
        if self.switch.role is SwitchRole.SPINE:
            return ()
        if pairing is None:
            return tuple(vlan for vlan in self.tenancy.vlans if vlan.vni is not None)
        return self.tenancy.vlans

    def _svis(self, pairing: _Pairing | None) -> tuple[Svi, ...]:
        if self.switch.role is SwitchRole.SPINE:
            return ()
        if pairing is None:
            return self.tenancy.gateways
        return tuple(sorted((*self.tenancy.gateways, *self._peering_svis(pairing)), key=lambda svi: svi.vlan))

    def _peering_svis(self, pairing: _Pairing) -> Iterator[Svi]:
        mtu, partner, fabric = self.fabric.underlay_mtu, pairing.partner.name, self.fabric
        routing = pairing.addresses.routing
        for vrf in self.tenancy.vrfs:
            vlan = self.tenancy.peering_vlans[vrf.name]
            yield Svi(vlan, f"{partner} {vrf.name}", mtu, vrf.name, routing, is_anycast=False, origin=vrf.origin)
        yield Svi(
            UNDERLAY_PEERING_VLAN, f"{partner} underlay", mtu, None, routing, is_anycast=False, origin=fabric.origin
        )
        control = pairing.addresses.control
        yield Svi(MLAG_CONTROL_VLAN, f"{partner} MLAG", mtu, None, control, is_anycast=False, origin=fabric.origin)

    def _ports(self, pairing: _Pairing | None) -> tuple[tuple[SwitchPort, ...], tuple[PortChannel, ...]]:
        topology, name = self.shared.topology, self.switch.name
        used = list(routed_ports(topology.uplinks.get(name, ())))
        used += routed_ports(topology.inter_site_links.get(name, ()))
        channels = []
        for port, channel in server_ports(
            topology.server_ports.get(name, ()),
            self.tenancy,
            bundles=self.platform.capabilities.mlag,
            mtu=self.fabric.underlay_mtu,
        ):
            used.append(port)
            if channel is not None:
                channels.append(channel)
        if pairing is not None:
            used += pairing.ports
            channels.append(pairing.channel)
        channels.sort(key=lambda channel: channel.number)
        return in_order(used, topology.port_numbers[self.switch.type], self.switch, self.platform), tuple(channels)

    def _bgp(self, pairing: _Pairing | None) -> Bgp:
        allocation = self.shared.peers.allocations[self.switch.name]
        neighbors = sorted(self._neighbors(pairing), key=lambda neighbor: neighbor.address)
        is_spine = self.switch.role is SwitchRole.SPINE
        partner, addresses = (pairing.partner, pairing.addresses) if pairing else (None, None)
        vrfs = () if is_spine else vrf_peerings(self.tenancy, partner, allocation.asn, addresses)
        return Bgp(
            asn=allocation.asn,
            router_id=allocation.router_id,
            maximum_paths=max(2, self.fabric.spine_slots),
            redistribute_connected=policies.CONNECTED,
            peer_groups=tuple(sorted(self._peer_groups(pairing), key=lambda group: group.name)),
            neighbors=tuple(neighbors),
            vrfs=vrfs,
            redistribute_connected_in_vrfs=policies.CONNECTED_IN_VRF if vrfs else None,
        )

    def _neighbors(self, pairing: _Pairing | None) -> Iterator[Neighbor]:
        peers, links = self.shared.peers, self.shared.topology.uplinks.get(self.switch.name, ())
        yield from peers.underlay(links)
        if not self.platform.capabilities.overlay_on_underlay_sessions:
            yield from peers.overlay(link.peer for link in links)
        if pairing is not None:
            asn = peers.allocations[self.switch.name].asn
            yield mlag_peer(pairing.partner, asn, pairing.addresses.routing_peer)
        if self._is_border:
            yield from peers.inter_site(self.switch)

    def _peer_groups(self, pairing: _Pairing | None) -> Iterator[PeerGroup]:
        together = self.platform.capabilities.overlay_on_underlay_sessions
        is_spine = self.switch.role is SwitchRole.SPINE
        yield policies.underlay_group(carries_overlay=together, is_pair_member=not is_spine)
        if not together:
            yield policies.overlay_group(passes_on=is_spine or self._is_border)
        if pairing is not None:
            yield policies.mlag_group(self.shared.peers.allocations[self.switch.name].asn)
        if self._is_border:
            yield from policies.inter_site_groups(own_asn_allowed=together)

    def _prefix_lists(self, pairing: _Pairing | None) -> Iterator[PrefixList]:
        if self._is_border:
            yield self.shared.all_loopbacks
        yield policies.loopbacks(self.fabric)
        if pairing is not None and self.tenancy.vrfs:
            yield policies.mlag_peerings([pairing.addresses.routing_network])

    def _route_maps(self, pairing: _Pairing | None) -> Iterator[RouteMap]:
        yield policies.CONNECTED_MAP
        if self.switch.role is not SwitchRole.SPINE and self.tenancy.vrfs:
            yield policies.CONNECTED_IN_VRF_MAP if pairing else policies.CONNECTED_ALONE_IN_VRF_MAP
        if self._is_border:
            yield policies.INTER_SITE_MAP
            yield policies.INTER_SITE_EVPN_MAP
        if pairing is not None:
            yield policies.MLAG_PEER_MAP

    def _expectations(self, pairing: _Pairing | None, channels: tuple[PortChannel, ...], bgp: Bgp) -> Expectations:
        topology, name = self.shared.topology, self.switch.name
        links = (*topology.uplinks.get(name, ()), *topology.inter_site_links.get(name, ()))
        # Without MLAG the peer link is not used, so that nothing is heard over it.
        peer_ports = topology.peer_ports.get(name, ()) if pairing is not None else ()
        cabled: tuple[Link | PeerPort, ...] = (*links, *peer_ports)
        vtep = self.shared.peers.allocations[name].vtep
        is_spine = self.switch.role is SwitchRole.SPINE
        mlag = None
        if pairing is not None:
            servers = tuple(channel.number for channel in channels if not channel.is_peer_link)
            mlag = ExpectedMlag(pairing.intent.domain, pairing.partner.name, pairing.intent.peer_address, servers)
        return Expectations(
            neighbors=tuple(ExpectedNeighbor(end.port, end.peer.name, end.peer_port, end.origin) for end in cabled),
            sessions=tuple(expected_sessions(bgp.neighbors, bgp.peer_groups, bgp.vrfs)),
            vnis=() if is_spine else self.tenancy.vnis,
            remote_vteps=() if is_spine else tuple(other for other in self.tenancy.vteps if other != vtep),
            mlag=mlag,
            mtus=tuple(ExpectedMtu(link.port, link.mtu) for link in links),
        )
