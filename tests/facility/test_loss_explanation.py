"""What is said about a loss: its cause, for how long reserves carry, and what is left, on the example."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facility.chains.endurance import Reserve, ReserveKind, battery_minutes, store_minutes
from facility.chains.failed_systems import FacilitySystem, failed_systems
from facility.estate_graph import capacity_graph
from facility.graph.loss import lose
from facility.graph.ranking import carrying
from facility.loss_explanation import LossExplanation, explain_loss
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.power import Battery
from tests.facility.standards.cases import EXAMPLE

ESTATE = load_estate(EXAMPLE)
GRAPH = capacity_graph(ESTATE).graph
IT_WATTS = GRAPH.rest.load[GRAPH.wiring.node_of["tianfu/ups-a"]] * 2
GRID = ("tianfu/utility-a", "tianfu/utility-b")
DRY = (*GRID, "tianfu/tank-a", "tianfu/tank-b")


def explained(*out: str, estate: Estate = ESTATE) -> LossExplanation:
    graph = capacity_graph(estate).graph
    return explain_loss(estate, graph, lose(graph, out, follow_trips=True))


@pytest.mark.parametrize(
    ("out", "lacking", "systems", "roots"),
    [
        (("tianfu/loop-a", "tianfu/loop-b"), "cooling", ("cooling",), ("tianfu/loop-a", "tianfu/loop-b")),
        (("tianfu/chiller-1", "tianfu/chiller-3"), "cooling", ("cooling",), ("tianfu/chiller-1", "tianfu/chiller-3")),
        (("tianfu/panel-a", "tianfu/panel-b"), "power", ("power",), ("tianfu/panel-a", "tianfu/panel-b")),
        (
            (*GRID, "tianfu/tank-a", "tianfu/tank-b"),
            "power",
            ("power", "fuel"),
            (*GRID, "tianfu/tank-a", "tianfu/tank-b"),
        ),
        (("tianfu-leaf-01a", "tianfu-leaf-01b"), "network", ("network",), ("tianfu-leaf-01a", "tianfu-leaf-01b")),
        (("tianfu/a01 feed a", "tianfu/a01 feed b"), "power", ("power",), ("tianfu/a01 feed a", "tianfu/a01 feed b")),
        (("carrier telecom", "carrier unicom", "carrier mobile"), "network", ("network",), ()),
    ],
)
def test_the_system_that_failed_is_named(
    out: tuple[str, ...], lacking: str, systems: tuple[str, ...], roots: tuple[str, ...]
) -> None:
    known = tuple(key for key in out if key in GRAPH.components)
    found = explained(*known)
    first = found.failures[0]
    assert first.system == lacking
    assert found.systems == systems
    assert first.roots == (roots or known)
    assert first.sinks == lose(GRAPH, known, follow_trips=True).sinks


def test_every_lost_server_has_a_cause_and_every_cause_began_with_what_is_out() -> None:
    for key in carrying(GRAPH):
        loss = lose(GRAPH, (key, "tianfu/ups-a", "gaoxin/panel-b"))
        failures = failed_systems(ESTATE, GRAPH, loss)
        assert {sink for one in failures for sink in one.sinks} == set(loss.sinks)
        assert {root for one in failures for root in one.roots} <= set(loss.taken_out)


def of_kind(found: LossExplanation, kind: ReserveKind) -> tuple[Reserve, ...]:
    return tuple(one for one in found.endurance.reserves if one.kind is kind)


def test_stores_carry_the_heat_while_chillers_do_not() -> None:
    found = explained("tianfu/chiller-1", "tianfu/chiller-2")
    stores = of_kind(found, ReserveKind.STORE)
    assert [(one.components, one.carries) for one in stores] == [
        ((f"tianfu/cold-store-{side}",), (f"tianfu/loop-{side}",)) for side in "ab"
    ]
    assert all(one.is_reaching for one in stores)
    assert sum(one.load_watts for one in stores) == pytest.approx(IT_WATTS)
    # 120 kW for 20 minutes are 40 kWh each.
    assert [one.minutes for one in stores] == pytest.approx([120_000 * 20 / (IT_WATTS / 2)] * 2)
    assert found.endurance.minutes == stores[0].minutes
    assert len(found.endurance.bridged) == sum(server.site == "tianfu" for server in ESTATE.servers.values())


def test_a_store_whose_loops_are_lost_is_shown_as_of_no_use() -> None:
    found = explained("tianfu/loop-a", "tianfu/loop-b")
    assert found.systems == (FacilitySystem.COOLING,)
    stores = of_kind(found, ReserveKind.STORE)
    assert [one.is_reaching for one in stores] == [False, False]
    assert [one.minutes for one in stores] == pytest.approx([120_000 * 20 / (IT_WATTS / 2)] * 2)
    assert (found.endurance.bridged, found.endurance.minutes) == ((), None)


def test_batteries_carry_all_that_depends_on_them() -> None:
    found = explained("tianfu/panel-a", "tianfu/panel-b")
    batteries = {one.components[0]: one for one in of_kind(found, ReserveKind.BATTERY)}
    assert {"tianfu/ups-a", "tianfu/ups-b"} <= batteries.keys()
    assert batteries["tianfu/ups-a"].load_watts == pytest.approx(IT_WATTS / 2)
    # Two of three modules of 40 kW for a quarter of an hour.
    assert batteries["tianfu/ups-a"].minutes == pytest.approx(80_000 * 15 / (IT_WATTS / 2))
    assert found.endurance.minutes == min(one.minutes or inf for one in batteries.values())


def test_one_battery_carries_both_sides_where_the_other_ups_is_out() -> None:
    found = explained("tianfu/ups-b", "tianfu/panel-a", "tianfu/panel-b")
    (battery,) = [one for one in of_kind(found, ReserveKind.BATTERY) if one.components == ("tianfu/ups-a",)]
    assert battery.load_watts == pytest.approx(IT_WATTS)
    assert battery.minutes == pytest.approx(80_000 * 15 / IT_WATTS)


def test_a_battery_in_a_room_that_is_lost_carries_nothing() -> None:
    room = [one.key for one in GRAPH.components.kept if (one.site, one.room) == ("tianfu", "battery-a")]
    found = explained(*room, "tianfu/panel-a", "tianfu/panel-b")
    assert ("tianfu/ups-a",) not in [one.components for one in of_kind(found, ReserveKind.BATTERY)]
    assert ("tianfu/ups-b",) in [one.components for one in of_kind(found, ReserveKind.BATTERY)]


def test_fuel_lasts_for_what_the_generators_burn() -> None:
    found = explained(*GRID)
    (fuel,) = of_kind(found, ReserveKind.FUEL)
    assert fuel.components == ("tianfu/tank-a", "tianfu/tank-b")
    assert fuel.carries == tuple(f"tianfu/generator-{number}" for number in (1, 2, 3))
    # Each tank holds what two generators burn in 24 hours; each of three carries a third of the load.
    burnt = 3 * 65 * (0.1 + 0.9 * fuel.load_watts / 3 / 250_000)
    assert fuel.minutes == pytest.approx(60 * 2 * 24 * 2 * 65 / burnt)
    without = of_kind(explained(*GRID, "tianfu/tank-a"), ReserveKind.FUEL)[0]
    assert without.minutes == pytest.approx((fuel.minutes or 0) / 2)
    assert not of_kind(explained("tianfu/utility-a"), ReserveKind.FUEL) or found.failures == ()


def test_what_is_not_written_is_not_known() -> None:
    stores = {
        key: replace(one, minutes=None) if one.minutes is not None else one for key, one in ESTATE.cooling.items()
    }
    found = explained("tianfu/chiller-1", "tianfu/chiller-2", estate=replace(ESTATE, cooling=stores))
    assert [one.minutes for one in of_kind(found, ReserveKind.STORE)] == [None, None]
    assert found.endurance.minutes is None
    assert found.endurance.bridged


@pytest.mark.parametrize(
    ("out", "group", "scheme", "left", "is_short"),
    [
        (("tianfu/generator-1",), "tianfu/generators", "N+1", "N", False),
        (("tianfu/generator-1", "tianfu/generator-2"), "tianfu/generators", "N+1", "N-1", True),
        (("tianfu/ups-a",), "tianfu/ups", "2N", "N", False),
        (("tianfu/crah-1",), "tianfu/crah", "N+1", "N", False),
        (("tianfu/tank-b",), "tianfu/tanks", "N+1", "N", False),
    ],
)
def test_what_is_left_of_redundancy(out: tuple[str, ...], group: str, scheme: str, left: str, is_short: bool) -> None:
    (found,) = [one for one in explained(*out).redundancy if one.group == group]
    assert (found.scheme, found.left, found.is_short, found.lost) == (scheme, left, is_short, out)


def test_circuits_are_counted() -> None:
    circuits = [key for key, one in ESTATE.circuits.items() if one.site == "tianfu"]
    (found,) = explained(f"circuit {circuits[0]}").redundancy
    assert (found.group, found.left, found.is_short) == (
        "tianfu outside",
        f"{len(circuits) - 1} of {len(circuits)}",
        False,
    )


@given(st.floats(1, 1000), st.integers(1000, 500_000), st.floats(1, 1_000_000), st.floats(1.01, 10))
def test_batteries_last_shorter_the_more_they_carry(minutes: float, watts: int, load: float, times: float) -> None:
    battery = Battery(minutes, watts, 1, None, None)
    assert battery_minutes(battery, watts) == pytest.approx(minutes)
    assert battery_minutes(battery, load * times) < battery_minutes(battery, load)
    # Never more energy than at the load that is written, and at most what the exponent takes away.
    assert battery_minutes(battery, load) * load <= minutes * watts * (1 + 1e-9)
    if load >= watts:
        assert battery_minutes(battery, load) == pytest.approx(minutes / (load / watts) ** 1.3)


def test_nothing_to_carry_lasts_for_ever() -> None:
    store = next(one for one in ESTATE.cooling.values() if one.minutes is not None)
    assert store_minutes(store, 0.0) == inf
    assert battery_minutes(Battery(15, 1000, 1, None, None), 0.0) == inf
