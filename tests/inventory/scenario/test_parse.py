"""Scenarios as text: what they mean, and what is said of those that mean nothing."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.scenario.names import ScenarioInvalid
from inventory.scenario.parse import parse_scenario
from inventory.scenario.scenario import Scenario, Step, Target, TargetKind, Verb

EXAMPLE = Path(__file__).parents[3] / "examples" / "three-sites"


@cache
def load() -> Estate:
    return load_estate(EXAMPLE)


@pytest.fixture
def estate() -> Estate:
    return load()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("lose:tianfu", "lose:site:tianfu"),
        ("lose:city:chengdu", "lose:city:chengdu"),
        ("lose:chengdu", "lose:city:chengdu"),
        ("lose:chongqing", "lose:site:chongqing"),
        ("lose:city:chongqing", "lose:city:chongqing"),
        ("lose:tianfu/m1", "lose:room:tianfu/m1"),
        ("lose:room:tianfu/m1", "lose:room:tianfu/m1"),
        ("lose:compartment:tianfu/m1", "lose:compartment:tianfu/m1"),
        ("lose:tianfu/a03", "lose:rack:tianfu/a03"),
        ("lose:tianfu/ups-a", "lose:component:tianfu/ups-a"),
        ("lose:tianfu/tank-a", "lose:component:tianfu/tank-a"),
        ("lose:tianfu/generator-1", "lose:component:tianfu/generator-1"),
        ("lose:room:tianfu/generator-1", "lose:room:tianfu/generator-1"),
        ("lose:tianfu-leaf-01a", "lose:switch:tianfu-leaf-01a"),
        ("lose:tianfu-a01-s01", "lose:server:tianfu-a01-s01"),
        ("lose:tianfu/telecom-1", "lose:circuit:tianfu/telecom-1"),
        ("lose:carrier:telecom", "lose:carrier:telecom"),
        ("maintain:tianfu/ups-a", "maintain:component:tianfu/ups-a"),
        ("drain:tianfu", "drain:site:tianfu"),
        ("peak:double-11", "peak:peak:double-11"),
        ("grow:retail=1.5", "grow:pool:retail=1.5"),
        ("grow:mobile-banking=2", "grow:service:mobile-banking=2"),
        ("lose:tianfu/ups-a+tianfu/generator-1", "lose:component:tianfu/ups-a+lose:component:tianfu/generator-1"),
        ("lose:tianfu/ups-a+lose:tianfu/ups-a", "lose:component:tianfu/ups-a"),
        ("peak:double-11+lose:tianfu", "peak:peak:double-11+lose:site:tianfu"),
    ],
)
def test_what_a_scenario_means(estate: Estate, text: str, meaning: str) -> None:
    scenario = parse_scenario(text, estate)
    assert str(scenario) == meaning
    assert parse_scenario(str(scenario), estate) == scenario


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("lose:tianfuu", "no place, component or device tianfuu", "Did you mean tianfu?"),
        ("lose:tianfu/ups-aa", "tianfu/ups-aa", "Did you mean tianfu/ups-a?"),
        ("loose:tianfu", "does not begin with what happens", "Did you mean lose?"),
        ("tianfu", "does not begin with what happens", "lose:tianfu"),
        ("", "does not begin with what happens", "Examples"),
        ("lose:", "names nothing", "Examples"),
        ("lose:tianfu+", "names nothing", "Examples"),
        ("lose:ups-a", "any of 3 things", "tianfu/ups-a, gaoxin/ups-a, chongqing/ups-a"),
        ("drain:tianfu/a01", "no site or city tianfu/a01", "tianfu"),
        ("lose:pool:retail", "pool is not a kind of thing here", "Known are site"),
        ("grow:retail", "is not complete", "grow:retail=1.5"),
        ("grow:retail=lots", "how much", "above 0"),
        ("grow:retail=nan", "how much", "above 0"),
        ("grow:retail=-1", "how much", "above 0"),
        ("lose:tianfu=2", "has a factor", "Only grow"),
        ("peak:double-12", "no peak double-12", "Did you mean double-11?"),
    ],
)
def test_what_means_nothing_is_refused_with_advice(estate: Estate, text: str, message: str, advice: str) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        parse_scenario(text, estate)
    assert message in caught.value.message
    assert advice in caught.value.advice


WORDS = [
    "lose",
    "grow",
    "peak",
    ":",
    "+",
    "=",
    "tianfu",
    "tianfu/ups-a",
    "city",
    "room",
    "retail",
    "1.5",
    "1e999",
    " ",
    "/",
]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=9).map("".join)))
def test_any_text_is_understood_or_refused_in_words(text: str) -> None:
    estate = load()
    try:
        scenario = parse_scenario(text, estate)
    except ScenarioInvalid as error:
        refused = error
    else:
        assert parse_scenario(str(scenario), estate) == scenario
        return
    assert refused.message.endswith(".")
    assert refused.advice


@given(st.floats(0.001, 1000))
def test_a_factor_is_read_as_it_is_written(factor: float) -> None:
    scenario = Scenario((Step(Verb.GROW, Target(TargetKind.POOL, "retail"), factor),))
    assert parse_scenario(str(scenario), load()) == scenario


def test_a_name_without_its_site_is_enough_where_only_one_site_has_it(estate: Estate) -> None:
    power = {key: one for key, one in estate.power.items() if one.name != "ups-a" or one.site == "gaoxin"}
    (step,) = parse_scenario("lose:ups-a", replace(estate, power=power)).steps
    assert (step.target.kind, step.target.name) == (TargetKind.COMPONENT, "gaoxin/ups-a")
