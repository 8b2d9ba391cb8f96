"""Reading an Arista EOS switch over a new login."""

from sdn.configuration import Tree, running
from sdn.delivery.seen import Seen, or_refusal
from sdn.delivery.transport import DeviceAccess, Transport
from sdn.dialects.eos.facts import EOS_COMMAND_LINE
from sdn.dialects.eos.grammar import EOS_GRAMMAR
from sdn.dialects.eos.sessions import open_sessions
from sdn.dialects.eos.state import read_eos_state, saved_switch
from sdn.rendered_config import RenderedConfig
from sdn.verify.state import DeviceState


class EosReading:
    """What a switch runs, what it would start with, and in what state it is."""

    def configuration(self, transport: Transport, access: DeviceAccess, _: Tree) -> Seen:
        """Read a switch's configuration, running and saved; raises DeviceUnreachable or DeviceRejected."""
        with transport.session(access, EOS_COMMAND_LINE) as session:
            waiting = open_sessions(session).waiting
            now = running(session.run("show running-config"), EOS_GRAMMAR)
            return Seen(now, waiting, or_refusal(lambda: saved_switch(session)))

    def state(self, transport: Transport, access: DeviceAccess, _: Tree) -> DeviceState:
        """Read a switch's state; raises DeviceUnreachable or DeviceRejected."""
        with transport.session(access, EOS_COMMAND_LINE) as session:
            return read_eos_state(session)


def eos_tree(rendered: RenderedConfig) -> Tree:
    """Return what is managed of a rendered configuration."""
    return running(rendered.text, EOS_GRAMMAR)
