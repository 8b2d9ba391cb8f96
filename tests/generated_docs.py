"""The tables of docs/ that are made from the code; `python -m tests.generated_docs` writes them again."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from capacity.metrics import reference as metrics_reference
from inventory.codes import CODES
from inventory.document.sections import SECTIONS
from inventory.standards.catalogue import RULES
from inventory.standards.profiles import PROFILES

DOCS = Path(__file__).parent.parent / "docs"


def findings() -> str:
    """List every finding's code with its meaning."""
    rows = "\n".join(f"| `{code}` | {meaning.splitlines()[0]} |" for code, meaning in CODES.items())
    head = "# Findings\n\nWhat `sddc validate` can say; `sddc explain CODE` shows one.\n"
    return f"{head}\n| code | what must hold |\n|---|---|\n{rows}\n"


def schema() -> str:
    """List the sections of an estate and their keys."""
    return "# The estate's schema\n\n`sddc schema` prints it as JSON Schema for editors.\n" + "".join(_sections())


def _sections() -> Iterator[str]:
    for section in SECTIONS:
        shape = "name → entry" if section.named else "list of entries"
        yield f"\n## {section.key}\n\n{section.description} ({shape})\n\n| key | needed | meaning |\n|---|---|---|\n"
        for name, field in section.model.model_fields.items():
            needed = "yes" if field.is_required() else "no"
            yield f"| `{field.alias or name}` | {needed} | {field.description or ''} |\n"


def commands() -> str:
    """List the commands with their arguments and options."""
    import typer.main

    from cli.main import app

    root = typer.main.get_command(app)
    return "# Commands\n" + "".join(_command("sddc", root))


def rules() -> str:
    """List the rules of standards and the profiles."""
    profiles = "\n".join(f"| `{one.name}` | {one.title} | {', '.join(one.rules)} |" for one in PROFILES)
    rows = "\n".join(
        f"| {rule.id} | {rule.title} | {rule.standard.name} {rule.standard.edition}, {rule.clause} "
        f"| {rule.severity.value} | {'yes' if rule.is_verified else 'no'} |"
        for rule in RULES
    ).replace(" -, - ", " ")
    return f"""# Rules of standards

`sddc rules check` judges an estate by them, `sddc rules explain ID` shows one in full.

Every subject answers *holds*, *broken* or *unknown*; unknown, for want of data, never passes. A rule is an error
where its standard says *must*, a warning where it says *should*. Where the text of the standard was not at hand, the
rule is not verified and only warns. T3+ is no standard's word: it is Tier III plus what class A of GB 50174 adds.

## Profiles

An estate names its profiles under `standards:` and may write its own under `profiles:`, based on another one, with
severities and limits changed. `waivers:` say which rule need not hold for which subject, why, who answers for it, and
until when.

| profile | what it is | rules |
|---|---|---|
{profiles}

## Rules

| rule | what must hold | where it is from | severity | verified |
|---|---|---|---|---|
{rows}
"""


def _command(name: str, command: object) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children:
        for child, below in children.items():
            yield from _command(f"{name} {child}", below)
        return
    yield f"\n## {name}\n\n{(getattr(command, 'help', None) or '').splitlines()[0]}\n\n"
    for parameter in getattr(command, "params", ()):
        spelled = ", ".join(parameter.opts) if parameter.opts and parameter.opts[0].startswith("-") else parameter.name
        yield f"- `{spelled}`: {getattr(parameter, 'help', None) or ''}\n"


PAGES: dict[str, Callable[[], str]] = {
    "findings.md": findings,
    "schema.md": schema,
    "commands.md": commands,
    "rules.md": rules,
    "metrics.md": metrics_reference,
}


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
