"""The end of a run for people: what is in, what is not, and how to go on."""

from typing import TYPE_CHECKING

from orchestration.change import Status
from orchestration.plan import Plan
from orchestration.record import RunState
from orchestration.report import Report

if TYPE_CHECKING:
    from rich.console import Console


def _nothing_done(plan: Plan) -> str:
    if plan.is_as_wanted:
        return "Nothing to do: everything is as wanted."
    left = [f"{len(plan.withheld)} withheld, as they delete something (--allow-delete)"] if plan.withheld else []
    left += [f"{len(plan.awaited)} awaited, as something else must be done first"] if plan.awaited else []
    left += [f"{len(plan.unknown)} could not be looked at"] if plan.unknown else []
    return f"Nothing was done, but not everything is as wanted: {', '.join(left)}. See: sddc plan"


def show_report(console: "Console", report: Report) -> None:
    """Print how a run ended."""
    from rich.markup import escape

    for note in report.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    if report.run is None:
        console.print(escape(_nothing_done(report.plan)))
        return
    for outcome in report.outcomes:
        if outcome.status not in (Status.DONE, Status.SKIPPED):
            console.print(
                f"[bold red]{outcome.status.value}[/] {escape(str(outcome.address))}  {escape(outcome.message)}"
            )
    done = report.totals[Status.DONE]
    console.print(f"Applied {done} of {len(report.outcomes)} in {report.seconds:.0f} s. Run {report.run}.")
    skipped = report.totals[Status.SKIPPED]
    if skipped:
        console.print(f"{skipped} were not begun.")
    if report.state is RunState.INTERRUPTED:
        console.print("It was stopped. Go on with: sddc apply --resume")
    elif report.state in (RunState.PARTLY, RunState.FAILED):
        console.print("Fix what is wrong, then go on with: sddc apply --resume, or look again with: sddc plan")
