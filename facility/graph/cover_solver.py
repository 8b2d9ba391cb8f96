"""The cheapest choice that covers everything, by a solver: weighted set cover with CP-SAT.

The only home of ortools. It is imported when something is to be solved, for it takes a while. One worker, a fixed seed
and a limit in the solver's own measure of work, not in seconds, make the same choice every time on every machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WORK_LIMIT = 2.0
"""How much the solver works on one question at most, in its own unit, which is about a second."""
Weights = Sequence[int] | Mapping[int, int]
"""What each thing weighs."""
TIE_LIMIT = 0.1
"""How much it works on the choice among equals."""


@dataclass(frozen=True, slots=True)
class CheapestCover:
    """A choice, and what is proven about it."""

    chosen: tuple[int, ...]
    cost: int
    least_cost: int
    """No choice can cost less; where it equals `cost`, the choice is proven to be the cheapest."""


def cheapest_cover(costs: Sequence[int], covering: Iterable[Sequence[int]]) -> CheapestCover:
    """Choose from things with costs so that of each of the lists of `covering` at least one is chosen.

    Of equal choices, one of earlier things. No list is empty, and costs are positive.
    """
    wanted = sorted({tuple(sorted(set(one))) for one in covering})
    forced = {one[0] for one in wanted if len(one) == 1}
    open_lists = [one for one in wanted if forced.isdisjoint(one)]
    fixed = sum(costs[one] for one in forced)
    if not open_lists:
        return CheapestCover(tuple(sorted(forced)), fixed, fixed)
    solved = _solved(costs, open_lists)
    chosen = sorted({*forced, *solved.chosen})
    return CheapestCover(tuple(chosen), fixed + solved.cost, fixed + solved.least_cost)


def _solved(costs: Sequence[int], covering: Sequence[Sequence[int]]) -> CheapestCover:
    things = sorted({thing for one in covering for thing in one})
    # Everything together is a choice, so that there is one whatever the limit.
    chosen, least = _searched(costs, covering, dict.fromkeys(things, True), WORK_LIMIT)
    cost = sum(costs[thing] for thing in chosen)
    taken = frozenset(chosen)
    hints = {thing: thing in taken for thing in things}
    places = {thing: place for place, thing in enumerate(things)}
    earlier, _ = _searched(places, covering, hints, TIE_LIMIT, within=(costs, cost))
    return CheapestCover(tuple(earlier), cost, least)


def _searched(
    weights: Weights,
    covering: Sequence[Sequence[int]],
    hints: Mapping[int, bool],
    limit: float,
    within: tuple[Weights, int] | None = None,
) -> tuple[list[int], int]:
    """Search for the choice of the least weight, and what it weighs at least; `within` bounds it by other weights."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = {thing: model.new_bool_var("") for thing in hints}
    for thing, is_taken in hints.items():
        model.add_hint(taken[thing], is_taken)
    for one in covering:
        model.add_bool_or([taken[thing] for thing in one])
    if within is not None:
        bounded, most = within
        model.add(sum(bounded[thing] * taken[thing] for thing in taken) <= most)
    model.minimize(sum(weights[thing] * taken[thing] for thing in taken))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # Else the solver takes SIGINT for itself and leaves it at its default afterwards: Ctrl-C would end this process at
    # once, with whatever it has begun.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = limit
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [thing for thing, is_taken in hints.items() if is_taken], 0
    return [thing for thing in taken if solver.boolean_value(taken[thing])], round(solver.best_objective_bound)
