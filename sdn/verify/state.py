"""What a switch says about itself, in words that belong to no vendor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sdn.configuration import Tree
from sdn.intent.routing import AddressFamily


class Aspect(StrEnum):
    """One question to a switch; each can fail by itself."""

    NEIGHBORS = "LLDP neighbors"
    BGP = "BGP sessions"
    EVPN = "EVPN sessions"
    VNIS = "VNIs"
    VTEPS = "VTEPs"
    MLAG = "MLAG"
    PORT_CHANNELS = "MLAG port channels"
    INTERFACES = "interfaces"
    CONFIGURATION = "configuration"
    SAVED = "saved configuration"


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Which BGP session; VRF `default` is the underlay."""

    family: AddressFamily
    vrf: str
    address: str


@dataclass(frozen=True, slots=True)
class MlagState:
    """The switch's half of the peering, in the words of the switch."""

    domain: str
    state: str
    negotiation: str
    peer_link: str
    consistency: str
    peer_address: str


@dataclass(frozen=True, slots=True)
class InterfaceState:
    """An interface: whether its line protocol is up, and its MTU in bytes."""

    is_up: bool
    mtu: int


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Everything that was seen at one moment; what could not be read is in `unreadable`, with the reason."""

    neighbors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Port → the neighbour's name and port."""
    sessions: Mapping[SessionKey, str] = field(default_factory=dict)
    """BGP session → its state: Established, Active, …."""
    vlan_vnis: Mapping[int, int] = field(default_factory=dict)
    """VNI → VLAN."""
    vrf_vnis: Mapping[int, str] = field(default_factory=dict)
    """VNI → VRF."""
    bridged_vnis: frozenset[int] = frozenset()
    """VNIs that have a bridge of their own, as on Linux, and so no VLAN."""
    vteps: frozenset[str] = frozenset()
    """Addresses of the remote VTEPs."""
    mlag: MlagState | None = None
    port_channels: Mapping[int, str] = field(default_factory=dict)
    """MLAG number → its state: active-full, …."""
    interfaces: Mapping[str, InterfaceState] = field(default_factory=dict)
    running: Tree = field(default_factory=dict)
    saved: Tree = field(default_factory=dict)
    """What it would run after a restart."""
    unreadable: Mapping[Aspect, str] = field(default_factory=dict)

    @classmethod
    def unknown(cls, reason: str) -> "DeviceState":
        """Return the state of a switch that nothing could be read from."""
        return cls(unreadable=dict.fromkeys(Aspect, reason))
