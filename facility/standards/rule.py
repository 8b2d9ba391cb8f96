"""Rules and verdicts as values."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from facility.limits import RuleLimits, own_numbers
from inventory.finding import Severity
from inventory.model.origin import Origin

if TYPE_CHECKING:
    from facility.standards.facts import Facts


class Answer(StrEnum):
    """What an estate answers to a rule; unknown, for want of data, never passes."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one subject to one rule."""

    subject: str
    """The name that waivers mean: tianfu/pdu-a3."""
    answer: Answer
    origin: Origin
    detail: str = ""
    """What is wrong, or what is not written; empty where the rule holds."""
    advice: str = ""
    is_recommendation: bool = False
    """The clause only recommends this (宜): it is a warning, whatever the rule weighs."""
    lost: tuple[str, ...] = ()
    """Servers that stop with what the verdict is about."""
    speaks_for: int = 1
    """How many subjects answer this; more than one only where they hold, and then `subject` is the first."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard in one edition."""

    name: str
    edition: str
    source: str
    """Who publishes it, under which title."""


Limits = RuleLimits
"""The numbers of a rule by name; a profile may change them."""
Check = Callable[["Facts", Limits], Iterator[Verdict]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One requirement of one clause; the docstring of its check says what must hold."""

    id: str
    standard: Standard
    clause: str
    severity: Severity
    """error: the standard says must (应); warning: it says should (宜), or its text was not at hand."""
    is_verified: bool
    """Whether the wording and the numbers are known for sure from the text of the standard."""
    check: Check

    @property
    def limits(self) -> Limits:
        """Its numbers where no profile changes them."""
        return own_numbers(self.id)

    @property
    def title(self) -> str:
        """What must hold, in a sentence."""
        return (inspect.getdoc(self.check) or "").partition("\n")[0]

    @property
    def text(self) -> str:
        """What must hold, in full."""
        return inspect.getdoc(self.check) or ""


def holds(subject: str, origin: Origin) -> Verdict:
    """Say that a rule holds for a subject."""
    return Verdict(subject, Answer.HOLDS, origin)


def all_hold(subjects: Sequence[str], origin: Origin) -> Verdict:
    """Say that a rule holds for several subjects that are alike; there is at least one."""
    return Verdict(subjects[0], Answer.HOLDS, origin, speaks_for=len(subjects))


def broken(subject: str, origin: Origin, detail: str, advice: str, lost: tuple[str, ...] = ()) -> Verdict:
    """Say that a rule is broken, what is wrong and what to do."""
    return Verdict(subject, Answer.BROKEN, origin, detail, advice, lost=lost)


def unknown(subject: str, origin: Origin, detail: str, advice: str = "") -> Verdict:
    """Say that it cannot be known whether a rule holds, because something is not written."""
    return Verdict(subject, Answer.UNKNOWN, origin, detail, advice or "Write it into the estate: unknown never passes.")


def judged(subject: str, origin: Origin, is_kept: bool, detail: str, advice: str) -> Verdict:
    """Say that a rule holds, or else what is wrong."""
    return holds(subject, origin) if is_kept else broken(subject, origin, detail, advice)
