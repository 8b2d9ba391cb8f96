"""What a switch's state should show when it, its peers and its cables are as the estate says."""

from dataclasses import dataclass
from ipaddress import IPv4Address

from inventory.model.origin import Origin
from sdn.intent.routing import AddressFamily


@dataclass(frozen=True, slots=True)
class ExpectedNeighbor:
    """A device that LLDP should show on a port."""

    port: str
    device: str
    remote_port: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ExpectedSession:
    """A BGP session that should be established."""

    family: AddressFamily
    vrf: str | None
    """None: the default VRF."""
    address: IPv4Address
    asn: int
    device: str


@dataclass(frozen=True, slots=True)
class ExpectedVni:
    """A VNI that should be mapped: to a VLAN (a network) or to a VRF (a zone)."""

    vni: int
    vlan: int | None
    vrf: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class ExpectedMlag:
    """The MLAG peering that should be active."""

    domain: str
    peer: str
    peer_address: IPv4Address
    port_channels: tuple[int, ...]
    """The servers' port channels, which should be active on both."""


@dataclass(frozen=True, slots=True)
class ExpectedMtu:
    """The MTU that a link of the underlay should have."""

    port: str
    mtu: int


@dataclass(frozen=True, slots=True)
class Expectations:
    """Everything about one switch that `verify` compares with its live state."""

    neighbors: tuple[ExpectedNeighbor, ...]
    sessions: tuple[ExpectedSession, ...]
    vnis: tuple[ExpectedVni, ...]
    remote_vteps: tuple[IPv4Address, ...]
    """The VTEPs with which it shares at least one VNI."""
    mlag: ExpectedMlag | None
    mtus: tuple[ExpectedMtu, ...]
