"""YAML text to plain data, with or without the places of everything: the only home of the YAML library.

The meaning of plain scalars is YAML 1.2's core schema: `no` and `on` are words, `12:30` is a word, `0o17` is 15.
One thing is kept as it is written: a whole number with zeros in front (`007`) is a word, because it would lose
them as a name, and because YAML 1.1 and 1.2 do not agree about its value.
Keys are always texts. Duplicate keys are an error. Data is built from the parser's events, so that reading with
and without marks is the same code and cannot differ in meaning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"
Path: TypeAlias = tuple[str | int, ...]

DEPTH_MAXIMUM = 64
NODES_MAXIMUM = 4_000_000
ALIASED_NODES_MAXIMUM = 200_000
"""What aliases may add: a file that means more than this by few lines is an accident or an attack."""

MERGE = "<<"
"""The key whose mapping (or list of mappings) gives the keys that are not written."""

_NUMBER = re.compile(
    r"(?P<int>[-+]?(?:0|[1-9][0-9]*))|(?P<zeros>[-+]?0[0-9]+)|(?P<oct>0o[0-7]+)|(?P<hex>0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))",
)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_COLLECTION_TAGS = frozenset({None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_QUOTED = frozenset({"'", '"'})
_BLOCKS = frozenset({"|", ">"})
_NUMBER_STARTS = frozenset("0123456789+-.")
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ufeff\ue000-\ufffd\U00010000-\U0010ffff]")


class YamlError(Exception):
    """The text is not YAML that we take; `line` and `column` count from 1."""

    def __init__(self, code: str, line: int, column: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.line, self.column, self.detail = code, line, column, detail


@dataclass(slots=True)
class Places:
    """Where each value and each key of a file stands: path → (line, column), both from 1."""

    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenScalar:
    """A key or a value as it is written: from `start` to before `end` in the text, its path in the document."""

    path: Path
    start: int
    end: int
    is_key: bool
    is_quoted: bool
    is_block: bool
    """Written below a | or >."""


def parse(text: str) -> Data:
    """Read one document; raises YamlError."""
    return _Builder(None).build(text)


def places(text: str) -> Places:
    """Find where every key and value of a document stands; raises YamlError."""
    found = Places()
    _Builder(found).build(text)
    return found


def written_scalars(text: str) -> Iterator[WrittenScalar]:
    """Yield the keys and values of a document as they are written, in order; raises YamlError."""
    yield from _Scalars(text).read()


def scalar(text: str) -> bool | int | float | str | None:
    """Give a plain scalar its meaning by YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    match = _NUMBER.fullmatch(text)
    if match is None or match.lastgroup == "zeros":
        return text
    if match.lastgroup == "int":
        return int(text) if len(text) < 4000 else text  # noqa: PLR2004 - Python refuses longer integers
    if match.lastgroup in ("oct", "hex"):
        return int(text, 0)
    return float(text.replace(".", "").lower()) if match.lastgroup == "special" else float(text)


