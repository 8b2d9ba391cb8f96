"""Patterns of commands, compiled to one tree of words a mode, and the matching of lines against it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from twin.dialects.eos.values import Value, value_named

Negative = Literal["delete", "store", "both"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command that a mode accepts.

    `pattern` is a line of words in which `{kind}` stands for a value, `<a,b>` for one of several words, `[…]` for an
    optional part, and a lone `|` ends what identifies the line: a line with the same words before it replaces it.
    `negative` says what `no` does: `delete` the line, `store` it (the command is on by default and only its negation
    is shown) or `both` (each form is shown). `shown` is a line that is there without being configured.
    """

    pattern: str
    opens: str = ""
    negative: Negative = "delete"
    shown: str = ""
    hidden_default: str = ""
    edits: str = ""
    group: str = ""
    rank: int = 0
    subrank: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A line that was understood: its canonical text, what identifies it, and the values in it."""

    command: Command | None
    line: str
    key: str
    values: tuple[str, ...]
    rest: str = ""
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not understood, with the answer that EOS gives."""

    message: str
    position: int = 0


@dataclass(slots=True)
class WordNode:
    """A place between two words: what may follow, and which command ends here."""

    words: dict[str, "WordNode"] = field(default_factory=dict)
    values: list[tuple[Value, "WordNode"]] = field(default_factory=list)
    command: Command | None = None
    key_of: Command | None = None

    def value_child(self, name: str) -> "WordNode":
        """Return the node behind a value of this kind, made when it is new."""
        for value, child in self.values:
            if value.name == name:
                return child
        child = WordNode()
        self.values.append((value_named(name), child))
        self.values.sort(key=lambda pair: pair[0].is_free)
        return child


@dataclass(frozen=True, slots=True)
class Words:
    """A line cut into words, with the place where each begins."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Cut a line at its blanks."""
        found = list(re.finditer(r"\S+", text))
        return cls(text, tuple(item[0] for item in found), tuple(item.start() for item in found))


def compile_mode(commands: Iterable[Command]) -> WordNode:
    """Return the tree of words of one mode."""
    root = WordNode()
    for command in commands:
        for variant in _variants(command.pattern):
            _insert(root, command, variant)
    return root


def _variants(pattern: str) -> Iterable[list[str]]:
    parts = re.findall(r"\[[^\]]*\]|<[^>]*>|\S+", pattern)
    choices: list[list[list[str]]] = []
    for part in parts:
        if part.startswith("["):
            inner = [variant for option in part[1:-1].split(" or ") for variant in _variants(option)]
            choices.append([[], *inner])
        elif part.startswith("<"):
            choices.append([[word] for word in part[1:-1].split(",")])
        else:
            choices.append([[part]])
    for combination in product(*choices):
        yield [word for words in combination for word in words]


def _insert(root: WordNode, command: Command, words: list[str]) -> None:
    node = root
    for word in words:
        if word == "|":
            node.key_of = node.key_of or command
        elif word.startswith("{"):
            node = node.value_child(word[1:-1])
        else:
            node = node.words.setdefault(word, WordNode())
    node.command = node.command or command


def match(root: WordNode, line: Words, start: int = 0, *, partial: bool = False) -> Match | RefusedLine:
    """Match the words of a line from `start` against a mode; `partial` lets it end where its identity ends."""
    node, position = root, start
    canonical: list[str] = []
    values: list[str] = []
    key_length: int | None = None
    while position < len(line.words):
        step = _step(node, line, position)
        if isinstance(step, RefusedLine):
            return step
        node, text, is_value, used = step
        canonical.append(text)
        if is_value:
            values.append(text)
        if node.key_of:
            key_length = len(canonical)
        position += used
    return _finish(node, canonical, values, key_length, partial=partial)


def _finish(
    node: WordNode, canonical: list[str], values: list[str], key_length: int | None, *, partial: bool
) -> Match | RefusedLine:
    command = node.command or (node.key_of if partial else None)
    if command is None:
        if partial and canonical and _is_group(node):
            return Match(None, " ".join(canonical), " ".join(canonical), tuple(values), is_complete=False)
        return RefusedLine("% Incomplete command", len(canonical))
    key = " ".join(canonical if key_length is None or not _has_key(command) else canonical[:key_length])
    return Match(command, " ".join(canonical), key, tuple(values), is_complete=node.command is not None)


def _has_key(command: Command) -> bool:
    return " | " in f" {command.pattern} "


def _is_group(node: WordNode) -> bool:
    """Tell whether everything that can follow is an attribute of one thing, such as a BGP neighbor."""
    below = [child.command or child.key_of for child in node.words.values()]
    found = [command for command in below if command]
    return bool(found) and all(command.group for command in found)


def _step(node: WordNode, line: Words, position: int) -> tuple[WordNode, str, bool, int] | RefusedLine:
    """Take one word: a whole keyword first, then a typed value, a keyword's beginning, a free value."""
    word = line.words[position]
    exact = word.lower() if word.lower() in node.words else word
    begun = [exact] if exact in node.words else []
    if not begun:
        typed = _typed(node, line, position, free=False)
        if typed:
            return typed
        begun = [name for name in node.words if name.lower().startswith(word.lower())]
    if len(begun) == 1:
        return node.words[begun[0]], begun[0], False, 1
    free = _typed(node, line, position, free=True)
    if free:
        return free
    return RefusedLine("% Ambiguous command" if begun else f"% Invalid input (at token {position}: '{word}')", position)


def _typed(node: WordNode, line: Words, position: int, *, free: bool) -> tuple[WordNode, str, bool, int] | None:
    word = line.words[position]
    for value, child in node.values:
        if value.is_free != free:
            continue
        if value.is_rest:
            return child, line.text[line.starts[position] :].strip(), True, len(line.words) - position
        text = value.read(word)
        if text is not None:
            return child, text, True, 1
        if word.replace("-", "").isalpha() and position + 1 < len(line.words):
            text = value.read(word + line.words[position + 1])
            if text is not None and not value.is_free:
                return child, text, True, 2
    return None
