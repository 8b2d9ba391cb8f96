"""What of a switch's intent a configuration of Arista EOS shows; what it cannot show is taken as it is wanted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Address, IPv4Interface
from typing import Final

from sdn.configuration import Tree
from sdn.dialects.eos.shown_routing import shown_bgp, shown_policies
from sdn.dialects.shown_values import address, described_name, interface_address, number, numbers, value
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, PortKind, Svi, SwitchPort, Vlan, Vrf

_BUNDLE: Final = re.compile(r"interface Port-Channel(\d+)")
_LOOPBACK: Final = re.compile(r"interface Loopback(\d+)")
_SVI: Final = re.compile(r"interface Vlan(\d+)")
_VLAN: Final = re.compile(r"vlan (\d+)")
_TUNNEL: Final = "interface Vxlan1"
_UNTAGGED: Final = "switchport trunk native vlan "
_DEFAULT_MTU: Final = 1500


def shown_intent(tree: Tree, wanted: DeviceIntent) -> DeviceIntent | None:
    """Return the intent that a configuration shows; None for a switch without BGP, which is in no fabric yet."""
    bgp = next((line for line in tree if line.startswith("router bgp ")), None)
    return None if bgp is None else _Shown(tree, wanted).intent(bgp)


def port_of_section(line: str) -> str | int | None:
    """Return which port, by name, or bundle, by number, a top line configures; None for any other line."""
    bundle = _BUNDLE.fullmatch(line)
    if bundle:
        return int(bundle[1])
    return line.removeprefix("interface ") if line.startswith("interface ") else None


def interfaces_up(tree: Tree) -> frozenset[str]:
    """Name the interfaces that a configuration keeps up."""
    sections = (
        (line.removeprefix("interface "), below) for line, below in tree.items() if line.startswith("interface ")
    )
    return frozenset(name for name, below in sections if "shutdown" not in below)


@dataclass(frozen=True)
class _Shown:
    """Reads one configuration."""

    tree: Tree
    wanted: DeviceIntent

    def intent(self, bgp: str) -> DeviceIntent:
        lists, targets, maps = shown_policies(self.tree)
        return replace(
            self.wanted,
            management=self._management(),
            loopbacks=self.loopbacks,
            vlans=tuple(self._vlans()),
            vrfs=tuple(self._vrfs()),
            ports=tuple(self._ports()),
            port_channels=tuple(self._bundles()),
            svis=self.svis,
            vtep=self._vtep(),
            anycast_gateway_mac=self._gateway_mac(),
            mlag=self._mlag(),
            prefix_lists=lists,
            route_target_lists=targets,
            route_maps=maps,
            bgp=shown_bgp(self.tree, bgp, self.wanted),
        )

    def _sections(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, Tree]]:
        for line, section in self.tree.items():
            if found := pattern.fullmatch(line):
                yield int(found[1]), section

    def _management(self) -> Management:
        wanted = self.wanted.management
        section = next((below for below in self.tree.values() if f"vrf {wanted.vrf}" in below), {})
        shown = interface_address(value(section, "ip address "))
        gateway = address(value(self.tree, f"ip route vrf {wanted.vrf} 0.0.0.0/0 "))
        return replace(wanted, address=shown or wanted.address, gateway=gateway or wanted.gateway)

    @cached_property
    def loopbacks(self) -> tuple[Loopback, ...]:
        return tuple(
            Loopback(number, value(section, "description ") or "", shown.ip)
            for number, section in self._sections(_LOOPBACK)
            if (shown := interface_address(value(section, "ip address "))) is not None
        )

    def _vtep(self) -> IPv4Address | None:
        source = number(value(self.tree.get(_TUNNEL, {}), "vxlan source-interface Loopback"))
        return next((loopback.address for loopback in self.loopbacks if loopback.number == source), None)

    def _vlans(self) -> Iterator[Vlan]:
        tunnel = self.tree.get(_TUNNEL, {})
        known = {vlan.name[:32]: vlan for vlan in self.wanted.vlans}
        by_number = {vlan.number: vlan for vlan in self.wanted.vlans}
        for vlan, section in self._sections(_VLAN):
            name = value(section, "name ") or ""
            same = known.get(name) or by_number.get(vlan)
            yield Vlan(
                number=vlan,
                name=same.name if same is not None and same.name[:32] == name else name,
                vni=number(value(tunnel, f"vxlan vlan {vlan} vni ")),
                mtu=same.mtu if same is not None else _DEFAULT_MTU,
                origin=same.origin if same is not None else self.wanted.origin,
            )

    def _vrfs(self) -> Iterator[Vrf]:
        tunnel = self.tree.get(_TUNNEL, {})
        origins = {vrf.name: vrf.origin for vrf in self.wanted.vrfs}
        for line in self.tree:
            name = line.removeprefix("vrf instance ")
            if name not in {line, self.wanted.management.vrf}:
                vni = number(value(tunnel, f"vxlan vrf {name} vni ")) or 0
                yield Vrf(name, vni, origins.get(name, self.wanted.origin))

    @cached_property
    def peer_link(self) -> int | None:
        return number(value(self.tree.get("mlag configuration", {}), "peer-link Port-Channel"))

    def _ports(self) -> Iterator[SwitchPort]:
        for port in self.wanted.ports:
            yield self._port(port, self.tree.get(f"interface {port.name}"))

    def _port(self, wanted: SwitchPort, section: Tree | None) -> SwitchPort:
        blank = SwitchPort(wanted.name, PortKind.UNUSED, wanted.origin)
        if section is None or "shutdown" in section:
            return blank
        description = value(section, "description ") or ""
        bundle = number((value(section, "channel-group ") or "").partition(" ")[0])
        if "no switchport" in section:
            mtu, shown = number(value(section, "mtu ")), interface_address(value(section, "ip address "))
            return replace(blank, kind=PortKind.ROUTED, description=description, mtu=mtu, address=shown)
        server = described_name(description) if bundle is None or bundle != self.peer_link else None
        if bundle is not None:
            return replace(blank, kind=PortKind.MEMBER, description=description, port_channel=bundle, server=server)
        vlans = numbers(value(section, "switchport trunk allowed vlan ") or "")
        return replace(
            blank,
            kind=PortKind.TRUNK,
            description=description,
            mtu=wanted.mtu if wanted.kind is PortKind.TRUNK else None,
            vlans=vlans,
            untagged=number(value(section, _UNTAGGED)),
            server=server,
        )

    def _bundles(self) -> Iterator[PortChannel]:
        members: dict[int | None, list[str]] = {}
        for port in self._ports():
            members.setdefault(port.port_channel, []).append(port.name)
        origins = {channel.number: channel.origin for channel in self.wanted.port_channels}
        for bundle, section in self._sections(_BUNDLE):
            yield PortChannel(
                number=bundle,
                description=value(section, "description ") or "",
                members=tuple(members.get(bundle, ())),
                vlans=numbers(value(section, "switchport trunk allowed vlan ") or ""),
                untagged=number(value(section, _UNTAGGED)),
                is_peer_link=bundle == self.peer_link,
                origin=origins.get(bundle, self.wanted.origin),
            )

    @cached_property
    def svis(self) -> tuple[Svi, ...]:
        return tuple(self._svis())

    def _svis(self) -> Iterator[Svi]:
        origins = {svi.vlan: svi.origin for svi in self.wanted.svis}
        for vlan, section in self._sections(_SVI):
            virtual = interface_address(value(section, "ip address virtual "))
            shown = virtual or interface_address(value(section, "ip address "))
            if shown is not None:
                yield Svi(
                    vlan=vlan,
                    description=value(section, "description ") or "",
                    mtu=number(value(section, "mtu ")) or _DEFAULT_MTU,
                    vrf=value(section, "vrf "),
                    address=shown,
                    is_anycast=virtual is not None,
                    origin=origins.get(vlan, self.wanted.origin),
                )

    def _gateway_mac(self) -> str:
        return value(self.tree, "ip virtual-router mac-address ") or self.wanted.anycast_gateway_mac

    def _mlag(self) -> Mlag | None:
        section = self.tree.get("mlag configuration", {})
        vlan = number(value(section, "local-interface Vlan"))
        peer, own = address(value(section, "peer-address ")), self._svi_address(vlan)
        if vlan is None or peer is None or own is None or self.peer_link is None:
            return None
        wanted = self.wanted.mlag
        neighbor = next((svi.description.partition(" ")[0] for svi in self.svis if svi.vlan == vlan), "")
        return Mlag(
            domain=value(section, "domain-id ") or "",
            vlan=vlan,
            underlay_vlan=wanted.underlay_vlan if wanted is not None else 0,
            address=own,
            peer=neighbor,
            peer_address=peer,
            port_channel=self.peer_link,
        )

    def _svi_address(self, vlan: int | None) -> IPv4Interface | None:
        return next((svi.address for svi in self.svis if svi.vlan == vlan), None)
