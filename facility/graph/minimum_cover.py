"""Of the proposals to fix single points, the fewest that fix all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from facility.graph.cover_solver import cheapest_cover
from facility.graph.further_source import depends_on
from facility.graph.indexed_graph import IndexedGraph
from facility.graph.restoration import Option

Broken = tuple[int, int]
"""A single point and a sink that it takes, as nodes."""


@dataclass(frozen=True, slots=True)
class FixProposal:
    """An option, what it fixes, and how many components it changes."""

    option: Option
    fixes: frozenset[Broken]
    cost: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Proposals that fix what all of them would."""

    proposals: tuple[FixProposal, ...]
    unproven: int = 0
    """How many changes fewer might do, as far as is known; 0: no choice among the proposals is smaller."""


def cover(proposals: Sequence[FixProposal], wiring: IndexedGraph) -> Chosen:
    """Choose proposals that fix what all of them would: of equals the earlier ones, and none that close cycles.

    Where what nothing else fixes is light work here and heavy work there, the light comes alone at first. With it, the
    heavy may no longer be needed: once the servers of a rack have second cords, one for the leaf fixes what is left.
    """
    times = Counter(pair for one in proposals for pair in one.fixes)
    forced = [one for one in proposals if any(times[pair] == 1 for pair in one.fixes)]
    light = [one for one in forced if one.option.further.burden[:1] == forced[0].option.further.burden[:1]]
    chosen = Chosen(tuple(light)) if len(light) < len(forced) else _fewest(proposals)
    return Chosen(tuple(_without_cycles(wiring, chosen.proposals)), chosen.unproven)


def _fewest(proposals: Sequence[FixProposal]) -> Chosen:
    fixing: dict[Broken, list[int]] = {}
    for place, one in enumerate(proposals):
        for pair in one.fixes:
            fixing.setdefault(pair, []).append(place)
    found = cheapest_cover([one.cost for one in proposals], {tuple(places) for places in fixing.values()})
    return Chosen(tuple(proposals[place] for place in found.chosen), found.cost - found.least_cost)


def _without_cycles(wiring: IndexedGraph, chosen: Sequence[FixProposal]) -> list[FixProposal]:
    # Each alone closes no cycle, but two may close one together: the later one waits for another round.
    further: dict[int, list[int]] = {}
    kept = []
    for one in chosen:
        owner = wiring.lines[one.option.line].owner
        if not depends_on(wiring, one.option.source, owner, further):
            further.setdefault(owner, []).append(one.option.source)
            kept.append(one)
    return kept
