"""Remedies keep N: carried out, nothing is a single point any more and nothing is above its rating after any loss."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.estate_graph import CapacityGraph
from facility.graph.added_capacity import with_added_capacity
from facility.graph.remedies import Remedies, carried_out
from facility.limits import limits_in_force
from facility.standards.facts import PlantFacts
from facility.standards.loads import enough_capacity
from facility.standards.maintainability import maintainable, place_of
from facility.standards.remedies import remedies_of, shortest_list
from facility.standards.rule import Answer
from inventory.model.estate import Estate
from tests.facility.standards.cases import TODAY
from tests.facility.standards.small_estates import Racks, SmallEstate
from tests.random_estates import WrittenEstate, written_estates

FEEDS = {"a": "pdu-a", "b": "pdu-b"}
POWER: list[dict[str, object]] = [
    {"kind": "utility", "names": "utility-{a,b}", "rating": "900kW"},
    {"each": {"x": ["a", "b"]}, "kind": "panel", "names": "m-{x}", "fed_by": "utility-{x}", "rating": "900kW"},
    {"each": {"x": ["a", "b"]}, "kind": "pdu", "names": "pdu-{x}", "fed_by": "m-{x}", "rating": "900kW"},
]


def behind_header(units: int, rating: str, heat: int, *, spare_header: bool = True) -> SmallEstate:
    """Cool a room with units that all draw from one of two headers."""
    chillers = {"kind": "chiller", "names": "ch-[1-3]", "rating": "900kW", "draw": "1kW", "powered_by": "m-{a,b}"}
    headers = {
        "kind": "loop",
        "names": "ring-[1-2]" if spare_header else "ring-1",
        "rating": "900kW",
        "fed_by": "ch-[1-3]",
    }
    crah = {"kind": "unit", "names": f"crah-[1-{units}]", "rating": rating, "draw": "1kW", "room": "m1"}
    cooling = [chillers, headers, {**crah, "fed_by": "ring-1", "powered_by": "m-{a,b}"}]
    return SmallEstate(POWER, [Racks("r[1-2]", FEEDS, heat // 2)], FEEDS, cooling)


def after(estate: Estate) -> tuple[PlantFacts, PlantFacts, Remedies]:
    """Return what is known of an estate before and after its remedies are carried out on its graph."""
    before, changed = (PlantFacts(estate, TODAY, limits_in_force(estate)) for _ in range(2))
    graph, found = remedies_of(before)
    done = with_added_capacity(carried_out(graph, found.sources), found.capacity)
    changed.__dict__["capacity"] = CapacityGraph(done, before.capacity.gaps)
    return before, changed, found


def broken(facts: PlantFacts) -> tuple[set[str], set[str]]:
    """Name what breaks T3-2, and what breaks T3-3."""
    maintained, carried = maintainable(facts, {}), enough_capacity(facts, {})
    first, second = ({one.subject for one in rule if one.answer is Answer.BROKEN} for rule in (maintained, carried))
    return first, second


@pytest.mark.parametrize(
    ("units", "rating", "heat", "connected", "added"),
    [
        # So many units on the other header as carry the heat alone.
        (3, "12kW", 20, 2, []),
        (3, "12kW", 10, 1, []),
        (4, "12kW", 30, 3, []),
        (5, "12kW", 40, 4, []),
        (2, "25kW", 20, 1, []),
        # All of them are not enough without one of them: capacity is added.
        (2, "12kW", 20, 2, ["add 8 kW to its 12 kW, for what it carries without s1/crah-1"]),
        (3, "12kW", 30, 3, ["add 3 kW to its 12 kW, for what it carries without s1/crah-1"]),
    ],
)
def test_as_many_units_are_connected_as_carry_the_heat(
    units: int, rating: str, heat: int, connected: int, added: list[str], tmp_path: Path
) -> None:
    estate = behind_header(units, rating, heat).load(tmp_path)
    before, changed, found = after(estate)
    assert "s1/ring-1" in broken(before)[0]
    assert sum(len(one.components) for one in found.sources) == connected
    assert all(one.source == "s1/ring-2" for one in found.sources)
    assert broken(changed) == (set(), set())
    texts = [remedy.text for remedy in shortest_list(before, ()).changes]
    assert texts[0] == "feed it from s1/ring-2 as well"
    # The first unit carries most without the second.
    assert [text.replace("crah-2", "crah-1") for text in texts[1:]] == added


def test_where_nothing_can_be_connected_the_single_point_is_named(tmp_path: Path) -> None:
    _, changed, found = after(behind_header(3, "12kW", 20, spare_header=False).load(tmp_path))
    assert not found.sources
    assert {point for points in found.remaining.values() for point in points} == {"s1/ring-1"}
    assert broken(changed)[0] == {"s1/ring-1"}


@pytest.mark.parametrize(
    ("rating", "added"), [("30kW", {}), ("21kW", {}), ("15kW", {"s1/ups-b": 5000.0}), ("11kW", {"s1/ups-b": 9000.0})]
)
def test_side_that_takes_over_is_made_large_enough(rating: str, added: dict[str, float], tmp_path: Path) -> None:
    # Everything on side a; side b is there, and carries nothing yet.
    power = [*POWER[:2], {"kind": "ups", "names": "ups-a", "fed_by": "m-a", "rating": "40kW"}]
    power += [{"kind": "ups", "names": "ups-b", "fed_by": "m-b", "rating": rating}]
    power += [{"kind": "pdu", "names": "pdu-{a,b}", "fed_by": "ups-a", "rating": "90kW"}]
    estate = SmallEstate(power, [Racks("r[1-2]", FEEDS, 10)], FEEDS).load(tmp_path)
    _, changed, found = after(estate)
    assert found.sources
    assert broken(changed) == (set(), set())
    assert {one.component: one.watts for one in found.capacity} == added


@given(
    units=st.integers(1, 5),
    rating=st.integers(4, 30),
    heat=st.integers(2, 40),
    spare_header=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_remedies_carried_out_keep_both_rules(units: int, rating: int, heat: int, spare_header: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_kept(behind_header(units, f"{rating}kW", heat, spare_header=spare_header).load(Path(folder)))


@given(written=written_estates())
@settings(max_examples=40, deadline=None)
def test_remedies_of_any_estate_keep_both_rules(written: WrittenEstate) -> None:
    assert_kept(written.estate())


def assert_kept(estate: Estate) -> None:
    before, changed, found = after(estate)
    if before.at_rest.sinks:
        # What does not work anyway is for nothing of this to fix.
        return
    left = {point for points in found.remaining.values() for point in points}
    cut, overloaded = broken(changed)
    assert cut == {place_of(changed, point)[0] for point in left}
    assert overloaded == set()
    # Nothing is proposed twice, and nothing without use.
    assert len(set(found.sources)) == len(found.sources)
    assert all(one.watts > 0 for one in found.capacity)
