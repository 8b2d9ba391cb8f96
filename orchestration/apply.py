"""Carrying out a plan: wave by wave, each change written down before and after, stopped at the first bad wave.

Nothing is taken from a saved plan but what it promises. The live world is looked at again, under the estate's lock, and
a plan that no longer fits is refused; then the fresh changes are carried out. The thread that applies does all the
writing: changes run in an executor and only return what became of them.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from orchestration.change import Address, Change, Outcome, Status
from orchestration.controller import Controller, Progress
from orchestration.executor import Executor, Task, Threads
from orchestration.fault import describe_fault
from orchestration.gate import Convergence, Gate, Gatekeeper
from orchestration.observer import Guarded, Observer, Silent
from orchestration.plan import Plan, PlanBasis, PlanRefused, make_plan, refusal
from orchestration.record import Holder, Journal, JournalUnusable, RunRecord, RunState
from orchestration.report import Report
from orchestration.stop import Interrupted, Stop
from orchestration.waves import Pace, Wave, waves


@dataclass(frozen=True, slots=True)
class Means:
    """With what a plan is carried out."""

    controllers: tuple[Controller, ...]
    journal: Journal
    paces: Mapping[str, Pace] = field(default_factory=dict)
    """How carefully each kind of change goes; a kind without an entry goes `waves.CAREFUL`."""
    executor: Executor = field(default_factory=Threads)
    observer: Observer = field(default_factory=Silent)
    stop: Stop = field(default_factory=Stop)
    convergence: Convergence = field(default_factory=Convergence)


def apply(saved: Plan, basis: PlanBasis, means: Means, *, accept_unknown: bool = False) -> Report:
    """Carry out a plan, if the estate and the live world are still as they were when it was made.

    `basis` is the estate as it is now, from which the controllers were made.

    Raises, before anything is changed: PlanRefused, EstateLocked, JournalUnusable, DependencyCycle, Interrupted.
    After that every ending is a Report, except a second Ctrl-C: that raises KeyboardInterrupt at once.
    """
    with locked(means.journal, basis) as (run, notes):
        fresh = make_plan(basis, means.controllers, means.stop)
        reasons = refusal(saved, fresh, accept_unknown=accept_unknown)
        if reasons:
            raise PlanRefused(reasons)
        if not fresh.changes:
            return Report(None, fresh, fresh.created, notes=notes)
        return carry_out(run, fresh, means, notes)


@contextmanager
def locked(journal: Journal, basis: PlanBasis) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Hold the estate's lock for a new run; gives the run's id and notes. Raises EstateLocked, JournalUnusable."""
    run = f"{datetime.now(UTC):%Y%m%d-%H%M}-{secrets.token_hex(2)}"
    dead = journal.acquire(basis, run)
    notes = (f"The process of {dead} has ended without its lock; it was taken over.",) if dead else ()
    try:
        yield run, notes
    except KeyboardInterrupt:
        # Changes are still under way until this process ends; from then on anybody may take the lock over.
        raise
    except BaseException:
        _release(journal, run)
        raise
    _release(journal, run)


def carry_out(
    run: str, plan: Plan, means: Means, notes: tuple[str, ...] = (), goes_on: tuple[str, Sequence[Change]] | None = None
) -> Report:
    """Carry out a plan that was just made, under the lock.

    `goes_on` names the interrupted run and the changes that it had already made, which the last gate looks at too.
    """
    resumes, made = goes_on or (None, ())
    # When all changes were made already, there is still their gate to pass.
    ordered = waves(plan.changes, means.paces) or (Wave(1, ()),)
    owners = _owners(means.controllers, [*made, *plan.changes])
    started = datetime.now(UTC)
    record = RunRecord(run, plan.basis, Holder.this_process(), RunState.RUNNING, started, resumes=resumes)
    means.journal.begin_run(record, ordered)
    return _Run(record, plan, means, ordered, tuple(made), list(notes), owners, Guarded(means.observer)).to_the_end()


