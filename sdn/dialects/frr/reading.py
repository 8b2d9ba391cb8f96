"""Reading an FRR router over a new login."""

from sdn.configuration import Tree, running
from sdn.delivery.seen import Seen, or_refusal
from sdn.delivery.transport import DeviceAccess, Transport
from sdn.dialects.frr.commit import waiting_change
from sdn.dialects.frr.grammar import FRR_GRAMMAR
from sdn.dialects.frr.links import intended_links
from sdn.dialects.frr.state import read_frr_state, running_router, saved_router
from sdn.rendered_config import RenderedConfig
from sdn.verify.state import DeviceState


class FrrReading:
    """What a router runs, what it would start with, and in what state it is."""

    def configuration(self, transport: Transport, access: DeviceAccess, intended: Tree) -> Seen:
        """Read a router's configuration, running and saved; raises DeviceUnreachable or DeviceRejected."""
        with transport.shell(access) as shell:
            now = running_router(shell, intended)
            return Seen(now, waiting_change(shell), or_refusal(lambda: saved_router(shell)))

    def state(self, transport: Transport, access: DeviceAccess, intended: Tree) -> DeviceState:
        """Read a router's state; raises DeviceUnreachable or DeviceRejected."""
        with transport.shell(access) as shell:
            return read_frr_state(shell, running_router(shell, intended))


def frr_tree(rendered: RenderedConfig) -> Tree:
    """Return what is managed of a rendered configuration: FRR's lines, and Linux's interfaces."""
    return {**running(rendered.text, FRR_GRAMMAR), **intended_links(rendered.parts.get("interfaces", ""))}
