"""sddc validate: read the estate and say everything that is wrong with it."""

import time

import typer

from cli.exits import Exit
from cli.options import EstatePath, FindingsFormat, FindingsOutput, Quiet


def validate(estate: EstatePath = None, output: FindingsOutput = FindingsFormat.TABLE, quiet: Quiet = False) -> None:
    """Check the estate and show every finding with its file, line and column."""
    from cli.estates import estate_path, examined
    from cli.findings_report import report_of_reading
    from cli.terminal import open_terminal
    from cli.views.findings.formats import WRITERS
    from cli.views.findings.table import show_reading

    terminal = open_terminal()
    start = time.perf_counter()
    path = estate_path(estate)
    report = report_of_reading(examined(path, rendered=True), path)
    if output is FindingsFormat.TABLE:
        show_reading(terminal.out, report, time.perf_counter() - start, quiet=quiet)
    else:
        terminal.text(WRITERS[output](report))
    raise typer.Exit(Exit.DONE if report.passes else Exit.INVALID)
