"""What is wanted against what is found in the cloud of one site: changes, with their order; pure."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from inventory.model.origin import Origin
from orchestration.change import Action, Address, Change
from orchestration.controller import Awaited, Unknown
from provisioning.intent import SiteIntent
from provisioning.resource import Fields, Live, ResourceKind, Value, Wanted

Locate = Callable[[Origin], str]
"""Finds where something is written: 'pools.yaml:12'."""

SECRET_FIELD = re.compile(r"password|secret|token|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ComparisonStep:
    """What the hands need to carry out one change: the payload of a Change."""

    kind: ResourceKind
    intent: SiteIntent
    action: Action
    wanted: Wanted | None
    live: Live | None
    replaces: bool = False
    """An update that the cloud can only do by deleting and making again."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One kind of one site: what is wanted and what is found."""

    kind: ResourceKind
    wanted: tuple[Wanted, ...]
    live: tuple[Live, ...]


@dataclass(slots=True)
class _Sorting:
    """Where each resource of a site goes, filled kind by kind."""

    steps: dict[Address, ComparisonStep] = field(default_factory=dict)
    withheld: dict[Address, ComparisonStep] = field(default_factory=dict)
    unknown: dict[Address, str] = field(default_factory=dict)
    awaited: dict[Address, str] = field(default_factory=dict)
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs at one site."""

    changes: tuple[Change, ...]
    withheld: tuple[Change, ...]
    """What would be deleted or replaced, if that were allowed."""
    unknown: tuple[Unknown, ...]
    awaited: tuple[Awaited, ...]
    unchanged: int


def compare(intent: SiteIntent, observed: Iterable[Observed], locate: Locate, *, allow_delete: bool) -> Comparison:
    """Return what must change at one site; `observed` in the order of KINDS, `locate` finds the line of an origin."""
    sorting = _Sorting()
    everything = tuple(observed)
    for one in everything:
        _sort_kind(sorting, intent, one, allow_delete=allow_delete)
    after = _order(sorting.steps, everything)
    return Comparison(
        changes=tuple(_change(step, locate, after[address]) for address, step in sorting.steps.items()),
        withheld=tuple(_change(step, locate, frozenset()) for step in sorting.withheld.values()),
        unknown=tuple(Unknown(address, intent.site, message) for address, message in sorting.unknown.items()),
        awaited=tuple(Awaited(address, intent.site, message) for address, message in sorting.awaited.items()),
        unchanged=sorting.unchanged,
    )


def best_of(live: Iterable[Live]) -> dict[Address, Live]:
    """Choose among those of one name: ours goes before what others made; two of ours are an obstacle."""
    best: dict[Address, Live] = {}
    for one in live:
        other = best.get(one.address)
        if other is None or (one.ours and not other.ours):
            best[one.address] = one
        elif one.ours:
            obstacle = (
                f"The cloud has two {one.address.kind}s named {one.name} with our mark. Delete one of them by hand."
            )
            best[one.address] = replace(other, obstacle=obstacle)
    return best


def differing(kind: ResourceKind, wanted: Fields, live: Fields) -> tuple[str, ...]:
    """Name the compared fields that differ, in the kind's order; what the cloud does not have (None) cannot differ."""
    keys = [key for key in dict.fromkeys((*wanted, *live)) if _compared(kind, key)]
    return tuple(key for key in keys if (key not in live or live[key] is not None) and wanted.get(key) != live.get(key))


def difference(keys: Iterable[str], old: Fields, new: Fields) -> str:
    """Show fields line by line, the old value after '-' and the new one after '+'; secrets are masked."""
    lines: list[str] = []
    for key in keys:
        lines += [f"- {key} {_shown(key, old[key])}"] if key in old else []
        lines += [f"+ {key} {_shown(key, new[key])}"] if key in new else []
    return "\n".join(lines)


def fingerprint(live: Live | None) -> str:
    """Digest what was found; empty where there was nothing."""
    if live is None:
        return ""
    return hashlib.sha256(json.dumps([live.id, dict(live.fields)], sort_keys=True).encode()).hexdigest()


def _compared(kind: ResourceKind, key: str) -> bool:
    return any(key == name or (name.endswith(".") and key.startswith(name)) for name in kind.compared)


def _shown(key: str, value: Value) -> str:
    if SECRET_FIELD.search(key):
        return "(not shown)"
    if isinstance(value, tuple):
        return ", ".join(value) or "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(none)" if value in ("", None) else str(value)


