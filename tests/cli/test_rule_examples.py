"""Every rule's example: the broken fragment gives its finding, the fixed one gives none."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.rule_registry import BY_CODE, FORMERLY, RULES, example_for, rule_of
from facility.limits import limits_in_force
from facility.standards.facts import PlantFacts
from facility.standards.rule import StandardRule
from inventory.codes import ESTATE_RULES
from inventory.finding import Finding
from inventory.folding import fold
from inventory.load import examine, load_estate
from inventory.rule_example import ExamplePart, RuleExample
from inventory.verdict import Answer
from tests.estates.cases import BASE

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
TODAY = date(2026, 11, 23)
WITHOUT = {
    "file-too-large": "64 MiB of text explain nothing",
    "yaml-too-large": "four million values explain nothing",
    "file-unreadable": "permissions and broken links are not in a file's text",
    "file-not-text": "what is not text cannot be shown as text",
    "reserved-vlan": "no system that ships keeps VLANs for itself",
    "setting-not-rendered": "with the keys of today nobody can write what a dialect leaves out",
    "T4-1": "no estate that we ship is fault tolerant, so there is none in which one line is the fault",
}
"""Rules without an example, and why; the list gets shorter, never longer."""
STANDARD_RULES = [rule for rule in RULES if isinstance(rule, StandardRule) and rule.code not in WITHOUT]
READ = [rule.code for rule in ESTATE_RULES if rule.code not in WITHOUT]


def put(folder: Path, base: Path, parts: RuleExample, *, is_fixed: bool) -> Path:
    """Copy an estate and put the fragments into it: each stands in its file once, or is a file of its own."""
    shutil.copytree(base, folder)
    for part in parts:
        _put(folder / part.file, part, part.fixed if is_fixed else part.broken)
    return folder


def _put(file: Path, part: ExamplePart, text: str | None) -> None:
    if file.exists():
        assert part.fixed is not None
        whole = file.read_text("utf-8")
        assert whole.count(part.fixed) == 1, f"{part.fixed!r} stands {whole.count(part.fixed)} times in {part.file}"
        assert part.fixed.endswith("\n")
        file.write_text(whole.replace(part.fixed, text or ""), "utf-8")
    elif text is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


@pytest.mark.parametrize("code", READ)
def test_the_example_of_what_every_estate_keeps_to_finds_just_that(code: str, tmp_path: Path) -> None:
    parts = example_for(BY_CODE[code])
    found = examine(put(tmp_path / "broken", BASE, parts, is_fixed=False)).findings
    assert {one.code for one in found} == {code}, found
    assert examine(put(tmp_path / "fixed", BASE, parts, is_fixed=True)).findings == ()


def asked(rule: StandardRule, folder: Path) -> Iterable[Finding]:
    estate = load_estate(folder)
    limits = limits_in_force(estate)
    verdicts = rule.check(PlantFacts(estate, TODAY, limits), limits.of(rule.code))
    return tuple(fold(rule, verdicts, lambda verdict: estate.locate(verdict.origin)))


@pytest.mark.parametrize("rule", STANDARD_RULES, ids=[rule.code for rule in STANDARD_RULES])
def test_the_example_of_a_standard_breaks_the_rule_and_its_fix_keeps_it(rule: StandardRule, tmp_path: Path) -> None:
    parts = example_for(rule)
    found = asked(rule, put(tmp_path / "broken", EXAMPLE, parts, is_fixed=False))
    assert [one.answer for one in found].count(Answer.BROKEN) == len(list(found)) >= 1, found
    assert asked(rule, put(tmp_path / "fixed", EXAMPLE, parts, is_fixed=True)) == ()


def test_only_what_is_listed_has_no_example() -> None:
    assert {rule.code for rule in RULES if not example_for(rule)} == set(WITHOUT)
    assert len(WITHOUT) <= 7


def test_every_example_is_of_a_rule() -> None:
    root = Path(__file__).parents[2]
    for folder in (root / "inventory", root / "facility" / "standards"):
        assert {file.stem for file in (folder / "rule_examples").iterdir()} <= set(BY_CODE)


def test_codes_and_summaries_are_told_apart() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert not set(FORMERLY) & set(codes)
    summaries = [rule.summary for rule in RULES]
    assert len(set(summaries)) == len(summaries)
    for rule in RULES:
        assert 0 < len(rule.summary) <= 60
        assert not rule.summary.endswith(".")
        assert rule.title.endswith("."), rule.code


@pytest.mark.parametrize("code", [*BY_CODE, *FORMERLY])
def test_explain_serves_every_code_also_one_of_before(code: str) -> None:
    for name in {code, code.upper(), code.lower()}:
        found = rule_of(name)
        assert found is not None
        assert found.code == FORMERLY.get(code, code)
    page = CliRunner().invoke(app, ["explain", code]).output
    assert page.startswith(f"{FORMERLY.get(code, code)}\n")
    assert BY_CODE[FORMERLY.get(code, code)].title in page
    assert ("Broken, for example:" in page) is (FORMERLY.get(code, code) not in WITHOUT)
    assert ("has taken the place of" in page) is (code in FORMERLY)
