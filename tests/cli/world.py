"""The command as users run it: a process of its own, against emulated switches, never a secret in what it prints."""

import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko

from lab.switch import control
from tests.cli.documents import read_back
from tests.prepared import Command

ESTATE = Path(__file__).with_name("estate")
SWITCHES = ("east-spine-1", "east-spine-2", "east-leaf-01a", "east-leaf-01b", "east-leaf-02a", "east-leaf-02b")
PATIENCE_SECONDS = 90.0
ANSI = re.compile(r"\x1b")


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - whatever the command says
        return read_back(self.out)


@dataclass(frozen=True)
class Sddc:
    """Runs the command in a folder, with an environment of its own."""

    folder: Path
    environment: Mapping[str, str]
    forks: socket.socket
    """Where commands are started; see tests.prepared."""
    secrets: Sequence[str] = ()

    def __call__(
        self,
        *words: object,
        cwd: Path | None = None,
        timeout: float = PATIENCE_SECONDS,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """Run it to its end."""
        with self.started(*words, cwd=cwd, environment=environment) as process:
            return self.end_of(process, timeout)

    @contextmanager
    def started(
        self, *words: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> Iterator[Command]:
        """Start it; whatever happens, it has ended behind this."""
        variables = {**self.environment, **(environment or {})}
        process = Command("cli", words, cwd or self.folder, variables, self.forks)
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.close()

    def end_of(self, process: Command, timeout: float = PATIENCE_SECONDS, read: str = "") -> Done:
        """Wait for its end; `read` is what was read of stderr before."""
        out, err = process.communicate(timeout=timeout)
        done = Done(process.returncode, out, read + err)
        self._look_through(done)
        return done

    def _look_through(self, done: Done) -> None:
        for text in (done.out, done.err):
            assert "Traceback (most recent call last)" not in text, text
            assert "A fault in sddc itself" not in text, text
            assert not ANSI.search(text), text
            assert not [secret for secret in self.secrets if secret in text]


@dataclass(frozen=True)
class LabOfSwitches:
    """Six emulated switches and six hosts; shared by all tests, and put back after each."""

    folder: Path
    sddc: Sddc
    first_plan: Done
    first_apply: Done

    @property
    def access(self) -> Path:
        return self.folder / "access.yaml"

    @property
    def password(self) -> str:
        return (self.folder / "switches" / "password").read_text().strip()

    def fault(self, what: str, **words: str | float) -> dict[str, Any]:
        return control.request(self.folder / "switches", do=what, **words)

    def status(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.fault("status")["switches"]
        return found

    def changes(self) -> dict[str, int]:
        """Return how often the running configuration of each switch has changed."""
        return {name: state["changes"] for name, state in self.status().items()}

    def type(self, switch: str, *lines: str) -> str:
        """Type lines at a switch, as a person does who does not use the tool; returns what it says."""
        host, port = json.loads(self.access.read_text())["switches"]["addresses"][switch].split(":")
        with paramiko.SSHClient() as client:
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
            client.connect(host, int(port), "admin", self.password, allow_agent=False, look_for_keys=False)
            _, answer, _ = client.exec_command("\n".join(lines))
            return answer.read().decode()

    def running(self, switch: str) -> str:
        """Return the running configuration, without the line that names the moment."""
        return "\n".join(
            line for line in self.type(switch, "show running-config").splitlines() if not line.startswith("!")
        )

    def saved(self, switch: str) -> str:
        """Return the configuration that a switch starts with, in the form of `running`."""
        return "\n".join(
            line for line in self.type(switch, "show startup-config").splitlines() if not line.startswith("!")
        )

    def keep(self) -> None:
        """Remember the startup configurations as those to come back to."""
        shutil.copytree(self.folder / "switches" / "startup", self.folder / "kept")

    def put_back(self) -> None:
        """Bring every switch back to what is remembered, without any fault."""
        shutil.copytree(self.folder / "kept", self.folder / "switches" / "startup", dirs_exist_ok=True)
        for name in SWITCHES:
            self.fault("cut_after_commit", switch=name, seconds=0)
            self.fault("delay", switch=name, seconds=0)
            self.fault("reload", switch=name)
            self.fault("cut", switch=name, seconds=0)
        eventually(lambda: all(state["reachable"] for state in self.status().values()))


@dataclass(frozen=True)
class World:
    """A copy of the estate for one test, and the lab that it is the estate of."""

    estate: Path
    lab: LabOfSwitches
    sddc: Sddc

    def edit(self, file: str, text: str, replacement: str) -> None:
        path = self.estate / file
        content = path.read_text(encoding="utf-8")
        assert text in content
        path.write_text(content.replace(text, replacement, 1), encoding="utf-8")

    def move_server(self) -> None:
        """Move the server in rack a03 from zone apps to core: one line."""
        head, tail = (self.estate / "racks.yaml").read_text(encoding="utf-8").split("racks: a03")
        (self.estate / "racks.yaml").write_text(f"{head}racks: a03{tail.replace('zone: apps', 'zone: core', 1)}")

    def add_network(self) -> None:
        """Want a network more on all four leaves."""
        self.edit(
            "fabric.yaml",
            "\nfabric_types:",
            "  queue: {zone: core, vlan: 320, subnet: 10.32.0.0/22, sites: all}\n\nfabric_types:",
        )

    def with_cloud(self) -> None:
        """Give the site a cloud, with a pool of the servers of zone apps."""
        self.edit("estate.yaml", "{city: chengdu}", "{city: chengdu, cloud: east}")
        shutil.copy(ESTATE.with_name("pools.yaml"), self.estate / "pools.yaml")
        racks = self.estate / "racks.yaml"
        racks.write_text(racks.read_text().replace("zone: apps\n    role: bare-metal", "zone: apps"))

    def access_with(self, **parts: object) -> dict[str, str]:
        """Write an access file like the lab's, but with these parts; returns the environment that names it."""
        document = json.loads(self.lab.access.read_text())
        for part in ("switches", "hosts"):
            for key in ("password_file", "private_key", "known_hosts"):
                if key in document[part]:
                    document[part][key] = str(self.lab.folder / document[part][key])
        for part, values in parts.items():
            document[part] = {**document[part], **values} if isinstance(values, dict) else values
        path = self.estate.parent / "access.yaml"
        path.write_text(json.dumps(document))
        return {"SDDC_ACCESS": str(path)}

    def planned(self) -> Path:
        """Save a plan that has changes."""
        path = self.estate.parent / "change.plan"
        done = self.sddc("plan", self.estate, "-o", path)
        assert done.code == 4, done
        return path


def addresses(plan: Path) -> list[str]:
    return [change["address"] for change in json.loads(plan.read_text())["changes"]]


def eventually(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def lines_until(process: Command, word: str) -> str:
    """Read stderr up to the line with this word."""
    read = ""
    for line in process.stderr:
        read += line
        if word in line:
            return read
    raise AssertionError(f"it ended without saying {word!r}: {read}")
