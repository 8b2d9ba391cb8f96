"""A device's configuration as a tree of lines, read from the text that the device or the renderer gives."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from sdn.nos import Nos

JOINT: Final = " / "
"""Between a line and those above it, where it is named with them."""

Tree = Mapping[str, "Tree"]
"""Lines in their order, each with the lines of the section that it opens."""

_BANNER_END = "EOF"


def read(text: str, nos: Nos) -> Tree:
    """Read a configuration by its indentation, without what says nothing about what is configured."""
    root: dict[str, Tree] = {}
    above: list[tuple[int, dict[str, Tree]]] = [(-1, root)]
    for line in _lines(text, nos):
        indent = len(line) - len(line.lstrip())
        while above[-1][0] >= indent:
            above.pop()
        section: dict[str, Tree] = {}
        # A line that stands twice is one setting; its sections are read as one.
        known = above[-1][1].setdefault(" ".join(line.split()), section)
        above.append((indent, known if isinstance(known, dict) else section))
    return root


def managed(tree: Tree, nos: Nos, above: str = "") -> Tree:
    """Return the tree without the lines that belong to somebody else."""
    unmanaged = _compiled(nos.unmanaged_lines)
    kept: dict[str, Tree] = {}
    for line, section in tree.items():
        name = f"{above}{JOINT}{line}" if above else line
        if unmanaged.search(name):
            continue
        below = managed(section, nos, name)
        if below or not section:
            kept[line] = below
    return kept


def running(text: str, nos: Nos) -> Tree:
    """Return what of a configuration's text is ours to keep as the estate wants it."""
    return managed(read(text, nos), nos)


def fingerprint(tree: Tree) -> str:
    """Return a digest that two trees share exactly when they configure the same, in whatever order."""
    return hashlib.sha256("\n".join(sorted(_paths(tree, ""))).encode()).hexdigest()


def _paths(tree: Tree, above: str) -> Iterator[str]:
    for line, section in tree.items():
        yield f"{above}{JOINT}{line}"
        yield from _paths(section, f"{above}{JOINT}{line}")


def _lines(text: str, nos: Nos) -> Iterator[str]:
    volatile = _compiled(nos.volatile_lines)
    in_banner = False
    for line in text.splitlines():
        if in_banner:
            in_banner = line.strip() != _BANNER_END
            continue
        stripped = line.strip()
        if volatile.search(stripped) or stripped.startswith("!"):
            continue
        in_banner = stripped.startswith("banner ")
        yield line.rstrip()


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")
