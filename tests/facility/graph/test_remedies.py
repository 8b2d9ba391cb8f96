"""Fixing single points: what is proposed does fix them, and no list is shorter where all can be tried."""

from itertools import combinations

import pytest

from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Component, Need
from facility.graph.dominators import single_points
from facility.graph.further_source import Candidate
from facility.graph.remedies import carried_out, find_remedies
from tests.facility.graph.graphs import seeded


def broken(graph: Graph) -> set[tuple[str, str]]:
    return {(sink, point) for sink, points in single_points(graph).items() for point in points}


def test_what_is_proposed_mends_what_it_says() -> None:
    fixed = 0
    for seed in range(1000):
        graph = build_graph(seeded(seed))
        proposed = find_remedies(graph)
        left = broken(carried_out(graph, proposed.sources))
        assert left == {(sink, point) for sink, points in proposed.remaining.items() for point in points}, seed
        assert left <= broken(graph), seed
        fixed += len(broken(graph)) - len(left)
        for change in proposed.sources:
            assert {(sink, point) for sink in change.sinks for point in change.single_points} - left
    assert fixed > 500


def test_proposals_are_the_same_every_time() -> None:
    for seed in range(100):
        assert find_remedies(build_graph(seeded(seed))) == find_remedies(build_graph(seeded(seed)))


def test_one_change_above_is_shorter_than_one_below_for_each() -> None:
    sides = [Component(f"panel-{side}", "panel") for side in "ab"]
    pdus = [
        Component("pdu-a", "pdu", (Need(("panel-a",)),)),
        Component("pdu-b", "pdu", (Need(("panel-a",)),)),
    ]
    racks = [
        Component(f"rack-{number}", "rack", (Need(("pdu-a", "pdu-b")),), room=str(number), is_sink=True)
        for number in range(5)
    ]
    proposed = find_remedies(build_graph([*sides, *pdus, *racks]))
    (change,) = proposed.sources
    assert (change.components, change.source) == (("pdu-a",), "panel-b")
    assert change.single_points == ("panel-a",)
    assert len(change.sinks) == 5
    assert not proposed.remaining


def test_a_second_cord_goes_to_the_other_side_of_the_same_rack() -> None:
    ups = [Component(f"ups-{side}", "ups") for side in "ab"]
    pdus = [
        Component(f"pdu-{side}-{rack}", "pdu", (Need((f"ups-{side}",)),), room="hall")
        for rack in range(3)
        for side in "ab"
    ]
    servers = [
        Component(f"server-{rack}", "server", (Need((f"pdu-a-{rack}", f"pdu-b-{rack}")),), room="hall", is_sink=True)
        for rack in range(3)
    ]
    single = Component("single", "server", (Need(("pdu-a-1",)),), room="hall", is_sink=True)
    (change,) = find_remedies(build_graph([*ups, *pdus, *servers, single])).sources
    assert (change.components, change.source) == (("single",), "pdu-b-1")
    assert change.single_points == ("ups-a", "pdu-a-1")


def test_what_is_taken_out_does_not_come_back_because_what_it_needs_does() -> None:
    graph = build_graph(
        [
            Component("ups-1", "ups", (Need(("unit",), passes=0),)),
            Component("ups-2", "ups"),
            Component("unit", "cooling-unit", (Need(("ups-1",), passes=0),)),
            Component("rack", "rack", (Need(("ups-1", "ups-2"), at_least=2),), is_sink=True),
        ]
    )
    # The unit could go on, on the other UPS, but the UPS that it cools would still be out, and the rack needs both.
    assert find_remedies(graph).sources == ()
    assert find_remedies(graph).remaining == {"rack": ("ups-1", "ups-2", "unit")}


def test_what_no_source_mends_is_named() -> None:
    graph = build_graph([Component("loop", "loop"), Component("rack", "rack", (Need(("loop",)),), is_sink=True)])
    assert find_remedies(graph).sources == ()
    assert find_remedies(graph).remaining == {"rack": ("loop",)}


