"""Putting the emulator together: switches, fabric, SSH listeners, control socket, one process."""

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path

from lab.switch.console import Console, EmulatedSwitch, LabAccount, Scheduler
from lab.switch.control import Control, serve
from lab.switch.dialect import SwitchDialect
from lab.switch.eos.dialect import EOS_LAB
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import LabSpec, SwitchLabInvalid, load_spec
from lab.switch.startup import StartupStore

READY_NAME = "ready"


DIALECTS: tuple[SwitchDialect, ...] = (EOS_LAB,)
"""The network operating systems that the lab emulates; the first one where a description names none."""


def dialect_named(nos: str) -> SwitchDialect:
    """Return the dialect of this name; raises SwitchLabInvalid when the lab does not emulate it."""
    for dialect in DIALECTS:
        if nos in ("", dialect.nos):
            return dialect
    known = ", ".join(dialect.nos for dialect in DIALECTS)
    raise SwitchLabInvalid(f"There are no emulated switches that run {nos}; there are for: {known}.")


def load_lab(path: Path) -> LabSpec:
    """Read a lab's description; raises SwitchLabInvalid for what cannot be, such as a port of another system."""
    spec = load_spec(path)
    for switch in spec.switches:
        dialect = dialect_named(switch.nos)
        unknown = next((port for port in switch.ports if not dialect.has_interface(port)), None)
        if unknown is not None:
            raise SwitchLabInvalid(f"{unknown} on {switch.name} is not an interface that {dialect.nos} knows.")
    return spec


def build(spec: LabSpec, scheduler: Scheduler) -> EmulatedFabric:
    """Return the fabric of a lab, every switch started from its startup configuration."""
    store = StartupStore(spec.state_directory / "startup")
    account = LabAccount(spec.username, spec.password, spec.password_hash)
    devices = {
        switch.name: dialect_named(switch.nos).switch(switch, store, account, scheduler) for switch in spec.switches
    }
    return EmulatedFabric(devices, spec.cables, spec.hosts)


async def run(spec: LabSpec) -> None:
    """Emulate a lab until a signal to end arrives; the file `ready` stands while every switch answers."""
    from lab.switch.server import Doors, host_key

    loop = asyncio.get_running_loop()
    spec.state_directory.mkdir(parents=True, exist_ok=True)
    ready = spec.state_directory / READY_NAME
    ready.unlink(missing_ok=True)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    fabric = build(spec, loop)

    def console(switch: EmulatedSwitch, user: str) -> Console:
        return dialect_named(switch.spec.nos).console(switch, fabric, user)

    doors = Doors(fabric.devices.values(), console, host_key(spec.state_directory / "ssh_host_key"))
    await doors.open()
    attendant = asyncio.create_task(doors.attend())
    control = await serve(Control(fabric), spec.state_directory)
    for name, device in fabric.devices.items():
        for refused in device.startup_errors:
            print(f"{name}: startup configuration: {refused}", file=sys.stderr, flush=True)  # noqa: T201 - the log
    ready.write_text(f"{os.getpid()}\n", encoding="utf-8")
    try:
        await ended.wait()
    finally:
        ready.unlink(missing_ok=True)
        control.close()
        attendant.cancel()
        doors.close()


def main(path: Path) -> None:
    """Emulate the lab that a JSON file describes, in this process."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(run(load_lab(path)))