class _Scalars:
    """Walks over parser events, knowing only where it is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._where: list[tuple[Path, bool, int]] = []
        """Of each open collection: its path, whether it is a mapping, and how many nodes it has had."""
        self._key = ""

    def read(self) -> Iterator[WrittenScalar]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(self._text, Loader=loader):
                if isinstance(event, yaml.CollectionEndEvent):
                    self._where.pop()
                elif isinstance(event, yaml.NodeEvent):
                    path, is_key = self._enter()
                    if isinstance(event, yaml.CollectionStartEvent):
                        self._where.append((path, isinstance(event, yaml.MappingStartEvent), 0))
                    elif isinstance(event, yaml.ScalarEvent):
                        self._key = event.value if is_key else self._key
                        if event.start_mark is not None and event.end_mark is not None:
                            span = event.start_mark.index, event.end_mark.index
                            yield WrittenScalar(path, *span, is_key, event.style in _QUOTED, event.style in _BLOCKS)
        except yaml.MarkedYAMLError as error:
            raise _syntax(self._text, error) from None

    def _enter(self) -> tuple[Path, bool]:
        """Count one more node; return the path of what it is in, its own key included, and whether it is a key."""
        if not self._where:
            return (), False
        path, is_mapping, before = self._where[-1]
        self._where[-1] = path, is_mapping, before + 1
        is_key = is_mapping and before % 2 == 0
        return ((*path, self._key) if is_mapping and not is_key else path), is_key


class _Builder:
    """Builds data from parser events; one object for one document."""

    def __init__(self, found: Places | None) -> None:
        self._found = found
        self._anchors: dict[str, tuple[Data, int]] = {}
        self._nodes = 0
        self._aliased = 0

    def build(self, text: str) -> Data:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return self._document(yaml.parse(text, Loader=loader))
        except yaml.MarkedYAMLError as error:
            raise _syntax(text, error) from None
        except (yaml.YAMLError, UnicodeEncodeError):
            raise _unprintable(text) from None

    def _document(self, events: Iterator[yaml.Event]) -> Data:
        result: Data = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _at("yaml-several-documents", event, "The file holds more than one document ('---').")
                result = self._node(next(events), events, (), 0)
        return result

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int) -> Data:
        self._nodes += 1
        if self._nodes > NODES_MAXIMUM:
            raise _at("yaml-too-large", event, f"The file holds more than {NODES_MAXIMUM} values.")
        if self._found is not None:
            self._found.values.setdefault(path, _place(event))
        if isinstance(event, yaml.ScalarEvent):
            value: Data = self._scalar(event)
            size = 1
        elif isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        elif depth >= DEPTH_MAXIMUM:
            raise _at("yaml-too-deep", event, f"Values are nested more than {DEPTH_MAXIMUM} deep.")
        else:
            tag = getattr(event, "tag", None)
            if tag not in _COLLECTION_TAGS:
                raise _at("yaml-tag", event, f"The tag {tag} is not taken.")
            before = self._nodes
            read = self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence
            value = read(event, events, path, depth + 1)
            size = self._nodes - before + 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._anchors[event.anchor] = (value, size)
        return value

    def _alias(self, event: yaml.AliasEvent) -> Data:
        anchor = event.anchor
        if anchor not in self._anchors:
            raise _at("yaml-syntax", event, f"The alias *{anchor} has no anchor before it.")
        value, size = self._anchors[anchor]
        self._aliased += size
        self._nodes += size
        if self._aliased > ALIASED_NODES_MAXIMUM:
            raise _at("yaml-alias-explosion", event, f"Aliases add more than {ALIASED_NODES_MAXIMUM} values.")
        return value

    @staticmethod
    def _scalar(event: yaml.ScalarEvent) -> Data:
        if event.tag not in {None, "tag:yaml.org,2002:str", "!"}:
            raise _at("yaml-tag", event, f"The tag {event.tag} is not taken.")
        text: str = event.value
        if event.implicit[0] and event.tag is None:
            return scalar(text)
        return text

    def _sequence(self, _start: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int) -> list[Data]:
        items: list[Data] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return items
            items.append(self._node(event, events, (*path, len(items)), depth))
        return items

    def _mapping(self, start: yaml.Event, events: Iterator[yaml.Event], path: Path, depth: int) -> dict[str, Data]:
        items: dict[str, Data] = {}
        merged: list[Data] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _at("yaml-key", event, "A key is not a plain text.")
            key: str = event.value
            here = (*path, key)
            if key in items or (key == MERGE and merged):
                raise _at("yaml-duplicate-key", event, f"The key {key} stands twice in one mapping.")
            if self._found is not None:
                self._found.keys[here] = _place(event)
            value = self._node(next(events), events, here, depth)
            if key == MERGE:
                merged.append(value)
            else:
                items[key] = value
        return _merge(items, merged, start) if merged else items


def _merge(items: dict[str, Data], merged: list[Data], start: yaml.Event) -> dict[str, Data]:
    result = dict(items)
    for value in merged:
        for mapping in value if isinstance(value, list) else [value]:
            if not isinstance(mapping, dict):
                raise _at("yaml-key", start, "A merge key (<<) needs a mapping.")
            for key, inherited in mapping.items():
                result.setdefault(key, inherited)
    return result


def _at(code: str, event: yaml.Event, detail: str) -> YamlError:
    return YamlError(code, *_place(event), detail)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _syntax(text: str, error: yaml.MarkedYAMLError) -> YamlError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return YamlError("yaml-syntax", 1, 1, "The text cannot be parsed.")
    line, column = mark.line + 1, mark.column + 1
    lines = text.splitlines()
    if mark.line >= len(lines):
        line, column = max(1, len(lines)), len(lines[-1]) + 1 if lines else 1
    elif lines[mark.line][mark.column : mark.column + 1] == "\t":
        return YamlError("yaml-syntax", line, column, "A tab stands where YAML takes only spaces.")
    said = ", ".join(part for part in (error.context, error.problem) if part) or "it cannot be parsed"
    return YamlError("yaml-syntax", line, column, f"{said[0].upper()}{said[1:].rstrip('.')}.")


def _unprintable(text: str) -> YamlError:
    found = _NOT_PRINTABLE.search(text)
    if found is None:
        return YamlError("yaml-syntax", 1, 1, "The text cannot be parsed.")
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    return YamlError("yaml-syntax", line, column, f"The character U+{ord(found[0]):04X} is not printable.")
