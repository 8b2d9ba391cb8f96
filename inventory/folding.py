"""From the verdicts of a rule to its findings: what one line causes again and again is reported once and counted."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

from inventory.finding import Finding, Severity
from inventory.impact import NOTHING, Impact
from inventory.model.origin import Source
from inventory.model.profiles import Waiver
from inventory.rule import Rule
from inventory.verdict import Answer, Verdict
from inventory.wording import readable

ADVISED_MOST = 20
"""For how many findings of one rule advice is searched for; nobody reads more, and a search takes its time."""
NOT_ADVISED = "See the first ones of these for what there is instead."

Key = tuple[Source, Answer, Severity, int | None]


def fold(
    rule: Rule,
    verdicts: Iterable[Verdict],
    locate: Callable[[Verdict], Source],
    *,
    severity: Severity | None = None,
    waiver_of: Callable[[Verdict], Waiver | None] = lambda _: None,
    impact_of: Callable[[tuple[str, ...]], Impact] = lambda _: NOTHING,
) -> Iterator[Finding]:
    """Make the findings of one rule from its verdicts; those that hold are passed over.

    `severity` is what a profile makes of the rule's own. Advice that takes a search is searched for once a finding,
    and for no more than ADVISED_MOST of them.
    """
    weight = rule.severity if severity is None else severity
    alike: dict[Key, tuple[list[Verdict], Waiver | None]] = {}
    for verdict in verdicts:
        if verdict.answer is Answer.HOLDS:
            continue
        waiver = waiver_of(verdict)
        counts = Severity.WARNING if verdict.is_recommendation else weight
        key = (locate(verdict), verdict.answer, counts, None if waiver is None else id(waiver))
        alike.setdefault(key, ([], waiver))[0].append(verdict)
    searched = count(1)
    for (source, answer, counts, _), (told, waiver) in alike.items():
        worst = max(told, key=lambda verdict: len(verdict.lost))
        yield Finding(
            code=rule.code,
            severity=counts,
            source=source,
            detail=readable(worst.detail),
            advice=readable(_advice(worst, searched)),
            subjects=tuple(dict.fromkeys((worst.subject, *(verdict.subject for verdict in told)))),
            answer=answer,
            summary=rule.summary,
            more=len({(verdict.subject, verdict.detail) for verdict in told}) - 1,
            impact=impact_of(_lost(told, worst)),
            waiver=waiver,
        )


def _advice(verdict: Verdict, searched: Iterator[int]) -> str:
    if isinstance(verdict.advice, str):
        return verdict.advice
    return verdict.advice() if next(searched) <= ADVISED_MOST else NOT_ADVISED


def _lost(told: list[Verdict], worst: Verdict) -> tuple[str, ...]:
    """Join devices that are at fault themselves: the line that describes a hundred of them is about all."""
    if all(verdict.lost in ((), (verdict.subject,)) for verdict in told):
        return tuple(dict.fromkeys(name for verdict in told for name in verdict.lost))
    return worst.lost
