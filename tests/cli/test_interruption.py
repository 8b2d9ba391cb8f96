"""Runs that are cut short: killed, stopped, locked out; each is brought to its end, and nothing is done twice."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.world import World, eventually, lines_until
from tests.prepared import Command

LEAVES = {"east-leaf-01a", "east-leaf-01b", "east-leaf-02a", "east-leaf-02b"}
INTERRUPTED = (
    "sddc: Interrupted while looking; nothing was changed.",
    "sddc: Interrupted before anything was changed.",
)
SHORT_TIMER = ("--confirm-seconds", 5)
"""So that what was under way is taken back soon."""


def behind_the_first_wave(world: World, process: Command) -> str:  # noqa: ARG001 - as its siblings
    return lines_until(process, "gate")


def behind_the_second_wave(world: World, process: Command) -> str:  # noqa: ARG001 - as its siblings
    return lines_until(process, "gate") + lines_until(process, "gate")


def during_a_commit(world: World, process: Command) -> str:
    slow_down(world, 0.02)  # time between a commit and its confirmation
    read = lines_until(process, "gate")
    eventually(lambda: any(state["pending_commit"] for state in world.lab.status().values()))
    return read


def slow_down(world: World, seconds: float) -> None:
    for switch in LEAVES:
        world.lab.fault("delay", switch=switch, seconds=seconds)


@pytest.mark.parametrize("moment", [behind_the_first_wave, behind_the_second_wave, during_a_commit])
def test_a_killed_run_is_resumed_and_nothing_is_done_twice(
    world: World, moment: Callable[[World, Command], str]
) -> None:
    world.add_network()
    plan = world.planned()
    before = world.lab.changes()
    with world.sddc.started("apply", plan, *SHORT_TIMER) as process:
        moment(world, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    slow_down(world, 0)
    state = world.lab.status()
    done = {name for name in LEAVES if state[name]["changes"] > before[name] and state[name]["pending_commit"] is None}
    assert done, "nothing was done before the kill"
    assert done != LEAVES, "everything was done before the kill"
    resumed = world.sddc("apply", "--resume", "--estate", world.estate, *SHORT_TIMER, "--format", "json")
    assert resumed.code == 0, resumed
    report = resumed.json()
    assert report["state"] == "done"
    assert report["resumes"]
    assert any("has ended without its lock; it was taken over." in note for note in report["notes"])
    assert {one["address"].removeprefix("device/") for one in report["outcomes"]} == LEAVES - done
    after = world.lab.changes()
    assert {name for name in done if after[name] != state[name]["changes"]} == set()
    assert world.sddc("plan", world.estate).code == 0


@pytest.mark.parametrize("way", ["resume", "plan and apply"])
def test_what_was_confirmed_but_not_saved_before_a_kill_is_saved(world: World, way: str) -> None:
    world.add_network()
    plan = world.planned()
    before = world.lab.changes()
    with world.sddc.started("apply", plan) as process:
        slow_down(world, 0.02)
        eventually(lambda: any(state["pending_commit"] for state in world.lab.status().values()))
        switch = next(name for name, state in world.lab.status().items() if state["pending_commit"])
        # Behind the confirmation one more question is asked before it saves.
        world.lab.fault("delay", switch=switch, seconds=0.3)
        eventually(lambda: world.lab.status()[switch]["pending_commit"] is None)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    slow_down(world, 0)
    assert world.lab.changes()[switch] > before[switch]
    assert "vlan 320" in world.lab.running(switch)
    assert "vlan 320" not in world.lab.saved(switch)
    assert f"{switch} runs what the estate wants but has not saved it" in world.sddc("plan", world.estate).out
    assert "saved configuration" in world.sddc("verify", world.estate).out
    if way == "resume":
        done = world.sddc("apply", "--resume", "--estate", world.estate, "--format", "json")
    else:
        done = world.sddc("apply", world.planned(), "--format", "json")
    assert done.code == 0, done
    steps = {one["address"]: one["steps"] for one in done.json()["outcomes"]}
    assert steps[f"device/{switch}"] == ["saved"]
    assert world.sddc("plan", world.estate).code == 0
    for name in LEAVES:
        assert world.lab.saved(name) == world.lab.running(name)


def test_ctrl_c_finishes_what_is_under_way_and_says_how_to_go_on(world: World) -> None:
    world.add_network()
    plan = world.planned()
    with world.sddc.started("apply", plan) as process:
        read = lines_until(process, "gate")
        process.send_signal(signal.SIGINT)
        stopped = world.sddc.end_of(process, read=read)
    assert stopped.code == 130
    assert "It was stopped. Go on with: sddc apply --resume" in stopped.out
    assert "were not begun." in stopped.out
    assert [name for name, state in world.lab.status().items() if state["pending_commit"]] == []
    resumed = world.sddc("apply", "--resume", cwd=world.estate)
    assert resumed.code == 0, resumed
    assert world.sddc("plan", world.estate).code == 0
    again = world.sddc("apply", "--resume", cwd=world.estate)
    assert (again.code, again.out) == (0, "")
    assert "Nothing is left to do: the last run" in again.err


def test_ctrl_c_while_looking_changes_nothing(world: World) -> None:
    world.add_network()
    plan = world.planned()
    before = world.lab.changes()
    world.lab.fault("delay", switch="east-spine-1", seconds=2)
    for words in (("plan", world.estate), ("verify", world.estate), ("apply", plan)):
        with world.sddc.started(*words) as process:
            eventually(partial(handles_signals, process.pid))
            process.send_signal(signal.SIGINT)
            stopped = world.sddc.end_of(process, timeout=10)
        assert stopped.code == 130, (words, stopped)
        assert stopped.err.splitlines()[-1] in INTERRUPTED, (words, stopped)
    assert world.lab.changes() == before


def handles_signals(pid: int) -> bool:
    """Whether the process takes SIGTERM in a handler of its own, which only commands under way do (proc(5): SigCgt)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    caught = next(line for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_a_switch_that_is_lost_behind_its_commit_comes_back_by_itself(world: World) -> None:
    world.move_server()
    plan = world.planned()
    old = world.lab.running("east-leaf-02a")
    before = world.lab.changes()
    world.lab.fault("cut_after_commit", switch="east-leaf-02a", seconds=6)
    done = world.sddc("apply", plan, *SHORT_TIMER)
    assert done.code == 1, done
    assert "reverted device/east-leaf-02a" in done.out
    assert "After the commit the device could not be reached" in done.out
    assert "The device is back on the old configuration." in done.out
    assert "1 were not begun." in done.out
    assert "Applied 0 of 2" in done.out
    assert world.lab.running("east-leaf-02a") == old
    after = world.lab.changes()
    assert [name for name in before if name != "east-leaf-02a" and after[name] != before[name]] == []
    resumed = world.sddc("apply", "--resume", "--estate", world.estate)
    assert resumed.code == 0, resumed
    assert world.sddc("plan", world.estate).code == 0


def test_a_second_ctrl_c_ends_at_once_and_the_run_can_be_resumed(world: World) -> None:
    world.add_network()
    plan = world.planned()
    with world.sddc.started("apply", plan, *SHORT_TIMER) as process:
        read = during_a_commit(world, process)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        stopped = world.sddc.end_of(process, timeout=10, read=read)
    assert stopped.code == 130
    assert "Interrupted twice: changes may be under way." in stopped.err
    assert "sddc apply --resume" in stopped.err
    slow_down(world, 0)
    resumed = world.sddc("apply", "--resume", "--estate", world.estate, *SHORT_TIMER)
    assert resumed.code == 0, resumed
    assert world.sddc("plan", world.estate).code == 0
