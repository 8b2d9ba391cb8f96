"""A what-if for people: from the power chain to the services, then the verdict."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.views.infrastructure import infrastructure_lines, kilowatts
from continuity.whatif.answer import PoolAnswer, WhatIf, WhatIfQuestion, WhatIfVerdict
from continuity.whatif.recovery_objectives import ObjectiveStatus, ServiceFate, is_quorate, is_touched
from continuity.whatif.rescheduling import TierFate
from inventory.model.services import Spread
from inventory.wording import counted

if TYPE_CHECKING:
    from rich.console import Console

_VERDICTS = {
    WhatIfVerdict.YES: "[green]yes[/]",
    WhatIfVerdict.NO: "[bold red]no[/]",
    WhatIfVerdict.UNKNOWN: "[bold red]unknown[/]",
}
_ANSWERS = {
    ObjectiveStatus.KEPT: "kept",
    ObjectiveStatus.SHED: "shed",
    ObjectiveStatus.BROKEN: "[bold red]broken[/]",
    ObjectiveStatus.UNKNOWN: "[bold red]unknown[/]",
}
MINUTE, HOUR = 60, 3600


def show_what_if(console: "Console", answer: WhatIf) -> None:
    """Print what is hit and what becomes of it, one subject a line."""
    from rich.markup import escape

    lines = [
        *((word, escape(line)) for word, line in infrastructure_lines(answer)),
        *(("Pool", escape(line)) for pool in answer.pools for line in _pool(pool)),
        *(("Service", line) for service in answer.services for line in _service(service)),
        *(("Basis", escape(line)) for line in _basis(answer)),
        *(("Verdict", line) for line in _verdict(answer)),
    ]
    before = ""
    for word, line in lines:
        console.print(f"[bold]{word if word != before else '':<8}[/]{line}")
        before = word


def duration(seconds: float) -> str:
    """Write a promise's time: 0 s, 5 min, 2 h."""
    if seconds >= HOUR and not seconds % HOUR:
        return f"{seconds / HOUR:g} h"
    return f"{seconds / MINUTE:g} min" if seconds >= MINUTE else f"{seconds:g} s"


def _pool(pool: PoolAnswer) -> Iterator[str]:
    wanted = pool.displaced + pool.added + sum(tier.short_before for tier in pool.fate.tiers)
    stopped = max(0, sum(pool.placed.values()) + pool.shed + pool.unplaced - wanted)
    name = f"{pool.fate.pool:<12}"
    fits = sum(pool.placed.values())
    if wanted or stopped:
        where = " and ".join(f"{site} ({count})" for site, count in pool.placed.items())
        line = (
            f"{fits} of {wanted + stopped} instances fit into {where}"
            if where
            else f"0 of {wanted + stopped} instances fit"
        )
        headroom = f"; {pool.headroom:.0%} headroom left" if pool.headroom is not None else ""
        yield f"{name} {line}{headroom}"
    else:
        yield from (f"{name} {line}" for line in _without_instances(pool))
    if pool.shed:
        yield f"{name} shed, as declared: {counted(pool.shed, 'instance')} ({_tiers(pool, shed=True)})"
    if pool.unplaced:
        yield f"{name} no place for {counted(pool.unplaced, 'instance')} ({_tiers(pool, shed=False)})"
    surplus = pool.fate.surplus
    if surplus.instances:
        fitting = surplus.instances - surplus.unplaced
        beyond = f"use there beyond what services declare, as instances of {surplus.flavor}"
        yield f"{name} {beyond}: {fitting} of {surplus.instances} fit"
    short = sum(tier.short_before for tier in pool.fate.tiers)
    if short:
        yield f"{name} {counted(short, 'instance')} had no place even before"


