"""Whether further devices overload anything: at rest, and with any one component of power or cooling lost.

Load adds up: in each state, what a further device brings is followed from its cords and its air to all that supplies
it, and added to what is there. Only the losses of what it lives on change the ways that its load takes; in all others
it takes the same ways as at rest. So a device costs a few dozen short ways, and the answer is the same as if the estate
were written with it and every component taken out again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from facility.graph.capacity_graph import Graph
from facility.graph.component import Component
from facility.graph.indexed_graph import TOLERANCE_WATTS, Line
from facility.graph.propagation import propagate

AT_REST = -1
"""The number of the state in which nothing is taken out."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a further device needs and draws: by its own needs, as nodes of the graph."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Excess:
    """A component that would carry more than its limit."""

    component: str
    left_watts: float
    """What it could still carry in that state; below zero where it is above its limit already."""
    lost: str | None
    """What is lost in that state; None: nothing."""


def demand_of(graph: Graph, device: Component) -> Demand:
    """Return the demand of a device that is not in the graph; all that it needs is."""
    node_of = graph.wiring.node_of
    return Demand(
        tuple(
            Line(
                owner=-1,
                sources=tuple(node_of[source] for source in need.sources),
                spare=len(need.sources) - need.at_least,
                capacity=0.0,
                draw=need.draw_watts,
                passes=0.0,
                weights=None,
                preferred=False,
            )
            for need in device.needs
        )
    )


class LoadRoom:
    """The load of every state, to which further devices are added one after the other."""

    def __init__(self, graph: Graph, lost: Iterable[str]) -> None:
        """Take each of these components out once."""
        self._graph, self._wiring = graph, graph.wiring
        self._rest = list(graph.rest.load)
        self._names: list[str] = []
        self._down: list[frozenset[int]] = []
        self._load: list[dict[int, float]] = []
        self._failing: dict[int, list[int]] = {}
        """Node → the losses in which it fails."""
        self._changing: dict[int, list[int]] = {}
        """Node → the losses in which its load differs from that at rest."""
        for key in lost:
            self._take_out(key)

    def excess(self, demand: Demand) -> Excess | None:
        """Return a component that one more device would take above its limit; None: all of them can carry it."""
        own = self._losses_felt(demand)
        at_rest = self._added(demand, AT_REST)
        for node, watts in at_rest.items():
            worst, state = max(self._loads(node, own))
            found = self._excess(node, worst, watts, state)
            if found is not None:
                return found
        for state in own:
            for node, watts in self._added(demand, state).items():
                found = self._excess(node, self._in_state(node, state), watts, state)
                if found is not None:
                    return found
        return None

    def add(self, demand: Demand) -> None:
        """Add the load of a device to every state."""
        own = self._losses_felt(demand)
        at_rest = self._added(demand, AT_REST)
        for state in own:
            added = self._added(demand, state)
            for node in at_rest.keys() | added.keys():
                load = self._in_state(node, state) + added.get(node, 0.0)
                if node not in self._load[state]:
                    self._changing.setdefault(node, []).append(state)
                self._load[state][node] = load
        for node, watts in at_rest.items():
            for state in self._changing.get(node, ()):
                if state not in own and node not in self._down[state]:
                    self._load[state][node] += watts
            self._rest[node] += watts

    def supplying(self, demand: Demand) -> frozenset[str]:
        """Name everything that a device lives on by load, whichever of its sources works."""
        return frozenset(key for node in self._above(demand) for key in self._wiring.members[node])

    def _take_out(self, key: str) -> None:
        state, wiring = len(self._names), self._wiring
        change = propagate(wiring, self._graph.rest, (wiring.node_of[key],))
        self._names.append(key)
        self._down.append(frozenset(change.failed))
        self._load.append(dict(change.load))
        for node in change.failed:
            self._failing.setdefault(node, []).append(state)
        for node in change.load:
            self._changing.setdefault(node, []).append(state)

    def _losses_felt(self, demand: Demand) -> set[int]:
        return {state for node in self._above(demand) for state in self._failing.get(node, ())}

    def _above(self, demand: Demand) -> set[int]:
        found = {source for line in demand.lines for source in line.sources}
        front = list(found)
        while front:
            for number in self._wiring.lines_of[front.pop()]:
                line = self._wiring.lines[number]
                more = [source for source in line.sources if line.passes and source not in found]
                found.update(more)
                front += more
        return found

    def _added(self, demand: Demand, state: int) -> Mapping[int, float]:
        """Map nodes to the watts that the device brings them in a state; none if it does not work then."""
        if any(sum(self._states(line.sources, state)) > line.spare for line in demand.lines):
            return {}
        delta: dict[int, float] = {}
        queue: list[tuple[int, int]] = []
        waiting = [(line, line.draw) for line in demand.lines if line.draw]
        while waiting or queue:
            for line, watts in waiting:
                down = self._states(line.sources, state)
                for source, part in zip(line.sources, line.parts(watts, down), strict=True):
                    if part and source not in delta:
                        heappush(queue, (self._wiring.rank[source], source))
                    delta[source] = delta.get(source, 0.0) + part
            node = heappop(queue)[1] if queue else None
            waiting = [] if node is None else self._passing(node, delta[node])
        return {node: watts for node, watts in delta.items() if watts}

    def _passing(self, node: int, watts: float) -> list[tuple[Line, float]]:
        lines = (self._wiring.lines[number] for number in self._wiring.lines_of[node])
        return [(line, line.passes * watts) for line in lines if line.passes]

    def _states(self, nodes: Sequence[int], state: int) -> list[bool]:
        rest, down = self._graph.rest.failed, frozenset[int]() if state == AT_REST else self._down[state]
        return [rest[node] or node in down for node in nodes]

    def _loads(self, node: int, without: set[int]) -> Iterator[tuple[float, int]]:
        """List what a node carries at rest, and in the losses that do not change the ways of a device."""
        yield self._rest[node], AT_REST
        for state in self._changing.get(node, ()):
            if state not in without and node not in self._down[state]:
                yield self._load[state][node], state

    def _in_state(self, node: int, state: int) -> float:
        return self._load[state].get(node, self._rest[node])

    def _excess(self, node: int, load: float, watts: float, state: int) -> Excess | None:
        limit = self._wiring.limit[node]
        if load + watts <= limit + TOLERANCE_WATTS:
            return None
        return Excess(self._wiring.members[node][0], limit - load, None if state == AT_REST else self._names[state])
