"""Going on with a run that was stopped, killed or failed.

The journal says which changes were promised, which began and which ended; the live world says what still differs.
Only what both agree on is carried out: a change of the run that still differs. What was under way when the process was
killed is looked at again like everything else.
"""

from collections.abc import Sequence

from orchestration.apply import Means, carry_out, locked
from orchestration.change import Address, Change, Status
from orchestration.plan import PlanBasis, PlanRefused, impossible_reasons, make_plan, unknown_reasons, withheld_reasons
from orchestration.record import ChangeRecord, Journal, RunRecord, RunState
from orchestration.report import Report


class NothingToResume(Exception):  # noqa: N818 - what it is
    """The last run of the estate is complete, or there was none."""


def resume(basis: PlanBasis, means: Means, *, accept_unknown: bool = False) -> Report:
    """Carry out what is left of the last run of the estate, so that all is as if it had never been disturbed.

    Raises NothingToResume, and what `apply.apply` raises; PlanRefused also when the estate has been edited since, or
    something that the run had done or not yet begun has been changed outside of this run.
    """
    with locked(means.journal, basis) as (run, notes):
        chain = _unfinished(means.journal, basis)
        last = chain[0]
        if last.basis.digest != basis.digest:
            raise PlanRefused(
                [f"The estate has been edited since run {last.run} began: plan and apply what it says now."]
            )
        recorded = _recorded(means.journal, chain)
        fresh = make_plan(basis, means.controllers, means.stop).only(recorded)
        reasons = [*_moved(fresh.changes, recorded), *withheld_reasons(fresh, recorded).values()]
        reasons.extend(impossible_reasons(fresh))
        if not accept_unknown:
            reasons.extend(unknown_reasons(fresh))
        if reasons:
            raise PlanRefused(reasons)
        left = {change.address for change in fresh.changes}
        made = [record.change for address, record in recorded.items() if address not in left]
        return carry_out(run, fresh, means, notes, (last.run, made))


def _unfinished(journal: Journal, basis: PlanBasis) -> list[RunRecord]:
    """Return the last run and those that it went on with, newest first."""
    runs = journal.runs(basis)
    if not runs:
        raise NothingToResume(f"No run has changed the estate {basis.estate} yet.")
    if runs[0].state is RunState.DONE:
        raise NothingToResume(f"Nothing is left to do: the last run, {runs[0].run}, is complete.")
    by_id = {run.run: run for run in runs}
    chain = [runs[0]]
    while (earlier := chain[-1].resumes) is not None and earlier in by_id:
        chain.append(by_id[earlier])
    return chain


def _recorded(journal: Journal, chain: Sequence[RunRecord]) -> dict[Address, ChangeRecord]:
    """Return what the run, with all its resumptions, last wrote down about each of its changes."""
    recorded: dict[Address, ChangeRecord] = {}
    for run in reversed(chain):
        for record in journal.changes(run.run):
            earlier = recorded.get(record.change.address)
            # A resumption that did not come to it knows less than the run before, which may have begun it.
            if earlier is None or earlier.begun is None or record.begun is not None:
                recorded[record.change.address] = record
    return recorded


def _moved(changes: Sequence[Change], recorded: dict[Address, ChangeRecord]) -> list[str]:
    reasons = []
    for change in changes:
        record = recorded[change.address]
        if record.outcome is not None and record.outcome.status is Status.DONE:
            reasons.append(f"{change.address} was done and differs again: it has been changed since. Plan again.")
        elif record.begun is None and record.change.fingerprint != change.fingerprint:
            reasons.append(f"{change.address} has been changed since the run was planned. Plan again.")
    return reasons