def _sort_kind(sorting: _Sorting, intent: SiteIntent, one: Observed, *, allow_delete: bool) -> None:
    best = best_of(one.live)
    wanted = {resource.address for resource in one.wanted}
    for live in best.values():
        if live.ours and live.address not in wanted and one.kind.delete is not None:
            target = sorting.steps if allow_delete else sorting.withheld
            target[live.address] = ComparisonStep(one.kind, intent, Action.DELETE, None, live)
    for resource in one.wanted:
        live_one = best.get(resource.address)
        step = _step(one.kind, intent, resource, live_one)
        if live_one is not None and live_one.awaited:
            sorting.awaited[resource.address] = live_one.obstacle
        elif live_one is not None and (live_one.obstacle or not live_one.ours):
            sorting.unknown[resource.address] = live_one.obstacle
        elif step is None:
            sorting.unchanged += 1
        elif needs := sorted(resource.needs & sorting.awaited.keys()):
            sorting.awaited[resource.address] = f"It needs {needs[0]}, which is awaited (see there)."
        elif obstacle := _obstacle(sorting, resource, best.values()):
            sorting.unknown[resource.address] = obstacle
        elif step.replaces and not allow_delete:
            sorting.withheld[resource.address] = step
        else:
            sorting.steps[resource.address] = step


def _step(kind: ResourceKind, intent: SiteIntent, wanted: Wanted, live: Live | None) -> ComparisonStep | None:
    if live is None:
        return ComparisonStep(kind, intent, Action.CREATE, wanted, None)
    different = differing(kind, wanted.fields, live.fields)
    if not different:
        return None
    return ComparisonStep(kind, intent, Action.UPDATE, wanted, live, replaces=not kind.immutable.isdisjoint(different))


def _obstacle(sorting: _Sorting, wanted: Wanted, live: Iterable[Live]) -> str:
    """Return what stands in the way of a change: something it needs that cannot be had, or a claim that another has."""
    for need in sorted(wanted.needs):
        if need in sorting.unknown:
            return f"It needs {need}, which cannot be had (see there)."
    for other in live:
        shared = sorted(wanted.claims & other.claims)
        if not shared or other.address == wanted.address or other.address in sorting.steps:
            continue
        if other.address in sorting.withheld:
            return f"{shared[0]} belongs to {other.address}, which no line wants any more and goes with --allow-delete."
        return (
            f"{shared[0]} belongs to {other.address.kind} {other.name}, made by another tool or person. Choose another."
        )
    return ""


def _order(steps: Mapping[Address, ComparisonStep], observed: Iterable[Observed]) -> dict[Address, frozenset[Address]]:
    """Say after which other changes each comes.

    What is needed comes first; what is deleted goes after everything that hung on it has gone or moved away; who claims
    what another has waits until that one is gone.
    """
    deletes = {address: step for address, step in steps.items() if step.action is Action.DELETE}
    after: dict[Address, set[Address]] = {address: set() for address in steps}
    for address, step in steps.items():
        if step.wanted is not None:
            after[address] |= {need for need in step.wanted.needs if need in steps and need not in deletes}
            after[address] |= {
                other for other, gone in deletes.items() if gone.live and gone.live.claims & step.wanted.claims
            }
    for one in observed:
        for live in one.live:
            for need in live.needs & deletes.keys():
                if live.address in steps and live.address != need:
                    after[need].add(live.address)
    return {address: frozenset(others) for address, others in after.items()}


def _change(step: ComparisonStep, locate: Locate, after: frozenset[Address]) -> Change:
    resource = step.wanted or step.live
    if resource is None:
        raise ValueError("a step is about something wanted or something found")
    old = {} if step.live is None else step.live.fields
    new = {} if step.wanted is None else step.wanted.fields
    keys = differing(step.kind, new, old) if step.action is Action.UPDATE else [*new] or [*old]
    diff = difference(keys, old, new)
    if step.replaces:
        diff = f"replaced: the cloud cannot change this {step.kind.name} in place\n{diff}"
    return Change(
        address=resource.address,
        action=step.action,
        reason=_reason(step, locate),
        diff=diff,
        fingerprint=fingerprint(step.live),
        site=step.intent.site,
        after=after,
        hits=() if step.wanted is None else step.wanted.hits,
        payload=step,
    )


def _reason(step: ComparisonStep, locate: Locate) -> str:
    if step.wanted is not None:
        return f"{locate(step.wanted.origin)} {step.wanted.wish}"
    name = "" if step.live is None else step.live.name
    return f"no line of the estate wants {step.kind.name} {name} at {step.intent.site} any more"
