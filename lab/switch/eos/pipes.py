"""What comes after a `|`: filters on the text of an answer."""

import re
from collections.abc import Callable, Sequence


def _include(lines: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    return [line for line in lines if pattern.search(line)]


def _exclude(lines: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    return [line for line in lines if not pattern.search(line)]


def _begin(lines: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    start = next((number for number, line in enumerate(lines) if pattern.search(line)), len(lines))
    return list(lines[start:])


def _section(lines: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    """Keep every section of a configuration in which any line matches."""
    kept: list[str] = []
    block: list[str] = []
    for line in [*lines, "!"]:
        if not line.startswith(" ") and block:
            kept += block if any(pattern.search(item) for item in block) else []
            block = []
        if line != "!":
            block.append(line)
    return kept


_FILTERS: dict[str, Callable[[Sequence[str], re.Pattern[str]], list[str]]] = {
    "include": _include,
    "exclude": _exclude,
    "begin": _begin,
    "section": _section,
    "grep": _include,
}


def apply_filter(text: str, command: str) -> str | None:
    """Return what a filter leaves of a text, or None when there is no such filter."""
    word, _, argument = command.strip().partition(" ")
    if word in ("no-more", "nz"):
        return text
    names = [name for name in _FILTERS if word and name.startswith(word)]
    if len(names) != 1 or not argument:
        return None
    try:
        pattern = re.compile(argument.strip().strip('"'), re.IGNORECASE)
    except re.error:
        return None
    return "\n".join(_FILTERS[names[0]](text.splitlines(), pattern))
