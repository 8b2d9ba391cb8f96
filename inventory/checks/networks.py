"""Zones and networks: VLANs, VNIs and subnets, those that are derived included."""

from collections.abc import Iterator

from inventory.fabric_platforms import platforms_of
from inventory.model.estate import Estate
from inventory.model.fabric import Network, Zone
from inventory.numbering import (
    LAST_VLAN,
    LAST_VNI,
    MANAGEMENT_VRF,
    MLAG_CONTROL_VLAN,
    UNDERLAY_PEERING_VLAN,
    peering_vlan,
)
from inventory.verdict import Verdict, broken, broken_by_key
from inventory.wording import counted

VLAN_NAME_MAXIMUM = 32
"""The longest VLAN name that EOS and NX-OS take."""
SMALLEST_SUBNET = 29
"""A gateway and hosts."""


def vlan_clash(estate: Estate) -> Iterator[Verdict]:
    """A VLAN id means one network at a site."""
    taken: dict[tuple[str, int], Network] = {}
    for network in estate.networks.values():
        for site in network.sites:
            other = taken.setdefault((site, network.vlan), network)
            if other is not network:
                yield broken(
                    network.name,
                    network.origin.at("vlan"),
                    f"Networks {other.name} and {network.name} both have VLAN {network.vlan} at {site}.",
                    "Their traffic would mix. Give one of them another VLAN.",
                )
                break


def vni_clash(estate: Estate) -> Iterator[Verdict]:
    """A VNI means one network or one zone in the whole estate."""
    taken: dict[int, str] = {}
    for noun, one in _numbered(estate):
        name = f"{noun} {one.name}"
        other = taken.setdefault(one.vni, name)
        if other != name:
            yield broken(
                one.name,
                one.origin.at("vni"),
                f"VNI {one.vni} belongs to {other} and to {name}.",
                "The fabric tells networks apart by their VNI, and without one of its own a network has 10000 + VLAN. "
                "Give one of them another.",
            )


def vni_beyond_numbers(estate: Estate) -> Iterator[Verdict]:
    """A VNI fits into the route distinguishers and route targets that are made of it."""
    for noun, one in _numbered(estate):
        if one.vni > LAST_VNI:
            yield broken(
                one.name,
                one.origin.at("vni"),
                f"The VNI {one.vni} of {noun} {one.name} is beyond {LAST_VNI}.",
                "Route distinguishers and targets keep 16 bits for it (RFC 4364), and switches would refuse them. Choose a lower one.",
            )


def _numbered(estate: Estate) -> Iterator[tuple[str, Zone | Network]]:
    yield from (("zone", zone) for zone in estate.zones.values() if zone.vni)
    yield from (("network", network) for network in estate.networks.values())


def vrf_id_clash(estate: Estate) -> Iterator[Verdict]:
    """A vrf_id numbers one zone."""
    taken: dict[int, str] = {}
    for zone in (zone for zone in estate.zones.values() if zone.vrf_id):
        other = taken.setdefault(zone.vrf_id, zone.name)
        # Two zones with one VNI and no vrf_id are a clash of VNIs, which has a rule of its own.
        if other != zone.name and not zone.vrf_id == zone.vni == estate.zones[other].vni:
            yield broken(
                zone.name,
                zone.origin.at("vrf_id"),
                f"Zones {other} and {zone.name} both have vrf_id {zone.vrf_id}.",
                "Their peering VLAN would be the same. Give one of them another.",
            )


def derived_vlan_out_of_range(estate: Estate) -> Iterator[Verdict]:
    """The MLAG peering VLAN that is derived for each zone must be a VLAN."""
    for zone in estate.zones.values():
        for fabric in estate.fabrics.values():
            vlan = peering_vlan(fabric, zone)
            if vlan > LAST_VLAN:
                own = zone.vrf_id != zone.vni
                has = f"vrf_id {zone.vrf_id}" if own else f"VNI {zone.vni} and no vrf_id"
                most = UNDERLAY_PEERING_VLAN - fabric.peering_vlan_base
                yield broken(
                    zone.name,
                    zone.origin.at("vrf_id") if own else zone.origin.at("vni"),
                    f"Zone {zone.name} has {has}, so its MLAG peering VLAN would be {vlan}.",
                    f"VLAN ids end at {LAST_VLAN}. Give the zone a vrf_id between 1 and {most}.",
                )
                break


