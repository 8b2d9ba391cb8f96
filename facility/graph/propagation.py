"""What one loss changes, and nothing else: from a state of the graph to what falls and where its load goes.

The sums touch only the region that a loss affects, so a loss at a rack costs microseconds however large the estate is.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import repeat
from types import MappingProxyType

from facility.graph import whole_state
from facility.graph.indexed_graph import TOLERANCE_WATTS, IndexedGraph, Line, State, Whole
from facility.graph.load_bounds import Slack, is_borne


@dataclass(frozen=True, slots=True)
class Propagation:
    """What differs from the state before."""

    failed: Mapping[int, bool]
    """The nodes that newly fail, what is taken out among them."""
    missing: Mapping[int, int]
    """Line → its missing sources, where that has changed."""
    load: Mapping[int, float]
    """Node → what it now carries, where that has changed."""


NOTHING: Mapping[int, float] = MappingProxyType({})


def propagate(
    wiring: IndexedGraph,
    state: State,
    out: Iterable[int],
    drawn: Mapping[int, float] = NOTHING,
    slack: Slack | None = None,
    held: Container[int] = (),
) -> Propagation:
    """Take nodes out of a state; `drawn` maps lines to watts that their owners draw more, or less if negative.

    With the slack of the state, loads are left out where it is certain that none comes above its limit. Lines that are
    `held` fail nobody while they lack their sources: a battery or a store of cold stands in for them.
    """
    failed, missing = _fall(wiring, state, out, held)
    if slack is not None and max(drawn.values(), default=0.0) <= 0 and is_borne(wiring, state, slack, failed, missing):
        return Propagation(failed, missing, {})
    return Propagation(failed, missing, _Redistribution(wiring, state, failed, missing, drawn).loads())


def after(state: State, change: Propagation) -> State:
    """Make the state that a shift leads to."""
    failed, missing, load = list(state.failed), list(state.missing), list(state.load)
    for node in change.failed:
        failed[node] = True
    for number, count in change.missing.items():
        missing[number] = count
    for node, watts in change.load.items():
        load[node] = watts
    return State(failed, missing, load)


def state_at_rest(wiring: IndexedGraph) -> State:
    """Make the state with nothing taken out: what cannot work anyway has failed, the rest carries its load."""
    count = len(wiring.members)
    state = Whole([False] * count, [0] * len(wiring.lines), [0.0] * count)
    unmet = [line.owner for line in wiring.lines if not whole_state.is_met(wiring, line, 0, state.failed)]
    whole_state.fall(wiring, state, list(dict.fromkeys(unmet)))
    whole_state.sum_loads(wiring, sorted(range(count), key=wiring.rank.__getitem__), state)
    return State(tuple(state.failed), tuple(state.missing), tuple(state.load))


def _fall(
    wiring: IndexedGraph, state: State, out: Iterable[int], held: Container[int]
) -> tuple[dict[int, bool], dict[int, int]]:
    lines, feeds = wiring.lines, wiring.feeds
    failed = {node: True for node in out if not state.failed[node]}
    missing: dict[int, int] = {}
    front = list(failed)
    while front:
        for number in feeds[front.pop()]:
            count = missing.get(number, state.missing[number]) + 1
            missing[number] = count
            line = lines[number]
            owner = line.owner
            if owner in failed or state.failed[owner]:
                continue
            is_unmet = count > line.spare or (line.capacity and _short(wiring, line, state, failed))
            if is_unmet and number not in held:
                failed[owner] = True
                front.append(owner)
    return failed, missing


def _short(wiring: IndexedGraph, line: Line, state: State, failed: Mapping[int, bool]) -> bool:
    left = (source for source in line.sources if not state.failed[source] and source not in failed)
    return sum(wiring.limit[source] for source in left) < line.capacity - TOLERANCE_WATTS


class _Redistribution:
    """The sums of one shift, while they are made."""

    def __init__(
        self,
        wiring: IndexedGraph,
        state: State,
        failed: Mapping[int, bool],
        missing: Mapping[int, int],
        drawn: Mapping[int, float],
    ) -> None:
        self._wiring, self._state = wiring, state
        self._failed, self._missing, self._drawn = failed, missing, drawn
        self._delta: dict[int, float] = {}
        self._queue: list[tuple[int, int]] = []

    def loads(self) -> dict[int, float]:
        """Follow the load from consumers to sources; return what changes."""
        lines, lines_of = self._wiring.lines, self._wiring.lines_of
        touched = dict.fromkeys(self._failed)
        touched.update(dict.fromkeys(lines[number].owner for number in (*self._missing, *self._drawn)))
        for node in touched:
            self._add(node, 0.0)
            for number in lines_of[node]:
                if not lines[number].passes:
                    self._move(number, 0.0, 0.0)
        down, load, failed, delta, queue = self._state.failed, self._state.load, self._failed, self._delta, self._queue
        changed: dict[int, float] = {}
        while queue:
            node = heappop(queue)[1]
            if down[node]:
                continue
            before = load[node]
            now = 0.0 if node in failed else before + delta[node]
            if abs(now - before) > TOLERANCE_WATTS:
                changed[node] = now
            else:
                now = before
            for number in lines_of[node]:
                if lines[number].passes:
                    self._move(number, before, now)
        return changed

    def _add(self, node: int, watts: float) -> None:
        delta = self._delta
        if node in delta:
            delta[node] += watts
        else:
            delta[node] = watts
            heappush(self._queue, (self._wiring.rank[node], node))

    def _move(self, number: int, before: float, now: float) -> None:
        # A line differs if what its owner draws or carries does, or if other sources are left to it.
        line, failed = self._wiring.lines[number], self._failed
        owner = line.owner
        if self._state.failed[owner]:
            return
        old = line.draw + line.passes * before
        new = 0.0 if owner in failed else line.draw + line.passes * now
        if self._drawn and owner not in failed:
            new += self._drawn.get(number, 0.0)
        if new == old and number not in self._missing:
            return
        if line.preferred:
            self._switch_over(line.sources, old, new)
        else:
            self._share(line, old, new)

    def _switch_over(self, sources: Sequence[int], old: float, new: float) -> None:
        # What `Line.parts` says of a transfer switch, without its lists.
        down, failed = self._state.failed, self._failed
        was = first = -1
        for source in sources:
            if not down[source]:
                was = source if was < 0 else was
                if source not in failed:
                    first = source
                    break
        if was == first:
            if was >= 0 and new != old:
                self._add(was, new - old)
            return
        if was >= 0 and old:
            self._add(was, -old)
        if first >= 0 and new:
            self._add(first, new)

    def _share(self, line: Line, old: float, new: float) -> None:
        # What `Line.parts` says of sources in parallel, without its lists: the working ones share by weight.
        down, failed = self._state.failed, self._failed
        weights = line.weights or repeat(1.0)
        before = [(source, weight) for source, weight in zip(line.sources, weights, strict=False) if not down[source]]
        whole = left = 0.0
        for source, weight in before:
            whole += weight
            if source not in failed:
                left += weight
        for source, weight in before:
            less = old * weight / whole if whole else 0.0
            more = new * weight / left if left and source not in failed else 0.0
            if more != less:
                self._add(source, more - less)
