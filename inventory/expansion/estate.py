"""The whole estate from its documents."""

from inventory.document.library_type import Published
from inventory.estate_digests import Digests
from inventory.expansion.buildings import expand_buildings, expand_carriers, expand_circuits, expand_entries
from inventory.expansion.components import Names
from inventory.expansion.context import Expansion
from inventory.expansion.cooling import expand_aisles, expand_cooling, name_cooling
from inventory.expansion.device_types import expand_device_types
from inventory.expansion.devices import Surroundings, expand_servers
from inventory.expansion.fabric import expand_cables, expand_fabrics, expand_networks, expand_zones
from inventory.expansion.pools import (
    Demanded,
    expand_flavors,
    expand_peaks,
    expand_pools,
    expand_projects,
    expand_services,
)
from inventory.expansion.power import expand_fuel, expand_power, name_fuel, name_power
from inventory.expansion.profiles import expand_profiles, expand_waivers
from inventory.expansion.rack_devices import expand_rack_devices
from inventory.expansion.racks import expand_racks
from inventory.expansion.sites import expand_paths, expand_rooms, expand_sites
from inventory.model.estate import Estate, Locator
from inventory.reading.sections import Written
from inventory.verdict import Verdict


def expand_estate(
    written: Written, digests: Digests, sources: Locator, library: Published
) -> tuple[Estate, list[Verdict]]:
    """Make the estate out of everything that is sound, and say what is not."""
    expansion = Expansion(written)
    sites = expand_sites(expansion)
    paths = expand_paths(expansion)
    rooms = expand_rooms(expansion)
    names = Names(expansion, rooms)
    named_power, named_fuel, named_cooling = (
        name_power(expansion, names),
        name_fuel(expansion, names),
        name_cooling(expansion, names),
    )
    power = expand_power(expansion, named_power, names)
    aisles = expand_aisles(expansion, rooms)
    racks = expand_racks(expansion, rooms, power)
    device_types = expand_device_types(expansion, library, sources)
    zones = expand_zones(expansion)
    networks = expand_networks(expansion, zones)
    made = expand_fabrics(expansion, racks, device_types)
    cables = expand_cables(expansion, made)
    devices = expand_rack_devices(expansion, racks, device_types)
    servers = expand_servers(expansion, Surroundings(racks, device_types, zones, made.switches, devices))
    carriers = expand_carriers(expansion)
    entries = expand_entries(expansion, rooms)
    flavors = expand_flavors(expansion)
    pools = expand_pools(expansion, zones, flavors)
    projects = expand_projects(expansion, pools)
    services = expand_services(expansion, Demanded(sites, pools, flavors, projects, networks))
    estate = Estate(
        name=written.name,
        standards=written.standards,
        sites=sites,
        paths=paths,
        rooms=rooms,
        racks=racks,
        power=power,
        device_types=device_types,
        server_blocks=servers,
        zones=zones,
        networks=networks,
        fabrics=made.fabrics,
        switches=made.switches,
        switch_cables=(*made.cables, *cables),
        flavors=flavors,
        pools=pools,
        projects=projects,
        services=services,
        peaks=expand_peaks(expansion, services),
        digest=digests.whole,
        plant_digest=digests.plant,
        sources=sources,
        fuel=expand_fuel(expansion, named_fuel, names),
        cooling=expand_cooling(expansion, named_cooling, names, aisles),
        aisles=aisles,
        buildings=expand_buildings(expansion),
        carriers=carriers,
        entries=entries,
        circuits=expand_circuits(expansion, carriers, entries, made.switches),
        profiles=expand_profiles(expansion),
        waivers=expand_waivers(expansion),
        devices=devices,
    )
    return estate, expansion.problems
