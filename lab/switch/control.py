"""Faults on demand: a socket in the state directory, over which cables are pulled and switches cut off.

A request is one line of JSON, `{"do": "unplug", "switch": "leaf1", "port": "Ethernet49"}`; so is the answer:
`{"ok": true, …}` or `{"ok": false, "error": "…"}`.
"""

import asyncio
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab.switch.console import EmulatedSwitch
from lab.switch.fabric import EmulatedFabric
from twin.cabling import InterfaceId

SOCKET_NAME = "control.sock"
_TIMEOUT_SECONDS = 10.0


class FaultRefused(Exception):  # noqa: N818 - said as the user would say it
    """The emulator did not carry out a request; the message says why."""


def request(state_directory: Path, **words: str | float) -> dict[str, Any]:
    """Send one request to the emulator of a state directory; raises FaultRefused when it says no or is not there.

    `do` is one of `unplug` and `plug` (`switch`, `port`), `cut` (`switch`, `seconds`: no login, no connection),
    `cut_after_commit` (the same, from the next change of the running configuration on), `delay` (`switch`, `seconds`
    before every answer), `reload` (`switch`), `status`.
    """
    directory = os.open(state_directory, os.O_PATH)
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_TIMEOUT_SECONDS)
            # A socket's path is at most 107 bytes long; through /proc the directory may lie as deep as it likes.
            client.connect(f"/proc/self/fd/{directory}/{SOCKET_NAME}")
            client.sendall(json.dumps(words).encode() + b"\n")
            with client.makefile("r", encoding="utf-8") as answer:
                data: dict[str, Any] = json.loads(answer.readline() or "{}")
    except OSError as error:
        raise FaultRefused(f"The emulator of {state_directory} does not answer: {error}") from error
    finally:
        os.close(directory)
    if not data.get("ok"):
        raise FaultRefused(str(data.get("error", "The emulator closed the connection.")))
    return data


class Control:
    """Carries out requests on a fabric."""

    def __init__(self, fabric: EmulatedFabric) -> None:
        self._fabric = fabric
        self._actions: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "unplug": self._unplug,
            "plug": self._plug,
            "cut": self._cut,
            "cut_after_commit": self._cut_after_commit,
            "delay": self._delay,
            "reload": self._reload,
            "status": self._status,
        }

    def carry_out(self, text: str) -> dict[str, Any]:
        """Carry out one request and return the answer."""
        try:
            data = json.loads(text)
            action = self._actions[data["do"]]
            return {"ok": True} | action(data)
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def _device(self, data: dict[str, Any]) -> EmulatedSwitch:
        return self._fabric.devices[data["switch"]]

    def _port(self, data: dict[str, Any]) -> InterfaceId:
        device = self._device(data)
        port = InterfaceId(device.spec.name, device.interface_named(data["port"]) or "")
        cabled = {end for cable in self._fabric.cables for end in (cable.a, cable.b)}
        cabled |= {end for host in self._fabric.hosts for _, end in host.nics}
        if port not in cabled:
            raise ValueError(f"there is no cable in {data['port']} of {data['switch']}")
        return port

    def _unplug(self, data: dict[str, Any]) -> dict[str, Any]:
        self._fabric.unplug(self._port(data))
        return {}

    def _plug(self, data: dict[str, Any]) -> dict[str, Any]:
        self._fabric.plug(self._port(data))
        return {}

    def _cut(self, data: dict[str, Any]) -> dict[str, Any]:
        device = self._device(data)
        device.accounts.cut_until = time.monotonic() + float(data["seconds"])
        for listener in list(device.on_change):
            listener()
        return {}

    def _cut_after_commit(self, data: dict[str, Any]) -> dict[str, Any]:
        self._device(data).accounts.cut_after_commit = float(data["seconds"])
        return {}

    def _delay(self, data: dict[str, Any]) -> dict[str, Any]:
        self._device(data).answer_delay = float(data["seconds"])
        return {}

    def _reload(self, data: dict[str, Any]) -> dict[str, Any]:
        self._device(data).reload()
        return {}

    def _status(self, _: dict[str, Any]) -> dict[str, Any]:
        switches = {
            name: {
                "hostname": device.hostname,
                "reachable": device.accounts.is_reachable,
                "changes": device.version,
                "pending_commit": device.pending_commit,
                "startup_errors": list(device.startup_errors),
            }
            for name, device in self._fabric.devices.items()
        }
        return {
            "switches": switches,
            "unplugged": sorted(f"{port.device} {port.name}" for port in self._fabric.unplugged),
        }


async def serve(control: Control, state_directory: Path) -> asyncio.Server:
    """Listen for requests; only the owner of the state directory can send them."""
    directory = os.open(state_directory, os.O_PATH)
    path = f"/proc/self/fd/{directory}/{SOCKET_NAME}"
    (state_directory / SOCKET_NAME).unlink(missing_ok=True)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        writer.write(json.dumps(control.carry_out(line.decode())).encode() + b"\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(handle, path)
    (state_directory / SOCKET_NAME).chmod(0o600)
    os.close(directory)
    return server
