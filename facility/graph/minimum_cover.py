"""Of the proposals to mend single points, the fewest that mend all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import combinations

from facility.graph.further_source import hangs_on
from facility.graph.indexed_graph import Wiring
from facility.graph.restoration import Option

FEW = 12
"""Up to so many proposals, every choice among them is tried; beyond, the best by gain for its cost is taken."""

Broken = tuple[int, int]
"""A single point and a sink that it takes, as nodes."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An option, what it mends, and how many components it changes."""

    option: Option
    mends: frozenset[Broken]
    cost: int


def cover(proposals: Sequence[Proposal], wiring: Wiring) -> list[Proposal]:
    """Choose proposals that mend what all of them would: of equals the earlier ones, and none that close circles.

    Where what nothing else mends is light work here and heavy work there, the light comes alone at first. With it, the
    heavy may no longer be needed: once the servers of a rack have second cords, one for the leaf mends what is left.
    """
    times = Counter(pair for one in proposals for pair in one.mends)
    forced = [one for one in proposals if any(times[pair] == 1 for pair in one.mends)]
    light = [one for one in forced if one.option.further.burden[:1] == forced[0].option.further.burden[:1]]
    if len(light) < len(forced):
        chosen = light
    else:
        chosen = _greedy(proposals, wiring.sinks) if len(proposals) > FEW else _fewest(proposals)
    return _without_circles(wiring, chosen)


def _fewest(proposals: Sequence[Proposal]) -> list[Proposal]:
    everything = frozenset[Broken]().union(*(one.mends for one in proposals))
    choices = [
        chosen
        for count in range(len(proposals) + 1)
        for chosen in combinations(proposals, count)
        if frozenset[Broken]().union(*(one.mends for one in chosen)) == everything
    ]
    _, _, chosen = min((sum(one.cost for one in choice), place, choice) for place, choice in enumerate(choices))
    return list(chosen)


def _greedy(proposals: Sequence[Proposal], weight: Sequence[int]) -> list[Proposal]:
    # Gains only shrink, so a gain that is still the best when it is counted again is the best of all.
    def rank(place: int) -> tuple[float, int]:
        one = proposals[place]
        return -sum(weight[node] for pair in one.mends - mended for node in pair[1:]) / one.cost, place

    mended: set[Broken] = set()
    queue = [rank(place) for place in range(len(proposals))]
    heapify(queue)
    chosen: list[int] = []
    while queue:
        again = rank(queue[0][1])
        if not again[0]:
            heappop(queue)
        elif again == queue[0]:
            chosen.append(heappop(queue)[1])
            mended |= proposals[chosen[-1]].mends
        else:
            heapreplace(queue, again)
    return _without_superfluous([proposals[place] for place in sorted(chosen)])


def _without_superfluous(chosen: Sequence[Proposal]) -> list[Proposal]:
    times = Counter(pair for one in chosen for pair in one.mends)
    superfluous = set()
    for _, one in sorted(enumerate(chosen), key=lambda item: (len(item[1].mends) / item[1].cost, -item[0])):
        if all(times[pair] > 1 for pair in one.mends):
            times.subtract(one.mends)
            superfluous.add(one.option.line)
    return [one for one in chosen if one.option.line not in superfluous]


def _without_circles(wiring: Wiring, chosen: Sequence[Proposal]) -> list[Proposal]:
    # Each alone closes no circle, but two may close one together: the later one waits for another round.
    further: dict[int, list[int]] = {}
    kept = []
    for one in chosen:
        owner = wiring.lines[one.option.line].owner
        if not hangs_on(wiring, one.option.source, owner, further):
            further.setdefault(owner, []).append(one.option.source)
            kept.append(one)
    return kept
