"""Broken variants of the three-sites example: edits of its files, each with exactly what the rules find."""

import shutil
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from facility.standards.judgement import Judgement, judge
from facility.standards.remedies import Remedy, ShortestList
from inventory.finding import Finding
from inventory.load import load_estate
from inventory.model.estate import Estate

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "three-sites"
TODAY = date(2026, 11, 23)
PAIRS = "T4-1"
"""Finds pairs in every site that is only concurrently maintainable; tested on its own."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A text of a file and what stands there instead; `old` is None where `new` is added at the end."""

    file: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class Case:
    """One fault and everything that is found, in the order in which it is shown."""

    fault: str
    edits: tuple[Edit, ...]
    finds: tuple[str, ...]
    changes: tuple[str, ...] = ()
    """What would fix it, where it breaks T3-2."""


@cache
def cases() -> tuple[Case, ...]:
    """Read the table."""
    rows = yaml.load((HERE / "broken.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return tuple(_case(row) for row in rows)


def _case(row: dict[str, Any]) -> Case:
    edits = tuple(Edit(edit["file"], edit.get("old"), edit["new"]) for edit in row["edits"])
    return Case(row["fault"], edits, tuple(row.get("finds", ())), tuple(row.get("changes", ())))


def edited(folder: Path, edits: tuple[Edit, ...]) -> Estate:
    """Load a copy of the example with these edits; every text that is replaced stands in its file exactly once."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    for edit in edits:
        file = folder / edit.file
        text = file.read_text(encoding="utf-8")
        if edit.old is None:
            file.write_text(text + edit.new, encoding="utf-8")
            continue
        assert text.count(edit.old) == 1, f"{edit.old!r} stands {text.count(edit.old)} times in {edit.file}"
        file.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
    return load_estate(folder)


def judged(estate: Estate, *profiles: str) -> Judgement:
    """Judge on the day of the tests."""
    return judge(estate, TODAY, profiles)


def found(judgement: Judgement) -> tuple[str, ...]:
    """Write the findings as the table does."""
    return tuple(written(finding) for finding in judgement.findings if finding.code != PAIRS)


def written(finding: Finding) -> str:
    """Write one: place, rule, weight, how many subjects, detail, and how many servers and tiers would be lost."""
    subjects = f" ×{len(finding.subjects)}" if len(finding.subjects) > 1 else ""
    impact = finding.impact
    lost = f" [{len(impact.servers)} servers, {len(impact.tiers)} tiers]" if impact.servers else ""
    return f"{finding.source} {finding.code} {finding.weight}{subjects}: {finding.detail}{lost}"


def proposed(changes: ShortestList) -> tuple[str, ...]:
    """Write changes as the table does: place, what to do, how many subjects, what it fixes, for how many servers."""
    told = [f"{one.source} {one.subjects[0]}: {one.text}{_times(one.subjects)}{_use(one)}" for one in changes.changes]
    named = [
        f"{one.source} {one.subjects[0]}{_times(one.subjects)} stays ({len(one.servers)} servers)"
        for one in changes.unfixed
    ]
    return (*told, *named)


def _use(one: Remedy) -> str:
    if not one.fixes:
        return ""
    more = ", …" if len(one.fixes) > 1 else ""
    return f" (fixes {len(one.fixes)}: {one.fixes[0]}{more}; {len(one.servers)} servers)"


def _times(subjects: tuple[str, ...]) -> str:
    return f" ×{len(subjects)}" if len(subjects) > 1 else ""
