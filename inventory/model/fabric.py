"""The EVPN-VXLAN fabric: zones, networks, switches."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from inventory.model.origin import Origin
from inventory.model.sites import Mount


@dataclass(frozen=True, slots=True)
class Zone:
    """A security zone of the bank: one VRF with a layer-3 VNI, the same at every site."""

    name: str
    vni: int
    """0: the estate has no fabric that would need one."""
    vrf_id: int
    """Numbers what is derived per VRF: the MLAG peering VLAN and the VRF's route distinguisher."""
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """A network: one VLAN with a layer-2 VNI and a subnet, stretched over `sites`."""

    name: str
    zone: str
    vlan: int
    vni: int
    subnet: IPv4Network
    gateway: IPv4Address
    mtu: int
    sites: tuple[str, ...]
    origin: Origin
    is_untagged: bool = False
    """Ports of servers carry it without a tag; all others they tag."""
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""


ANYCAST_GATEWAY_MAC: Final = "00:1c:73:00:00:99"
"""The MAC address of the gateways, unless the fabric's type says another."""
PEERING_VLAN_BASE: Final = 3000
"""Where the VLANs over MLAG peer links begin, unless the fabric's type says another place."""


class SwitchRole(StrEnum):
    """What a switch does in its fabric."""

    SPINE = "spine"
    LEAF = "leaf"
    BORDER = "border"


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch; every number derived for it comes from its `role` and `number`, which its name says.

    Spine n has number n; in leaf pair n and likewise in border pair n, a has number 2n - 1 and b has 2n.
    """

    name: str
    site: str
    fabric: str
    role: SwitchRole
    number: int
    pair: str | None
    pair_number: int | None
    side: str
    """a or b for members of a pair, empty for a spine."""
    type: str
    nos: str
    """What it runs: as its device type says, or else the type of its fabric."""
    mount: Mount
    uplinks: tuple[str, ...]
    """Ports to spines 1, 2, …, in this order; empty for a spine."""
    peer_link: tuple[str, ...]
    """Ports to the other member of the pair; empty for a spine."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Fabric:
    """The fabric of one site, with the prefixes that its addresses are taken from."""

    name: str
    site: str
    asn: int
    """Spines have it; border pair n has asn + n, leaf pair n has asn + border_slots + n."""
    router_ids: IPv4Network
    vteps: IPv4Network
    links: IPv4Network
    peer_links: IPv4Network
    management: IPv4Network
    management_gateway: IPv4Address
    spine_slots: int
    """Room for that many spines in the addressing, so that adding one renumbers nothing."""
    border_slots: int
    """Room for that many border pairs, likewise."""
    underlay_mtu: int
    anycast_gateway_mac: str
    peering_vlan_base: int
    """VRF with vrf_id n peers over the MLAG peer link in VLAN peering_vlan_base + n - 1."""
    origin: Origin
