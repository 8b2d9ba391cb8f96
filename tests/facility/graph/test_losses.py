"""Losses: what falls, what is carried and what trips, against plain sums."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.graph.at_rest import AtRest
from facility.graph.capacity_graph import build_graph
from facility.graph.loss import Loss, lose
from facility.graph.loss import carried as loss_carried
from facility.graph.propagation import after, propagate
from facility.graph.ranking import carrying, compartment_losses, single_losses
from tests.facility.graph.graphs import Components, carried, cascade, components, working


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_loads_after_a_loss_are_the_plain_sums(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    first = data.draw(st.sets(st.sampled_from(carrying(built) or ("",)))) - {""}
    second = data.draw(st.sets(st.sampled_from(carrying(built) or ("",)))) - {""}
    state, out = built.rest, set[str]()
    for keys in (first, second):
        out |= keys
        state = after(state, propagate(built.wiring, state, [built.wiring.node_of[key] for key in keys]))
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
    assert set(loss.failed) == fallen - out - set(built.at_rest.failed)
    assert [set(step) for step in loss.tripped] == steps
    assert set(loss.sinks) == {one.key for one in graph if one.is_sink and one.key in loss.failed}


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_every_loss_carries_what_is_wrong_without_it(graph: Components, data: st.DataObject) -> None:
    out = data.draw(st.sets(st.sampled_from([component.key for component in graph]), max_size=3))
    loss = lose(build_graph(graph), out, follow_trips=data.draw(st.booleans()))
    left = working(graph, ())
    load = carried(graph, left)
    above = {one.key for one in graph if one.key in left and load[one.key] > one.limit_watts + 1e-5}
    down = {one.key for one in graph if one.key not in left}
    assert set(loss.at_rest.failed) == down
    assert set(loss.at_rest.sinks) == {one.key for one in graph if one.is_sink and one.key in down}
    assert {one.component for one in loss.at_rest.overloaded} == above
    assert not loss.is_bearable or not (above or loss.at_rest.sinks)


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_overloads_are_what_the_loss_raised_above_a_limit(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    out = data.draw(st.sets(st.sampled_from([component.key for component in graph]), max_size=3))
    before, load = carried(graph, working(graph, ())), carried(graph, left := working(graph, out))
    limits = {component.key: component.limit_watts for component in graph}
    raised = {key for key in left if load[key] > limits[key] + 1e-5 and load[key] > before[key] + 1e-5}
    assert {overload.component for overload in lose(built, out).overloaded} == raised


@settings(max_examples=300, deadline=None)
@given(components(), st.data())
def test_what_moves_is_followed_until_nothing_more_is_lost(graph: Components, data: st.DataObject) -> None:
    built = build_graph(graph)
    out = data.draw(st.sets(st.sampled_from([component.key for component in graph]), max_size=3))
    sinks = [one.key for one in graph if one.is_sink]
    asked: list[int] = []

    def moves(loss: Loss) -> dict[str, float]:
        asked.append(len(loss.failed))
        return {key: float((7 * place + 5 * len(loss.failed)) % 23) for place, key in enumerate(sinks)}

    loss = lose(built, out, follow_trips=True, moves=moves)
    assert asked == sorted(set(asked))
    assert set(loss.moved) == set(sinks) - {*loss.taken_out, *loss.failed}
    after_moves = redraw_more(graph, loss.moved)
    left = working(after_moves, {*out, *(key for step in loss.tripped for key in step)})
    load = carried(after_moves, left)
    for key, watts in loss_carried(built, loss).items():
        assert watts == pytest.approx(load[key], abs=1e-4)
    before = carried(graph, working(graph, ()))
    assert not {one.key for one in graph if load[one.key] > max(one.rating_watts or 1e9, before[one.key]) + 1e-4} & left
    at_once = lose(built, out, follow_trips=True)
    assert loss.tripped[: len(loss.tripped) - loss.trips_by_moves] == at_once.tripped


def redraw_more(graph: Components, moved: Mapping[str, float]) -> Components:
    """Let sinks draw more wherever they draw any."""
    return tuple(
        one._replace(
            needs=tuple(
                replace(need, draw_watts=need.draw_watts + moved.get(one.key, 0.0)) if need.draw_watts else need
                for need in one.needs
            ),
        )
        for one in graph
    )


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
    assert lose(build_graph([]), ()) == Loss((), (), (), 0.0, (), AtRest((), (), ()))
