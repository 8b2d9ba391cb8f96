"""What is wrong with nothing taken out: what does not work anyway, and what is above its limit already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facility.graph.indexed_graph import TOLERANCE_WATTS, IndexedGraph, State


@dataclass(frozen=True, slots=True)
class Overload:
    """A component that works, but carries more than its limit."""

    component: str
    before_watts: float
    load_watts: float
    limit_watts: float

    @property
    def added_watts(self) -> float:
        """How much of the excess the loss has brought."""
        return self.load_watts - max(self.limit_watts, self.before_watts)


@dataclass(frozen=True, slots=True)
class AtRest:
    """What is wrong before anything is taken out, in the order of the graph; every loss carries it."""

    failed: tuple[str, ...]
    """Components that do not work: what they need is not there."""
    sinks: tuple[str, ...]
    """The sinks among them."""
    overloaded: tuple[Overload, ...]
    """What works and is above its limit."""

    @property
    def is_sound(self) -> bool:
        """Whether every sink works and nothing is above its limit: without that, no answer is a yes."""
        return not self.sinks and not self.overloaded


def judge_at_rest(wiring: IndexedGraph, rest: State) -> AtRest:
    """Judge the state of a graph with nothing taken out."""
    failed = [node for node, is_down in enumerate(rest.failed) if is_down]
    over = (node for node, load in enumerate(rest.load) if load > wiring.limit[node] + TOLERANCE_WATTS)
    return AtRest(
        wiring.keys(failed),
        wiring.keys(node for node in failed if wiring.sinks[node]),
        tuple(overloads(wiring, rest, {node: rest.load[node] for node in over})),
    )


def overloads(wiring: IndexedGraph, rest: State, load: Mapping[int, float]) -> Iterable[Overload]:
    """List the nodes that are above their limit with these loads and carry no less than at rest."""
    for node in sorted(load):
        limit, before = wiring.limit[node], rest.load[node]
        if load[node] > limit + TOLERANCE_WATTS and load[node] >= before:
            yield Overload(wiring.members[node][0], before, load[node], limit)
