"""A loss of which the loads are left out takes nothing above its limit."""

from random import Random

import pytest

from facility.graph.capacity_graph import build_graph
from facility.graph.component import Component, Need, Sharing
from facility.graph.load_bounds import slack_of
from facility.graph.propagation import after, propagate
from facility.graph.ranking import carrying
from tests.facility.graph.graphs import Seeded, graph_from


def test_loads_are_left_out_only_where_every_limit_is_kept() -> None:
    left_out = worked_out = 0
    for seed in range(3000):
        draws = Seeded(Random(seed))  # noqa: S311 - no secret
        graph = build_graph(graph_from(draws))
        keys = carrying(graph)
        lost = [graph.wiring.node_of[keys[draws.number(0, len(keys) - 1)]] for _ in range(2 if keys else 0)]
        plain = propagate(graph.wiring, graph.rest, lost)
        quick = propagate(graph.wiring, graph.rest, lost, slack=graph.slack)
        assert (quick.failed, quick.missing) == (plain.failed, plain.missing)
        if quick.load:
            assert quick.load == plain.load
            worked_out += 1
        elif plain.load:
            limit = graph.wiring.limit
            over = [
                node for node, watts in plain.load.items() if watts > max(limit[node], graph.rest.load[node]) + 1e-5
            ]
            assert not over
            left_out += 1
    assert left_out > 300
    assert worked_out > 300


def test_the_slack_of_a_node_fits_wherever_it_goes() -> None:
    filled = 0
    for seed in range(2000):
        draws = Seeded(Random(seed))  # noqa: S311 - no secret
        components = graph_from(draws, cycles=False)
        graph = build_graph(components)
        takers = [node for node, slack in enumerate(graph.slack) if 0 < slack < float("inf")]
        if not takers or any(graph.rest.failed):
            continue
        key = graph.wiring.members[takers[draws.number(0, len(takers) - 1)]][0]
        load = Component("load", "rack", (Need((key,), draw_watts=graph.slack[graph.wiring.node_of[key]]),))
        fuller = build_graph((*components, load))
        for node, watts in enumerate(fuller.rest.load):
            before = graph.wiring.node_of.get(fuller.wiring.members[node][0])
            assert watts <= max(fuller.wiring.limit[node], 0.0 if before is None else graph.rest.load[before]) + 1e-5
        filled += 1
    assert filled > 300


@pytest.mark.parametrize(("rating", "is_left_out"), [(100.0, True), (60.0, False), (50.0, False)])
def test_a_side_that_carries_both(rating: float, is_left_out: bool) -> None:
    sides = [Component(f"pdu-{side}", "pdu", rating_watts=rating) for side in "ab"]
    need = Need(("pdu-a", "pdu-b"), draw_watts=80.0, sharing=Sharing.EQUAL)
    graph = build_graph((*sides, Component("rack", "rack", (need,), is_sink=True)))
    change = propagate(graph.wiring, graph.rest, (graph.wiring.node_of["pdu-a"],), slack=graph.slack)
    assert (not change.load) is is_left_out


def test_slack_is_that_of_the_state() -> None:
    sides = [Component(f"pdu-{side}", "pdu", rating_watts=100.0) for side in "ab"]
    graph = build_graph((*sides, Component("rack", "rack", (Need(("pdu-a", "pdu-b"), draw_watts=80.0),), is_sink=True)))
    assert [graph.slack[graph.wiring.node_of[f"pdu-{side}"]] for side in "ab"] == [60.0, 60.0]
    lost = propagate(graph.wiring, graph.rest, (graph.wiring.node_of["pdu-a"],))
    assert slack_of(graph.wiring, after(graph.rest, lost))[graph.wiring.node_of["pdu-b"]] == 20.0
