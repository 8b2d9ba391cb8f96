"""Zones, networks and fabrics as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import (
    MAC_PATTERN,
    Address,
    Document,
    Integer,
    Label,
    Name,
    Network,
    Pattern,
    Patterns,
    Position,
    Sites,
    Truth,
)
from inventory.document.sites import FeedSide
from inventory.model.fabric import ANYCAST_GATEWAY_MAC, PEERING_VLAN_BASE
from inventory.model.sites import Face

Vni = Annotated[Integer, Field(ge=1, le=16777215)]
Asn = Annotated[Integer, Field(ge=1, le=4294967294)]


class ZoneDocument(Document):
    """A security zone: one VRF."""

    vni: Vni | None = Field(None, description="Needed where the estate has a fabric.")
    vrf_id: Annotated[Integer, Field(ge=1)] | None = Field(
        None, description="Numbers the VRF; without it the VNI does."
    )
    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""


class NetworkDocument(Document):
    """A network: VLAN, VNI, subnet and anycast gateway."""

    zone: Name
    vlan: Annotated[Integer, Field(ge=1, le=4094)]
    vni: Vni | None = Field(None, description="Without it 10000 + VLAN.")
    subnet: Network
    gateway: Address | None = Field(None, description="Without it the subnet's first address.")
    mtu: Annotated[Integer, Field(ge=576, le=9216)] = 9000
    sites: Sites = Field(description="The sites that it is stretched over: all, one or a list.")
    untagged: Truth = Field(
        False,  # noqa: FBT003 - pydantic's default
        description="Servers' ports carry it without a VLAN tag: one network of a zone at most.",
    )
    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""


class SpinesDocument(Document):
    """The spines of a fabric."""

    names: Patterns
    type: Name
    racks: Patterns = Field(description="A rack for each.")
    positions: Position
    face: Face = Field(Face.FRONT, description="The side of the rack that they are mounted on: front or rear.")
    cords: tuple[FeedSide, ...] = ("a", "b")


class PairsDocument(Document):
    """Pairs of leaf or border switches: each name gives a switch a and a switch b."""

    names: Patterns
    type: Name
    racks: Patterns = Field(description="A rack for each switch, in the order 01a, 01b, 02a, …")
    positions: Position
    face: Face = Field(Face.FRONT, description="The side of the rack that they are mounted on: front or rear.")
    uplinks: Pattern = Field(description="The ports to spines 1, 2, …: Ethernet[49-50].")
    spine_ports: Patterns = Field(description="On every spine, a port for each switch in the same order.")
    peer_link: Pattern = Field(description="The ports to the other switch of the pair.")
    cords: tuple[FeedSide, ...] = ("a", "b")


class FabricTypeDocument(Document):
    """The shape of a fabric, written once for all sites."""

    nos: Name
    spines: SpinesDocument
    leaf_pairs: Annotated[tuple[PairsDocument, ...], Field(min_length=1)]
    border_pairs: tuple[PairsDocument, ...] = ()
    spine_slots: Annotated[Integer, Field(ge=1, le=64)] = 8
    border_slots: Annotated[Integer, Field(ge=0, le=64)] = 4
    underlay_mtu: Annotated[Integer, Field(ge=1500, le=9216)] = 9214
    anycast_gateway_mac: Annotated[str, Field(pattern=MAC_PATTERN)] = ANYCAST_GATEWAY_MAC
    peering_vlan_base: Annotated[Integer, Field(ge=2, le=4000)] = PEERING_VLAN_BASE


class FabricDocument(Document):
    """The fabric of one site."""

    site: Name
    type: Name
    asn: Asn
    router_ids: Network
    vteps: Network
    links: Network
    peer_links: Network
    management: Network
    management_gateway: Address | None = Field(None, description="Without it the prefix's first address.")


class CableDocument(Document):
    """Cables by range, written as device:port, besides those that fabrics and servers imply."""

    a: Patterns
    b: Patterns | None = None
