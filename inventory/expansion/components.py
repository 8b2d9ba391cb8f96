"""What power, fuel and cooling have in common: names, references to each other, rooms, schemes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from inventory.expansion.context import Expansion
from inventory.expansion.templates import Stub, Templated, TemplatedT, Wording
from inventory.model.origin import Origin
from inventory.model.redundancy import Redundancy
from inventory.model.sites import Room

NOUNS = {"power": "power component", "fuel": "fuel component", "cooling": "cooling component"}
_SCHEME = re.compile(r"(?P<systems>[1-9])?\(?N(?:\+(?P<spare>[1-9]))?\)?")


class Grouped(Templated, Protocol):
    """A document of components that may be redundant to each other."""

    @property
    def kind(self) -> str:
        """What the components are."""

    @property
    def room(self) -> str | None:
        """Where they stand."""

    @property
    def compartment(self) -> str | None:
        """Instead of the room's."""

    @property
    def group(self) -> str | None:
        """The name of those that are redundant to each other."""

    @property
    def redundancy(self) -> str | None:
        """The scheme of the group."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all components by section and site: what they may refer to."""

    expansion: Expansion
    rooms: Mapping[str, Room]
    by_section: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    _taken: dict[str, None] = field(default_factory=dict)

    def add(self, section: str, stub: Stub[TemplatedT]) -> tuple[str, ...]:
        """Note the names of a stub and return those that were free; no two components of a site share one."""
        here = self.by_section.setdefault(section, {}).setdefault(stub.site, {})
        free = []
        for name in stub.names:
            place = stub.origin.at("names")
            if self.expansion.add(self._taken, f"{stub.site}/{name}", None, place, NOUNS[section]):
                here[name] = None
                free.append(name)
        return tuple(free)

    def at(self, section: str, site: str) -> Iterable[str]:
        """Name every component of a section at a site."""
        return self.by_section.get(section, {}).get(site, {})


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves what one entry refers to at one site."""

    names: Names
    site: str
    wording: Wording
    section: str
    name: str

    @property
    def who(self) -> str:
        """Name the component in a sentence about it."""
        return f"The {NOUNS[self.section]} {self.site}/{self.name}"

    def references(self, section: str, patterns: Sequence[str], origin: Origin) -> tuple[str, ...]:
        """List the components that patterns name; those that are not there are reported and left out."""
        there = self.names.at(section, self.site)
        found: dict[str, None] = {}
        for name, place in self.wording.names(patterns, origin):
            if name in there:
                found[name] = None
            else:
                self.names.expansion.unknown(section, name, there, place, self.who)
        return tuple(found)

    def room(self, room: str | None, origin: Origin) -> tuple[str | None, str | None]:
        """Return the room and its compartment; a room that is not there is reported."""
        name = self.wording.maybe(room, origin)
        if name is None:
            return None, None
        found = self.names.rooms.get(f"{self.site}/{name}")
        if found is not None:
            return name, found.compartment
        known = [key.partition("/")[2] for key in self.names.rooms if key.startswith(f"{self.site}/")]
        who = f"A {NOUNS[self.section]} of {self.site}"
        self.names.expansion.unknown("rooms", name, known, origin, who)
        return None, None

    def place(self, document: Grouped, origin: Origin) -> tuple[str | None, str | None]:
        """Return a component's room and compartment."""
        room, compartment = self.room(document.room, origin.at("room"))
        own = self.wording.maybe(document.compartment, origin.at("compartment"))
        return room, own or compartment

    def group(self, document: Grouped, origin: Origin) -> tuple[str | None, Redundancy | None]:
        """Return a component's group and scheme; a scheme without a group is that of its kind."""
        group = self.wording.maybe(document.group, origin.at("group"))
        if document.redundancy is None:
            return group, None
        return group or document.kind, redundancy(document.redundancy)

    def enough(self, least: int, names: Sequence[str], origin: Origin) -> int:
        """Check that so many of the components can work at all."""
        if names and least > len(names):
            detail = f"{self.who} needs {least} of {len(names)}: {', '.join(names)}."
            self.names.expansion.report("needs-more-than-there-are", origin, detail, "It could never work. Name more.")
        return least


def redundancy(text: str) -> Redundancy:
    """Read a scheme: M(N+X); the distributed and reserve schemes have no such numbers."""
    match = _SCHEME.fullmatch(text)
    if match is None:
        return Redundancy(text, None, None)
    return Redundancy(text, int(match["systems"] or 1), int(match["spare"] or 0))


def only_for(expansion: Expansion, kind: str, keys: Mapping[str, str], written: Iterable[str], origin: Origin) -> None:
    """Report keys that are written and belong to another kind; `keys` says which kind each is for."""
    for key in written:
        if key in keys and keys[key] != kind:
            detail = f"The key {key} is for the kind {keys[key]}; this is a {kind}."
            expansion.report("key-of-other-kind", origin.at(key), detail, "Take it out, or correct the kind.")
