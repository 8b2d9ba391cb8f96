"""Ratings in amperes, tanks that pumps fill, and racks that count from the top."""

from math import sqrt
from pathlib import Path

import pytest

from cli.views.racks import WIDTH, elevations, show_racks
from facility.estate_graph import capacity_graph
from facility.graph.loss import lose
from facility.limits import limits_in_force
from facility.space.rack_usage import rack_sums
from facility.standards.facts import PlantFacts
from facility.standards.generators import FuelHours
from inventory.load import Examined, examine, load_estate
from inventory.model.estate import Estate
from inventory.model.sites import Face
from tests.facility.standards.cases import TODAY

PLANT = """
estate: plant
sites: {s: {city: c}}
rooms: [{sites: all, names: m1}]
power:
  - {sites: all, kind: utility, names: grid, rating: 100kW}
  - {sites: all, each: {x: [a, b]}, kind: pdu, names: "pdu-{x}", fed_by: grid, PDU}
rack_types:
  t: {u_height: 42, weight: 1t, power: 12kW, feeds: {a: {from: pdu-a, FEED}, b: {from: pdu-b, FEED}}TYPE}
racks: [{sites: all, room: m1, row: a, names: "r[1-3]", type: t}]
device_types:
  array: {manufacturer: m, model: m, u_height: 3, weight: 30kg, draw: 1kW}
devices: [{sites: all, racks: r1, names: st1, role: storage, type: array, positions: 5}]
"""


def plant(folder: Path, pdu: str = "rating: 20kW", feed: str = "rating: 4kW", kind: str = "") -> Examined:
    text = PLANT.replace("PDU}", f"{pdu}}}").replace("FEED}", f"{feed}}}").replace("TYPE}", f"{kind}}}")
    (folder / "estate.yaml").write_text(text, encoding="utf-8")
    return examine(folder)


@pytest.mark.parametrize(
    ("pdu", "watts"),
    [
        # IEC 60309: what the usual plugs of PDUs carry; 22.2 and 11.1 kW are the makers' figures for 32 A and 16 A.
        ("rating: 32A, voltage: 400V, phases: 3", sqrt(3) * 400 * 32),
        ("rating: 16A, voltage: 400V, phases: 3", sqrt(3) * 400 * 16),
        ("rating: 32A, voltage: 230V, phases: 1", 230 * 32),
        ("rating: 63A, voltage: 380V, phases: 3", sqrt(3) * 380 * 63),
        ("rating: 32A, voltage: 400V, phases: 3, power_factor: 0.9", sqrt(3) * 400 * 32 * 0.9),
        ("rating: 1.25kA, voltage: 0.4kV, phases: 3", sqrt(3) * 400 * 1250),
        ("rating: 20kW, voltage: 400V, phases: 3, power_factor: 0.9", 20_000),
    ],
)
def test_amperes_are_watts_at_a_voltage(pdu: str, watts: float, tmp_path: Path) -> None:
    examined = plant(tmp_path, pdu)
    assert examined.findings == ()
    assert examined.estate.power["s/pdu-a"].rating_watts == round(watts)


@pytest.mark.parametrize(
    ("pdu", "feed", "watts"),
    [
        ("rating: 20kW, voltage: 400V, phases: 3", "rating: 16A", sqrt(3) * 400 * 16),
        ("rating: 20kW, voltage: 400V, phases: 3", "rating: 16A, phase: L1", 400 / sqrt(3) * 16),
        ("rating: 20kW, voltage: 230V, phases: 1", "rating: 16A", 230 * 16),
        ("rating: 20kW, voltage: 230V, phases: 1", "rating: 16A, phase: L2", 230 * 16),
        ("rating: 20kW", "rating: 4kW, phase: L2", 4000),
    ],
)
def test_a_racks_feed_has_the_voltage_of_what_it_comes_from(pdu: str, feed: str, watts: float, tmp_path: Path) -> None:
    examined = plant(tmp_path, pdu, feed)
    assert examined.findings == ()
    assert examined.estate.racks["s/r2"].feed_details["a"].rating_watts == round(watts)
    graph = capacity_graph(examined.estate).graph
    limit = graph.wiring.limit[graph.wiring.node_of["s/r2 feed a"]]
    assert limit == pytest.approx(round(watts) * limits_in_force(examined.estate).continuous_share)


