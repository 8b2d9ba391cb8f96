"""What `router bgp` means: its neighbors with what they inherit, what is announced, and the EVPN instances."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from twin.bgp_view import BgpInstance, BgpView, MacVrf, PeerFamily, PeerView, Redistribution
from twin.device_view import DEFAULT_VRF
from twin.dialects.eos.tree import ConfigSection
from twin.dialects.eos.values import expand_ranges

_ALLOWED_BY_DEFAULT = 3
"""`allowas-in` without a number (EOS user manual, "neighbor allowas-in")."""


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
    for bundle, inner in section.sections("vlan-aware-bundle"):
        for vlan in expand_ranges(inner.value("vlan") or "0", 0, 4094) or ():
            mac_vrfs[vlan] = _mac_vrf(vlan, inner, bundle)
    return BgpView(asn, instances, mac_vrfs)


def _mac_vrf(vlan: int, section: ConfigSection, bundle: str = "") -> MacVrf:
    imported, exported = _targets(section)
    learned = section.line("redistribute learned") is not None
    return MacVrf(vlan, section.value("rd") or "", imported, exported, learned, bundle)


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
    imported, exported = _targets(section)
    external, internal = _distances(section)
    paths = (section.value("maximum-paths") or "1").split()[0]
    return BgpInstance(
        vrf=vrf,
        router_id=section.value("router-id") or (bgp.value("router-id") if vrf == DEFAULT_VRF else "") or "",
        peers={peer.address: peer for peer in peers},
        redistributions=tuple(_redistributions(section, ipv4)),
        networks=_networks(section, ipv4),
        distance_external=external,
        distance_internal=internal,
        paths=int(paths),
        rd=section.value("rd") or "",
        import_targets=imported,
        export_targets=exported,
    )


def _distances(section: ConfigSection) -> tuple[int, int]:
    """Return the distances of routes from outside and inside; EOS takes 200 for each unless told (`distance bgp`)."""
    words = (section.value("distance bgp") or "200").split()
    external = int(words[0])
    return external, int(words[1]) if len(words) > 1 else external


def _redistributions(*places: ConfigSection) -> Iterator[Redistribution]:
    for source in ("connected", "static"):
        for place in places:
            line = place.value(f"redistribute {source}")
            if line is not None:
                yield Redistribution(source, line.removeprefix("route-map ") or None)
                break


def _networks(*places: ConfigSection) -> dict[IPv4Network, str | None]:
    networks: dict[IPv4Network, str | None] = {}
    for line in (line for place in places for line in place.lines("network")):
        network, _, rest = line.partition(" ")
        networks[IPv4Network(network)] = rest.removeprefix("route-map ") or None
    return networks


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
    allowed = own.value("allowas-in")
    local = (own.value("local-as") or "").split()
    return PeerView(
        address=IPv4Address(address),
        remote_as=own.value("remote-as") or "",
        local_as=local[0] if local else "",
        group=group,
        description=own.value("description") or "",
        update_source=own.value("update-source") or "",
        shutdown=own.has("shutdown"),
        multihop=own.has("ebgp-multihop") or own.has("ttl maximum-hops"),
        has_password=own.has("password"),
        allow_own_as=0 if allowed is None else int(allowed or _ALLOWED_BY_DEFAULT),
        replaces_as="replace-as" in local,
        reflects=own.has("route-reflector-client"),
        sends_extended_communities=communities is not None and (not communities or "extended" in communities),
        ipv4=_family(own, ipv4, filters=(own, ipv4)) if ipv4.activated(otherwise=default_on) else None,
        evpn=_family(own, evpn, filters=(evpn,)) if evpn.activated(otherwise=False) else None,
    )


def _family(own: _Attributes, family: _Attributes, filters: tuple[_Attributes, ...]) -> PeerFamily:
    """Return how a neighbor takes part in an address family.

    A route map that stands at the neighbor itself filters unicast routes; EVPN routes are filtered by what stands in
    `address-family evpn` alone, which is where Arista's validated designs put it (RM-EVPN-SOO-IN). What is said of next
    hops at the neighbor holds in every family.
    """
    return PeerFamily(
        route_map_in=_route_map(filters, "in"),
        route_map_out=_route_map(filters, "out"),
        next_hop_unchanged=own.has("next-hop-unchanged") or family.has("next-hop-unchanged"),
        next_hop_self=own.has("next-hop-self") or family.has("next-hop-self"),
    )


def _route_map(places: tuple[_Attributes, ...], direction: str) -> str | None:
    """Return the route map that counts: the family's own before the neighbor's."""
    return next((found for place in reversed(places) if (found := place.route_map(direction))), None)
