"""Whether a loss can take anything above its limit at all: most cannot, and then its loads are of no interest.

What is added somewhere is followed, what is taken away is left out of account. So the answer may be too careful; then
the sums decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import inf

from facility.graph.indexed_graph import TOLERANCE_WATTS, IndexedGraph, Line, State

Slack = tuple[float, ...]
"""Node → watts that may come to it, and by it to what supplies it, without taking any of them above its limit.

It counts as if all that a need passes on might go to any one of its sources. So it holds for several nodes together,
too: if all that is added to them is within the slack of each, every limit is kept.
"""


def slack_of(wiring: IndexedGraph, state: State) -> Slack:
    """Work out the slack of every node in a state; below zero where something is above its limit already."""
    slack = [
        min(limit, rating) - load for limit, rating, load in zip(wiring.limit, wiring.rating, state.load, strict=True)
    ]
    for node in sorted(range(len(slack)), key=wiring.rank.__getitem__, reverse=True):
        passing = [line for line in (wiring.lines[number] for number in wiring.lines_of[node]) if line.passes]
        if passing:
            least = min((slack[source] for line in passing for source in _taking(line, state.failed)), default=inf)
            slack[node] = min(slack[node], least / sum(line.passes for line in passing))
    return tuple(slack)


def _taking(line: Line, failed: Sequence[bool]) -> Iterable[int]:
    working = [source for source in line.sources if not failed[source]]
    return working[:1] if line.preferred else working


def is_borne(
    wiring: IndexedGraph, state: State, slack: Slack, failed: Mapping[int, bool], missing: Mapping[int, int]
) -> bool:
    """Return whether it is certain that what fails, and moves its load, takes nothing above its limit.

    `failed` and `missing` are what differs from the state: nodes that fail, and lines with the sources that they lack.
    """
    rises = _Rises(wiring, state, failed, missing)
    return rises.are_borne(slack)


class _Rises:
    """What is added, while it is followed from consumers to sources."""

    def __init__(
        self, wiring: IndexedGraph, state: State, failed: Mapping[int, bool], missing: Mapping[int, int]
    ) -> None:
        self._wiring, self._state, self._failed, self._missing = wiring, state, failed, missing
        self._added: dict[int, float] = {}
        self._queue: list[tuple[int, int]] = []
        self._waiting = 0.0
        """All that is added to nodes in the queue."""

    def are_borne(self, slack: Slack) -> bool:
        """Follow what is added until all of it fits, or some does not."""
        wiring, load, queue = self._wiring, self._state.load, self._queue
        last = self._begin()
        while queue:
            rank, node = queue[0]
            # Past the last node of which the loss changes what it lives on, load is passed on as at rest.
            if rank > last and self._waiting <= slack[node] and self._waiting <= min([slack[one] for _, one in queue]):
                return True
            heappop(queue)
            more = self._added[node]
            self._waiting -= more
            if more and load[node] + more > min(wiring.limit[node], wiring.rating[node]) + TOLERANCE_WATTS:
                return False
            for number in wiring.lines_of[node]:
                if wiring.lines[number].passes:
                    self._pass_on(number, load[node], more)
        return True

    def _begin(self) -> int:
        # What works on other sources than before; needs that pass no load may lead anywhere, so they are first.
        wiring, last = self._wiring, -1
        for number in self._missing:
            owner = wiring.lines[number].owner
            if owner in self._failed or self._state.failed[owner]:
                continue
            if wiring.lines[number].passes:
                self._add(owner, 0.0)
                last = max(last, wiring.rank[owner])
            else:
                self._pass_on(number, 0.0, 0.0)
        return last

    def _pass_on(self, number: int, before: float, more: float) -> None:
        line, down = self._wiring.lines[number], self._state.failed
        if number in self._missing:
            self._turn(line, line.draw + line.passes * before, line.passes * more)
        elif more:
            parts = line.parts(line.passes * more, [down[source] for source in line.sources])
            for source, watts in zip(line.sources, parts, strict=True):
                if watts:
                    self._add(source, watts)

    def _turn(self, line: Line, watts: float, more: float) -> None:
        # What the sources that are left carry of all of it, less what they have carried.
        down, failed = self._state.failed, self._failed
        working = [source for source in line.sources if not down[source]]
        left = [source for source in working if source not in failed]
        if line.preferred:
            if left:
                self._add(left[0], more if left[0] == working[0] else watts + more)
        elif line.weights is None:
            each = (watts + more) / len(left) - watts / len(working) if left else 0.0
            for source in left:
                self._add(source, each)
        else:
            shares = [
                (source, weight) for source, weight in zip(line.sources, line.weights, strict=True) if not down[source]
            ]
            whole = sum([weight for _, weight in shares])
            rest = sum([weight for source, weight in shares if source not in failed])
            for source, weight in shares:
                if source not in failed:
                    self._add(source, (watts + more) * weight / rest - watts * weight / whole)

    def _add(self, node: int, watts: float) -> None:
        if node in self._added:
            self._added[node] += watts
        else:
            self._added[node] = watts
            heappush(self._queue, (self._wiring.rank[node], node))
        self._waiting += watts
