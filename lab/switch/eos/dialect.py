"""Arista EOS as the lab emulates it."""

from dataclasses import dataclass, replace

from lab.switch.console import Console, EmulatedSwitch, LabAccount, Scheduler
from lab.switch.eos.accounts import Accounts
from lab.switch.eos.cli import EosConsole
from lab.switch.eos.device import EosSwitch
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import SwitchSpec
from lab.switch.startup import StartupStore
from twin.dialects.eos.values import interface_name

_VERSION, _MODEL = "4.32.2F", "DCS-7050SX3-48YC8"
"""What a switch is whose description says neither."""


@dataclass(frozen=True, slots=True)
class EosLab:
    """Switches that run Arista EOS."""

    nos: str = "eos"

    def has_interface(self, name: str) -> bool:
        """Tell whether this is the full name of an interface in EOS."""
        return interface_name(name) == name

    def switch(
        self, spec: SwitchSpec, store: StartupStore, account: LabAccount, scheduler: Scheduler
    ) -> EmulatedSwitch:
        """Return a switch that has just been started."""
        accounts = Accounts(account.username, account.password, account.password_hash)
        shown = replace(spec, version=spec.version or _VERSION, model=spec.model or _MODEL)
        return EosSwitch(shown, store, accounts, scheduler)

    def console(self, switch: EmulatedSwitch, fabric: EmulatedFabric, user: str) -> Console:
        """Return a terminal on a switch that runs EOS."""
        if not isinstance(switch, EosSwitch):
            raise TypeError(f"{switch.spec.name} does not run EOS")
        return EosConsole(switch, fabric, user)


EOS_LAB = EosLab()
