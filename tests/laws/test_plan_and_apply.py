"""What is planned is done, nothing else is, and then there is nothing left to do."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.apply import Means, apply
from orchestration.change import Action, Address, Outcome, Status
from orchestration.executor import Serial, Threads
from orchestration.gate import Convergence
from orchestration.journal import open_journal
from orchestration.plan import Plan, PlanRefused, make_plan, refusal
from orchestration.record import RunState
from orchestration.resume import NothingToResume, resume
from orchestration.waves import FREE, waves
from tests.orchestration.worlds import BASIS, FakeController, MemoryWorld, Thing

KINDS = ("device", "network")
NAMES = st.sampled_from([Address(kind, f"n{number}") for kind in KINDS for number in range(7)])
VALUES = st.sampled_from(["v1", "v2", "v3"])
LIVE = st.dictionaries(NAMES, VALUES)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Thing, ...]:
    """Make things that need only earlier ones, at two sites, some in pairs."""
    wanted: list[Thing] = []
    for address in draw(st.lists(NAMES, unique=True)):
        earlier = [thing.address for thing in wanted]
        needs = st.frozensets(st.sampled_from(earlier), max_size=2) if earlier else st.just(frozenset())
        wanted.append(
            Thing(
                address,
                draw(VALUES),
                draw(st.sampled_from(["gaoxin", "tianfu"])),
                draw(needs),
                draw(st.none() | st.sampled_from(["g1", "g2"])),
            )
        )
    return tuple(wanted)


class Lab:
    """A controller, its world and a journal of its own."""

    def __init__(self, live: dict[Address, str], wanted: tuple[Thing, ...], *, threads: bool = False) -> None:
        self.world = MemoryWorld(dict(live))
        self.controller = FakeController(frozenset(KINDS), wanted, self.world)
        self.executor = Threads(4) if threads else Serial()
        self.folder = TemporaryDirectory()

    def __enter__(self) -> Self:
        self.opened = open_journal(Path(self.folder.name) / "journal.sqlite")
        self.means = Means(
            (self.controller,),
            self.opened.__enter__(),
            {"network": FREE},
            executor=self.executor,
            convergence=Convergence(0, 0),
        )
        return self

    def __exit__(self, *_error: object) -> None:
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    def plan(self) -> Plan:
        return make_plan(BASIS, [self.controller])

    def values_wanted(self) -> dict[Address, str]:
        return {thing.address: thing.value for thing in self.controller.wanted}


@FEW
@given(LIVE, wishes(), st.booleans())
def test_after_an_apply_there_is_nothing_left_to_plan(
    live: dict[Address, str], wanted: tuple[Thing, ...], threads: bool
) -> None:
    with Lab(live, wanted, threads=threads) as lab:
        plan = lab.plan()
        report = apply(plan, BASIS, lab.means)
        assert report.state is RunState.DONE
        assert lab.world.values() == lab.values_wanted()
        assert lab.plan().changes == ()
        # Exactly what was planned was done, once each.
        ends = sorted(line.removeprefix("end ") for line in lab.world.log if line.startswith("end "))
        assert ends == sorted(str(change.address) for change in plan.changes)
        with pytest.raises(NothingToResume):
            resume(BASIS, lab.means)


@FEW
@given(LIVE, wishes())
def test_planning_changes_nothing_and_says_the_same_twice(live: dict[Address, str], wanted: tuple[Thing, ...]) -> None:
    with Lab(live, wanted) as lab:
        first, second = lab.plan(), lab.plan()
        assert lab.world.values() == live
        assert lab.world.log == []
        assert replace(first, created=second.created) == second
        assert refusal(first, second) == ()


@FEW
@given(LIVE, wishes(), NAMES, st.sampled_from(["v1", "v2", "v3", "a person's"]))
def test_a_world_that_moved_refuses_the_plan(
    live: dict[Address, str], wanted: tuple[Thing, ...], moved: Address, value: str
) -> None:
    with Lab(live, wanted) as lab:
        plan = lab.plan()
        lab.world.write(moved, value)
        if lab.plan().changes == plan.changes:
            return
        before = lab.world.values()
        with pytest.raises(PlanRefused) as raised:
            apply(plan, BASIS, lab.means)
        assert any(str(moved) in reason for reason in raised.value.reasons)
        assert lab.world.values() == before
        assert lab.world.log == []


@FEW
@given(LIVE, wishes(), st.integers(0, 13), st.sampled_from([Status.FAILED, Status.ERROR, Status.REVERTED, None]))
def test_a_failure_stops_later_waves_and_a_resumption_ends_as_undisturbed(
    live: dict[Address, str], wanted: tuple[Thing, ...], which: int, status: Status | None
) -> None:
    with Lab(live, wanted) as lab:
        plan = lab.plan()
        if not plan.changes:
            return
        bad = plan.changes[which % len(plan.changes)].address
        lab.controller.trouble = {bad: Outcome(bad, status, "no") if status else RuntimeError()}
        report = apply(plan, BASIS, lab.means)
        number = {
            change.address: wave.number for wave in waves(plan.changes, lab.means.paces) for change in wave.changes
        }
        for outcome in report.outcomes:
            if outcome.address == bad:
                assert outcome.status is (status or Status.ERROR)
            elif number[outcome.address] < number[bad]:
                assert outcome.status is Status.DONE
            elif number[outcome.address] > number[bad]:
                assert outcome.status is Status.SKIPPED
        assert len(report.outcomes) == len(plan.changes)
        lab.controller.trouble = {}
        assert resume(BASIS, lab.means).state is RunState.DONE
        assert lab.world.values() == lab.values_wanted()
        assert all(lab.world.log.count(line) == 1 for line in lab.world.log if line.startswith("end "))


@FEW
@given(LIVE, wishes())
def test_a_plan_that_was_saved_and_read_is_as_good(live: dict[Address, str], wanted: tuple[Thing, ...]) -> None:
    with Lab(live, wanted) as lab:
        file = Path(lab.folder.name) / "change.plan"
        lab.plan().save(file)
        assert apply(Plan.read(file), BASIS, lab.means).state is RunState.DONE
        assert lab.world.values() == lab.values_wanted()


@FEW
@given(LIVE, wishes())
def test_without_leave_nothing_is_deleted(live: dict[Address, str], wanted: tuple[Thing, ...]) -> None:
    with Lab(live, wanted) as lab:
        lab.controller.allow_delete = False
        plan = lab.plan()
        assert all(change.action is not Action.DELETE for change in plan.changes)
        apply(plan, BASIS, lab.means)
        assert live.keys() <= lab.world.values().keys()
        assert {change.address for change in lab.plan().withheld} == live.keys() - lab.values_wanted().keys()
