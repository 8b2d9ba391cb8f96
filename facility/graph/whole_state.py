"""What works and what each node carries, summed whole: the sums of the graph without shortcuts, in plain loops.

The state at rest is worked out here; `propagation` follows what a loss changes of it, and a law holds the two equal.
The report's page takes components out by these very functions, translated to JavaScript (`report.javascript`), so only
what that translation knows may stand here: functions of lists and numbers, loops and conditions. Orders list the nodes,
consumers before their sources.
"""

from collections.abc import Sequence

from facility.graph.indexed_graph import TOLERANCE_WATTS, IndexedGraph, Line, Whole


def lose(
    wiring: IndexedGraph,
    order: Sequence[int],
    before: Sequence[float],
    state: Whole,
    out: Sequence[int],
    *,
    trips: bool,
) -> list[list[int]]:
    """Take nodes out of a state, which is changed; return what trips then, step by step, if that is followed.

    `before` is what each node carried at rest: what was above its rating already does not trip by the loss.
    """
    steps: list[list[int]] = []
    fall(wiring, state, out)
    sum_loads(wiring, order, state)
    over = above_rating(wiring, state, before)
    while trips and len(over) > 0:
        steps.append(over)
        fall(wiring, state, over)
        sum_loads(wiring, order, state)
        over = above_rating(wiring, state, before)
    return steps


def fall(wiring: IndexedGraph, state: Whole, out: Sequence[int]) -> None:
    """Mark as failed what is taken out and all that fails with it; count for each line the sources that it lacks."""
    front: list[int] = []
    for node in out:
        if not state.failed[node]:
            state.failed[node] = True
            front.append(node)
    while len(front) > 0:
        for number in wiring.feeds[front.pop()]:
            state.missing[number] += 1
            line = wiring.lines[number]
            if not state.failed[line.owner] and not is_met(wiring, line, state.missing[number], state.failed):
                state.failed[line.owner] = True
                front.append(line.owner)


def is_met(wiring: IndexedGraph, line: Line, missing: int, failed: Sequence[bool]) -> bool:
    """Return whether a line has enough sources left, and where capacity counts, enough of that."""
    if missing > line.spare:
        return False
    if line.capacity == 0:
        return True
    left = 0.0
    for source in line.sources:
        if not failed[source]:
            left += wiring.limit[source]
    return left >= line.capacity - TOLERANCE_WATTS


def sum_loads(wiring: IndexedGraph, order: Sequence[int], state: Whole) -> None:
    """Sum up the watts that each node carries."""
    for node in order:
        state.load[node] = 0.0
    for line in wiring.lines:
        if line.passes == 0:
            add(line, state)
    for node in order:
        for number in wiring.lines_of[node]:
            if wiring.lines[number].passes != 0:
                add(wiring.lines[number], state)


def add(line: Line, state: Whole) -> None:
    """Put what a line draws and passes on onto its sources that work: the first one, or all by their weights."""
    whole = 0.0
    for place in range(len(line.sources)):
        if not state.failed[line.sources[place]]:
            whole += weight(line, place, whole)
    watts = line.draw + line.passes * state.load[line.owner]
    counted = 0.0
    for place in range(len(line.sources)):
        source = line.sources[place]
        if not state.failed[line.owner] and not state.failed[source] and whole > 0:
            state.load[source] += watts * weight(line, place, counted) / whole
            counted += weight(line, place, counted)


def weight(line: Line, place: int, before: float) -> float:
    """Return the weight of a working source: by rating, or equal; `before` is the weight of those before it."""
    if line.preferred and before > 0:
        return 0.0
    if line.weights is None:
        return 1.0
    return line.weights[place]


def above_rating(wiring: IndexedGraph, state: Whole, before: Sequence[float]) -> list[int]:
    """Return the nodes that work and carry more than their rating and more than before: they trip.

    With them goes what trips with them: the whole breaker with one of its poles.
    """
    found: list[int] = []
    for node in range(len(before)):
        most = max(wiring.rating[node], before[node]) + TOLERANCE_WATTS
        if not state.failed[node] and state.load[node] > most:
            found.append(node)
    count = len(found)
    for place in range(count):
        other = wiring.trips_with[found[place]]
        is_new = not state.failed[other]
        for known in found:
            is_new = is_new and known != other
        if is_new:
            found.append(other)
    return found


def above_limit(wiring: IndexedGraph, state: Whole, before: Sequence[float]) -> list[int]:
    """Return the nodes that work, are above their limit, and carry something else than before, and no less."""
    found: list[int] = []
    for node in range(len(before)):
        is_other = abs(state.load[node] - before[node]) > TOLERANCE_WATTS
        is_over = state.load[node] > wiring.limit[node] + TOLERANCE_WATTS
        if not state.failed[node] and is_other and is_over and state.load[node] >= before[node]:
            found.append(node)
    return found
