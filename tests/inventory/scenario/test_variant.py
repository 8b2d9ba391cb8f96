"""Scenarios as variants of an estate."""

import math
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facility.estate_graph import capacity_graph
from facility.outage import taken_out
from inventory.load import load_estate
from inventory.model.sites import SiteState
from inventory.scenario.parse import parse_scenario
from inventory.scenario.scenario import Scenario, Step, Target, TargetKind, Verb
from inventory.scenario.variant import apply_scenario

ESTATE = load_estate(Path(__file__).parents[3] / "examples" / "three-sites")
GRAPH = capacity_graph(ESTATE).graph
PLACES = st.one_of(
    st.builds(Target, st.just(TargetKind.SITE), st.sampled_from(sorted(ESTATE.sites))),
    st.builds(Target, st.just(TargetKind.CITY), st.sampled_from(["chengdu", "chongqing"])),
    st.builds(Target, st.just(TargetKind.COMPONENT), st.sampled_from(sorted(ESTATE.power))),
    st.builds(Target, st.just(TargetKind.RACK), st.sampled_from(sorted(ESTATE.racks))),
    st.builds(Target, st.just(TargetKind.ROOM), st.sampled_from(sorted(ESTATE.rooms))),
    st.builds(Target, st.just(TargetKind.SERVER), st.sampled_from(sorted(ESTATE.servers))),
)
MORE = st.one_of(
    st.builds(Target, st.just(TargetKind.POOL), st.sampled_from(sorted(ESTATE.pools))),
    st.builds(Target, st.just(TargetKind.SERVICE), st.sampled_from(sorted(ESTATE.services))),
)
STEPS = st.one_of(
    st.builds(Step, st.sampled_from([Verb.LOSE, Verb.MAINTAIN]), PLACES),
    st.builds(Step, st.just(Verb.DRAIN), PLACES.filter(lambda target: target.kind is TargetKind.SITE)),
    st.builds(Step, st.just(Verb.GROW), MORE, st.floats(0.1, 20)),
    st.just(Step(Verb.PEAK, Target(TargetKind.PEAK, "double-11"))),
)
SCENARIOS = st.builds(Scenario, st.lists(STEPS, max_size=4).map(tuple))


def instances(service: str, tier: str, text: str) -> dict[str, int]:
    found = apply_scenario(ESTATE, parse_scenario(text, ESTATE)).services[service].tiers
    return dict(next(one.instances for one in found if one.name == tier))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("lose:tianfu", {"tianfu": "lost", "gaoxin": "active", "chongqing": "active"}),
        ("lose:city:chengdu", {"tianfu": "lost", "gaoxin": "lost", "chongqing": "active"}),
        ("drain:gaoxin", {"tianfu": "active", "gaoxin": "drained", "chongqing": "active"}),
        ("maintain:chongqing", {"tianfu": "active", "gaoxin": "active", "chongqing": "drained"}),
        ("drain:tianfu+lose:tianfu", {"tianfu": "lost", "gaoxin": "active", "chongqing": "active"}),
        ("lose:tianfu+drain:tianfu", {"tianfu": "lost", "gaoxin": "active", "chongqing": "active"}),
        ("lose:tianfu/ups-a", {"tianfu": "active", "gaoxin": "active", "chongqing": "active"}),
    ],
)
def test_states_of_sites(text: str, states: dict[str, str]) -> None:
    variant = apply_scenario(ESTATE, parse_scenario(text, ESTATE))
    assert {name: site.state.value for name, site in variant.sites.items()} == states


def test_demand_is_multiplied_and_rounded_up() -> None:
    assert instances("mobile-banking", "api", "peak:double-11") == {"tianfu": 18, "gaoxin": 18, "chongqing": 12}
    assert instances("voice-desk", "recognition", "grow:retail=1.1") == {"tianfu": 5, "gaoxin": 5, "chongqing": 3}
    assert instances("mobile-banking", "api", "peak:double-11+grow:retail=1.5") == {
        "tianfu": 27,
        "gaoxin": 27,
        "chongqing": 18,
    }
    assert instances("data-platform", "database", "grow:retail=9") == {"tianfu": 2, "gaoxin": 2, "chongqing": 2}


