"""One difference between the estate and the live world, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The name of one thing that can change: device/tianfu-leaf-01a, flavor/tianfu/gp.large."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read what `str()` wrote; raises ValueError for anything else."""
        kind, slash, name = text.partition("/")
        if not (kind and slash and name):
            raise ValueError(f"not an address: {text!r}")
        return cls(kind, name)


class Action(StrEnum):
    """What a change does to the live world."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the estate and the live world.

    A saved plan holds everything here but `payload`: apply plans again, compares what it finds with the
    saved plan and carries out its own fresh payload, so that no secret and no stale line is ever stored.
    """

    address: Address
    action: Action
    reason: str
    """One sentence: which line of the estate wants it."""
    diff: str
    """What changes, redacted, for people."""
    fingerprint: str
    """Of the live object that the change was planned against; empty where there was none."""
    site: str
    """Whose workers carry it out."""
    after: frozenset[Address] = frozenset()
    """Changes that must be done before this one; for a delete, the deletes of what depends on it."""
    redundancy_group: str | None = None
    """Members of one group never change together."""
    hits: tuple[str, ...] = ()
    """What depends on it, for people: 'server tianfu-a03-s07', 'network voice'."""
    disrupts: tuple[str, ...] = ()
    """What it interrupts, each with its cause; empty: it is carried out without an interruption."""
    payload: object = field(default=None, compare=False, repr=False)
    """What the controller needs to carry it out; opaque to everybody else, never saved, never shown."""

    def to_json(self) -> dict[str, object]:
        """Return the change as plain data, without its payload."""
        return {
            "address": str(self.address),
            "action": self.action.value,
            "reason": self.reason,
            "diff": self.diff,
            "fingerprint": self.fingerprint,
            "site": self.site,
            "after": sorted(map(str, self.after)),
            "redundancy_group": self.redundancy_group,
            "hits": list(self.hits),
            "disrupts": list(self.disrupts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Change":
        """Read what `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        group = data["redundancy_group"]
        return cls(
            address=Address.parse(_text(data["address"])),
            action=Action(_text(data["action"])),
            reason=_text(data["reason"]),
            diff=_text(data["diff"]),
            fingerprint=_text(data["fingerprint"]),
            site=_text(data["site"]),
            after=frozenset(map(Address.parse, _texts(data["after"]))),
            redundancy_group=None if group is None else _text(group),
            hits=tuple(_texts(data["hits"])),
            disrupts=tuple(_texts(data.get("disrupts", []))),
        )


class Status(StrEnum):
    """What became of a change or a check."""

    DONE = "done"
    FAILED = "failed"
    """The world is not as it should be, and we know it."""
    ERROR = "error"
    """We could not tell."""
    REVERTED = "reverted"
    """It was begun and the old state is back."""
    SKIPPED = "skipped"
    """Not begun, because something before it did not end well."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change; carrying out a change never raises across the fleet."""

    address: Address
    status: Status
    message: str = ""
    """What went wrong and what state it is in now, redacted; empty when done."""
    steps: tuple[str, ...] = ()
    """What was done, in order: 'session', 'diff', 'commit, timer 120 s', 'new login', …"""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation about the live world and what was found: expected … actual …."""

    subject: str
    """The thing looked at: tianfu-leaf-01a."""
    name: str
    """What was asked: 'bgp session to tianfu-spine-1'."""
    status: Status
    """DONE when it holds, FAILED when it does not, ERROR when it could not be looked at."""
    expected: str = ""
    actual: str = ""
    waits_for: frozenset[Address] = frozenset()
    """What besides the subject must be as wanted before this can hold: device/tianfu-spine-1 for a session to it.

    While a change of one of these is still to come, the gate of a wave does not stop the run for this check.
    """
    outside: bool = False
    """It does not hold because of something that is no part of any plan: a server that is off, or not there yet."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r}")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"a list is expected, not {value!r}")
    return [_text(item) for item in value]