@dataclass(slots=True)
class _Run:
    """A run under way."""

    record: RunRecord
    plan: Plan
    means: Means
    waves: tuple[Wave, ...]
    made: tuple[Change, ...]
    notes: list[str]
    owners: Mapping[str, Controller]
    observer: Guarded
    outcomes: dict[Address, Outcome] = field(default_factory=dict)
    gates: list[Gate] = field(default_factory=list)
    journal_failed: bool = False

    def to_the_end(self) -> Report:
        begun = time.monotonic()
        self.observer.run_started(self.record.run, self.waves)
        unseen = {unknown.address for unknown in self.plan.unknown}
        for change in self.made:
            # The run before may have been cut short between a change and what is remembered of it.
            if change.address not in unseen:
                self._remember(change.address)
        self._carry_out_waves()
        self._skip_the_rest()
        report = self._report(time.monotonic() - begun)
        self._write(partial(self.means.journal.end_run, self.record.run, report.state))
        self.observer.run_ended(report)
        if self.observer.trouble:
            self.notes.append(self.observer.trouble)
        return replace(report, notes=tuple(self.notes))

    def _carry_out_waves(self) -> None:
        for wave in self.waves:
            self.observer.wave_started(wave)
            for outcome in self.means.executor.run(self._tasks(wave)):
                self._note_outcome(outcome)
            if self._must_stop() or not self._passes_gate(wave):
                return

    def _tasks(self, wave: Wave) -> Iterator[Task[Outcome]]:
        """Give the changes of a wave one by one, each written down just before it begins."""
        for change in wave.changes:
            if self._must_stop():
                return
            if not self._write(partial(self.means.journal.begin_change, self.record.run, change.address)):
                return
            self.observer.change_started(change)
            yield Task(change.site, partial(_change, self.owners[change.address.kind], change, self.observer.step))

    def _must_stop(self) -> bool:
        bad = any(outcome.status is not Status.DONE for outcome in self.outcomes.values())
        return bad or self.journal_failed or self.means.stop.requested

    def _note_outcome(self, outcome: Outcome) -> None:
        self.outcomes[outcome.address] = outcome
        self._write(partial(self.means.journal.end_change, self.record.run, outcome))
        if outcome.status is Status.DONE:
            self._remember(outcome.address)
        self.observer.change_ended(outcome)

    def _remember(self, address: Address) -> None:
        """Keep what was applied, so that the next plan says against it what changes mean."""
        content = self.owners[address.kind].applied(address)
        if content is not None:
            self._write(partial(self.means.journal.remember, self.plan.basis, self.record.run, address, content))

    def _passes_gate(self, wave: Wave) -> bool:
        last = wave is self.waves[-1]
        # The last gate looks at everything, also at what earlier ones had to leave open.
        changes = (*self.made, *self.plan.changes) if last else wave.changes
        pending = frozenset(change.address for later in self.waves[wave.number :] for change in later.changes)
        keeper = Gatekeeper(self.means.controllers, self.means.convergence, self.means.stop, self.observer.gate_looked)
        try:
            gate = keeper.watch(wave.number, changes, pending)
        except Interrupted:
            self.notes.append(f"What wave {wave.number} changed was not verified to the end, as the run was stopped.")
            return False
        self.gates.append(gate)
        self.observer.gate_ended(gate)
        return gate.holds

    def _skip_the_rest(self) -> None:
        reason = "Not begun: "
        if self.means.stop.requested:
            reason += "the run was stopped."
        elif self.journal_failed:
            reason += "the journal could not be written."
        else:
            reason += "something before it did not end well."
        for change in self.plan.changes:
            if change.address not in self.outcomes:
                outcome = Outcome(change.address, Status.SKIPPED, reason)
                self.outcomes[change.address] = outcome
                self._write(partial(self.means.journal.end_change, self.record.run, outcome))

    def _report(self, seconds: float) -> Report:
        return Report(
            run=self.record.run,
            plan=self.plan,
            started=self.record.started,
            outcomes=tuple(self.outcomes[change.address] for wave in self.waves for change in wave.changes),
            gates=tuple(self.gates),
            waves=len(self.waves),
            seconds=seconds,
            resumes=self.record.resumes,
            stopped=self.means.stop.requested,
        )

    def _write(self, write: Callable[[], None]) -> bool:
        """Write to the journal; once that fails nothing new begins, but what is under way is still waited for."""
        if self.journal_failed:
            return False
        try:
            write()
        except JournalUnusable as error:
            self.journal_failed = True
            self.notes.append(str(error))
            return False
        return True


def _change(controller: Controller, change: Change, progress: Progress) -> Outcome:
    """Carry out one change; never raises."""
    begun = time.monotonic()
    try:
        outcome = controller.apply(change, progress)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a fault in one change must not lose the others
        message = f"Nobody knows what state it is in: {describe_fault(error)}."
        outcome = Outcome(change.address, Status.ERROR, message)
    if outcome.address != change.address:
        outcome = Outcome(change.address, Status.ERROR, f"A fault in sddc: it reported on {outcome.address} instead.")
    return replace(outcome, seconds=time.monotonic() - begun)


def _owners(controllers: Sequence[Controller], changes: Sequence[Change]) -> dict[str, Controller]:
    owners: dict[str, Controller] = {}
    for controller in controllers:
        for kind in controller.kinds:
            if owners.setdefault(kind, controller) is not controller:
                raise ValueError(f"two controllers carry out changes of the kind {kind}")
    missing = {change.address.kind for change in changes} - owners.keys()
    if missing:
        raise ValueError(f"no controller carries out changes of the kind {', '.join(sorted(missing))}")
    return owners


def _release(journal: Journal, run: str) -> None:
    # A lock that stays behind is taken over as soon as this process has ended.
    with suppress(JournalUnusable):
        journal.release(run)
