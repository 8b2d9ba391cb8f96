"""Causes: where the loss of a sink begins, against the loss of just that."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.graph.capacity_graph import build_graph
from facility.graph.causes import causes
from facility.graph.component import Component, Need
from facility.graph.loss import lose
from facility.graph.propagation import after, propagate
from tests.facility.graph.graphs import Components, carried, components, working


def labelled(graph: Components) -> Components:
    """Give every need a name of its own."""
    return tuple(
        one._replace(needs=tuple(replace(need, label=f"need {place}") for place, need in enumerate(one.needs)))
        for one in graph
    )


@settings(max_examples=400, deadline=None)
@given(components(), st.data())
def test_causes_alone_fail_the_need(drawn: Components, data: st.DataObject) -> None:
    graph = labelled(drawn)
    known = {one.key: one for one in graph}
    out = data.draw(st.sets(st.sampled_from(list(known)), max_size=4))
    loss = lose(build_graph(graph), out, follow_trips=data.draw(st.booleans()))
    gone = {*loss.taken_out, *(key for step in loss.tripped for key in step)}
    found = causes(build_graph(graph), loss)
    assert {sink for cause in found for sink in cause.sinks} == set(loss.sinks) - gone
    dead = set(known) - working(graph, ())
    for cause in found:
        # It begins with what is out, or with what did not work anyway; or with itself, where nothing was ever there.
        assert set(cause.roots) <= gone | dead | set(cause.sinks)
        left = working(graph, gone.intersection(cause.roots))
        for sink in cause.sinks:
            (need,) = [one for one in known[sink].needs if one.label == cause.label]
            there = [source for source in need.sources if source in left]
            enough = sum(known[source].limit_watts for source in there) >= need.capacity_watts - 1e-6
            assert len(there) < need.at_least or not enough


@settings(max_examples=400, deadline=None)
@given(components(), st.data())
def test_what_is_held_is_as_if_it_asked_for_nothing(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    known = {one.key: one for one in graph}
    out = data.draw(st.sets(st.sampled_from(list(known)), max_size=3))
    line_of = {
        (key, place): line
        for key, node in built.wiring.node_of.items()
        for place, line in enumerate(built.wiring.lines_of[node])
    }
    chosen = data.draw(st.sets(st.sampled_from(sorted(line_of)), max_size=3)) if line_of else set()
    held = {line_of[one] for one in chosen}
    # What does not work at rest stays as it is: a battery that was never charged holds nothing.
    dead = set(known) - working(graph, ())
    plain = tuple(
        one._replace(
            needs=tuple(
                replace(need, at_least=0, capacity_watts=0.0) if line_of[one.key, place] in held else need
                for place, need in enumerate(one.needs)
            )
        )
        for one in graph
    )
    nodes = [built.wiring.node_of[key] for key in out]
    whole = [node for node in nodes if out.issuperset(built.wiring.members[node])]
    taken = {key for node in whole for key in built.wiring.members[node]}
    state = after(built.rest, propagate(built.wiring, built.rest, whole, held=held))
    left = working(plain, taken | dead)
    load = carried(plain, left)
    for key, node in built.wiring.node_of.items():
        assert state.failed[node] == (key not in left)
        assert state.load[node] == pytest.approx(load[key], abs=1e-4)


def test_a_cause_is_named_where_it_begins() -> None:
    graph = build_graph(
        [
            Component("tank", "tank"),
            Component("generator", "generator", (Need(("tank",), passes=0.0, label="fuel"),)),
            Component("pdu", "pdu", (Need(("generator",), label="fed_by"),)),
            Component("fan", "fan", (Need(("pdu",), label="powered_by"),)),
            Component("server", "server", (Need(("pdu",), label="cords"), Need(("fan",), label="air")), is_sink=True),
        ]
    )
    found = causes(graph, lose(graph, ("tank",)))
    assert [(cause.label, cause.roots, cause.sinks) for cause in found] == [
        ("cords", ("tank",), ("server",)),
        ("air", ("tank",), ("server",)),
    ]
    assert [(cause.label, cause.roots) for cause in causes(graph, lose(graph, ("fan",)))] == [("air", ("fan",))]
    assert causes(graph, lose(graph, ("server",))) == ()
