from collections.abc import Callable
from dataclasses import replace

import pytest

from orchestration.apply import Means, apply
from orchestration.change import Address, Outcome, Status
from orchestration.controller import Unknown
from orchestration.journal import SqlJournal
from orchestration.observer import Silent
from orchestration.plan import PlanRefused, make_plan
from orchestration.record import RunState
from orchestration.report import Report
from orchestration.resume import NothingToResume, resume
from orchestration.stop import Stop
from orchestration.waves import Wave
from tests.orchestration.worlds import BASIS, FakeController, MemoryWorld, as_wanted, device

MakeMeans = Callable[..., Means]
KINDS = frozenset({"device"})
THINGS = tuple(device(name, group="all") for name in ("a", "b", "c"))
A, B, C = (thing.address for thing in THINGS)
FAILS_AT_B = {B: Outcome(B, Status.FAILED, "% Invalid input")}


def do(means: Means) -> Report:
    return apply(make_plan(BASIS, means.controllers), BASIS, means)


@pytest.fixture
def controller(means: MakeMeans) -> FakeController:
    """Make one whose run has done a, failed at b and not begun c; the cause of the failure is gone."""
    controller = FakeController(KINDS, THINGS, MemoryWorld(), trouble=FAILS_AT_B)
    assert do(means(controller)).state is RunState.PARTLY
    controller.trouble = {}
    return controller


def test_what_is_left_is_done_and_all_of_the_run_is_verified(
    means: MakeMeans, journal: SqlJournal, controller: FakeController
) -> None:
    report = resume(BASIS, means(controller))
    assert report.state is RunState.DONE
    assert [str(outcome.address) for outcome in report.outcomes] == ["device/b", "device/c"]
    assert [check.subject for check in report.gates[-1].checks] == ["device/a", "device/b", "device/c"]
    assert as_wanted(controller.world, THINGS)
    latest, first = journal.runs(BASIS)
    assert latest.resumes == report.resumes == first.run
    with pytest.raises(NothingToResume, match=latest.run):
        resume(BASIS, means(controller))


def test_what_was_applied_is_remembered_also_of_what_a_killed_run_had_made(
    means: MakeMeans, journal: SqlJournal, controller: FakeController
) -> None:
    done = '{"applied": "v1"}'
    assert journal.remembered(BASIS, "device") == {"a": done}
    controller.world.write(B, "v1")
    resume(BASIS, means(controller))
    assert journal.remembered(BASIS, "device") == {"a": done, "b": done, "c": done}


def test_a_resumption_that_fails_can_be_resumed_and_still_knows_all(
    means: MakeMeans, controller: FakeController
) -> None:
    controller.trouble = {C: Outcome(C, Status.ERROR, "no answer")}
    assert resume(BASIS, means(controller)).state is RunState.PARTLY
    controller.trouble = {}
    report = resume(BASIS, means(controller))
    assert [outcome.address for outcome in report.outcomes] == [C]
    assert [check.subject for check in report.gates[-1].checks] == ["device/a", "device/b", "device/c"]
    assert report.state is RunState.DONE


def test_when_all_was_made_already_its_gate_is_still_passed(means: MakeMeans, controller: FakeController) -> None:
    controller.world.write(B, "v1")
    controller.world.write(C, "v1")
    report = resume(BASIS, means(controller))
    assert report.outcomes == ()
    assert [len(gate.checks) for gate in report.gates] == [3]
    assert report.state is RunState.DONE


def test_when_that_gate_does_not_hold_the_resumption_has_failed(means: MakeMeans, controller: FakeController) -> None:
    controller.world.write(B, "v1")
    controller.world.write(C, "v1")

    def checks(_changes: object) -> tuple[()]:
        raise OSError

    controller.checks = checks
    assert resume(BASIS, means(controller)).state is RunState.FAILED


def test_only_what_the_run_promised_is_done(means: MakeMeans, controller: FakeController) -> None:
    new = device("new")
    controller.wanted = (*THINGS, new)
    resume(BASIS, means(controller))
    assert new.address not in controller.world.values()


def test_without_a_run_there_is_nothing_to_resume(means: MakeMeans) -> None:
    with pytest.raises(NothingToResume, match="bank"):
        resume(BASIS, means(FakeController(KINDS, THINGS, MemoryWorld())))


def refused(means: Means, **fields: str) -> str:
    with pytest.raises(PlanRefused) as raised:
        resume(replace(BASIS, **fields), means)
    (reason,) = raised.value.reasons
    return reason


def test_an_edited_estate_is_not_resumed(means: MakeMeans, controller: FakeController) -> None:
    begun = len(controller.world.values())
    assert "has been edited since run" in refused(means(controller), digest="d2")
    assert len(controller.world.values()) == begun


@pytest.mark.parametrize(
    ("address", "words"),
    [(A, "device/a was done and differs again"), (C, "device/c has been changed since the run was planned")],
)
def test_what_somebody_changed_meanwhile_is_not_overwritten(
    means: MakeMeans, controller: FakeController, address: Address, words: str
) -> None:
    controller.world.write(address, "another user's")
    assert words in refused(means(controller))
    assert controller.world.values()[address] == "another user's"


def test_what_was_begun_may_look_in_any_way(means: MakeMeans, controller: FakeController) -> None:
    controller.world.write(B, "half of it")
    assert resume(BASIS, means(controller)).state is RunState.DONE
    assert as_wanted(controller.world, THINGS)


def test_a_resumption_that_did_not_come_to_it_does_not_forget_that_it_was_begun(
    means: MakeMeans, controller: FakeController
) -> None:
    stop = Stop()

    class Stops(Silent):
        def wave_started(self, wave: Wave) -> None:
            stop.requested = wave.number == 1

    report = resume(BASIS, means(controller, stop=stop, observer=Stops()))
    assert {outcome.status for outcome in report.outcomes} == {Status.SKIPPED}
    controller.world.write(B, "what a timer put back")
    assert resume(BASIS, means(controller)).state is RunState.DONE
    assert as_wanted(controller.world, THINGS)


def test_what_is_unknown_refuses_unless_it_is_accepted(means: MakeMeans, controller: FakeController) -> None:
    controller.unknown = (Unknown(Address("device", "z"), "tianfu", "no answer"),)
    assert "device/z could not be looked at" in refused(means(controller))
    assert resume(BASIS, means(controller), accept_unknown=True).state is RunState.DONE


def test_a_delete_of_the_run_still_needs_leave(means: MakeMeans) -> None:
    world = MemoryWorld({A: "v1", B: "v1"})
    controller = FakeController(KINDS, (), world, trouble=FAILS_AT_B)
    assert do(means(controller)).state is RunState.PARTLY
    controller.trouble, controller.allow_delete = {}, False
    assert "--allow-delete" in refused(means(controller))
    controller.allow_delete = True
    assert resume(BASIS, means(controller)).state is RunState.DONE
    assert world.values() == {}
