"""What goes with a loss: from servers to racks, pools and the tiers of services."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inventory.model.estate import Estate
from inventory.model.services import Tier


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


class Impacts:
    """Answers what goes with servers; what it needs to know about the estate is worked out once."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def of(self, lost: Iterable[str]) -> Impact:
        """Follow lost servers, and switches, to services; a switch by itself stands for its rack only."""
        names = tuple(lost)
        if not names:
            return NOTHING
        estate = self._estate
        blocks = estate.block_of
        servers = tuple(name for name in names if name in blocks)
        racks = tuple(
            dict.fromkeys(
                blocks[name].mounted.rack if name in blocks else estate.switches[name].mount.rack for name in names
            )
        )
        hit = Counter((pool, blocks[name].site) for name in servers for pool in estate.pools_of.get(name, ()))
        pools = tuple(PoolLoss(pool, site, hosts, self._sizes[pool, site]) for (pool, site), hosts in hit.items())
        tiers = tuple(
            TierLoss(tier.service, tier.name, loss.site, tier.instances[loss.site], loss.hosts, loss.of)
            for loss in pools
            for tier in self._tiers.get((loss.pool, loss.site), ())
        )
        return Impact(racks, servers, pools, tiers)

    @cached_property
    def _sizes(self) -> Mapping[tuple[str, str], int]:
        sizes: Counter[tuple[str, str]] = Counter()
        for block, pools in self._estate.pooled_blocks:
            for pool in pools:
                sizes[pool, block.site] += len(block.mounted.names)
        return sizes

    @cached_property
    def _tiers(self) -> Mapping[tuple[str, str], list[Tier]]:
        found: dict[tuple[str, str], list[Tier]] = {}
        for service in self._estate.services.values():
            for tier in service.tiers:
                for site, instances in tier.instances.items():
                    if instances:
                        found.setdefault((tier.pool, site), []).append(tier)
        return found
