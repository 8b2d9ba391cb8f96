"""A small bank, built by hand: one estate for the tests of pools, with changes to it as functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network
from typing import TypeVar

from inventory.model.blocks import block_of
from inventory.model.estate import Estate
from inventory.model.fabric import Network, Zone
from inventory.model.origin import Origin, Source
from inventory.model.pools import Flavor, HostSelector, Pool, Project, Quota
from inventory.model.services import Peak, Recovery, Service, Spread, Tier
from inventory.model.sites import Face, Mount, Rack, Server, ServerRole, Site, SiteState

Named = TypeVar("Named", Flavor, Pool, Project, Network, Service)
SITES = ("tianfu", "gaoxin", "chongqing")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Lines:
    """Says that everything is written in line 12 of its file."""

    def locate(self, origin: Origin) -> Source:
        return Source(origin.file, 12, 3)


def origin(*path: str) -> Origin:
    return Origin("pools.yaml", path)


def named(*things: Named) -> dict[str, Named]:
    return {thing.name: thing for thing in things}


def flavor(name: str, vcpus: int, gibibytes: int, extra_specs: Mapping[str, str] | None = None) -> Flavor:
    return Flavor(name, vcpus, gibibytes * 1024, 20, extra_specs or {}, origin("flavors", name))


def pool(
    name: str, zone: str, racks: tuple[str, ...], flavors: tuple[str, ...], sites: tuple[str, ...] = SITES
) -> Pool:
    selector = HostSelector(racks, frozenset())
    return Pool(name, zone, sites, selector, 4.0, 1.0, 1.5, flavors, (), origin("pools", name))


def project(name: str, pools: tuple[str, ...], instances: int = 40) -> Project:
    quota = Quota(instances, 200, 400_000)
    return Project(name, f"The {name} team", SITES, pools, quota, origin("projects", name))


def network(name: str, zone: str, vlan: int, sites: tuple[str, ...] = SITES) -> Network:
    subnet = IPv4Network(f"10.20.{vlan - 100}.0/24")
    return Network(name, zone, vlan, 10_000 + vlan, subnet, subnet[1], 1500, sites, origin("networks", name))


def server(site: str, rack: str, number: int, zone: str) -> Server:
    name = f"{site}-{rack}-s{number:02}"
    mount = Mount(f"{site}/{rack}", number, Face.FRONT, ("a", "b"))
    written = Origin("racks.yaml", ("servers", name))
    return Server(name, site, mount, "h6", ServerRole.COMPUTE, zone, frozenset(), (), None, written)


def tier(
    service: str, name: str, pool_name: str, networks: tuple[str, ...], spread: Spread, instances: int = 6
) -> Tier:
    here = {"tianfu": instances, "gaoxin": instances}
    return Tier(service, name, pool_name, "gp.large", here, spread, networks, origin("services", service, name))


def service(name: str, project_name: str, tiers: tuple[Tier, ...]) -> Service:
    recovery = Recovery("GB/T 20988-2025", 6, 300.0, 0.0)
    return Service(name, "", project_name, recovery, tiers, None, origin("services", name))


def rack(site: str, name: str) -> Rack:
    return Rack(site, "m1", name[0], name, "compute-42", 42, {}, 8000, 8000, 1000, Origin("racks.yaml"))


def bank(*, sites: tuple[str, ...] = ("tianfu",), racks: int = 4, servers_a_rack: int = 4) -> Estate:
    """Build a bank with a retail pool in racks a01 and a02, and a core pool in the others, at each site."""
    rack_names = [f"a{number:02}" for number in range(1, racks + 1)]
    hosts = [
        server(site, name, number, "retail" if name in {"a01", "a02"} else "core")
        for site in sites
        for name in rack_names
        for number in range(1, servers_a_rack + 1)
    ]
    api = tier("mobile-banking", "api", "retail", ("mobile-app",), Spread.HOST)
    web = tier("mobile-banking", "web", "retail", ("mobile-app",), Spread.RACK)
    batch = tier("ledger", "batch", "core", ("ledger",), Spread.NONE)
    return Estate(
        name="test-bank",
        standards=(),
        sites={site: Site(site, "chengdu", SiteState.ACTIVE, site, origin("sites", site)) for site in sites},
        paths={},
        rooms={},
        racks={f"{site}/{name}": rack(site, name) for site in sites for name in rack_names},
        power={},
        device_types={},
        server_blocks=tuple(map(block_of, hosts)),
        zones={
            name: Zone(name, 50_000 + number, number, origin("zones", name))
            for number, name in enumerate(("retail", "core"), 1)
        },
        networks=named(
            network("mobile-app", "retail", 110),
            network("mobile-db", "retail", 111),
            network("ledger", "core", 130, ("tianfu",)),
        ),
        fabrics={},
        switches={},
        switch_cables=(),
        flavors=named(
            flavor("gp.large", 4, 16),
            flavor("gp.2xlarge", 8, 32),
            flavor("mem.large", 4, 64, {"hw:cpu_policy": "shared"}),
        ),
        pools=named(
            pool("retail", "retail", ("a01", "a02"), ("gp.large", "gp.2xlarge")),
            pool("core", "core", ("a0[3-9]",), ("gp.large", "mem.large")),
        ),
        projects=named(
            project("mobile", ("retail",)), project("ledger", ("core",)), project("data", ("retail", "core"))
        ),
        services=named(service("mobile-banking", "mobile", (api, web)), service("ledger", "ledger", (batch,))),
        peaks={"double-11": Peak("double-11", NOW, NOW, {}, origin("peaks"))},
        digest="0" * 64,
        sources=Lines(),
    )
