"""The BGP peers of one switch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from inventory.model.fabric import Switch
from sdn.allocation import DeviceAllocation, PairAddresses
from sdn.intent.expectations import ExpectedSession
from sdn.intent.policies import INTER_SITE, INTER_SITE_OVERLAY, MLAG_PEER, OVERLAY, UNDERLAY
from sdn.intent.routing import Neighbor, PeerGroup, VrfPeering
from sdn.intent.tenancy import Tenancy
from sdn.intent.topology import Link, Topology


@dataclass(frozen=True, slots=True)
class BgpPeers:
    """What is needed to find the peers of any switch; `allocations` is by the switch's name."""

    topology: Topology
    allocations: Mapping[str, DeviceAllocation]

    def underlay(self, links: Iterable[Link], group: str = UNDERLAY) -> Iterator[Neighbor]:
        """Return a peer for each link."""
        for link in links:
            asn = self.allocations[link.peer.name].asn
            description = f"{link.peer.name} {link.peer_port}"
            yield Neighbor(link.peer_address, group, asn, link.peer.name, description)

    def overlay(self, devices: Iterable[Switch], group: str = OVERLAY) -> Iterator[Neighbor]:
        """Return a peer for each device, by its router id."""
        for device in dict.fromkeys(devices):
            allocation = self.allocations[device.name]
            yield Neighbor(allocation.router_id, group, allocation.asn, device.name, device.name)

    def inter_site(self, switch: Switch) -> Iterator[Neighbor]:
        """Return the peers at other sites: one for each line, and both switches of each pair at its end.

        The overlay sessions are a mesh between the pairs, so that each switch of a pair keeps hearing the other site
        when its own line is cut: it reaches the peer's loopback through its partner.
        """
        members = self.topology.pairs.get(switch.pair or "", (switch,))
        links = self.topology.inter_site_links.get(switch.name, ())
        yield from self.underlay(links, INTER_SITE)
        far_pairs = {
            link.peer.pair: None
            for member in members
            for link in self.topology.inter_site_links.get(member.name, ())
            if link.peer.pair is not None
        }
        far = [peer for pair in far_pairs for peer in self.topology.pairs[pair]]
        yield from self.overlay(far, INTER_SITE_OVERLAY)


def mlag_peer(partner: Switch, asn: int, address: IPv4Address) -> Neighbor:
    """Return the partner as a peer over the peer link."""
    return Neighbor(address, MLAG_PEER, asn, partner.name, partner.name)


def vrf_peerings(
    tenancy: Tenancy, partner: Switch | None, asn: int, addresses: PairAddresses | None
) -> tuple[VrfPeering, ...]:
    """Return BGP's part of each VRF: the partner is the only peer."""
    neighbor = None if partner is None or addresses is None else mlag_peer(partner, asn, addresses.routing_peer)
    return tuple(VrfPeering(vrf.name, vrf.vni, neighbor) for vrf in tenancy.vrfs)


def expected_sessions(
    neighbors: Iterable[Neighbor], groups: Iterable[PeerGroup], vrfs: Iterable[VrfPeering]
) -> Iterator[ExpectedSession]:
    """Return the sessions that these peers mean, one for each address family."""
    families = {group.name: group.families for group in groups}
    for neighbor in neighbors:
        for family in families[neighbor.peer_group]:
            yield ExpectedSession(family, None, neighbor.address, neighbor.asn, neighbor.device)
    for vrf in vrfs:
        if vrf.neighbor is not None:
            peer = vrf.neighbor
            for family in families[peer.peer_group]:
                yield ExpectedSession(family, vrf.vrf, peer.address, peer.asn, peer.device)
