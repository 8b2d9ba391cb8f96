"""Waivers: which verdicts a bank lives with for a while."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

from facility.standards.facts import PlantFacts
from facility.standards.rule import Answer, Limits, Verdict, judged
from inventory.model.profiles import Waiver


def waivers_valid(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """A waiver that has ended is taken out or decided anew."""
    del limits
    for waiver in facts.estate.waivers:
        detail = (
            f"The waiver of {waiver.rule} for {waiver.subject} ended on {waiver.until}; its owner is {waiver.owner}."
        )
        advice = "Fix what it waives and take it out, or decide anew until when it holds."
        is_valid = waiver.until >= facts.today
        yield judged(f"{waiver.rule} {waiver.subject}", waiver.origin.at("until"), is_valid, detail, advice)


class Waivers:
    """The waivers that hold on one day; remembers which of them were of use.

    `formerly` maps codes that rules once had to those of today: a waiver may be written with either.
    """

    def __init__(self, waivers: Sequence[Waiver], today: date, formerly: Mapping[str, str]) -> None:
        self._valid = [waiver for waiver in waivers if waiver.until >= today]
        self._of_rule: dict[str, list[int]] = {}
        for number, waiver in enumerate(self._valid):
            self._of_rule.setdefault(formerly.get(waiver.rule, waiver.rule), []).append(number)
        self._used: set[int] = set()

    def of(self, rule: str, verdict: Verdict) -> Waiver | None:
        """Find the waiver that a verdict falls under: the first that is written."""
        if verdict.answer is Answer.HOLDS:
            return None
        for number in self._of_rule.get(rule, ()):
            if fnmatchcase(verdict.subject, self._valid[number].subject):
                self._used.add(number)
                return self._valid[number]
        return None

    def unused(self) -> tuple[Waiver, ...]:
        """List the waivers that nothing has fallen under so far."""
        return tuple(waiver for number, waiver in enumerate(self._valid) if number not in self._used)
