"""Start, stop and look at the process that answers for a site's lab hosts."""

import sys
from dataclasses import dataclass
from pathlib import Path

from lab.hosts.keys import ensure_key_pair, login_key, write_known_hosts
from lab.hosts.spec import READY, LabHost, SiteSpec, read_spec, write_spec
from lab.processes import ProcessRecord, is_running, read_record, start_process, stop_process
from orchestration.process_identity import ProcessIdentity


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """What a client needs to log in to the hosts of a site."""

    private_key: Path
    known_hosts: Path
    username: str
    python: str
    """The interpreter that Ansible's modules run with on these hosts."""


def prepare_site(site: str, hosts: tuple[LabHost, ...], state_directory: Path) -> tuple[SiteSpec, SiteAccess]:
    """Make a site's keys and known_hosts file, and return what its process is given and how to log in.

    Raises SpecInvalid if two hosts share a name, a place to listen or a directory, or one is not on loopback.
    """
    private_key = login_key(state_directory)
    spec = SiteSpec(site, hosts, ensure_key_pair(private_key, "sddc lab"), str(state_directory))
    return spec, SiteAccess(private_key, write_known_hosts(spec), "sddc", sys.executable)


def start_site(spec: SiteSpec, timeout_seconds: float = 30.0, owner: ProcessIdentity | None = None) -> ProcessRecord:
    """Start a site's hosts and return once all of them answer; a site that runs as specified is left as it is.

    With an `owner`, they end once that has ended. Raises ProcessNotStarted with the end of the log, for instance when
    an address is taken.
    """
    state_directory = Path(spec.state_directory)
    running = site_record(state_directory)
    path = state_directory / "spec.json"
    if running is not None and is_running(running):
        if path.exists() and read_spec(path) == spec:
            return running
        stop_site(state_directory)
    write_spec(spec, path)
    ready = state_directory / READY
    ready.unlink(missing_ok=True)
    return start_process(
        [sys.executable, "-m", "lab.hosts", str(path)],
        state_directory / "hosts.log",
        ready.exists,
        record_at=_record_path(state_directory),
        timeout_seconds=timeout_seconds,
        owner=owner,
    )


def stop_site(state_directory: Path) -> None:
    """End a site's hosts and every command that runs on them; nothing happens where none run."""
    record = site_record(state_directory)
    if record is None:
        return
    stop_process(record)
    (state_directory / READY).unlink(missing_ok=True)
    _record_path(state_directory).unlink(missing_ok=True)


def site_runs(state_directory: Path) -> bool:
    """Return whether a site's hosts answer."""
    record = site_record(state_directory)
    return record is not None and is_running(record) and (state_directory / READY).exists()


def site_record(state_directory: Path) -> ProcessRecord | None:
    """Return the record of a site's process, or None if it was never started or has been stopped."""
    return read_record(_record_path(state_directory))


def _record_path(state_directory: Path) -> Path:
    return state_directory / "process.json"
