"""Power, fuel, cooling, buildings and carriers: what is written by template is expanded as it was meant."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from inventory.load import examine, load_estate
from inventory.model.building import DoorGrade, FireAgent, Interval, RoomKind, Surrounding
from inventory.model.cooling import AisleKind
from inventory.model.estate import Estate
from inventory.model.power import GeneratorGrade, GeneratorSet, Load, PowerKind, RatingClass
from inventory.model.profiles import RuleSeverity
from inventory.model.redundancy import Redundancy, Requirement
from inventory.model.sites import Feed, Phase

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
Written = Callable[[str], Estate]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str) -> Estate:
        head = "estate: bank\nsites: {east: {city: chengdu}, west: {city: chongqing}}\n"
        (tmp_path / "estate.yaml").write_text(head + text, encoding="utf-8")
        return load_estate(tmp_path)

    return write


def test_words_and_ranges_are_filled_in_for_every_site(written: Written) -> None:
    estate = written(
        "rooms: [{sites: all, names: 'power-{a,b}', compartment: shared}]\n"
        "power:\n"
        "  - {sites: all, each: {side: [a, b]}, kind: utility, names: 'grid-{side}', rating: 1MW,\n"
        "     substation: '{site}-{side}'}\n"
        "  - {sites: all, each: {side: '{a,b}', n: '[1-2]'}, kind: panel, names: 'panel-{side}{n}',\n"
        "     fed_by: 'grid-{side}',\n"
        "     rating: 10kW, room: 'power-{side}', group: 'panels-{side}', redundancy: 2(N+1), carries: [it, cooling]}\n"
    )
    assert list(estate.power)[:4] == ["east/grid-a", "east/grid-b", "west/grid-a", "west/grid-b"]
    assert estate.power["west/grid-b"].substation == "west-b"
    panel = estate.power["east/panel-b2"]
    assert (panel.fed_by, panel.room, panel.compartment) == (("grid-b",), "power-b", "shared")
    assert (panel.group, panel.redundancy) == ("panels-b", Redundancy("2(N+1)", 2, 1))
    assert panel.carries == {Load.IT, Load.COOLING}


@pytest.mark.parametrize(
    ("text", "systems", "spare"),
    [("N", 1, 0), ("N+1", 1, 1), ("N+2", 1, 2), ("2N", 2, 0), ("3(N+1)", 3, 1), ("DR", None, None), ("RR", None, None)],
)
def test_schemes_of_redundancy(written: Written, text: str, systems: int | None, spare: int | None) -> None:
    estate = written(f"power: [{{sites: east, kind: pdu, names: pdu-a, rating: 1kW, redundancy: {text}}}]\n")
    assert estate.power["east/pdu-a"].redundancy == Redundancy(text, systems, spare)
    assert estate.power["east/pdu-a"].group == "pdu"


def test_the_rating_of_a_ups_is_that_of_its_modules_without_redundant_ones(written: Written) -> None:
    estate = written(
        "rooms: [{sites: east, names: [ups-room, cellar]}]\n"
        "power:\n"
        "  - {sites: east, kind: ups, names: ups-a, room: ups-room, derating: 0.9,\n"
        "     ups: {modules: 5, module_rating: 50kW, redundant: 1,\n"
        "       battery: {autonomy: 15m, strings: 2, room: cellar}}}\n"
        "  - {sites: east, kind: ups, names: ups-b, room: ups-room, rating: 100kW,\n"
        "     ups: {modules: 2, battery: {autonomy: 0.5h, at: 80kW}}}\n"
    )
    first, second = estate.power["east/ups-a"], estate.power["east/ups-b"]
    assert first.ups is not None
    assert (first.rating_watts, first.usable_watts, first.ups.basic_watts) == (200_000, 180_000, 200_000)
    assert first.ups.battery is not None
    assert (first.ups.battery.autonomy_minutes, first.ups.battery.load_watts) == (15, 200_000)
    assert (first.ups.battery.room, first.ups.battery.compartment) == ("cellar", "cellar")
    assert second.ups is not None
    assert second.ups.module_watts == 50_000
    assert second.ups.battery is not None
    assert (second.ups.battery.autonomy_minutes, second.ups.battery.room) == (30, "ups-room")


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("{grade: G3}", None),
        ("{rating_class: prime}", False),
        ("{rating_class: continuous}", False),
        ("{rating_class: data-centre}", False),
        ("{rating_class: standby}", True),
        ("{rating_class: limited-time}", True),
        ("{rating_class: continuous, hours_limit: 500}", True),
    ],
)
def test_whether_a_generators_hours_are_limited(written: Written, text: str, limited: bool | None) -> None:
    estate = written(f"power: [{{sites: east, kind: generator, names: g-1, rating: 1MW, generator: {text}}}]\n")
    generator = estate.power["east/g-1"].generator
    assert generator is not None
    assert generator.is_limited is limited


def test_fuel_and_its_way_to_the_generators(written: Written) -> None:
    estate = written(
        "power:\n"
        "  - {sites: east, kind: generator, names: g-1, rating: 1MW,\n"
        "     generator: {grade: G4, rating_class: prime, fuel: 'pump-{a,b}', litres_per_hour: 200}}\n"
        "  - {sites: east, kind: panel, names: panel-a, rating: 10kW}\n"
        "fuel:\n"
        "  - {sites: east, kind: tank, names: 'tank-[1-2]', litres: 12m3, hours: 24}\n"
        "  - {sites: east, kind: pump, names: 'pump-{a,b}', fed_by: 'tank-[1-2]', powered_by: panel-a}\n"
    )
    assert estate.power["east/g-1"].generator == GeneratorSet(
        GeneratorGrade.G4, RatingClass.PRIME, None, ("pump-a", "pump-b"), 200
    )
    assert (estate.fuel["east/tank-2"].litres, estate.fuel["east/tank-2"].hours) == (12000, 24)
    assert estate.fuel["east/tank-2"].requirements == ()
    assert estate.fuel["east/pump-b"].requirements == (Requirement(("tank-1", "tank-2")), Requirement(("panel-a",)))


def test_a_cooling_component_needs_cold_pumps_and_power(written: Written) -> None:
    estate = written(
        "power: [{sites: east, kind: panel, names: 'panel-{a,b}', rating: 10kW}]\n"
        "rooms: [{sites: east, names: m1}]\n"
        "aisles:\n"
        "  - {sites: east, room: m1, names: cold-1, kind: cold, rows: [a, b], width: 1200mm, contained: true,\n"
        "     climate: {temperature: [18, 27], dew_point: [-9, 15]}}\n"
        "cooling:\n"
        "  - {sites: east, kind: chiller, names: 'chiller-[1-3]', rating: 1MW, draw: 200kW,\n"
        "     powered_by: 'panel-{a,b}'}\n"
        "  - {sites: east, kind: pump, names: 'pump-[1-3]', rating: 1MW}\n"
        "  - {sites: east, kind: store, names: store, rating: 1MW, holds: 20m}\n"
        "  - {sites: east, kind: loop, names: loop, rating: 2MW, fed_by: 'chiller-[1-3]', least: 2,\n"
        "     requires: [{of: 'pump-[1-3]', least: 2}], powered_by: panel-a}\n"
        "  - {sites: east, kind: unit, names: crah-1, rating: 50kW, room: m1, fed_by: loop, serves: cold-1}\n"
    )
    assert estate.cooling["east/loop"].requirements == (
        Requirement(("chiller-1", "chiller-2", "chiller-3"), 2),
        Requirement(("pump-1", "pump-2", "pump-3"), 2),
        Requirement(("panel-a",)),
    )
    assert estate.cooling["east/store"].minutes == 20
    unit, aisle = estate.cooling["east/crah-1"], estate.aisles["east/cold-1"]
    assert (unit.serves, unit.room, unit.compartment, unit.draw_watts) == (("cold-1",), "m1", "m1", 0)
    assert (aisle.kind, aisle.rows, aisle.width_metres, aisle.is_contained) == (AisleKind.COLD, ("a", "b"), 1.2, True)
    assert aisle.climate is not None
    assert (aisle.climate.dew_point_celsius, aisle.climate.humidity_percent) == (Interval(-9, 15), None)


def test_feeds_of_racks_follow_the_row_and_take_phases_in_turn(written: Written) -> None:
    estate = written(
        "rooms: [{sites: east, names: m1}]\n"
        "power:\n"
        "  - {sites: east, kind: pdu, names: 'pdu-{a,b}-{k,m}', rating: 50kW}\n"
        "  - {sites: east, kind: static-transfer-switch, names: 'sts-k[1-4]', fed_by: 'pdu-{a,b}-k',\n"
        "     rating: 3kW}\n"
        "rack_types:\n"
        "  small: {u_height: 42, power: 6kW, weight: 1t, width: 600mm, depth: 1.2m, empty_weight: 130kg,\n"
        "    feeds: {a: {from: 'pdu-a-{row}', rating: 7kW, phase: [L1, L2, L3]},\n"
        "      b: 'pdu-b-{row}', sts: 'sts-{rack}'}}\n"
        "racks: [{sites: east, room: m1, row: k, names: 'k[1-4]', type: small}]\n"
    )
    racks = list(estate.racks.values())
    assert [rack.feeds for rack in racks[:1]] == [{"a": "pdu-a-k", "b": "pdu-b-k", "sts": "sts-k1"}]
    assert [rack.feed_details["a"].phase for rack in racks] == [Phase.L1, Phase.L2, Phase.L3, Phase.L1]
    assert racks[3].feed_details["a"] == Feed("pdu-a-k", 7000, Phase.L1)
    assert racks[3].feed_details["b"] == Feed("pdu-b-k", None, None)
    assert (racks[0].width_millimetres, racks[0].depth_millimetres, racks[0].empty_kilograms) == (600, 1200, 130)


def test_buildings_and_rooms_say_what_is_known_and_nothing_else(written: Written) -> None:
    estate = written(
        "buildings: [{sites: east, converted: true, roads: 2, distances: {railway: 1.2km, explosives: none}}]\n"
        "rooms: [{sites: east, names: b1, kind: battery, floor_load: 16, clear_height: 3.1m,\n"
        "  fire: {walls: 2h, slabs: 90m, doors: A, detector_groups: 2, agent: gas}}, {sites: west, names: b1}]\n"
    )
    building, room = estate.buildings["east"], estate.rooms["east/b1"]
    assert building.metres_to == {Surrounding.RAILWAY: 1200, Surrounding.EXPLOSIVES: math.inf}
    assert (building.is_converted, building.roads, building.in_flood_area, building.on_fault) == (True, 2, None, None)
    assert (room.kind, room.floor_load_kilonewtons, room.clear_height_metres) == (RoomKind.BATTERY, 16, 3.1)
    assert room.fire is not None
    assert (room.fire.walls_hours, room.fire.slabs_hours, room.fire.detector_groups) == (2, 1.5, 2)
    assert (room.fire.doors, room.fire.agent) == (DoorGrade.A, FireAgent.GAS)
    assert (estate.rooms["west/b1"].fire, estate.rooms["west/b1"].kind) == (None, None)


def test_profiles_and_waivers(written: Written) -> None:
    estate = written(
        "profiles: {our-bank: {based_on: t3plus,\n"
        "  rules: {A-PWR-2: {severity: error}, A-SITE-1: {limits: {metro: 50}}}}}\n"
        "waivers: [{rule: A-LAY-1, subject: 'east/*', reason: rows move, owner: facilities, until: 2027-06-30}]\n"
    )
    rules = estate.profiles["our-bank"].rules
    assert (estate.profiles["our-bank"].based_on, rules["A-PWR-2"].severity) == ("t3plus", RuleSeverity.ERROR)
    assert (rules["A-SITE-1"].severity, rules["A-SITE-1"].limits) == (None, {"metro": 50})
    (waiver,) = estate.waivers
    assert (waiver.rule, waiver.subject, waiver.owner, waiver.until) == (
        "A-LAY-1",
        "east/*",
        "facilities",
        date(2027, 6, 30),
    )
    assert str(estate.locate(waiver.origin)) == "estate.yaml:5:11"


def test_the_example_is_whole_and_the_same_at_each_site() -> None:
    examined = examine(EXAMPLE)
    assert (examined.findings, examined.waiting) == ((), 0)
    estate = examined.estate
    for section in (estate.power, estate.fuel, estate.cooling, estate.rooms, estate.entries, estate.circuits):
        names = {
            site: {key.partition("/")[2] for key in section if key.startswith(f"{site}/")} for site in estate.sites
        }
        assert len(set(map(frozenset, names.values()))) == 1
        assert all(names.values())
    kinds = {component.kind for component in estate.power.values()}
    assert kinds >= set(PowerKind) - {PowerKind.BUSWAY, PowerKind.STATIC_TRANSFER_SWITCH}
    assert all(component.compartment or component.room is None for component in estate.power.values())
    assert set(estate.buildings) == set(estate.sites)
    assert (len(estate.servers), len(estate.switches), len(estate.racks)) == (46, 24, 18)
