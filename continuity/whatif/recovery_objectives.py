"""What services promise for a loss, and whether it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from continuity.whatif.demand import is_active, round_trip
from continuity.whatif.rescheduling import TierFate
from inventory.model.estate import Estate
from inventory.model.services import Service

SYNCHRONOUS_MILLISECONDS = 5.0
"""The longest round trip between sites that replicate synchronously."""


class ObjectiveStatus(StrEnum):
    """What becomes of a promise; unknown is not kept."""

    KEPT = "kept"
    SHED = "shed"
    """The service is given up, as it declares."""
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ObjectiveOutcome:
    """Whether a promise is kept, and why."""

    answer: ObjectiveStatus
    reason: str


@dataclass(frozen=True, slots=True)
class ServiceFate:
    """What becomes of one service."""

    service: Service
    tiers: tuple[TierFate, ...]
    recovery_time: ObjectiveOutcome
    recovery_point: ObjectiveOutcome


def service_fates(
    before: Estate, fates: Mapping[tuple[str, str], TierFate], *, planned: bool
) -> tuple[ServiceFate, ...]:
    """Judge the services of which instances are displaced, stopped or nowhere placed."""
    found = []
    for service in before.services.values():
        tiers = [fates[service.name, tier.name] for tier in service.tiers if (service.name, tier.name) in fates]
        if any(is_touched(tier) for tier in tiers):
            found.append(
                ServiceFate(
                    service,
                    tuple(tiers),
                    _recovery_time(tiers, planned=planned),
                    _recovery_point(before, service, tiers, planned=planned),
                )
            )
    return tuple(found)


def is_touched(fate: TierFate) -> bool:
    """Return whether anything becomes of a tier at all."""
    return bool(fate.unplaced or fate.displaced.total() or fate.placed.total() or fate.added.total())


def is_quorate(fate: TierFate) -> bool:
    """Return whether more than half of the instances that there were run on undisturbed."""
    there_were = fate.kept.total() + fate.displaced.total()
    return 2 * fate.kept.total() > there_were


def _recovery_time(tiers: Sequence[TierFate], *, planned: bool) -> ObjectiveOutcome:
    without = [fate for fate in tiers if not (fate.kept.total() or fate.placed.total())]
    if without:
        if all(fate.is_shed for fate in without):
            return ObjectiveOutcome(ObjectiveStatus.SHED, "as declared")
        what = ", ".join(fate.wanted.tier.name for fate in without)
        return ObjectiveOutcome(ObjectiveStatus.BROKEN, f"no instance of {what} is left")
    if planned:
        return ObjectiveOutcome(ObjectiveStatus.KEPT, "instances are moved before")
    interrupted = [fate.wanted.tier.name for fate in tiers if not fate.kept.total()]
    if not interrupted:
        return ObjectiveOutcome(ObjectiveStatus.KEPT, "every tier has instances that run on")
    return ObjectiveOutcome(
        ObjectiveStatus.UNKNOWN,
        f"all of {', '.join(interrupted)} start again elsewhere; how long that takes is not measured",
    )


def _recovery_point(before: Estate, service: Service, tiers: Sequence[TierFate], *, planned: bool) -> ObjectiveOutcome:
    """Ask whether a copy of the data is left, supposing that the sites where every tier runs hold it."""
    lost = {site for site in before.sites if _has_left(tiers, site)}
    if not lost:
        return ObjectiveOutcome(ObjectiveStatus.KEPT, "its sites remain")
    if planned:
        return ObjectiveOutcome(ObjectiveStatus.KEPT, "data is handed over before")
    holding = [
        site
        for site in before.sites
        if is_active(before, site) and all(fate.wanted.tier.instances.get(site, 0) for fate in tiers)
    ]
    if not lost & set(holding):
        return ObjectiveOutcome(ObjectiveStatus.KEPT, "every site that holds its data remains")
    return _copy(before, holding, [site for site in holding if site not in lost], service.recovery.rpo_seconds)


def _has_left(tiers: Sequence[TierFate], site: str) -> bool:
    """Return whether a service has run at a site and runs there no more."""
    stays = any(fate.kept[site] or fate.placed[site] for fate in tiers)
    return not stays and any(fate.displaced[site] for fate in tiers)


def _copy(estate: Estate, holding: Sequence[str], left: Sequence[str], rpo_seconds: float) -> ObjectiveOutcome:
    """Look for a copy at the sites that are left: as long as one of a synchronous pair is, nothing is lost."""
    if not left:
        return ObjectiveOutcome(ObjectiveStatus.BROKEN, "no site that has all of its tiers is left")
    pairs = _synchronous_pairs(estate, holding)
    current = [site for site in left if any(site in pair for pair in pairs)]
    if current:
        return ObjectiveOutcome(ObjectiveStatus.KEPT, f"{' and '.join(current)}: of a synchronous pair")
    if rpo_seconds:
        return ObjectiveOutcome(
            ObjectiveStatus.UNKNOWN, f"how far behind {' and '.join(left)} would be is not measured"
        )
    why = (
        "no site of a synchronous pair is left"
        if pairs
        else f"no two of its sites are within {SYNCHRONOUS_MILLISECONDS:g} ms"
    )
    return ObjectiveOutcome(ObjectiveStatus.BROKEN, why)


def _synchronous_pairs(estate: Estate, sites: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for place, one in enumerate(sites)
        for other in sites[place + 1 :]
        if round_trip(estate, one, other) <= SYNCHRONOUS_MILLISECONDS
    ]
