"""Arista EOS: a candidate session, committed with a timer, confirmed from a new login.

The order follows the EOS user manual, "Configuration sessions": `commit timer` takes the change back by itself unless
`configure session NAME commit` comes in time, so that a change that cuts the way to the switch heals without us.
"""

import secrets
import time
from dataclasses import dataclass

from orchestration.change import Status
from sdn.commit.sessions import open_sessions
from sdn.commit.task import OUR_MARK, CommitContext, Result, Step, Task
from sdn.configuration import fingerprint, running
from sdn.diff import Difference, difference
from sdn.redaction import redact, redact_line
from sdn.transport import DeviceRejected, DeviceUnreachable, Session
from sdn.verify.health import Item, eos_health, still_wanted


class _Refused(Exception):  # noqa: N818 - a decision, not a fault
    """The change must not go on; the message is for the user."""


@dataclass(frozen=True, slots=True)
class _Commit:
    context: CommitContext
    task: Task
    step: Step
    name: str
    """Of the session on the switch."""


def commit_candidate(context: CommitContext, task: Task, step: Step) -> Result:
    """Make one switch as intended; never raises for what the switch does."""
    commit = _Commit(context, task, step, f"{OUR_MARK}{context.settings.run}-{secrets.token_hex(2)}")
    try:
        with context.transport.session(task.access, task.nos) as session:
            before = _prepare(commit, session)
            since = time.monotonic()
            lost = _commit(commit, session)
    except _Refused as refusal:
        return Result(Status.FAILED, str(refusal))
    except DeviceRejected as rejection:
        return Result(Status.FAILED, f"{_said(commit, rejection)} Nothing was committed.")
    except DeviceUnreachable as unreachable:
        return Result(Status.ERROR, f"Not reachable: {unreachable.reason}. Nothing was committed.")
    if lost is not None:
        return Result(Status.FAILED, f"{_said(commit, lost)} Nothing was committed.")
    return _confirm(commit, since, before)


def _prepare(commit: _Commit, session: Session) -> frozenset[Item]:
    """Put the change into a candidate and look at it; returns what is up before it takes effect."""
    task = commit.task
    _make_room(session)
    if fingerprint(running(session.run("show running-config"), task.nos)) != task.fingerprint:
        raise _Refused("The configuration has changed since the plan was made. Nothing was touched; plan again.")
    before = still_wanted(eos_health(session), task.intended)
    session.run(f"configure checkpoint save {OUR_MARK}{commit.context.settings.run}")
    try:
        session.run(f"configure session {commit.name}")
        commit.step("session")
        session.push(task.difference.remediation)
        _compare(commit, session)
    except (DeviceRejected, _Refused):
        session.run("abort")
        raise
    commit.step("diff")
    return before


def _make_room(session: Session) -> None:
    """Refuse to meet another commit that waits; remove what an interrupted run of ours left behind."""
    sessions = open_sessions(session)
    if sessions.waiting is not None and sessions.waiting not in sessions.ours:
        raise _Refused(
            f"Session {sessions.waiting} waits for its confirmation, and only one commit can wait on a switch. "
            "Nothing was touched; confirm or abort that session first."
        )
    for name in sessions.ours:
        session.run(f"configure session {name} abort")


def _compare(commit: _Commit, session: Session) -> None:
    """Make sure that the candidate is what was intended, before anything takes effect."""
    if not session.run(f"show session-config named {commit.name} diffs").strip():
        raise _Refused("The switch sees no difference, though one was planned. Nothing was committed; plan again.")
    candidate = running(session.run(f"show session-config named {commit.name}"), commit.task.nos)
    remaining = difference(candidate, commit.task.intended, commit.task.nos)
    if remaining:
        raise _Refused(f"The candidate would not become what is intended. Nothing was committed.\n{remaining.text}")


def _commit(commit: _Commit, session: Session) -> DeviceRejected | None:
    """Commit with the timer; a connection that breaks here says nothing about whether it took effect."""
    seconds = commit.context.settings.timer_seconds
    hours, rest = divmod(seconds, 3600)
    try:
        session.run(f"commit timer {hours:02}:{rest // 60:02}:{rest % 60:02}")
    except DeviceRejected as rejection:
        session.run("abort")
        return rejection
    except DeviceUnreachable:
        commit.step(f"commit, timer {seconds} s, connection lost")
        return None
    commit.step(f"commit, timer {seconds} s")
    return None


