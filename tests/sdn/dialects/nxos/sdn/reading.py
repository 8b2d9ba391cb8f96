"""Reading a Cisco NX-OS switch over a new login, and what its sections are about."""

import re
from typing import Final

from sdn.configuration import Tree, running
from sdn.delivery.seen import Seen, or_refusal
from sdn.delivery.transport import DeviceAccess, DeviceSession, Transport
from sdn.dialects.nxos.facts import NXOS_COMMAND_LINE
from sdn.dialects.nxos.grammar import NXOS_GRAMMAR
from sdn.intent.model import DeviceIntent
from sdn.rendered_config import RenderedConfig
from sdn.verify.state import Aspect, DeviceState

_SECTION: Final = re.compile(r"interface (?:port-channel(\d+)|(\S+))$")


class NxosReading:
    """What a switch runs, what it would start with, and in what state it is."""

    def configuration(self, transport: Transport, access: DeviceAccess, _: Tree) -> Seen:
        """Read a switch's configuration, running and saved; raises DeviceUnreachable or DeviceRejected."""
        with transport.session(access, NXOS_COMMAND_LINE) as session:
            now = running(session.run("show running-config"), NXOS_GRAMMAR)
            return Seen(now, waiting_commit(session), or_refusal(lambda: saved(session)))

    def state(self, transport: Transport, access: DeviceAccess, _: Tree) -> DeviceState:
        """Read what a switch runs; what else it is asked for is not read yet, and says so."""
        with transport.session(access, NXOS_COMMAND_LINE) as session:
            unread = dict.fromkeys(set(Aspect) - {Aspect.CONFIGURATION, Aspect.SAVED}, "not read yet")
            now = running(session.run("show running-config"), NXOS_GRAMMAR)
            return DeviceState(running=now, saved=saved(session), unreadable=unread)


def saved(session: DeviceSession) -> Tree:
    """Read what a switch starts with; raises DeviceRejected."""
    return running(session.run("show startup-config"), NXOS_GRAMMAR)


def waiting_commit(session: DeviceSession) -> str | None:
    """Return the commit that waits for its confirmation, or None."""
    answer = session.run("show configuration commit list")
    found = re.search(r"^(\S+).*confirm", answer, re.MULTILINE)
    return found[1] if found else None


def nxos_tree(rendered: RenderedConfig) -> Tree:
    """Return what is managed of a rendered configuration."""
    return running(rendered.text, NXOS_GRAMMAR)


def shown_intent(configuration: Tree, wanted: DeviceIntent) -> DeviceIntent | None:
    """Return the intent that a configuration shows: so far only whether it is in the fabric at all."""
    return wanted if any(line.startswith("router bgp ") for line in configuration) else None


def port_of_section(line: str) -> str | int | None:
    """Return which port, by name, or bundle, by number, a top line configures."""
    found = _SECTION.match(line)
    if found is None:
        return None
    return int(found[1]) if found[1] else found[2]


def interfaces_up(configuration: Tree) -> frozenset[str]:
    """Name the interfaces that a configuration keeps up."""
    sections = {line.removeprefix("interface "): below for line, below in configuration.items() if _SECTION.match(line)}
    return frozenset(name for name, below in sections.items() if "shutdown" not in below)
