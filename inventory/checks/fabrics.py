"""Fabrics: numbers, prefixes and what the render will need."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from inventory.fabric_platforms import platforms_of
from inventory.model.estate import Estate
from inventory.model.fabric import ANYCAST_GATEWAY_MAC, PEERING_VLAN_BASE, Fabric, Switch, SwitchRole
from inventory.model.origin import Origin
from inventory.model.platforms import PLATFORMS, platform_named
from inventory.model.sites import CableKind
from inventory.numbering import (
    MANAGEMENT_OFFSET,
    PRIVATE_ASNS,
    AddressesNeeded,
    addresses_needed,
    autonomous_system,
    inter_site_port,
    management_index,
)
from inventory.suggestions import did_you_mean
from inventory.verdict import Verdict, broken
from inventory.wording import counted

SETTINGS_OF_CAPABILITIES = (
    ("anycast_gateway_mac", "l3_vni", ANYCAST_GATEWAY_MAC),
    ("peering_vlan_base", "mlag", PEERING_VLAN_BASE),
)
"""What of a fabric's type only systems with a capability are given, and the value where it is left out."""
SHARED_CAPABILITIES = (
    ("mlag", "shares port channels between the switches of a pair"),
    ("l3_vni", "routes between networks"),
    ("overlay_on_underlay_sessions", "speaks EVPN on the sessions of its links"),
)
"""In what switches of one fabric must be alike; spines in the last alone, as they have no pairs and no networks."""
PREFIXES = ("router_ids", "vteps", "links", "peer_links", "management")


def unknown_nos(estate: Estate) -> Iterator[Verdict]:
    """A switch's network operating system is one that configurations can be rendered for."""
    known = tuple(platform.name for platform in PLATFORMS)
    for switch in estate.switches.values():
        if switch.nos not in known:
            yield broken(
                switch.fabric,
                _nos_of(estate, switch),
                f"Fabric {switch.fabric} runs {switch.nos}, which nothing can be rendered for.",
                did_you_mean(switch.nos, known),
            )


def unlike_switches(estate: Estate) -> Iterator[Verdict]:
    """The switches of a fabric run systems that pair up, route and exchange routes in the same way."""
    first: dict[tuple[str, str], Switch] = {}
    told: set[tuple[str, str]] = set()
    for switch in estate.switches.values():
        for capability, words in SHARED_CAPABILITIES:
            if switch.role is SwitchRole.SPINE and capability != "overlay_on_underlay_sessions":
                continue
            key = (switch.fabric, capability)
            other = first.setdefault(key, switch)
            here, there = (platform_named(one.nos) for one in (switch, other))
            if getattr(here.capabilities, capability) != getattr(there.capabilities, capability) and key not in told:
                told.add(key)
                own = next((one for one in (switch, other) if estate.device_types[one.type].nos is not None), switch)
                yield broken(
                    switch.fabric,
                    _nos_of(estate, own),
                    f"{switch.name} runs {here.title} and {other.name} {there.title}; only one of the two {words}.",
                    "Their addresses and sessions follow from that and would not fit together. Let all of a fabric run "
                    "systems that agree in it (docs/network-operating-systems.md).",
                )


def setting_without_capability(estate: Estate) -> Iterator[Verdict]:
    """What the type of a fabric sets is something that its switches can do."""
    for fabric in estate.fabrics.values():
        platforms = platforms_of(fabric, estate.switches.values())
        for key, capability, default in SETTINGS_OF_CAPABILITIES:
            lacking = [one for one in platforms if not getattr(one.capabilities, capability)]
            if lacking and getattr(fabric, key) != default:
                yield broken(
                    fabric.name,
                    _type_of(estate, fabric).at(key),
                    f"Fabric {fabric.name} runs {lacking[0].title}, which has no {capability}: {key} would be dropped.",
                    "No switch would be configured with it. Take it out, or choose a system that has it "
                    "(docs/network-operating-systems.md).",
                )


def _nos_of(estate: Estate, switch: Switch) -> Origin:
    """Find where it is written what a switch runs: with its device type, or with the type of its fabric."""
    kind = estate.device_types[switch.type]
    if kind.nos is not None:
        return kind.origin.at("nos")
    return _type_of(estate, estate.fabrics[switch.fabric]).at("nos")


