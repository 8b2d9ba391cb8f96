"""One question, one engine: on random estates no two commands contradict each other."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings

from capacity.losses import EstateLosses, Scope
from continuity.whatif.infrastructure import infrastructure
from continuity.whatif.question import what_if, world_of
from facility.estate_graph import capacity_graph
from facility.outage import components_of
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.scenario.parse import parse_scenario
from inventory.scenario.scenario import Target, TargetKind
from tests.facility.standards.maintenance import contradictions
from tests.random_estates import WrittenEstate, written_estates

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
PLACES: Mapping[Scope, str] = {Scope.RACK: "rack:", Scope.ROOM: "room:", Scope.SITE: "site:", Scope.CITY: "city:"}
SEVERAL = settings(max_examples=40, deadline=None)


def taken_by(losses: EstateLosses, scope: Scope) -> dict[str, set[str]]:
    """Turn round what capacity says: the hosts that each loss takes."""
    found: dict[str, set[str]] = {}
    for host, names in losses.taking(scope).items():
        for name in names:
            found.setdefault(name, set()).add(host)
    return found


def places(estate: Estate, scope: Scope) -> tuple[str, ...]:
    """Name everything of a scope that can be lost."""
    if scope is Scope.FEED:
        return tuple(estate.power)
    cities = {site.city: None for site in estate.sites.values()}
    return tuple({Scope.RACK: estate.racks, Scope.ROOM: estate.rooms, Scope.SITE: estate.sites}.get(scope, cities))


def assert_agreement(estate: Estate) -> None:
    """Ask what-if and capacity about every place and every component of the power chain."""
    graph = capacity_graph(estate)
    world, losses = world_of(estate, graph), EstateLosses(estate, graph.graph)
    for scope in (*PLACES, Scope.FEED):
        taken = taken_by(losses, scope)
        for name in places(estate, scope):
            answer = what_if(world, parse_scenario(f"lose:{PLACES.get(scope, '')}{name}", estate))
            assert set(answer.infrastructure.hosts) == taken.pop(name, set()), f"{scope.value} {name}"
        # What is left has no name in the estate's files: feeds of racks.
        for name, hosts in taken.items():
            assert set(infrastructure(estate, world.graph, (name,)).hosts) == hosts, name


@given(written=written_estates(may_idle=False))
@SEVERAL
def test_what_if_and_what_is_left_after_a_loss_take_the_same_hosts(written: WrittenEstate) -> None:
    assert_agreement(written.estate())


@given(written=written_estates())
@SEVERAL
def test_what_is_left_after_a_loss_takes_what_a_ranking_at_full_draw_takes(written: WrittenEstate) -> None:
    estate = written.estate()
    graph = capacity_graph(estate)
    taken = taken_by(EstateLosses(estate, graph.graph), Scope.FEED)
    for name in estate.power:
        out = tuple(components_of(estate, graph.graph, Target(TargetKind.COMPONENT, name)))
        assert set(infrastructure(estate, graph, out).hosts) == taken.get(name, set()), name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('names: "it-panel-{side}", fed_by: "ups-{side}",', 'names: "it-panel-{side}", fed_by: "ups-{a,b}", least: 2,'),
        ('names: "it-panel-{side}", fed_by: "ups-{side}",', 'names: "it-panel-{side}", fed_by: "ups-{a,b}",'),
        ('fed_by: "generator-[1-3]", least: 2,', 'fed_by: "generator-[1-3]", least: 3,'),
    ],
    ids=["as it is", "two of two UPS", "one of two UPS", "all generators"],
)
def test_on_the_example_they_agree_on_every_component(tmp_path: Path, old: str, new: str) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "estate"))
    text = (folder / "power.yaml").read_text(encoding="utf-8")
    assert not old or text.count(old) == 1
    (folder / "power.yaml").write_text(text.replace(old, new) if old else text, encoding="utf-8")
    assert_agreement(load_estate(folder))


@given(written=written_estates())
@settings(max_examples=60, deadline=None)
def test_what_may_be_maintained_is_what_the_rules_say(written: WrittenEstate) -> None:
    assert contradictions(written.estate()) == []
