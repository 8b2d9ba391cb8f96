"""Carrying out a survey in the order of its changes, for the tests of pools."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from orchestration.change import Change, Outcome, Status
from orchestration.controller import Survey
from provisioning.pools import PoolController


def waves(changes: tuple[Change, ...]) -> Iterator[list[Change]]:
    """Yield the changes that wait for nothing that is left; fails on a cycle."""
    left = {change.address: change for change in changes}
    while left:
        wave = [change for change in left.values() if not change.after & left.keys()]
        assert wave, f"a cycle: {sorted(map(str, left))}"
        yield wave
        for change in wave:
            del left[change.address]


def in_order(changes: tuple[Change, ...]) -> Iterator[Change]:
    """Yield the changes so that each comes after what it waits for."""
    return (change for wave in waves(changes) for change in wave)


def carry_out(pools: PoolController, survey: Survey, threads: int = 1) -> list[Outcome]:
    """Apply every change, wave by wave."""
    with ThreadPoolExecutor(threads) as pool:
        return [
            outcome
            for wave in waves(survey.changes)
            for outcome in pool.map(lambda change: pools.apply(change, lambda *_: None), wave)
        ]


def not_done(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status is not Status.DONE]
