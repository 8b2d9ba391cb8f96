"""The typed whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from inventory.model.blocks import Mounted, ServerBlock, mounted
from inventory.model.building import Building
from inventory.model.carriers import BuildingEntry, Carrier, Circuit
from inventory.model.cooling import Aisle, CoolingComponent
from inventory.model.devices import RackDevice
from inventory.model.fabric import Fabric, Network, Switch, Zone
from inventory.model.membership import selecting
from inventory.model.origin import Origin, Source
from inventory.model.pools import Flavor, Pool, Project
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.profiles import Profile, Waiver
from inventory.model.services import Peak, Service
from inventory.model.sites import Cable, DeviceType, Rack, Room, Server, ServerRole, Site, SitePath, cables_of


class Locator(Protocol):
    """Finds the line of an origin."""

    def locate(self, origin: Origin) -> Source:
        """Return where the origin, or the nearest place above it, is written."""


@dataclass(frozen=True)
class Estate:
    """Everything that there is and that is wanted, expanded; mappings are in the order of the files.

    What follows from it and many ask for is worked out once: that is why it has no slots.
    """

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
    server_blocks: tuple[ServerBlock, ...]
    """The servers, by entry and rack (or chassis); each server's name is its own."""
    zones: Mapping[str, Zone]
    networks: Mapping[str, Network]
    fabrics: Mapping[str, Fabric]
    switches: Mapping[str, Switch]
    """By name: tianfu-leaf-02a."""
    switch_cables: tuple[Cable, ...]
    """The cables between switches; those of servers follow from the servers."""
    flavors: Mapping[str, Flavor]
    pools: Mapping[str, Pool]
    projects: Mapping[str, Project]
    services: Mapping[str, Service]
    peaks: Mapping[str, Peak]
    digest: str
    """SHA-256 over the files' names and contents, hexadecimal."""
    sources: Locator
    plant_digest: str = ""
    """SHA-256 over what is written of the plant (sites, rooms, racks, power, cooling, devices, cables), hexadecimal;
    what is made of zones, networks, pools and services leaves it as it is. Empty: not known, as in every variant."""
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
    devices: Mapping[str, RackDevice] = field(default_factory=dict)
    """By name: what stands in racks besides switches and servers."""

    def locate(self, origin: Origin) -> Source:
        """Find the line where something is written."""
        return self.sources.locate(origin)

    @cached_property
    def servers(self) -> Mapping[str, Server]:
        """By name: tianfu-a03-s07."""
        return {server.name: server for block in self.server_blocks for server in block.servers()}

    @cached_property
    def block_of(self) -> Mapping[str, ServerBlock]:
        """Server → the block that it is one of: enough to know all of it but its unit, ports and address."""
        return {name: block for block in self.server_blocks for name in block.mounted.names}

    @cached_property
    def cables(self) -> tuple[Cable, ...]:
        """All cables: first those between switches, then those of the servers."""
        return (*self.switch_cables, *(cable for server in self.servers.values() for cable in cables_of(server)))

    @cached_property
    def mounted(self) -> tuple[Mounted, ...]:
        """Everything that stands in racks, switches first, then other devices."""
        return (
            *map(mounted, self.switches.values()),
            *map(mounted, self.devices.values()),
            *(block.mounted for block in self.server_blocks),
        )

    @cached_property
    def standing(self) -> Mapping[str, tuple[Mounted, ...]]:
        """Rack → what stands in it, switches first; racks that are not there have nothing."""
        found: dict[str, list[Mounted]] = {key: [] for key in self.racks}
        for one in self.mounted:
            if one.rack in found:
                found[one.rack].append(one)
        return {rack: tuple(standing) for rack, standing in found.items()}

    @cached_property
    def pooled_blocks(self) -> tuple[tuple[ServerBlock, tuple[str, ...]], ...]:
        """The compute servers with the pools that select them: in a sound estate exactly one."""
        compute = [block for block in self.server_blocks if block.role is ServerRole.COMPUTE]
        return tuple(zip(compute, selecting(compute, self.pools.values()), strict=True))

    @cached_property
    def pools_of(self) -> Mapping[str, tuple[str, ...]]:
        """Compute server → the pools that select it."""
        return {name: pools for block, pools in self.pooled_blocks for name in block.mounted.names}

    @cached_property
    def members(self) -> Mapping[str, tuple[Server, ...]]:
        """Pool → its servers, in the order of the estate."""
        found: dict[str, list[Server]] = {name: [] for name in self.pools}
        for server, pools in self.pools_of.items():
            for pool in pools:
                found[pool].append(self.servers[server])
        return {pool: tuple(servers) for pool, servers in found.items()}
