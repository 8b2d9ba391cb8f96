"""The capacity graph: components joined, checked and ready for the sums."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from facility.graph.at_rest import AtRest, judge_at_rest
from facility.graph.component import Component, Components, Sharing
from facility.graph.indexed_graph import IndexedGraph, State, index_graph, load_cycle
from facility.graph.load_bounds import Slack, slack_of
from facility.graph.propagation import state_at_rest


class GraphInvalid(ValueError):  # noqa: N818 - what is wrong
    """The components do not make a capacity graph."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A capacity graph, with nothing taken out; made by `build_graph`."""

    components: Components
    wiring: IndexedGraph
    """The same in numbers, for the sums."""
    rest: State
    slack: Slack
    """How much each node can take on at rest."""
    at_rest: AtRest
    """What is wrong with nothing taken out."""


def build_graph(components: Iterable[Component]) -> Graph:
    """Join components to a graph.

    Raises GraphInvalid for a key used twice, a source that is not there, a need that makes no sense, and load that goes
    round in a cycle. A component whose needs cannot be met is no error: it does not work at rest.
    """
    found = Components(components)
    if len(found) < sum(len(one.keys) for one in found.kept):
        counts = Counter(key for one in found.kept for key in one.keys)
        raise GraphInvalid(f"{next(key for key, count in counts.items() if count > 1)} is there twice")
    for component in found.kept:
        _check(component, found)
    wiring = index_graph(found)
    cycle = load_cycle(wiring)
    if cycle:
        raise GraphInvalid(f"load goes round in a cycle among {', '.join(cycle)}")
    rest = state_at_rest(wiring)
    return Graph(found, wiring, rest, slack_of(wiring, rest), judge_at_rest(wiring, rest))


def redraw(graph: Graph, draws: Mapping[str, float]) -> Graph:
    """Make the same graph in which some components draw other watts, wherever they draw any: as power and as heat."""

    def other(component: Component) -> Component:
        if component.key not in draws:
            return component
        watts = draws[component.key]
        needs = (replace(need, draw_watts=watts) if need.draw_watts else need for need in component.needs)
        return component._replace(needs=tuple(needs))

    components: list[Component] = []
    for one in graph.components.kept:
        if draws.keys().isdisjoint(one.keys):
            components.append(one)
        else:
            components.extend(other(graph.components[key]) for key in one.keys)
    return build_graph(components)


def _check(component: Component, known: Components) -> None:
    if component.rating_watts is not None and component.rating_watts < 0:
        raise GraphInvalid(f"{component.key} has a rating below zero")
    if component.others and component.rating_watts is not None:
        raise GraphInvalid(f"{component.key} stands for others and has a rating")
    if component.trips_with is not None and component.trips_with not in known:
        raise GraphInvalid(f"{component.key} trips with {component.trips_with}, which is not there")
    for need in component.needs:
        for source in need.sources:
            if source not in known:
                raise GraphInvalid(f"{component.key} needs {source}, which is not there")
            if need.sharing is Sharing.PROPORTIONAL and not known[source].rating_watts:
                raise GraphInvalid(f"{component.key} shares its load by rating, but {source} has none")
        if need.at_least < 0 or min(need.draw_watts, need.passes, need.capacity_watts) < 0:
            raise GraphInvalid(f"{component.key} needs less than nothing of {', '.join(need.sources)}")
