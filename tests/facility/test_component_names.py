"""Every name that one command shows, every other accepts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from continuity.whatif.question import world_of
from continuity.whatif.ranking import Domain, rank_single
from facility.estate_graph import capacity_graph
from facility.graph.loss import lose
from facility.graph.ranking import carrying
from facility.loss_explanation import explain_loss
from facility.outage import taken_out
from facility.standards.judgement import judge
from inventory.load import load_estate
from inventory.model.component_names import owner_of
from inventory.model.estate import Estate
from inventory.scenario.parse import parse_scenario
from tests.facility.standards.cases import EXAMPLE, TODAY
from tests.random_estates import WrittenEstate, written_estates

ESTATE = load_estate(EXAMPLE)
GRAPH = capacity_graph(ESTATE).graph


def out_of(estate: Estate, name: str) -> tuple[str, ...]:
    graph = capacity_graph(estate).graph
    found = taken_out(estate, graph, parse_scenario(f"lose:{name}", estate))
    # What is named can be lost.
    assert lose(graph, found).taken_out == found
    return found


def shown_by_rules(estate: Estate, today: date) -> set[str]:
    """Name the subjects of all findings but those that are no things: types, waivers."""
    subjects = {one for finding in judge(estate, today).findings for one in finding.subjects}
    return {one for one in subjects if one not in estate.device_types}


def shown_by_what_if(estate: Estate) -> set[str]:
    capacity = capacity_graph(estate)
    ranking = rank_single(world_of(estate, capacity), Domain.ALL, 3)
    names = {name for harm in ranking.worst for name in (*harm.taken_out, *harm.servers, *harm.tripped)}
    names |= {one.component for harm in ranking.worst for one in harm.overloaded}
    return names | {gap.subject for gap in ranking.gaps if gap.subject not in estate.device_types}


def shown_by_explanations(estate: Estate) -> set[str]:
    graph = capacity_graph(estate).graph
    names: set[str] = set()
    for key in carrying(graph):
        found = explain_loss(estate, graph, lose(graph, (key,), follow_trips=True))
        names |= {name for one in found.failures for name in (*one.roots, *one.sinks)}
        names |= {name for one in found.endurance.reserves for name in (*one.components, *one.carries)}
        names |= {name for one in found.redundancy for name in one.lost}
    return names


@settings(max_examples=25, deadline=None)
@given(written_estates())
def test_every_component_can_be_named(written: WrittenEstate) -> None:
    estate = written.estate()
    graph = capacity_graph(estate).graph
    for key in graph.components:
        assert key in taken_out(estate, graph, parse_scenario(f"lose:{key}", estate))


@settings(max_examples=25, deadline=None)
@given(written_estates())
def test_every_name_that_is_shown_is_accepted(written: WrittenEstate) -> None:
    estate = written.estate()
    for name in shown_by_what_if(estate) | shown_by_rules(estate, TODAY) | shown_by_explanations(estate):
        assert out_of(estate, name)


def test_every_name_of_the_example_is_accepted() -> None:
    for name in (*GRAPH.components, *shown_by_what_if(ESTATE), *shown_by_rules(ESTATE, TODAY)):
        found = taken_out(ESTATE, GRAPH, parse_scenario(f"lose:{name}", ESTATE))
        assert found
        assert name not in GRAPH.components or name in found


@pytest.mark.parametrize(
    ("name", "meaning", "taken"),
    [
        ("tianfu/a01 feed a", "lose:feed:tianfu/a01 feed a", ("tianfu/a01 feed a",)),
        ("feed tianfu/a01 feed b", "lose:feed:tianfu/a01 feed b", ("tianfu/a01 feed b",)),
        ("room tianfu/fuel-a", "lose:room:tianfu/fuel-a", ("tianfu/tank-a", "tianfu/fuel-pump-a")),
        ("circuit tianfu/telecom-1", "lose:circuit:tianfu/telecom-1", ("circuit tianfu/telecom-1",)),
        ("carrier telecom", "lose:carrier:telecom", ("carrier telecom",)),
        ("tianfu/panel-a incomer", "lose:incomer:tianfu/panel-a incomer", ("tianfu/panel-a incomer",)),
        ("tianfu/panel-a", "lose:component:tianfu/panel-a", ("tianfu/panel-a", "tianfu/panel-a incomer")),
        ("tianfu outside", "lose:outside:tianfu outside", ("tianfu outside",)),
        ("rack tianfu/a01", "lose:rack:tianfu/a01", None),
    ],
)
def test_names_as_they_are_shown(name: str, meaning: str, taken: tuple[str, ...] | None) -> None:
    scenario = parse_scenario(f"lose:{name}", ESTATE)
    assert str(scenario) == meaning
    assert parse_scenario(str(scenario), ESTATE) == scenario
    assert taken is None or taken_out(ESTATE, GRAPH, scenario) == taken


def test_a_row_is_lost_with_its_racks() -> None:
    racks = [rack.key for rack in ESTATE.racks.values() if (rack.site, rack.room) == ("gaoxin", "m1")]
    row = {key for rack in racks for key in out_of(ESTATE, rack)}
    assert set(out_of(ESTATE, "gaoxin/m1 row a")) == row


def test_feeds_are_named_without_their_site_where_one_site_has_them() -> None:
    racks = {key: rack for key, rack in ESTATE.racks.items() if rack.site == "gaoxin"}
    (step,) = parse_scenario("lose:a01 feed a", replace(ESTATE, racks=racks)).steps
    assert step.target.name == "gaoxin/a01 feed a"


def test_names_belong_to_what_the_estate_has() -> None:
    tables = (ESTATE.power, ESTATE.fuel, ESTATE.cooling, ESTATE.racks, ESTATE.rooms, ESTATE.circuits, ESTATE.entries)
    named = (ESTATE.carriers, ESTATE.sites, ESTATE.switches, ESTATE.servers)
    known = {key for table in (*tables, *named) for key in table}
    assert {owner_of(key) for key in GRAPH.components} <= known