def _type_of(estate: Estate, fabric: Fabric) -> Origin:
    """Find where the fabric's type is written: its switches come from there."""
    origins = (switch.origin for switch in estate.switches.values() if switch.fabric == fabric.name)
    return next((Origin(origin.file, origin.path[:2]) for origin in origins), fabric.origin.at("type"))


def site_with_two_fabrics(estate: Estate) -> Iterator[Verdict]:
    """A site has one fabric."""
    taken: dict[str, str] = {}
    for fabric in estate.fabrics.values():
        other = taken.setdefault(fabric.site, fabric.name)
        if other != fabric.name:
            yield broken(
                fabric.site,
                fabric.origin.at("site"),
                f"Fabrics {other} and {fabric.name} are both at {fabric.site}.",
                "Names and networks of a site belong to one fabric. Give the other one a site of its own.",
            )


def switch_number_clash(estate: Estate) -> Iterator[Verdict]:
    """The numbers in the names of a fabric's switches differ, role by role."""
    taken: dict[tuple[str, SwitchRole, int], Switch] = {}
    for switch in estate.switches.values():
        other = taken.setdefault((switch.fabric, switch.role, switch.number), switch)
        if other is not switch:
            yield broken(
                switch.name,
                switch.origin.at("names"),
                f"The names {other.name} and {switch.name} end in the same number.",
                "Addresses and ASNs are derived from it and would be the same. Give one of them another number.",
            )


def switch_number_beyond_slots(estate: Estate) -> Iterator[Verdict]:
    """Spines and border pairs are numbered within the room that the fabric's type leaves for them."""
    for switch in estate.switches.values():
        fabric = estate.fabrics[switch.fabric]
        number = switch.pair_number if switch.role is SwitchRole.BORDER else switch.number
        slots = {SwitchRole.SPINE: fabric.spine_slots, SwitchRole.BORDER: fabric.border_slots}.get(switch.role)
        if slots is not None and number is not None and number > slots and switch.side != "b":
            key = "spine_slots" if switch.role is SwitchRole.SPINE else "border_slots"
            yield broken(
                switch.name,
                switch.origin.at("names"),
                f"{switch.name} has number {number}; the addressing leaves room for {slots} ({key}).",
                f"Raising {key} later would renumber the fabric. Choose a lower number, or raise {key} before the first apply.",
            )


def asn_clash(estate: Estate) -> Iterator[Verdict]:
    """Each pair and each fabric's spines have an ASN that no other fabric has."""
    taken: dict[int, tuple[str, str]] = {}
    told: set[frozenset[str]] = set()
    for switch in estate.switches.values():
        fabric = estate.fabrics[switch.fabric]
        asn = autonomous_system(fabric, switch)
        group = switch.pair or f"the spines of {fabric.name}"
        other, other_fabric = taken.setdefault(asn, (group, fabric.name))
        both = frozenset((other_fabric, fabric.name))
        if other_fabric != fabric.name and both not in told:
            told.add(both)
            yield broken(
                fabric.name,
                fabric.origin.at("asn"),
                f"ASN {asn} belongs to {other} and to {group}.",
                "BGP drops routes that carry its own ASN. Move the fabric's asn away from the other's.",
            )


def asn_not_private(estate: Estate) -> Iterator[Verdict]:
    """The ASNs that are derived for a fabric are all private (RFC 6996)."""
    for fabric in estate.fabrics.values():
        switches = [switch for switch in estate.switches.values() if switch.fabric == fabric.name]
        derived = [(autonomous_system(fabric, switch), switch.name) for switch in switches]
        public = [(asn, name) for asn, name in derived if not any(asn in span for span in PRIVATE_ASNS)]
        if public:
            asn, name = public[0]
            yield broken(
                fabric.name,
                fabric.origin.at("asn"),
                f"Fabric {fabric.name} begins at ASN {fabric.asn}, so that {name} would have {asn}.",
                "That ASN may belong to others. Begin in 64512–65534 or 4200000000–4294967294 with room for every pair.",
            )


