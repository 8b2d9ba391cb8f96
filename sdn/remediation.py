"""The lines to type, in the grammar of a system, that lead from one configuration to another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sdn.configuration import JOINT, Tree
from sdn.grammar import Grammar
from sdn.line_identity import identity

if TYPE_CHECKING:
    from hier_config import HConfig, HConfigChild
    from hier_config.platforms.driver_base import HConfigDriverBase


def remediation(running: Tree, intended: Tree, grammar: Grammar) -> Iterator[str]:
    """Yield what to type into a candidate of the running configuration to make it the intended one."""
    from hier_config import HConfig

    driver = _driver(grammar)
    before, after = HConfig(driver), HConfig(driver)
    anew = frozenset(reordered(running, intended, grammar))
    _fill(before, _without(anew, _without_forgotten(running, intended, grammar)))
    _fill(after, intended)
    found = sorted(before.config_to_get_to(after).children, key=lambda child: _place(child.text, grammar))
    yield from _typed(found, _Typing(grammar, anew), "")


def reordered(running: Tree, intended: Tree, grammar: Grammar, above: str = "") -> Iterator[str]:
    """Yield the sections whose order counts and that are not line by line the same, with the lines above them."""
    for line, section in running.items() if grammar.ordered else ():
        wanted = intended.get(line)
        path = f"{above}{JOINT}{line}" if above else line
        if wanted is None:
            continue
        if not any(re.match(pattern, path) for pattern in grammar.ordered):
            yield from reordered(section, wanted, grammar, path)
        elif list(_lines(section)) != list(_lines(wanted)):
            yield path


def _lines(tree: Tree, depth: int = 0) -> Iterator[tuple[int, str]]:
    for line, section in tree.items():
        yield depth, line
        yield from _lines(section, depth + 1)


def _without(paths: frozenset[str], tree: Tree, above: str = "") -> Tree:
    """Leave out sections that are typed anew, so that all of them is typed."""
    if not paths:
        return tree
    named = ((f"{above}{JOINT}{line}" if above else line, line, section) for line, section in tree.items())
    return {line: _without(paths, section, path) for path, line, section in named if path not in paths}


def _place(line: str, grammar: Grammar) -> tuple[int, int]:
    """Return where among the top lines a line is typed: before all others, in between, or after them."""
    for index, pattern in enumerate(grammar.first):
        if re.match(pattern, line):
            return 0, index
        if re.match(pattern, line.removeprefix(grammar.negation)):
            return 2, -index
    return 1, 0


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


@dataclass(frozen=True, slots=True)
class _Typing:
    grammar: Grammar
    anew: frozenset[str]
    """The sections that are taken back before they are typed."""

    def section(self, line: str, path: str) -> Iterator[str]:
        """Yield what is typed for a line of its own, before what stands below it."""
        if path in self.anew:
            yield f"{self.grammar.negation}{line}"
        yield line

    def opens(self, path: str) -> bool:
        """Return whether a line opens a section even when nothing is typed into it."""
        return any(re.match(pattern, path) for pattern in self.grammar.opening)


def _typed(children: "Iterable[HConfigChild]", typing: _Typing, above: str) -> Iterator[str]:
    """Yield lines as they are typed; what opens a section is closed again."""
    grammar = typing.grammar
    if grammar.assertion is not None:
        yield from _whole_lines(children, typing, grammar.assertion, "", above)
        return
    for child in children:
        path = f"{above}{JOINT}{child.text}" if above else child.text
        yield from typing.section(child.text, path)
        yield from _typed(child.children, typing, path)
        if child.children or typing.opens(path):
            yield grammar.closing


def _whole_lines(
    children: "Iterable[HConfigChild]", typing: _Typing, assertion: str, words: str, above: str
) -> Iterator[str]:
    """Yield lines where each is typed with those above it: set interfaces ge-0/0/0 mtu 9214."""
    negation = typing.grammar.negation
    for child in children:
        path = f"{above}{JOINT}{child.text}" if above else child.text
        if child.text.startswith(negation):
            yield f"{negation}{words}{child.text.removeprefix(negation)}"
            continue
        if path in typing.anew:
            yield f"{negation}{words}{child.text}"
        if child.children:
            yield from _whole_lines(child.children, typing, assertion, f"{words}{child.text} ", path)
        else:
            yield f"{assertion}{words}{child.text}"


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
