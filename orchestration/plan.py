"""Plans: what would change and why, made by looking, saved for a review, refused when the world has moved."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from inventory.file_writing import write_whole
from orchestration.change import Action, Address, Change
from orchestration.controller import Awaited, Controller, Impossible, Survey, Unknown
from orchestration.executor import look
from orchestration.stop import Stop

FORMAT = "sddc-plan"
VERSION = 1


class PlanUnreadable(Exception):  # noqa: N818 - what is wrong
    """A file is not a plan that this version reads; the text says which file, why, and what to do."""


class PlanRefused(Exception):  # noqa: N818 - what happened
    """A plan is not carried out; `reasons` says what moved since it was made."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("The plan is not carried out. " + " ".join(reasons))


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan is made from: an estate as it is written, and the access through which its live world is seen."""

    estate: str
    """The name: chengdu-bank."""
    path: str
    """Where the estate was read; for people."""
    digest: str
    """Of the estate's files, and of the scenario if there is one."""
    access: str
    """The name of the way to switches, clouds and hosts: 'lab', 'production'."""

    def to_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"estate": self.estate, "path": self.path, "digest": self.digest, "access": self.access}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every difference between the estate and the live world at one moment."""

    basis: PlanBasis
    created: datetime
    """Aware."""
    changes: tuple[Change, ...] = ()
    """By site and address."""
    unknown: tuple[Unknown, ...] = ()
    unchanged: Mapping[str, int] = field(default_factory=dict)
    """How many things are as wanted, by a plural for people: {'devices': 16}."""
    withheld: tuple[Change, ...] = ()
    """Deletes and replacements that are not part of the plan, as deleting was not allowed."""
    awaited: tuple[Awaited, ...] = ()
    """What is wanted and is not part of the plan, as something else has to be done first."""
    impossible: tuple[Impossible, ...] = ()
    """Changes that no order can carry out; while there are some the plan is not applied."""

    @property
    def is_as_wanted(self) -> bool:
        """Everything was looked at, and nothing differs from the estate."""
        return not (self.changes or self.unknown or self.withheld or self.awaited)

    @property
    def deletes(self) -> tuple[Change, ...]:
        """The changes that take something away."""
        return tuple(change for change in self.changes if change.action is Action.DELETE)

    def only(self, addresses: Collection[Address]) -> "Plan":
        """Leave out the changes of everything else; what is unknown stays."""
        return replace(self, changes=tuple(change for change in self.changes if change.address in addresses))

    def to_json(self) -> dict[str, object]:
        """Return the plan as plain data, without payloads."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "basis": self.basis.to_json(),
            "created": self.created.astimezone(UTC).isoformat(),
            "changes": [change.to_json() for change in self.changes],
            "unknown": [unknown.to_json() for unknown in self.unknown],
            "unchanged": dict(self.unchanged),
            "withheld": [change.to_json() for change in self.withheld],
            "awaited": [awaited.to_json() for awaited in self.awaited],
            "impossible": [impossible.to_json() for impossible in self.impossible],
        }

    def save(self, path: Path) -> None:
        """Write the plan for its owner only, all of it or nothing; raises OSError."""
        text = json.dumps(self.to_json(), indent=1) + "\n"
        if path.exists() and not path.is_file():
            # A device or a pipe (/dev/stdout) is written to: a file must not take its place.
            path.write_text(text, encoding="utf-8")
            return
        write_whole(path, text, is_durable=True)

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """Read what `save` wrote; the changes have no payload. Raises PlanUnreadable."""
        data = _document(path)
        version = data.get("version")
        if version != VERSION:
            raise PlanUnreadable(
                f"{path} is a plan of format {version}; this version of sddc reads format {VERSION}. Plan again."
            )
        try:
            return _plan(data)
        except (KeyError, TypeError, ValueError) as error:
            raise PlanUnreadable(f"{path} is a plan, but damaged ({error}). Plan again.") from error


