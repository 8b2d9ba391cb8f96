"""What of a router's intent FRR's configuration and Linux's interfaces show; what they cannot show is as it is wanted.

A network is known here by its VNI alone, and a server's port by nobody: names come from what is wanted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from sdn.configuration import Tree
from sdn.dialects.shown_values import address, interface_address, number, value
from sdn.intent.model import DeviceIntent, Loopback, PortKind, SwitchPort, Vlan
from sdn.intent.routing import (
    AddressFamily,
    Bgp,
    Neighbor,
    PeerGroup,
    PrefixList,
    RouteMap,
    RouteMapEntry,
    RouteTargetList,
)

_TUNNEL: Final = re.compile(r"link vx(\d+)")
_LOCAL: Final = re.compile(r"type vxlan id \d+ local (\S+) .*")
_SUBINTERFACE: Final = re.compile(r"link \S+\.(\d+)")
_PREFIX: Final = re.compile(r"ip prefix-list (\S+) seq \d+ permit (\d+\.\d+\.\d+\.\d+/\d+)(?: ge (\d+))?")
_TARGET: Final = re.compile(r"bgp extcommunity-list standard (\S+) seq \d+ permit rt (\d+):\d+")
_MAP: Final = re.compile(r"route-map (\S+) (permit|deny) (\d+)")
_GROUP: Final = re.compile(r"neighbor (\S+) peer-group")
_MEMBER: Final = re.compile(r"neighbor (\S+) peer-group (\S+)")
_FAMILIES: Final = {
    AddressFamily.IPV4: "address-family ipv4 unicast",
    AddressFamily.EVPN: "address-family l2vpn evpn",
}


def shown_intent(tree: Tree, wanted: DeviceIntent) -> DeviceIntent | None:
    """Return the intent that a configuration shows; None for a router without BGP, which is in no fabric yet."""
    title = next((line for line in tree if line.startswith("router bgp ")), None)
    return None if title is None else _Shown(tree, wanted, title).intent()


def port_of_section(line: str) -> str | int | None:
    """Return which port a top line configures, also of one of its VLANs; None for any other line."""
    kind, _, name = line.partition(" ")
    return name.partition(".")[0] if kind in {"interface", "link"} else None


def interfaces_up(tree: Tree) -> frozenset[str]:
    """Name the interfaces that a configuration keeps up: those of FRR, and Linux's that it sets up."""
    named = {line.removeprefix("interface ") for line in tree if line.startswith("interface ")}
    links = {line.removeprefix("link "): below for line, below in tree.items() if line.startswith("link ")}
    return frozenset(named | {name for name, below in links.items() if "up" in below})


