"""Set cover by the solver: as cheap as brute force finds, the same every time, and honest where it is not proven."""

import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.graph import cover_solver
from facility.graph.cover_solver import cheapest_cover

Lists = list[list[int]]


@st.composite
def covers(draw: st.DrawFn) -> tuple[list[int], Lists]:
    """Draw costs of up to nine things, and lists of which at least one thing must be chosen."""
    costs = draw(st.lists(st.integers(1, 5), min_size=1, max_size=9))
    things = st.integers(0, len(costs) - 1)
    return costs, draw(st.lists(st.lists(things, min_size=1, max_size=4), max_size=10))


def by_brute_force(costs: Sequence[int], covering: Lists) -> int:
    return min(
        sum(costs[one] for one in chosen)
        for count in range(len(costs) + 1)
        for chosen in combinations(range(len(costs)), count)
        if all(set(chosen) & set(one) for one in covering)
    )


@given(covers())
@settings(max_examples=150, deadline=None)
def test_it_is_as_cheap_as_can_be(drawn: tuple[list[int], Lists]) -> None:
    costs, covering = drawn
    found = cheapest_cover(costs, covering)
    assert all(set(found.chosen) & set(one) for one in covering)
    assert sum(costs[one] for one in found.chosen) == found.cost == found.least_cost
    assert found.cost == by_brute_force(costs, covering)


def test_of_equals_the_earlier_things_are_chosen() -> None:
    assert cheapest_cover([1, 1, 1, 1], [[0, 1, 2], [1, 2, 3], [0, 3]]).chosen == (0, 1)
    assert cheapest_cover([2, 1, 1], [[0, 1, 2]]).chosen == (1,)


def test_what_is_forced_needs_no_solver() -> None:
    code = (
        "import sys; from facility.graph.cover_solver import cheapest_cover;"
        "found = cheapest_cover([1, 5, 1], [[0], [1], [0, 2]]); assert found.chosen == (0, 1), found;"
        "assert not any(name.startswith('ortools') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def hard(seed: int, things: int, lists: int) -> tuple[list[int], Lists]:
    random = Random(seed)  # noqa: S311 - no secret
    costs = [random.choice((1, 1, 2, 7)) for _ in range(things)]
    return costs, [random.sample(range(things), 5) for _ in range(lists)]


def test_it_is_the_same_every_time() -> None:
    costs, covering = hard(7, 60, 80)
    first = cheapest_cover(costs, covering)
    assert first == cheapest_cover(costs, reversed(covering))
    assert first.cost == first.least_cost


def test_where_the_limit_of_work_is_reached_the_bound_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_solver, "WORK_LIMIT", 0.001)
    costs, covering = hard(3, 400, 900)
    found = cheapest_cover(costs, covering)
    assert all(set(found.chosen) & set(one) for one in covering)
    assert 0 <= found.least_cost < found.cost


def test_thousands_of_independent_choices_are_settled() -> None:
    costs = [1, 2] * 3000
    found = cheapest_cover(costs, [[2 * one, 2 * one + 1] for one in range(3000)])
    assert (found.cost, found.least_cost) == (3000, 3000)
    assert found.chosen == tuple(range(0, 6000, 2))


def test_ctrl_c_is_python_s_own_after_a_search() -> None:
    program = """
import os, signal
from facility.graph.cover_solver import cheapest_cover
cheapest_cover([1, 1, 1, 3], [[0, 1, 3], [1, 2, 3], [0, 2, 3]])
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("interrupted\n", 0), done.stderr
