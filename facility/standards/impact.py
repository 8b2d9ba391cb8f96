"""Follow a loss from servers to racks, pools and the tiers of services."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from inventory.impact import NOTHING, Impact, PoolLoss, TierLoss
from inventory.model.estate import Estate
from inventory.model.services import Tier


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
                blocks[name].mounted.rack
                if name in blocks
                else (estate.devices.get(name) or estate.switches[name]).mount.rack
                for name in names
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
