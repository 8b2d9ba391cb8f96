"""sddc explain: what a finding's code means, with an example and its fix."""

from typing import Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import Format, OutputFormat


def explain(
    code: Annotated[
        str | None,
        typer.Argument(help="The code of a finding: rack-unit-overlap, T3-2; or access. Without it, all codes."),
    ] = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Explain what a finding's code means, where it is from, and how it is fixed; or list all codes."""
    from cli.rule_registry import BY_CODE, RULES, rule_of
    from cli.terminal import open_terminal
    from cli.views.rules import rule_page, show_codes
    from inventory.access import HELP
    from inventory.suggestions import did_you_mean

    terminal = open_terminal()
    if code == "access":
        terminal.text(HELP)
        return
    rule = None if code is None else rule_of(code)
    if code is not None and rule is None:
        raise CommandFailed(f"There is no finding with the code {code}.", did_you_mean(code, BY_CODE), Exit.USAGE)
    if output is Format.JSON:
        from cli.documents.rules import rules_document

        terminal.document(rules_document(RULES if rule is None else (rule,)))
    elif rule is None:
        show_codes(terminal.out)
    else:
        terminal.text(rule_page(rule, str(code)))