@pytest.mark.parametrize(
    ("pdu", "feed", "code", "detail"),
    [
        ("rating: 32A", "rating: 4kW", "missing-key", "The rating is in amperes, without a voltage."),
        ("rating: 32A, voltage: 400V", "rating: 4kW", "missing-key", "The key phases is missing."),
        ("rating: 20kW, phases: 3", "rating: 4kW", "missing-key", "The key voltage is missing."),
        ("rating: 20kW, power_factor: 0.9", "rating: 4kW", "missing-key", "The key voltage is missing."),
        ("rating: 20kW", "rating: 16A", "missing-key", "is rated in amperes, and pdu-a has no voltage."),
        ("rating: 32A, voltage: 400, phases: 3", "rating: 4kW", "wrong-value", "400 is not a quantity"),
        ("rating: 32A, voltage: 400V, phases: 2", "rating: 4kW", "wrong-value", "phases is 2"),
        (
            "rating: 32A, voltage: 400V, phases: 3, power_factor: 1.2",
            "rating: 4kW",
            "wrong-value",
            "power_factor is 1.2",
        ),
        ("rating: 32", "rating: 4kW", "wrong-value", "32 is not a quantity"),
        ("rating: 32mA", "rating: 4kW", "wrong-value", "32mA is not a quantity"),
    ],
)
def test_half_a_rating_is_refused(pdu: str, feed: str, code: str, detail: str, tmp_path: Path) -> None:
    findings = plant(tmp_path, pdu, feed).findings
    assert code in {finding.code for finding in findings}
    assert any(detail in finding.detail for finding in findings), findings


FUEL = """
  - {sites: all, each: {n: "[1-3]"}, kind: generator, names: "gen-{n}", rating: 15kW, group: gens, redundancy: N+1,
     generator: {fuel: "day-{n}", litres_per_hour: 5}}
  - {sites: all, kind: panel, names: gp, fed_by: "gen-[1-3]", least: 2, rating: 60kW}
  - {sites: all, kind: transfer-switch, names: ats, fed_by: [grid, gp], rating: 60kW}
fuel:
  - {sites: all, each: {x: [a, b]}, kind: tank, names: "bulk-{x}", litres: 240L}
  - {sites: all, each: {x: [a, b]}, kind: pump, names: "fp-{x}", fed_by: "bulk-{a,b}", powered_by: ats}
  - {sites: all, kind: tank, names: "day-[1-3]", litres: 10L, fed_by: "fp-{a,b}"}
rack_types:
"""


def day_tanks(folder: Path) -> Estate:
    text = PLANT.replace("PDU}", "rating: 20kW}").replace("FEED}", "rating: 4kW}").replace("TYPE}", "}")
    text = text.replace("\nrack_types:\n", FUEL, 1).replace("fed_by: grid", "fed_by: ats", 1)
    (folder / "estate.yaml").write_text(text, encoding="utf-8")
    return load_estate(folder)


def test_day_tanks_are_fed_by_pumps_from_bulk_tanks(tmp_path: Path) -> None:
    estate = day_tanks(tmp_path)
    graph = capacity_graph(estate).graph

    def failed(*out: str) -> set[str]:
        return set(lose(graph, out).failed)

    assert "s/gen-1" not in failed("s/grid"), "the pumps run on what the generators make"
    assert "s/gen-1" not in failed("s/bulk-a")
    assert "s/gen-1" not in failed("s/fp-a")
    assert "s/gen-1" in failed("s/fp-a", "s/fp-b"), "for a while only, which the reserves tell"
    assert "s/gen-1" in failed("s/bulk-a", "s/bulk-b")
    assert {"s/gen-1"} == failed("s/day-1") & {f"s/gen-{n}" for n in (1, 2, 3)}


def test_the_hours_of_fuel_follow_the_chain(tmp_path: Path) -> None:
    estate = day_tanks(tmp_path)
    hours = FuelHours(PlantFacts(estate, TODAY, limits_in_force(estate)), estate.sites["s"])
    consumption = 2 * 5
    assert hours.without(None) == pytest.approx((2 * 240 + 3 * 10) / consumption)
    assert hours.without(estate.fuel["s/bulk-a"]) == pytest.approx((240 + 3 * 10) / consumption)
    assert hours.without(estate.fuel["s/fp-a"]) == hours.without(None)


def test_fuel_in_a_circle_is_found(tmp_path: Path) -> None:
    day_tanks(tmp_path)
    file = tmp_path / "estate.yaml"
    file.write_text(file.read_text().replace("litres: 240L}", 'litres: 240L, fed_by: "fp-{a,b}"}'))
    examined = examine(tmp_path)
    assert {finding.code for finding in examined.findings} == {"fuel-loop"}
    hours = FuelHours(PlantFacts(examined.estate, TODAY, limits_in_force(examined.estate)), examined.estate.sites["s"])
    assert hours.without(None) > 0


@pytest.mark.parametrize(
    ("kind", "order"), [("", "down"), (", desc_units: false", "down"), (", desc_units: true", "up")]
)
def test_a_rack_that_counts_from_the_top_is_drawn_so(
    kind: str, order: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    estate = plant(tmp_path, kind=kind).estate
    wanted = [one for one in rack_sums(estate) if one.rack.name == "r1"]
    show_racks(Console(width=WIDTH), elevations(estate, wanted, Face.FRONT))
    lines = [line for line in capsys.readouterr().out.splitlines() if "│" in line]
    numbers = [int(line.split("│")[0]) for line in lines]
    assert numbers == (list(range(1, 43)) if order == "up" else list(range(42, 0, -1)))
    named = next(number for number, line in zip(numbers, lines, strict=True) if "st1" in line)
    assert named == (5 if order == "up" else 7), "the name stands on the uppermost of its units"
