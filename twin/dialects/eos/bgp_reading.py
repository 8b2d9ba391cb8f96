"""What `router bgp` means: its neighbors with what they inherit, what is announced, and the EVPN instances."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from twin.bgp_view import BgpInstance, BgpView, MacVrf, PeerView
from twin.dialects.eos.tree import ConfigSection
from twin.dialects.eos.values import expand_ranges


def bgp_view(asn: str, section: ConfigSection) -> BgpView:
    """Return what a `router bgp` section means."""
    default_on = section.line("bgp default ipv4-unicast") is None
    families = dict(section.sections("address-family"))
    instances = {"default": _instance("default", section, section, families, default_on=default_on)}
    for name, inner in section.sections("vrf"):
        own = {"ipv4": dict(inner.sections("address-family")).get("ipv4", ConfigSection("bgp-vrf-family"))}
        instances[name] = _instance(name, inner, section, own, default_on=True)
    mac_vrfs: dict[int, MacVrf] = {}
    for number, inner in section.sections("vlan"):
        mac_vrfs[int(number)] = _mac_vrf(int(number), inner)
    for _, inner in section.sections("vlan-aware-bundle"):
        for vlan in expand_ranges(inner.value("vlan") or "0", 0, 4094) or ():
            mac_vrfs[vlan] = _mac_vrf(vlan, inner)
    return BgpView(asn, instances, mac_vrfs)


def _mac_vrf(vlan: int, section: ConfigSection) -> MacVrf:
    imported, exported = _targets(section)
    learned = section.line("redistribute learned") is not None
    return MacVrf(vlan, section.value("rd") or "", imported, exported, learned)


def _targets(section: ConfigSection) -> tuple[frozenset[str], frozenset[str]]:
    imported, exported = set(), set()
    for line in section.lines("route-target"):
        direction, *_, target = line.split()
        if direction in ("both", "import"):
            imported.add(target)
        if direction in ("both", "export"):
            exported.add(target)
    return frozenset(imported), frozenset(exported)


def _instance(
    vrf: str, section: ConfigSection, bgp: ConfigSection, families: dict[str, ConfigSection], *, default_on: bool
) -> BgpInstance:
    ipv4 = families.get("ipv4", ConfigSection("bgp-family"))
    addresses = {line.split()[0] for line in section.lines("neighbor") if line[0].isdigit()}
    peers = [_peer(address, section, bgp, families, default_on=default_on) for address in sorted(addresses)]
    connected = _first(section, ipv4, "redistribute connected")
    networks = [line.split()[0] for where in (section, ipv4) for line in where.lines("network")]
    imported, exported = _targets(section)
    return BgpInstance(
        vrf=vrf,
        router_id=section.value("router-id") or bgp.value("router-id") or "",
        peers={peer.address: peer for peer in peers},
        redistributes_connected=connected is not None,
        connected_route_map=(connected or "").removeprefix("route-map ") or None,
        redistributes_static=_first(section, ipv4, "redistribute static") is not None,
        networks=tuple(IPv4Network(network) for network in networks),
        rd=section.value("rd") or "",
        import_targets=imported,
        export_targets=exported,
    )


def _first(section: ConfigSection, family: ConfigSection, key: str) -> str | None:
    value = section.value(key)
    return family.value(key) if value is None else value


@dataclass(frozen=True, slots=True)
class _Attributes:
    """Where the attributes of one neighbor may stand: at itself first, then at its peer group."""

    places: tuple[tuple[ConfigSection, str], ...]

    def value(self, name: str) -> str | None:
        """Return an attribute's value (empty for one without), None when it is set nowhere or negated first."""
        for section, peer in self.places:
            line = section.line(f"neighbor {peer} {name}")
            if line is not None:
                return None if line.startswith("no ") else section.value(f"neighbor {peer} {name}")
        return None

    def has(self, name: str) -> bool:
        """Tell whether an attribute is set."""
        return self.value(name) is not None

    def activated(self, *, otherwise: bool) -> bool:
        """Tell whether the neighbor takes part in the address family that these places belong to."""
        for section, peer in self.places:
            line = section.line(f"neighbor {peer} activate")
            if line is not None:
                return not line.startswith("no ")
        return otherwise

    def route_map(self, direction: str) -> str | None:
        """Return the route map that is applied in one direction."""
        for section, peer in self.places:
            for line in section.lines(f"neighbor {peer} route-map"):
                name, way = line.split()
                if way == direction:
                    return name
        return None


def _peer(
    address: str, section: ConfigSection, bgp: ConfigSection, families: dict[str, ConfigSection], *, default_on: bool
) -> PeerView:
    group = section.value(f"neighbor {address} peer group") or ""
    own = _Attributes(((section, address), (bgp, group)) if group else ((section, address),))
    evpn, ipv4 = (
        _Attributes(
            tuple((families.get(family, ConfigSection("bgp-family")), name) for name in (address, group) if name)
        )
        for family in ("evpn", "ipv4")
    )
    communities = own.value("send-community")
    return PeerView(
        address=IPv4Address(address),
        remote_as=own.value("remote-as") or "",
        local_as=(own.value("local-as") or "").split(" ")[0],
        group=group,
        description=own.value("description") or "",
        update_source=own.value("update-source") or "",
        shutdown=own.has("shutdown"),
        multihop=own.has("ebgp-multihop") or own.has("ttl maximum-hops"),
        has_password=own.has("password"),
        next_hop_unchanged=own.has("next-hop-unchanged") or evpn.has("next-hop-unchanged"),
        next_hop_self=own.has("next-hop-self") or ipv4.has("next-hop-self"),
        allow_own_as=own.has("allowas-in"),
        sends_extended_communities=communities is not None and (not communities or "extended" in communities),
        route_map_in=own.route_map("in") or ipv4.route_map("in"),
        route_map_out=own.route_map("out") or ipv4.route_map("out"),
        evpn_route_map_in=own.route_map("in") or evpn.route_map("in"),
        evpn_route_map_out=own.route_map("out") or evpn.route_map("out"),
        ipv4=ipv4.activated(otherwise=default_on),
        evpn=evpn.activated(otherwise=False),
    )
