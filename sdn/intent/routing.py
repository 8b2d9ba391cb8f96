"""What a switch should route: BGP with its peers and policies."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated

from sdn.field_reads import NotRendered


class AddressFamily(StrEnum):
    """What a BGP session carries."""

    IPV4 = "ipv4"
    EVPN = "evpn"


@dataclass(frozen=True, slots=True)
class PrefixList:
    """Prefixes that are let through; with `length`, all longer ones of exactly that length."""

    name: str
    prefixes: tuple[IPv4Network, ...]
    length: int | None


@dataclass(frozen=True, slots=True)
class RouteTargetList:
    """EVPN route targets that are let through, by their VNIs."""

    name: str
    vnis: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RouteMapEntry:
    """One clause of a route map; without a match it takes everything."""

    sequence: int
    permit: bool
    prefix_list: str | None = None
    route_target_list: str | None = None
    set_origin_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class RouteMap:
    """A routing policy."""

    name: str
    entries: tuple[RouteMapEntry, ...]


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """What BGP sessions of one kind have in common."""

    name: str
    families: tuple[AddressFamily, ...]
    remote_asn: int | None = None
    """Set where it is the same for all: inside a pair."""
    next_hop_self: bool = False
    next_hop_unchanged: bool = False
    """A VTEP's address must arrive as it was sent, or the tunnels would end at the route server."""
    from_loopback: bool = False
    bfd: bool = False
    """Where no port goes down when the path is cut, BGP alone would notice it after three minutes only."""
    multihop: int | None = None
    own_asn_allowed: bool = False
    """The switches of a pair share an ASN and would drop each other's routes."""
    route_map_in: str | None = None
    route_map_out: str | None = None
    maximum_routes: int | None = None
    """None: the system's default; 0: unlimited."""


@dataclass(frozen=True, slots=True)
class Neighbor:
    """One BGP peer."""

    address: IPv4Address
    peer_group: str
    asn: int
    device: Annotated[str, NotRendered("the description names it")]
    description: str


@dataclass(frozen=True, slots=True)
class VrfPeering:
    """The session over the MLAG peer link in which a pair exchanges the routes of one VRF."""

    vrf: str
    vni: int
    neighbor: Neighbor | None


@dataclass(frozen=True, slots=True)
class Bgp:
    """The BGP process of a switch."""

    asn: int
    router_id: IPv4Address
    maximum_paths: int
    redistribute_connected: str
    """The route map that says which connected routes are announced."""
    peer_groups: tuple[PeerGroup, ...]
    neighbors: tuple[Neighbor, ...]
    vrfs: tuple[VrfPeering, ...]
    redistribute_connected_in_vrfs: str | None
    """None where there are no VRFs."""
