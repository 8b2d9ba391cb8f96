"""What one switch should be, in words that belong to no vendor."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface
from typing import Annotated

from inventory.model.fabric import ANYCAST_GATEWAY_MAC, SwitchRole
from inventory.model.origin import Origin
from sdn.field_reads import NotRendered
from sdn.intent.expectations import Expectations
from sdn.intent.routing import Bgp, PrefixList, RouteMap, RouteTargetList


@dataclass(frozen=True, slots=True)
class Management:
    """The management port: the way in, in a VRF of its own."""

    vrf: str
    address: IPv4Interface
    gateway: IPv4Address


@dataclass(frozen=True, slots=True)
class Vlan:
    """A VLAN; one with a VNI is a network, one without exists on the MLAG peer link only."""

    number: int
    name: str
    vni: int | None
    mtu: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Vrf:
    """The VRF of a zone with its layer-3 VNI."""

    name: str
    vni: int
    origin: Origin


class PortKind(StrEnum):
    """What a port is used for."""

    ROUTED = "routed"
    """A link of the underlay, with an address."""
    MEMBER = "member"
    """A member of a port channel."""
    TRUNK = "trunk"
    """A server on a port of its own."""
    UNUSED = "unused"
    """Nothing is cabled to it: it is shut down."""


@dataclass(frozen=True, slots=True)
class SwitchPort:
    """A physical port."""

    name: str
    kind: PortKind
    origin: Origin
    description: str = ""
    mtu: int | None = None
    """Of a link of the underlay, and of a server on a port of its own, whose networks may have smaller ones."""
    address: IPv4Interface | None = None
    port_channel: int | None = None
    vlans: tuple[int, ...] = ()
    """What a server's trunk carries, in rising order."""
    untagged: int | None = None
    """The one of `vlans` that goes without a tag; None: all are tagged."""
    server: Annotated[str | None, NotRendered("the description names it")] = None


@dataclass(frozen=True, slots=True)
class PortChannel:
    """A LACP bundle: to a server, the same on both switches of a pair, or the MLAG peer link."""

    number: int
    description: str
    members: Annotated[tuple[str, ...], NotRendered("each port says which bundle it is in")]
    vlans: tuple[int, ...]
    """Empty for the peer link, which carries everything."""
    untagged: int | None
    """The one of `vlans` that goes without a tag; None: all are tagged."""
    is_peer_link: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Loopback:
    """A loopback interface: 0 has the router id, 1 the VTEP."""

    number: int
    description: str
    address: IPv4Address


@dataclass(frozen=True, slots=True)
class Svi:
    """The routed interface of a VLAN."""

    vlan: int
    description: str
    mtu: int
    vrf: str | None
    address: IPv4Interface
    is_anycast: bool
    """The same gateway address on every leaf; otherwise an address of this switch alone."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Mlag:
    """The switch's half of an MLAG pair."""

    domain: str
    vlan: int
    underlay_vlan: int
    address: Annotated[IPv4Interface, NotRendered("it is that of the VLAN interface")]
    peer: Annotated[str, NotRendered("the address is what counts")]
    peer_address: IPv4Address
    port_channel: int


@dataclass(frozen=True, slots=True)
class DeviceIntent:
    """One switch as it should be; tuples are in the order in which a configuration shows them."""

    name: str
    site: Annotated[str, NotRendered("tells switches apart")]
    fabric: Annotated[str, NotRendered("tells switches apart")]
    nos: Annotated[str, NotRendered("chooses the dialect")]
    role: Annotated[SwitchRole, NotRendered("what follows from it stands in the intent")]
    type: Annotated[str, NotRendered("tells switches apart")]
    pair: Annotated[str | None, NotRendered("tells switches apart")]
    redundancy_group: Annotated[str, NotRendered("tells switches apart")]
    """Devices that never change together: the pair, or the spines of the fabric."""
    origin: Origin
    management: Management
    loopbacks: tuple[Loopback, ...]
    vlans: tuple[Vlan, ...]
    vrfs: tuple[Vrf, ...]
    ports: tuple[SwitchPort, ...]
    port_channels: tuple[PortChannel, ...]
    svis: tuple[Svi, ...]
    vtep: IPv4Address | None
    mlag: Mlag | None
    prefix_lists: tuple[PrefixList, ...]
    route_target_lists: tuple[RouteTargetList, ...]
    route_maps: tuple[RouteMap, ...]
    bgp: Bgp
    expectations: Annotated[Expectations, NotRendered("what verify looks for, not what is configured")]
    anycast_gateway_mac: str = ANYCAST_GATEWAY_MAC
    """Of the gateways that every leaf has; spines have the default."""
