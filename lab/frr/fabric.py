"""The routers, hosts and wires of an FRR lab together: up, status, down."""

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.frr.accounts import known_hosts_line
from lab.frr.failure import FrrLabError
from lab.frr.namespaces import NAMESPACES, Namespaces, batch
from lab.frr.router import MANAGEMENT_PORT, RouterProcess, stop_router
from lab.frr.wiring import Host, RouterWiring
from lab.locking import exclusive_lock
from lab.processes import is_running, read_record, start_process, stop_process
from orchestration.process_identity import ProcessIdentity

PACKAGES = {
    "/usr/lib/frr/bgpd": "frr",
    "/usr/lib/frr/frr-reload.py": "frr-pythontools",
    "/usr/sbin/lldpd": "lldpd",
    "/usr/sbin/sshd": "openssh-server",
    "/usr/bin/ssh-keygen": "openssh-client",
    "/usr/bin/ping": "iputils-ping",
}
"""What the lab runs → the Debian package that it comes with."""
_MANAGEMENT = "management"
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class FrrFabric:
    """The FRR lab of one estate; its state is in a folder. Unless it is given an owner, it runs on when we end."""

    wiring: RouterWiring
    folder: Path

    @property
    def namespaces(self) -> Namespaces:
        """The network namespaces of the lab."""
        return Namespaces(self.folder)

    @property
    def known_hosts(self) -> Path:
        """The host keys of the routers, where the lab passes logins on to them."""
        return self.folder / "known_hosts"

    def up(self, username: str, password: str, owner: ProcessIdentity | None = None) -> None:
        """Start it unless all of it runs as wired; raises FrrLabError or ProcessNotStarted.

        With an `owner`, it is taken down once that has ended. What runs in part, or for another wiring, is ended and
        started anew; the routers keep what was saved on them.
        """
        refuse_without_means()
        description = json.dumps(asdict(self.wiring), indent=1, default=str)
        record = self.folder / "wiring.json"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if self.runs() and record.exists() and record.read_text(encoding="utf-8") == description:
                return
            self._end_guard()
            self._end()
            record.write_text(description, encoding="utf-8")
            if owner is not None:
                self._start_guard(owner)
            self._start(username, password)

    def _start(self, username: str, password: str) -> None:
        self._wire()
        with ThreadPoolExecutor(_AT_ONCE) as executor:
            list(executor.map(lambda router: router.start(username, password), self.routers()))
        self.known_hosts.write_text(
            "".join(known_hosts_line(process.folder, process.router) for process in self.routers()), encoding="utf-8"
        )
        self._start_relay()

    def down(self, *, wipe: bool = False) -> None:
        """End every process and remove every namespace of the lab, also those of a start that was cut short."""
        if not self.folder.exists():
            return
        with self._alone():
            self._end_guard()
            self._end()
            if wipe:
                shutil.rmtree(self.folder, ignore_errors=True)

    def down_by_guard(self) -> None:
        """Do the same as the guard, which then ends by itself; a start under way is waited for."""
        with self._alone():
            self._end()
            self._guard.unlink(missing_ok=True)

    def _alone(self) -> AbstractContextManager[int]:
        """Let nobody else start or end it meanwhile."""
        return exclusive_lock(self.folder / "lock")

    def _end_guard(self) -> None:
        # First of all: it would wait for our lock, and then end what was started anew.
        record = read_record(self._guard)
        if record is not None:
            stop_process(record)
            self._guard.unlink(missing_ok=True)

    def _end(self) -> None:
        for folder in sorted((self.folder / "routers").glob("*")):
            stop_router(folder)
        relay = self.folder / "relay" / "process.json"
        record = read_record(relay)
        if record is not None:
            stop_process(record)
            relay.unlink(missing_ok=True)
        if self.namespaces.recorded():
            self.namespaces.delete()

    def runs(self) -> bool:
        """Return whether every router, every namespace, the way in and the guard, if it has one, are there."""
        record, guard = read_record(self.folder / "relay" / "process.json"), read_record(self._guard)
        names = self.namespaces.recorded()
        return (
            record is not None
            and is_running(record)
            and (guard is None or is_running(guard))
            and all(router.runs() for router in self.routers())
            and all((NAMESPACES / name).exists() for name in names)
        )

    def routers(self) -> tuple[RouterProcess, ...]:
        """Return the routers' processes, running or not."""
        return tuple(
            RouterProcess(router, self.folder / "routers" / router.name, self.namespaces.name(router.name))
            for router in self.wiring.routers
        )

    def _wire(self) -> None:
        """Make the namespaces, the links between them and the management network."""
        spaces, wiring = self.namespaces, self.wiring
        devices = [router.name for router in wiring.routers] + [host.name for host in wiring.hosts]
        spaces.create([*devices, _MANAGEMENT])
        batch(
            f"link add name {wire.a[1]} netns {spaces.name(wire.a[0])} type veth "
            f"peer name {wire.b[1]} netns {spaces.name(wire.b[0])}"
            for wire in wiring.wires
        )
        management = spaces.name(_MANAGEMENT)
        batch(
            f"link add name {MANAGEMENT_PORT} netns {spaces.name(router.name)} type veth "
            f"peer name port{number} netns {management}"
            for number, router in enumerate(wiring.routers)
        )
        ports = [f"link set port{number} master network up" for number in range(len(wiring.routers))]
        addresses = [f"addr add {gateway} dev network" for gateway in wiring.gateways]
        batch(["link set lo up", "link add network type bridge", "link set network up", *addresses, *ports], management)
        for host in wiring.hosts:
            batch(_host_lines(host), spaces.name(host.name))

    @property
    def _guard(self) -> Path:
        """Where the guard is recorded; a lab without an owner has none."""
        return self.folder / "guard" / "process.json"

    def _start_guard(self, owner: ProcessIdentity) -> None:
        """Start what takes the lab down once its owner has ended; before all else, so that nothing is unguarded.

        The routers' own programs cannot watch anybody, and namespaces would outlive their processes.
        """
        folder = self._guard.parent
        folder.mkdir(exist_ok=True)
        ready = folder / "ready"
        ready.unlink(missing_ok=True)
        start_process(
            [sys.executable, "-m", "lab.frr.guard", str(self.folder.resolve())],
            folder / "guard.log",
            ready.exists,
            record_at=self._guard,
            owner=owner,
        )

    def _start_relay(self) -> None:
        folder = self.folder / "relay"
        folder.mkdir(exist_ok=True)
        ready = folder / "ready"
        ready.unlink(missing_ok=True)
        doors = {str(router.listening): str(router.management.ip) for router in self.wiring.routers}
        spec = folder / "spec.json"
        spec.write_text(json.dumps({"namespace": self.namespaces.name(_MANAGEMENT), "routers": doors}), "utf-8")
        start_process(
            [sys.executable, "-m", "lab.frr", str(spec)],
            folder / "relay.log",
            ready.exists,
            record_at=folder / "process.json",
        )


def refuse_without_means() -> None:
    """Raise FrrLabError unless this is root, with the programs that the lab runs."""
    if os.geteuid() != 0:
        raise FrrLabError(
            "An estate with an FRR fabric needs root for its lab: real routers live in network namespaces. "
            "Run it as root, or use an estate whose fabrics run EOS, which is emulated."
        )
    missing = [package for path, package in PACKAGES.items() if not Path(path).exists()]
    if missing:
        raise FrrLabError(
            f"The FRR lab needs packages that are not here. Install them: apt-get install {' '.join(missing)}"
        )


def _host_lines(host: Host) -> list[str]:
    lines = ["link set lo up"]
    if host.address is not None:
        first = host.nics[0]
        lines += [f"addr add {host.address} dev {first}", f"link set {first} mtu {host.mtu} up"]
    return lines
