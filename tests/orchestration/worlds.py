"""A small strict world to carry out changes in, in memory or in a directory, and a controller for it."""

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from orchestration.change import Action, Address, Change, Check, Outcome, Status
from orchestration.controller import Progress, Survey, Unknown
from orchestration.plan import PlanBasis

BASIS = PlanBasis("bank", "/estates/bank", "d1", "lab")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something wanted: a value at an address."""

    address: Address
    value: str
    site: str = "tianfu"
    after: frozenset[Address] = frozenset()
    group: str | None = None


class World(Protocol):
    """What is live: values by address, and a log of what was done to them."""

    def values(self) -> dict[Address, str]: ...

    def write(self, address: Address, value: str | None) -> None: ...

    def note(self, line: str) -> None: ...


@dataclass(slots=True)
class MemoryWorld:
    live: dict[Address, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def values(self) -> dict[Address, str]:
        with self.lock:
            return dict(self.live)

    def write(self, address: Address, value: str | None) -> None:
        with self.lock:
            if value is None:
                del self.live[address]
            else:
                self.live[address] = value

    def note(self, line: str) -> None:
        with self.lock:
            self.log.append(line)


@dataclass(frozen=True, slots=True)
class DirectoryWorld:
    """A file for each value, so that a process can be killed without taking its world along."""

    path: Path

    def values(self) -> dict[Address, str]:
        return {
            Address.parse(file.name.replace("+", "/")): file.read_text()
            for file in (self.path / "live").iterdir()
            if not file.name.startswith(".")
        }

    def write(self, address: Address, value: str | None) -> None:
        file = self.path / "live" / str(address).replace("/", "+")
        if value is None:
            file.unlink()
            return
        new = file.with_name(f".{file.name}")
        new.write_text(value)
        new.replace(file)

    def note(self, line: str) -> None:
        handle = os.open(self.path / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)

    @property
    def log(self) -> list[str]:
        file = self.path / "log"
        return file.read_text().splitlines() if file.exists() else []


def fingerprint(value: str | None) -> str:
    return "" if value is None else hashlib.sha256(value.encode()).hexdigest()[:8]


def as_wanted(world: World, wanted: tuple[Thing, ...]) -> bool:
    return world.values() == {thing.address: thing.value for thing in wanted}


@dataclass(slots=True)
class FakeController:
    """Makes the world as wanted; takes nothing that the plan did not promise."""

    kinds: frozenset[str]
    wanted: tuple[Thing, ...]
    world: World
    seconds: float = 0.0
    trouble: Mapping[Address, Outcome | Exception] = field(default_factory=dict)
    """What becomes of a change instead of being done."""
    unknown: tuple[Unknown, ...] = ()
    checks: Callable[[tuple[Change, ...]], tuple[Check, ...]] | None = None
    allow_delete: bool = True

    def plan(self) -> Survey:
        live = {address: value for address, value in self.world.values().items() if address.kind in self.kinds}
        wanted = {thing.address: thing for thing in self.wanted}
        changes = [
            _change(thing, live.get(address)) for address, thing in wanted.items() if live.get(address) != thing.value
        ]
        deletes = tuple(_delete(address, value) for address, value in live.items() if address not in wanted)
        unchanged = {"things": len(wanted) - len(changes)}
        if self.allow_delete:
            return Survey((*changes, *deletes), self.unknown, unchanged)
        return Survey(tuple(changes), self.unknown, unchanged, deletes)

    def apply(self, change: Change, progress: Progress) -> Outcome:
        self.world.note(f"begin {change.address}")
        progress(change.address, "begin")
        live = self.world.values()
        assert fingerprint(live.get(change.address)) == change.fingerprint, "not what it was planned against"
        trouble = self.trouble.get(change.address)
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            return trouble
        thing = change.payload
        assert isinstance(thing, Thing) or change.action is Action.DELETE
        time.sleep(self.seconds)
        if isinstance(thing, Thing):
            missing = {needed for needed in thing.after if needed not in live}
            assert not missing, f"{change.address} before {missing}"
            self.world.write(change.address, thing.value)
        else:
            self.world.write(change.address, None)
        self.world.note(f"end {change.address}")
        return Outcome(change.address, Status.DONE, steps=("begin", "end"))

    def applied(self, address: Address) -> str | None:
        value = self.world.values().get(address)
        return None if value is None else json.dumps({"applied": value})

    def verify(self, changes: tuple[Change, ...] | None = None) -> tuple[Check, ...]:
        assert changes is not None
        assert all(change.address.kind in self.kinds for change in changes)
        if self.checks is not None:
            return self.checks(changes)
        live = self.world.values()
        wanted = {thing.address: thing.value for thing in self.wanted}
        return tuple(
            Check(
                str(change.address),
                "value",
                Status.DONE if live.get(change.address) == wanted.get(change.address) else Status.FAILED,
                wanted.get(change.address, "nothing"),
                live.get(change.address, "nothing"),
            )
            for change in changes
        )


def _change(thing: Thing, live: str | None) -> Change:
    return Change(
        address=thing.address,
        action=Action.CREATE if live is None else Action.UPDATE,
        reason=f"things.yaml:1 wants {thing.address}",
        diff=f"- {live}\n+ {thing.value}",
        fingerprint=fingerprint(live),
        site=thing.site,
        after=thing.after,
        redundancy_group=thing.group,
        payload=thing,
    )


def _delete(address: Address, live: str) -> Change:
    return Change(address, Action.DELETE, "no line wants it", f"- {live}", fingerprint(live), "tianfu")


def device(name: str, value: str = "v1", site: str = "tianfu", group: str | None = None) -> Thing:
    return Thing(Address("device", name), value, site, group=group)


def three_sites() -> tuple[Thing, ...]:
    """Eight switches at each of three sites, and some definitions in their clouds that need each other."""
    things: list[Thing] = []
    for site in ("tianfu", "gaoxin", "chongqing"):
        for pair in ("leaf-01", "leaf-02", "border"):
            things += [device(f"{site}-{pair}{side}", site=site, group=f"{site}-{pair}") for side in "ab"]
        things += [device(f"{site}-spine-{number}", site=site, group=f"{site}-spines") for number in (1, 2)]
        project = Address("project", f"{site}/retail")
        things.append(Thing(project, "p", site))
        network = Address("network", f"{site}/mobile")
        things.append(Thing(network, "n", site, frozenset({project})))
        things.append(Thing(Address("subnet", f"{site}/mobile"), "s", site, frozenset({network})))
    return tuple(things)
