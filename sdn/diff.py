"""Running against intended: the lines that make a device as it should be, and a text for people."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sdn.configuration import JOINT, Tree
from sdn.grammar import Grammar
from sdn.redaction import redact_line

if TYPE_CHECKING:
    from hier_config import HConfig, HConfigChild
    from hier_config.platforms.driver_base import HConfigDriverBase

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
    """Compare what is managed of two configurations; the order of lines means nothing."""
    changed = tuple(_changed(_without_implied(running, intended, grammar), intended))
    if not changed:
        return Difference((), "", ())
    now = {line: running[line] for line in changed if line in running}
    wanted = {line: intended[line] for line in changed if line in intended}
    return Difference(
        remediation=tuple(_remediation(now, wanted, grammar)),
        text="\n".join(_text(now, wanted, grammar, "", 0)),
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


def _changed(running: Tree, intended: Tree) -> Iterator[str]:
    yield from (line for line in running if line not in intended)
    yield from (line for line in intended if line not in running or not _same(running[line], intended[line]))


def _same(left: Tree, right: Tree) -> bool:
    return left.keys() == right.keys() and all(_same(section, right[line]) for line, section in left.items())


def identity(line: str, parent: str, grammar: Grammar) -> str | None:
    """Return what identifies a single-valued line in its section, or None for a line that stands for itself."""
    pattern = _identities(parent, grammar)
    found = pattern.match(line.removeprefix(grammar.negation)) if pattern is not None else None
    return found.group() if found else None


def _remediation(running: Tree, intended: Tree, grammar: Grammar) -> Iterator[str]:
    from hier_config import HConfig

    driver = _driver(grammar)
    before, after = HConfig(driver), HConfig(driver)
    _fill(before, _without_forgotten(running, intended, grammar))
    _fill(after, intended)
    yield from _typed(before.config_to_get_to(after).children, grammar, "")


def _fill(parent: "HConfig | HConfigChild", tree: Tree) -> None:
    for line, section in tree.items():
        _fill(parent.add_child(line), section)


def _without_forgotten(running: Tree, intended: Tree, grammar: Grammar) -> Tree:
    """Leave out what is wanted but will be dropped by the device itself, so that it is typed again."""
    if not grammar.forgetful:
        return running
    kept: dict[str, Tree] = {}
    for line, section in running.items():
        wanted = intended.get(line, {})
        dropped = _dropped(section, wanted, grammar)
        kept[line] = {
            item: below for item, below in section.items() if item not in wanted or not _begins(item, dropped)
        }
    return kept


def _dropped(section: Tree, wanted: Tree, grammar: Grammar) -> tuple[str, ...]:
    """Return what the device drops of a section when it is made as wanted."""
    return tuple(
        pattern
        for cause, patterns in grammar.forgetful.items()
        if {line for line in section if _begins(line, (cause,))} != {line for line in wanted if _begins(line, (cause,))}
        for pattern in patterns
    )


def _begins(line: str, patterns: Iterable[str]) -> bool:
    return any(re.match(rf"(?:{pattern})(?= |$)", line) for pattern in patterns)


def _typed(children: "Iterable[HConfigChild]", grammar: Grammar, above: str) -> Iterator[str]:
    """Yield lines as they are typed; what opens a section is closed again."""
    for child in children:
        path = f"{above}{JOINT}{child.text}" if above else child.text
        yield child.text
        yield from _typed(child.children, grammar, path)
        if child.children or any(re.match(pattern, path) for pattern in grammar.opening):
            yield grammar.closing


def _text(running: Tree, intended: Tree, grammar: Grammar, parent: str, depth: int) -> Iterator[str]:
    replaced = _replaced(running, intended, parent, grammar)
    for line, section in running.items():
        if line not in intended and line not in replaced.values():
            yield from _whole("-", line, section, grammar, depth)
    for line, section in intended.items():
        if line not in running:
            if line in replaced:
                yield from _whole("-", replaced[line], running[replaced[line]], grammar, depth)
            yield from _whole("+", line, section, grammar, depth)
        elif not _same(running[line], section):
            yield _signed(" ", line, grammar, depth)
            yield from _text(running[line], section, grammar, line, depth + 1)


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


def _identities(parent: str, grammar: Grammar) -> re.Pattern[str] | None:
    beginning = next((start for start in grammar.single_valued if start and parent.startswith(start)), "")
    if parent and not beginning:
        return None
    return _compiled(grammar.single_valued.get(beginning, ()))


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})(?= |$)" for pattern in patterns) or r"(?!)")


def _driver(grammar: Grammar) -> "HConfigDriverBase":
    """Teach hier_config how this system replaces and takes back lines."""
    from hier_config.platforms.driver_base import HConfigDriverBase, HConfigDriverRules

    class Driver(HConfigDriverBase):
        @property
        def negation_prefix(self) -> str:
            return grammar.negation

        @staticmethod
        def _instantiate_rules() -> HConfigDriverRules:
            return HConfigDriverRules()

        def idempotent_for(
            self, config: "HConfigChild", other_children: "Iterable[HConfigChild]"
        ) -> "HConfigChild | None":
            parent = _parent(config)
            own = identity(config.text, parent, grammar)
            if own is None:
                return None
            return next((child for child in other_children if identity(child.text, parent, grammar) == own), None)

        def negate_with(self, config: "HConfigChild") -> str:
            text = config.text
            without = text.removeprefix(grammar.negation)
            if _begins(without, grammar.defaulted):
                return f"{grammar.reset or grammar.negation}{without}"
            if text.startswith(grammar.negation):
                return without
            parent = _parent(config)
            if not parent and any(re.match(pattern, text) for pattern in grammar.permanent):
                return f"{grammar.reset or grammar.negation}{text}"
            return f"{grammar.negation}{identity(text, parent, grammar) or text}"

    return Driver()


def _parent(child: "HConfigChild") -> str:
    return str(getattr(child.parent, "text", ""))
