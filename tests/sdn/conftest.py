"""A small emulated fabric over real SSH, for the tests of what talks to devices."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.switch import process
from lab.switch.control import request
from orchestration.process_identity import this_process
from sdn.delivery.transport import DeviceAccess

PORTS = {f"Ethernet{number}": 25 if number < 49 else 100 for number in range(1, 57)}
PASSWORD = "lab-Pass-7041"


@dataclass(frozen=True)
class Lab:
    """A running emulator."""

    directory: Path
    port: int
    addresses: dict[str, str]

    def access(self, switch: str) -> DeviceAccess:
        return DeviceAccess(
            self.addresses[switch], self.port, "admin", PASSWORD, connect_seconds=5.0, answer_seconds=10.0
        )

    def fault(self, do: str, switch: str, **words: str | float) -> None:
        request(self.directory / "state", do=do, switch=switch, **words)

    def startup(self, switch: str) -> str:
        return (self.directory / "state" / "startup" / f"{switch}.cfg").read_text()


StartLab = Callable[..., Lab]


@pytest.fixture
def start_lab(tmp_path: Path) -> Iterator[StartLab]:
    """Start emulators that end with the test; switches by name with their startup configuration."""

    def start(switches: dict[str, str | None], cables: tuple[tuple[list[str], list[str]], ...] = ()) -> Lab:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        addresses = {name: f"127.98.7.{number}" for number, name in enumerate(switches, 1)}
        (tmp_path / "password").write_text(PASSWORD)
        spec = {
            "username": "admin",
            "password_file": "password",
            "state_directory": "state",
            "switches": [
                {"name": name, "address": addresses[name], "port": port, "ports": PORTS, "startup_config": text}
                for name, text in switches.items()
            ],
            "cables": [{"a": a, "b": b} for a, b in cables],
        }
        path = tmp_path / "spec.json"
        path.write_text(json.dumps(spec))
        process.start(path, owner=this_process())
        return Lab(tmp_path, port, addresses)

    yield start
    process.stop(tmp_path / "state")
