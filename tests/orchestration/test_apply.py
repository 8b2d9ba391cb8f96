import dataclasses
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from orchestration.apply import Means, apply
from orchestration.change import Address, Change, Check, Outcome, Status
from orchestration.executor import Threads
from orchestration.gate import Gate
from orchestration.journal import SqlJournal
from orchestration.observer import Silent
from orchestration.plan import Plan, PlanRefused, make_plan
from orchestration.record import EstateLocked, JournalUnusable, RunState
from orchestration.report import Report
from orchestration.stop import Interrupted, Stop
from orchestration.waves import Wave
from tests.orchestration.worlds import BASIS, FakeController, MemoryWorld, as_wanted, device, three_sites

MakeMeans = Callable[..., Means]
KINDS = frozenset({"device", "project", "network", "subnet"})
PAIR = (device("leaf-a", group="leaf"), device("leaf-b", group="leaf"))


class Diary(Silent):
    """Writes down what it hears."""

    def __init__(self, react: Callable[[str], None] = lambda _line: None) -> None:
        self.lines: list[str] = []
        self.gates: list[Gate] = []
        self.report: Report | None = None
        self.react = react

    def hear(self, line: str) -> None:
        self.lines.append(line)
        self.react(line)

    def run_started(self, run: str, waves: Sequence[Wave]) -> None:
        assert run
        self.hear(f"run of {len(waves)}")

    def wave_started(self, wave: Wave) -> None:
        self.hear(f"wave {wave.number}")

    def change_started(self, change: Change) -> None:
        self.hear(f"start {change.address.name}")

    def step(self, address: Address, text: str) -> None:
        self.hear(f"step {address.name} {text}")

    def change_ended(self, outcome: Outcome) -> None:
        self.hear(f"{outcome.status} {outcome.address.name}")

    def gate_looked(self, gate: Gate) -> None:
        self.gates.append(gate)

    def gate_ended(self, gate: Gate) -> None:
        self.hear(f"gate {gate.wave} {gate.holds}")

    def run_ended(self, report: Report) -> None:
        self.report = report
        self.hear(f"ended {report.state}")


def do(means: Means, *, accept_unknown: bool = False) -> Report:
    return apply(make_plan(BASIS, means.controllers), BASIS, means, accept_unknown=accept_unknown)


def statuses(report: Report) -> dict[str, str]:
    return {outcome.address.name: outcome.status.value for outcome in report.outcomes}


def test_all_that_happens_is_heard_in_order(means: MakeMeans, journal: SqlJournal) -> None:
    diary = Diary()
    report = do(means(FakeController(KINDS, PAIR, MemoryWorld()), observer=diary))
    assert diary.lines == [
        "run of 2",
        *("wave 1", "start leaf-a", "step leaf-a begin", "done leaf-a", "gate 1 True"),
        *("wave 2", "start leaf-b", "step leaf-b begin", "done leaf-b", "gate 2 True"),
        "ended done",
    ]
    assert report.state is RunState.DONE
    assert report.verified
    assert report.totals[Status.DONE] == 2
    (run,) = journal.runs()
    assert (run.run, run.state, run.basis) == (report.run, RunState.DONE, BASIS)
    assert run.ended is not None
    assert run.ended.utcoffset() is not None
    assert [(record.wave, record.outcome) for record in journal.changes(run.run)] == [
        (1, report.outcomes[0]),
        (2, report.outcomes[1]),
    ]


def test_three_sites_in_threads_end_as_wanted(means: MakeMeans) -> None:
    world = MemoryWorld()
    report = do(means(FakeController(KINDS, three_sites(), world, seconds=0.005), executor=Threads(8)))
    assert report.state is RunState.DONE
    assert as_wanted(world, three_sites())


def test_nothing_to_do_begins_no_run(means: MakeMeans, journal: SqlJournal) -> None:
    world = MemoryWorld({thing.address: thing.value for thing in PAIR})
    report = do(means(FakeController(KINDS, PAIR, world)))
    assert (report.run, report.state, report.outcomes) == (None, RunState.DONE, ())
    assert journal.runs() == ()


