"""The rules of standards as values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facility.limits import RuleLimits, own_numbers
from inventory.rule import Rule, Standard
from inventory.verdict import Answer, Verdict, all_hold, broken, holds, judged, unknown

if TYPE_CHECKING:
    from facility.standards.facts import PlantFacts

__all__ = [
    "Answer",
    "Check",
    "Limits",
    "Standard",
    "StandardRule",
    "Verdict",
    "all_hold",
    "broken",
    "holds",
    "judged",
    "unknown",
]

Limits = RuleLimits
"""The numbers of a rule by name; a profile may change them."""
Check = Callable[["PlantFacts", Limits], Iterator[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRule(Rule):
    """One requirement of one clause of a standard: profiles weigh it, and it may be waived."""

    check: Check

    @property
    def limits(self) -> Limits:
        """Its numbers where no profile changes them."""
        return own_numbers(self.code)
