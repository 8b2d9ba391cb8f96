"""Texts that occur often are written once and named by their number."""

from collections.abc import Iterable


class Strings:
    """A table of texts that grows while rows are made."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._numbers = {text: number for number, text in enumerate(known)}

    def number(self, text: str) -> int:
        """Return the text's number, a new one for a new text."""
        return self._numbers.setdefault(text, len(self._numbers))

    def texts(self) -> list[str]:
        """List the texts by their numbers."""
        return list(self._numbers)
