"""The end of a run for people: what is in, what is not, and how to go on."""

from typing import TYPE_CHECKING

from orchestration.change import Status
from orchestration.record import RunState
from orchestration.report import Report

if TYPE_CHECKING:
    from rich.console import Console


def show_report(console: "Console", report: Report) -> None:
    """Print how a run ended."""
    from rich.markup import escape

    for note in report.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    if report.run is None:
        console.print("Nothing to do: everything is as wanted.")
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
        console.print("Mend what is wrong, then go on with: sddc apply --resume, or look again with: sddc plan")
