"""What identifies a line in its section: of two lines with one identity the later replaces the other."""

import re
from functools import cache

from sdn.grammar import Grammar


def identity(line: str, parent: str, grammar: Grammar) -> str | None:
    """Return what identifies a single-valued line in its section, or None for a line that stands for itself."""
    pattern = _identities(parent, grammar)
    found = pattern.match(line.removeprefix(grammar.negation)) if pattern is not None else None
    return found.group() if found else None


def _identities(parent: str, grammar: Grammar) -> re.Pattern[str] | None:
    beginning = next((start for start in grammar.single_valued if start and parent.startswith(start)), "")
    if parent and not beginning:
        return None
    return _compiled(grammar.single_valued.get(beginning, ()))


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})(?= |$)" for pattern in patterns) or r"(?!)")
