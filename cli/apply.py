"""sddc apply: carry out a plan, or go on with a run that was cut short."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import AccessPath, AllowDelete, Format, JournalUrl, OutputFormat, Quiet, Yes

if TYPE_CHECKING:
    from orchestration.controller import Controller
    from orchestration.plan import Plan, PlanBasis
    from orchestration.report import Report

PlanFile = Annotated[
    Path | None,
    typer.Argument(metavar="[PLAN]", help="A saved plan; without it, plans now and asks.", show_default=False),
]
ConfirmSeconds = Annotated[
    int,
    typer.Option("--confirm-seconds", min=5, max=3600, help="When a switch takes back what is not confirmed."),
]


def apply(  # noqa: PLR0913, PLR0917 - each is an option of the command
    plan_file: PlanFile = None,
    estate: Annotated[Path | None, typer.Option("--estate", help="The estate, if not the planned one.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the last run, which was cut short.")] = False,
    break_lock: Annotated[bool, typer.Option("--break-lock", help="Clear the lock of a run that is gone.")] = False,
    access: AccessPath = None,
    journal: JournalUrl = None,
    allow_delete: AllowDelete = False,
    confirm_seconds: ConfirmSeconds = 120,
    yes: Yes = False,
    quiet: Quiet = False,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Carry out a plan wave by wave; a switch that cannot be reached afterwards goes back by itself."""
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from cli.views.progress import ProgressLines
    from cli.views.report import show_report
    from cli.wiring import Options, basis, controllers, paces, read_access
    from cli.wiring import journal as open_journal
    from orchestration.apply import Means
    from orchestration.apply import apply as apply_plan
    from orchestration.resume import resume as resume_run
    from orchestration.stop import stop_on_signals

    if plan_file is not None and resume:
        raise CommandFailed("A run is resumed from the journal; leave the plan out.", code=Exit.USAGE)
    terminal = open_terminal()
    saved = None if plan_file is None else _saved(plan_file)
    path = estate or (Path(saved.basis.path) if saved else estate_path(None))
    wanted = loaded(path, rendered=True)
    reach = read_access(access)
    now = basis(wanted, path.resolve(), reach)
    with (
        open_journal(path, journal) as opened,
        controllers(wanted, reach, Options(allow_delete, confirm_seconds), opened.remembered(now, "device")) as made,
    ):
        if break_lock:
            broken = opened.break_lock(now)
            terminal.err.print(f"Cleared the lock of {broken}." if broken else "There was no lock.", markup=False)
        # Asking comes before signals are caught: Ctrl-C at the question must end the command.
        if saved is None and not resume:
            saved = _agreed(now, made, yes=yes)
        with stop_on_signals() as stop:
            observer = ProgressLines(terminal.err, quiet=quiet)
            means = Means(controllers=made, journal=opened, paces=paces(made), observer=observer, stop=stop)
            report = _carried_out(lambda: resume_run(now, means) if saved is None else apply_plan(saved, now, means))
    if output is Format.JSON:
        from cli.documents.run import run_document

        terminal.document(run_document(report))
    else:
        show_report(terminal.out, report)
    raise typer.Exit(_exit(report))


def _agreed(now: "PlanBasis", made: "tuple[Controller, ...]", *, yes: bool) -> "Plan":
    """Plan now, show it, and ask once."""
    from cli.terminal import open_terminal
    from cli.views.plan import show_plan
    from orchestration.plan import make_plan

    terminal = open_terminal()
    plan = make_plan(now, made)
    show_plan(terminal.err, plan, whole=False)
    if plan.changes and not yes:
        if not terminal.err.is_terminal:
            raise CommandFailed("Nobody can be asked here.", "Save the plan and apply it, or say --yes.", Exit.USAGE)
        if not typer.confirm("Apply this?", err=True):
            raise CommandFailed("Not applied; nothing was changed.")
    return plan


def _saved(path: Path) -> "Plan":
    from orchestration.plan import Plan, PlanUnreadable

    try:
        return Plan.read(path)
    except PlanUnreadable as error:
        raise CommandFailed(str(error)) from None


def _carried_out(run: "Callable[[], Report]") -> "Report":
    """Run it; what stops it before anything changed is said in words."""
    from orchestration.plan import PlanRefused
    from orchestration.record import EstateLocked
    from orchestration.resume import NothingToResume
    from orchestration.stop import Interrupted
    from orchestration.waves import DependencyCycle

    try:
        return run()
    except PlanRefused as refused:
        lines = "\n".join(f"      - {reason}" for reason in refused.reasons)
        message = f"The plan is not carried out; nothing was changed:\n{lines}"
        raise CommandFailed(message, "Look again: sddc plan") from None
    except NothingToResume as nothing:
        raise CommandFailed(str(nothing), code=Exit.DONE) from None
    except (EstateLocked, DependencyCycle) as error:
        raise CommandFailed(str(error)) from None
    except Interrupted:
        raise CommandFailed("Interrupted before anything was changed.", code=Exit.INTERRUPTED) from None
    except KeyboardInterrupt:
        raise CommandFailed(
            "Interrupted twice: changes may be under way. Switches take back by themselves what is not confirmed.",
            "Look where it stands and go on with: sddc apply --resume",
            Exit.INTERRUPTED,
        ) from None


def _exit(report: "Report") -> Exit:
    from orchestration.record import RunState

    if report.run is None:
        return Exit.DONE
    codes = {RunState.DONE: Exit.DONE, RunState.FAILED: Exit.FAILED, RunState.PARTLY: Exit.PARTLY}
    return codes.get(report.state, Exit.INTERRUPTED)
