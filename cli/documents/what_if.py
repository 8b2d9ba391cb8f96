"""sddc.what-if and sddc.what-if-ranking: what goes if something goes, by `sddc what-if`.

Watts are watts, shares are from 0 to 1, and what is counted by site is a mapping from sites to numbers.
"""

from typing import Literal

from cli.documents.document import JsonDocument, Part
from continuity.whatif.answer import WhatIf, WhatIfQuestion, WhatIfVerdict
from continuity.whatif.answer_json import plain, plain_ranking
from continuity.whatif.ranking import Ranking
from facility.chains.missing_data import GapKind


class OverloadItem(Part):
    """A component that carries more than its limit."""

    component: str
    load_watts: float
    limit_watts: float


class CarriedItem(Part):
    """What a component carries, and what it may."""

    component: str
    load_watts: float
    rating_watts: float
    limit_watts: float


class GapItem(Part):
    """Something that the estate does not say."""

    kind: GapKind
    subject: str
    detail: str


class LostFeeds(Part):
    """Racks of a site that lose the same sides, and the sides that are left to them."""

    site: str
    lost: tuple[str, ...]
    left: tuple[str, ...]
    racks: tuple[str, ...]


class FabricLossItem(Part):
    """What becomes of the fabric."""

    switches: tuple[str, ...]
    one_supply: tuple[str, ...]
    one_leaf: tuple[str, ...]
    links: dict[str, int]
    circuits: tuple[str, ...]


class CauseItem(Part):
    """A system that failed, and the servers that stop by that."""

    system: str
    roots: tuple[str, ...]
    root_systems: tuple[str, ...]
    servers: tuple[str, ...]


class ReserveItem(Part):
    """Batteries, stores or fuel that carry for a while; null minutes: not known, or without end."""

    kind: str
    components: tuple[str, ...]
    carries: tuple[str, ...]
    load_watts: float
    minutes: float | None
    is_reaching: bool


class RunsOn(Part):
    """Servers that stop in the end, and how long they run on."""

    servers: tuple[str, ...]
    minutes: float | None


class RedundancyItem(Part):
    """What a redundancy group has left."""

    group: str
    scheme: str
    members: int
    lost: tuple[str, ...]
    left: str
    """N, N-1, 1 of 2."""
    is_short: bool


class InfrastructureItem(Part):
    """What becomes of power, cooling and network."""

    taken_out: tuple[str, ...]
    failed: tuple[str, ...]
    feeds: tuple[LostFeeds, ...]
    fullest: CarriedItem | None
    overloaded: tuple[OverloadItem, ...]
    tripped: tuple[tuple[str, ...], ...]
    """Step by step."""
    tripped_by_moves: tuple[str, ...]
    moved_watts: dict[str, float]
    fabric: FabricLossItem
    hosts: tuple[str, ...]
    bare_metal: tuple[str, ...]
    with_own_switch: tuple[str, ...]
    above_limit_before: tuple[OverloadItem, ...]
    servers_down_before: tuple[str, ...]
    causes: tuple[CauseItem, ...]
    reserves: tuple[ReserveItem, ...]
    runs_on: RunsOn
    redundancy: tuple[RedundancyItem, ...]
    gaps: tuple[GapItem, ...]


class WeakestItem(Part):
    """Where the fewest more instances fit."""

    flavor: str
    pool: str
    site: str
    slots: int


class SurplusItem(Part):
    """What runs in a pool and belongs to no service."""

    amounts: dict[str, int | float]
    flavor: str
    instances: int
    unplaced: int
    beyond_flavor: dict[str, int | float]


class PoolItem(Part):
    """What becomes of a pool."""

    pool: str
    lost_hosts: dict[str, int]
    displaced: int
    added: int
    placed: dict[str, int]
    shed: int
    unplaced: int
    undeclared_hosts: dict[str, int]
    headroom: float | None
    surplus: SurplusItem
    weakest: WeakestItem | None


class Objective(Part):
    """A recovery objective and what becomes of it."""

    seconds: float | None
    answer: str
    reason: str


class TierItem(Part):
    """What becomes of a tier's instances."""

    tier: str
    pool: str
    flavor: str
    kept: dict[str, int]
    displaced: dict[str, int]
    added: dict[str, int]
    placed: dict[str, int]
    shed: int
    unplaced: int
    short_before: int
    majority_runs_on: bool | None


class ServiceItem(Part):
    """What becomes of a service."""

    service: str
    standard: str
    level: int
    rto: Objective
    rpo: Objective
    tiers: tuple[TierItem, ...]


class AnswerBasis(Part):
    """What the answer is made from."""

    live: tuple[str, ...]
    not_told: tuple[str, ...]
    draws_by_use: bool


class WhatIfDocument(JsonDocument):
    """What goes if something goes: from components to pools and services, with the verdict."""

    format: Literal["sddc.what-if"] = "sddc.what-if"
    version: Literal[1] = 1
    scenario: str
    question: WhatIfQuestion
    verdict: WhatIfVerdict
    broken: tuple[str, ...]
    unknown: tuple[str, ...]
    infrastructure: InfrastructureItem
    pools: tuple[PoolItem, ...]
    services: tuple[ServiceItem, ...]
    unpooled_hosts: tuple[str, ...]
    weakest: WeakestItem | None
    basis: AnswerBasis


class HarmItem(Part):
    """What one loss leads to; null pools: not followed so far down the ranking."""

    taken_out: tuple[str, ...]
    servers: tuple[str, ...]
    watts: float
    overloaded: tuple[OverloadItem, ...]
    tripped: tuple[str, ...]
    pools: tuple[PoolItem, ...] | None


class StateAtRest(Part):
    """What is down or above its limit with nothing taken out."""

    sinks: tuple[str, ...]
    overloaded: tuple[OverloadItem, ...]


class RankingDocument(JsonDocument):
    """Losses, the most harmful first; those that harm nothing are only counted."""

    format: Literal["sddc.what-if-ranking"] = "sddc.what-if-ranking"
    version: Literal[1] = 1
    examined: int
    harmful: int
    worst: tuple[HarmItem, ...]
    gaps: tuple[GapItem, ...]
    at_rest: StateAtRest


def what_if_document(answer: WhatIf) -> WhatIfDocument:
    """Make the document of an answer."""
    return WhatIfDocument.model_validate(plain(answer))


def ranking_document(ranking: Ranking) -> RankingDocument:
    """Make the document of a ranking."""
    return RankingDocument.model_validate(plain_ranking(ranking))