@pytest.mark.parametrize("count", [4, 14])
def test_the_list_is_as_short_as_can_be(count: int) -> None:
    # Sinks on one of two panels each: found a panel's own supply fixes all below, so two changes do for any number.
    utilities = [Component(f"utility-{number}", "utility") for number in range(2)]
    panels = [Component(f"panel-{number}", "panel", (Need(("utility-0",)),)) for number in range(2)]
    pdus = [Component(f"pdu-{number}", "pdu", (Need(("panel-0", "panel-1")),)) for number in range(count)]
    racks = [
        Component(f"rack-{one}-{two}", "rack", (Need((f"pdu-{one}", f"pdu-{two}")),), is_sink=True)
        for one, two in combinations(range(count), 2)
    ]
    proposed = find_remedies(build_graph([*utilities, *panels, *pdus, *racks]))
    assert [(change.components, change.source) for change in proposed.sources] == [(("panel-0",), "utility-1")]


def test_two_things_that_both_fail_are_mended_together() -> None:
    def candidates(component: Component, need: Need) -> list[Candidate]:
        del need
        return [Candidate("panel-b")] if component.kind == "pdu" else []

    # The rack's PDUs and its leaf's depend on one panel, so a second panel for one of them alone fixes nothing.
    panels = [Component(f"panel-{side}", "panel") for side in "ab"]
    pdus = [Component(f"pdu-{use}-{side}", "pdu", (Need(("panel-a",)),)) for use in ("rack", "leaf") for side in "ab"]
    leaf = Component("leaf", "leaf", (Need(("pdu-leaf-a", "pdu-leaf-b")),))
    needs = (Need(("pdu-rack-a", "pdu-rack-b")), Need(("leaf",), passes=0))
    rack = Component("rack", "rack", needs, is_sink=True)
    proposed = find_remedies(build_graph([*panels, *pdus, leaf, rack]), candidates)
    assert [change.components for change in proposed.sources] == [("pdu-rack-a",), ("pdu-leaf-a",)]
    assert all(change.single_points == ("panel-a",) for change in proposed.sources)
    assert proposed.remaining == {"rack": ("leaf",)}


def test_source_takes_the_place_of_the_first_where_that_mends_as_much() -> None:
    def candidates(component: Component, need: Need) -> list[Candidate]:
        del component
        return [Candidate(f"panel-{side}", instead_of=need.sources[0], burden=(1,)) for side in "ab"]

    panels = [Component(f"panel-{side}", "panel") for side in "ab"]
    pdus = [Component(f"pdu-{side}", "pdu", (Need(("panel-a",)),)) for side in "ab"]
    dual = Component("dual", "rack", (Need(("pdu-a", "pdu-b"), label="none"),), is_sink=True)
    single = Component("single", "rack", (Need(("pdu-a",), label="none"),), is_sink=True)

    def of_pdus(component: Component, need: Need) -> list[Candidate]:
        return [] if need.label else candidates(component, need)

    (change,) = find_remedies(build_graph([*panels, *pdus, dual]), of_pdus).sources
    assert (change.components, change.source, change.instead_of) == (("pdu-a",), "panel-b", "panel-a")
    # What depends on this PDU alone would only change sides.
    (change,) = find_remedies(build_graph([*panels, *pdus, dual, single]), of_pdus).sources
    assert (change.components, change.source, change.instead_of) == (("pdu-a",), "panel-b", None)


def test_as_many_cords_as_are_needed_change_sides() -> None:
    def candidates(component: Component, need: Need) -> list[Candidate]:
        return [Candidate("pdu-b", need.at_least, "pdu-a")] if component.is_sink else []

    pdus = [Component(f"pdu-{side}", "pdu") for side in "ab"]
    server = Component("server", "server", (Need(("pdu-a",) * 4, at_least=2),), is_sink=True)
    graph = build_graph([*pdus, server])
    proposed = find_remedies(graph, candidates)
    assert (proposed.sources[0].times, proposed.sources[0].instead_of) == (2, "pdu-a")
    changed = carried_out(graph, proposed.sources).components["server"]
    assert changed.needs[0].sources == ("pdu-a", "pdu-a", "pdu-b", "pdu-b")


def test_what_is_borne_is_not_mended() -> None:
    panels = [Component(f"panel-{side}", "panel") for side in "ab"]
    rack = Component("rack", "rack", (Need(("panel-a",)),), is_sink=True)
    graph = build_graph([*panels, rack])
    assert find_remedies(graph).sources
    borne = find_remedies(graph, wanted=lambda point, sink: (point, sink) != ("panel-a", "rack"))
    assert (borne.sources, borne.remaining) == ((), {})
