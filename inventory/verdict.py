"""What a rule answers about one subject, before its line is looked up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory.model.origin import Origin

Advice = str | Callable[[], str]
"""What to do; a function where that takes a search, which is then made for the few verdicts that are shown."""


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
    advice: Advice = ""
    """Why it matters here and what to do."""
    is_recommendation: bool = False
    """The clause only recommends this (宜): it is a warning, whatever the rule weighs."""
    lost: tuple[str, ...] = ()
    """Servers that stop with what the verdict is about."""
    speaks_for: int = 1
    """How many subjects answer this; more than one only where they hold, and then `subject` is the first."""
    at_key: bool = False
    """The key at the origin is meant, not its value."""
    code: str = ""
    """The rule's code, where no rule was asked: files are read before there is anything to ask about."""


def holds(subject: str, origin: Origin) -> Verdict:
    """Return the verdict that a rule holds for a subject."""
    return Verdict(subject, Answer.HOLDS, origin)


def all_hold(subjects: Sequence[str], origin: Origin) -> Verdict:
    """Return the verdict that a rule holds for several subjects that are alike; there is at least one."""
    return Verdict(subjects[0], Answer.HOLDS, origin, speaks_for=len(subjects))


def broken(subject: str, origin: Origin, detail: str, advice: Advice, lost: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict that a rule is broken, with what is wrong and what to do."""
    return Verdict(subject, Answer.BROKEN, origin, detail, advice, lost=lost)


def broken_by_key(subject: str, origin: Origin, detail: str, advice: Advice) -> Verdict:
    """Return the verdict that a rule is broken by the key at the origin rather than by its value."""
    return Verdict(subject, Answer.BROKEN, origin, detail, advice, at_key=True)


def unknown(subject: str, origin: Origin, detail: str, advice: str = "") -> Verdict:
    """Return the verdict that nobody can know whether a rule holds, because something is not written."""
    return Verdict(subject, Answer.UNKNOWN, origin, detail, advice or "Write it into the estate: unknown never passes.")


def judged(subject: str, origin: Origin, is_kept: bool, detail: str, advice: Advice) -> Verdict:
    """Return the verdict that a rule holds, or else what is wrong."""
    return holds(subject, origin) if is_kept else broken(subject, origin, detail, advice)


def misread(code: str, origin: Origin, detail: str, advice: Advice, *, at_key: bool = False) -> Verdict:
    """Return the verdict that what is written at the origin cannot be used; its subject is the entry it stands in."""
    return Verdict(entry_of(origin), Answer.BROKEN, origin, detail, advice, at_key=at_key, code=code)


def entry_of(origin: Origin) -> str:
    """Name the entry that an origin is in: zones/dmz, racks entry 2, or the section or file where there is none."""
    section, entry = (*origin.path, None, None)[:2]
    if section is None or entry is None:
        return origin.file if section is None else str(section)
    return f"{section}/{entry}" if isinstance(entry, str) else f"{section} entry {entry + 1}"
