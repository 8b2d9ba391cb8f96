"""sddc schema: the JSON Schema that editors complete estate files from."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failure import CommandFailed


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it here instead of on stdout.")] = None,
) -> None:
    """Print the JSON Schema of an estate's files."""
    import json

    from cli.terminal import open_terminal
    from inventory.document.schema import estate_schema

    text = json.dumps(estate_schema(), indent=2, ensure_ascii=False)
    if output is None:
        open_terminal().text(text)
    else:
        try:
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandFailed(f"{output} cannot be written: {error.strerror}.", "Nothing was written.") from None