@pytest.mark.parametrize("status", [Status.FAILED, Status.ERROR, Status.REVERTED])
def test_the_first_bad_change_stops_what_has_not_begun(means: MakeMeans, journal: SqlJournal, status: Status) -> None:
    things = (*PAIR, device("border"), device("spine"))
    trouble = {things[2].address: Outcome(things[2].address, status, "% Invalid input")}
    world = MemoryWorld()
    report = do(means(FakeController(KINDS, things, world, trouble=trouble)))
    assert statuses(report) == {"leaf-a": "done", "border": status, "leaf-b": "skipped", "spine": "skipped"}
    assert report.state is RunState.PARTLY
    assert [change.name for change in world.values()] == ["leaf-a"]
    assert [gate.wave for gate in report.gates] == [1]
    assert not report.verified
    (run,) = journal.runs()
    assert run.state is RunState.PARTLY
    assert [record.outcome for record in journal.changes(run.run)] == list(report.outcomes)


def test_a_run_that_does_nothing_has_failed(means: MakeMeans) -> None:
    trouble = {PAIR[0].address: Outcome(PAIR[0].address, Status.FAILED, "no")}
    assert do(means(FakeController(KINDS, PAIR, MemoryWorld(), trouble=trouble))).state is RunState.FAILED


@pytest.mark.parametrize("error", [KeyError("swordfish"), AssertionError("swordfish"), OSError(5, "swordfish")])
def test_a_fault_in_a_controller_is_an_error_of_that_change_without_its_text(
    means: MakeMeans, journal: SqlJournal, error: Exception
) -> None:
    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), trouble={PAIR[0].address: error}), executor=Threads()))
    assert statuses(report) == {"leaf-a": "error", "leaf-b": "skipped"}
    message = report.outcomes[0].message
    assert f"{type(error).__name__} at orchestration/worlds.py:" in message
    assert "swordfish" not in message
    (run,) = journal.runs()
    assert run.state is RunState.FAILED
    assert [record.outcome for record in journal.changes(run.run)] == list(report.outcomes)


def test_a_program_exit_inside_a_controller_does_not_end_the_run_unrecorded(means: MakeMeans) -> None:
    class Exits(FakeController):
        def apply(self, change: Change, progress: object) -> Outcome:
            raise SystemExit(change is None or progress is None)

    report = do(means(Exits(KINDS, PAIR, MemoryWorld())))
    assert statuses(report) == {"leaf-a": "error", "leaf-b": "skipped"}


def test_an_outcome_about_something_else_is_an_error(means: MakeMeans) -> None:
    trouble = {PAIR[0].address: Outcome(PAIR[1].address, Status.DONE)}
    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), trouble=trouble)))
    assert statuses(report) == {"leaf-a": "error", "leaf-b": "skipped"}


def test_a_stale_plan_changes_nothing_and_leaves_no_lock(means: MakeMeans, journal: SqlJournal) -> None:
    world = MemoryWorld()
    tools = means(FakeController(KINDS, PAIR, world))
    saved = make_plan(BASIS, tools.controllers)
    world.write(PAIR[0].address, "another user's")
    with pytest.raises(PlanRefused) as raised:
        apply(saved, BASIS, tools)
    assert raised.value.reasons == ("device/leaf-a has been changed since the plan was made.",)
    assert world.log == []
    assert journal.runs() == ()
    assert do(tools).state is RunState.DONE


def test_a_kind_that_nobody_carries_out_is_found_before_anything_changes(means: MakeMeans, journal: SqlJournal) -> None:
    controller = FakeController(frozenset({"host"}), (), MemoryWorld())
    liar = dataclasses.replace(controller, kinds=frozenset({"device"}), wanted=PAIR)
    tools = means(liar)
    plan = make_plan(BASIS, tools.controllers)
    liar.kinds = frozenset({"host"})
    with pytest.raises(ValueError, match="no controller carries out changes of the kind device"):
        apply(plan, BASIS, tools)
    assert journal.runs() == ()


