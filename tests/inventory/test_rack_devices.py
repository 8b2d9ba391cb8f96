"""What stands in racks besides switches and servers, and servers in the bays of chassis."""

from datetime import date
from pathlib import Path

import pytest

from cli.views.racks import elevations
from facility.estate_graph import capacity_graph
from facility.graph.loss import lose
from facility.limits import limits_in_force
from facility.space.rack_usage import RackSums, rack_sums
from facility.standards.facts import PlantFacts
from facility.standards.feeds import dual_powered
from facility.standards.racks import one_airflow
from inventory.load import examine, load_estate
from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole
from inventory.model.sites import Face, ServerRole
from inventory.scenario.parse import parse_scenario
from inventory.verdict import Answer
from tests.estates.cases import copy_base

TYPES = """
  chassis:
    {manufacturer: M, model: C, u_height: 2, weight: 20kg, draw: 100W, airflow: front-to-rear, device_bays: "[1-4]"}
  node: {manufacturer: M, model: N, u_height: 0, weight: 11lb, draw: 300W, vcpus: 96, memory: 512GiB, disk: 4TiB}
  array: {manufacturer: M, model: A, u_height: 2, weight: 30kg, draw: 700W, airflow: front-to-rear}
  strip: {manufacturer: M, model: S, u_height: 0, weight: 6kg, draw: 0W}
  panel: {manufacturer: M, model: P, u_height: 1, is_full_depth: false, weight: 900g, draw: 0W}
"""
DEVICES = """
devices:
  - {sites: east, racks: "a[01-02]", names: "pdu-{a,b}", role: pdu, type: strip}
  - {sites: east, racks: a01, names: ch1, role: chassis, type: chassis, positions: 8, label: 刀箱}
  - {sites: east, racks: a01, names: st1, role: storage, type: array, positions: 20, description: 存储}
  - {sites: east, racks: a01, names: pp1, role: patch-panel, type: panel, positions: 24}
  - {sites: east, racks: a01, names: kvm, role: console, type: panel, positions: 24, face: rear}
servers:
"""
NODES = """
  - sites: east
    racks: a01
    names: "n[1-4]"
    chassis: ch1
    bays: "[1-4]"
    type: node
    zone: retail
    labels: [general]
    nics: {eth0: leaf-01a, eth1: leaf-01b}
    ports: "Ethernet[10-13]"
"""


def write(folder: Path, devices: str = DEVICES, nodes: str = NODES, types: str = TYPES) -> Path:
    estate = copy_base(folder)
    kinds, servers = estate / "device-types.yaml", estate / "servers.yaml"
    kinds.write_text(kinds.read_text().rstrip() + types)
    servers.write_text(servers.read_text().replace("servers:\n", devices, 1).rstrip() + nodes)
    return estate


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return load_estate(write(tmp_path / "estate"))


def facts_of(estate: Estate) -> PlantFacts:
    return PlantFacts(estate, date(2026, 11, 28), limits_in_force(estate))


def sums(estate: Estate, rack: str) -> RackSums:
    return next(one for one in rack_sums(estate) if one.rack.key == rack)


def test_devices_stand_in_racks_with_their_units_weight_and_draw(estate: Estate, tmp_path: Path) -> None:
    before, after = sums(load_estate(copy_base(tmp_path / "before")), "east/a01"), sums(estate, "east/a01")
    assert before.units_used is not None
    assert after.units_used == before.units_used + 2 + 2 + 1, "front and rear of one unit, none for the rest"
    assert before.allocated_watts is not None
    assert after.allocated_watts == before.allocated_watts + 100 + 4 * 300 + 700
    assert before.weight_kilograms is not None
    more = 20 + 4 * 11 * 0.45359237 + 30 + 2 * 6 + 2 * 0.9
    assert after.weight_kilograms == pytest.approx(before.weight_kilograms + more)


def test_nodes_stand_in_the_bays_of_their_chassis(estate: Estate) -> None:
    node = estate.servers["east-a01-n3"]
    assert (node.mount.chassis, node.mount.bay, node.mount.position) == ("east-a01-ch1", "3", 0)
    assert node.mount.cords == estate.devices["east-a01-ch1"].mount.cords == ("a", "b")
    assert [nic.port for nic in node.nics] == ["Ethernet12", "Ethernet12"]
    assert estate.devices["east-a01-st1"].description == "存储"
    assert estate.devices["east-a01-pp1"].mount.cords == (), "what draws nothing has no cord"
    assert node.name in {server.name for server in estate.members["retail"]}


def test_a_chassis_takes_its_nodes_with_it_and_an_array_nobody(estate: Estate) -> None:
    graph = capacity_graph(estate).graph
    assert set(lose(graph, ("east-a01-ch1",)).sinks) == {f"east-a01-n{n}" for n in range(1, 5)}
    assert lose(graph, ("east-a01-st1",)).sinks == ()
    assert parse_scenario("lose:刀箱", estate).steps[0].target.name == "east-a01-ch1"
    losses = facts_of(estate).single_losses
    assert "east-a01-ch1" not in {loss.taken_out[0] for loss in losses}, "a chassis is load, not infrastructure"


def test_what_devices_draw_loads_the_feeds(estate: Estate, tmp_path: Path) -> None:
    before = capacity_graph(load_estate(copy_base(tmp_path / "before"))).graph
    after = capacity_graph(estate).graph
    feed = "east/a01 feed a"
    more = after.rest.load[after.wiring.node_of[feed]] - before.rest.load[before.wiring.node_of[feed]]
    assert more == pytest.approx((100 + 4 * 300 + 700) / 2)


