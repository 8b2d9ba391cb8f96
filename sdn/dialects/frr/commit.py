"""FRR on Linux: a timer on the box itself, armed before the change and stopped from a new login.

FRR has no commit that takes itself back, so the box gets a small script that does it: it keeps the way back, lets
`frr-reload.py` and `ip -batch` make the change, and unless word comes in time that a login still works, it
returns. Bridges and VXLAN interfaces are Linux's, so both change together.
"""

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from sdn.configuration import Tree, managed, read
from sdn.delivery.saving import save_what_runs
from sdn.delivery.task import OUR_MARK, CommitContext, DeviceTask, Result, Step
from sdn.delivery.timed import Refused, TimedCommit
from sdn.delivery.transport import DeviceRejected, LinuxShell
from sdn.dialects.frr.grammar import FRR_GRAMMAR
from sdn.dialects.frr.links import batch, is_link
from sdn.dialects.frr.state import frr_health, running_router, saved_router
from sdn.redaction import redact
from sdn.verify.health import Item

DIRECTORY: Final = "/run/sddc"


def commit_dead_man(context: CommitContext, task: DeviceTask, step: Step) -> Result:
    """Make one router as intended; never raises for what it does."""
    name = f"{OUR_MARK}{context.settings.run}-{secrets.token_hex(2)}"
    system = _DeadMan(context, task, name)
    if task.only_saves:
        return save_what_runs(system, task, step)
    return TimedCommit(system, task, context.settings, step).carry_out()


def waiting_change(shell: LinuxShell) -> str | None:
    """Return the name of the change that waits for its confirmation, or None."""
    return shell.execute(f"cat {DIRECTORY}/waiting 2>/dev/null || true").strip() or None


@dataclass(frozen=True, slots=True)
class _DeadMan:
    """A change of `frr.conf` and of Linux interfaces under the script's timer."""

    context: CommitContext
    task: DeviceTask
    name: str

    def login(self) -> AbstractContextManager[LinuxShell]:
        return self.context.transport.shell(self.task.access)

    def make_room(self, login: LinuxShell) -> None:
        left_behind = waiting_change(login)
        if left_behind is not None:
            _run(login, f"take-back {left_behind}")

    def running(self, login: LinuxShell) -> Tree:
        return running_router(login, self.task.intended)

    def health(self, login: LinuxShell) -> frozenset[Item]:
        return frr_health(login)

    def stage(self, login: LinuxShell, step: Step) -> None:
        now, wanted = links_of(self.running(login)), links_of(self.task.intended)
        kept = unmanaged_text(login.execute("vtysh -c 'show running-config'"))
        parts = {
            "dead-man": files(__package__).joinpath("dead_man.sh").read_text(encoding="utf-8"),
            "frr.conf": self.task.rendered.text + kept,
            "links": _lines(batch(now, wanted)),
            "links-back": _lines(batch(wanted, now)),
        }
        login.execute(f"mkdir -p -m 700 {DIRECTORY}")
        for part, text in parts.items():
            login.execute(f"cat >{DIRECTORY}/{part}", text)
        step("session")
        try:
            _run(login, "check")
        except DeviceRejected as rejection:
            said = redact(rejection.message, FRR_GRAMMAR).rstrip(".")
            raise Refused(f"The candidate was refused: {said}. Nothing was committed.") from rejection

    def commit(self, login: LinuxShell) -> None:
        _run(login, f"commit {self.name} {self.context.settings.timer_seconds}")

    def waiting(self, login: LinuxShell) -> bool:
        return waiting_change(login) == self.name

    def under_way(self, login: LinuxShell) -> str | None:
        return waiting_change(login)

    def confirm(self, login: LinuxShell) -> None:
        _run(login, f"confirm {self.name}")

    def take_back(self, login: LinuxShell) -> None:
        _run(login, f"take-back {self.name}")

    def save(self, login: LinuxShell) -> None:
        login.execute("vtysh -c 'write memory'")
        interfaces = self.task.rendered.parts.get("interfaces")
        if interfaces is not None:
            login.execute("cat >/etc/frr/interfaces.new && mv /etc/frr/interfaces.new /etc/frr/interfaces", interfaces)
        login.execute(f"rm -f {DIRECTORY}/frr.conf {DIRECTORY}/frr-back.conf {DIRECTORY}/links {DIRECTORY}/links-back")

    def saved(self, login: LinuxShell) -> Tree:
        return saved_router(login)


def _run(login: LinuxShell, words: str) -> None:
    """Call the script; what it complains about is the router's answer, not an answer to a typed line."""
    try:
        login.execute(f"sh {DIRECTORY}/dead-man {words}")
    except DeviceRejected as rejection:
        raise DeviceRejected("", rejection.message) from rejection


def links_of(tree: Tree) -> Tree:
    """Return the part of a router's tree that is about Linux interfaces."""
    return {line: section for line, section in tree.items() if is_link(line)}


def unmanaged_text(running_config: str) -> str:
    """Return the top lines that belong to others, so that the candidate keeps them."""
    tree = read(running_config, FRR_GRAMMAR)
    ours = managed(tree, FRR_GRAMMAR)
    return "".join(f"{line}\n" for line in tree if line not in ours)


def _lines(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)
