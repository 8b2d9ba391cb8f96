"""Components that are given as one are the same graph as components that are given one by one."""

from collections.abc import Iterator

import pytest

from facility.graph.capacity_graph import GraphInvalid, build_graph, redraw
from facility.graph.component import Component, Components, Need
from tests.facility.graph.graphs import seeded


def together(graph: Components) -> Iterator[Component]:
    """Give as one what stands next to each other and differs in its key alone."""
    waiting: list[Component] = []
    for one in (*graph.values(), None):
        if waiting and (one is None or one.rating_watts is not None or one._replace(key=waiting[0].key) != waiting[0]):
            yield waiting[0]._replace(others=tuple(other.key for other in waiting[1:]))
            waiting = []
        if one is not None:
            waiting.append(one)


def test_the_graph_is_the_same() -> None:
    several = 0
    for seed in range(1500):
        single = build_graph(seeded(seed))
        joined = build_graph(together(single.components))
        assert dict(joined.components) == dict(single.components)
        assert list(joined.components) == list(single.components)
        assert (joined.wiring, joined.rest) == (single.wiring, single.rest)
        several += len(joined.components.kept) < len(single.components)
    assert several > 100


def test_one_of_several_draws_other_watts() -> None:
    pdu = Component("pdu", "pdu", rating_watts=100.0)
    rack = Component("a", "rack", (Need(("pdu",), draw_watts=10.0),), is_sink=True, others=("b", "c"))
    graph = redraw(build_graph((pdu, rack)), {"b": 30.0})
    assert [one.draw_watts for one in graph.components.values()] == [0.0, 10.0, 30.0, 10.0]
    assert graph.rest.load[graph.wiring.node_of["pdu"]] == 50.0


def test_what_others_hang_on_is_a_node_of_its_own() -> None:
    pdus = Component("pdu-a", "pdu", (Need(("ups",)),), others=("pdu-b",))
    rack = Component("rack", "rack", (Need(("pdu-a", "pdu-b"), draw_watts=10.0),), is_sink=True)
    graph = build_graph((Component("ups", "ups"), pdus, rack))
    assert graph.wiring.members == (("ups",), ("pdu-a",), ("pdu-b",), ("rack",))
    assert graph.rest.load == (10.0, 5.0, 5.0, 0.0)


@pytest.mark.parametrize(
    ("components", "message"),
    [
        ((Component("a", "rack", others=("b", "b")),), "b is there twice"),
        ((Component("a", "rack", others=("b",)), Component("b", "rack")), "b is there twice"),
        ((Component("a", "rack", rating_watts=1.0, others=("b",)),), "a stands for others and has a rating"),
    ],
)
def test_what_makes_no_sense_is_refused(components: tuple[Component, ...], message: str) -> None:
    with pytest.raises(GraphInvalid, match=message):
        build_graph(components)
