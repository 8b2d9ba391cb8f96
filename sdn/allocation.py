"""ASNs and addresses of each switch and link: deterministic, and stable when something is added.

The indexes are those of `inventory.numbering`; here they become addresses of the fabric's prefixes. An estate that
passed its checks never makes these functions raise; one that did not may (IndexError: the prefix is too small).
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from inventory.model.fabric import Fabric, Switch, SwitchRole
from inventory.numbering import (
    autonomous_system,
    device_index,
    inter_site_link_index,
    link_index,
    management_index,
    peer_link_index,
    vtep_index,
)

POINT_TO_POINT = 31


@dataclass(frozen=True, slots=True)
class PairAddresses:
    """A switch's ends of the two /31s over its MLAG peer link, and its peer's."""

    control: IPv4Interface
    control_peer: IPv4Address
    routing: IPv4Interface
    """Used again in every VRF."""
    routing_peer: IPv4Address
    routing_network: IPv4Network


@dataclass(frozen=True, slots=True)
class DeviceAllocation:
    """What is derived for one switch."""

    asn: int
    router_id: IPv4Address
    management: IPv4Interface
    vtep: IPv4Address | None
    """None for a spine."""


@dataclass(frozen=True, slots=True)
class LinkAddresses:
    """The two ends of a link with a /31."""

    even: IPv4Interface
    """The spine's end, or that of the site whose name sorts first."""
    odd: IPv4Interface


def allocate_device(fabric: Fabric, switch: Switch) -> DeviceAllocation:
    """Return the ASN and addresses of one switch."""
    management = fabric.management[management_index(fabric, switch)]
    return DeviceAllocation(
        asn=autonomous_system(fabric, switch),
        router_id=fabric.router_ids[device_index(fabric, switch)],
        management=IPv4Interface((management, fabric.management.prefixlen)),
        vtep=None if switch.role is SwitchRole.SPINE else fabric.vteps[vtep_index(fabric, switch)],
    )


def allocate_uplink(fabric: Fabric, member: Switch, spine: Switch) -> LinkAddresses:
    """Return the addresses of the link between a member of a pair and a spine."""
    return _link(fabric.links, 2 * link_index(fabric, member, spine))


def allocate_inter_site_link(fabric: Fabric, border: Switch, port: int) -> LinkAddresses:
    """Return the addresses of a link between two sites.

    `fabric` and `border` are those of the site whose name sorts first, `port` is the `inter_site_port` there.
    """
    return _link(fabric.links, fabric.links.num_addresses - 2 * inter_site_link_index(fabric, border, port))


def allocate_pair(fabric: Fabric, member: Switch) -> PairAddresses:
    """Return the addresses over the peer link: control in the first half of the prefix, routing in the second."""
    offset = 2 * peer_link_index(fabric, member)
    control = _link(fabric.peer_links, offset)
    routing = _link(fabric.peer_links, offset + fabric.peer_links.num_addresses // 2)
    is_first = member.side == "a"
    control_ends = (control.even, control.odd) if is_first else (control.odd, control.even)
    routing_ends = (routing.even, routing.odd) if is_first else (routing.odd, routing.even)
    return PairAddresses(
        control=control_ends[0],
        control_peer=control_ends[1].ip,
        routing=routing_ends[0],
        routing_peer=routing_ends[1].ip,
        routing_network=routing_ends[0].network,
    )


def _link(prefix: IPv4Network, offset: int) -> LinkAddresses:
    if not 0 <= offset < prefix.num_addresses - 1:
        raise IndexError(f"{prefix} has no /31 at offset {offset}")
    first = int(prefix.network_address) + offset
    return LinkAddresses(IPv4Interface((first, POINT_TO_POINT)), IPv4Interface((first + 1, POINT_TO_POINT)))
