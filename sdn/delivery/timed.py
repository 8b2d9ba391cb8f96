"""A change that takes itself back unless it is confirmed: the way that all systems share.

Prepare, commit with a timer, log in anew, check, confirm, save, read again. Whatever goes wrong before the
confirmation ends on the old configuration, and the result says only what was seen.
"""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from orchestration.change import Status
from sdn.configuration import Tree, fingerprint
from sdn.delivery.task import DeviceTask, Result, Settings, Step
from sdn.delivery.transport import DeviceRejected, DeviceUnreachable
from sdn.diff import Difference, difference
from sdn.redaction import redact, redact_line
from sdn.verify.health import Item

LoginT = TypeVar("LoginT")


class Refused(Exception):  # noqa: N818 - a decision, not a fault
    """The change must not go on; the message is for the user."""


class TimedSystem(Protocol[LoginT]):
    """What one system does for each step; all of it raises DeviceUnreachable or DeviceRejected."""

    def login(self) -> AbstractContextManager[LoginT]:
        """Log in, always anew."""

    def make_room(self, login: LoginT) -> None:
        """Remove what an interrupted run of ours left behind; raises Refused for what others have under way."""

    def running(self, login: LoginT) -> Tree:
        """Read what is managed of the running configuration."""

    def health(self, login: LoginT) -> frozenset[Item]:
        """Return what is up."""

    def stage(self, login: LoginT, step: Step) -> None:
        """Put the change on the device without effect and look at it; raises Refused when it is not as planned."""

    def commit(self, login: LoginT) -> None:
        """Let it take effect, with the timer running."""

    def waiting(self, login: LoginT) -> bool:
        """Return whether it still waits for its confirmation."""

    def under_way(self, login: LoginT) -> str | None:
        """Name the change that waits for its confirmation, whoever made it."""

    def confirm(self, login: LoginT) -> None:
        """Stop the timer."""

    def take_back(self, login: LoginT) -> None:
        """Do at once what the timer would do."""

    def save(self, login: LoginT) -> None:
        """Make the running configuration the one that the device starts with."""

    def saved(self, login: LoginT) -> Tree:
        """Read what is managed of the configuration that the device starts with."""