def make_plan(
    basis: PlanBasis,
    controllers: Sequence[Controller],
    stop: Stop | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Plan:
    """Let all controllers look at once; nothing changes.

    Raises Interrupted when `stop` is requested, ValueError when two controllers want to change the same thing, and
    what a controller raises, which is a fault in it.
    """
    created = now()
    surveys: list[Survey] = look([controller.plan for controller in controllers], stop)
    changes = _sorted(change for survey in surveys for change in survey.changes)
    addresses = [change.address for change in changes]
    if len(set(addresses)) != len(addresses):
        twice = sorted({str(address) for address in addresses if addresses.count(address) > 1})
        raise ValueError(f"planned twice: {', '.join(twice)}")
    unchanged: dict[str, int] = {}
    for survey in surveys:
        for plural, count in survey.unchanged.items():
            unchanged[plural] = unchanged.get(plural, 0) + count
    unknown = sorted((one for survey in surveys for one in survey.unknown), key=lambda one: (one.site, one.address))
    awaited = sorted((one for survey in surveys for one in survey.awaited), key=lambda one: (one.site, one.address))
    withheld = _sorted(change for survey in surveys for change in survey.withheld)
    impossible = tuple(one for survey in surveys for one in survey.impossible)
    return Plan(basis, created, changes, tuple(unknown), unchanged, withheld, tuple(awaited), impossible)


def refusal(saved: Plan, fresh: Plan, *, accept_unknown: bool = False) -> tuple[str, ...]:
    """Return why the saved plan must not be carried out in the world that the fresh one sees; empty when it may.

    The changes must be the same: none gone, none new, each against the same live object and with the same effect.
    What could not be looked at refuses too, unless the user accepts it.
    """
    reasons = _moved_basis(saved.basis, fresh.basis)
    reasons.extend(impossible_reasons(fresh))
    withheld = withheld_reasons(fresh, {change.address for change in saved.changes})
    before = {change.address: change for change in saved.changes}
    after = {change.address: change for change in fresh.changes}
    for address in sorted(before.keys() | after.keys()):
        reason = withheld.get(address) or _moved(address, before.get(address), after.get(address))
        if reason:
            reasons.append(reason)
    if not accept_unknown:
        reasons.extend(unknown_reasons(fresh))
    return tuple(reasons)


def unknown_reasons(plan: Plan) -> tuple[str, ...]:
    """Return for each thing that could not be looked at why that stops an apply."""
    return tuple(
        f"{one.address} could not be looked at, so nobody knows what it needs: {one.message.rstrip('.')}."
        for one in plan.unknown
    )


def impossible_reasons(plan: Plan) -> tuple[str, ...]:
    """Name what of a plan no order can carry out, as far as the plan holds it."""
    changes = {change.address for change in plan.changes}
    return tuple(one.message for one in plan.impossible if changes.intersection(one.addresses))


def withheld_reasons(plan: Plan, promised: Collection[Address]) -> dict[Address, str]:
    """Return for each change that was promised, and is now withheld, what leave it needs."""
    return {
        change.address: f"{change.address} takes something away, which needs leave: --allow-delete."
        for change in plan.withheld
        if change.address in promised
    }


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.site, change.address)))


def _moved_basis(saved: PlanBasis, fresh: PlanBasis) -> list[str]:
    reasons = []
    if saved.estate != fresh.estate:
        reasons.append(f"The plan is for the estate {saved.estate}, not {fresh.estate}.")
    elif saved.digest != fresh.digest:
        reasons.append(f"The estate in {fresh.path} has been edited since the plan was made.")
    if saved.access != fresh.access:
        reasons.append(f"The plan was made through the access {saved.access}, not {fresh.access}.")
    return reasons


def _moved(address: Address, before: Change | None, after: Change | None) -> str:
    if before is None and after is not None:
        return f"{address} needs a change now ({after.action}) that is not in the plan."
    if after is None:
        return f"{address} no longer needs the change that is in the plan."
    if before is None:
        return ""
    if before.fingerprint != after.fingerprint:
        return f"{address} has been changed since the plan was made."
    if (before.action, before.diff) != (after.action, after.diff):
        return f"{address} would change in another way now than the plan shows."
    return ""


def _document(path: Path) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanUnreadable(f"The plan {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise PlanUnreadable(f"{path} is not a plan: it is not text. Make one with: sddc plan -o {path}") from None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        if text.lstrip().startswith("{") and FORMAT in text[:100]:
            raise PlanUnreadable(f"{path} is a plan, but cut off or damaged. Plan again.") from None
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PlanUnreadable(f"{path} is not a plan. Make one with: sddc plan -o {path}")
    return data


def _plan(data: Mapping[str, object]) -> Plan:
    match data["basis"]:
        case {"estate": str(estate), "path": str(path), "digest": str(digest), "access": str(access)}:
            basis = PlanBasis(estate, path, digest, access)
        case _:
            raise TypeError("what it was made from is missing")
    match data:
        case {"created": str(created), "unknown": list(unknown), "unchanged": dict(counts)}:
            stamp = datetime.fromisoformat(created)
        case _:
            raise TypeError("a part is missing")
    if stamp.tzinfo is None:
        raise ValueError("its time has no zone")
    if not all(isinstance(name, str) and isinstance(count, int) for name, count in counts.items()):
        raise TypeError("its counts are not numbers")
    return Plan(
        basis=basis,
        created=stamp,
        changes=_changes(data["changes"]),
        unknown=tuple(Unknown.from_json(one) for one in unknown),
        unchanged=cast("dict[str, int]", counts),
        withheld=_changes(data["withheld"]),
        awaited=tuple(Awaited.from_json(one) for one in cast("list[object]", data.get("awaited", []))),
        impossible=tuple(Impossible.from_json(one) for one in cast("list[object]", data.get("impossible", []))),
    )


def _changes(value: object) -> tuple[Change, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError("its changes are not a list of mappings")
    return tuple(map(Change.from_json, value))
