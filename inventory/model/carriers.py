"""Carriers, where their lines enter the building, and where they end."""

from dataclasses import dataclass

from inventory.model.origin import Origin


@dataclass(frozen=True, slots=True)
class Carrier:
    """A telecommunications carrier."""

    name: str
    description: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class BuildingEntry:
    """A place where lines enter the building of a site."""

    site: str
    name: str
    room: str
    """The room that the lines come into."""
    compartment: str
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate: tianfu/entry-a."""
        return f"{self.site}/{self.name}"


@dataclass(frozen=True, slots=True)
class Circuit:
    """A carrier's line to a site."""

    site: str
    name: str
    carrier: str
    entry: str
    ends_on: tuple[str, ...]
    """Border switches by their full names; it works while any one of them does."""
    bandwidth_gigabits: float
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate."""
        return f"{self.site}/{self.name}"
