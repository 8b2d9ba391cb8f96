"""What works again after a loss, if needs had further sources."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from facility.graph.capacity_graph import Graph
from facility.graph.further_source import Candidate
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.propagation import Propagation


@dataclass(frozen=True, slots=True)
class Option:
    """A line and a further source that it could have."""

    line: int
    source: int
    further: Candidate


def holds(
    graph: Graph, change: Propagation, number: int, further: tuple[int, ...] = (), revived: Container[int] = ()
) -> bool:
    """Return whether a line holds after a loss, if it has further sources and some nodes work again."""
    line = graph.wiring.lines[number]
    sources = (*line.sources, *further)
    working = [one for one in sources if not graph.rest.failed[one] and (one not in change.failed or one in revived)]
    enough = len(working) >= len(line.sources) - line.spare
    return enough and (
        not line.capacity or sum(graph.wiring.limit[one] for one in working) >= line.capacity - TOLERANCE_WATTS
    )


def revived_by(graph: Graph, change: Propagation, point: int, options: Iterable[Option]) -> set[int]:
    """Find the nodes that work again after the loss of a point, once these options are taken."""
    wiring = graph.wiring
    further: dict[int, tuple[int, ...]] = {}
    fed: dict[int, list[int]] = {}
    for one in options:
        further[one.line] = (one.source,) * one.further.times
        fed.setdefault(one.source, []).append(wiring.lines[one.line].owner)
    revived: set[int] = set()
    front = [wiring.lines[number].owner for number in further]
    while front:
        node = front.pop()
        if node in revived or node == point or node not in change.failed:
            continue
        if all(holds(graph, change, number, further.get(number, ()), revived) for number in wiring.lines_of[node]):
            revived.add(node)
            front.extend(wiring.lines[number].owner for number in wiring.feeds[node])
            front.extend(fed.get(node, ()))
    return revived


def together(
    graph: Graph,
    lost: Mapping[int, Propagation],
    broken: Mapping[int, Sequence[int]],
    options: Mapping[int, Sequence[Option]],
) -> dict[int, list[Option]]:
    """Find options that fix a point only together, as few as could be; those of earlier points are made use of.

    Where both of two things fail, a further source for either fixes nothing. All options of a point are taken, and
    then those are left out that are not needed.
    """
    found: dict[int, list[Option]] = {}
    taken: dict[int, Option] = {}
    for point, possible in options.items():
        hit = frozenset(broken[point])
        wanted = hit & revived_by(graph, lost[point], point, possible)

        def fixes(some: Sequence[Option], point: int = point, wanted: frozenset[int] = wanted) -> bool:
            return wanted <= revived_by(graph, lost[point], point, some)

        before = [one for one in possible if one.line in taken]
        if wanted and fixes(before):
            found[point] = _needed(fixes, (), (), before)
        elif wanted:
            near = _hops(graph, lost[point], point)
            owner = graph.wiring.lines
            rest = [one for one in possible if one.line not in taken]
            rest.sort(key=lambda one: (near[owner[one.line].owner], one.further.burden, one.line))
            found[point] = _needed(fixes, before, [], rest)
            taken.update((one.line, one) for one in found[point])
    return found


def _needed(
    is_enough: Callable[[Sequence[Option]], bool],
    given: Sequence[Option],
    added: Sequence[Option],
    options: Sequence[Option],
) -> list[Option]:
    """Leave out what is not needed, later options first (Junker, *QuickXplain*, 2004)."""
    if added and is_enough(given):
        return []
    if len(options) == 1:
        return list(options)
    half = len(options) // 2
    later = _needed(is_enough, [*given, *options[:half]], options[:half], options[half:])
    return [*_needed(is_enough, [*given, *later], later, options[:half]), *later]


def _hops(graph: Graph, change: Propagation, point: int) -> dict[int, int]:
    # The nearer to the single point, the more depends on what is changed.
    wiring = graph.wiring
    near = {point: 0}
    front = [point]
    for node in front:
        for number in wiring.feeds[node]:
            owner = wiring.lines[number].owner
            if owner in change.failed and owner not in near:
                near[owner] = near[node] + 1
                front.append(owner)
    return near