def derived_vlan_clash(estate: Estate) -> Iterator[Verdict]:
    """No network has a VLAN that is derived for a zone's MLAG peering, or reserved for MLAG itself."""
    for fabric in estate.fabrics.values():
        if not any(one.capabilities.mlag for one in platforms_of(fabric, estate.switches.values())):
            continue
        taken = {
            UNDERLAY_PEERING_VLAN: "the peering of the underlay",
            MLAG_CONTROL_VLAN: "the control of MLAG",
        }
        for zone in estate.zones.values():
            vlan = peering_vlan(fabric, zone)
            if vlan in (UNDERLAY_PEERING_VLAN, MLAG_CONTROL_VLAN):
                yield broken(
                    zone.name,
                    zone.origin.at("vrf_id"),
                    f"Zone {zone.name} would peer in VLAN {vlan}, which is {taken[vlan]}.",
                    f"VLANs {UNDERLAY_PEERING_VLAN} and {MLAG_CONTROL_VLAN} are taken. Give the zone another vrf_id.",
                )
            taken.setdefault(vlan, f"the MLAG peering of zone {zone.name}")
        for network in estate.networks.values():
            if network.vlan in taken and fabric.site in network.sites:
                yield broken(
                    network.name,
                    network.origin.at("vlan"),
                    f"Network {network.name} has VLAN {network.vlan}, which is {taken[network.vlan]} in fabric {fabric.name}.",
                    "Routes between the pair would leak into the network. Give the network another VLAN.",
                )


def subnet_overlap(estate: Estate) -> Iterator[Verdict]:
    """Subnets of one zone do not overlap."""
    by_zone: dict[str, list[Network]] = {}
    for network in estate.networks.values():
        by_zone.setdefault(network.zone, []).append(network)
    for zone, networks in by_zone.items():
        ordered = sorted(networks, key=lambda network: (network.subnet.network_address, network.subnet.prefixlen))
        widest: Network | None = None
        for network in ordered:
            if widest is not None and widest.subnet.overlaps(network.subnet):
                first, second = sorted((widest, network), key=networks.index)
                yield broken(
                    second.name,
                    second.origin.at("subnet"),
                    f"Networks {first.name} ({first.subnet}) and {second.name} ({second.subnet}) of zone {zone} overlap.",
                    "One address would be in two networks. Give one of them another subnet.",
                )
            if widest is None or network.subnet.broadcast_address > widest.subnet.broadcast_address:
                widest = network


def gateway_outside_subnet(estate: Estate) -> Iterator[Verdict]:
    """The anycast gateway is a host's address of its subnet."""
    for network in estate.networks.values():
        subnet = network.subnet
        edges = (subnet.network_address, subnet.broadcast_address)
        if subnet.prefixlen <= SMALLEST_SUBNET and (network.gateway not in subnet or network.gateway in edges):
            yield broken(
                network.name,
                network.origin.at("gateway"),
                f"The gateway {network.gateway} of network {network.name} is no host's address in {subnet}.",
                "Hosts could not reach it. Choose an address inside the subnet, or leave the gateway out for the first.",
            )


def subnet_too_small(estate: Estate) -> Iterator[Verdict]:
    """A subnet has room for its gateway and for hosts."""
    for network in estate.networks.values():
        if network.subnet.prefixlen > SMALLEST_SUBNET:
            yield broken(
                network.name,
                network.origin.at("subnet"),
                f"The subnet {network.subnet} of network {network.name} has {counted(network.subnet.num_addresses, 'address', 'addresses')}.",
                "Its network, broadcast and gateway addresses leave nothing for hosts. A /29 is the smallest.",
            )


