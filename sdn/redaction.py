"""Secrets of device configurations, taken out of everything that people or files get to see."""

import re
from functools import lru_cache
from typing import Final

from sdn.grammar import Grammar

MASK: Final = "<redacted>"


def redact(text: str, grammar: Grammar) -> str:
    """Return the text with every secret of a configuration line in it replaced by a mask."""
    return "\n".join(redact_line(line, grammar) for line in text.split("\n"))


def redact_line(line: str, grammar: Grammar) -> str:
    """Return one line with its secret, if it holds one, replaced by a mask, also where the line is negated."""
    for pattern in _patterns(grammar.secret_lines):
        indent = len(line) - len(line.lstrip())
        negation = len(grammar.negation) if line.startswith(grammar.negation, indent) else 0
        found = pattern.search(line[indent + negation :])
        if found is not None:
            start, end = (indent + negation + place for place in found.span("secret"))
            return f"{line[:start]}{MASK}{line[end:]}"
    return line


@lru_cache(maxsize=16)
def _patterns(secret_lines: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in secret_lines)
