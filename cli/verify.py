"""sddc verify: compare the live state with the intent."""

from typing import Annotated

import typer

from cli.exits import Exit
from cli.options import AccessPath, EstatePath, Format, OutputFormat


def verify(
    estate: EstatePath = None,
    access: AccessPath = None,
    output: OutputFormat = Format.TABLE,
    every: Annotated[bool, typer.Option("--all", help="Show the expectations that hold, too.")] = False,
) -> None:
    """Compare sessions, VNIs, VTEPs, MLAG, cables, hosts and resources with what the estate wants."""
    from cli.estates import estate_path, loaded
    from cli.failure import CommandFailed
    from cli.terminal import open_terminal
    from cli.views.checks import show_checks
    from cli.wiring import Options, controllers, read_access
    from orchestration.change import Status
    from orchestration.executor import look
    from orchestration.stop import Interrupted, stop_on_signals

    terminal = open_terminal()
    wanted = loaded(estate_path(estate), rendered=True)
    try:
        with stop_on_signals() as stop, controllers(wanted, read_access(access), Options()) as made:
            found = look([controller.verify for controller in made], stop)
    except Interrupted:
        raise CommandFailed("Interrupted while looking; nothing was changed.", code=Exit.INTERRUPTED) from None
    checks = [check for part in found for check in part]
    if output is Format.JSON:
        from cli.documents.checks import checks_document

        terminal.document(checks_document(checks))
    else:
        show_checks(terminal.out, checks, every=every)
    raise typer.Exit(Exit.DONE if all(check.status is Status.DONE for check in checks) else Exit.FAILED)
