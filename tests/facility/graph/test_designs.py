"""Designs that are built, and what is known about them."""

import pytest

from facility.graph.at_rest import AtRest
from facility.graph.capacity_graph import Graph, GraphInvalid, build_graph
from facility.graph.component import Component, Need, Sharing
from facility.graph.dominators import single_points
from facility.graph.loss import Loss, NotInGraph, lose
from facility.graph.ranking import room_losses, single_losses

SOUND = AtRest((), (), ())


def two_sides(rating: float, racks: int = 4, watts: float = 1000.0) -> list[Component]:
    """Make a 2N chain: a UPS and a PDU on each side, racks with both cords."""
    chain = []
    for side in "ab":
        chain.append(Component(f"ups-{side}", "ups", rating_watts=rating, derating=0.8, room=f"room-{side}", site="s"))
        chain.append(Component(f"pdu-{side}", "pdu", (Need((f"ups-{side}",)),), rating_watts=rating, derating=0.8))
    need = Need(("pdu-a", "pdu-b"), draw_watts=watts)
    return [*chain, *(Component(f"rack-{number}", "rack", (need,), is_sink=True) for number in range(racks))]


def test_each_side_of_2n_carries_all_when_the_other_is_gone() -> None:
    loss = lose(build_graph(two_sides(5000.0)), ("ups-a",))
    assert loss == Loss(("ups-a",), ("pdu-a",), (), 0.0, (), SOUND)
    assert loss.is_bearable


def test_2n_that_is_too_small_is_overloaded_on_the_side_that_is_left() -> None:
    loss = lose(build_graph(two_sides(4900.0)), ("pdu-a",))
    (pdu, ups) = sorted(loss.overloaded, key=lambda one: one.component)
    assert (pdu.component, pdu.before_watts, pdu.load_watts) == ("pdu-b", 2000.0, 4000.0)
    assert pdu.limit_watts == pytest.approx(3920.0)
    assert ups.component == "ups-b"
    assert not loss.tripped
    assert not lose(build_graph(two_sides(4900.0)), ("pdu-a",), follow_trips=True).tripped


def test_2n_that_is_far_too_small_trips_and_takes_all() -> None:
    loss = lose(build_graph(two_sides(3000.0)), ("pdu-a",), follow_trips=True)
    assert loss.tripped == (("ups-b", "pdu-b"),)
    assert loss.sinks == ("rack-0", "rack-1", "rack-2", "rack-3")
    assert loss.sink_watts == 4000.0


def test_a_transfer_switch_carries_all_on_one_side_and_changes_over() -> None:
    chain = [
        *(Component(f"ups-{side}", "ups", rating_watts=100.0) for side in "ab"),
        Component("sts", "static-transfer-switch", (Need(("ups-a", "ups-b"), sharing=Sharing.PREFERRED),)),
        Component("server", "server", (Need(("sts",), draw_watts=60.0),), is_sink=True),
    ]
    graph = build_graph(chain)
    assert graph.rest.load[:2] == (60.0, 0.0)
    assert lose(graph, ("ups-a",)).is_bearable
    assert single_points(graph) == {"server": ("sts",)}


def test_m_groups_of_n_plus_1_bear_one_module_each() -> None:
    modules = [
        Component(f"module-{group}-{number}", "ups-module", rating_watts=100.0)
        for group in range(2)
        for number in range(3)
    ]
    groups = [
        Component(
            f"ups-{group}",
            "ups",
            (Need(tuple(f"module-{group}-{n}" for n in range(3)), at_least=2, sharing=Sharing.PROPORTIONAL),),
            is_group=True,
        )
        for group in range(2)
    ]
    rack = Component("rack", "rack", (Need(("ups-0", "ups-1"), draw_watts=200.0),), is_sink=True)
    graph = build_graph([*modules, *groups, rack])
    assert lose(graph, ("module-0-0", "module-1-0")).is_bearable
    assert lose(graph, ("module-0-0", "module-0-1")).failed == ("ups-0",)
    assert lose(graph, ("module-0-0", "module-0-1")).is_bearable
    assert lose(graph, ("module-0-0", "module-0-1", "module-1-2", "module-1-1")).sinks == ("rack",)
    assert not any(single_points(graph).values())


def test_heat_follows_the_racks_and_cooling_follows_its_power() -> None:
    graph = build_graph(
        [
            Component("panel", "panel", rating_watts=100.0),
            Component("other", "panel", rating_watts=100.0),
            Component("unit-1", "cooling-unit", (Need(("panel",), draw_watts=5.0, passes=0),), rating_watts=12.0),
            Component("unit-2", "cooling-unit", (Need(("other",), draw_watts=5.0, passes=0),), rating_watts=18.0),
            Component("air", "air", (Need(("unit-1", "unit-2"), sharing=Sharing.PROPORTIONAL),), is_group=True),
            Component(
                "rack",
                "rack",
                (Need(("panel", "other"), draw_watts=20.0), Need(("air",), draw_watts=20.0)),
                is_sink=True,
            ),
        ]
    )
    assert dict(zip(graph.components, graph.rest.load, strict=True)) == pytest.approx(
        {"panel": 15.0, "other": 15.0, "unit-1": 8.0, "unit-2": 12.0, "air": 20.0, "rack": 0.0}
    )
    loss = lose(graph, ("panel",), follow_trips=True)
    assert loss.tripped == (("unit-2",),)
    assert loss.failed == ("unit-1", "unit-2", "air", "rack")


