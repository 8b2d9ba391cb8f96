"""A single-corded device behind a transfer switch of its own rack is dual-powered; behind one of the room it is not."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.views.infrastructure import infrastructure_lines
from continuity.whatif.question import what_if, world_of
from facility.estate_graph import capacity_graph
from facility.standards.rule import Answer
from inventory.model.estate import Estate
from inventory.scenario.parse import parse_scenario
from tests.facility.standards.cases import Edit, cases, edited, found, judged
from tests.facility.standards.maintenance import contradictions
from tests.facility.standards.small_estates import Racks, SmallEstate

FAULT = "A single-corded server behind a static transfer switch that one side feeds twice"
CHAINS: list[dict[str, object]] = [
    {"kind": "utility", "names": "utility-{a,b}", "rating": "200kW"},
    {"each": {"x": ["a", "b"]}, "kind": "ups", "names": "ups-{x}", "fed_by": "utility-{x}", "rating": "100kW"},
    {"each": {"x": ["a", "b"]}, "kind": "pdu", "names": "pdu-{x}", "fed_by": "ups-{x}", "rating": "100kW"},
]
SWITCHES_ON = {"a": "pdu-a", "b": "pdu-b"}


def behind_switch(racks: int, *, pdu: bool, sources: list[str], unit: str | None = None) -> SmallEstate:
    """Feed single-corded servers of so many racks from one static transfer switch."""
    last = "pdu-sts" if pdu else "sts"
    power = [*CHAINS, {"kind": "static-transfer-switch", "names": "sts", "fed_by": sources, "rating": "90kW"}]
    power += [{"kind": "pdu", "names": "pdu-sts", "fed_by": "sts", "rating": "90kW"}] if pdu else []
    feeds: dict[str, object] = {"a": "pdu-a", "b": "pdu-b", "sts": last}
    cooling: list[dict[str, object]] = [
        {"kind": "unit", "names": "dx-[1-3]", "rating": "90kW", "draw": "1kW", "room": "m1", "powered_by": "ups-{a,b}"}
    ]
    if unit:
        cooling.append({**cooling[0], "names": "dx-4", "powered_by": [unit, "ups-a"]})
    single = Racks(f"r[1-{racks}]", feeds, 2, cords=("sts",))
    return SmallEstate(power, [single, Racks("q[1-2]", {"a": "pdu-a", "b": "pdu-b"}, 2)], SWITCHES_ON, cooling)


def broken_rules(estate: Estate) -> set[str]:
    findings = judged(estate, "tier3", "engineering").findings
    return {one.code for one in findings if one.answer is Answer.BROKEN}


def test_static_switch_fed_from_both_sides_passes(tmp_path: Path) -> None:
    (case,) = (case for case in cases() if case.fault == FAULT)
    fixed = tuple(
        Edit(edit.file, edit.old, edit.new.replace("[pdu-a-m1, it-panel-a]", "[pdu-a-m1, pdu-b-m1]"))
        for edit in case.edits
    )
    assert fixed != case.edits
    judgement = judged(edited(tmp_path, fixed), "t3plus")
    assert found(judgement) == ()
    assert judgement.passes


@pytest.mark.parametrize("pdu", [False, True])
@pytest.mark.parametrize(
    ("racks", "sources", "unit", "passes"),
    [
        (1, ["ups-a", "ups-b"], None, True),
        (1, ["pdu-a", "pdu-b"], None, True),
        # It serves more than the rack of the device: other racks, or the cooling of the room.
        (2, ["ups-a", "ups-b"], None, False),
        (6, ["pdu-a", "pdu-b"], None, False),
        (1, ["ups-a", "ups-b"], "sts", False),
        # What feeds it has something in common.
        (1, ["ups-a", "pdu-a"], None, False),
        (1, ["pdu-a"], None, False),
    ],
)
def test_switch_is_at_the_point_of_use_of_its_own_rack_only(
    racks: int, sources: list[str], unit: str | None, passes: bool, pdu: bool, tmp_path: Path
) -> None:
    estate = behind_switch(racks, pdu=pdu, sources=sources, unit=unit).load(tmp_path)
    broken = broken_rules(estate)
    assert {"T3-2", "T3-4"} <= broken if not passes else not broken
    assert contradictions(estate) == []


@given(
    racks=st.integers(1, 3),
    pdu=st.booleans(),
    sources=st.lists(
        st.sampled_from(["ups-a", "ups-b", "pdu-a", "pdu-b", "utility-b"]), min_size=1, max_size=3, unique=True
    ),
    unit=st.sampled_from([None, "sts"]),
)
@settings(max_examples=25, deadline=None)
def test_maintenance_is_judged_alike_by_rules_and_what_if(
    racks: int, pdu: bool, sources: list[str], unit: str | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert contradictions(behind_switch(racks, pdu=pdu, sources=sources, unit=unit).load(Path(folder))) == []


@pytest.mark.parametrize(("racks", "with_switch"), [(1, ("s1-r1-s01", "s1-r1-s02")), (2, ())])
def test_what_if_says_which_servers_are_maintained_together_with_their_switch(
    racks: int, with_switch: tuple[str, ...], tmp_path: Path
) -> None:
    estate = behind_switch(racks, pdu=True, sources=["ups-a", "ups-b"]).load(tmp_path)
    world = world_of(estate, capacity_graph(estate))
    answer = what_if(world, parse_scenario("maintain:s1/sts", estate))
    assert answer.infrastructure.with_own_switch == with_switch
    assert len(answer.infrastructure.hosts) == 2 * racks
    assert bool(answer.infrastructure.unforeseen) is not bool(with_switch)
    told = "Of these, s1-r1-s01, s1-r1-s02 are maintained together with a transfer switch of their rack's own."
    assert (told in dict.fromkeys(line for _, line in infrastructure_lines(answer))) is bool(with_switch)
    # Lost, not maintained: that nothing backs them up is no excuse.
    assert what_if(world, parse_scenario("lose:s1/sts", estate)).infrastructure.hosts
