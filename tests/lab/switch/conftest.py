"""A fabric of two spines and two leaf pairs, with a clock that tests turn by hand."""

import dataclasses
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.switch.emulator import build
from lab.switch.fabric import EmulatedFabric
from lab.switch.process import start, stop
from lab.switch.spec import LabSpec, read_spec
from orchestration.process_identity import this_process

DATA = Path(__file__).parents[2] / "twin" / "eos" / "data"
PASSWORD = "lab-password"
PORTS = {f"Ethernet{number}": 25 if number < 49 else 100 for number in range(1, 57)}
LEAVES = ("tianfu-leaf-01a", "tianfu-leaf-01b", "tianfu-leaf-02a", "tianfu-leaf-02b")
SPINES = ("tianfu-spine-1", "tianfu-spine-2")


class HandClock:
    """Calls back when a test lets time pass."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, delay: float, callback: Callable[[], None], /) -> "HandTimer":
        self.waiting.append((self.now + delay, callback))
        return HandTimer(self, self.waiting[-1])

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for item in [item for item in self.waiting if item[0] <= self.now]:
            self.waiting.remove(item)
            item[1]()


@dataclasses.dataclass(frozen=True)
class HandTimer:
    clock: HandClock
    item: tuple[float, Callable[[], None]]

    def cancel(self) -> None:
        if self.item in self.clock.waiting:
            self.clock.waiting.remove(self.item)


def description(state_directory: str) -> dict[str, Any]:
    """Return the lab as its JSON file has it."""
    names = (*LEAVES, *SPINES)
    switches = [
        {
            "name": name,
            "address": f"127.92.0.{number}",
            "port": 24122,
            "ports": PORTS,
            "startup_config": (DATA / f"{name}.cfg").read_text(encoding="utf-8"),
        }
        for number, name in enumerate(names, 1)
    ]
    cables = [
        {"a": [leaf, f"Ethernet{48 + spine}"], "b": [SPINES[spine - 1], f"Ethernet{number}"]}
        for number, leaf in enumerate(LEAVES, 1)
        for spine in (1, 2)
    ]
    cables += [
        {"a": [first, port], "b": [second, port]}
        for first, second in (LEAVES[:2], LEAVES[2:])
        for port in ("Ethernet53", "Ethernet54")
    ]
    hosts = [
        {
            "name": f"tianfu-a0{pair}-s0{number}",
            "nics": {
                "eth0": [f"tianfu-leaf-0{pair}a", f"Ethernet{number}"],
                "eth1": [f"tianfu-leaf-0{pair}b", f"Ethernet{number}"],
            },
        }
        for pair in (1, 2)
        for number in (1, 2)
    ]
    return {
        "switches": switches,
        "cables": cables,
        "hosts": hosts,
        "username": "admin",
        "password_file": "password",
        "state_directory": state_directory,
    }


@pytest.fixture
def spec(tmp_path: Path) -> LabSpec:
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    return read_spec(description("state"), tmp_path)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def fabric(spec: LabSpec, clock: HandClock) -> EmulatedFabric:
    return build(spec, clock)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    return _free_port()


@pytest.fixture(scope="module")
def running_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """Run the lab as a process on an ephemeral port; give its state directory and the port."""
    directory = tmp_path_factory.mktemp("lab")
    (directory / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    data = description("state")
    port = _free_port()
    for switch in data["switches"]:
        switch["port"] = port
    factory = {"name": "fresh", "address": "127.92.0.9", "port": port, "model": "DCS-7050CX3-32S", "ports": PORTS}
    data["switches"].append(factory)
    path = directory / "lab.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    start(path, owner=this_process())
    try:
        yield directory / "state", port
    finally:
        stop(directory / "state")
