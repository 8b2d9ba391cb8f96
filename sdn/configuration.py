"""A device's configuration as a tree of lines, read from the text that the device or the renderer gives."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from sdn.grammar import Grammar, SectionLayout

JOINT: Final = " / "
"""Between a line and those above it, where it is named with them."""

Tree = Mapping[str, "Tree"]
"""Lines in their order, each with the lines of the section that it opens."""


def read(text: str, grammar: Grammar) -> Tree:
    """Read a configuration, without what says nothing about what is configured."""
    return _read_braces(text, grammar) if grammar.layout is SectionLayout.BRACES else _read_indented(text, grammar)


def _read_braces(text: str, grammar: Grammar) -> Tree:
    """Read sections that are opened by { at the end of their line and closed by } on a line of its own."""
    root: dict[str, Tree] = {}
    above = [root]
    for line in _lines(text, grammar):
        words = " ".join(line.split())
        if words == "}":
            above = above[:-1] or [root]
        elif words.endswith("{"):
            section: dict[str, Tree] = {}
            known = above[-1].setdefault(words.removesuffix("{").rstrip(), section)
            above.append(known if isinstance(known, dict) else section)
        else:
            above[-1].setdefault(words.removesuffix(";"), {})
    return root


def _read_indented(text: str, grammar: Grammar) -> Tree:
    root: dict[str, Tree] = {}
    above: list[tuple[int, dict[str, Tree]]] = [(-1, root)]
    for line in _lines(text, grammar):
        indent = len(line) - len(line.lstrip())
        while above[-1][0] >= indent:
            above.pop()
        section: dict[str, Tree] = {}
        # A line that stands twice is one setting; its sections are read as one.
        known = above[-1][1].setdefault(" ".join(line.split()), section)
        above.append((indent, known if isinstance(known, dict) else section))
    return root


def managed(tree: Tree, grammar: Grammar, above: str = "") -> Tree:
    """Return the tree without the lines that belong to others."""
    unmanaged = _compiled(grammar.unmanaged_lines)
    kept: dict[str, Tree] = {}
    for line, section in tree.items():
        name = f"{above}{JOINT}{line}" if above else line
        if unmanaged.search(name):
            continue
        below = managed(section, grammar, name)
        if below or not section:
            kept[line] = below
    return kept


def running(text: str, grammar: Grammar) -> Tree:
    """Return what of a configuration's text is ours to keep as the estate wants it."""
    return managed(read(text, grammar), grammar)


def fingerprint(tree: Tree) -> str:
    """Return a digest that two trees share exactly when they configure the same, in whatever order."""
    return hashlib.sha256("\n".join(sorted(_paths(tree, ""))).encode()).hexdigest()


def _paths(tree: Tree, above: str) -> Iterator[str]:
    for line, section in tree.items():
        yield f"{above}{JOINT}{line}"
        yield from _paths(section, f"{above}{JOINT}{line}")


def _lines(text: str, grammar: Grammar) -> Iterator[str]:
    volatile = _compiled(grammar.volatile_lines)
    ends_with: str | None = None
    for line in text.splitlines():
        stripped = line.strip()
        if ends_with is not None:
            ends_with = None if stripped == ends_with else ends_with
            continue
        if volatile.search(stripped):
            continue
        blocks = grammar.text_blocks.items()
        ends_with = next((end for beginning, end in blocks if stripped.startswith(beginning)), None)
        yield line.rstrip()


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")
