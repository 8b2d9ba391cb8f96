"""What would fix broken variants: exactly the table's list; carried out, nothing of it is a single point any more."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from facility.graph.capacity_graph import Graph
from facility.graph.dominators import single_points
from facility.graph.remedies import carried_out
from facility.limits import limits_in_force
from facility.standards.facts import PlantFacts
from facility.standards.judgement import judge
from facility.standards.maintainability import NOTIONAL
from facility.standards.remedies import ShortestList, remedies_of
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.profiles import Waiver
from tests.facility.standards.cases import EXAMPLE, TODAY, Case, Edit, cases, edited, proposed
from tests.servers import with_server

TABLE = tuple(cases())
CUTTING = tuple(case for case in TABLE if any(" T3-2 error" in found for found in case.finds))
JOINED = (
    ("A false dual feed, both PDUs of the room behind one panel", "Both leaves of a pair on one feed"),
    ("A single-corded server", "One pump of chilled water", "Twin carriers through one entry"),
    ("Racks with one feed only", "Two circuits of one carrier", "Units that are powered by one side"),
    ("All three pumps of chilled water are needed", "A rack with both feeds from PDUs of side a"),
)
"""Faults that may come together."""
CORD = "    racks: a04\n"


def changes_of(estate: Estate, *profiles: str) -> ShortestList:
    return judge(estate, TODAY, profiles, with_changes=True).changes


def points_of(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    found = {
        sink: tuple(point for point in points if graph.components[point].kind not in NOTIONAL)
        for sink, points in single_points(graph).items()
    }
    return {sink: points for sink, points in found.items() if points}


def fault(name: str) -> Case:
    return next(case for case in TABLE if case.fault == name)


@pytest.mark.parametrize("case", CUTTING, ids=[case.fault for case in CUTTING])
def test_variant_is_mended_by_exactly_these_changes(case: Case, tmp_path: Path) -> None:
    assert proposed(changes_of(edited(tmp_path, case.edits))) == case.changes


def test_table_says_for_every_single_point_what_mends_it() -> None:
    assert len(CUTTING) >= 8
    assert all(bool(case.changes) == (case in CUTTING) for case in TABLE)


@pytest.mark.parametrize("faults", [*((case.fault,) for case in CUTTING), *JOINED], ids=" + ".join)
def test_changes_carried_out_leave_no_mended_single_point(faults: tuple[str, ...], tmp_path: Path) -> None:
    estate = edited(tmp_path, tuple(edit for name in faults for edit in fault(name).edits))
    graph, found = remedies_of(PlantFacts(estate, TODAY, limits_in_force(estate)))
    assert found.sources or found.remaining
    assert points_of(carried_out(graph, found.sources)) == found.remaining


def test_sound_estate_has_nothing_to_change() -> None:
    assert changes_of(load_estate(EXAMPLE)) == ShortestList()


def test_profile_that_does_not_ask_is_given_no_changes(tmp_path: Path) -> None:
    estate = edited(tmp_path, fault("A single-corded server").edits)
    assert changes_of(estate, "engineering") == ShortestList()


def test_what_is_waived_stays_as_it_is(tmp_path: Path) -> None:
    estate = edited(tmp_path, fault("A single-corded server").edits)
    waivers = [
        Waiver("T3-2", subject, "Old", "Building", TODAY, Origin("estate.yaml", ("waivers",)))
        for subject in ("tianfu/panel-b", "*")
    ]
    (change,) = changes_of(replace(estate, waivers=(waivers[0],))).changes
    assert "tianfu/panel-b" not in change.fixes
    assert changes_of(replace(estate, waivers=(waivers[1],))) == ShortestList()


def test_faults_that_only_several_changes_mend_are_mended(tmp_path: Path) -> None:
    # The servers' PDUs and the spines' all depend on one panel: moving one of either fixes nothing.
    rooms = 'room: "network-{a,b}"}, kind: pdu, names: "pdu-{side}-{room}", fed_by: '
    spines = Edit("power.yaml", rooms + '"it-panel-{side}"', rooms + "it-panel-a")
    false_feed = fault("A false dual feed, both PDUs of the room behind one panel")
    found = changes_of(edited(tmp_path, (*false_feed.edits, spines)))
    assert [change.text for change in found.changes] == [
        "feed it from tianfu/it-panel-b instead of tianfu/it-panel-a"
    ] * 2
    assert {change.subjects[0] for change in found.changes} == {"tianfu/pdu-b-m1", "tianfu/pdu-b-network-b"}
    assert not found.unfixed


def test_device_with_one_supply_gets_a_transfer_switch(tmp_path: Path) -> None:
    estate = edited(tmp_path, (Edit("servers.yaml", CORD, f"{CORD}    cords: [b]\n"),))
    kind = estate.device_types["huawei-2288h-v6"]
    one = replace(kind, name="one", power_ports=dict(list(kind.power_ports.items())[:1]))
    server = estate.servers["tianfu-a04-s07"]._replace(type="one")
    estate = replace(
        estate,
        device_types={**estate.device_types, "one": one},
        server_blocks=with_server(estate, server),
    )
    found = changes_of(estate)
    (change,) = found.changes
    assert change.subjects == ("tianfu/a04 feed b",)
    assert change.text == "take it from tianfu/pdu-a-m1 as well, through a static transfer switch"
    assert [one.subjects for one in found.unfixed] == [("tianfu/a04 feed b",)]


def test_cables_to_one_leaf_are_moved(tmp_path: Path) -> None:
    nics = fault("A server whose network cables go to one leaf").edits[0]
    estate = edited(tmp_path, (nics,))
    server = estate.servers["tianfu-a04-s07"]
    twice = server._replace(nics=(server.nics[0], server.nics[0]._replace(name="eth1")))
    estate = replace(estate, server_blocks=with_server(estate, twice))
    (change,) = changes_of(estate).changes
    assert change.text == "move one of its network cables from tianfu-leaf-02a to tianfu-leaf-02b"
