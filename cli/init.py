"""sddc init: begin an estate."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failure import CommandFailed


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write into: new or empty.")],
) -> None:
    """Write a commented starter estate that is valid and ready to be changed."""
    from importlib.resources import files

    from cli.terminal import open_terminal

    terminal = open_terminal()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandFailed(f"{folder} is not an empty folder.", "Name a new one: nothing is ever written over.")
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted(files("inventory").joinpath("starter").iterdir(), key=lambda file: file.name):
            if source.name.endswith(".yaml"):
                (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{folder} cannot be written: {error.strerror}.", "Nothing else was touched.") from None
    terminal.out.print(f"A starter estate is in {folder}. Next: sddc validate {folder}")
