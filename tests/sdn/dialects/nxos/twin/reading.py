"""What an NX-OS configuration means: interfaces, VLANs and the tunnel interface; of routing nothing is read yet."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface

from twin.device_view import DEFAULT_VRF, DeviceView, InterfaceKind, InterfaceView, VlanView, VxlanView

_KINDS: dict[str, InterfaceKind] = {
    "Ethernet": "ethernet",
    "port-channel": "bundle",
    "loopback": "loopback",
    "mgmt": "management",
    "Vlan": "svi",
    "nve": "tunnel",
}
Sections = dict[str, list[str]]


def sections(text: str) -> Sections:
    """Return the top lines of a configuration with the lines below them."""
    found: Sections = {}
    title = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("!"):
            continue
        if line[0] != " ":
            title = line.strip()
            found.setdefault(title, [])
        else:
            found[title].append(line.strip())
    return found


def device_view(name: str, text: str) -> DeviceView:
    """Return what the configuration of a switch means."""
    read = sections(text)
    vlans = {int(title.split()[1]): lines for title, lines in read.items() if re.fullmatch(r"vlan \d+", title)}
    segments = {number: int(vni) for number, lines in vlans.items() for vni in _values(lines, "vn-segment ")}
    interfaces = [
        _interface(title.split()[1], lines) for title, lines in read.items() if title.startswith("interface ")
    ]
    nve = read.get("interface nve1")
    return DeviceView(
        name=name,
        hostname=next((title.split()[1] for title in read if title.startswith("hostname ")), "switch"),
        interfaces={interface.name: interface for interface in interfaces},
        vlans={
            number: VlanView(number, next(_values(lines, "name "), ""), frozenset(), active=True)
            for number, lines in vlans.items()
        },
        vrfs=frozenset(title.split()[2] for title in read if title.startswith("vrf context ")),
        routed_vrfs=frozenset({DEFAULT_VRF}),
        mlag=None,
        vxlan=_tunnel(nve, segments) if nve is not None else None,
        bgp=None,
        prefix_lists={},
        target_lists={},
        route_maps={},
        static_routes={},
        lldp="feature lldp" in read,
        not_understood=tuple(title for title in read if title.startswith("router ")),
    )


def _interface(name: str, lines: list[str]) -> InterfaceView:
    kind = next(kind for word, kind in _KINDS.items() if name.startswith(word))
    address = next(_values(lines, "ip address "), None)
    group = next(_values(lines, "channel-group "), "").split()
    return InterfaceView(
        name=name,
        kind=kind,
        description=next(_values(lines, "description "), ""),
        shutdown="shutdown" in lines,
        mtu=int(next(_values(lines, "mtu "), "1500")),
        switched=kind in {"ethernet", "bundle"} and "no switchport" not in lines,
        vrf=next(_values(lines, "vrf member "), DEFAULT_VRF),
        address=IPv4Interface(address) if address else None,
        virtual_address=None,
        mode="trunk" if "switchport mode trunk" in lines else "access",
        access_vlan=1,
        native_vlan=int(next(_values(lines, "switchport trunk native vlan "), "1")),
        trunk_vlans=frozenset(_ranges(next(_values(lines, "switchport trunk allowed vlan "), ""))),
        trunk_groups=frozenset(),
        bundle=f"port-channel{group[0]}" if group else None,
        vlan=int(name.removeprefix("Vlan")) if kind == "svi" else None,
        parent=None,
        lacp="active" if "active" in group else "",
        mlag=None,
        autostate=True,
        lldp=True,
    )


def _tunnel(lines: list[str], segments: dict[int, int]) -> VxlanView:
    members = {int(vni) for vni in _values(lines, "member vni ") if vni.isdigit()}
    return VxlanView(
        source_interface=next(_values(lines, "source-interface "), ""),
        udp_port=4789,
        vlan_vnis={vlan: vni for vlan, vni in segments.items() if vni in members},
        vrf_vnis={},
        shutdown="no shutdown" not in lines,
    )


def _values(lines: list[str], words: str) -> Iterator[str]:
    yield from (line.removeprefix(words) for line in lines if line.startswith(words))


def _ranges(text: str) -> Iterator[int]:
    for span in text.split(",") if text and text != "none" else ():
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)
