"""What a running configuration means: interfaces, VLANs, MLAG, VXLAN and routing policy as typed values."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from lab.eos.bgp_view import BgpView, bgp_view
from lab.eos.edits import allowed_vlans
from lab.eos.policy import PrefixRule, RouteMapRule, TargetRule, prefix_list, route_maps, target_lists
from lab.eos.tree import Section
from lab.eos.values import INTERFACE_KINDS

_DEFAULT_MTU = 1500


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """One interface as configured."""

    name: str
    kind: str
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
    channel_group: int | None
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
    static_routes: dict[str, tuple[IPv4Network, ...]]
    lldp: bool

    def permits(self, route_map: str | None, network: IPv4Network) -> bool:
        """Tell whether a route map lets a prefix through; a route map that does not exist lets nothing through."""
        if route_map is None:
            return True
        for rule in self.route_maps.get(route_map, ()):
            if rule.target_list is None and (rule.prefix_list is None or self._listed(rule.prefix_list, network)):
                return rule.permits
        return False

    def permits_targets(self, route_map: str | None, targets: frozenset[str]) -> bool:
        """Tell whether a route map lets an EVPN route with these route targets through."""
        if route_map is None:
            return True
        for rule in self.route_maps.get(route_map, ()):
            if rule.prefix_list is None and (rule.target_list is None or self._has_listed(rule.target_list, targets)):
                return rule.permits
        return False

    def _has_listed(self, target_list: str, targets: frozenset[str]) -> bool:
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


def device_view(name: str, running: Section) -> DeviceView:
    """Return what the running configuration of a switch means."""
    vlan_sections = {int(number): section for number, section in running.sections("vlan")}
    vlans = {number: _vlan(number, section) for number, section in vlan_sections.items()}
    vlans.setdefault(1, VlanView(1, "default", frozenset(), active=True))
    routed = {"default"} if running.line("ip routing") == "ip routing" else set()
    routed |= {line.removeprefix("vrf ") for line in running.lines("ip routing")}
    bgp = next(((number, section) for number, section in running.sections("router bgp")), None)
    mlag = running.entries.get("mlag configuration")
    interfaces = [_interface(line, section) for line, section in running.sections("interface")]
    vxlan = next((section for line, section in running.sections("interface") if line == "Vxlan1"), None)
    return DeviceView(
        name=name,
        hostname=running.value("hostname") or "localhost",
        interfaces={interface.name: interface for interface in interfaces},
        vlans=vlans,
        vrfs=frozenset(line for line, _ in running.sections("vrf instance")),
        routed_vrfs=frozenset(routed),
        mlag=_mlag(mlag.section) if mlag and mlag.section and mlag.section.entries else None,
        vxlan=_vxlan(vxlan) if vxlan is not None else None,
        bgp=bgp_view(bgp[0], bgp[1]) if bgp else None,
        prefix_lists={line: prefix_list(section) for line, section in running.sections("ip prefix-list")},
        target_lists=target_lists(running),
        route_maps=route_maps(running),
        static_routes=_static_routes(running),
        lldp=running.line("lldp run") != "no lldp run",
    )


def _interface(name: str, section: Section) -> InterfaceView:
    kind = next(kind for kind in INTERFACE_KINDS if name.startswith(kind))
    group = (section.value("channel-group") or "").split()
    native = section.value("switchport trunk native vlan") or "1"
    address, virtual = section.value("ip address"), section.value("ip address virtual")
    return InterfaceView(
        name=name,
        kind=kind,
        description=section.value("description") or "",
        shutdown=section.line("shutdown") == "shutdown",
        mtu=int(section.value("mtu") or _DEFAULT_MTU),
        switched=kind in ("Ethernet", "Port-Channel") and section.line("switchport") != "no switchport",
        vrf=section.value("vrf") or "default",
        address=IPv4Interface(address) if address and address != "dhcp" else None,
        virtual_address=IPv4Interface(virtual) if virtual else None,
        mode=section.value("switchport mode") or "access",
        access_vlan=int(section.value("switchport access vlan") or 1),
        native_vlan=0 if native == "tag" else int(native),
        trunk_vlans=allowed_vlans(section),
        trunk_groups=frozenset(section.lines("switchport trunk group")),
        channel_group=int(group[0]) if group else None,
        lacp=group[-1] if group else "",
        mlag=int(section.value("mlag") or 0) or None,
        autostate=section.line("autostate") != "no autostate",
        lldp=section.line("lldp transmit") != "no lldp transmit",
    )


def _vlan(number: int, section: Section) -> VlanView:
    name = section.value("name") or ("default" if number == 1 else f"VLAN{number:04}")
    groups = frozenset(section.lines("trunk group"))
    return VlanView(number, name, groups, active=section.value("state") != "suspend")


def _mlag(section: Section) -> MlagView:
    address = section.value("peer-address")
    delay = int(section.value("reload-delay mlag") or section.value("reload-delay") or 300)
    other = section.value("reload-delay non-mlag")
    return MlagView(
        domain=section.value("domain-id") or "",
        local_interface=section.value("local-interface") or "",
        peer_address=IPv4Address(address) if address else None,
        peer_link=section.value("peer-link") or "",
        reload_delay=delay,
        reload_delay_other=int(other) if other else delay,
        shutdown=section.line("shutdown") == "shutdown",
    )


def _vxlan(section: Section) -> VxlanView:
    vlans, vrfs = {}, {}
    for line in section.lines("vxlan vlan"):
        number, word, rest = line.split(maxsplit=2)
        if word == "vni":
            vlans[int(number)] = int(rest)
    for line in section.lines("vxlan vrf"):
        name, _, vni = line.split()
        vrfs[name] = int(vni)
    return VxlanView(
        source_interface=section.value("vxlan source-interface") or "",
        udp_port=int(section.value("vxlan udp-port") or 4789),
        vlan_vnis=vlans,
        vrf_vnis=vrfs,
        shutdown=section.line("shutdown") == "shutdown",
    )


def _static_routes(running: Section) -> dict[str, tuple[IPv4Network, ...]]:
    routes: dict[str, list[IPv4Network]] = {}
    for line in running.lines("ip route"):
        words = line.split()
        vrf = words[1] if words[0] == "vrf" else "default"
        routes.setdefault(vrf, []).append(IPv4Network(words[2] if words[0] == "vrf" else words[0]))
    return {vrf: tuple(networks) for vrf, networks in routes.items()}