def prefix_overlap(estate: Estate) -> Iterator[Verdict]:
    """The prefixes of the fabrics do not overlap."""
    named: list[tuple[IPv4Network, str, Origin]] = []
    for fabric in estate.fabrics.values():
        for key in PREFIXES:
            prefix: IPv4Network = getattr(fabric, key)
            clash = next((label for other, label, _ in named if other.overlaps(prefix)), None)
            label = f"{key} of fabric {fabric.name}"
            if clash is not None:
                yield broken(
                    fabric.name,
                    fabric.origin.at(key),
                    f"{prefix} ({label}) overlaps the {clash}.",
                    "Two devices would get one address. Give each prefix a range of its own.",
                )
            named.append((prefix, label, fabric.origin.at(key)))


def prefix_too_small(estate: Estate) -> Iterator[Verdict]:
    """Each prefix of a fabric has room for what is numbered from it."""
    inter_site = _inter_site_ports(estate)
    switches: dict[str, list[Switch]] = {name: [] for name in estate.fabrics}
    for switch in estate.switches.values():
        switches[switch.fabric].append(switch)
    for fabric in estate.fabrics.values():
        needed = addresses_needed(fabric, switches[fabric.name], inter_site.get(fabric.name, ()))
        for key, count in _needs(needed).items():
            prefix: IPv4Network = getattr(fabric, key)
            if prefix.num_addresses < count:
                yield broken(
                    fabric.name,
                    fabric.origin.at(key),
                    f"{prefix} has {counted(prefix.num_addresses, 'address', 'addresses')}; the {key} of fabric {fabric.name} reach {count}.",
                    f"Take a /{32 - (count - 1).bit_length()} or larger. Changing it later renumbers the fabric.",
                )


def _needs(needed: AddressesNeeded) -> dict[str, int]:
    return {
        "router_ids": needed.router_ids,
        "vteps": needed.vteps,
        "links": needed.links + needed.inter_site_links,
        "peer_links": needed.peer_links,
        "management": needed.management,
    }


def _inter_site_ports(estate: Estate) -> dict[str, list[tuple[Switch, int]]]:
    """Collect, by fabric, the border ports whose cable is numbered from that fabric: the site that sorts first."""
    found: dict[str, list[tuple[Switch, int]]] = {}
    for cable in estate.switch_cables:
        if cable.kind is CableKind.INTER_SITE:
            end = min((cable.a, cable.b), key=lambda end: estate.switches[end.device].site)
            switch = estate.switches[end.device]
            kind = estate.device_types[switch.type]
            if end.port in kind.ports:
                found.setdefault(switch.fabric, []).append((switch, inter_site_port(kind, end.port)))
    return found


def management_gateway_outside(estate: Estate) -> Iterator[Verdict]:
    """The management gateway is an address of the management prefix."""
    for fabric in estate.fabrics.values():
        if fabric.management_gateway not in fabric.management:
            yield broken(
                fabric.name,
                fabric.origin.at("management_gateway"),
                f"The management gateway {fabric.management_gateway} is not in {fabric.management}.",
                "Switches could not reach it, and nobody the switches. Choose an address of the prefix.",
            )


def management_gateway_is_a_switch(estate: Estate) -> Iterator[Verdict]:
    """No switch gets the address of the management gateway."""
    for switch in estate.switches.values():
        fabric = estate.fabrics[switch.fabric]
        index = int(fabric.management_gateway) - int(fabric.management.network_address)
        if index == management_index(fabric, switch):
            yield broken(
                switch.name,
                fabric.origin.at("management_gateway"),
                f"The management gateway {fabric.management_gateway} is also the address of {switch.name}.",
                f"The first {MANAGEMENT_OFFSET} addresses of the prefix belong to no switch. Choose one of them.",
            )


RULES = (
    unknown_nos,
    unlike_switches,
    setting_without_capability,
    site_with_two_fabrics,
    switch_number_clash,
    switch_number_beyond_slots,
    asn_clash,
    asn_not_private,
    prefix_overlap,
    prefix_too_small,
    management_gateway_outside,
    management_gateway_is_a_switch,
)
