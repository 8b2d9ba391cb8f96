"""The top-level keys of an estate and what each holds."""

from dataclasses import dataclass

from inventory.document.building import BuildingDocument
from inventory.document.carriers import BuildingEntryDocument, CarrierDocument, CircuitDocument
from inventory.document.cooling import AisleDocument, CoolingDocument
from inventory.document.fabric import CableDocument, FabricDocument, FabricTypeDocument, NetworkDocument, ZoneDocument
from inventory.document.fields import Document
from inventory.document.pools import FlavorDocument, PoolDocument, ProjectDocument
from inventory.document.power import FuelDocument, PowerDocument
from inventory.document.profiles import ProfileDocument, WaiverDocument
from inventory.document.services import PeakDocument, ServiceDocument
from inventory.document.sites import (
    DeviceTypeDocument,
    PathDocument,
    RackDeviceDocument,
    RackDocument,
    RackTypeDocument,
    RoomDocument,
    ServerDocument,
    SiteDocument,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level key whose entries are all of one model, by name (`named`) or as a list."""

    key: str
    model: type[Document]
    named: bool
    description: str


SECTIONS: tuple[Section, ...] = (
    Section("sites", SiteDocument, named=True, description="The data centres."),
    Section("paths", PathDocument, named=False, description="The connections between sites."),
    Section("rooms", RoomDocument, named=False, description="Rooms of the sites."),
    Section("power", PowerDocument, named=False, description="The power chains of the sites."),
    Section("fuel", FuelDocument, named=False, description="Fuel tanks and pumps of the generators."),
    Section("cooling", CoolingDocument, named=False, description="The cooling chains of the sites."),
    Section("aisles", AisleDocument, named=False, description="Cold and hot aisles between rows of racks."),
    Section("buildings", BuildingDocument, named=False, description="The buildings of the sites and what is near."),
    Section("carriers", CarrierDocument, named=True, description="Telecommunications carriers."),
    Section("building_entries", BuildingEntryDocument, named=False, description="Where lines enter the buildings."),
    Section("circuits", CircuitDocument, named=False, description="The carriers' lines to the sites."),
    Section("rack_types", RackTypeDocument, named=True, description="What racks have in common."),
    Section("racks", RackDocument, named=False, description="Racks by range."),
    Section("device_types", DeviceTypeDocument, named=True, description="Models of switches and servers."),
    Section("devices", RackDeviceDocument, named=False, description="What else stands in racks, by range."),
    Section("servers", ServerDocument, named=False, description="Servers by range."),
    Section("zones", ZoneDocument, named=True, description="Security zones, one VRF each."),
    Section("networks", NetworkDocument, named=True, description="VLANs with VNI, subnet and gateway."),
    Section("fabric_types", FabricTypeDocument, named=True, description="Shapes of fabrics."),
    Section("fabrics", FabricDocument, named=True, description="The fabric of each site."),
    Section("cables", CableDocument, named=False, description="Cables that nothing else implies."),
    Section("flavors", FlavorDocument, named=True, description="Sizes of instances."),
    Section("pools", PoolDocument, named=True, description="Compute pools."),
    Section("projects", ProjectDocument, named=True, description="Tenants of the clouds."),
    Section("services", ServiceDocument, named=True, description="The bank's services."),
    Section("peaks", PeakDocument, named=True, description="Times of higher demand."),
    Section("profiles", ProfileDocument, named=True, description="The bank's own profiles of rules."),
    Section("waivers", WaiverDocument, named=False, description="Rules that need not hold for a while."),
)
