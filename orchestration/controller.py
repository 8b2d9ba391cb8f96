"""The one seam between how change happens and what changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from orchestration.change import Address, Change, Check, Outcome

Progress = Callable[[Address, str], None]
"""Told about each step of a change as it happens; must be cheap and thread-safe."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that could not be looked at, and why; what is unknown is never taken for fine."""

    address: Address
    site: str
    message: str

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"address": str(self.address), "site": self.site, "message": self.message}

    @classmethod
    def from_json(cls, data: object) -> "Unknown":
        """Read what `to_json` wrote; raises TypeError or ValueError for anything else."""
        match data:
            case {"address": str(address), "site": str(site), "message": str(message)}:
                return cls(Address.parse(address), site, message)
        raise TypeError(f"not something unknown: {data!r}")


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something wanted that cannot be made before others have done their part, and what that is.

    Unlike what is unknown it stops no plan: often the plan is what the others wait for.
    """

    address: Address
    site: str
    message: str

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"address": str(self.address), "site": self.site, "message": self.message}

    @classmethod
    def from_json(cls, data: object) -> "Awaited":
        """Read what `to_json` wrote; raises TypeError or ValueError for anything else."""
        match data:
            case {"address": str(address), "site": str(site), "message": str(message)}:
                return cls(Address.parse(address), site, message)
        raise TypeError(f"not something awaited: {data!r}")


@dataclass(frozen=True, slots=True)
class Impossible:
    """Changes that cannot be carried out in any order, and why; a plan that holds some is not applied."""

    addresses: tuple[Address, ...]
    message: str

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"addresses": list(map(str, self.addresses)), "message": self.message}

    @classmethod
    def from_json(cls, data: object) -> "Impossible":
        """Read what `to_json` wrote; raises TypeError or ValueError for anything else."""
        match data:
            case {"addresses": list(addresses), "message": str(message)}:
                return cls(tuple(Address.parse(str(address)) for address in addresses), message)
        raise TypeError(f"not something impossible: {data!r}")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a controller found when it compared the estate with the live world."""

    changes: tuple[Change, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    unchanged: Mapping[str, int] = field(default_factory=dict)
    """How many things are as wanted, by a plural for people: {'devices': 16}."""
    withheld: tuple[Change, ...] = ()
    """Deletes and replacements that are carried out only where deleting is allowed (--allow-delete)."""
    awaited: tuple[Awaited, ...] = ()
    impossible: tuple[Impossible, ...] = ()


class Controller(Protocol):
    """One domain of the live world: the switches of the fabric, the pools of the clouds, the hosts."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of address whose changes it carries out."""

    def plan(self) -> Survey:
        """Look at the live world, change nothing, and say what differs."""

    def apply(self, change: Change, progress: Progress) -> Outcome:
        """Carry out one change of `plan()`; never raises for what the live world does. Thread-safe."""

    def verify(self, changes: tuple[Change, ...] | None = None) -> tuple[Check, ...]:
        """Compare live state with the intent for these changes and their neighbours; None: for everything.

        The changes may come from the journal of an interrupted run and then have no payload. A session to a
        neighbour that is itself still to be changed names it in `Check.waits_for`. Looks once, never waits.
        """

    def applied(self, address: Address) -> str | None:
        """Return what is to be remembered of something that was just made as wanted, as JSON without secrets.

        The journal keeps the last one of each address. None: nothing is remembered of it.
        """