def _confirm(commit: _Commit, since: float, before: frozenset[Item]) -> Result:
    """Log in anew, check, confirm; otherwise see to it that the old configuration comes back."""
    deadline = since + commit.context.settings.confirm_within
    reason = "the time for it ran out"
    steps = _Once(commit.step)
    while time.monotonic() < deadline:
        try:
            with commit.context.transport.session(commit.task.access, commit.task.nos) as session:
                steps.tell("new login")
                if open_sessions(session).waiting != commit.name:
                    return _no_longer_waiting(commit, session, steps)
                missing = _missing(commit, session, before, deadline)
                if missing:
                    names = ", ".join(map(str, sorted(missing)))
                    return _take_back(commit, since, f"After the commit these did not come up again: {names}.")
                steps.tell(_counted(len(before) + 1))
                session.run(f"configure session {commit.name} commit")
                return _save(commit, session, steps)
        except DeviceUnreachable as unreachable:
            reason = unreachable.reason
            time.sleep(commit.context.settings.poll_seconds)
        except DeviceRejected as rejection:
            return _take_back(commit, since, f"After the commit: {_said(commit, rejection)}")
    return _take_back(commit, since, f"After the commit the switch could not be reached: {reason}.")


def _counted(checks: int) -> str:
    """Count what held: everything that was up before, and the login itself."""
    return f"{checks} check{'s' if checks > 1 else ''}"


def _no_longer_waiting(commit: _Commit, session: Session, steps: "_Once") -> Result:
    """Go on where the connection broke behind the confirmation, or say that the change has not lasted."""
    if not _remaining(commit, session):
        return _save(commit, session, steps)
    return _seen(commit, session, "The commit no longer waits for its confirmation.")


class _Once:
    """Tells each step once, however often it is tried."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._told: set[str] = set()

    def tell(self, step: str) -> None:
        """Pass a step on that was not told yet."""
        if step not in self._told:
            self._told.add(step)
            self._step(step)


def _missing(commit: _Commit, session: Session, before: frozenset[Item], deadline: float) -> frozenset[Item]:
    """Wait until everything is up that was up before; returns what is not when the time is over."""
    while True:
        missing = before - eos_health(session)
        if not missing or time.monotonic() + commit.context.settings.poll_seconds > deadline:
            return missing
        time.sleep(commit.context.settings.poll_seconds)


def _save(commit: _Commit, session: Session, steps: _Once) -> Result:
    """Save what was confirmed and read it again."""
    steps.tell("confirmed")
    waiting = open_sessions(session).waiting
    if waiting is not None:
        return Result(Status.ERROR, f"Confirmed, but session {waiting} still waits for its confirmation. Not saved.")
    session.run("write memory")
    steps.tell("saved")
    remaining = _remaining(commit, session)
    if remaining:
        return Result(Status.FAILED, f"Confirmed and saved, but this still differs:\n{remaining.text}")
    return Result(Status.DONE)


def _remaining(commit: _Commit, session: Session) -> Difference:
    now = running(session.run("show running-config"), commit.task.nos)
    return difference(now, commit.task.intended, commit.task.nos)


def _take_back(commit: _Commit, since: float, why: str) -> Result:
    """Abort what waits, or let its timer run out, and say only what was seen afterwards."""
    settings = commit.context.settings
    end = since + settings.timer_seconds + settings.grace_seconds
    reason = "it was not tried"
    while time.monotonic() < end:
        try:
            with commit.context.transport.session(commit.task.access, commit.task.nos) as session:
                if open_sessions(session).waiting == commit.name:
                    session.run(f"configure session {commit.name} abort")
                return _seen(commit, session, why)
        except DeviceUnreachable as unreachable:
            reason = unreachable.reason
        except DeviceRejected as rejection:
            reason = _said(commit, rejection)
        time.sleep(commit.context.settings.poll_seconds)
    return Result(
        Status.ERROR,
        f"{why} Its timer of {settings.timer_seconds} s has run out, which takes the change back, "
        f"but that was not seen: {reason}. Nothing was saved.",
    )


def _seen(commit: _Commit, session: Session, why: str) -> Result:
    now = running(session.run("show running-config"), commit.task.nos)
    if fingerprint(now) == commit.task.fingerprint:
        commit.step("back on the old configuration")
        return Result(Status.REVERTED, f"{why} The switch is back on the old configuration.")
    if not difference(now, commit.task.intended, commit.task.nos):
        return Result(Status.ERROR, f"{why} The switch runs the new configuration, unsaved. Look at it by hand.")
    return Result(Status.ERROR, f"{why} The switch runs neither the old nor the new configuration. Look at it by hand.")


def _said(commit: _Commit, rejection: DeviceRejected) -> str:
    line = f" to {redact_line(rejection.line, commit.task.nos)!r}" if rejection.line else ""
    return f"The switch said{line}: {redact(rejection.message, commit.task.nos)}."
