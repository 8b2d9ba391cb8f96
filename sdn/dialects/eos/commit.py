"""Arista EOS: a candidate session, committed with a timer, confirmed from a new login.

The order follows the EOS user manual, "Configuration sessions": `commit timer` takes the change back by itself unless
`configure session NAME commit` comes in time, so that a change that cuts the way to the switch heals without us.
"""

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sdn.configuration import Tree, running
from sdn.delivery.saving import save_what_runs
from sdn.delivery.task import OUR_MARK, CommitContext, DeviceTask, Result, Step
from sdn.delivery.timed import Refused, TimedCommit
from sdn.delivery.transport import DeviceRejected, DeviceSession
from sdn.dialects.eos.facts import EOS_COMMAND_LINE
from sdn.dialects.eos.grammar import EOS_GRAMMAR
from sdn.dialects.eos.sessions import open_sessions
from sdn.dialects.eos.state import eos_health, saved_switch
from sdn.diff import difference
from sdn.verify.health import Item


def commit_candidate(context: CommitContext, task: DeviceTask, step: Step) -> Result:
    """Make one switch as intended; never raises for what the switch does."""
    name = f"{OUR_MARK}{context.settings.run}-{secrets.token_hex(2)}"
    system = _CandidateSession(context, task, name)
    if task.only_saves:
        return save_what_runs(system, task, step)
    return TimedCommit(system, task, context.settings, step).carry_out()


@dataclass(frozen=True, slots=True)
class _CandidateSession:
    """A configuration session of EOS."""

    context: CommitContext
    task: DeviceTask
    name: str

    def login(self) -> AbstractContextManager[DeviceSession]:
        return self.context.transport.session(self.task.access, EOS_COMMAND_LINE)

    def make_room(self, login: DeviceSession) -> None:
        """Refuse to meet another commit that waits: only one can wait on a switch."""
        sessions = open_sessions(login)
        if sessions.waiting is not None and sessions.waiting not in sessions.ours:
            raise Refused(
                f"Session {sessions.waiting} waits for its confirmation, and only one commit can wait on a switch. "
                "Nothing was touched; confirm or abort that session first."
            )
        for name in sessions.ours:
            login.run(f"configure session {name} abort")

    def running(self, login: DeviceSession) -> Tree:
        return running(login.run("show running-config"), EOS_GRAMMAR)

    def health(self, login: DeviceSession) -> frozenset[Item]:
        return eos_health(login)

    def stage(self, login: DeviceSession, step: Step) -> None:
        login.run(f"configure checkpoint save {OUR_MARK}{self.context.settings.run}")
        login.run(f"configure session {self.name}")
        step("session")
        try:
            login.push(self.task.difference.remediation)
            self._compare(login)
        except (DeviceRejected, Refused):
            login.run("abort")
            raise

    def _compare(self, login: DeviceSession) -> None:
        """Make sure that the candidate is what was intended, before anything takes effect."""
        if not login.run(f"show session-config named {self.name} diffs").strip():
            raise Refused("The switch sees no difference, though one was planned. Nothing was committed; plan again.")
        candidate = running(login.run(f"show session-config named {self.name}"), EOS_GRAMMAR)
        remaining = difference(candidate, self.task.intended, EOS_GRAMMAR)
        if remaining:
            raise Refused(f"The candidate would not become what is intended. Nothing was committed.\n{remaining.text}")

    def commit(self, login: DeviceSession) -> None:
        hours, rest = divmod(self.context.settings.timer_seconds, 3600)
        try:
            login.run(f"commit timer {hours:02}:{rest // 60:02}:{rest % 60:02}")
        except DeviceRejected:
            login.run("abort")
            raise

    def waiting(self, login: DeviceSession) -> bool:
        return open_sessions(login).waiting == self.name

    def under_way(self, login: DeviceSession) -> str | None:
        return open_sessions(login).waiting

    def confirm(self, login: DeviceSession) -> None:
        login.run(f"configure session {self.name} commit")

    def take_back(self, login: DeviceSession) -> None:
        login.run(f"configure session {self.name} abort")

    def save(self, login: DeviceSession) -> None:
        login.run("write memory")

    def saved(self, login: DeviceSession) -> Tree:
        return saved_switch(login)
