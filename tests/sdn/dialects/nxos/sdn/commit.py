"""Cisco NX-OS: a two-stage commit that takes itself back unless it is confirmed.

Cisco Nexus 9000 Series NX-OS Fundamentals Configuration Guide, Release 10.4(x), "Configuring Two-stage Configuration
Commit": `configure dual-stage`, `commit confirmed <30-65535>`, `commit`. Whether another login may confirm is not said
there: probe the device before this is trusted.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from sdn.configuration import Tree, running
from sdn.delivery.saving import save_what_runs
from sdn.delivery.task import CommitContext, DeviceTask, Result, Step
from sdn.delivery.timed import Refused, TimedCommit
from sdn.delivery.transport import DeviceSession
from sdn.dialects.nxos.facts import NXOS_COMMAND_LINE
from sdn.dialects.nxos.grammar import NXOS_GRAMMAR
from sdn.dialects.nxos.reading import saved, waiting_commit
from sdn.verify.health import Item


def commit_two_stage(context: CommitContext, task: DeviceTask, step: Step) -> Result:
    """Make one switch as intended; never raises for what the switch does."""
    system = _DualStage(context, task)
    if task.only_saves:
        return save_what_runs(system, task, step)
    return TimedCommit(system, task, context.settings, step).carry_out()


@dataclass(frozen=True, slots=True)
class _DualStage:
    """A two-stage commit."""

    context: CommitContext
    task: DeviceTask

    def login(self) -> AbstractContextManager[DeviceSession]:
        return self.context.transport.session(self.task.access, NXOS_COMMAND_LINE)

    def make_room(self, login: DeviceSession) -> None:
        waiting = waiting_commit(login)
        if waiting is not None:
            raise Refused(f"Commit {waiting} waits for its confirmation. Nothing was touched; confirm it first.")

    def running(self, login: DeviceSession) -> Tree:
        return running(login.run("show running-config"), NXOS_GRAMMAR)

    def health(self, login: DeviceSession) -> frozenset[Item]:
        answer = login.run_json("show interface status | json")
        rows = answer.get("TABLE_interface", {})
        listed = rows.get("ROW_interface", []) if isinstance(rows, dict) else []
        return frozenset(Item("interface", row["interface"]) for row in listed if row.get("state") == "connected")

    def stage(self, login: DeviceSession, step: Step) -> None:
        login.run("configure dual-stage")
        step("session")
        login.push(self.task.difference.remediation)
        if not login.run("show configuration").strip():
            raise Refused("The switch sees no difference, though one was planned. Nothing was committed; plan again.")

    def commit(self, login: DeviceSession) -> None:
        login.run(f"commit confirmed {max(30, self.context.settings.timer_seconds)}")

    def waiting(self, login: DeviceSession) -> bool:
        return waiting_commit(login) is not None

    def under_way(self, login: DeviceSession) -> str | None:
        return waiting_commit(login)

    def confirm(self, login: DeviceSession) -> None:
        login.run("configure dual-stage")
        login.run("commit")

    def take_back(self, login: DeviceSession) -> None:
        login.run("rollback configuration last 1")

    def save(self, login: DeviceSession) -> None:
        login.run("copy running-config startup-config")

    def saved(self, login: DeviceSession) -> Tree:
        return saved(login)
