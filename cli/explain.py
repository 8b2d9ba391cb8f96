"""sddc explain: what a finding's code means."""

from typing import Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed


def explain(
    code: Annotated[str | None, typer.Argument(help="The code of a finding, or access; without it, all codes.")] = None,
) -> None:
    """Say what a finding's code means, or list all codes."""
    from cli.terminal import open_terminal
    from inventory.access import HELP
    from inventory.codes import CODES
    from inventory.suggestions import did_you_mean

    terminal = open_terminal()
    if code is None:
        width = max(map(len, CODES))
        for name, meaning in CODES.items():
            terminal.text(f"{name:<{width}}  {meaning.splitlines()[0]}")
    elif code == "access":
        terminal.text(HELP)
    elif code in CODES:
        terminal.text(f"{code}\n\n{CODES[code]}")
    else:
        raise CommandFailed(f"There is no finding with the code {code}.", did_you_mean(code, CODES), Exit.USAGE)
