"""Ask the rules of a profile of an estate, and sort what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from facility.built_in_profiles import profiles_in_force
from facility.limits import limits_in_force
from facility.standards.catalogue import FORMERLY
from facility.standards.facts import PlantFacts
from facility.standards.impact import Impacts
from facility.standards.profiles import settings_of
from facility.standards.remedies import ShortestList, shortest_list
from facility.standards.verdicts import Shelf, verdicts_of
from facility.standards.waivers import Waivers
from inventory.finding import Finding, Severity
from inventory.folding import fold
from inventory.gc_pause import collection_suspended
from inventory.model.estate import Estate
from inventory.model.profiles import Waiver
from inventory.verdict import Answer

MAINTAINABLE = "T3-2"
"""The rule whose breaches the list of changes is about."""
Counts = Mapping[Answer, int]
NO_CHANGES = ShortestList()
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an estate answers to one or several profiles."""

    estate: str
    profiles: tuple[str, ...]
    findings: tuple[Finding, ...]
    """Those that fail first, most harmful first; then warnings; then what is waived."""
    answers: Mapping[str, Counts]
    """Rule → how many subjects gave which answer."""
    unused_waivers: tuple[Waiver, ...]
    changes: ShortestList = NO_CHANGES
    """What would make everything maintainable that is not (T3-2); empty if it was not asked for."""

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
    for a profile that is not known or not sound, GraphInvalid for load that goes round in a cycle.
    """
    names = profiles_in_force(estate, profiles)
    with collection_suspended():
        return _judge(estate, today, names, shelf, with_changes=with_changes)


def _judge(
    estate: Estate, today: date, names: tuple[str, ...], shelf: Shelf | None, *, with_changes: bool
) -> Judgement:
    settings = settings_of(estate, names)
    facts = PlantFacts(estate, today, limits_in_force(estate, names))
    waivers = Waivers(estate.waivers, today, FORMERLY)
    asked = verdicts_of(facts, settings, shelf)
    impacts = Impacts(estate)
    found = [
        finding
        for rule, verdicts in asked.items()
        for finding in fold(
            settings[rule].rule,
            verdicts.told,
            lambda verdict: estate.locate(verdict.origin),
            severity=settings[rule].severity,
            waiver_of=partial(waivers.of, rule),
            impact_of=impacts.of,
        )
    ]
    unused = tuple(waiver for waiver in waivers.unused() if FORMERLY.get(waiver.rule, waiver.rule) in settings)
    answers = {rule: verdicts.counts for rule, verdicts in asked.items()}
    changes = _changes(facts, found) if with_changes else NO_CHANGES
    return Judgement(estate.name, names, tuple(sorted(found, key=_rank)), answers, unused, changes)


def _changes(facts: PlantFacts, found: Iterable[Finding]) -> ShortestList:
    """Propose what fixes the single points that the rules have found; it takes no time if there are none."""
    broken = [one for one in found if one.code == MAINTAINABLE and one.answer is Answer.BROKEN]
    if all(finding.waiver is not None for finding in broken):
        return NO_CHANGES
    return shortest_list(facts, {name for one in broken if one.waiver is not None for name in one.subjects})


def _rank(finding: Finding) -> tuple[object, ...]:
    worst_first = tuple(-number for number in finding.impact.harm)
    answer = 0 if finding.answer is Answer.BROKEN else 1
    place = (finding.source, finding.code, finding.subjects)
    return (finding.waiver is not None, not finding.is_failure, answer, _ORDER[finding.severity], worst_first, *place)
