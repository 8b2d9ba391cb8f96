"""Single points of failure: the dominators against taking out everything once."""

import pytest
from hypothesis import given, settings

from facility.graph.capacity_graph import build_graph
from facility.graph.component import Component, Need
from facility.graph.dominators import single_points
from tests.facility.graph.graphs import Components, components, seeded, working


def by_removal(graph: Components) -> dict[str, tuple[str, ...]]:
    """Take out every component once, and see which sinks go."""
    at_rest = working(graph, ())
    left = {one.key: working(graph, (one.key,)) for one in graph if not one.is_group}
    return {
        sink.key: tuple(key for key in left if key != sink.key and key in at_rest and sink.key not in left[key])
        for sink in graph
        if sink.is_sink and sink.key in at_rest
    }


@settings(max_examples=300, deadline=None)
@given(components())
def test_dominators_are_what_removal_finds(graph: Components) -> None:
    assert single_points(build_graph(graph)) == by_removal(graph)


@pytest.mark.parametrize("cycles", [True, False])
@pytest.mark.parametrize("thousand", range(3))
def test_dominators_are_what_removal_finds_a_thousand_times(thousand: int, cycles: bool) -> None:
    for seed in range(thousand * 1000, thousand * 1000 + 1000):
        graph = seeded(seed, cycles=cycles, largest=16)
        assert single_points(build_graph(graph)) == by_removal(graph), seed


def test_false_dual_feed_has_one_panel_above_both_sides() -> None:
    graph = build_graph(
        [
            Component("utility-a", "utility"),
            Component("utility-b", "utility"),
            Component("panel", "panel", (Need(("utility-a", "utility-b")),)),
            Component("pdu-a", "pdu", (Need(("panel",)),)),
            Component("pdu-b", "pdu", (Need(("panel",)),)),
            Component("rack", "rack", (Need(("pdu-a", "pdu-b")),), is_sink=True),
        ]
    )
    assert single_points(graph) == {"rack": ("panel",)}


def test_groups_need_as_many_modules_as_they_say() -> None:
    modules = [Component(f"ups-{number}", "ups") for number in range(3)]
    keys = tuple(module.key for module in modules)
    enough = Component("enough", "rack", (Need(keys, at_least=2),), is_sink=True)
    scarce = Component("scarce", "rack", (Need(keys, at_least=3),), is_sink=True)
    assert single_points(build_graph([*modules, enough, scarce])) == {"enough": (), "scarce": keys}


def test_cooling_makes_its_power_a_single_point_of_the_room() -> None:
    graph = build_graph(
        [
            Component("panel-a", "panel"),
            Component("panel-b", "panel"),
            Component("chiller", "chiller", (Need(("panel-a",)),)),
            Component("rack", "rack", (Need(("panel-a", "panel-b")), Need(("chiller",))), is_sink=True),
        ]
    )
    assert single_points(graph) == {"rack": ("panel-a", "chiller")}


def test_what_holds_itself_up_falls_with_what_holds_both() -> None:
    graph = build_graph(
        [
            Component("utility", "utility"),
            Component("ups", "ups", (Need(("utility",)), Need(("unit",), passes=0))),
            Component("unit", "cooling-unit", (Need(("ups",), passes=0),)),
            Component("rack", "rack", (Need(("unit",)),), is_sink=True),
        ]
    )
    assert single_points(graph) == {"rack": ("utility", "ups", "unit")}


def test_sinks_that_do_not_work_anyway_are_not_asked_about() -> None:
    graph = build_graph([Component("rack", "rack", (Need(()),), is_sink=True)])
    assert single_points(graph) == {}


@pytest.mark.parametrize("length", [20_000])
def test_long_chains_stay_linear(length: int) -> None:
    chain = [Component("c0", "panel")]
    chain += [Component(f"c{number}", "panel", (Need((f"c{number - 1}",)),)) for number in range(1, length)]
    chain.append(Component("rack", "rack", (Need((f"c{length - 1}",)),), is_sink=True))
    assert len(single_points(build_graph(chain))["rack"]) == length
