"""What a dialect is: everything that is particular to one network operating system, as one frozen value each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from inventory.model.platforms import Platform
from sdn.configuration import Tree
from sdn.delivery.seen import Seen
from sdn.delivery.task import CommitContext, DeviceTask, Result, Step
from sdn.delivery.transport import DeviceAccess, Transport
from sdn.grammar import Grammar
from sdn.intent.model import DeviceIntent
from sdn.rendered_config import RenderedConfig
from sdn.verify.state import DeviceState


class Grade(StrEnum):
    """How well the facts about a system are known."""

    DOCUMENTED = "A"
    """Read in the vendor's documentation or source."""
    OBSERVED = "B"
    """Read in a working driver or a device's transcript."""
    ASSUMED = "C"
    """From memory or our own construction: probe the device."""


class InterfaceNames(Protocol):
    """What a system calls the interfaces that the intent knows by number."""

    def bundle(self, number: int) -> str:
        """Return the name of a port channel."""

    def loopback(self, number: int) -> str:
        """Return the name of a loopback."""

    def vlan_interface(self, vlan: int) -> str:
        """Return the name of the routed interface of a VLAN."""


class Reading(Protocol):
    """Reads a device over a new login; both raise DeviceUnreachable or DeviceRejected."""

    def configuration(self, transport: Transport, access: DeviceAccess, intended: Tree) -> Seen:
        """Read a device's configuration, running and saved, and what waits for its confirmation."""

    def state(self, transport: Transport, access: DeviceAccess, intended: Tree) -> DeviceState:
        """Read a device's state; a question that is refused becomes unreadable."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One network operating system."""

    platform: Platform
    package: str
    """The Python package with its folder `templates`."""
    parts: tuple[str, ...]
    """What a switch's configuration consists of, its own language first; each has a template of this name."""
    grammar: Grammar
    names: InterfaceNames
    tree: Callable[[RenderedConfig], Tree]
    """What is managed of a rendered configuration."""
    reading: Reading
    shown_intent: Callable[[Tree, DeviceIntent], DeviceIntent | None]
    """Return the intent that a configuration shows, what it cannot show as it is wanted; None: it is in no fabric."""
    port_of_section: Callable[[str], str | int | None]
    """Return which port, by name, or bundle, by number, a top line configures; None for any other line."""
    interfaces_up: Callable[[Tree], frozenset[str]]
    """Name the interfaces that a configuration keeps up."""
    commit: Callable[[CommitContext, DeviceTask, Step], Result]
    """Make one device as intended; never raises for what the device does."""
    grade: Grade
    left_out: Mapping[str, str]
    """What it leaves unread of the intent on purpose (Vlan.name, SwitchPort[trunk].mtu) → why nothing is lost."""

    @property
    def name(self) -> str:
        """As the estate spells it."""
        return self.platform.name