@dataclass(frozen=True, slots=True)
class TimedCommit(Generic[LoginT]):
    """One device on its way from the old configuration to the intended one."""

    system: TimedSystem[LoginT]
    task: DeviceTask
    settings: Settings
    step: Step
    told: set[str] = field(default_factory=set)
    """Steps are reported once, however often they are tried."""

    def carry_out(self) -> Result:
        """Change the device; never raises for what it does."""
        try:
            with self.system.login() as login:
                before = self._prepare(login)
                since = time.monotonic()
                refusal = self._commit(login)
        except Refused as refused:
            return Result(Status.FAILED, str(refused))
        except DeviceRejected as rejection:
            return Result(Status.FAILED, f"{self._said(rejection)} Nothing was committed.")
        except DeviceUnreachable as unreachable:
            return Result(Status.ERROR, f"Not reachable: {unreachable.reason}. Nothing was committed.")
        if refusal is not None:
            return self._take_back(since, f"The commit was refused. {self._said(refusal)}")
        return self._confirm(since, before)

    def _prepare(self, login: LoginT) -> frozenset[Item]:
        """Put the change on the device; returns what is up before it takes effect."""
        self.system.make_room(login)
        if fingerprint(self.system.running(login)) != self.task.fingerprint:
            raise Refused("The configuration has changed since the plan was made. Nothing was touched; plan again.")
        before = self.task.unaffected.of(self.system.health(login))
        self.system.stage(login, self._tell)
        self._tell("diff")
        return before

    def _commit(self, login: LoginT) -> DeviceRejected | None:
        """Commit; a connection that breaks here says nothing about whether it took effect."""
        timer = f"commit, timer {self.settings.timer_seconds} s"
        try:
            self.system.commit(login)
        except DeviceRejected as rejection:
            return rejection
        except DeviceUnreachable:
            timer += ", connection lost"
        self._tell(timer)
        return None

    def _confirm(self, since: float, before: frozenset[Item]) -> Result:
        """Log in anew, check, confirm; otherwise see to it that the old configuration comes back."""
        deadline = since + self.settings.confirm_within
        reason = "the time for it ran out"
        while time.monotonic() < deadline:
            try:
                with self.system.login() as login:
                    self._tell("new login")
                    if not self.system.waiting(login):
                        return self._no_longer_waiting(login)
                    missing = self._missing(login, before, deadline)
                    if missing:
                        names = ", ".join(map(str, sorted(missing)))
                        return self._take_back(since, f"After the commit these did not come up again: {names}.")
                    checks = len(before) + 1
                    self._tell(f"{checks} check{'s' if checks > 1 else ''}")
                    self.system.confirm(login)
                    return self._save(login)
            except DeviceUnreachable as unreachable:
                reason = unreachable.reason
                time.sleep(self.settings.poll_seconds)
            except DeviceRejected as rejection:
                return self._take_back(since, f"After the commit: {self._said(rejection)}")
        return self._take_back(since, f"After the commit the device could not be reached: {reason}.")

    def _missing(self, login: LoginT, before: frozenset[Item], deadline: float) -> frozenset[Item]:
        """Wait until everything is up that was up before; returns what is not when the time is over."""
        while True:
            missing = before - self.system.health(login)
            if not missing or time.monotonic() + self.settings.poll_seconds > deadline:
                return missing
            time.sleep(self.settings.poll_seconds)

    def _no_longer_waiting(self, login: LoginT) -> Result:
        """Go on where the connection broke behind the confirmation, or say that the change has not lasted."""
        if not self._remaining(login):
            return self._save(login)
        return self._seen(login, "The commit no longer waits for its confirmation.")

    def _save(self, login: LoginT) -> Result:
        """Save what was confirmed and read it again."""
        self._tell("confirmed")
        if self.system.waiting(login):
            return Result(Status.ERROR, "Confirmed, but the commit still waits for its confirmation. Not saved.")
        self.system.save(login)
        self._tell("saved")
        remaining = self._remaining(login)
        if remaining:
            return Result(Status.FAILED, f"Confirmed and saved, but this still differs:\n{remaining.text}")
        return Result(Status.DONE)

    def _remaining(self, login: LoginT) -> Difference:
        return difference(self.system.running(login), self.task.intended, self.task.grammar)

    def _take_back(self, since: float, why: str) -> Result:
        """Abort what waits, or let its timer run out, and say only what was seen afterwards."""
        end = since + self.settings.timer_seconds + self.settings.grace_seconds
        while True:
            try:
                with self.system.login() as login:
                    if self.system.waiting(login):
                        self.system.take_back(login)
                    return self._seen(login, why)
            except DeviceUnreachable as unreachable:
                reason = unreachable.reason
            except DeviceRejected as rejection:
                reason = self._said(rejection)
            # Once at least, also when the answer to the commit took longer than its timer.
            if time.monotonic() > end:
                break
            time.sleep(self.settings.poll_seconds)
        return Result(
            Status.ERROR,
            f"{why} Its timer of {self.settings.timer_seconds} s has run out, which takes the change back, "
            f"but that was not seen: {reason}. Nothing was saved.",
        )

    def _seen(self, login: LoginT, why: str) -> Result:
        now = self.system.running(login)
        if fingerprint(now) == self.task.fingerprint:
            self._tell("back on the old configuration")
            return Result(Status.REVERTED, f"{why} The device is back on the old configuration.")
        which = "neither the old nor the new configuration"
        if not difference(now, self.task.intended, self.task.grammar):
            which = "the new configuration, unsaved"
        return Result(Status.ERROR, f"{why} The device runs {which}. Look at it by hand.")

    def _tell(self, step: str) -> None:
        if step not in self.told:
            self.told.add(step)
            self.step(step)

    def _said(self, rejection: DeviceRejected) -> str:
        line = f" to {redact_line(rejection.line, self.task.grammar)!r}" if rejection.line else ""
        return f"The device said{line}: {redact(rejection.message, self.task.grammar).rstrip('.')}."
