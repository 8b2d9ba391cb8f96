"""One FRR router: a network namespace with processes, mounts and a hostname of its own."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from lab.frr.accounts import write_accounts, write_ssh_server
from lab.frr.failure import FrrLabError
from lab.frr.namespaces import NAMESPACES, batch
from lab.frr.wiring import Router
from lab.processes import is_running, leftovers, read_record, start_process, stop_process

MANAGEMENT_PORT = "mgmt0"
_SCRIPT = Path(__file__).with_name("router.sh")
_RECORD = "process.json"
_READY = "ready"
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RouterProcess:
    """A router's folder, and the namespace that its processes work in."""

    router: Router
    folder: Path
    namespace: str

    def start(self, username: str, password: str) -> None:
        """Start the router and return once its SSH server listens; raises ProcessNotStarted or FrrLabError.

        It begins with the configuration that was saved on it, or with none: then it knows its management address and
        its login.
        """
        configuration = self.folder / "etc-frr"
        if not configuration.exists():
            configuration.mkdir(parents=True)
            for name in ("frr.conf", "vtysh.conf"):
                (configuration / name).write_text("service integrated-vtysh-config\n", encoding="utf-8")
                _give_to_frr(configuration / name, 0o640)
        _give_to_frr(configuration, 0o775)
        write_accounts(self.folder, username, password)
        write_ssh_server(self.folder, self.router, username)
        (self.folder / _READY).unlink(missing_ok=True)
        address = self.router.management
        batch([f"addr add {address} dev {MANAGEMENT_PORT}", f"link set {MANAGEMENT_PORT} up"], self.namespace)
        start_process(
            [
                *("unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child=KILL"),
                *("nsenter", f"--net={NAMESPACES / self.namespace}", "sh", str(_SCRIPT)),
            ],
            self.folder / "router.log",
            (self.folder / _READY).exists,
            record_at=self.folder / _RECORD,
            environment={
                "PATH": os.environ.get("PATH", os.defpath),
                "ROUTER_NAME": self.router.name,
                "ROUTER_FOLDER": str(self.folder.resolve()),
            },
            timeout_seconds=_START_SECONDS,
        )

    def stop(self) -> None:
        """End the router with all its processes; nothing happens where none run."""
        stop_router(self.folder)

    def runs(self) -> bool:
        """Return whether the router has started and is still there."""
        record = read_record(self.folder / _RECORD)
        return record is not None and is_running(record) and (self.folder / _READY).exists()


def stop_router(folder: Path) -> None:
    """End the router whose record is in a folder; raises FrrLabError if the kernel holds one of its processes."""
    record = read_record(folder / _RECORD)
    if record is None:
        return
    stop_process(record)
    remaining = leftovers(record)
    if remaining:
        raise FrrLabError(f"The router in {folder} left processes behind: {', '.join(map(str, remaining))}.")
    (folder / _RECORD).unlink(missing_ok=True)
    (folder / _READY).unlink(missing_ok=True)


def _give_to_frr(path: Path, mode: int) -> None:
    shutil.chown(path, "frr", "frrvty")
    path.chmod(mode)