def pools_in_two_halls() -> Graph:
    return build_graph(
        [
            Component("pdu-1", "pdu", rating_watts=100.0),
            Component("pdu-2", "pdu", rating_watts=100.0),
            Component("pdu-3", "pdu", rating_watts=100.0),
            *(Component(f"rack-{n}", "rack", (Need((f"pdu-{n}",), draw_watts=60.0),), is_sink=True) for n in (1, 2, 3)),
        ]
    )


def test_pools_that_move_bring_their_watts_and_those_are_followed() -> None:
    asked = []

    def to_the_next(loss: Loss) -> dict[str, float]:
        asked.append(loss.sinks)
        homeless = loss.sink_watts
        return {"rack-2": homeless} if "rack-2" not in loss.sinks else {"rack-3": homeless}

    loss = lose(pools_in_two_halls(), ("pdu-1",), follow_trips=True, moves=to_the_next)
    assert asked == [("rack-1",), ("rack-1", "rack-2"), ("rack-1", "rack-2", "rack-3")]
    assert loss.tripped == (("pdu-2",), ("pdu-3",))
    calm = lose(pools_in_two_halls(), ("pdu-1",), moves=lambda _: {"rack-2": 30.0, "rack-3": 30.0, "rack-1": 99.0})
    assert calm.is_bearable is False
    assert not calm.overloaded


def test_a_breaker_trips_with_its_pole_unless_it_is_down_already() -> None:
    def with_pole(*needs: Need) -> Graph:
        breaker = Component("breaker", "pdu", needs, rating_watts=90.0)
        pole = Component("pole", "phase", rating_watts=30.0, trips_with="breaker")
        load = Need(("spare", "pole"), draw_watts=40.0, sharing=Sharing.PREFERRED)
        return build_graph([breaker, pole, Component("spare", "pdu"), Component("rack", "rack", (load,), is_sink=True)])

    assert lose(with_pole(), ("spare",), follow_trips=True).tripped == (("breaker", "pole"),)
    assert lose(with_pole(Need(())), ("spare",), follow_trips=True).tripped == (("pole",),)


def test_some_servers_of_a_class_are_taken_out_and_the_others_stay() -> None:
    graph = build_graph(two_sides(4500.0))
    assert lose(graph, ("pdu-a",)).overloaded
    loss = lose(graph, ("pdu-a", "rack-0"))
    assert not loss.overloaded
    assert loss.taken_out == ("pdu-a", "rack-0")


def test_rooms_go_with_all_that_stands_in_them() -> None:
    graph = build_graph(two_sides(5000.0))
    assert {room: loss.taken_out for room, loss in room_losses(graph).items()} == {
        "s/room-a": ("ups-a",),
        "s/room-b": ("ups-b",),
    }
    assert [loss.taken_out for loss in single_losses(graph, ("rack-1", "ups-b"))] == [("rack-1",), ("ups-b",)]


def test_what_is_wrong_at_rest_is_said_at_rest() -> None:
    graph = build_graph([*two_sides(2000.0), Component("nowhere", "rack", (Need(()),), is_sink=True)])
    found = graph.at_rest
    assert found.sinks == ("nowhere",)
    assert [one.component for one in found.overloaded] == ["ups-a", "pdu-a", "ups-b", "pdu-b"]


@pytest.mark.parametrize(
    ("components", "taken_out"),
    [
        # Above the limit and below the rating; far above the rating; a sink that never worked.
        (two_sides(2400.0), "rack-0"),
        (two_sides(1000.0), "rack-0"),
        ([*two_sides(9000.0), Component("nowhere", "rack", (Need(()),), is_sink=True)], "pdu-a"),
    ],
)
def test_no_loss_is_bearable_while_something_is_wrong_already(components: list[Component], taken_out: str) -> None:
    graph = build_graph(components)
    loss = lose(graph, (taken_out,), follow_trips=True)
    assert loss.does_harm is False
    assert loss.at_rest == graph.at_rest
    assert loss.is_bearable is False


def test_names_that_are_not_there_are_refused() -> None:
    with pytest.raises(NotInGraph, match="pdu-z"):
        lose(build_graph(two_sides(1.0)), ("pdu-z",))


A = Component("a", "panel")


@pytest.mark.parametrize(
    ("components", "message"),
    [
        ([A, A], "a is there twice"),
        ([Component("b", "pdu", (Need(("a",)),))], "b needs a, which is not there"),
        ([A, Component("b", "pdu", (Need(("a",), sharing=Sharing.PROPORTIONAL),))], "by rating, but a has none"),
        ([A, Component("b", "pdu", (Need(("a",), at_least=-1),))], "less than nothing of a"),
        ([Component("a", "panel", rating_watts=-1.0)], "rating below zero"),
        ([A._replace(trips_with="b")], "a trips with b, which is not there"),
        ([Component("a", "p", (Need(("b",)),)), Component("b", "p", (Need(("a",)),))], "in a cycle among a, b"),
    ],
)
def test_what_makes_no_graph_is_refused(components: list[Component], message: str) -> None:
    with pytest.raises(GraphInvalid, match=message):
        build_graph(components)
