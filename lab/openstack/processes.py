"""The service processes of a cloud: launched, found again by pid and start time, and ended."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from lab.openstack.environment import clean_variables
from orchestration.process_identity import ProcessIdentity
from orchestration.process_table import proportional_bytes

POLL_SECONDS = 0.05
GRACE_SECONDS = 5.0


def read_identity(record: Path) -> ProcessIdentity | None:
    """Return the process that a record names; None if there is no record, or none that can be read."""
    try:
        pid, ticks = record.read_text().split()
        return ProcessIdentity(int(pid), int(ticks))
    except (FileNotFoundError, ValueError):
        return None


def running_process(record: Path) -> ProcessIdentity | None:
    """Return the process that a record names if it still runs."""
    identity = read_identity(record)
    return identity if identity and identity.is_running else None


def resident_bytes(process: ProcessIdentity) -> int:
    """Return the memory that it holds and shares with no other, plus its part of what is shared; 0 if it ended."""
    return proportional_bytes(process.pid)


def launch(
    python: Path, arguments: Sequence[str | Path], output: Path, locks: Iterable[int]
) -> subprocess.Popen[bytes]:
    """Start the control plane's program in the services' environment, in a session of its own.

    What it prints is added to `output`. It inherits `locks` and so holds them until it ends, also without us.
    """
    inherited = tuple(locks)
    variables = {name: value for name, value in clean_variables().items() if not name.lower().endswith("_proxy")}
    with output.open("ab") as stream:
        return subprocess.Popen(
            [python, "-I", "-u", "-W", "ignore", str(files("lab.openstack") / "control_plane"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=variables,
            pass_fds=inherited,
            start_new_session=True,
        )


def end_launched(launched: Iterable[subprocess.Popen[bytes]]) -> None:
    """End launchers that still run, and take notice of the end of the others."""
    for process in launched:
        if process.poll() is None:
            process.kill()
        process.wait()


def end_processes(identities: Sequence[ProcessIdentity], grace_seconds: float = GRACE_SECONDS) -> None:
    """Ask processes, each the leader of its session, to end; those that have not after `grace_seconds` are killed.

    One whose number belongs to another process by now is left alone.
    """
    for identity in identities:
        _signal(identity, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while any(identity.is_running for identity in identities) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for identity in identities:
        _signal(identity, signal.SIGKILL)
    while any(identity.is_running for identity in identities):
        time.sleep(POLL_SECONDS)


def _signal(identity: ProcessIdentity, number: signal.Signals) -> None:
    if identity.is_running:
        # Recorded before it leads its group: then the process alone is there.
        with suppress(ProcessLookupError):
            if os.getpgid(identity.pid) == identity.pid:
                os.killpg(identity.pid, number)
            else:
                os.kill(identity.pid, number)
