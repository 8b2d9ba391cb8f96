"""The whole estate from its documents."""

from inventory.expansion.context import Expansion
from inventory.expansion.devices import Surroundings, expand_device_types, expand_servers
from inventory.expansion.fabric import expand_cables, expand_fabrics, expand_networks, expand_zones
from inventory.expansion.pools import (
    Demanded,
    expand_flavors,
    expand_peaks,
    expand_pools,
    expand_projects,
    expand_services,
)
from inventory.expansion.sites import expand_paths, expand_power, expand_racks, expand_rooms, expand_sites
from inventory.model.estate import Estate, Locator
from inventory.problem import Problem
from inventory.written import Written


def expand_estate(written: Written, digest: str, sources: Locator) -> tuple[Estate, list[Problem]]:
    """Make the estate out of everything that is sound, and say what is not."""
    expansion = Expansion(written)
    sites = expand_sites(expansion)
    paths = expand_paths(expansion)
    rooms = expand_rooms(expansion)
    power = expand_power(expansion, rooms)
    racks = expand_racks(expansion, rooms, power)
    device_types = expand_device_types(expansion)
    zones = expand_zones(expansion)
    networks = expand_networks(expansion, zones)
    made = expand_fabrics(expansion, racks, device_types)
    cables = expand_cables(expansion, made)
    servers, server_cables = expand_servers(expansion, Surroundings(racks, device_types, zones, made.switches))
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
        servers=servers,
        zones=zones,
        networks=networks,
        fabrics=made.fabrics,
        switches=made.switches,
        cables=(*made.cables, *cables, *server_cables),
        flavors=flavors,
        pools=pools,
        projects=projects,
        services=services,
        peaks=expand_peaks(expansion, services),
        digest=digest,
        sources=sources,
    )
    return estate, expansion.problems
