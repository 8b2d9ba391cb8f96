"""Pairs: what two losses do that neither does alone, against taking out every pair."""

from itertools import combinations

import pytest
from hypothesis import given, settings

from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.component import Component, Need
from facility.graph.loss import lose
from facility.graph.pairs import PairLosses, pair_losses
from facility.graph.ranking import carrying
from tests.facility.graph.graphs import Components, components, seeded

Told = dict[tuple[str, str], tuple[set[str], dict[str, float]]]


def one_by_one(graph: Graph) -> Told:
    """Take out every pair, and take away what either does alone."""
    chosen = carrying(graph)
    alone = {key: lose(graph, (key,)) for key in chosen}
    resting = {overload.component for overload in graph.at_rest.overloaded}
    found = {}
    for pair in combinations(chosen, 2):
        both = lose(graph, pair)
        gone = {key for one in pair for key in (one, *alone[one].failed)}
        over_alone = resting | {overload.component for one in pair for overload in alone[one].overloaded}
        sinks = {key for key in both.sinks if key not in gone}
        over = {one.component: one.load_watts for one in both.overloaded if one.component not in over_alone}
        if sinks or over:
            found[pair] = (sinks, over)
    return found


def told(losses: PairLosses) -> Told:
    return {
        loss.components: (set(loss.sinks), {one.component: one.load_watts for one in loss.overloaded})
        for loss in losses.worst
    }


def agree(graph: Components) -> None:
    built = build_graph(graph)
    losses = pair_losses(built, worst=10_000)
    found, expected = told(losses), one_by_one(built)
    assert found.keys() == expected.keys()
    for pair, (sinks, over) in expected.items():
        assert found[pair][0] == sinks
        assert found[pair][1] == pytest.approx(over, abs=1e-3)
    assert losses.harmful == len(expected)
    count = len(carrying(built))
    assert losses.examined == count * (count - 1) // 2
    harms = [(len(one.sinks), one.sink_watts) for one in losses.worst]
    assert harms == sorted(harms, reverse=True)


@settings(max_examples=200, deadline=None)
@given(components())
def test_pairs_are_what_one_by_one_finds(graph: Components) -> None:
    agree(graph)


@pytest.mark.parametrize("cycles", [True, False])
def test_pairs_are_what_one_by_one_finds_a_thousand_times(cycles: bool) -> None:
    for seed in range(1000):
        agree(seeded(seed, cycles=cycles, largest=14))


def test_failovers_that_add_up_are_found_without_trying_every_pair() -> None:
    racks = [
        Component(f"rack-{number}", "rack", (Need((f"a-{number}", f"b-{number}"), draw_watts=10),), is_sink=True)
        for number in range(4)
    ]
    sides = [
        Component(f"{side}-{number}", "pdu", (Need((f"ups-{side}",)),)) for number in range(4) for side in ("a", "b")
    ]
    ups = [Component("ups-a", "ups", rating_watts=100), Component("ups-b", "ups", rating_watts=29)]
    losses = pair_losses(build_graph([*racks, *sides, *ups]))
    adding = [loss.components for loss in losses.worst if not loss.sinks]
    assert set(adding) == set(combinations([f"a-{number}" for number in range(4)], 2))
    assert {loss.components for loss in losses.worst if loss.sinks} >= {("ups-a", "ups-b")} - {("ups-a", "ups-b")}
    assert losses.worst[0].components == ("ups-a", "ups-b") or losses.worst[0].components == ("ups-b", "ups-a")


def test_only_the_worst_are_described_but_all_are_counted() -> None:
    sources = [Component(f"s{number}", "pdu") for number in range(6)]
    racks = [
        Component(f"rack-{number}", "rack", (Need((f"s{number}", f"s{number + 1}")),), is_sink=True)
        for number in range(0, 6, 2)
    ]
    losses = pair_losses(build_graph([*sources, *racks]), worst=2)
    assert (losses.examined, losses.harmful) == (15, 3)
    assert [loss.components for loss in losses.worst] == [("s0", "s1"), ("s2", "s3")]
