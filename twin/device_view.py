"""One switch as its configuration makes it: interfaces, VLANs, MLAG, VXLAN, BGP and routing policy as typed values."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Literal

from twin.bgp_view import BgpView
from twin.routing_policy import FilterView, PolicyVerdict, PrefixRule, RouteMapRule, TargetRule

InterfaceKind = Literal["ethernet", "bundle", "loopback", "management", "svi", "tunnel"]
Targets = frozenset[str]
DEFAULT_VRF = "default"


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """One interface as configured.

    `bundle` is the aggregate that a port is a member of, `vlan` the VLAN that a routed VLAN interface (SVI) stands in,
    `parent` the port of a subinterface.
    """

    name: str
    kind: InterfaceKind
    description: str
    shutdown: bool
    mtu: int
    switched: bool
    vrf: str
    address: IPv4Interface | None
    virtual_address: IPv4Interface | None
    mode: str
    access_vlan: int
    native_vlan: int
    trunk_vlans: frozenset[int]
    trunk_groups: frozenset[str]
    bundle: str | None
    vlan: int | None
    parent: str | None
    lacp: str
    mlag: int | None
    autostate: bool
    lldp: bool


@dataclass(frozen=True, slots=True)
class VlanView:
    """One VLAN as configured."""

    number: int
    name: str
    trunk_groups: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True)
class MlagView:
    """The MLAG configuration, complete or not."""

    domain: str
    local_interface: str
    peer_address: IPv4Address | None
    peer_link: str
    reload_delay: int
    reload_delay_other: int
    shutdown: bool

    @property
    def is_complete(self) -> bool:
        """Tell whether all four parts that MLAG needs are there."""
        return bool(self.domain and self.local_interface and self.peer_address and self.peer_link) and not self.shutdown


@dataclass(frozen=True, slots=True)
class VxlanView:
    """The VXLAN tunnel interface as configured."""

    source_interface: str
    udp_port: int
    vlan_vnis: dict[int, int]
    vrf_vnis: dict[str, int]
    shutdown: bool


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """A static route: where it leads to, and how far it is trusted (its administrative distance)."""

    network: IPv4Network
    next_hop: IPv4Address | None
    interface: str
    distance: int


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Everything of one switch that its state, and that of its neighbours, depends on."""

    name: str
    hostname: str
    interfaces: dict[str, InterfaceView]
    vlans: dict[int, VlanView]
    vrfs: frozenset[str]
    routed_vrfs: frozenset[str]
    mlag: MlagView | None
    vxlan: VxlanView | None
    bgp: BgpView | None
    prefix_lists: dict[str, tuple[PrefixRule, ...]]
    target_lists: dict[str, tuple[TargetRule, ...]]
    route_maps: dict[str, tuple[RouteMapRule, ...]]
    static_routes: dict[str, tuple[StaticRoute, ...]]
    lldp: bool
    not_understood: tuple[str, ...] = ()
    """Lines that the dialect refused and that links or routes could depend on, each with its answer."""
    without_effect: tuple[str, ...] = ()
    """Lines that the dialect refused, but that links and routes do not depend on."""
    not_modelled: tuple[str, ...] = ()
    """Lines that were understood but whose effect on links and routes is not computed."""

    def verdict(self, route_map: str | None, network: IPv4Network | None, targets: Targets) -> PolicyVerdict:
        """Return what a route map makes of a route; see `FilterView.verdict`."""
        return FilterView(self.prefix_lists, self.target_lists, self.route_maps).verdict(route_map, network, targets)

    def address_of(self, interface: str) -> IPv4Interface | None:
        """Return the address of an interface by name, None when it has none."""
        found = self.interfaces.get(interface)
        return found.address if found else None
