"""A what-if's answer as plain data, for JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping

from continuity.whatif.answer import PoolAnswer, Weakest, WhatIf
from continuity.whatif.infrastructure import Carried, Infrastructure
from continuity.whatif.ranking import Harm, Ranking
from continuity.whatif.recovery_objectives import ObjectiveOutcome, ServiceFate, is_quorate
from continuity.whatif.rescheduling import TierFate
from facility.chains.endurance import Endurance, Reserve
from facility.chains.failed_systems import SystemFailure
from facility.chains.missing_data import Gap
from facility.chains.remaining_redundancy import RemainingRedundancy
from facility.graph.at_rest import Overload


def plain(answer: WhatIf) -> dict[str, object]:
    """Return the whole answer; watts (moved ones by site), shares (0–1), counts of instances by site."""
    return {
        "scenario": answer.scenario,
        "question": answer.question.value,
        "verdict": answer.verdict.value,
        "broken": list(answer.broken),
        "unknown": list(answer.unknown),
        "infrastructure": _infrastructure(answer.infrastructure),
        "pools": [_pool(pool) for pool in answer.pools],
        "services": [_service(service) for service in answer.services],
        "unpooled_hosts": list(answer.unpooled),
        "weakest": _weakest(answer.weakest),
        "basis": {
            "live": list(answer.basis.live),
            "not_told": list(answer.basis.unknown),
            "draws_by_use": answer.basis.is_by_use,
        },
    }


def plain_ranking(ranking: Ranking) -> dict[str, object]:
    """Return a ranking."""
    return {
        "examined": ranking.examined,
        "harmful": ranking.harmful,
        "worst": [_harm(harm) for harm in ranking.worst],
        "gaps": _gaps(ranking.gaps),
        "at_rest": {
            "sinks": list(ranking.at_rest.sinks),
            "overloaded": _overloaded(ranking.at_rest.overloaded),
        },
    }


def _harm(harm: Harm) -> dict[str, object]:
    return {
        "taken_out": list(harm.taken_out),
        "servers": list(harm.servers),
        "watts": harm.watts,
        "overloaded": _overloaded(harm.overloaded),
        "tripped": list(harm.tripped),
        "pools": None if harm.pools is None else [_pool(pool) for pool in harm.pools],
    }


def _overloaded(several: Iterable[Overload]) -> list[dict[str, object]]:
    return [
        {"component": one.component, "load_watts": one.load_watts, "limit_watts": one.limit_watts} for one in several
    ]


def _gaps(gaps: Iterable[Gap]) -> list[dict[str, object]]:
    return [{"kind": gap.kind.value, "subject": gap.subject, "detail": gap.detail} for gap in gaps]


def _infrastructure(found: Infrastructure) -> dict[str, object]:
    return {
        "taken_out": list(found.taken_out),
        "failed": list(found.failed),
        "feeds": [
            {"site": one.site, "lost": list(one.sides), "left": list(one.left), "racks": list(one.racks)}
            for one in found.feeds
        ],
        "fullest": None if found.fullest is None else _carried(found.fullest),
        "overloaded": _overloaded(found.overloaded),
        "tripped": [list(step) for step in found.tripped],
        "tripped_by_moves": list(found.tripped_by_moves),
        "moved_watts": dict(found.moved_by_site),
        "fabric": {
            "switches": list(found.fabric.switches),
            "one_supply": list(found.fabric.one_supply),
            "one_leaf": list(found.fabric.one_leaf),
            "links": dict(found.fabric.links),
            "circuits": list(found.fabric.circuits),
        },
        "hosts": list(found.hosts),
        "bare_metal": list(found.bare_metal),
        "with_own_switch": list(found.with_own_switch),
        "above_limit_before": _overloaded(found.at_rest.overloaded),
        "servers_down_before": list(found.at_rest.sinks),
        "causes": [_cause(one) for one in found.explanation.failures],
        "reserves": [_reserve(one) for one in found.explanation.endurance.reserves],
        "runs_on": _runs_on(found.explanation.endurance),
        "redundancy": [_redundancy(one) for one in found.explanation.redundancy],
        "gaps": _gaps(found.gaps),
    }


def _cause(one: SystemFailure) -> dict[str, object]:
    return {
        "system": one.system.value,
        "roots": list(one.roots),
        "root_systems": [system.value for system in one.root_systems],
        "servers": list(one.sinks),
    }


def _reserve(one: Reserve) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "components": list(one.components),
        "carries": list(one.carries),
        "load_watts": one.load_watts,
        "minutes": one.minutes,
        "is_reaching": one.is_reaching,
    }


def _runs_on(found: Endurance) -> dict[str, object]:
    return {"servers": list(found.bridged), "minutes": found.minutes}


def _redundancy(one: RemainingRedundancy) -> dict[str, object]:
    return {
        "group": one.group,
        "scheme": one.scheme,
        "members": one.members,
        "lost": list(one.lost),
        "left": one.left,
        "is_short": one.is_short,
    }


def _carried(one: Carried) -> dict[str, object]:
    return {
        "component": one.component,
        "load_watts": one.load_watts,
        "rating_watts": one.rating_watts,
        "limit_watts": one.limit_watts,
    }


def _pool(pool: PoolAnswer) -> dict[str, object]:
    return {
        "pool": pool.fate.pool,
        "lost_hosts": dict(pool.fate.lost_hosts),
        "displaced": pool.displaced,
        "added": pool.added,
        "placed": dict(pool.placed),
        "shed": pool.shed,
        "unplaced": pool.unplaced,
        "undeclared_hosts": dict(pool.undeclared),
        "headroom": pool.headroom,
        "surplus": {
            "amounts": dict(pool.fate.surplus.amounts),
            "flavor": pool.fate.surplus.flavor,
            "instances": pool.fate.surplus.instances,
            "unplaced": pool.fate.surplus.unplaced,
            "beyond_flavor": dict(pool.fate.surplus.beyond_flavor),
        },
        "weakest": _weakest(pool.weakest),
    }


def _service(service: ServiceFate) -> dict[str, object]:
    recovery = service.service.recovery
    return {
        "service": service.service.name,
        "standard": recovery.standard,
        "level": recovery.level,
        "rto": {"seconds": recovery.rto_seconds, **_promise(service.recovery_time)},
        "rpo": {"seconds": recovery.rpo_seconds, **_promise(service.recovery_point)},
        "tiers": [_tier(tier) for tier in service.tiers],
    }


def _promise(promise: ObjectiveOutcome) -> dict[str, object]:
    return {"answer": promise.answer.value, "reason": promise.reason}


def _tier(tier: TierFate) -> dict[str, object]:
    return {
        "tier": tier.wanted.tier.name,
        "pool": tier.wanted.tier.pool,
        "flavor": tier.wanted.flavor.name,
        "kept": _counts(tier.kept),
        "displaced": _counts(tier.displaced),
        "added": _counts(tier.added),
        "placed": _counts(tier.placed),
        "shed": tier.unplaced if tier.is_shed else 0,
        "unplaced": 0 if tier.is_shed else tier.unplaced,
        "short_before": tier.short_before,
        "majority_runs_on": is_quorate(tier),
    }


def _counts(counts: Counter[str]) -> Mapping[str, int]:
    return {site: count for site, count in counts.items() if count}


def _weakest(weakest: Weakest | None) -> dict[str, object] | None:
    if weakest is None:
        return None
    return {"flavor": weakest.flavor, "pool": weakest.pool, "site": weakest.site, "slots": weakest.slots}
