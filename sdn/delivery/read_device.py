"""Reading a device, by the system that it runs: what it runs now, and in what state it is."""

from collections.abc import Callable
from dataclasses import dataclass

from sdn.configuration import Tree, running
from sdn.delivery.dead_man import waiting_change
from sdn.delivery.sessions import open_sessions
from sdn.delivery.transport import DeviceAccess, DeviceRejected, Transport
from sdn.nos import CommitStyle, Nos
from sdn.verify.eos import read_eos_state, saved_switch
from sdn.verify.frr import read_frr_state, running_router, saved_router
from sdn.verify.state import DeviceState


@dataclass(frozen=True, slots=True)
class Seen:
    """The running configuration, the name of the commit that may still take it back, and what a restart brings."""

    configuration: Tree
    waiting: str | None
    saved: Tree | DeviceRejected
    """What the device would start with, or why it does not say so."""


def see(transport: Transport, access: DeviceAccess, nos: Nos, intended: Tree) -> Seen:
    """Read a device's configuration, running and saved; raises DeviceUnreachable or DeviceRejected."""
    if nos.commit_style is CommitStyle.DEAD_MAN_TIMER:
        with transport.shell(access) as shell:
            now = running_router(shell, intended, nos)
            return Seen(now, waiting_change(shell), _or_refusal(lambda: saved_router(shell, nos)))
    with transport.session(access, nos) as session:
        waiting = open_sessions(session).waiting
        now = running(session.run("show running-config"), nos)
        return Seen(now, waiting, _or_refusal(lambda: saved_switch(session)))


def _or_refusal(read: Callable[[], Tree]) -> Tree | DeviceRejected:
    """Read what matters only if the rest is as it should be: a refusal is kept until then."""
    try:
        return read()
    except DeviceRejected as rejection:
        return rejection


def see_state(transport: Transport, access: DeviceAccess, nos: Nos, intended: Tree) -> DeviceState:
    """Read a device's state; raises DeviceUnreachable or DeviceRejected."""
    if nos.commit_style is CommitStyle.DEAD_MAN_TIMER:
        with transport.shell(access) as shell:
            return read_frr_state(shell, running_router(shell, intended, nos))
    with transport.session(access, nos) as session:
        return read_eos_state(session)