@given(SCENARIOS)
def test_a_variant_differs_in_states_and_demand_only(scenario: Scenario) -> None:
    variant = apply_scenario(ESTATE, scenario)
    differing = {one.name for one in fields(ESTATE) if getattr(variant, one.name) is not getattr(ESTATE, one.name)}
    digests = {"digest", "plant_digest"}
    assert differing <= {"sites", "services", *digests}
    assert (digests <= differing) == bool(differing)
    assert not differing or not variant.plant_digest


@given(SCENARIOS)
def test_a_scenario_leaves_the_estate_as_it_was(scenario: Scenario) -> None:
    sites, services = dict(ESTATE.sites), dict(ESTATE.services)
    once = apply_scenario(ESTATE, scenario)
    assert (dict(ESTATE.sites), dict(ESTATE.services)) == (sites, services)
    assert apply_scenario(ESTATE, Scenario()) is ESTATE
    assert apply_scenario(ESTATE, scenario) == once


@given(SCENARIOS, st.randoms(use_true_random=False))
def test_the_order_of_steps_means_nothing(scenario: Scenario, random: object) -> None:
    steps = list(scenario.steps)
    getattr(random, "shuffle")(steps)  # noqa: B009 - hypothesis gives a Random
    one, other = apply_scenario(ESTATE, scenario), apply_scenario(ESTATE, Scenario(tuple(steps)))
    assert {name: site.state for name, site in one.sites.items()} == {
        name: site.state for name, site in other.sites.items()
    }
    assert [tier.instances for service in one.services.values() for tier in service.tiers] == [
        tier.instances for service in other.services.values() for tier in service.tiers
    ]


@given(st.floats(1, 20))
def test_growth_is_never_less_than_asked(factor: float) -> None:
    step = Step(Verb.GROW, Target(TargetKind.POOL, "retail"), factor)
    grown = apply_scenario(ESTATE, Scenario((step,)))
    for name, service in ESTATE.services.items():
        for tier, after in zip(service.tiers, grown.services[name].tiers, strict=True):
            for site, count in tier.instances.items():
                wanted = count * factor if tier.pool == "retail" else count
                assert wanted - 1e-6 <= after.instances[site] < wanted + 1
                assert not math.isnan(after.instances[site])


@given(SCENARIOS)
def test_whatever_is_taken_out_is_in_the_graph_once(scenario: Scenario) -> None:
    out = taken_out(ESTATE, GRAPH, scenario)
    assert len(set(out)) == len(out)
    assert GRAPH.components.keys() >= set(out)


def test_what_places_take_along() -> None:
    def out(text: str) -> tuple[str, ...]:
        return taken_out(ESTATE, GRAPH, parse_scenario(text, ESTATE))

    assert set(out("lose:tianfu/a01")) == {
        "tianfu/a01 feed a",
        "tianfu/a01 feed b",
        "tianfu-leaf-01a",
        *(f"tianfu-a01-s{number:02}" for number in range(1, 5)),
    }
    assert set(out("lose:tianfu")) == {key for key, one in GRAPH.components.items() if one.site == "tianfu"}
    assert {"tianfu/pdu-a-m1", "tianfu-a01-s01"} <= set(out("lose:tianfu/m1"))
    assert out("lose:tianfu/panel-a") == ("tianfu/panel-a", "tianfu/panel-a incomer")
    assert out("lose:tianfu/telecom-1") == ("circuit tianfu/telecom-1",)
    assert out("drain:tianfu") == ()
    assert apply_scenario(ESTATE, parse_scenario("drain:tianfu", ESTATE)).sites["tianfu"].state is SiteState.DRAINED
