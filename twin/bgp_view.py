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
    allow_own_as: int
    """How often our own AS may stand in the path of a route that is accepted from it."""
    replaces_as: bool
    """Only `local_as` is shown to it, not our own AS behind it."""
    reflects: bool
    """It is a client of this route reflector (RFC 4456)."""
    sends_extended_communities: bool
    ipv4: "PeerFamily | None"
    evpn: "PeerFamily | None"


@dataclass(frozen=True, slots=True)
class PeerFamily:
    """How a neighbor takes part in one address family."""

    route_map_in: str | None
    route_map_out: str | None
    next_hop_unchanged: bool
    next_hop_self: bool


@dataclass(frozen=True, slots=True)
class Redistribution:
    """Routes of another source that are announced, through a route map if one is named."""

    source: str
    route_map: str | None


@dataclass(frozen=True, slots=True)
class BgpInstance:
    """The BGP of one VRF: its neighbors, and what it announces."""

    vrf: str
    router_id: str
    peers: dict[IPv4Address, PeerView]
    redistributions: tuple[Redistribution, ...]
    networks: dict[IPv4Network, str | None]
    """Prefixes that are announced when a route to them is known, each with its route map."""
    distance_external: int
    distance_internal: int
    paths: int
    """How many equal paths are used."""
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
    bundle: str = ""
    """The VLAN-aware bundle that it belongs to; its routes carry the VLAN's VNI as Ethernet tag (RFC 7432, 6.3)."""


@dataclass(frozen=True, slots=True)
class BgpView:
    """The whole of `router bgp`."""

    asn: str
    instances: dict[str, BgpInstance]
    mac_vrfs: dict[int, MacVrf]
