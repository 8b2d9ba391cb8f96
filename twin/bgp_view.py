"""BGP of one switch as configured: its neighbors with what they inherit, what is announced, and the EVPN instances."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network


@dataclass(frozen=True, slots=True)
class PeerView:
    """One neighbor, with what its peer group gives it."""

    address: IPv4Address
    remote_as: str
    local_as: str
    group: str
    description: str
    update_source: str
    shutdown: bool
    multihop: bool
    has_password: bool
    next_hop_unchanged: bool
    next_hop_self: bool
    allow_own_as: bool
    sends_extended_communities: bool
    route_map_in: str | None
    route_map_out: str | None
    evpn_route_map_in: str | None
    evpn_route_map_out: str | None
    ipv4: bool
    evpn: bool


@dataclass(frozen=True, slots=True)
class BgpInstance:
    """The BGP of one VRF: its neighbors, and what it announces."""

    vrf: str
    router_id: str
    peers: dict[IPv4Address, PeerView]
    redistributes_connected: bool
    connected_route_map: str | None
    redistributes_static: bool
    networks: tuple[IPv4Network, ...]
    rd: str
    import_targets: frozenset[str]
    export_targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class MacVrf:
    """The EVPN instance of a VLAN, or of each VLAN of a bundle."""

    vlan: int
    rd: str
    import_targets: frozenset[str]
    export_targets: frozenset[str]
    learned: bool


@dataclass(frozen=True, slots=True)
class BgpView:
    """The whole of `router bgp`."""

    asn: str
    instances: dict[str, BgpInstance]
    mac_vrfs: dict[int, MacVrf]
