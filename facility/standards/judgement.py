"""Ask the rules of a profile of an estate, and sort what it answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from facility.built_in_profiles import profiles_in_force
from facility.limits import limits_in_force
from facility.standards.facts import Facts
from facility.standards.impact import Impact, Impacts
from facility.standards.maintainability import maintainable
from facility.standards.profiles import Setting, settings_of
from facility.standards.remedies import ShortestList, shortest_list
from facility.standards.rule import Answer, Rule, Verdict
from facility.standards.verdicts import Shelf, verdicts_of
from facility.standards.waivers import Waivers
from inventory.finding import Severity
from inventory.gc_pause import collection_suspended
from inventory.model.estate import Estate
from inventory.model.origin import Source
from inventory.model.profiles import Waiver
from inventory.wording import readable

Counts = Mapping[Answer, int]
NO_CHANGES = ShortestList()
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1}


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A rule that is broken, or of which that is unknown, by one line of the estate: for one or several subjects."""

    rule: Rule
    answer: Answer
    severity: Severity
    source: Source
    subjects: tuple[str, ...]
    """The worst of them first: `detail` and `impact` are about it."""
    detail: str
    advice: str
    impact: Impact
    waiver: Waiver | None

    @property
    def is_failure(self) -> bool:
        """Whether the estate does not pass because of it: errors, and what is unknown, unless they are waived."""
        return self.waiver is None and (self.answer is Answer.UNKNOWN or self.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an estate answers to one or several profiles."""

    estate: str
    profiles: tuple[str, ...]
    findings: tuple[RuleFinding, ...]
    """Those that fail first, most harmful first; then warnings; then what is waived."""
    answers: Mapping[str, Counts]
    """Rule → how many subjects gave which answer."""
    unused_waivers: tuple[Waiver, ...]
    changes: ShortestList = NO_CHANGES
    """What would make everything maintainable that is not (T3-2); empty if nobody asked for it."""

    @property
    def passes(self) -> bool:
        """Whether nothing that must hold is broken, and nothing unknown."""
        return not any(finding.is_failure for finding in self.findings)

    def total(self, answer: Answer) -> int:
        """Count the subjects that gave this answer, over all rules."""
        return sum(counts[answer] for counts in self.answers.values())


def judge(
    estate: Estate,
    today: date,
    profiles: Iterable[str] = (),
    shelf: Shelf | None = None,
    *,
    with_changes: bool = False,
) -> Judgement:
    """Judge an estate by profiles: those named, else its own standards, else t3plus; propose changes if they are wanted.

    With a shelf, rules are asked again only when something has changed that they conclude from. Raises ProfileInvalid
    for a profile that is not known or not sound, GraphInvalid for load that goes round in a circle.
    """
    names = profiles_in_force(estate, profiles)
    with collection_suspended():
        return _judge(estate, today, names, shelf, with_changes=with_changes)


def _judge(
    estate: Estate, today: date, names: tuple[str, ...], shelf: Shelf | None, *, with_changes: bool
) -> Judgement:
    settings = settings_of(estate, names)
    facts = Facts(estate, today, limits_in_force(estate, names))
    waivers = Waivers(estate.waivers, today)
    asked = verdicts_of(facts, settings, shelf)
    impacts = Impacts(estate)
    found = [
        finding
        for rule, verdicts in asked.items()
        for finding in _findings(estate, settings[rule], verdicts.told, waivers, impacts)
    ]
    unused = tuple(waiver for waiver in waivers.unused() if waiver.rule in settings)
    answers = {rule: verdicts.counts for rule, verdicts in asked.items()}
    changes = _changes(facts, found) if with_changes else NO_CHANGES
    return Judgement(estate.name, names, tuple(sorted(found, key=_rank)), answers, unused, changes)


def _changes(facts: Facts, found: Iterable[RuleFinding]) -> ShortestList:
    """Propose what mends the single points that the rules have found; it takes no time if there are none."""
    broken = [one for one in found if one.rule.check is maintainable and one.answer is Answer.BROKEN]
    if all(finding.waiver is not None for finding in broken):
        return NO_CHANGES
    return shortest_list(facts, {name for one in broken if one.waiver is not None for name in one.subjects})


def _findings(
    estate: Estate, setting: Setting, verdicts: Iterable[Verdict], waivers: Waivers, impacts: Impacts
) -> Iterator[RuleFinding]:
    """Bring together what one line causes again and again, for every site and rack."""
    alike: dict[tuple[Answer, Severity, Source, int | None], tuple[list[Verdict], Waiver | None]] = {}
    for verdict in verdicts:
        severity = Severity.WARNING if verdict.is_recommendation else setting.severity
        waiver = waivers.of(setting.rule, verdict)
        key = (verdict.answer, severity, estate.locate(verdict.origin), None if waiver is None else id(waiver))
        alike.setdefault(key, ([], waiver))[0].append(verdict)
    for (answer, severity, source, _), (told, waiver) in alike.items():
        worst = max(told, key=lambda verdict: len(verdict.lost))
        subjects = dict.fromkeys((worst.subject, *(verdict.subject for verdict in told)))
        lost = _together(told) if all(verdict.lost in ((), (verdict.subject,)) for verdict in told) else worst.lost
        yield RuleFinding(
            rule=setting.rule,
            answer=answer,
            severity=severity,
            source=source,
            subjects=tuple(subjects),
            detail=readable(worst.detail),
            advice=readable(worst.advice),
            impact=impacts.of(lost),
            waiver=waiver,
        )


def _together(told: Iterable[Verdict]) -> tuple[str, ...]:
    """Join devices that are at fault themselves: the line that describes a hundred of them is about all."""
    return tuple(dict.fromkeys(name for verdict in told for name in verdict.lost))


def _rank(finding: RuleFinding) -> tuple[object, ...]:
    worst_first = tuple(-number for number in finding.impact.harm)
    answer = 0 if finding.answer is Answer.BROKEN else 1
    place = (finding.source, finding.rule.id, finding.subjects)
    return (finding.waiver is not None, not finding.is_failure, answer, _ORDER[finding.severity], worst_first, *place)