def test_both_sides_show_what_stands_there(estate: Estate) -> None:
    for face, seen, hidden in ((Face.FRONT, "pp1", "kvm"), (Face.REAR, "kvm", "pp1")):
        (drawn,) = elevations(estate, [sums(estate, "east/a01")], face)
        names = {one.name.rpartition("-")[2] for one in drawn.devices}
        assert seen in names
        assert hidden not in names
        assert {"n1", "a", "b", "ch1"} <= names
        assert {one.u_height for one in drawn.devices if one.chassis or one.purpose == "pdu"} == {0}


def test_roles_without_a_fabric_port_need_none(tmp_path: Path) -> None:
    lines = [line for line in NODES.splitlines() if "nics:" not in line and "ports:" not in line]
    estate = load_estate(write(tmp_path, nodes="\n".join([*lines, "    role: bare-metal", ""])))
    assert estate.servers["east-a01-n1"].role is ServerRole.BARE_METAL
    assert not estate.servers["east-a01-n1"].nics


def test_airflow_of_devices_is_judged_with_the_rest(tmp_path: Path) -> None:
    types = TYPES.replace("draw: 700W, airflow: front-to-rear", "draw: 700W, airflow: rear-to-front")
    facts = facts_of(load_estate(write(tmp_path, types=types)))
    assert any("east-a01-st1" in verdict.detail for verdict in one_airflow(facts, {}))


def test_what_draws_nothing_needs_no_second_feed(estate: Estate) -> None:
    verdicts = list(dual_powered(facts_of(estate), {}))
    broken = {verdict.subject for verdict in verdicts if verdict.answer is Answer.BROKEN}
    assert not broken & estate.devices.keys()


@pytest.mark.parametrize(
    ("old", "new", "code", "detail"),
    [
        ("chassis: ch1\n", "chassis: ch2\n", "unknown-device", "names the device ch2, which is not defined"),
        ('bays: "[1-4]"', 'bays: "[2-5]"', "unknown-device-bay", "The chassis east-a01-ch1 has no bay 5."),
        ('bays: "[1-4]"', 'bays: "[1-3]"', "range-mismatch", "The number of names is 4, that of bays 3."),
        ('bays: "[1-4]"', "bays: [1, 2, 3, 3]", "device-bay-used-twice", "both stand in bay 3 of east-a01-ch1"),
        ('    bays: "[1-4]"\n', "", "missing-key", "The key bays is missing."),
        ("    chassis: ch1\n", "", "missing-key", "The key chassis is missing."),
        ("    chassis: ch1\n", "    chassis: ch1\n    positions: 7\n", "wrong-value", "positions is written beside"),
        ("    chassis: ch1\n", "    chassis: ch1\n    cords: [a]\n", "wrong-value", "cords is written beside"),
        ("type: strip}", "type: strip, positions: 3}", "wrong-value", "is 0 units high: it takes none"),
        ("type: array, positions: 20", "type: array", "missing-key", "The key positions is missing."),
        ("type: array, positions: 20", "type: array, positions: 9", "rack-unit-overlap", "which east-a01-"),
        ("type: array, positions: 20", "type: array, positions: 42", "rack-unit-beyond-rack", "the rack east/a01 has"),
        (
            "names: kvm, role: console, type: panel, positions: 24, face: rear",
            "names: kvm, role: console, type: panel, positions: 24",
            "rack-unit-overlap",
            "stands on units 24",
        ),
        ("names: st1,", "names: ch1,", "duplicate-name", "The device east-a01-ch1 is defined twice."),
        ("type: array, p", "type: aray, p", "unknown-device-type", "aray"),
        ("racks: a01, names: st1", "racks: z9, names: st1", "unknown-rack", "z9"),
        ("type: array, positions: 20", "type: array, cords: [c], positions: 20", "wrong-value", "cords.0"),
        ("type: array, positions: 20", "type: array, cords: [b2], positions: 20", "cord-without-feed", "feed b2"),
    ],
)
def test_what_does_not_fit_is_said(old: str, new: str, code: str, detail: str, tmp_path: Path) -> None:
    whole = DEVICES + NODES
    assert old in whole
    if old in DEVICES:
        estate = write(tmp_path, devices=DEVICES.replace(old, new, 1))
    else:
        estate = write(tmp_path, nodes=NODES.replace(old, new, 1))
    found = examine(estate).findings
    assert code in {finding.code for finding in found}, found
    assert any(detail in finding.detail for finding in found), found


def test_switches_may_be_mounted_at_the_rear(tmp_path: Path) -> None:
    """Top-of-rack switches often face the hot aisle, where the servers' ports are."""
    estate = copy_base(tmp_path)
    file = estate / "fabric.yaml"
    text = file.read_text()
    pairs = text.index("leaf_pairs:")
    file.write_text(text[:pairs] + text[pairs:].replace("positions:", "face: rear\n        positions:", 1))
    found = load_estate(estate)
    leaf = next(one for one in found.switches.values() if one.role is SwitchRole.LEAF)
    spine = next(one for one in found.switches.values() if one.role is SwitchRole.SPINE)
    assert (leaf.mount.face, spine.mount.face) == (Face.REAR, Face.FRONT)
    flows = [verdict for verdict in one_airflow(facts_of(found), {}) if verdict.answer is Answer.BROKEN]
    assert not flows, "nothing says how air goes through these"
