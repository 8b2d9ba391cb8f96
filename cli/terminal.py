"""Where things are shown: results on stdout, everything about the way there on stderr."""

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from cli.documents.document import JsonDocument


@dataclass(frozen=True, slots=True)
class Terminal:
    """The two consoles of a command; colour only where a person looks (and not with NO_COLOR)."""

    out: "Console"
    err: "Console"

    def document(self, document: "JsonDocument") -> None:
        """Print a document for machines."""
        from cli.documents.document import document_text

        self.text(document_text(document))

    def text(self, value: str) -> None:
        """Print a result as it is, without markup or wrapping."""
        sys.stdout.write(value if value.endswith("\n") else value + "\n")


def open_terminal() -> Terminal:
    """Open the terminal of this process."""
    from rich.console import Console

    def console(*, stderr: bool) -> "Console":
        stream = sys.stderr if stderr else sys.stdout
        # Without a terminal there is no width to keep to: lines stay whole for grep.
        width = None if stream.isatty() or "COLUMNS" in os.environ else 200
        return Console(stderr=stderr, highlight=False, soft_wrap=not stream.isatty(), width=width)

    return Terminal(out=console(stderr=False), err=console(stderr=True))