def network_without_fabric(estate: Estate) -> Iterator[Verdict]:
    """A network is stretched over sites that have a fabric, in an estate that has any."""
    fabrics = {fabric.site for fabric in estate.fabrics.values()}
    for network in estate.networks.values() if fabrics else ():
        for site in network.sites:
            if site not in fabrics:
                yield broken(
                    network.name,
                    network.origin.at("sites"),
                    f"Network {network.name} is wanted at {site}, which has no fabric.",
                    "Nothing there could carry it. Define the site's fabric, or leave the site out.",
                )


def reserved_zone_name(estate: Estate) -> Iterator[Verdict]:
    """A zone does not have the name of a VRF that switches use themselves."""
    for zone in estate.zones.values():
        if zone.name.lower() in (MANAGEMENT_VRF.lower(), "default", "global"):
            yield broken_by_key(
                zone.name,
                zone.origin,
                f"Zone {zone.name} has the name of a VRF that switches use themselves.",
                "Its routes would mix with the switches' own. Give the zone another name.",
            )


def vlan_name_too_long(estate: Estate) -> Iterator[Verdict]:
    """Switches take the name of a network as the name of its VLAN."""
    for network in estate.networks.values():
        if len(network.name) > VLAN_NAME_MAXIMUM:
            yield broken_by_key(
                network.name,
                network.origin,
                f"The name {network.name} has {len(network.name)} characters.",
                f"It becomes the VLAN's name, and switches take {VLAN_NAME_MAXIMUM} at most. Shorten it.",
            )


def mtu_above_underlay(estate: Estate) -> Iterator[Verdict]:
    """The underlay has room for a network's largest packet and the 50 bytes of VXLAN around it."""
    for network in estate.networks.values():
        for fabric in estate.fabrics.values():
            if fabric.site in network.sites and network.mtu + 50 > fabric.underlay_mtu:
                yield broken(
                    network.name,
                    network.origin.at("mtu"),
                    f"Network {network.name} has MTU {network.mtu}; the underlay of {fabric.name} has {fabric.underlay_mtu}.",
                    "VXLAN adds 50 bytes (RFC 7348), and larger packets would be lost. Lower the network's MTU.",
                )
                break


def reserved_vlan(estate: Estate) -> Iterator[Verdict]:
    """No network has a VLAN that the switches at its sites keep for themselves."""
    for fabric in estate.fabrics.values():
        for platform in platforms_of(fabric, estate.switches.values()):
            kept = platform.reserved_vlans
            for network in estate.networks.values() if kept else ():
                if fabric.site in network.sites and network.vlan in kept:
                    yield broken(
                        network.name,
                        network.origin.at("vlan"),
                        f"Network {network.name} has VLAN {network.vlan}; {platform.title} keeps {kept[0]} to {kept[-1]} for itself.",
                        f"The switches of fabric {fabric.name} would refuse it. Give the network another VLAN.",
                    )


def untagged_networks_clash(estate: Estate) -> Iterator[Verdict]:
    """A zone has at most one untagged network at a site."""
    taken: dict[tuple[str, str], Network] = {}
    for network in estate.networks.values():
        for site in network.sites if network.is_untagged else ():
            other = taken.setdefault((site, network.zone), network)
            if other is not network:
                yield broken(
                    network.name,
                    network.origin.at("untagged"),
                    f"Networks {other.name} and {network.name} of zone {network.zone} are both untagged at {site}.",
                    "A port can carry only one network without a tag. Leave untagged out for one of them.",
                )
                break


RULES = (
    vlan_clash,
    reserved_vlan,
    untagged_networks_clash,
    vni_clash,
    vni_beyond_numbers,
    vrf_id_clash,
    derived_vlan_out_of_range,
    derived_vlan_clash,
    subnet_overlap,
    gateway_outside_subnet,
    subnet_too_small,
    network_without_fabric,
    reserved_zone_name,
    vlan_name_too_long,
    mtu_above_underlay,
)
