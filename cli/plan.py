"""sddc plan: look at the live world and say what would change."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.options import AccessPath, AllowDelete, EstatePath, Format, JournalUrl, OutputFormat

if TYPE_CHECKING:
    from orchestration.plan import Plan


def plan(
    estate: EstatePath = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Save the plan here, to be applied.")] = None,
    access: AccessPath = None,
    journal: JournalUrl = None,
    allow_delete: AllowDelete = False,
    shape: OutputFormat = Format.TABLE,
    whole: Annotated[bool, typer.Option("--whole", help="Show every line that changes.")] = False,
) -> None:
    """Look at switches and clouds, change nothing, and show what differs; ends with 4 if something does."""
    from cli.estates import estate_path, loaded
    from cli.failure import CommandFailed
    from cli.terminal import open_terminal
    from cli.views.plan import show_plan
    from cli.wiring import Options, basis, controllers, last_applied, read_access
    from orchestration.plan import make_plan
    from orchestration.stop import Interrupted, stop_on_signals

    terminal = open_terminal()
    path = estate_path(estate)
    wanted = loaded(path, rendered=True)
    reach = read_access(access)
    now = basis(wanted, path.resolve(), reach)
    applied = last_applied(path, journal, now)
    try:
        with stop_on_signals() as stop, controllers(wanted, reach, Options(allow_delete), applied) as made:
            found = make_plan(now, made, stop)
    except Interrupted:
        raise CommandFailed("Interrupted while looking; nothing was changed.", code=Exit.INTERRUPTED) from None
    if shape is Format.JSON:
        from cli.documents.plan import plan_document

        terminal.document(plan_document(found))
    else:
        show_plan(terminal.out, found, whole=whole)
    if output is not None:
        try:
            found.save(output)
        except OSError as error:
            raise CommandFailed(f"The plan cannot be written to {output}: {error.strerror}.") from None
        terminal.err.print(_next_step(found, output), markup=False)
    if found.unknown or found.impossible:
        raise typer.Exit(Exit.FAILED)
    raise typer.Exit(Exit.DONE if found.is_as_wanted else Exit.PENDING)


def _next_step(found: "Plan", file: Path) -> str:
    if found.unknown:
        return f"{file} is for reading: sddc apply refuses a plan as long as something could not be looked at."
    if found.impossible:
        return f"{file} is for reading: sddc apply refuses what no order can carry out."
    if not found.changes:
        return f"{file} holds nothing to apply."
    return f"Apply it with: sddc apply {shlex.quote(str(file))}"
