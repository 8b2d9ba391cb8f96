"""The typed whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from inventory.model.building import Building
from inventory.model.carriers import BuildingEntry, Carrier, Circuit
from inventory.model.cooling import Aisle, CoolingComponent
from inventory.model.fabric import Fabric, Network, Switch, Zone
from inventory.model.origin import Origin, Source
from inventory.model.pools import Flavor, Pool, Project
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.profiles import Profile, Waiver
from inventory.model.services import Peak, Service
from inventory.model.sites import Cable, DeviceType, Rack, Room, Server, Site, SitePath


class Locator(Protocol):
    """Finds the line of an origin."""

    def locate(self, origin: Origin) -> Source:
        """Return where the origin, or the nearest place above it, is written."""


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that there is and that is wanted, expanded; mappings are in the order of the files."""

    name: str
    standards: tuple[str, ...]
    sites: Mapping[str, Site]
    paths: Mapping[str, SitePath]
    rooms: Mapping[str, Room]
    """By key: tianfu/m1."""
    racks: Mapping[str, Rack]
    """By key: tianfu/a03."""
    power: Mapping[str, PowerComponent]
    """By key: tianfu/pdu-a3."""
    device_types: Mapping[str, DeviceType]
    servers: Mapping[str, Server]
    """By name: tianfu-a03-s07."""
    zones: Mapping[str, Zone]
    networks: Mapping[str, Network]
    fabrics: Mapping[str, Fabric]
    switches: Mapping[str, Switch]
    """By name: tianfu-leaf-02a."""
    cables: tuple[Cable, ...]
    flavors: Mapping[str, Flavor]
    pools: Mapping[str, Pool]
    projects: Mapping[str, Project]
    services: Mapping[str, Service]
    peaks: Mapping[str, Peak]
    digest: str
    """SHA-256 over the files' names and contents, hexadecimal."""
    sources: Locator
    fuel: Mapping[str, FuelComponent] = field(default_factory=dict)
    """By key: tianfu/tank-a. No two components of a site share a name, of power, fuel and cooling together."""
    cooling: Mapping[str, CoolingComponent] = field(default_factory=dict)
    """By key: tianfu/crah-01."""
    aisles: Mapping[str, Aisle] = field(default_factory=dict)
    """By key: tianfu/cold-1."""
    buildings: Mapping[str, Building] = field(default_factory=dict)
    """By site."""
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    entries: Mapping[str, BuildingEntry] = field(default_factory=dict)
    """By key: tianfu/entry-a."""
    circuits: Mapping[str, Circuit] = field(default_factory=dict)
    """By key: tianfu/telecom-1."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()

    def locate(self, origin: Origin) -> Source:
        """Find the line where something is written."""
        return self.sources.locate(origin)
