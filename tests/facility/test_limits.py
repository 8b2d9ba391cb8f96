"""Limits: one number for each, whoever asks, in whatever order profiles are named."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.built_in_profiles import DEFAULT, PROFILES, ProfileInvalid, profiles_in_force
from facility.chains.power import DISTRIBUTION
from facility.estate_graph import capacity_graph
from facility.limits import LIMITS, limits_in_force, own_numbers
from facility.standards.catalogue import BY_CODE
from facility.standards.facts import PlantFacts
from facility.standards.judgement import judge
from facility.standards.profiles import settings_of
from inventory.load import load_estate
from inventory.model.origin import Origin
from inventory.model.profiles import Profile, RuleChange, RuleSeverity
from tests.facility.standards.cases import EXAMPLE

ESTATE = load_estate(EXAMPLE)
HERE = Origin("estate.yaml", ("profiles", "ours"))
TODAY = date(2026, 11, 28)
SHARES = st.sampled_from((0.05, 0.3, 0.8, 0.95, 1.0))


def profile(name: str, based_on: str, rules: Mapping[str, RuleChange]) -> Profile:
    return Profile(name, based_on, rules, HERE)


def share(value: float, severity: RuleSeverity | None = None) -> RuleChange:
    return RuleChange(severity, {"share": value}, HERE)


def test_limits_are_of_rules_that_exist() -> None:
    assert LIMITS.keys() <= BY_CODE.keys()
    assert all(rule.limits == own_numbers(rule.code) for rule in BY_CODE.values())


@pytest.mark.parametrize(
    ("named", "standards", "expected"),
    [
        ((), (), (DEFAULT,)),
        ((), ("tier3", "engineering"), ("tier3", "engineering")),
        (("tier4",), ("tier3",), ("tier4",)),
    ],
)
def test_profiles_in_force(named: tuple[str, ...], standards: tuple[str, ...], expected: tuple[str, ...]) -> None:
    estate = replace(ESTATE, standards=standards)
    assert profiles_in_force(estate, named) == expected
    assert limits_in_force(estate, named).profiles == expected


@pytest.mark.parametrize(
    ("standards", "rules", "expected"),
    [
        (("ours",), {"RACK-1": share(1.0)}, 1.0),
        # Held to both, an estate keeps to the stricter one.
        (("engineering", "ours"), {"RACK-1": share(1.0)}, 0.8),
        (("engineering", "ours"), {"RACK-1": share(0.5)}, 0.5),
        # A profile that does not ask about feeds has nothing to say about them.
        (("tier3", "ours"), {"RACK-1": share(1.0)}, 1.0),
        # Nobody asks; what is written holds all the same for what carries load.
        (("ours",), {"RACK-1": share(0.9, RuleSeverity.OFF)}, 0.9),
        (("tier3",), {"RACK-1": share(0.9)}, 0.8),
    ],
)
def test_share_in_force(standards: tuple[str, ...], rules: Mapping[str, RuleChange], expected: float) -> None:
    estate = replace(ESTATE, standards=standards, profiles={"ours": profile("ours", "t3plus", rules)})
    assert limits_in_force(estate).continuous_share == expected


def test_profile_may_be_based_on_an_own_one() -> None:
    first = profile("first", "gb50174-a", {"A-PWR-4": RuleChange(None, {"minutes": 20.0}, HERE), "RACK-1": share(0.9)})
    second = profile("second", "first", {"RACK-1": share(0.7)})
    limits = limits_in_force(replace(ESTATE, profiles={"first": first, "second": second}), ("second",))
    assert (limits.of("A-PWR-4")["minutes"], limits.continuous_share) == (20.0, 0.7)


def test_profile_that_does_not_exist_is_refused_by_whoever_asks() -> None:
    with pytest.raises(ProfileInvalid, match="There is no profile called nobody"):
        capacity_graph(replace(ESTATE, standards=("nobody",)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([one.name for one in PROFILES]),
            SHARES,
            st.sampled_from([None, RuleSeverity.OFF, RuleSeverity.WARNING]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_order_of_profiles_does_not_matter(drawn: list[tuple[str, float, RuleSeverity | None]]) -> None:
    own = {
        f"own-{number}": profile(f"own-{number}", base, {"RACK-1": share(value, severity)})
        for number, (base, value, severity) in enumerate(drawn)
    }
    estate = replace(ESTATE, profiles=own)
    found = [limits_in_force(estate, names).numbers for names in permutations(own)]
    assert all(numbers == found[0] for numbers in found)
    asking = [value for _, value, severity in drawn if severity is not RuleSeverity.OFF]
    assert found[0]["RACK-1"]["share"] == min(asking or [value for _, value, _ in drawn])


@settings(max_examples=10, deadline=None)
@given(SHARES, st.sampled_from([one.name for one in PROFILES]))
def test_rules_and_graph_have_the_same_limits(value: float, base: str) -> None:
    own = profile("ours", base, {"RACK-1": share(value)})
    estate = replace(ESTATE, standards=("ours",), profiles={"ours": own})
    facts, graph = PlantFacts(estate, TODAY, limits_in_force(estate)), capacity_graph(estate).graph
    assert settings_of(estate, ["ours"])["RACK-1"].limits == facts.limits.of("RACK-1") == {"share": value}
    assert facts.graph.wiring.limit == graph.wiring.limit
    for one in estate.power.values():
        if one.kind in DISTRIBUTION:
            assert graph.components[one.key].limit_watts == one.usable_watts * value


class Drawer:
    """A shelf that counts what it is given."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        self.kept[key] = content


def test_kept_verdicts_do_not_answer_for_another_limit_of_the_graph() -> None:
    """T3-3 has no number of its own, but the graph that it asks has the share."""
    drawer = Drawer()
    for value in (0.8, 0.05, 0.8):
        own = profile("ours", "tier3", {"RACK-1": share(value, RuleSeverity.OFF)})
        estate = replace(ESTATE, standards=("ours",), profiles={"ours": own})
        assert judge(estate, TODAY, (), drawer) == judge(estate, TODAY)
    assert len(drawer.kept) == 2
