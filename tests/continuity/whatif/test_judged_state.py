"""The state is judged, not only the change; and what nobody declares is unknown, not nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from continuity.whatif.answer import WhatIf, WhatIfVerdict
from continuity.whatif.answer_json import plain
from continuity.whatif.question import what_if, world_of
from continuity.whatif.ranking import Domain, rank_pairs, rank_single
from facility.estate_graph import capacity_graph
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.scenario.parse import parse_scenario
from tests.capacity.estates import Plan
from tests.capacity.test_model import cloud_for, snapshot_of
from tests.continuity.whatif.worlds import Wants, ask, bank
from tests.random_estates import WrittenEstate, written_estates

EXAMPLE = Path(__file__).parents[3] / "examples" / "three-sites"


def asked(estate: Estate, *texts: str) -> list[WhatIf]:
    world = world_of(estate, capacity_graph(estate))
    return [what_if(world, parse_scenario(text, estate)) for text in texts]


def scenarios(estate: Estate) -> list[str]:
    """Something of every verb and of every kind of place."""
    places = [f"site:{name}" for name in estate.sites] + [f"rack:{key}" for key in estate.racks]
    places += [*estate.power, *estate.cooling, *estate.switches]
    found = [f"{verb}:{place}" for verb in ("lose", "maintain") for place in places]
    return [*found, *(f"drain:{site}" for site in estate.sites), *(f"grow:{pool}=1.5" for pool in estate.pools)]


@given(written=written_estates(most_sites=1, may_idle=False))
@settings(max_examples=25, deadline=None)
def test_what_is_above_its_limit_at_rest_is_named_by_every_verdict(written: WrittenEstate) -> None:
    estate = written.estate()
    over = capacity_graph(estate).graph.at_rest.overloaded
    for answer in asked(estate, *scenarios(estate)):
        named = {one.component for one in (*answer.infrastructure.overloaded, *answer.infrastructure.overloaded_before)}
        assert named >= {one.component for one in over}
        if over:
            assert answer.verdict is WhatIfVerdict.NO, answer.scenario
            assert any("limit" in reason or "load" in reason for reason in answer.broken)


@given(written=written_estates(most_sites=1))
@settings(max_examples=25, deadline=None)
def test_no_ranking_holds_while_something_is_above_its_limit_already(written: WrittenEstate) -> None:
    estate = written.estate()
    world = world_of(estate, capacity_graph(estate))
    rest = world.graph.graph.at_rest
    for ranking in (rank_single(world, Domain.ALL, 2), rank_pairs(world, Domain.POWER, 2)):
        assert ranking.at_rest == rest
        assert not ranking.holds or rest.is_sound


@given(written=written_estates())
@settings(max_examples=25, deadline=None)
def test_hosts_of_which_nobody_says_what_runs_there_are_never_lost_with_a_yes(written: WrittenEstate) -> None:
    estate = written.estate()
    said = {
        (tier.pool, site) for service in estate.services.values() for tier in service.tiers for site in tier.instances
    }
    for answer in asked(estate, *(f"{verb}:site:{site}" for site in estate.sites for verb in ("lose", "drain"))):
        (site,) = (site for site in estate.sites if answer.scenario.endswith(site))
        if any((pool, site) not in said for pool, servers in estate.members.items() if servers):
            assert answer.verdict is not WhatIfVerdict.YES
            assert any("no service declares" in reason for reason in answer.unknown)


def test_a_site_without_services_is_unknown_until_its_cloud_says_that_nothing_runs_there() -> None:
    estate = bank([], Plan(sites={"tianfu": "chengdu", "gaoxin": "chengdu"}))
    blind = ask(estate, "lose:tianfu")
    assert (blind.verdict, blind.pools[0].undeclared) == (WhatIfVerdict.UNKNOWN, {"tianfu": 4})
    assert "no service declares it, and no cloud has told its use" in blind.unknown[-1]
    seen = ask(estate, "lose:tianfu", snapshot_of(cloud_for(estate, "tianfu"), cloud_for(estate, "gaoxin")))
    assert (seen.verdict, seen.pools[0].undeclared) == (WhatIfVerdict.YES, {})


def test_what_is_declared_elsewhere_says_nothing_of_a_site() -> None:
    cities = {"tianfu": "chengdu", "gaoxin": "chengdu"}
    elsewhere = bank([Wants("a", {"gaoxin": 1})], Plan(sites=cities))
    assert ask(elsewhere, "lose:tianfu").verdict is WhatIfVerdict.UNKNOWN
    none = bank([Wants("a", {"gaoxin": 1, "tianfu": 0})], Plan(sites=cities))
    assert ask(none, "lose:tianfu").verdict is WhatIfVerdict.YES


@pytest.mark.parametrize(
    ("text", "systems", "reserves"),
    [
        ("lose:tianfu/loop-a+tianfu/loop-b", {"cooling", "network"}, {"cold store": False}),
        ("lose:tianfu/ats-a+tianfu/ats-b", {"power", "cooling", "network"}, {"battery": True, "cold store": True}),
        ("lose:tianfu/utility-a+tianfu/utility-b", set(), {"fuel": True}),
        ("lose:tianfu-leaf-01a+tianfu-leaf-01b", {"network"}, {}),
        ("lose:tianfu/ups-a", set(), {}),
    ],
)
def test_an_answer_says_its_cause_and_what_carries_meanwhile(
    text: str, systems: set[str], reserves: dict[str, bool]
) -> None:
    (answer,) = asked(load_estate(EXAMPLE), text)
    found = plain(answer)["infrastructure"]
    assert isinstance(found, dict)
    assert {cause["system"] for cause in found["causes"]} == systems
    assert {one["kind"]: one["is_reaching"] for one in found["reserves"]} == reserves
    lost = {key for cause in found["causes"] for key in cause["servers"]}
    assert lost == set(found["hosts"]) | set(found["bare_metal"])
