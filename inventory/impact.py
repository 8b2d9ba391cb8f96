"""What goes with a loss, as values: racks, servers, pools, tiers of services."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PoolLoss:
    """Hosts of a pool at one site that stop, of all that it has there."""

    pool: str
    site: str
    hosts: int
    of: int


@dataclass(frozen=True, slots=True)
class TierLoss:
    """A tier of a service that loses hosts of its pool; `instances` is what it has at the site."""

    service: str
    tier: str
    site: str
    instances: int
    hosts: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is left at the site."""
        return self.hosts == self.of


@dataclass(frozen=True, slots=True)
class Impact:
    """What goes: everything in the order of the estate."""

    racks: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    pools: tuple[PoolLoss, ...] = ()
    tiers: tuple[TierLoss, ...] = ()

    @property
    def harm(self) -> tuple[int, int, int, int]:
        """What impacts are ranked by: tiers that are gone at a site, tiers that are hit, servers, racks."""
        return sum(tier.is_whole for tier in self.tiers), len(self.tiers), len(self.servers), len(self.racks)


NOTHING = Impact()
