"""Where instances go: services and tiers → replicas per site and pool → hosts; pure.

The choice follows Nova's: a host must have room for the flavor, keeps apart what the tier's spread keeps apart, and of
those that are left the one with the most free memory is taken (Nova's RAM weigher).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.packing.host_packer import HostPacker, Occupancy
from capacity.packing.host_room import HostRoom, PoolAtSite
from capacity.resources import needs
from inventory.model.estate import Estate
from inventory.model.pools import Flavor
from inventory.model.services import Spread
from inventory.model.sites import SiteState


@dataclass(frozen=True, slots=True)
class Replicas:
    """The instances of one tier at one site."""

    service: str
    tier: str
    site: str
    pool: str
    flavor: str
    instances: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the replicas of one tier went."""

    replicas: Replicas
    hosts: tuple[str, ...]
    """One for each instance that found a place, in the order in which they were placed."""

    @property
    def unplaced(self) -> int:
        """How many instances found no place."""
        return self.replicas.instances - len(self.hosts)


def replicas(estate: Estate) -> tuple[Replicas, ...]:
    """List what the services want at each active site, in the order of the estate."""
    return tuple(
        Replicas(tier.service, tier.name, site, tier.pool, tier.flavor, instances, tier.spread)
        for service in estate.services.values()
        for tier in service.tiers
        for site, instances in tier.instances.items()
        if instances > 0 and site in estate.sites and estate.sites[site].state is SiteState.ACTIVE
    )


def place(
    wanted: Iterable[Replicas], rooms: Mapping[PoolAtSite, Iterable[HostRoom]], flavors: Mapping[str, Flavor]
) -> tuple[Placed, ...]:
    """Place replicas in their order into the rooms of their sites and pools; raises KeyError for an unknown flavor."""
    need = {name: needs(flavor) for name, flavor in flavors.items()}
    packers = {key: HostPacker(found, need.values()) for key, found in rooms.items()}
    placed = []
    for one in wanted:
        packer, wants = packers.get((one.site, one.pool)), need[one.flavor]
        hosts = [] if packer is None else packer.take(wants, one.spread, one.instances, Occupancy())
        placed.append(Placed(one, tuple(hosts)))
    return tuple(placed)
