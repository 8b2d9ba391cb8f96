"""The SSH server of a site's lab hosts: one listener per host, one process for all."""

import asyncio
import logging
import os
import signal
from functools import partial
from pathlib import Path

import asyncssh

from lab.hosts.commands import run_command
from lab.hosts.faults import refuses_login
from lab.hosts.keys import HOST_KEY, write_known_hosts
from lab.hosts.spec import READY, LabHost, SiteSpec

LOGGER = logging.getLogger(__name__)


class KeyLogin(asyncssh.SSHServer):
    """Public-key authentication of one connection to one host; passwords are not offered."""

    def __init__(self, host: LabHost, state_directory: Path, authorized_key: asyncssh.SSHKey) -> None:
        self._host = host
        self._state_directory = state_directory
        self._authorized_key = authorized_key

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - every user must show the key
        """Ask every user for a key."""
        return True

    def public_key_auth_supported(self) -> bool:
        """Offer public keys."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Accept the lab's key, unless the host has been told to refuse logins."""
        if refuses_login(self._state_directory, self._host.name):
            LOGGER.warning("%s: login of %s refused, as it was told to", self._host.name, username)
            return False
        return key == self._authorized_key


class HostFiles(asyncssh.SFTPServer):
    """SFTP and SCP by the same paths that commands see, but only inside the host's directory."""

    def __init__(self, directory: Path, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        super().__init__(channel)
        self._directory = directory

    def map_path(self, path: bytes) -> bytes:
        """Return the path on this machine; raises SFTPPermissionDenied outside of the host's directory."""
        mapped = self._directory / os.fsdecode(path)
        if mapped.name == "..":
            # Above the top is the top, as it is in a root directory.
            resolved = mapped.resolve()
            return os.fsencode(resolved if resolved.is_relative_to(self._directory) else self._directory)
        # Only the parent is resolved, so that a symbolic link can be looked at and removed; where it leads is checked.
        resolved = mapped.parent.resolve() / mapped.name
        if not (resolved.is_relative_to(self._directory) and resolved.resolve().is_relative_to(self._directory)):
            raise asyncssh.SFTPPermissionDenied(f"{mapped} is outside of this host")
        return os.fsencode(resolved)


async def serve(spec: SiteSpec) -> None:
    """Answer SSH for all hosts of a site until SIGTERM or SIGINT, then end every connection and its commands."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    state_directory = Path(spec.state_directory)
    write_known_hosts(spec)
    directories = {host.name: _make_directory(host) for host in spec.hosts}
    listeners = [await _listen(host, directories[host.name], spec) for host in spec.hosts]
    ready = state_directory / READY
    ready.write_text(f"{os.getpid()}\n")
    LOGGER.info("%s: %d hosts answer", spec.site, len(listeners))
    try:
        await stopped.wait()
    finally:
        ready.unlink(missing_ok=True)
        await _close(listeners)
    LOGGER.info("%s: stopped", spec.site)


def _make_directory(host: LabHost) -> Path:
    """Make a host's directory, and return it without symbolic links, so that paths can be compared with it."""
    directory = Path(host.directory)
    (directory / "tmp").mkdir(parents=True, exist_ok=True, mode=0o700)
    return directory.resolve()


async def _listen(host: LabHost, directory: Path, spec: SiteSpec) -> asyncssh.SSHAcceptor:
    state_directory = Path(spec.state_directory)
    return await asyncssh.listen(
        host.address,
        host.port,
        server_factory=partial(KeyLogin, host, state_directory, asyncssh.import_public_key(spec.authorized_key)),
        server_host_keys=[str(state_directory / HOST_KEY)],
        process_factory=partial(_run, directory),
        sftp_factory=partial(HostFiles, directory),
        allow_scp=True,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        backlog=256,
    )


async def _run(directory: Path, process: "asyncssh.SSHServerProcess[bytes]") -> None:
    remote_user = process.get_extra_info("username", "")
    try:
        await run_command(process, directory, remote_user)
    except OSError as error:
        process.stderr.write(f"{error}\n".encode())
        process.exit(126)


async def _close(listeners: list[asyncssh.SSHAcceptor]) -> None:
    """Close the listeners and their connections; the commands' tasks are cancelled, which kills the commands."""
    for listener in listeners:
        listener.close()
    current = asyncio.current_task()
    running = [task for task in asyncio.all_tasks() if task is not current]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
