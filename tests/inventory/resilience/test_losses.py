"""Losses: what falls, what is carried and what trips, against plain sums."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.resilience.graph import build_graph
from inventory.resilience.loss import Loss, lose
from inventory.resilience.loss import at_rest as loss_at_rest
from inventory.resilience.ranking import carrying, compartment_losses, single_losses
from inventory.resilience.shift import after, shift
from tests.inventory.resilience.graphs import Components, carried, cascade, components, working


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_loads_after_a_loss_are_the_plain_sums(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    first = data.draw(st.sets(st.sampled_from(carrying(built) or ("",)))) - {""}
    second = data.draw(st.sets(st.sampled_from(carrying(built) or ("",)))) - {""}
    state, out = built.rest, set[str]()
    for keys in (first, second):
        out |= keys
        state = after(state, shift(built.wiring, state, [built.wiring.node_of[key] for key in keys]))
    left = working(graph, out)
    load = carried(graph, left)
    assert {key for key, node in built.wiring.node_of.items() if not state.failed[node]} == left
    for node, keys in enumerate(built.wiring.members):
        assert state.load[node] == pytest.approx(load[keys[0]], abs=1e-4)


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_cascades_are_followed_to_the_end(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    out = data.draw(st.sets(st.sampled_from([component.key for component in graph]), max_size=3))
    loss = lose(built, out, follow_trips=True)
    left, steps = cascade(graph, out)
    fallen = {component.key for component in graph} - left
    assert set(loss.failed) == fallen - out - set(loss_at_rest(built).failed)
    assert [set(step) for step in loss.tripped] == steps
    assert set(loss.sinks) == {one.key for one in graph if one.is_sink and one.key in loss.failed}


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_overloads_are_what_the_loss_raised_above_a_limit(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    out = data.draw(st.sets(st.sampled_from([component.key for component in graph]), max_size=3))
    before, load = carried(graph, working(graph, ())), carried(graph, left := working(graph, out))
    limits = {component.key: component.limit_watts for component in graph}
    raised = {key for key in left if load[key] > limits[key] + 1e-5 and load[key] > before[key] + 1e-5}
    assert {overload.component for overload in lose(built, out).overloaded} == raised


@settings(max_examples=100, deadline=None)
@given(components())
def test_losses_are_ranked_by_harm(graph: Components) -> None:
    built = build_graph(graph)
    for losses in (single_losses(built), tuple(compartment_losses(built).values())):
        harms = [loss.harm for loss in losses]
        assert harms == sorted(harms, reverse=True)
    assert {loss.taken_out for loss in single_losses(built)} == {(key,) for key in carrying(built)}
    east = tuple(component.key for component in graph if component.compartment == "east")
    assert not east or compartment_losses(built)["east"] == lose(built, east)


def test_nothing_lost_is_nothing_changed() -> None:
    assert lose(build_graph([]), ()) == Loss((), (), (), 0.0, ())
