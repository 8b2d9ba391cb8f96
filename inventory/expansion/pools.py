"""Flavors, pools, projects, services and peaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.document.pools import FlavorDocument, PoolDocument, ProjectDocument
from inventory.document.services import PeakDocument, ServiceDocument, TierDocument
from inventory.expansion.context import Expansion
from inventory.model.fabric import Network, Zone
from inventory.model.origin import Origin
from inventory.model.pools import Flavor, HostSelector, Pool, Project, Quota
from inventory.model.services import Peak, Recovery, Service, Tier


def expand_flavors(expansion: Expansion) -> dict[str, Flavor]:
    """Make the flavors."""
    return {
        name: Flavor(name, document.vcpus, document.memory, document.disk, document.extra_specs, origin)
        for name, document, origin in expansion.entries("flavors", FlavorDocument)
    }


def expand_pools(expansion: Expansion, zones: Mapping[str, Zone], flavors: Mapping[str, Flavor]) -> dict[str, Pool]:
    """Make the pools."""
    pools: dict[str, Pool] = {}
    entries = list(expansion.entries("pools", PoolDocument))
    names = [name for name, _, _ in entries]
    for name, document, origin in entries:
        who = f"The pool {name}"
        sites = expansion.sites(document.sites, origin.at("sites"), who)
        offered = expansion.known("flavors", document.flavors, flavors, origin.at("flavors"), who)
        lends_to = expansion.known("pools", document.lends_to, names, origin.at("lends_to"), who)
        if document.zone not in zones:
            expansion.unknown("zones", document.zone, zones, origin.at("zone"), who)
            expansion.written.spoil(origin)
            continue
        pools[name] = Pool(
            name=name,
            zone=document.zone,
            sites=sites,
            hosts=HostSelector(document.hosts.racks, frozenset(document.hosts.labels)),
            cpu_ratio=document.cpu_ratio,
            memory_ratio=document.memory_ratio,
            disk_ratio=document.disk_ratio,
            flavors=offered,
            lends_to=lends_to,
            origin=origin,
            label=document.label,
            description=document.description,
        )
    return pools


def expand_projects(expansion: Expansion, pools: Mapping[str, Pool]) -> dict[str, Project]:
    """Make the projects."""
    projects: dict[str, Project] = {}
    for name, document, origin in expansion.entries("projects", ProjectDocument):
        who = f"The project {name}"
        projects[name] = Project(
            name=name,
            description=document.description,
            sites=expansion.sites(document.sites, origin.at("sites"), who),
            pools=expansion.known("pools", document.pools, pools, origin.at("pools"), who),
            quota=Quota(document.quota.instances, document.quota.vcpus, document.quota.memory),
            origin=origin,
            label=document.label,
        )
    return projects


@dataclass(frozen=True, slots=True)
class Demanded:
    """What services refer to."""

    sites: Mapping[str, object]
    pools: Mapping[str, Pool]
    flavors: Mapping[str, Flavor]
    projects: Mapping[str, Project]
    networks: Mapping[str, Network]


def expand_services(expansion: Expansion, demanded: Demanded) -> dict[str, Service]:
    """Make the services with their tiers."""
    services: dict[str, Service] = {}
    for name, document, origin in expansion.entries("services", ServiceDocument):
        tiers = [
            made
            for tier, written in document.tiers.items()
            if (made := _tier(expansion, demanded, name, tier, written, origin.at("tiers", tier)))
        ]
        if document.project not in demanded.projects:
            who = f"The service {name}"
            expansion.unknown("projects", document.project, demanded.projects, origin.at("project"), who)
            expansion.written.spoil(origin)
            continue
        recovery = document.recovery
        services[name] = Service(
            name=name,
            description=document.description,
            project=document.project,
            recovery=Recovery(recovery.standard, recovery.level, recovery.rto, recovery.rpo),
            tiers=tuple(tiers),
            shed_order=document.shed_order,
            origin=origin,
            label=document.label,
        )
    return services


def _tier(
    expansion: Expansion, demanded: Demanded, service: str, name: str, document: TierDocument, origin: Origin
) -> Tier | None:
    who = f"The tier {name} of {service}"
    for site in document.instances:
        expansion.sites([site], origin.at("instances", site), who)
    networks = expansion.known("networks", document.networks, demanded.networks, origin.at("networks"), who)
    if document.pool not in demanded.pools:
        expansion.unknown("pools", document.pool, demanded.pools, origin.at("pool"), who)
        return None
    if document.flavor not in demanded.flavors:
        expansion.unknown("flavors", document.flavor, demanded.flavors, origin.at("flavor"), who)
        return None
    instances = {site: count for site, count in document.instances.items() if site in demanded.sites}
    return Tier(service, name, document.pool, document.flavor, instances, document.spread, networks, origin)


def expand_peaks(expansion: Expansion, services: Mapping[str, Service]) -> dict[str, Peak]:
    """Make the peaks."""
    peaks: dict[str, Peak] = {}
    for name, document, origin in expansion.entries("peaks", PeakDocument):
        for service in document.services:
            if service not in services:
                place = origin.at("services", service)
                expansion.unknown("services", service, services, place, f"The peak {name}")
        if document.end <= document.start:
            detail = f"The peak {name} ends before it begins."
            expansion.report("peak-runs-backwards", origin.at("to"), detail, "Its time 'to' must come after 'from'.")
        known: dict[str, float] = {key: factor for key, factor in document.services.items() if key in services}
        peaks[name] = Peak(name, document.start, document.end, known, origin)
    return peaks
