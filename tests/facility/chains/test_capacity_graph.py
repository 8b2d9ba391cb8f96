"""The example as a capacity graph: what depends on what, who shares the load, and what is not written."""

from dataclasses import replace
from pathlib import Path

from facility.chains.missing_data import GapKind
from facility.estate_graph import capacity_graph
from facility.graph.component import Component, Sharing
from facility.graph.loss import lose
from facility.limits import limits_in_force
from inventory.load import load_estate
from inventory.model.power import PowerKind

ESTATE = load_estate(Path(__file__).parents[3] / "examples" / "three-sites")
CAPACITY = capacity_graph(ESTATE)
GRAPH = CAPACITY.graph


def component(key: str) -> Component:
    return GRAPH.components[key]


def test_everything_is_in_the_graph_and_works() -> None:
    tables = (ESTATE.power, ESTATE.fuel, ESTATE.cooling, ESTATE.switches, ESTATE.servers)
    for table in tables:
        assert table.keys() <= GRAPH.components.keys()
    assert {key for key, one in GRAPH.components.items() if one.is_sink} == ESTATE.servers.keys()
    assert GRAPH.at_rest.failed == ()
    assert CAPACITY.gaps == ()


def test_server_needs_either_feed_its_air_and_either_leaf() -> None:
    power, air, network = component("tianfu-a01-s01").needs
    assert power.sources == ("tianfu/a01 feed a", "tianfu/a01 feed b")
    assert (power.at_least, power.draw_watts) == (1, 900.0)
    assert air.sources == ("tianfu/m1 air of crah-1, crah-2, crah-3, crah-4",)
    assert air.draw_watts == 900.0
    assert network.sources == ("tianfu-leaf-01a", "tianfu-leaf-01b")


def test_transfer_switch_prefers_the_grid_and_generators_share() -> None:
    assert component("tianfu/ats-a").needs[0].sharing is Sharing.PREFERRED
    busbar = component("tianfu/generator-panel-a").needs[0]
    assert (busbar.at_least, busbar.sharing) == (2, Sharing.PROPORTIONAL)


def test_tied_panel_lives_on_the_other_incomer() -> None:
    assert component("tianfu/panel-a").needs[0].sources == ("tianfu/panel-a incomer", "tianfu/panel-b incomer")
    without = lose(GRAPH, ["tianfu/ats-a"])
    assert "tianfu/panel-a incomer" in without.failed
    assert "tianfu/panel-a" not in without.failed


def test_store_is_no_lasting_source_of_cold() -> None:
    assert component("tianfu/loop-a").needs[0].sources == tuple(f"tianfu/chiller-{n}" for n in (1, 2, 3))
    gone = lose(GRAPH, [f"tianfu/chiller-{n}" for n in (1, 2)])
    assert len(gone.sinks) == sum(server.site == "tianfu" for server in ESTATE.servers.values())


def test_all_heat_is_what_the_devices_draw() -> None:
    draws = sum(
        ESTATE.device_types[device.type].draw_watts or 0
        for device in (*ESTATE.servers.values(), *ESTATE.switches.values())
        if device.site == "tianfu"
    )
    units = [unit.key for unit in ESTATE.cooling.values() if unit.site == "tianfu" and unit.kind.value == "unit"]
    carried = sum(GRAPH.rest.load[GRAPH.wiring.node_of[unit]] for unit in units)
    assert abs(carried - draws) < 1e-6


def test_share_for_long_is_kept_by_distribution_only() -> None:
    limits = limits_in_force(ESTATE)
    graph = capacity_graph(ESTATE, replace(limits, numbers={**limits.numbers, "RACK-1": {"share": 0.5}})).graph
    assert graph.components["tianfu/pdu-a-m1"].derating == 0.5
    assert graph.components["tianfu/a01 feed a"].derating == 0.5
    assert graph.components["tianfu/generator-1"].derating == 1.0


def test_what_is_not_written_is_a_gap() -> None:
    cut = {"fed_by": (), "generator": None}
    power = {
        key: replace(one, **cut) if one.kind is PowerKind.PDU and one.site == "tianfu" else one
        for key, one in ESTATE.power.items()
    }
    types = {name: replace(kind, draw_watts=None) for name, kind in ESTATE.device_types.items()}
    cooling = {
        key: replace(one, powered_by=()) if one.name == "chiller-1" else one for key, one in ESTATE.cooling.items()
    }
    gaps = capacity_graph(replace(ESTATE, power=power, device_types=types, cooling=cooling)).gaps
    assert {gap.subject for gap in gaps if gap.kind is GapKind.LOAD} == types.keys()
    dependencies = {gap.subject for gap in gaps if gap.kind is GapKind.DEPENDENCY}
    assert {"tianfu/pdu-a-m1", "gaoxin/chiller-1"} <= dependencies
    assert all(gap.detail.startswith("Nothing says what") for gap in gaps)
