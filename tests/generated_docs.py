"""The tables of docs/ that are made from the code; `python -m tests.generated_docs` writes them again."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from capacity.metrics import reference as metrics_reference
from inventory.codes import CODES
from inventory.document.sections import SECTIONS

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
    "metrics.md": metrics_reference,
}


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
