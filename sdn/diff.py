"""Running against intended: the lines that make a device as it should be, and a text for people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sdn.configuration import JOINT, Tree
from sdn.grammar import Grammar
from sdn.line_identity import identity
from sdn.redaction import redact_line
from sdn.remediation import remediation, reordered

_INDENT = "   "


@dataclass(frozen=True, slots=True)
class Difference:
    """How a running configuration differs from the intended one."""

    remediation: tuple[str, ...]
    """What to type into a candidate of the running configuration; holds secrets."""
    text: str
    """The same for people: sections with - and + lines, redacted."""
    sections: tuple[str, ...]
    """The top lines of what differs, removed ones first."""

    def __bool__(self) -> bool:
        return bool(self.sections)


def difference(running: Tree, intended: Tree, grammar: Grammar) -> Difference:
    """Compare what is managed of two configurations; the order of lines means nothing but in ordered sections."""
    anew = frozenset(reordered(running, intended, grammar))
    moved = {path.partition(JOINT)[0] for path in anew}
    changed = tuple(_changed(_without_implied(running, intended, grammar), intended, moved))
    if not changed:
        return Difference((), "", ())
    now = {line: running[line] for line in changed if line in running}
    wanted = {line: intended[line] for line in changed if line in intended}
    return Difference(
        remediation=tuple(remediation(now, wanted, grammar)),
        text="\n".join(_text(now, wanted, grammar, anew)),
        sections=changed,
    )


def unsaved(running: Tree, saved: Tree, grammar: Grammar) -> Difference:
    """Compare what a device would start with to what it runs: `-` is what is saved, `+` what is not."""
    saved, running = (_without_implied(tree, {}, grammar) for tree in (saved, running))
    return difference(saved, running, grammar)


def _without_implied(running: Tree, intended: Tree, grammar: Grammar) -> Tree:
    implied = [re.compile(pattern) for pattern in grammar.implied]
    return {
        line: section
        for line, section in running.items()
        if section or line in intended or not any(pattern.match(line) for pattern in implied)
    }


def _changed(running: Tree, intended: Tree, moved: set[str]) -> Iterator[str]:
    yield from (line for line in running if line not in intended)
    yield from (
        line for line in intended if line in moved or line not in running or not _same(running[line], intended[line])
    )


def _same(left: Tree, right: Tree) -> bool:
    return left.keys() == right.keys() and all(_same(section, right[line]) for line, section in left.items())


def _text(
    running: Tree, intended: Tree, grammar: Grammar, anew: frozenset[str], above: tuple[str, ...] = ()
) -> Iterator[str]:
    depth, parent = len(above), above[-1] if above else ""
    replaced = _replaced(running, intended, parent, grammar)
    for line, section in running.items():
        if line not in intended and line not in replaced.values():
            yield from _whole("-", line, section, grammar, depth)
    for line, section in intended.items():
        if line not in running:
            if line in replaced:
                yield from _whole("-", replaced[line], running[replaced[line]], grammar, depth)
            yield from _whole("+", line, section, grammar, depth)
        elif JOINT.join((*above, line)) in anew:
            yield from _whole("-", line, running[line], grammar, depth)
            yield from _whole("+", line, section, grammar, depth)
        elif not _same(running[line], section) or any(path.startswith(JOINT.join((*above, line, ""))) for path in anew):
            yield _signed(" ", line, grammar, depth)
            yield from _text(running[line], section, grammar, anew, (*above, line))


def _replaced(running: Tree, intended: Tree, parent: str, grammar: Grammar) -> dict[str, str]:
    """Map each new line to the old one that it replaces."""
    old = {identity(line, parent, grammar) or line: line for line in running if line not in intended}
    pairs = ((line, old.get(identity(line, parent, grammar) or "")) for line in intended if line not in running)
    return {line: other for line, other in pairs if other is not None}


def _whole(sign: str, line: str, section: Tree, grammar: Grammar, depth: int) -> Iterator[str]:
    yield _signed(sign, line, grammar, depth)
    for inner, below in section.items():
        yield from _whole(sign, inner, below, grammar, depth + 1)


def _signed(sign: str, line: str, grammar: Grammar, depth: int) -> str:
    return f"{sign} {_INDENT * depth}{redact_line(line, grammar)}"
