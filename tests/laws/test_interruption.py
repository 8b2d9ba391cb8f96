"""Killed, stopped or run twice at once: the world ends as if nothing had happened, and nothing is done twice."""

import json
import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.change import Address, Status
from orchestration.journal import open_journal
from orchestration.record import ChangeRecord, RunState
from tests.orchestration.worlds import BASIS, DirectoryWorld, as_wanted, three_sites
from tests.prepared import Command, prepared_commands

ROOT = Path(__file__).parents[2]
WANTED = three_sites()
QUICK, SLOW, ENDLESS = "0.02", "0.3", "60"
FORKS: list[socket.socket] = []
"""Where the runs of this module are started; see tests.prepared."""


@pytest.fixture
def world(tmp_path: Path) -> DirectoryWorld:
    (tmp_path / "live").mkdir()
    return DirectoryWorld(tmp_path)


@pytest.fixture(scope="module", autouse=True)
def prepared() -> Iterator[None]:
    with prepared_commands(os.environ, "sqlalchemy.dialects.sqlite", "orchestration.journal_tables") as forks:
        FORKS.append(forks)
        yield
        FORKS.clear()


@contextmanager
def run(world: DirectoryWorld, seconds: str, *arguments: str) -> Iterator[Command]:
    process = Command("tests.orchestration.killable", (world.path, seconds, *arguments), ROOT, os.environ, FORKS[0])
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.close()


def until(condition: Callable[[], bool], process: Command) -> None:
    end = time.monotonic() + 30
    while not condition() and process.poll() is None:
        assert time.monotonic() < end, "it does not come to that"
        time.sleep(0.001)


def finish(world: DirectoryWorld, *arguments: str) -> tuple[int, str, str]:
    with run(world, QUICK, *arguments) as process:
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


def recorded(world: DirectoryWorld) -> dict[str, dict[Address, ChangeRecord]]:
    with open_journal(world.path / "journal" / "journal.sqlite") as journal:
        return {
            record.run: {change.change.address: change for change in journal.changes(record.run)}
            for record in journal.runs(BASIS)
        }


def done(world: DirectoryWorld) -> set[str]:
    return {
        str(address)
        for changes in recorded(world).values()
        for address, record in changes.items()
        if record.outcome is not None and record.outcome.status is Status.DONE
    }


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_any_moments_and_resumed_it_ends_as_undisturbed(world: DirectoryWorld, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - for repeating, not for hiding
    arguments: tuple[str, ...] = ()
    for _ in range(chance.choice([1, 1, 3])):
        lines = len(world.log) + chance.randrange(1, 40)
        with run(world, QUICK, *arguments) as process:
            until(lambda lines=lines: len(world.log) >= lines, process)  # type: ignore[misc]
            time.sleep(chance.random() * 0.02)
            process.kill()
        finished = done(world)
        before = world.log
        assert finished <= {line.removeprefix("end ") for line in before if line.startswith("end ")}
        arguments = ("--resume",)
        with_end = {line.removeprefix("end ") for line in before if line.startswith("end ")}
    status, out, err = finish(world, "--resume")
    assert status == 0, err
    assert as_wanted(world, WANTED)
    again = {line.removeprefix("begin ") for line in world.log[len(before) :] if line.startswith("begin ")}
    assert not again & with_end, "done once, it is not done again"
    if out:
        report = json.loads(out)
        assert report["state"] == "done"
        assert report["resumes"]
    ends = Counter(line for line in world.log if line.startswith("end "))
    assert max(ends.values()) == 1
    assert finish(world, "--resume")[0] == 0
    assert "complete" in finish(world, "--resume")[2]


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.3])
def test_killed_before_or_after_it_began_a_plan_still_applies(world: DirectoryWorld, delay: float) -> None:
    with run(world, QUICK) as process:
        time.sleep(delay)
        process.kill()
    assert finish(world)[0] == 0
    assert as_wanted(world, WANTED)


def test_a_dead_lock_is_taken_over_visibly_and_its_run_called_interrupted(world: DirectoryWorld) -> None:
    with run(world, ENDLESS) as process:
        until(lambda: bool(world.log), process)
        process.kill()
    with open_journal(world.path / "journal" / "journal.sqlite") as journal:
        assert journal.runs(BASIS)[0].state is RunState.RUNNING
    status, out, _ = finish(world, "--resume")
    assert status == 0
    (note,) = json.loads(out)["notes"]
    assert f"process {process.pid}" in note
    assert "taken over" in note
    with open_journal(world.path / "journal" / "journal.sqlite") as journal:
        assert [one.state for one in journal.runs(BASIS)] == [RunState.DONE, RunState.INTERRUPTED]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_finishes_what_is_under_way_and_says_where_it_stands(
    world: DirectoryWorld, number: signal.Signals
) -> None:
    with run(world, SLOW) as process:
        until(lambda: len(world.log) >= 4, process)
        process.send_signal(number)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 5
    report = json.loads(out)
    assert report["state"] == "interrupted"
    begun = {line.removeprefix("begin ") for line in world.log if line.startswith("begin ")}
    ended = {line.removeprefix("end ") for line in world.log if line.startswith("end ")}
    assert begun == ended
    assert {one["address"] for one in report["outcomes"] if one["status"] == "done"} == ended
    assert report["totals"]["done"] + report["totals"]["skipped"] == len(WANTED)
    assert finish(world, "--resume")[0] == 0
    assert as_wanted(world, WANTED)
    assert all(count == 1 for count in Counter(world.log).values())


def test_a_second_signal_ends_at_once_and_what_was_under_way_is_looked_at_again(world: DirectoryWorld) -> None:
    with run(world, ENDLESS) as process:
        until(lambda: len(world.log) >= 4, process)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None, "the first one waits for what is under way"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 130
    (changes,) = recorded(world).values()
    assert sum(record.begun is not None and record.outcome is None for record in changes.values()) == 4
    status, out, _ = finish(world, "--resume")
    assert status == 0
    # The lock was not given up while changes were under way.
    assert any("taken over" in note for note in json.loads(out)["notes"])
    assert as_wanted(world, WANTED)


def test_two_terminals_at_once_the_second_is_refused(world: DirectoryWorld) -> None:
    with run(world, SLOW) as process:
        until(lambda: len(world.log) >= 2, process)
        status, out, err = finish(world)
        assert status == 75
        assert out == ""
        assert f"process {process.pid}" in err
        assert finish(world, "--resume")[0] == 75
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert as_wanted(world, WANTED)
    assert all(count == 1 for count in Counter(world.log).values())


def test_two_at_the_very_same_moment_one_is_refused_or_finds_the_plan_stale(world: DirectoryWorld) -> None:
    with run(world, SLOW) as first, run(world, SLOW) as second:
        first.communicate(timeout=60)
        second.communicate(timeout=60)
    codes = {first.returncode, second.returncode}
    assert 0 in codes
    assert codes <= {0, 75, 76}, "one may come so late that there is nothing left to do"
    assert as_wanted(world, WANTED)
    assert all(count == 1 for count in Counter(world.log).values())
