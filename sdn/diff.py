"""Running against intended: the lines that make a device as it should be, and a text for people."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sdn.configuration import JOINT, Tree
from sdn.nos import Nos
from sdn.nos.editing import Editing
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


def difference(running: Tree, intended: Tree, nos: Nos) -> Difference:
    """Compare what is managed of two configurations; the order of lines means nothing."""
    changed = tuple(_changed(_without_implied(running, intended, nos.editing), intended))
    if not changed:
        return Difference((), "", ())
    now = {line: running[line] for line in changed if line in running}
    wanted = {line: intended[line] for line in changed if line in intended}
    return Difference(
        remediation=tuple(_remediation(now, wanted, nos.editing)),
        text="\n".join(_text(now, wanted, nos, "", 0)),
        sections=changed,
    )


def unsaved(running: Tree, saved: Tree, nos: Nos) -> Difference:
    """Compare what a device would start with to what it runs: `-` is what is saved, `+` what is not."""
    saved, running = (_without_implied(tree, {}, nos.editing) for tree in (saved, running))
    return difference(saved, running, nos)


def _without_implied(running: Tree, intended: Tree, editing: Editing) -> Tree:
    implied = [re.compile(pattern) for pattern in editing.implied]
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


def identity(line: str, parent: str, editing: Editing) -> str | None:
    """Return what identifies a single-valued line in its section, or None for a line that stands for itself."""
    pattern = _identities(parent, editing)
    found = pattern.match(line.removeprefix("no ")) if pattern is not None else None
    return found.group() if found else None


def _remediation(running: Tree, intended: Tree, editing: Editing) -> Iterator[str]:
    from hier_config import HConfig

    driver = _driver(editing)
    before, after = HConfig(driver), HConfig(driver)
    _fill(before, _without_forgotten(running, intended, editing))
    _fill(after, intended)
    yield from _typed(before.config_to_get_to(after).children, editing, "")


def _fill(parent: "HConfig | HConfigChild", tree: Tree) -> None:
    for line, section in tree.items():
        _fill(parent.add_child(line), section)


def _without_forgotten(running: Tree, intended: Tree, editing: Editing) -> Tree:
    """Leave out what is wanted but will be dropped by the device itself, so that it is typed again."""
    if not editing.forgetful:
        return running
    kept: dict[str, Tree] = {}
    for line, section in running.items():
        wanted = intended.get(line, {})
        dropped = _dropped(section, wanted, editing)
        kept[line] = {
            item: below for item, below in section.items() if item not in wanted or not _begins(item, dropped)
        }
    return kept


def _dropped(section: Tree, wanted: Tree, editing: Editing) -> tuple[str, ...]:
    """Return what the device drops of a section when it is made as wanted."""
    return tuple(
        pattern
        for cause, patterns in (editing.forgetful or {}).items()
        if {line for line in section if _begins(line, (cause,))} != {line for line in wanted if _begins(line, (cause,))}
        for pattern in patterns
    )


def _begins(line: str, patterns: Iterable[str]) -> bool:
    return any(re.match(rf"(?:{pattern})(?= |$)", line) for pattern in patterns)


def _typed(children: "Iterable[HConfigChild]", editing: Editing, above: str) -> Iterator[str]:
    """Yield lines as they are typed; what opens a section is followed by `exit`."""
    for child in children:
        path = f"{above}{JOINT}{child.text}" if above else child.text
        yield child.text
        yield from _typed(child.children, editing, path)
        if child.children or any(re.match(pattern, path) for pattern in editing.opening):
            yield "exit"


def _text(running: Tree, intended: Tree, nos: Nos, parent: str, depth: int) -> Iterator[str]:
    replaced = _replaced(running, intended, parent, nos.editing)
    for line, section in running.items():
        if line not in intended and line not in replaced.values():
            yield from _whole("-", line, section, nos, depth)
    for line, section in intended.items():
        if line not in running:
            if line in replaced:
                yield from _whole("-", replaced[line], running[replaced[line]], nos, depth)
            yield from _whole("+", line, section, nos, depth)
        elif not _same(running[line], section):
            yield _signed(" ", line, nos, depth)
            yield from _text(running[line], section, nos, line, depth + 1)


def _replaced(running: Tree, intended: Tree, parent: str, editing: Editing) -> dict[str, str]:
    """Map each new line to the old one that it replaces."""
    old = {identity(line, parent, editing) or line: line for line in running if line not in intended}
    pairs = ((line, old.get(identity(line, parent, editing) or "")) for line in intended if line not in running)
    return {line: other for line, other in pairs if other is not None}


def _whole(sign: str, line: str, section: Tree, nos: Nos, depth: int) -> Iterator[str]:
    yield _signed(sign, line, nos, depth)
    for inner, below in section.items():
        yield from _whole(sign, inner, below, nos, depth + 1)


def _signed(sign: str, line: str, nos: Nos, depth: int) -> str:
    return f"{sign} {_INDENT * depth}{redact_line(line, nos)}"


def _identities(parent: str, editing: Editing) -> re.Pattern[str] | None:
    beginning = next((start for start in editing.single_valued if start and parent.startswith(start)), "")
    if parent and not beginning:
        return None
    return _compiled(editing.single_valued.get(beginning, ()))


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})(?= |$)" for pattern in patterns) or r"(?!)")


def _driver(editing: Editing) -> "HConfigDriverBase":
    """Teach hier_config how this system replaces and takes back lines."""
    from hier_config.platforms.driver_base import HConfigDriverBase, HConfigDriverRules

    class Driver(HConfigDriverBase):
        @staticmethod
        def _instantiate_rules() -> HConfigDriverRules:
            return HConfigDriverRules()

        def idempotent_for(
            self, config: "HConfigChild", other_children: "Iterable[HConfigChild]"
        ) -> "HConfigChild | None":
            parent = _parent(config)
            own = identity(config.text, parent, editing)
            if own is None:
                return None
            return next((child for child in other_children if identity(child.text, parent, editing) == own), None)

        def negate_with(self, config: "HConfigChild") -> str:
            text = config.text
            if _begins(text.removeprefix("no "), editing.defaulted):
                return f"default {text.removeprefix('no ')}"
            if text.startswith("no "):
                return text.removeprefix("no ")
            parent = _parent(config)
            if not parent and any(re.match(pattern, text) for pattern in editing.permanent):
                return f"default {text}"
            return f"no {identity(text, parent, editing) or text}"

    return Driver()


def _parent(child: "HConfigChild") -> str:
    return str(getattr(child.parent, "text", ""))
