"""Loads against a plain maximum flow, where the question is one of flow."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from facility.graph.capacity_graph import build_graph
from facility.graph.component import Component, Need, Sharing
from facility.graph.loss import lose
from facility.graph.propagation import propagate
from facility.graph.ranking import carrying
from tests.facility.graph.graphs import working
from tests.facility.graph.max_flow import deliverable


def power_chain(random: Random, *, rated: bool) -> list[Component]:
    """Make layers of components, each fed by any of the layer above, and racks that draw."""
    layers = [[f"{layer}-{number}" for number in range(random.randint(1, 4))] for layer in range(4)]
    found = [Component(key, "utility", rating_watts=60.0 if rated else None) for key in layers[0]]
    for above, layer in pairwise(layers):
        for key in layer:
            need = Need(tuple(random.sample(above, random.randint(1, len(above)))))
            rating = float(random.randint(10, 60)) if rated else None
            found.append(Component(key, "panel", (need,), rating_watts=rating, derating=0.8 if rated else 1.0))
    for number in range(random.randint(1, 6)):
        sources = tuple(random.sample(layers[-1], random.randint(1, len(layers[-1]))))
        need = Need(sources, draw_watts=float(random.randint(1, 12)))
        found.append(Component(f"rack-{number}", "rack", (need,), is_sink=True))
    return found


@pytest.mark.parametrize("seed", range(400))
def test_what_the_beginnings_carry_is_the_flow(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    chain = power_chain(random, rated=False)
    graph = build_graph(chain)
    lost = random.choice(carrying(graph))
    node_of = graph.wiring.node_of
    change = propagate(graph.wiring, graph.rest, (node_of[lost],))
    begun = [one.key for one in chain if not one.needs]
    carried = sum(change.load.get(node_of[key], graph.rest.load[node_of[key]]) for key in begun)
    assert carried == pytest.approx(deliverable(chain, working(chain, (lost,))), abs=1e-4)


def test_what_is_not_overloaded_can_be_delivered() -> None:
    fitting = 0
    for seed in range(1000):
        random = Random(seed)  # noqa: S311 - no secret
        chain = power_chain(random, rated=True)
        graph = build_graph(chain)
        lost = random.choice(carrying(graph))
        left = working(chain, (lost,))
        change = propagate(graph.wiring, graph.rest, (graph.wiring.node_of[lost],))
        loads = {**dict(enumerate(graph.rest.load)), **change.load}
        if all(load <= graph.wiring.limit[node] for node, load in loads.items()):
            fitting += 1
            demand = sum(one.draw_watts for one in chain if one.key in left)
            assert deliverable(chain, left) == pytest.approx(demand)
    assert 100 < fitting < 900


def test_groups_in_proportion_are_overloaded_exactly_when_the_flow_falls_short() -> None:
    short = 0
    for seed in range(1000):
        random = Random(seed)  # noqa: S311 - no secret
        modules = [
            Component(f"module-{number}", "ups-module", rating_watts=float(random.randint(5, 20)), derating=0.8)
            for number in range(random.randint(2, 6))
        ]
        keys = tuple(module.key for module in modules)
        group = Component("ups", "ups", (Need(keys, sharing=Sharing.PROPORTIONAL),), is_group=True)
        watts = float(random.randint(10, 60))
        chain = [*modules, group, Component("rack", "rack", (Need(("ups",), draw_watts=watts),), is_sink=True)]
        graph = build_graph(chain)
        left = working(chain, keys[:1])
        change = propagate(graph.wiring, graph.rest, (graph.wiring.node_of[keys[0]],))
        is_short = deliverable(chain, left) < watts - 1e-6
        overloaded = [
            key for key in keys[1:] if change.load[graph.wiring.node_of[key]] > graph.components[key].limit_watts + 1e-6
        ]
        assert bool(overloaded) == is_short
        assert is_short or not lose(graph, keys[:1]).overloaded
        short += is_short
        # The same, said as a need of capacity: the group falls instead.
        declared = [
            one._replace(needs=(replace(one.needs[0], capacity_watts=watts),)) if one is group else one for one in chain
        ]
        assert ("rack" in lose(build_graph(declared), keys[:1]).failed) == (
            is_short and deliverable(chain, working(chain, ())) >= watts - 1e-6
        )
    assert 100 < short < 900