@dataclass(frozen=True)
class _Shown:
    """Reads one configuration."""

    tree: Tree
    wanted: DeviceIntent
    title: str

    def intent(self) -> DeviceIntent:
        bgp = self._bgp()
        return replace(
            self.wanted,
            loopbacks=tuple(self._loopbacks(bgp.router_id)),
            vlans=self.vlans,
            ports=tuple(map(self._port, self.wanted.ports)),
            vtep=self._vtep(),
            prefix_lists=tuple(self._prefix_lists()),
            route_target_lists=tuple(self._targets()),
            route_maps=tuple(self._maps()),
            bgp=bgp,
        )

    def _loopbacks(self, router_id: IPv4Address) -> Iterator[Loopback]:
        described = {loopback.number: loopback.description for loopback in self.wanted.loopbacks}
        for line in self.tree.get("interface lo", {}):
            shown = interface_address(line.removeprefix("ip address "))
            if shown is not None:
                order = 0 if shown.ip == router_id else 1
                yield Loopback(order, described.get(order, ""), shown.ip)

    @cached_property
    def vlans(self) -> tuple[Vlan, ...]:
        return tuple(self._vlans())

    def _vlans(self) -> Iterator[Vlan]:
        known = {vlan.vni: vlan for vlan in self.wanted.vlans}
        tagged = self._tagged()
        for line, section in self.tree.items():
            if found := _TUNNEL.fullmatch(line):
                vni, mtu = int(found[1]), number(value(section, "mtu ")) or 0
                same = known.get(vni)
                if same is not None:
                    yield replace(same, mtu=mtu)
                else:
                    # Nothing says which VLAN it was on ports that carried it untagged.
                    yield Vlan(tagged.get(vni, -vni), "", vni, mtu, self.wanted.origin)

    def _tagged(self) -> Mapping[int, int]:
        """Map VNIs to the VLANs under which ports carry them tagged."""
        return {
            vni: int(found[1])
            for line, section in self.tree.items()
            if (found := _SUBINTERFACE.fullmatch(line)) and (vni := number(value(section, "master br"))) is not None
        }

    def _vtep(self) -> IPv4Address | None:
        for line, section in self.tree.items():
            if _TUNNEL.fullmatch(line):
                kinds = (found for item in section if (found := _LOCAL.fullmatch(item)))
                return next((address(found[1]) for found in kinds), None)
        # Without a network there is no tunnel end to read it from.
        return self.wanted.vtep

    def _port(self, wanted: SwitchPort) -> SwitchPort:
        blank = SwitchPort(wanted.name, PortKind.UNUSED, wanted.origin)
        section = self.tree.get(f"interface {wanted.name}", {})
        shown = interface_address(value(section, "ip address "))
        if shown is not None:
            description = value(section, "description ") or ""
            mtu = number(value(self.tree.get(f"link {wanted.name}", {}), "mtu "))
            return replace(blank, kind=PortKind.ROUTED, description=description, mtu=mtu, address=shown)
        vlans = self._carried(wanted.name)
        if not vlans and wanted.kind is not PortKind.TRUNK:
            return blank
        link = self.tree.get(f"link {wanted.name}", {})
        numbers = {vlan.vni: vlan.number for vlan in self.vlans}
        untagged = numbers.get(number(value(link, "master br")))
        mtu = number(value(link, "mtu "))
        return replace(wanted, kind=PortKind.TRUNK, mtu=mtu, vlans=vlans, untagged=untagged)

    def _carried(self, port: str) -> tuple[int, ...]:
        numbers = {vlan.vni: vlan.number for vlan in self.vlans}
        bridges = (
            number(value(section, "master br"))
            for line, section in self.tree.items()
            if line == f"link {port}" or line.startswith(f"link {port}.")
        )
        return tuple(sorted(numbers[vni] for vni in bridges if vni in numbers))

    def _prefix_lists(self) -> Iterator[PrefixList]:
        lists: dict[str, tuple[list[IPv4Network], int | None]] = {}
        for line in self.tree:
            if found := _PREFIX.fullmatch(line):
                prefixes, _ = lists.get(found[1], ([], None))
                prefixes.append(IPv4Network(found[2], strict=False))
                lists[found[1]] = prefixes, number(found[3])
        yield from (PrefixList(name, tuple(prefixes), length) for name, (prefixes, length) in lists.items())

    def _targets(self) -> Iterator[RouteTargetList]:
        lists: dict[str, list[int]] = {}
        for line in self.tree:
            if found := _TARGET.fullmatch(line):
                lists.setdefault(found[1], []).append(int(found[2]))
        yield from (RouteTargetList(name, tuple(vnis)) for name, vnis in lists.items())

    def _maps(self) -> Iterator[RouteMap]:
        wanted = {(one.name, entry.sequence): entry for one in self.wanted.route_maps for entry in one.entries}
        maps: dict[str, list[RouteMapEntry]] = {}
        for line, section in self.tree.items():
            if found := _MAP.fullmatch(line):
                sequence = int(found[3])
                same = wanted.get((found[1], sequence))
                entry = RouteMapEntry(
                    sequence,
                    found[2] == "permit",
                    prefix_list=value(section, "match ip address prefix-list "),
                    route_target_list=value(section, "match extcommunity "),
                    set_origin_incomplete=same is not None and same.set_origin_incomplete,
                )
                maps.setdefault(found[1], []).append(entry)
        yield from (RouteMap(name, tuple(entries)) for name, entries in maps.items())

    def _bgp(self) -> Bgp:
        section = self.tree[self.title]
        ipv4 = section.get(_FAMILIES[AddressFamily.IPV4], {})
        return replace(
            self.wanted.bgp,
            asn=number(self.title.removeprefix("router bgp ")) or 0,
            router_id=address(value(section, "bgp router-id ")) or self.wanted.bgp.router_id,
            maximum_paths=number(value(ipv4, "maximum-paths ")) or 1,
            redistribute_connected=value(ipv4, "redistribute connected route-map ") or "",
            peer_groups=tuple(self._groups(section)),
            neighbors=tuple(self._neighbors(section)),
        )

    def _groups(self, section: Tree) -> Iterator[PeerGroup]:
        known = {group.name: group for group in self.wanted.bgp.peer_groups}
        for line in section:
            if found := _GROUP.fullmatch(line):
                yield _group(section, found[1], known.get(found[1]) or PeerGroup(found[1], ()))

    def _neighbors(self, section: Tree) -> Iterator[Neighbor]:
        devices = {neighbor.description: neighbor.device for neighbor in self.wanted.bgp.neighbors}
        for line in section:
            found = _MEMBER.fullmatch(line)
            end = address(found[1]) if found else None
            if found and end:
                description = value(section, f"neighbor {end} description ") or ""
                asn = number(value(section, f"neighbor {end} remote-as ")) or 0
                device = devices.get(description, description.partition(" ")[0])
                yield Neighbor(end, found[2], asn, device, description)


def _group(section: Tree, name: str, like: PeerGroup) -> PeerGroup:
    words = f"neighbor {name} "
    active = {
        family: below for family, title in _FAMILIES.items() if f"{words}activate" in (below := section.get(title, {}))
    }
    policy = re.compile(re.escape(f"{words}route-map ") + r"(\S+) (in|out)")
    policies = {found[2]: found[1] for below in active.values() for line in below if (found := policy.fullmatch(line))}
    return replace(
        like,
        families=tuple(active),
        from_loopback=value(section, f"{words}update-source ") is not None,
        multihop=number(value(section, f"{words}ebgp-multihop ")),
        own_asn_allowed=any(value(below, f"{words}allowas-in") is not None for below in active.values()),
        route_map_in=policies.get("in"),
        route_map_out=policies.get("out"),
    )