def check(change: Change, status: Status, waits_for: frozenset[Address] = frozenset()) -> Check:
    return Check(change.address.name, "bgp session", status, "Established", "Idle", waits_for)


@pytest.mark.parametrize("status", [Status.FAILED, Status.ERROR])
def test_a_gate_that_does_not_hold_stops_the_run(means: MakeMeans, status: Status) -> None:
    controller = FakeController(KINDS, PAIR, MemoryWorld(), checks=lambda changes: (check(changes[0], status),))
    report = do(means(controller, timeout=0.05))
    assert statuses(report) == {"leaf-a": "done", "leaf-b": "skipped"}
    assert [one.status for one in report.gates[0].failed] == [status]
    assert report.state is RunState.PARTLY


def test_a_last_gate_that_does_not_hold_is_a_failure_though_all_is_in(means: MakeMeans) -> None:
    def checks(changes: tuple[Change, ...]) -> tuple[Check, ...]:
        return (check(changes[0], Status.DONE if len(changes) == 1 else Status.FAILED),)

    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), checks=checks)))
    assert statuses(report) == {"leaf-a": "done", "leaf-b": "done"}
    assert report.state is RunState.FAILED


def test_a_gate_looks_again_until_the_world_has_settled(means: MakeMeans) -> None:
    looks = iter([Status.FAILED, Status.ERROR, Status.DONE, Status.DONE])
    controller = FakeController(KINDS, PAIR, MemoryWorld(), checks=lambda changes: (check(changes[0], next(looks)),))
    diary = Diary()
    report = do(means(controller, observer=diary, timeout=10))
    assert report.state is RunState.DONE
    assert [gate.holds for gate in diary.gates] == [False, False, True, True]


def test_a_check_waits_for_a_change_to_come_but_not_at_the_last_gate(means: MakeMeans) -> None:
    addresses = frozenset(thing.address for thing in PAIR)

    def checks(changes: tuple[Change, ...]) -> tuple[Check, ...]:
        return tuple(check(change, Status.FAILED, addresses - {change.address}) for change in changes)

    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), checks=checks)))
    first, last = report.gates
    assert first.holds
    assert [one.subject for one in first.waiting] == ["leaf-a"]
    assert [one.subject for one in last.failed] == ["leaf-a", "leaf-b"]
    assert report.state is RunState.FAILED


def test_what_is_outside_of_every_plan_is_said_and_stops_nothing(means: MakeMeans) -> None:
    def checks(changes: tuple[Change, ...]) -> tuple[Check, ...]:
        return tuple(dataclasses.replace(check(change, Status.FAILED), outside=True) for change in changes)

    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), checks=checks)))
    assert report.state is RunState.DONE
    assert [[one.subject for one in gate.outside] for gate in report.gates] == [["leaf-a"], ["leaf-a", "leaf-b"]]
    assert not any(gate.checks for gate in report.gates)


def test_a_fault_in_a_verification_is_a_check_that_could_not_be_made(means: MakeMeans) -> None:
    def checks(changes: tuple[Change, ...]) -> tuple[Check, ...]:
        raise IndexError(changes)

    report = do(means(FakeController(KINDS, PAIR, MemoryWorld(), checks=checks)))
    (failed,) = report.gates[0].failed
    assert failed.status is Status.ERROR
    assert "IndexError" in failed.actual
    assert report.state is RunState.PARTLY


def test_a_stop_finishes_what_is_under_way_and_begins_nothing_new(means: MakeMeans, journal: SqlJournal) -> None:
    stop = Stop()

    def react(line: str) -> None:
        stop.requested |= line == "step leaf-a begin"

    world = MemoryWorld()
    controller = FakeController(KINDS, (*PAIR, device("spine")), world)
    report = do(means(controller, observer=Diary(react), stop=stop))
    assert statuses(report) == {"leaf-a": "done", "leaf-b": "skipped", "spine": "skipped"}
    assert report.state is RunState.INTERRUPTED
    assert report.outcomes[1].message == "Not begun: the run was stopped."
    assert journal.runs()[0].state is RunState.INTERRUPTED
    assert journal.acquire(BASIS, "next") is None


