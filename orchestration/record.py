"""What is remembered of a run, and the small protocol behind which it is kept."""

import getpass
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from orchestration.change import Address, Change, Outcome
from orchestration.plan import PlanBasis
from orchestration.process_identity import start_time
from orchestration.waves import Wave


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    """Under way, or killed: then the process that holds the estate's lock is gone."""
    DONE = "done"
    PARTLY = "partly"
    """Some changes are in, others not."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Stopped by the user, or killed."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that holds a lock."""

    user: str
    host: str
    pid: int
    incarnation: str
    """Tells this process from a later one with the same id; empty where the system does not say."""

    @classmethod
    def this_process(cls) -> "Holder":
        """Describe the process that asks."""
        try:
            user = getpass.getuser()
        except (KeyError, OSError):
            user = str(os.getuid())
        return cls(user, socket.gethostname(), os.getpid(), _incarnation(os.getpid()))

    @property
    def gone(self) -> bool:
        """Whether the process has certainly ended; of another machine's processes nobody here can say so."""
        if self.host != socket.gethostname():
            return False
        if not self.incarnation:
            return start_time(self.pid) is None
        return self.incarnation != _incarnation(self.pid)


@dataclass(frozen=True, slots=True)
class Lock:
    """Who changes an estate, and since when."""

    estate: str
    access: str
    run: str
    holder: Holder
    since: datetime

    def __str__(self) -> str:
        holder = self.holder
        since = self.since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return f"run {self.run}, begun {since} by {holder.user} on {holder.host} (process {holder.pid})"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as the journal knows it."""

    run: str
    basis: PlanBasis
    holder: Holder
    state: RunState
    started: datetime
    ended: datetime | None = None
    resumes: str | None = None
    """The interrupted run that this one goes on with."""


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One change of a run, without its payload, and what became of it."""

    change: Change
    wave: int
    begun: datetime | None = None
    outcome: Outcome | None = None
    """None while it is under way, and for ever when the process was killed then."""


class JournalUnusable(Exception):  # noqa: N818 - what is wrong
    """The journal cannot be read or written; the text says which, why, and what to do."""


class EstateLocked(Exception):  # noqa: N818 - what is wrong
    """Another run changes the estate; `lock` says whose."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        super().__init__(
            f"The estate {lock.estate} is being changed: {lock}. Two runs at once would undo each other's work. "
            f"Wait until it ends. If that process is certainly gone, clear its lock with: sddc apply --break-lock"
        )


class Journal(Protocol):
    """Keeps runs, changes, outcomes and locks; used by one thread. Every method raises JournalUnusable."""

    def acquire(self, basis: PlanBasis, run: str) -> Lock | None:
        """Lock the estate for a run of this process; returns the lock of a dead process that was taken over.

        Its run, if it is still called running, is from then on interrupted. Raises EstateLocked.
        """

    def release(self, run: str) -> None:
        """Give up the lock of a run, if it is still held."""

    def break_lock(self, basis: PlanBasis) -> Lock | None:
        """Take the lock away from whoever holds it and return it; for when its process is certainly gone."""

    def begin_run(self, run: RunRecord, waves: Sequence[Wave]) -> None:
        """Write down what is going to be done, before any of it."""

    def begin_change(self, run: str, address: Address) -> None:
        """Write down that a change begins, before it does."""

    def end_change(self, run: str, outcome: Outcome) -> None:
        """Write down what became of a change; also of one that never began."""

    def end_run(self, run: str, state: RunState) -> None:
        """Write down how a run ended."""

    def remember(self, basis: PlanBasis, run: str, address: Address, content: str) -> None:
        """Keep what was applied to something, in the place of what was before."""

    def remembered(self, basis: PlanBasis, kind: str) -> Mapping[str, str]:
        """Return what was last applied to each thing of a kind, by its name."""

    def runs(self, basis: PlanBasis | None = None) -> tuple[RunRecord, ...]:
        """Return all runs, or those of an estate through its access, the newest first."""

    def changes(self, run: str) -> tuple[ChangeRecord, ...]:
        """Return the changes of a run in the order in which they were to be carried out."""


def _incarnation(pid: int) -> str:
    """Name the boot and the moment since it in which a process began; empty where either is not known."""
    ticks = start_time(pid)
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return "" if ticks is None else f"{boot}/{ticks}"
