"""Capacity to be added, so that every single loss is carried: what no other way for the load makes unnecessary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.ranking import single_losses

STEP_WATTS = 100.0
"""Ratings are raised to a multiple of this."""
ROUNDS_MOST = 10
"""A larger rating draws a larger share of the load to itself, which raises what stands above it: so often, at most."""


@dataclass(frozen=True, slots=True)
class AddedCapacity:
    """A component that must be able to carry more."""

    component: str
    from_watts: float
    """Its rating."""
    to_watts: float
    without: str | None
    """The component without which it carries most; None: with nothing taken out."""

    @property
    def watts(self) -> float:
        """How much is to be added."""
        return self.to_watts - self.from_watts


def added_capacity(graph: Graph) -> tuple[AddedCapacity, ...]:
    """List what must be made larger so that nothing is above its rating, whichever one component is taken out.

    In the order of the graph, with the ratings as small as they can be.
    """
    found: dict[str, AddedCapacity] = {}
    changed = graph
    for _ in range(ROUNDS_MOST):
        above = {one.component: one for one in _above_rating(changed)}
        if not above:
            break
        for key, one in above.items():
            rating = graph.components[key].rating_watts or 0.0
            found[key] = AddedCapacity(key, rating, ceil(one.to_watts / STEP_WATTS) * STEP_WATTS, one.without)
        changed = with_added_capacity(graph, found.values())
    return tuple(found[key] for key in graph.components if key in found)


def with_added_capacity(graph: Graph, added: Iterable[AddedCapacity]) -> Graph:
    """Make the graph in which these components have their new ratings."""
    ratings = {one.component: one.to_watts for one in added}
    return build_graph(
        one._replace(rating_watts=ratings[one.key]) if one.key in ratings else one for one in graph.components.kept
    )


def _above_rating(graph: Graph) -> Iterator[AddedCapacity]:
    worst: dict[str, AddedCapacity] = {}
    losses = ((loss.taken_out[0], loss.overloaded) for loss in single_losses(graph))
    for out, overloaded in ((None, graph.at_rest.overloaded), *losses):
        for one in overloaded:
            rating = graph.components[one.component].rating_watts
            known = worst.get(one.component)
            if rating is None or one.load_watts <= rating + TOLERANCE_WATTS:
                continue
            if known is None or one.load_watts > known.to_watts:
                worst[one.component] = AddedCapacity(one.component, rating, one.load_watts, out)
    yield from worst.values()
