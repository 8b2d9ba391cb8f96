"""Reading a device, by the system that it runs: what it runs now, and in what state it is."""

from dataclasses import dataclass

from sdn.commit.dead_man import waiting_change
from sdn.commit.sessions import open_sessions
from sdn.configuration import Tree, running
from sdn.nos import CommitStyle, Nos
from sdn.transport import DeviceAccess, Transport
from sdn.verify.eos import read_eos_state
from sdn.verify.frr import read_frr_state, running_router
from sdn.verify.state import DeviceState


@dataclass(frozen=True, slots=True)
class Seen:
    """The running configuration, and the name of the commit that may still take it back."""

    configuration: Tree
    waiting: str | None


def see(transport: Transport, access: DeviceAccess, nos: Nos, intended: Tree) -> Seen:
    """Read a device's running configuration; raises DeviceUnreachable or DeviceRejected."""
    if nos.commit_style is CommitStyle.DEAD_MAN_TIMER:
        with transport.shell(access) as shell:
            return Seen(running_router(shell, intended, nos), waiting_change(shell))
    with transport.session(access, nos) as session:
        waiting = open_sessions(session).waiting
        return Seen(running(session.run("show running-config"), nos), waiting)


def see_state(transport: Transport, access: DeviceAccess, nos: Nos, intended: Tree) -> DeviceState:
    """Read a device's state; raises DeviceUnreachable or DeviceRejected."""
    if nos.commit_style is CommitStyle.DEAD_MAN_TIMER:
        with transport.shell(access) as shell:
            return read_frr_state(shell, running_router(shell, intended, nos))
    with transport.session(access, nos) as session:
        return read_eos_state(session)
