"""Unknown never passes: what is taken out of the example's data is missed by the rules that need it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from facility.standards.judgement import judge
from facility.standards.rule import Answer
from inventory.load import load_estate
from inventory.model.estate import Estate
from tests.facility.standards.cases import EXAMPLE, TODAY


def without(kind: str) -> Callable[[Estate], Estate]:
    return lambda estate: replace(estate, power={k: v for k, v in estate.power.items() if v.kind.value != kind})


def unknown_rules(estate: Estate) -> set[str]:
    answers = judge(estate, TODAY, ["t3plus", "tia942-rated3"]).answers
    return {rule for rule, counts in answers.items() if counts[Answer.UNKNOWN]}


@pytest.mark.parametrize(
    ("taken", "unknown"),
    [
        ("buildings", {"A-SITE-1", "A-SITE-2", "A-FIRE-1", "TIA-3"}),
        ("circuits", {"A-NET-2", "TIA-1"}),
        ("aisles", {"A-ENV-1", "A-ENV-2"}),
    ],
)
def test_section_that_is_missing_is_unknown(taken: str, unknown: set[str]) -> None:
    estate = load_estate(EXAMPLE)
    emptied = {"buildings": replace(estate, buildings={}), "circuits": replace(estate, circuits={})}
    emptied["aisles"] = replace(estate, aisles={})
    assert unknown_rules(emptied[taken]) == unknown


def test_estate_without_a_plant_passes_nothing_by_silence() -> None:
    estate = load_estate(EXAMPLE)
    racks = {key: replace(rack, feeds={}, feed_details={}) for key, rack in estate.racks.items()}
    bare = replace(estate, power={}, fuel={}, cooling={}, racks=racks)
    judgement = judge(bare, TODAY, ["t3plus"])
    assert not judgement.passes
    expected = {
        "A-PWR-1",
        "A-PWR-2",
        "A-PWR-3",
        "A-PWR-4",
        "A-PWR-5",
        "A-PWR-6",
        "A-PWR-7",
        "A-PWR-8",
        "A-GEN-1",
        "A-GEN-2",
        "A-GEN-3",
        "A-COOL-1",
        "A-COOL-2",
        "T3-1",
        "T3-2",
        "T3-5",
        "T3-6",
    }
    assert {rule for rule, counts in judgement.answers.items() if counts[Answer.UNKNOWN]} == expected


def test_device_type_without_a_draw_makes_loads_unknown() -> None:
    estate = load_estate(EXAMPLE)
    types = {name: replace(kind, draw_watts=None) for name, kind in estate.device_types.items()}
    rules = unknown_rules(replace(estate, device_types=types))
    assert rules == {"A-PWR-5", "A-LAY-2", "A-COOL-1", "T3-3", "T3-5", "RACK-1", "RACK-10"}


def test_estate_of_the_day_before_is_judged_alike() -> None:
    estate = load_estate(EXAMPLE)
    assert judge(estate, date(2026, 1, 1)) == judge(estate, TODAY)
