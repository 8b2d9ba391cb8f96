"""The routing policies of a fabric and the kinds of BGP sessions that use them."""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Final

from inventory.model.estate import Estate
from inventory.model.fabric import Fabric
from sdn.intent.routing import (
    AddressFamily,
    PeerGroup,
    PrefixList,
    RouteMap,
    RouteMapEntry,
    RouteTargetList,
)

IPV4: Final = (AddressFamily.IPV4,)
EVPN: Final = (AddressFamily.EVPN,)

UNDERLAY: Final = "UNDERLAY"
OVERLAY: Final = "OVERLAY"
MLAG_PEER: Final = "MLAG-PEER"
INTER_SITE: Final = "INTER-SITE"
INTER_SITE_OVERLAY: Final = "INTER-SITE-OVERLAY"

LOOPBACKS: Final = "LOOPBACKS"
ALL_LOOPBACKS: Final = "INTER-SITE-LOOPBACKS"
MLAG_PEERINGS: Final = "MLAG-PEERINGS"
STRETCHED: Final = "STRETCHED-NETWORKS"
CONNECTED: Final = "CONNECTED"
CONNECTED_IN_VRF: Final = "CONNECTED-IN-VRF"
MLAG_PEER_IN: Final = "MLAG-PEER-IN"
INTER_SITE_ROUTES: Final = "INTER-SITE"
INTER_SITE_EVPN: Final = "INTER-SITE-EVPN"

MAXIMUM_ROUTES: Final = 256_000
OVERLAY_HOPS: Final = 3
INTER_SITE_HOPS: Final = 15
HOST_ROUTE: Final = 32

MLAG_PEER_MAP: Final = RouteMap(MLAG_PEER_IN, (RouteMapEntry(10, permit=True, set_origin_incomplete=True),))
"""What came over the peer link is the second choice of the spines."""
CONNECTED_MAP: Final = RouteMap(CONNECTED, (RouteMapEntry(10, permit=True, prefix_list=LOOPBACKS),))
CONNECTED_IN_VRF_MAP: Final = RouteMap(
    CONNECTED_IN_VRF,
    (RouteMapEntry(10, permit=False, prefix_list=MLAG_PEERINGS), RouteMapEntry(20, permit=True)),
)
CONNECTED_ALONE_IN_VRF_MAP: Final = RouteMap(CONNECTED_IN_VRF, (RouteMapEntry(20, permit=True),))
INTER_SITE_MAP: Final = RouteMap(INTER_SITE_ROUTES, (RouteMapEntry(10, permit=True, prefix_list=ALL_LOOPBACKS),))
INTER_SITE_EVPN_MAP: Final = RouteMap(INTER_SITE_EVPN, (RouteMapEntry(10, permit=True, route_target_list=STRETCHED),))


def loopbacks(fabric: Fabric) -> PrefixList:
    """Return the loopbacks of one fabric: the only connected routes of its underlay."""
    return PrefixList(LOOPBACKS, (fabric.router_ids, fabric.vteps), HOST_ROUTE)


def all_loopbacks(estate: Estate) -> PrefixList:
    """Return the loopbacks of all fabrics: what sites tell each other, also about a third."""
    prefixes = (prefix for fabric in estate.fabrics.values() for prefix in (fabric.router_ids, fabric.vteps))
    return PrefixList(ALL_LOOPBACKS, tuple(sorted(set(prefixes))), HOST_ROUTE)


def mlag_peerings(networks: Iterable[IPv4Network]) -> PrefixList:
    """Return the links over peer links, which are the same in every VRF and of no use elsewhere."""
    return PrefixList(MLAG_PEERINGS, tuple(networks), None)


def stretched(estate: Estate) -> RouteTargetList:
    """Return what sites tell each other of the overlay: the zones, and the networks of more than one site."""
    vnis = {zone.vni for zone in estate.zones.values()}
    vnis |= {network.vni for network in estate.networks.values() if len(set(network.sites)) > 1}
    return RouteTargetList(STRETCHED, tuple(sorted(vnis)))


def underlay_group(*, carries_overlay: bool, is_pair_member: bool) -> PeerGroup:
    """Return the sessions over the links between spines and pairs."""
    return PeerGroup(
        UNDERLAY,
        families=IPV4 + EVPN if carries_overlay else IPV4,
        own_asn_allowed=carries_overlay and is_pair_member,
        maximum_routes=MAXIMUM_ROUTES,
    )


def overlay_group(*, passes_on: bool) -> PeerGroup:
    """Return the sessions between loopbacks; spines and border switches pass on what they hear."""
    return PeerGroup(
        OVERLAY,
        families=EVPN,
        next_hop_unchanged=passes_on,
        from_loopback=True,
        bfd=True,
        multihop=OVERLAY_HOPS,
        maximum_routes=0,
    )


def mlag_group(asn: int) -> PeerGroup:
    """Return the session over the peer link, by which a switch without uplinks still reaches the fabric."""
    return PeerGroup(
        MLAG_PEER,
        families=IPV4,
        remote_asn=asn,
        next_hop_self=True,
        route_map_in=MLAG_PEER_IN,
        maximum_routes=MAXIMUM_ROUTES,
    )


def inter_site_groups(*, own_asn_allowed: bool) -> tuple[PeerGroup, PeerGroup]:
    """Return the sessions over the lines between sites, and those between the loopbacks of their border switches."""
    return (
        PeerGroup(
            INTER_SITE,
            families=IPV4,
            bfd=True,
            own_asn_allowed=own_asn_allowed,
            route_map_in=INTER_SITE_ROUTES,
            route_map_out=INTER_SITE_ROUTES,
            maximum_routes=MAXIMUM_ROUTES,
        ),
        PeerGroup(
            INTER_SITE_OVERLAY,
            families=EVPN,
            next_hop_unchanged=True,
            from_loopback=True,
            bfd=True,
            multihop=INTER_SITE_HOPS,
            own_asn_allowed=own_asn_allowed,
            route_map_in=INTER_SITE_EVPN,
            route_map_out=INTER_SITE_EVPN,
            maximum_routes=0,
        ),
    )
