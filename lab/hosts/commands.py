"""Commands of a login, run as the current user inside a host's directory."""

import asyncio
import contextlib
import ctypes
import os
import signal
from collections.abc import Mapping
from pathlib import Path

import asyncssh

from lab.processes import MARK

KEPT = ("PATH", "LANG", "LC_ALL", MARK)
CHUNK_BYTES = 65536
PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None)


def host_environment(directory: Path, inherited: Mapping[str, str], remote_user: str) -> dict[str, str]:
    """Return the environment of a login: the host's own directories and nothing that is not listed here.

    `SDDC_HOST_ROOT` says where the host's file system is, so that what prepares hosts can refuse to write elsewhere.
    """
    kept = {name: inherited[name] for name in KEPT if name in inherited}
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        **kept,
        "HOME": str(directory),
        "TMPDIR": str(directory / "tmp"),
        "USER": remote_user,
        "LOGNAME": remote_user,
        "SHELL": "/bin/sh",
        "SDDC_HOST_ROOT": str(directory),
    }


async def run_command(process: "asyncssh.SSHServerProcess[bytes]", directory: Path, remote_user: str) -> None:
    """Run what the client asked for with `/bin/sh`, join its streams to the connection, and pass its exit status on.

    A command whose client has gone is killed with everything in its process group.
    """
    arguments = ["-c", process.command] if process.command else []
    child = await asyncio.create_subprocess_exec(
        "/bin/sh",
        *arguments,
        cwd=directory,
        env=host_environment(directory, os.environ, remote_user),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        process_group=0,
        preexec_fn=_die_with_parent,
    )
    conversation = asyncio.create_task(_converse(process, child))
    hangup = asyncio.create_task(process.wait_closed())
    try:
        await asyncio.wait({conversation, hangup}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
        conversation.cancel()
        hangup.cancel()
        await asyncio.gather(conversation, hangup, return_exceptions=True)
        await child.wait()


async def _converse(process: "asyncssh.SSHServerProcess[bytes]", child: asyncio.subprocess.Process) -> None:
    """Carry input and output until the command has said all that it has to say, then tell its exit status."""
    feed = asyncio.create_task(_feed(process.stdin, child.stdin))
    try:
        await asyncio.gather(_carry(child.stdout, process.stdout), _carry(child.stderr, process.stderr))
        status = await child.wait()
    finally:
        feed.cancel()
    if status < 0:
        process.exit_with_signal(signal.Signals(-status).name.removeprefix("SIG"))
    else:
        process.exit(status)


async def _carry(source: asyncio.StreamReader | None, destination: "asyncssh.SSHWriter[bytes]") -> None:
    """Carry what a command writes to the client, no faster than the client reads."""
    while source is not None and (data := await source.read(CHUNK_BYTES)):
        destination.write(data)
        await destination.drain()


async def _feed(source: "asyncssh.SSHReader[bytes]", destination: asyncio.StreamWriter | None) -> None:
    """Carry the client's input to a command, and its end; a command may stop reading when it likes."""
    if destination is None:
        return
    with contextlib.suppress(ConnectionError, asyncssh.BreakReceived, asyncssh.SignalReceived):
        while data := await source.read(CHUNK_BYTES):
            destination.write(data)
            await destination.drain()
    destination.close()


def _die_with_parent() -> None:
    """Let the kernel kill the command when this process ends, however it ends."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
