"""What services want, and in which order and where their instances are placed again."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from capacity.resources import MEMORY_MB, PCPU, VCPU, Amounts, needs
from inventory.model.estate import Estate
from inventory.model.pools import Flavor
from inventory.model.services import Service, Tier
from inventory.model.sites import SiteState


@dataclass(frozen=True, slots=True)
class WantedTier:
    """A tier with what decides about its instances."""

    service: Service
    tier: Tier
    flavor: Flavor
    need: Amounts
    """What one instance takes."""

    @property
    def key(self) -> tuple[str, str]:
        """Service and tier."""
        return self.service.name, self.tier.name

    @property
    def shed_rank(self) -> float:
        """The order in which it is shed; infinite: never."""
        return math.inf if self.service.shed_order is None else float(self.service.shed_order)

    @property
    def importance(self) -> tuple[float, int, float, int, int]:
        """What is placed again before others: what is never shed, of the highest class, the largest instances first."""
        recovery = self.service.recovery
        memory, processors = self.need.get(MEMORY_MB, 0), self.need.get(VCPU, 0) + self.need.get(PCPU, 0)
        return -self.shed_rank, -recovery.level, recovery.rto_seconds, -memory, -processors


def wanted_in(estate: Estate, pool: str) -> tuple[WantedTier, ...]:
    """List the tiers of a pool in the order of the estate."""
    return tuple(
        WantedTier(service, tier, flavor, needs(flavor))
        for service in estate.services.values()
        for tier in service.tiers
        if tier.pool == pool and (flavor := estate.flavors.get(tier.flavor)) is not None
    )


def is_active(estate: Estate, site: str) -> bool:
    """Return whether instances may run at a site."""
    return site in estate.sites and estate.sites[site].state is SiteState.ACTIVE


def alternatives(estate: Estate, wanted: WantedTier, site: str) -> Iterator[str]:
    """List where instances of a site may go: there if it is active, then the nearest sites with the pool and networks.

    Nearest is the same city, then the shortest round trip; sites without a path between them come last.
    """
    if is_active(estate, site):
        yield site
    others = [
        other
        for other in estate.pools[wanted.tier.pool].sites
        if other != site and is_active(estate, other) and _has_networks(estate, wanted, other)
    ]
    yield from sorted(others, key=lambda other: (not same_city(estate, site, other), round_trip(estate, site, other)))


def same_city(estate: Estate, one: str, other: str) -> bool:
    """Return whether two sites are in one city."""
    return estate.sites[one].city == estate.sites[other].city


def round_trip(estate: Estate, one: str, other: str) -> float:
    """Return the round trip between two sites in milliseconds; infinite if no path is written."""
    pair = {one, other}
    found = (path.round_trip_milliseconds for path in estate.paths.values() if set(path.sites) == pair)
    return min(found, default=math.inf)


def _has_networks(estate: Estate, wanted: WantedTier, site: str) -> bool:
    return all(site in estate.networks[name].sites for name in wanted.tier.networks if name in estate.networks)
