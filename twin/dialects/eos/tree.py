"""A configuration as a tree of lines: what a section holds, and how EOS writes it down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from twin.dialects.eos.pattern import Command

SortKey = tuple[int, tuple[tuple[int, int, str], ...], int, tuple[tuple[int, int, str], ...]]
_INDENT = "   "


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One line of a section, with the section that it opens, if any."""

    line: str
    order: SortKey
    section: "ConfigSection | None" = None

    def copy(self) -> "ConfigLine":
        """Return the same line with a section of its own."""
        return self if self.section is None else ConfigLine(self.line, self.order, self.section.copy())


@dataclass(slots=True)
class ConfigSection:
    """The lines of one mode, each under what identifies it."""

    mode: str
    entries: dict[str, ConfigLine] = field(default_factory=dict)

    def copy(self) -> "ConfigSection":
        """Return a section that can be changed without changing this one."""
        return ConfigSection(self.mode, {key: entry.copy() for key, entry in self.entries.items()})

    def ordered(self) -> list[ConfigLine]:
        """Return the entries in the order in which EOS shows them."""
        return sorted(self.entries.values(), key=lambda entry: entry.order)

    def line(self, key: str) -> str | None:
        """Return the line under a key, or None."""
        entry = self.entries.get(key)
        return entry.line if entry else None

    def value(self, key: str) -> str | None:
        """Return what follows the key in its line; None when there is no such line or it is negated."""
        line = self.line(key)
        return None if line is None or line.startswith("no ") else line[len(key) :].strip()

    def sections(self, first_words: str) -> Iterator[tuple[str, "ConfigSection"]]:
        """Yield each section whose opening line begins so: the rest of its line, and the section."""
        for key, entry in self.entries.items():
            if entry.section is not None and key.startswith(first_words + " "):
                yield key[len(first_words) + 1 :], entry.section

    def lines(self, first_words: str) -> Iterator[str]:
        """Yield the rest of each line that begins so."""
        for entry in self.entries.values():
            if entry.line.startswith(first_words + " "):
                yield entry.line[len(first_words) + 1 :]


def sort_key(command: Command, key: str, line: str) -> SortKey:
    """Return where a line belongs: by command, members of a group together, numbers by their size."""
    group = natural(key.split()[1]) if command.group else ()
    return command.rank, group, command.subrank, natural(line)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts words before numbers, and numbers by their size."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)


def render(section: ConfigSection) -> list[str]:
    """Return the lines of a whole configuration as `show running-config` gives them, without header and `end`."""
    lines: list[str] = []
    previous = -1
    for entry in section.ordered():
        is_block = entry.section is not None
        if lines and (is_block or entry.order[0] != previous) and lines[-1] != "!":
            lines.append("!")
        lines.append(entry.line)
        if entry.section is not None:
            lines += _body(entry.section, 1)
            lines.append("!")
        previous = entry.order[0]
    if lines and lines[-1] != "!":
        lines.append("!")
    return lines


def _body(section: ConfigSection, depth: int) -> list[str]:
    lines: list[str] = []
    indent = _INDENT * depth
    for entry in section.ordered():
        if entry.section is not None and section.mode.startswith("bgp"):
            lines.append(f"{indent}!")
        lines.append(indent + entry.line)
        if entry.section is not None:
            lines += _body(entry.section, depth + 1)
    return lines
