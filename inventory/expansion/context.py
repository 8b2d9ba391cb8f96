"""What the steps of expansion share: the documents, the problems, and how to look a name up."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from inventory.document.fields import NAME_PATTERN, PATTERNS_IN_WORDS, Document, is_name
from inventory.model.origin import Origin
from inventory.ranges import expand
from inventory.reading.sections import Written
from inventory.suggestions import did_you_mean
from inventory.verdict import Advice, Verdict, misread

DocumentT = TypeVar("DocumentT", bound=Document)
T = TypeVar("T")

_NOUNS = {
    "sites": "site",
    "rooms": "room",
    "racks": "rack",
    "rack_types": "rack type",
    "power": "power component",
    "fuel": "fuel component",
    "cooling": "cooling component",
    "aisles": "aisle",
    "carriers": "carrier",
    "building_entries": "building entry",
    "device_types": "device type",
    "devices": "device",
    "zones": "zone",
    "networks": "network",
    "fabric_types": "fabric type",
    "fabrics": "fabric",
    "switches": "switch",
    "flavors": "flavor",
    "pools": "pool",
    "projects": "project",
    "services": "service",
}


ALL_SITES = "all"
"""The word that stands for every site."""


class Expansion:
    """Collects what is wrong while documents become nouns."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.problems: list[Verdict] = []
        self._ranges: dict[str, tuple[str, ...]] = {}
        """What was expanded before: the ranges of one rack are those of the next."""
        self._sound: set[str] = set()
        """What has been found to be a name."""

    def report(self, code: str, origin: Origin, detail: str, advice: Advice) -> None:
        """Note a problem and go on."""
        self.written.doubt(origin)
        self.problems.append(misread(code, origin, detail, advice))

    def entries(self, section: str, model: type[DocumentT]) -> Iterator[tuple[str, DocumentT, Origin]]:
        """Yield the sound entries of a section: name, document, origin."""
        for entry in self.written.entries[section].values():
            if isinstance(entry.document, model):
                yield entry.name, entry.document, entry.origin

    def unknown(
        self, section: str, name: str, known: Iterable[str] | Callable[[], Iterable[str]], origin: Origin, who: str
    ) -> None:
        """Report a reference to something that is not there, unless it is there but not sound.

        `known` is what there is instead; a function where listing it takes a while: it is asked for advice only.
        """
        self.written.doubt(origin)
        documented = self.written.broken.get(section, set())
        if name in documented or section in self.written.incomplete:
            return
        noun = _NOUNS[section]
        detail = f"{who} names the {noun} {name}, which is not defined."
        self.report(
            f"unknown-{noun.replace(' ', '-')}",
            origin,
            detail,
            lambda: did_you_mean(name, known() if callable(known) else known),
        )

    def sites(self, names: Sequence[str], origin: Origin, who: str) -> tuple[str, ...]:
        """Resolve a choice of sites: all, or names; unknown ones are reported and left out."""
        known = self.written.entries["sites"]
        for index, name in enumerate(names):
            if name not in known and name != ALL_SITES:
                self.written.spoil(origin)
                self.unknown("sites", name, known, origin.at(index), who)
        if ALL_SITES in names:
            return tuple(known)
        return tuple(dict.fromkeys(name for name in names if name in known))

    def names(self, patterns: Sequence[str], origin: Origin) -> tuple[str, ...]:
        """Expand ranges of names; a range that makes no sense is reported and gives nothing."""
        found: list[str] = []
        for index, pattern in enumerate(patterns):
            place = origin.at(index)
            try:
                found.extend(self._range(pattern))
            except ValueError as error:
                self.written.spoil(origin)
                self.report(
                    "bad-range",
                    place,
                    f"{error}.",
                    "Ranges are written a[01-12], a[1-4,7] or leaf-01{a,b}.",
                )
        return tuple(found)

    def new_names(self, patterns: Sequence[str], origin: Origin) -> tuple[str, ...]:
        """Expand the names of what is defined here; what cannot be a name is reported and left out."""
        found = self.names(patterns, origin)
        sound: list[str] = []
        for name in found:
            if name in self._sound or is_name(name):
                self._sound.add(name)
                sound.append(name)
                continue
            self.written.spoil(origin)
            detail = f"{name} must be {PATTERNS_IN_WORDS[NAME_PATTERN]}."
            self.report("wrong-value", origin, detail, "It becomes a part of host names and labels.")
        return tuple(sound)

    def _range(self, pattern: str) -> tuple[str, ...]:
        found = self._ranges.get(pattern)
        if found is None:
            found = self._ranges[pattern] = expand(pattern)
        return found

    def matched(self, values: Sequence[T], count: int, origin: Origin, what: str, each: str) -> bool:
        """Check that a range gives one value for each; report it otherwise."""
        if len(values) == count:
            return True
        if values:
            detail = f"The number of {what} is {len(values)}, that of {each} {count}."
            advice = f"They are matched in order. Write as many {what} as there are {each}."
            self.report("range-mismatch", origin, detail, advice)
        return False

    def add(self, into: dict[str, T], key: str, value: T, origin: Origin, noun: str) -> bool:
        """Add a noun under its name; a name that is taken is reported."""
        if key in into:
            detail = f"The {noun} {key} is defined twice."
            advice = "Names are unique. Rename one, or take it out of the range."
            self.problems.append(misread("duplicate-name", origin, detail, advice))
            return False
        into[key] = value
        return True

    def known(
        self, section: str, names: Iterable[str], known: Iterable[str], origin: Origin, who: str
    ) -> tuple[str, ...]:
        """Keep the names that are known; report the others."""
        there = dict.fromkeys(known)
        listed = list(names)
        for index, name in enumerate(listed):
            if name not in there:
                self.unknown(section, name, there, origin.at(index), who)
        return tuple(name for name in listed if name in there)
