"""Why a loss takes what it takes, for how long reserves carry, and which redundancy remains, for people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from facility.chains.endurance import Endurance, Reserve, ReserveKind
from facility.chains.failed_systems import SystemFailure
from facility.chains.remaining_redundancy import RemainingRedundancy
from facility.loss_explanation import LossExplanation
from inventory.wording import counted

Item = TypeVar("Item")
_NAMED = 4
_SHOWN = 6
"""How many causes, reserves or groups are written out before they are only counted."""
_HOUR, _DAY = 60, 24 * 60
_WORDS = {ReserveKind.BATTERY: "Battery", ReserveKind.STORE: "Cold store", ReserveKind.FUEL: "Fuel"}


def cause_lines(explanation: LossExplanation) -> Iterator[str]:
    """Name the system that fails servers, and the components with which it begins."""
    yield from _first(explanation.failures, _cause)


def reserve_lines(found: Endurance) -> Iterator[str]:
    """Return what carries for how long, and which servers run on meanwhile."""
    yield from _first(found.reserves, _reserve)
    if found.bridged:
        many = counted(len(found.bridged), "server")
        how_long = "for a time that is not known" if found.minutes is None else f"for {minutes(found.minutes)}"
        yield f"{many} of those lost {_run(len(found.bridged))} on {how_long}."


def redundancy_lines(found: Iterable[RemainingRedundancy], taken_out: Iterable[str]) -> Iterator[str]:
    """Return what has become of each redundancy group that has lost members; nothing for one taken out whole."""
    out = frozenset(taken_out)
    yield from _first(tuple(one for one in found if one.working or not out.issuperset(one.lost)), _redundancy)


def minutes(amount: float) -> str:
    """Write a time in minutes as people say it: 45 s, 12 min, 3.5 h, 2 days."""
    if amount < 1:
        return f"{amount * 60:.0f} s"
    if amount < 2 * _HOUR:
        return f"{amount:.0f} min"
    return f"{amount / _HOUR:.1f} h" if amount < 2 * _DAY else f"{amount / _DAY:.1f} days"


def _cause(one: SystemFailure) -> str:
    others = [system.value for system in one.root_systems if system is not one.system]
    why = f", for want of {' and '.join(others)}" if others else ""
    word = one.system.value.capitalize()
    return f"{word} fails {counted(len(one.sinks), 'server')}{why}: {_named(one.roots)}."


def _reserve(one: Reserve) -> str:
    what = f"{_WORDS[one.kind]} of {_named(one.components)}"
    if not one.is_reaching:
        lost = f"{_named(one.carries)} {_is(one.carries)} lost, so that nothing passes its cold on"
        much = (
            ""
            if one.minutes is None
            else f" would carry {one.load_watts / 1000:,.1f} kW for {minutes(one.minutes)}, but"
        )
        return f"{what}{much or ' is of no use:'} {lost}."
    if one.minutes is None:
        return f"{what} carries {one.load_watts / 1000:,.1f} kW; for how long is not known."
    return f"{what} carries {one.load_watts / 1000:,.1f} kW for {minutes(one.minutes)}."


def _redundancy(one: RemainingRedundancy) -> str:
    scheme = f" of {one.scheme}" if one.scheme else ""
    counted_left = f"{one.working} of {one.members} left"
    left = one.left if one.needed is not None else counted_left
    more = f" ({counted_left})" if one.needed is not None else ""
    return f"{one.group}: {left}{scheme}{more}{', too few' if one.is_short else ''}."


def _first(items: Sequence[Item], write: Callable[[Item], str]) -> Iterator[str]:
    yield from (write(one) for one in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"{len(items) - _SHOWN} more of these."


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _run(count: int) -> str:
    return "runs" if count == 1 else "run"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
