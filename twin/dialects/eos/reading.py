"""What a running configuration means: interfaces, VLANs, MLAG, VXLAN and routing policy as typed values."""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from twin.device_view import DeviceView, InterfaceKind, InterfaceView, MlagView, StaticRoute, VlanView, VxlanView
from twin.dialects.eos.bgp_reading import bgp_view
from twin.dialects.eos.edits import allowed_vlans
from twin.dialects.eos.not_modelled import has_effect, not_modelled
from twin.dialects.eos.policy_reading import prefix_list, route_maps, target_lists
from twin.dialects.eos.tree import ConfigSection
from twin.dialects.eos.values import INTERFACE_KINDS

_DEFAULT_MTU = 1500
_KINDS: dict[str, InterfaceKind] = {
    "Port-Channel": "bundle",
    "Ethernet": "ethernet",
    "Loopback": "loopback",
    "Management": "management",
    "Vlan": "svi",
    "Vxlan": "tunnel",
}


def device_view(name: str, running: ConfigSection, refused: tuple[str, ...] = ()) -> DeviceView:
    """Return what the running configuration of a switch means; `refused` are lines that were not understood."""
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
        not_understood=tuple(line for line in refused if has_effect(line)),
        without_effect=tuple(line for line in refused if not has_effect(line)),
        not_modelled=tuple(not_modelled(running)),
    )


def _interface(name: str, section: ConfigSection) -> InterfaceView:
    word = next(kind for kind in INTERFACE_KINDS if name.startswith(kind))
    kind = _KINDS[word]
    parent, dot, _ = name.partition(".")
    group = (section.value("channel-group") or "").split()
    native = section.value("switchport trunk native vlan") or "1"
    address, virtual = section.value("ip address"), section.value("ip address virtual")
    return InterfaceView(
        name=name,
        kind=kind,
        description=section.value("description") or "",
        shutdown=section.line("shutdown") == "shutdown",
        mtu=int(section.value("mtu") or _DEFAULT_MTU),
        switched=kind in ("ethernet", "bundle") and not dot and section.line("switchport") != "no switchport",
        vrf=section.value("vrf") or "default",
        address=IPv4Interface(address) if address and address != "dhcp" else None,
        virtual_address=IPv4Interface(virtual) if virtual else None,
        mode=section.value("switchport mode") or "access",
        access_vlan=int(section.value("switchport access vlan") or 1),
        native_vlan=0 if native == "tag" else int(native),
        trunk_vlans=allowed_vlans(section),
        trunk_groups=frozenset(section.lines("switchport trunk group")),
        bundle=f"Port-Channel{group[0]}" if group else None,
        vlan=int(name.removeprefix("Vlan")) if kind == "svi" else None,
        parent=parent if dot else None,
        lacp=group[-1] if group else "",
        mlag=int(section.value("mlag") or 0) or None,
        autostate=section.line("autostate") != "no autostate",
        lldp=section.line("lldp transmit") != "no lldp transmit",
    )


def _vlan(number: int, section: ConfigSection) -> VlanView:
    name = section.value("name") or ("default" if number == 1 else f"VLAN{number:04}")
    groups = frozenset(section.lines("trunk group"))
    return VlanView(number, name, groups, active=section.value("state") != "suspend")


def _mlag(section: ConfigSection) -> MlagView:
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


def _vxlan(section: ConfigSection) -> VxlanView:
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


def _static_routes(running: ConfigSection) -> dict[str, tuple[StaticRoute, ...]]:
    routes: dict[str, list[StaticRoute]] = {}
    for line in running.lines("ip route"):
        words = line.split()
        vrf = "default"
        if words[0] == "vrf":
            vrf, words = words[1], words[2:]
        next_hop = next((IPv4Address(word) for word in words[1:3] if word[0].isdigit() and "." in word), None)
        interface = words[1] if not words[1][0].isdigit() else ""
        distance = next((int(word) for word in words[2:4] if word.isdigit()), 1)
        routes.setdefault(vrf, []).append(StaticRoute(IPv4Network(words[0]), next_hop, interface, distance))
    return {vrf: tuple(found) for vrf, found in routes.items()}
