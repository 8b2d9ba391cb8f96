"""The arithmetic behind every derived number: pure, by formula from the numbers in the switches' names.

Every index depends only on the fabric's slots and on the numbers of the devices concerned, never on what
else there is, so that adding something changes nothing that was there before. `sdn.allocation` turns the
indexes into addresses; `inventory.checks` says which of them do not fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from inventory.model.fabric import Fabric, Switch, SwitchRole, Zone
from inventory.model.platforms import platform_named
from inventory.model.sites import DeviceType

FIRST_VLAN: Final = 1
LAST_VLAN: Final = 4094
UNDERLAY_PEERING_VLAN: Final = 4093
"""The VLAN over an MLAG peer link in which its two switches exchange the underlay's routes."""
MLAG_CONTROL_VLAN: Final = 4094
"""The VLAN over an MLAG peer link in which its two switches speak MLAG."""
LAST_VNI: Final = 65535
"""Route distinguishers (address:number) and route targets (number:number) keep 16 bits for it (RFC 4364)."""
MANAGEMENT_VRF: Final = "OOB"
"""The VRF of the management port; no zone may have this name."""
MANAGEMENT_OFFSET: Final = 10
"""The first addresses of a management network belong to its gateways and servers."""
PRIVATE_ASNS: Final = (range(64512, 65535), range(4_200_000_000, 4_294_967_295))
"""The ASNs of RFC 6996."""


@dataclass(frozen=True, slots=True)
class AddressesNeeded:
    """How many addresses of each prefix of a fabric its switches reach, counted from the prefix's start."""

    router_ids: int
    vteps: int
    links: int
    """From the start; `inter_site_links` come from the end of the same prefix."""
    inter_site_links: int
    peer_links: int
    """Both halves together."""
    management: int
    """Without the broadcast address."""


def member_index(fabric: Fabric, switch: Switch) -> int:
    """Count the members of pairs from 1: the border switches' slots first, then the leaves."""
    return switch.number if switch.role is SwitchRole.BORDER else 2 * fabric.border_slots + switch.number


def pair_index(fabric: Fabric, switch: Switch) -> int:
    """Count the pairs from 1: the border pairs' slots first, then the leaf pairs."""
    return (member_index(fabric, switch) + 1) // 2


def device_index(fabric: Fabric, switch: Switch) -> int:
    """Count all switches of a fabric from 1: the spines' slots, the border switches' slots, the leaves.

    It is the index of the router id in `router_ids`; the management address is MANAGEMENT_OFFSET beyond it.
    """
    if switch.role is SwitchRole.SPINE:
        return switch.number
    return fabric.spine_slots + member_index(fabric, switch)


def management_index(fabric: Fabric, switch: Switch) -> int:
    """Return the index of the management address in `management`: spine n has 10 + n, and so on."""
    return MANAGEMENT_OFFSET + device_index(fabric, switch)


def autonomous_system(fabric: Fabric, switch: Switch) -> int:
    """Return the ASN: one for all spines, one for each pair after it."""
    return fabric.asn if switch.role is SwitchRole.SPINE else fabric.asn + pair_index(fabric, switch)


def shares_vtep(switch: Switch) -> bool:
    """Return whether a switch shares one VTEP address with its partner, because they speak MLAG."""
    return platform_named(switch.nos).capabilities.mlag


def vtep_index(fabric: Fabric, switch: Switch) -> int:
    """Return the index in `vteps`: the pair's where it shares one, the device's own otherwise."""
    return pair_index(fabric, switch) if shares_vtep(switch) else member_index(fabric, switch)


def link_index(fabric: Fabric, member: Switch, spine: Switch) -> int:
    """Return which /31 of `links`, from 0, joins a member of a pair to a spine; the spine's address is even."""
    return (member_index(fabric, member) - 1) * fabric.spine_slots + spine.number - 1


def peer_link_index(fabric: Fabric, member: Switch) -> int:
    """Return which /31 of each half of `peer_links`, from 0, a pair has; the address of its a is even."""
    return pair_index(fabric, member) - 1


def port_number(device_type: DeviceType, port: str) -> int:
    """Count the ports of a device type from 1; raises ValueError for a port that it does not have."""
    return list(device_type.ports).index(port) + 1


def inter_site_port(device_type: DeviceType, port: str) -> int:
    """Count the ports named like this one from the LAST, which is 1: lines between sites leave at the fast end.

    Raises ValueError for a port that the device type does not have.
    """
    ports = list(device_type.ports)
    stem = _stem(port)
    return sum(1 for name in ports[ports.index(port) :] if _stem(name) == stem)


def inter_site_link_index(fabric: Fabric, border: Switch, port: int) -> int:
    """Return which /31 of `links`, counted from 1 at the END of the prefix, a border switch's port has.

    The prefix is that of the site whose name sorts first, and so are `border` and its `inter_site_port`.
    """
    return (port - 1) * 2 * fabric.border_slots + border.number


def peering_vlan(fabric: Fabric, zone: Zone) -> int:
    """Return the VLAN over the MLAG peer link in which a pair exchanges the routes of a zone's VRF."""
    return fabric.peering_vlan_base + zone.vrf_id - 1


def addresses_needed(
    fabric: Fabric, switches: Iterable[Switch], inter_site_ports: Iterable[tuple[Switch, int]] = ()
) -> AddressesNeeded:
    """Return how much of each prefix the fabric's switches reach.

    `inter_site_ports` are the border switches of this fabric, each with the `inter_site_port`, whose inter-site cable
    is numbered from this fabric's `links`.
    """
    devices = members = sharing = vteps = links = 0
    for switch in switches:
        devices = max(devices, device_index(fabric, switch))
        if switch.role is not SwitchRole.SPINE:
            members = max(members, member_index(fabric, switch))
            sharing = max(sharing, pair_index(fabric, switch) if shares_vtep(switch) else 0)
            vteps = max(vteps, vtep_index(fabric, switch))
    links = 2 * members * fabric.spine_slots
    inter_site = max((inter_site_link_index(fabric, border, port) for border, port in inter_site_ports), default=0)
    return AddressesNeeded(
        router_ids=devices + 1,
        vteps=vteps + 1 if vteps else 0,
        links=links,
        inter_site_links=2 * inter_site,
        peer_links=4 * sharing,
        management=MANAGEMENT_OFFSET + devices + 1,
    )


def _stem(port: str) -> str:
    return port.rstrip("0123456789/.:")
