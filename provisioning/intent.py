"""What the estate wants of the cloud of each site, before any kind of resource is named."""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.model.estate import Estate
from inventory.model.fabric import Network
from inventory.model.pools import Flavor, Pool, Project
from inventory.model.services import Tier
from inventory.model.sites import Server, Site, SiteState
from orchestration.change import Address

WITHOUT_POOLS = frozenset({SiteState.LOST, SiteState.PLANNED})
"""A lost site cannot be reached and a planned one does not exist: their clouds are not touched."""


@dataclass(frozen=True, slots=True)
class SiteIntent:
    """The part of the estate that concerns the cloud of one site."""

    estate: str
    site: str
    cloud: str
    """The name of the cloud in clouds.yaml."""
    projects: tuple[Project, ...]
    pools: tuple[Pool, ...]
    members: Mapping[str, tuple[Server, ...]]
    """Pool → its servers at this site."""
    flavors: tuple[Flavor, ...]
    """Those that a pool of this site offers."""
    networks: tuple[Network, ...]
    """Those of the zones that have a pool here."""
    tiers: tuple[Tier, ...]
    """Those with instances here."""
    project_of_service: Mapping[str, str]

    @property
    def mark(self) -> str:
        """What everything made for this estate carries."""
        return f"sddc:estate={self.estate}"

    def address(self, kind: str, *names: str) -> Address:
        """Name a resource of this site: flavor/tianfu/gp.large."""
        return Address(kind, "/".join((self.site, *names)))

    def zones_of(self, project: Project) -> frozenset[str]:
        """Return the security zones of the pools that the project may use here."""
        return frozenset(pool.zone for pool in self.pools if pool.name in project.pools)

    def tiers_of(self, *, flavor: str = "", pool: str = "", network: str = "", service: str = "") -> tuple[str, ...]:
        """Name the tiers that use all of these, as what a change hits."""
        return tuple(
            tier.named_at(self.site)
            for tier in self.tiers
            if flavor in {"", tier.flavor}
            and pool in {"", tier.pool}
            and service in {"", tier.service}
            and (not network or network in tier.networks)
        )


def site_intents(estate: Estate) -> tuple[SiteIntent, ...]:
    """Return what the estate wants of each cloud, for the sites that have one and can be reached."""
    servers = estate.members
    return tuple(
        _site_intent(estate, site, site.cloud, servers)
        for site in estate.sites.values()
        if site.cloud is not None and site.state not in WITHOUT_POOLS
    )


def _site_intent(estate: Estate, site: Site, cloud: str, servers: Mapping[str, tuple[Server, ...]]) -> SiteIntent:
    pools = tuple(pool for pool in estate.pools.values() if site.name in pool.sites)
    offered = {flavor for pool in pools for flavor in pool.flavors}
    zones = {pool.zone for pool in pools}
    return SiteIntent(
        estate=estate.name,
        site=site.name,
        cloud=cloud,
        projects=tuple(project for project in estate.projects.values() if site.name in project.sites),
        pools=pools,
        members={pool.name: tuple(host for host in servers[pool.name] if host.site == site.name) for pool in pools},
        flavors=tuple(flavor for flavor in estate.flavors.values() if flavor.name in offered),
        networks=tuple(
            network for network in estate.networks.values() if site.name in network.sites and network.zone in zones
        ),
        tiers=tuple(
            tier
            for service in estate.services.values()
            for tier in service.tiers
            if tier.instances.get(site.name, 0) > 0
        ),
        project_of_service={service.name: service.project for service in estate.services.values()},
    )