def test_a_stop_during_a_gate_does_not_wait_for_its_time(means: MakeMeans) -> None:
    stop = Stop()
    controller = FakeController(KINDS, PAIR, MemoryWorld(), checks=lambda changes: (check(changes[0], Status.FAILED),))
    timer = threading.Timer(0.3, lambda: setattr(stop, "requested", True))
    timer.start()
    begun = time.monotonic()
    report = do(means(controller, stop=stop, timeout=60))
    assert time.monotonic() - begun < 5
    assert report.state is RunState.INTERRUPTED
    assert report.gates == ()
    assert any("not verified" in note for note in report.notes)


def test_a_stop_before_anything_began_leaves_nothing(means: MakeMeans, journal: SqlJournal) -> None:
    stop = Stop()

    class Stops(FakeController):
        def plan(self) -> object:  # type: ignore[override]
            stop.requested = True
            time.sleep(0.5)
            return FakeController.plan(self)

    tools = means(Stops(KINDS, PAIR, MemoryWorld()), stop=stop)
    with pytest.raises(Interrupted):
        apply(Plan(BASIS, make_plan(BASIS, ()).created), BASIS, tools)
    assert journal.runs() == ()
    assert journal.acquire(BASIS, "next") is None


def test_a_display_that_breaks_does_not_break_the_run(means: MakeMeans) -> None:
    def react(line: str) -> None:
        if line.startswith("step"):
            raise BrokenPipeError

    world = MemoryWorld()
    report = do(means(FakeController(KINDS, PAIR, world), observer=Diary(react), executor=Threads()))
    assert report.state is RunState.DONE
    assert as_wanted(world, PAIR)
    assert any("BrokenPipeError" in note for note in report.notes)


def test_two_runs_of_one_estate_at_once_are_refused(means: MakeMeans, journal: SqlJournal) -> None:
    journal.acquire(BASIS, "20261122-0914-7c2f")
    world = MemoryWorld()
    with pytest.raises(EstateLocked, match="20261122-0914-7c2f") as raised:
        do(means(FakeController(KINDS, PAIR, world)))
    assert "--break-lock" in str(raised.value)
    assert world.log == []


class BreaksAt:
    """A journal that cannot be written from a certain write on."""

    def __init__(self, journal: SqlJournal, writes: int) -> None:
        self.journal = journal
        self.left = writes

    def __getattr__(self, name: str) -> object:
        if name in ("begin_change", "end_change", "end_run", "begin_run", "acquire"):
            self.left -= 1
            if self.left < 0:
                return self.fail
        return getattr(self.journal, name)

    def fail(self, *_arguments: object) -> None:
        raise JournalUnusable("The journal cannot be used: database or disk is full.")


@pytest.mark.parametrize("writes", [0, 1])
def test_a_journal_that_cannot_be_written_at_the_start_changes_nothing(
    means: MakeMeans, journal: SqlJournal, writes: int
) -> None:
    world = MemoryWorld()
    tools = dataclasses.replace(
        means(FakeController(KINDS, PAIR, world)),
        journal=BreaksAt(journal, writes),  # type: ignore[arg-type]
    )
    with pytest.raises(JournalUnusable):
        do(tools)
    assert world.log == []


@pytest.mark.parametrize(("writes", "done"), [(2, 0), (3, 1), (4, 1), (5, 2), (6, 2)])
def test_a_journal_that_fails_on_the_way_stops_the_run_and_says_so(
    means: MakeMeans, journal: SqlJournal, writes: int, done: int
) -> None:
    world = MemoryWorld()
    tools = dataclasses.replace(
        means(FakeController(KINDS, PAIR, world)),
        journal=BreaksAt(journal, writes),  # type: ignore[arg-type]
    )
    report = do(tools)
    assert report.totals[Status.DONE] == done == len(world.values())
    assert any("disk is full" in note for note in report.notes)
    assert report.outcomes[1].status is (Status.DONE if done == 2 else Status.SKIPPED)
