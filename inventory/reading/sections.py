"""From plain data to validated documents, each with its origin; everything wrong is collected, not raised."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from inventory.document.fields import NAME_PATTERN, PATTERNS_IN_WORDS, Document, is_name
from inventory.document.sections import SECTIONS, Section
from inventory.model.origin import Origin
from inventory.reading.estate_files import LIBRARIES, MARKER
from inventory.reading.foreign_files import IGNORE, ignore_problems
from inventory.reading.validation_messages import refusals, required_keys
from inventory.reading.yaml_text import Data
from inventory.suggestions import closest, did_you_mean
from inventory.verdict import Verdict, misread
from inventory.wording import shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One validated entry of a section; `name` is empty in sections that are lists."""

    name: str
    document: Document
    origin: Origin


_SECTIONS: Mapping[str, Section] = {section.key: section for section in SECTIONS}

_KEYS = (*_SECTIONS, "estate", "standards", LIBRARIES, IGNORE)
"""Every top-level key."""

FABRIC_SECTIONS = frozenset({"fabrics", "fabric_types"})
"""What switches are made of."""


@dataclass(slots=True)
class Written:
    """What the files say, validated entry by entry."""

    name: str = ""
    name_origin: Origin | None = None
    standards: tuple[str, ...] = ()
    libraries: list[tuple[str, Origin]] = field(default_factory=list)
    """Folders of device types, as they are written."""
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {section.key: {} for section in SECTIONS})
    """By name; by number in sections that are lists."""
    broken: dict[str, set[str]] = field(default_factory=lambda: {section.key: set() for section in SECTIONS})
    """Names of entries that did not validate: a reference to one is not a fault of its own."""
    incomplete: set[str] = field(default_factory=set)
    """Sections of which a list entry did not validate: names may be missing from them."""
    doubtful: set[str] = field(default_factory=set)
    """Sections with an entry that lacks something of what it was meant to have."""
    problems: list[Verdict] = field(default_factory=list)

    def spoil(self, origin: Origin) -> None:
        """Note that an entry is lost: a reference to it is not a fault of its own."""
        self.doubt(origin)
        section, name = str(origin.path[0]), str(origin.path[1]) if len(origin.path) > 1 else ""
        if _SECTIONS[section].named and name:
            self.broken[section].add(name)
        else:
            self.incomplete.add(section)
        if section in FABRIC_SECTIONS:
            self.incomplete.add("switches")

    def lose(self, section: str, name: str) -> None:
        """Take an entry out that cannot be used although it is well formed."""
        del self.entries[section][name]
        self.broken[section].add(name)

    def doubt(self, origin: Origin) -> None:
        """Note that an entry is not all that it was meant to be: rules do not conclude from what it lacks."""
        section = str(origin.path[0])
        self.doubtful.update((section, "switches") if section in FABRIC_SECTIONS else (section,))

    def is_whole(self, section: str) -> bool:
        """Return whether everything that was meant to be in a section is there."""
        return section not in self.incomplete | self.doubtful and not self.broken.get(section)

    def names(self, section: str) -> Collection[str]:
        """Return every name that a section defines, sound or not."""
        return self.entries[section].keys() | self.broken[section]


def validate(files: Mapping[str, Data]) -> Written:
    """Validate the data of all files; file name → data."""
    written = Written()
    for file, data in files.items():
        origin = Origin(file)
        if data is None:
            written.problems.append(
                misread("empty-file", origin, "The file says nothing.", "Remove it, or write a section into it.")
            )
        elif not isinstance(data, dict):
            written.problems.append(
                misread(
                    "not-a-mapping",
                    origin,
                    "The file does not begin with a section such as 'sites:'.",
                    "An estate file is a mapping from sections to their entries. See: sddc schema.",
                )
            )
        elif data and not any(key in _KEYS or closest(key, _KEYS) for key in data):
            written.problems.append(_foreign(origin, list(data)))
        else:
            for key, value in data.items():
                _section(written, key, value, origin.at(key))
    return written


