"""sddc validate: read the estate and say everything that is wrong with it."""

import time

import typer

from cli.exits import Exit
from cli.options import EstatePath, FindingsFormat, FindingsOutput, Quiet


def validate(estate: EstatePath = None, output: FindingsOutput = FindingsFormat.TABLE, quiet: Quiet = False) -> None:
    """Check the estate and show every finding with its file, line and column."""
    from cli.estates import estate_path, examined
    from cli.terminal import open_terminal
    from cli.views.findings import show_findings, summary
    from cli.views.findings_formats import FORMATS

    terminal = open_terminal()
    start = time.perf_counter()
    path = estate_path(estate)
    found = examined(path)
    if output is FindingsFormat.TABLE:
        show_findings(terminal.out, found, path)
        if found.findings or not quiet:
            gap = "\n" if found.findings else ""
            terminal.out.print(gap + summary(found, time.perf_counter() - start))
    else:
        terminal.text(FORMATS[output.value](found, path))
    raise typer.Exit(Exit.INVALID if found.errors else Exit.DONE)
