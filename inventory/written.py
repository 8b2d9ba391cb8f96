"""From plain data to validated documents, each with its origin; everything wrong is collected, not raised."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from inventory.document.fields import Document, Name
from inventory.document.sections import SECTIONS, Section
from inventory.model.origin import Origin
from inventory.problem import Problem, did_you_mean
from inventory.yaml_text import Data


@dataclass(frozen=True, slots=True)
class Entry:
    """One validated entry of a section; `name` is empty in sections that are lists."""

    name: str
    document: Document
    origin: Origin


@dataclass(slots=True)
class Written:
    """What the files say, validated entry by entry."""

    name: str = ""
    name_origin: Origin | None = None
    standards: tuple[str, ...] = ()
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {section.key: {} for section in SECTIONS})
    """By name; by number in sections that are lists."""
    broken: dict[str, set[str]] = field(default_factory=lambda: {section.key: set() for section in SECTIONS})
    """Names of entries that did not validate: a reference to one is not a fault of its own."""
    incomplete: set[str] = field(default_factory=set)
    """Sections of which a list entry did not validate: names may be missing from them."""
    problems: list[Problem] = field(default_factory=list)

    def names(self, section: str) -> Collection[str]:
        """Return every name that a section defines, sound or not."""
        return self.entries[section].keys() | self.broken[section]


def validate(files: Mapping[str, Data]) -> Written:
    """Validate the data of all files; file name → data."""
    written = Written()
    sections = {section.key: section for section in SECTIONS}
    for file, data in files.items():
        origin = Origin(file)
        if data is None:
            written.problems.append(
                Problem("empty-file", origin, "The file says nothing.", "Remove it, or write a section into it.")
            )
        elif not isinstance(data, dict):
            written.problems.append(
                Problem(
                    "not-a-mapping",
                    origin,
                    "The file does not begin with a section such as 'sites:'.",
                    "An estate file is a mapping from sections to their entries; see: sddc schema",
                )
            )
        else:
            for key, value in data.items():
                _section(written, sections, key, value, origin.at(key))
    return written


def _section(written: Written, sections: Mapping[str, Section], key: str, value: Data, origin: Origin) -> None:
    if key == "estate":
        _estate(written, value, origin)
    elif key == "standards":
        _standards(written, value, origin)
    elif key not in sections:
        known = [*sections, "estate", "standards"]
        written.problems.append(
            Problem("unknown-section", origin, f"There is no section {key}.", did_you_mean(key, known))
        )
    else:
        section = sections[key]
        for name, item, place in _items(written, section, value, origin):
            _entry(written, section, name, item, place)


def _estate(written: Written, value: Data, origin: Origin) -> None:
    if written.name_origin is not None:
        detail, advice = "The estate is named twice.", "One file has the key 'estate'; remove the other."
        written.problems.append(Problem("duplicate-name", origin, detail, advice))
    elif not isinstance(value, str) or not value:
        detail, advice = "The estate's name is not a text.", "Write a name: 'estate: chengdu-bank'."
        written.problems.append(Problem("wrong-value", origin, detail, advice))
    written.name_origin = origin
    written.name = str(value)


def _standards(written: Written, value: Data, origin: Origin) -> None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        written.standards = tuple(str(item) for item in value)
        return
    advice = "Write a list: 'standards: [t3plus]'."
    written.problems.append(Problem("wrong-value", origin, "The standards are not a list of names.", advice))


def _items(written: Written, section: Section, value: Data, origin: Origin) -> Iterator[tuple[str, Data, Origin]]:
    if section.named and isinstance(value, dict):
        for name, item in value.items():
            yield name, item, origin.at(name)
    elif not section.named and isinstance(value, list):
        for index, item in enumerate(value):
            yield "", item, origin.at(index)
    elif value is not None:
        shape = "a mapping from names to entries" if section.named else "a list of entries"
        written.incomplete.add(section.key)
        detail = f"The section {section.key} is not {shape}."
        written.problems.append(Problem("wrong-value", origin, detail, f"{section.description} See: sddc schema"))


def _entry(written: Written, section: Section, name: str, item: Data, origin: Origin) -> None:
    if section.named and name in written.names(section.key):
        detail = f"{name} is defined twice in the section {section.key}."
        advice = "Two files define it. Keep one, or give the other a name of its own."
        written.problems.append(Problem("duplicate-name", origin, detail, advice))
        return
    try:
        if section.named:
            _NAME.validate_python(name)
        document = section.model.model_validate(item if item is not None else {})
    except ValidationError as error:
        written.broken[section.key].add(name)
        if not section.named:
            written.incomplete.add(section.key)
        written.problems.extend(_problem(section, details, origin) for details in error.errors(include_url=False))
    else:
        written.entries[section.key][name or str(len(written.entries[section.key]))] = Entry(name, document, origin)


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _problem(section: Section, details: ErrorDetails, origin: Origin) -> Problem:
    path = tuple(part for part in details["loc"] if part != "[key]")
    at_key = "[key]" in details["loc"]
    where = ".".join(map(str, path))
    if details["type"] == "extra_forbidden":
        known = _keys(section.model, path[:-1])
        detail = f"{path[-1]} is not a key here."
        return Problem("unknown-key", origin.at(*path), detail, did_you_mean(str(path[-1]), known), at_key=True)
    if details["type"] == "missing":
        detail = f"The key {path[-1]} is missing."
        said = _described(section.model, path)
        return Problem("missing-key", origin.at(*path[:-1]), detail, f"{said} See: sddc schema".strip())
    message = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    message = message.replace("Input should be", "it should be").replace("String should", "the text should")
    detail = f"{where or 'The entry'}: {message[0].lower()}{message[1:].rstrip('.')}."
    return Problem("wrong-value", origin.at(*path), detail, f"See: sddc schema ({section.key})", at_key=at_key)


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    inner = _model_at(model, path)
    return [] if inner is None else [field.alias or name for name, field in inner.model_fields.items()]


def _described(model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    inner = _model_at(model, path[:-1])
    for name, field_info in ({} if inner is None else inner.model_fields).items():
        if path[-1] in (name, field_info.alias):
            return field_info.description or ""
    return ""


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Follow a path of keys through nested models; None where it leaves them."""
    current: type[BaseModel] | None = model
    for key in path:
        if current is None:
            return None
        if key in current.model_fields:
            current = _model_in(current.model_fields[str(key)].annotation)
    return current


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
