"""How much load each node can take on before anything is above its limit: where the sums of a loss may end."""

from collections.abc import Iterable
from math import inf

from inventory.resilience.wiring import Line, State, Wiring

Slack = tuple[float, ...]
"""Node → watts that may come to it, and by it to what supplies it, without taking any of them above its limit.

It is a lower bound: it reckons as if all that a need passes on might go to any one of its sources. So it holds for
several nodes together, too: if all that is added to them is within the slack of each, every limit is kept.
"""


def slack_of(wiring: Wiring, state: State) -> Slack:
    """Work out the slack of every node in a state; below zero where something is above its limit already."""
    slack = [limit - load for limit, load in zip(wiring.limit, state.load, strict=True)]
    for node in sorted(range(len(slack)), key=wiring.rank.__getitem__, reverse=True):
        passing = [line for line in (wiring.lines[number] for number in wiring.lines_of[node]) if line.passes]
        if passing:
            least = min((slack[source] for line in passing for source in _taking(line, state)), default=inf)
            slack[node] = min(slack[node], least / sum(line.passes for line in passing))
    return tuple(slack)


def _taking(line: Line, state: State) -> Iterable[int]:
    working = [source for source in line.sources if not state.failed[source]]
    return working[:1] if line.preferred else working
