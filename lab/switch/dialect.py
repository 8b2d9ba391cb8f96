"""What a network operating system brings to the lab: its switches, and the consoles on them."""

from typing import Protocol

from lab.switch.console import Console, EmulatedSwitch, LabAccount, Scheduler
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import SwitchSpec
from lab.switch.startup import StartupStore


class SwitchDialect(Protocol):
    """A network operating system that the lab emulates."""

    @property
    def nos(self) -> str:
        """Return its name in a lab's description."""

    def has_interface(self, name: str) -> bool:
        """Tell whether this is the full name of an interface in this operating system."""

    def switch(
        self, spec: SwitchSpec, store: StartupStore, account: LabAccount, scheduler: Scheduler
    ) -> EmulatedSwitch:
        """Return a switch that has just been started."""

    def console(self, switch: EmulatedSwitch, fabric: EmulatedFabric, user: str) -> Console:
        """Return a terminal on a switch that this dialect made."""
