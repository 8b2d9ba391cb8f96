"""Judge what a scenario leads to: what is broken, what is not known, and what that means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from capacity.resources import MEMORY_MB, PCPU, VCPU
from continuity.whatif.answer import PoolAnswer, UseBasis, Weakest, WhatIf, WhatIfQuestion, WhatIfVerdict
from continuity.whatif.infrastructure import Infrastructure
from continuity.whatif.recovery_objectives import ObjectiveStatus, ServiceFate
from facility.chains.missing_data import GapKind
from facility.graph.at_rest import Overload
from inventory.scenario.scenario import SITES, Scenario, Verb
from inventory.wording import counted

SHOWN = 3
"""How many of a kind are named before they are only counted."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A scenario followed to its end."""

    scenario: Scenario
    infrastructure: Infrastructure
    pools: tuple[PoolAnswer, ...]
    services: tuple[ServiceFate, ...]
    unpooled: tuple[str, ...]
    """Compute servers without a pool that are down."""
    weakest: Weakest | None
    basis: UseBasis


def judge(followed: Followed) -> WhatIf:
    """Give the verdict."""
    question = _question(followed)
    broken = tuple(_broken(followed, question))
    unknown = tuple(_unknown(followed))
    verdict = WhatIfVerdict.NO if broken else WhatIfVerdict.UNKNOWN if unknown else WhatIfVerdict.YES
    return WhatIf(
        str(followed.scenario),
        question,
        verdict,
        broken,
        unknown,
        followed.infrastructure,
        followed.pools,
        followed.services,
        followed.unpooled,
        followed.weakest,
        followed.basis,
    )


def _question(followed: Followed) -> WhatIfQuestion:
    scenario = followed.scenario
    if not scenario.of(Verb.LOSE, Verb.MAINTAIN, Verb.DRAIN):
        return WhatIfQuestion.FITS
    if scenario.is_planned or not (followed.infrastructure.unforeseen or _takes_devices(followed)):
        return WhatIfQuestion.MAINTAINABLE if not _takes_sites(scenario) else WhatIfQuestion.SURVIVABLE
    return WhatIfQuestion.SURVIVABLE


def _takes_sites(scenario: Scenario) -> bool:
    return any(step.target.kind in SITES for step in scenario.steps)


def _takes_devices(followed: Followed) -> bool:
    return bool(followed.infrastructure.hosts or followed.infrastructure.bare_metal)


def _broken(followed: Followed, question: WhatIfQuestion) -> Iterator[str]:
    found = followed.infrastructure
    # Of a loss that takes servers it is asked only what becomes of the pools; what is planned may take nothing down.
    if question is not WhatIfQuestion.SURVIVABLE or followed.scenario.is_planned:
        yield from _taken_down(found)
    if found.overloaded:
        yield f"too much load on {_named([_too_much(one) for one in found.overloaded])}"
    if found.overloaded_before:
        yield f"above its limit even before: {_named([_too_much(one) for one in found.overloaded_before])}"
    if found.at_rest.sinks:
        down = found.at_rest.sinks
        yield f"{counted(len(down), 'server')} {_do(len(down))} not work even before: {_named(down)}"
    for pool in followed.pools:
        if pool.unplaced:
            yield f"{counted(pool.unplaced, 'instance')} of pool {pool.fate.pool} {_find(pool.unplaced)} no place"
    for service in followed.services:
        if service.recovery_time.answer is ObjectiveStatus.BROKEN:
            yield f"RTO of {service.service.name}: {service.recovery_time.reason}"
        if service.recovery_point.answer is ObjectiveStatus.BROKEN:
            yield f"RPO of {service.service.name}: {service.recovery_point.reason}"


def _taken_down(found: Infrastructure) -> Iterator[str]:
    if found.unforeseen:
        names = _named(found.unforeseen)
        yield f"{counted(len(found.unforeseen), 'server')} would lose power, cooling or network: {names}"
    if found.tripped_at_once:
        yield f"overloaded until they trip: {_named(found.tripped_at_once)}"
    if found.tripped_by_moves:
        yield f"overloaded by instances until they trip: {_named(found.tripped_by_moves)}"


def _unknown(followed: Followed) -> Iterator[str]:
    gaps = followed.infrastructure.gaps
    for kind in GapKind:
        missing = [gap.detail for gap in gaps if gap.kind is kind]
        if missing:
            more = f" ({len(missing) - 1} more of these)" if len(missing) > 1 else ""
            yield f"{missing[0].rstrip('.')}{more}"
    yield from _unsaid(followed)
    for site in followed.basis.unknown:
        yield f"the cloud of {site} has not told its use"
    for pool in followed.pools:
        surplus = pool.fate.surplus
        if not surplus.is_placed:
            processors = surplus.amounts.get(VCPU, 0) + surplus.amounts.get(PCPU, 0)
            used = f"{processors} vCPU and {surplus.amounts.get(MEMORY_MB, 0) / 1024:,.0f} GiB"
            yield f"where the {used} go that pool {pool.fate.pool} uses there beyond what services declare"
    for service in followed.services:
        for word, promise in (("RTO", service.recovery_time), ("RPO", service.recovery_point)):
            if promise.answer is ObjectiveStatus.UNKNOWN:
                yield f"{word} of {service.service.name}: {promise.reason}"


def _unsaid(followed: Followed) -> Iterator[str]:
    """Name what is lost of which nobody has said what runs on it: that is not nothing."""
    machines = followed.infrastructure.bare_metal
    if machines:
        yield f"what runs on {counted(len(machines), 'machine')} without a pool: {_named(machines)}"
    if followed.unpooled:
        yield f"what runs on {counted(len(followed.unpooled), 'host')} without a pool: {_named(followed.unpooled)}"
    for pool in followed.pools:
        for site, count in pool.undeclared.items():
            of_pool = f"{counted(count, 'host')} of pool {pool.fate.pool} at {site}"
            yield f"what runs on {of_pool}: no service declares it, and no cloud has told its use"


def _too_much(one: Overload) -> str:
    return f"{one.component} ({one.load_watts / 1000:,.1f} of {one.limit_watts / 1000:,.1f} kW)"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


def _find(count: int) -> str:
    return "finds" if count == 1 else "find"
