"""The answer to a what-if: everything that is shown, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from continuity.whatif.infrastructure import Infrastructure
from continuity.whatif.recovery_objectives import ServiceFate
from continuity.whatif.rescheduling import PoolFate


class WhatIfVerdict(StrEnum):
    """Whether it may happen; unknown is not yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class WhatIfQuestion(StrEnum):
    """What the verdict answers."""

    MAINTAINABLE = "concurrently maintainable"
    """Whether nothing that the racks carry goes down."""
    SURVIVABLE = "survivable"
    """Whether all that is never shed has a place again, and promises are kept."""
    FITS = "it fits"
    """Whether what is wanted has a place."""


@dataclass(frozen=True, slots=True)
class Weakest:
    """Where there is least room for more, once all is done."""

    flavor: str
    pool: str
    site: str
    slots: int


@dataclass(frozen=True, slots=True)
class PoolAnswer:
    """What becomes of a pool, and how much room it has left at the sites that remain."""

    fate: PoolFate
    headroom: float | None
    """What is free of the scarcer of vCPUs and memory, over all; None: the pool has no hosts left."""
    weakest: Weakest | None
    undeclared: Mapping[str, int]
    """Site → hosts that are lost or drained there, of which nobody has said what runs on them."""

    @property
    def displaced(self) -> int:
        """How many instances lose their hosts."""
        return sum(tier.displaced.total() for tier in self.fate.tiers)

    @property
    def added(self) -> int:
        """How many more instances are wanted."""
        return sum(tier.added.total() for tier in self.fate.tiers)

    @property
    def placed(self) -> Mapping[str, int]:
        """Site → instances that go there."""
        total: dict[str, int] = {}
        for tier in self.fate.tiers:
            for site, count in tier.placed.items():
                total[site] = total.get(site, 0) + count
        return {site: count for site, count in total.items() if count}

    @property
    def shed(self) -> int:
        """How many instances are given up as declared."""
        return sum(tier.unplaced for tier in self.fate.tiers if tier.is_shed)

    @property
    def unplaced(self) -> int:
        """How many instances that are never shed find no place."""
        return sum(tier.unplaced for tier in self.fate.tiers if not tier.is_shed)

    @property
    def is_touched(self) -> bool:
        """Whether anything becomes of it."""
        return bool(self.fate.lost_hosts or self.placed or self.shed or self.unplaced or self.added)


@dataclass(frozen=True, slots=True)
class UseBasis:
    """Where the figures of pools come from."""

    live: tuple[str, ...]
    """Sites whose cloud has told its use."""
    unknown: tuple[str, ...]
    """Sites whose cloud was asked in vain: their use is as declared."""
    is_by_use: bool
    """Whether there are servers that draw by what runs on them; all else draws in full."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The whole answer."""

    scenario: str
    question: WhatIfQuestion
    verdict: WhatIfVerdict
    broken: tuple[str, ...]
    """Why not."""
    unknown: tuple[str, ...]
    """What is not known, so that the answer is not yes."""
    infrastructure: Infrastructure
    pools: tuple[PoolAnswer, ...]
    """Those that anything becomes of."""
    services: tuple[ServiceFate, ...]
    unpooled: tuple[str, ...]
    """Compute servers without a pool that are down."""
    weakest: Weakest | None
    basis: UseBasis

    @property
    def holds(self) -> bool:
        """Whether the verdict is yes."""
        return self.verdict is WhatIfVerdict.YES