def _without_instances(pool: PoolAnswer) -> Iterator[str]:
    """Tell hosts on which nothing ran from those of which nothing is declared."""
    lost, unknown = sum(pool.fate.lost_hosts.values()), sum(pool.undeclared.values())
    if lost > unknown:
        yield f"{counted(lost - unknown, 'host')} lost, on which nothing ran"
    if unknown:
        yield f"{counted(unknown, 'host')} lost; what runs there is not declared"


def _tiers(pool: PoolAnswer, *, shed: bool) -> str:
    tiers = [tier for tier in pool.fate.tiers if tier.unplaced and tier.is_shed is shed]
    return ", ".join(
        f"{'/'.join(tier.wanted.key)} {tier.unplaced} {tier.wanted.flavor.name}{_apart(tier)}" for tier in tiers
    )


def _apart(tier: TierFate) -> str:
    return ", each on a host of its own" if tier.wanted.tier.spread is Spread.HOST else ""


def _service(service: ServiceFate) -> Iterator[str]:
    from rich.markup import escape

    name = f"{service.service.name:<15}"
    is_hit = any(tier.displaced.total() for tier in service.tiers)
    yield f"{name} {_promises(service) if is_hit else 'nothing of it is lost'}"
    for tier in service.tiers:
        if is_touched(tier):
            yield f"  {tier.wanted.tier.name:<13} {escape(_tier(tier))}"


def _promises(service: ServiceFate) -> str:
    from rich.markup import escape

    recovery = service.service.recovery
    time, point = service.recovery_time, service.recovery_point
    kept = f"RTO {duration(recovery.rto_seconds)}: {_ANSWERS[time.answer]} ({escape(time.reason)})"
    and_data = f"RPO {duration(recovery.rpo_seconds)}: {_ANSWERS[point.answer]} ({escape(point.reason)})"
    return f"{kept} · {and_data}"


def _tier(tier: TierFate) -> str:
    before = tier.kept.total() + tier.displaced.total()
    parts = [f"{tier.kept.total()} of {before} run on" if before else ""]
    if tier.displaced.total():
        parts[0] += ", a majority" if is_quorate(tier) else ", no majority"
    if tier.added.total():
        parts.append(f"{tier.added.total()} more wanted")
    if tier.placed.total():
        parts.append(f"placed: {_sites(tier.placed)}")
    if tier.unplaced:
        parts.append(f"{tier.unplaced} {'shed' if tier.is_shed else 'without a place'}")
    return "; ".join(part for part in parts if part)


def _sites(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{site} {count}" for site, count in counts.items() if count)


def _basis(answer: WhatIf) -> Iterator[str]:
    if answer.basis.is_by_use and answer.infrastructure.fullest is not None:
        yield "Servers of a type with an idle draw draw by their vCPUs in use, all else in full."
    if answer.basis.live:
        yield f"Room at {', '.join(answer.basis.live)} is what the clouds say is free."
    if answer.basis.unknown:
        sites = ", ".join(answer.basis.unknown)
        yield f"The use at {sites} is not known; what is computed there is declared, not seen."
    if answer.pools and not answer.basis.live and not answer.basis.unknown:
        yield "Instances are those that services declare; no cloud was asked (--access)."


def _verdict(answer: WhatIf) -> Iterator[str]:
    from rich.markup import escape

    yield f"{answer.question.value}: {_VERDICTS[answer.verdict]}."
    yield from (f"Not because: {escape(reason)}." for reason in answer.broken)
    yield from (f"Not known: {escape(reason)}." for reason in answer.unknown)
    weakest = answer.weakest
    if weakest is not None and not any(pool.unplaced for pool in answer.pools):
        slots = counted(weakest.slots, "slot")
        yield escape(f"Weakest point: {weakest.flavor} of pool {weakest.pool} in {weakest.site}, {slots} left.")
    elif weakest is None and answer.question is not WhatIfQuestion.FITS and answer.infrastructure.fullest is not None:
        fullest = answer.infrastructure.fullest
        yield escape(f"Weakest point: {fullest.component}, {kilowatts(fullest.limit_watts - fullest.load_watts)} left.")
