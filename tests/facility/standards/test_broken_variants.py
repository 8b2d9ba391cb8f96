"""Broken variants of the example: each gives exactly the findings of the table."""

from pathlib import Path

import pytest

from facility.built_in_profiles import PROFILES
from facility.standards.rule import Answer
from inventory.load import load_estate
from tests.facility.standards.cases import EXAMPLE, PAIRS, Case, cases, edited, found, judged

TABLE = tuple(cases())


@pytest.mark.parametrize("case", TABLE, ids=[case.fault for case in TABLE])
def test_variant_gives_exactly_these_findings(case: Case, tmp_path: Path) -> None:
    assert case.finds, "a variant without findings is no broken one"
    assert found(judged(edited(tmp_path, case.edits))) == case.finds


def test_table_is_as_long_as_promised() -> None:
    assert len(TABLE) >= 40
    assert len({case.edits for case in TABLE}) == len(TABLE)


def test_example_passes_t3plus_without_unknown() -> None:
    judgement = judged(load_estate(EXAMPLE), "t3plus")
    assert judgement.passes
    assert judgement.total(Answer.UNKNOWN) == 0
    assert found(judgement) == ()
    # Every rule has been asked something, so that none passes by silence but those that need special cases.
    silent = {rule for rule, counts in judgement.answers.items() if not sum(counts.values())}
    assert silent == {"RACK-4", "WAIVER-1", "WAIVER-2"}


def test_pairs_are_reported_and_do_not_fail() -> None:
    estate = load_estate(EXAMPLE)
    pairs = [finding for finding in judged(estate, "t3plus").findings if finding.code == PAIRS]
    assert [finding.subjects for finding in pairs] == [("tianfu",), ("gaoxin",), ("chongqing",)]
    assert all("ats-a and" in finding.detail and finding.impact.servers for finding in pairs)
    assert not any(finding.is_failure for finding in pairs)
    assert not judged(estate, "tier4").passes


@pytest.mark.parametrize("profile", [profile.name for profile in PROFILES if profile.name != "tier4"])
def test_example_passes_every_built_in_profile_but_tier_4(profile: str) -> None:
    assert judged(load_estate(EXAMPLE), profile).passes


def test_findings_are_in_the_same_order_each_time(tmp_path: Path) -> None:
    case = next(case for case in TABLE if "one feed only" in case.fault)
    estate = edited(tmp_path, case.edits)
    assert judged(estate).findings == judged(estate).findings
    harms = [finding.impact.harm for finding in judged(estate).findings if finding.is_failure]
    assert harms == sorted(harms, reverse=True)
