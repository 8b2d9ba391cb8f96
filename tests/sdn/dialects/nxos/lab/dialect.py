"""Cisco NX-OS as the lab emulates it: a switch that shows what it runs, and takes no change yet."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from twin.dialects.nxos.reading import device_view

from lab.switch.console import Console, EmulatedSwitch, LabAccount, Reply, Scheduler
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import SwitchSpec
from lab.switch.startup import StartupStore
from twin.device_view import DeviceView

_INTERFACE = re.compile(r"(Ethernet\d+/\d+|port-channel\d+|loopback\d+|Vlan\d+|mgmt0|nve1)")


@dataclass(slots=True)
class NxosLogins:
    """One account, for ever."""

    account: LabAccount
    cut_until: float = 0.0
    cut_after_commit: float = 0.0
    is_reachable: bool = True

    def admits(self, username: str, password: str) -> bool:
        """Tell whether user name and password are right."""
        return (username, password) == (self.account.username, self.account.password)


@dataclass(slots=True)
class NxosSwitch:
    """One switch, with what it starts with."""

    spec: SwitchSpec
    accounts: NxosLogins
    running: str
    version: int = 1
    answer_delay: float = 0.0
    startup_errors: tuple[str, ...] = ()
    pending_commit: str | None = None
    on_change: list[Callable[[], None]] = field(default_factory=list)

    @property
    def hostname(self) -> str:
        """Return the name that the switch calls itself."""
        return self.view().hostname

    def view(self) -> DeviceView:
        """Return what the running configuration means."""
        return device_view(self.spec.name, self.running)

    def interface_named(self, text: str) -> str | None:
        """Return the full name of an interface."""
        return text if _INTERFACE.fullmatch(text) else None

    def reload(self) -> None:
        """Start again: nothing can have changed."""


@dataclass(slots=True)
class NxosConsole:
    """One terminal."""

    device: NxosSwitch

    @property
    def prompt(self) -> str:
        """Return the prompt."""
        return f"{self.device.hostname}# "

    def answer(self, text: str) -> Reply:
        """Carry out one line."""
        if text.strip() == "show running-config":
            return Reply(f"!Command: show running-config\n{self.device.running}")
        if text.strip() in {"exit", "end"} or text.startswith("terminal "):
            return Reply(closes=text.strip() == "exit")
        return Reply("% Invalid command at '^' marker.")

    def failed(self, answer: str) -> bool:
        """Tell whether the switch refused the line that it answered so."""
        return answer.startswith("% ")


@dataclass(frozen=True, slots=True)
class NxosLab:
    """Switches that run NX-OS."""

    nos: str = "nxos"

    def has_interface(self, name: str) -> bool:
        """Tell whether this is the full name of an interface in NX-OS."""
        return _INTERFACE.fullmatch(name) is not None

    def switch(self, spec: SwitchSpec, store: StartupStore, account: LabAccount, _: Scheduler) -> EmulatedSwitch:
        """Return a switch that has just been started."""
        text = store.read(spec.name) or spec.startup_config or f"hostname {spec.name}\n"
        return NxosSwitch(spec, NxosLogins(account), text)

    def console(self, switch: EmulatedSwitch, _: EmulatedFabric, __: str) -> Console:
        """Return a terminal on a switch that runs NX-OS."""
        if not isinstance(switch, NxosSwitch):
            raise TypeError(f"{switch.spec.name} does not run NX-OS")
        return NxosConsole(switch)


NXOS_LAB = NxosLab()
