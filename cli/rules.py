"""sddc rules: what the standards want, and whether the estate keeps to it."""

from typing import Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, FindingsFormat, FindingsOutput, Format, OutputFormat, Quiet

app = typer.Typer(
    help="The rules of standards: list them, judge the estate by them, explain one.", no_args_is_help=False
)

ProfileNames = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        "-p",
        help="tier3, tier4, gb50174-a, tia942-rated3, engineering, t3plus, or the estate's own; may be repeated. "
        "Without it, the estate's standards.",
        show_default=False,
    ),
]


SHOWING_CHANGES = (FindingsFormat.TABLE, FindingsFormat.JSON)
"""The other formats have places for findings only."""


@app.callback(invoke_without_command=True)
def rules(context: typer.Context, output: OutputFormat = Format.TABLE) -> None:
    """List every rule with its standard, clause and severity."""
    if context.invoked_subcommand is None:
        _list(output)


@app.command("list")
def list_rules(output: OutputFormat = Format.TABLE) -> None:
    """List every rule with its standard, clause and severity."""
    _list(output)


def _list(output: Format) -> None:
    from cli.terminal import open_terminal
    from cli.views.rules import show_rules
    from facility.standards.catalogue import RULES

    terminal = open_terminal()
    if output is Format.JSON:
        from cli.documents.rules import rules_document

        terminal.document(rules_document(RULES))
    else:
        show_rules(terminal.out)


@app.command()
def check(
    estate: EstatePath = None,
    profile: ProfileNames = None,
    output: FindingsOutput = FindingsFormat.TABLE,
    quiet: Quiet = False,
    afresh: Annotated[
        bool,
        typer.Option("--afresh", help="Ask every rule again, also if nothing that it concludes from has changed."),
    ] = False,
) -> None:
    """Judge the estate by profiles of rules: what is broken, what is unknown, and what would be lost."""
    from cli.estates import estate_path, looked_at
    from cli.findings_report import report_of_judgement
    from cli.rules_judgement import judged
    from cli.terminal import open_terminal
    from cli.views.findings.formats import WRITERS
    from cli.views.findings.table import show_judgement
    from facility.graph.capacity_graph import GraphInvalid

    path = estate_path(estate)
    found = looked_at(path)
    try:
        judgement = judged(found.estate, profile or (), afresh=afresh, with_changes=output in SHOWING_CHANGES)
    except GraphInvalid as error:
        advice = "What carries load cannot be fed by what it feeds. Look at fed_by, requires and powered_by there."
        raise CommandFailed(f"The chains cannot be followed: {error}.", advice, Exit.INVALID) from None
    terminal, report = open_terminal(), report_of_judgement(judgement, path)
    if output is FindingsFormat.TABLE and report.judged is not None:
        show_judgement(terminal.out, report, report.judged, quiet=quiet)
    else:
        terminal.text(WRITERS[output](report))
    raise typer.Exit(found.exit(Exit.DONE if judgement.passes else Exit.INVALID))


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="The id of a rule: T3-2, A-PWR-5.")]) -> None:
    """Show what a rule wants, where it is from, and which profiles hold an estate to it; the same as sddc explain."""
    from cli.rule_registry import BY_CODE, rule_of
    from cli.terminal import open_terminal
    from cli.views.rules import rule_page
    from inventory.suggestions import did_you_mean

    found = rule_of(rule)
    if found is None:
        raise CommandFailed(f"There is no rule {rule}.", did_you_mean(rule.upper(), BY_CODE), Exit.USAGE)
    open_terminal().text(rule_page(found, rule))
