"""One switch as its configuration makes it: interfaces, VLANs, MLAG, VXLAN, BGP and routing policy as typed values."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Literal

from twin.bgp_view import BgpView
from twin.routing_policy import DENIED, PASSES, PolicyVerdict, PrefixRule, RouteMapRule, TargetRule

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
        """Return what a route map makes of a route; one that does not exist lets nothing through."""
        if route_map is None:
            return PASSES
        for rule in self.route_maps.get(route_map, ()):
            if self._matches(rule, network, targets):
                return rule.verdict
        return DENIED

    def permits(self, route_map: str | None, network: IPv4Network) -> bool:
        """Tell whether a route map lets a prefix through."""
        return self.verdict(route_map, network, frozenset()).permits

    def _matches(self, rule: RouteMapRule, network: IPv4Network | None, targets: Targets) -> bool:
        if rule.prefix_list is not None and (network is None or not self._listed(rule.prefix_list, network)):
            return False
        return rule.target_list is None or self._has_listed(rule.target_list, targets)

    def _has_listed(self, target_list: str, targets: Targets) -> bool:
        for rule in self.target_lists.get(target_list, ()):
            if rule.target in targets:
                return rule.permits
        return False

    def _listed(self, prefix_list: str, network: IPv4Network) -> bool:
        for rule in self.prefix_lists.get(prefix_list, ()):
            if rule.matches(network):
                return rule.permits
        return False

    def address_of(self, interface: str) -> IPv4Interface | None:
        """Return the address of an interface by name, None when it has none."""
        found = self.interfaces.get(interface)
        return found.address if found else None
