"""The verdicts of many rules at once, kept from one time to the next while nothing that they depend on has changed.

The rules conclude from the plant alone: what stands where and depends on what. So an estate in which only zones, networks,
pools or services have changed answers as before, and what it has answered need not be worked out again. The verdicts are
kept under a key made of everything else that they depend on: the plant, the rules with their limits, the day, and the
tool's own code.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any, Protocol

from facility.standards.facts import PlantFacts
from facility.standards.profiles import RuleSetting, Settings
from inventory.model.origin import Origin
from inventory.verdict import Advice, Answer, Verdict


class Shelf(Protocol):
    """Where verdicts are kept: anything that gives back what was put there, or nothing."""

    def get(self, key: str) -> bytes | None:
        """Return what was put there under a key, if it is still there."""

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key; may do nothing."""


@dataclass(frozen=True, slots=True)
class RuleVerdicts:
    """What all subjects answer to one rule."""

    counts: Mapping[Answer, int]
    told: tuple[Verdict, ...]
    """The verdicts that do not hold: of the others only their number is of interest."""


def verdicts_of(facts: PlantFacts, settings: Settings, shelf: Shelf | None = None) -> dict[str, RuleVerdicts]:
    """Ask the rules, by their codes; from the shelf if nothing has changed that they depend on.

    Raises GraphInvalid for load that goes round in a cycle.
    """
    if shelf is None or not facts.estate.plant_digest:
        return {rule: _asked(facts, setting) for rule, setting in settings.items()}
    key = _key(facts, settings)
    kept = shelf.get(key)
    found = None if kept is None else _read(kept, settings)
    if found is None:
        found = {rule: _asked(facts, setting) for rule, setting in settings.items()}
        shelf.put(key, _written(found))
    return found


def _asked(facts: PlantFacts, setting: RuleSetting) -> RuleVerdicts:
    counts, told = dict.fromkeys(Answer, 0), list[Verdict]()
    for verdict in setting.rule.check(facts, setting.limits):
        counts[verdict.answer] += verdict.speaks_for
        if verdict.answer is not Answer.HOLDS:
            told.append(verdict)
    return RuleVerdicts(counts, tuple(told))


def _key(facts: PlantFacts, settings: Settings) -> str:
    limits = {rule: dict(facts.limits.of(rule)) for rule in facts.limits.numbers}
    asked = [_code(), facts.estate.plant_digest, facts.today.isoformat(), list(settings), limits]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _code() -> str:
    """Make a digest of the code that rules are made of, so that another version of it never answers for this one."""
    digest = hashlib.sha256()
    folders = (_sources(files(package), package) for package in ("inventory", "facility"))
    for name, source in sorted(chain.from_iterable(folders)):
        digest.update(f"{name}\0".encode() + source)
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        place = f"{path}/{entry.name}"
        if entry.is_dir():
            found += _sources(entry, place)
        elif entry.name.endswith(".py"):
            found.append((place, entry.read_bytes()))
    return found


def _written(found: Mapping[str, RuleVerdicts]) -> bytes:
    rules = {
        rule: [{str(answer): count for answer, count in verdicts.counts.items()}, list(map(_row, verdicts.told))]
        for rule, verdicts in found.items()
    }
    return zlib.compress(json.dumps(rules).encode(), level=1)


def _row(verdict: Verdict) -> list[Any]:
    return [
        verdict.subject,
        verdict.answer,
        verdict.origin.file,
        verdict.origin.path,
        verdict.detail,
        _text(verdict.advice),
        verdict.is_recommendation,
        verdict.lost,
    ]


def _text(advice: Advice) -> str:
    return advice if isinstance(advice, str) else advice()


def _read(content: bytes, settings: Settings) -> dict[str, RuleVerdicts] | None:
    """Read what was written; None for what cannot be read, which is then worked out."""
    try:
        rules = json.loads(zlib.decompress(content))
        return {
            rule: RuleVerdicts(
                {answer: int(rules[rule][0][answer]) for answer in Answer}, tuple(map(_verdict, rules[rule][1]))
            )
            for rule in settings
        }
    except (zlib.error, ValueError, KeyError, IndexError, TypeError):
        return None


def _verdict(row: list[Any]) -> Verdict:
    subject, answer, file, path, detail, advice, is_recommendation, lost = row
    origin = Origin(file, tuple(path))
    return Verdict(subject, Answer(answer), origin, detail, advice, is_recommendation, tuple(lost))