def _foreign(origin: Origin, keys: list[str]) -> Verdict:
    """Report that a file is probably not the estate's: nothing in it is meant as one of its sections."""
    keys_shown = ", ".join(keys[:3]) + (", …" if len(keys) > 3 else "")  # noqa: PLR2004 - enough to know it by
    detail = f"None of the keys of this file is a section of an estate: {keys_shown}."
    advice = f"If it belongs to another tool, leave it out: '{IGNORE}: [{origin.file}]' in {MARKER}. See: sddc schema."
    return misread("foreign-file", origin, detail, advice)


def _section(written: Written, key: str, value: Data, origin: Origin) -> None:
    if key == "estate":
        _estate(written, value, origin)
    elif key == "standards":
        _standards(written, value, origin)
    elif key == LIBRARIES:
        _libraries(written, value, origin)
    elif key == IGNORE:
        written.problems.extend(ignore_problems(value, origin, is_marker=origin.file == MARKER))
    elif key not in _SECTIONS:
        written.incomplete.add(closest(key, _KEYS) or "")
        written.problems.append(
            misread("unknown-section", origin, f"There is no section {key}.", did_you_mean(key, _KEYS), at_key=True)
        )
    else:
        section = _SECTIONS[key]
        for name, item, place in _items(written, section, value, origin):
            _entry(written, section, name, item, place)


def _estate(written: Written, value: Data, origin: Origin) -> None:
    if written.name_origin is not None:
        detail = f"The estate is named twice, in {written.name_origin.file} too."
        advice = "One file has the key 'estate'; remove the other."
        written.problems.append(misread("duplicate-name", origin, detail, advice, at_key=True))
    elif isinstance(value, str) and value:
        written.name, written.name_origin = value, origin
    else:
        written.name_origin = origin
        detail, advice = "The estate's name is not a text.", "Write a name: 'estate: chengdu-bank'."
        written.problems.append(misread("wrong-value", origin, detail, advice))


def _standards(written: Written, value: Data, origin: Origin) -> None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        written.standards = tuple(str(item) for item in value)
        return
    advice = "Write a list: 'standards: [t3plus]'."
    written.problems.append(misread("wrong-value", origin, "The standards are not a list of names.", advice))


def _libraries(written: Written, value: Data, origin: Origin) -> None:
    items = list(enumerate(value)) if isinstance(value, list) else [(0, value)]
    for index, item in items:
        if isinstance(item, str) and item:
            written.libraries.append((item, origin.at(index)))
        else:
            written.incomplete.add("device_types")
            detail = f"A folder of device types is {shown(item)}; it must be a text."
            advice = "Write paths from the estate's folder: 'device_type_libraries: [../devicetype-library]'."
            written.problems.append(misread("wrong-value", origin.at(index), detail, advice))


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
        written.problems.append(misread("wrong-value", origin, detail, f"{section.description} See: sddc schema."))


def _entry(written: Written, section: Section, name: str, item: Data, origin: Origin) -> None:
    if section.named and (name in written.entries[section.key] or name in written.broken[section.key]):
        detail = f"{name} is defined twice in the section {section.key}."
        advice = "Two files define it. Keep one, or give the other a name of its own."
        written.problems.append(misread("duplicate-name", origin, detail, advice, at_key=True))
        return
    if section.named and not is_name(name):
        written.spoil(origin)
        detail = f"The key {name or 'of this entry'} must be {PATTERNS_IN_WORDS[NAME_PATTERN]}."
        advice = "It becomes a part of host names, labels and configurations."
        written.problems.append(misread("wrong-value", origin, detail, advice, at_key=True))
        return
    if item is None:
        keys = ", ".join(required_keys(section))
        written.spoil(origin)
        written.problems.append(
            misread("wrong-value", origin, f"{name or 'The entry'} says nothing.", f"It needs the keys {keys}.")
        )
        return
    try:
        document = section.model.model_validate(item)
    except ValidationError as error:
        written.spoil(origin)
        written.problems.extend(refusals(section, item, origin, error))
    else:
        written.entries[section.key][name or str(len(written.entries[section.key]))] = Entry(name, document, origin)
