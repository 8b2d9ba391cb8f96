"""Import a service once, then fork it for each cloud: imports are most of what a start costs in time and memory."""

import contextlib
import gc
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from control_plane import services
from control_plane.description import read_description
from control_plane.owner import Owner, end_with
from control_plane.process_start import start_time

GO = b"g"


def launch(service: str, states: list[Path], locks: list[int], owner: Owner | None) -> None:
    """Start one process of `service` for each cloud and end.

    Each is recorded in its cloud's `run` folder before it does anything. The locks of the clouds, inherited as file
    descriptors, are held by this process alone, so whoever has a cloud's lock finds all its processes recorded.
    Nothing is started for an owner that has ended, and what was started ends with it.
    """
    program = services.PROGRAMS[service]
    program.preload()
    gc.collect()
    gc.freeze()  # the forks share what is imported; the collector would touch, and so copy, every page
    for state in states:
        # Forked before any of us watches the owner: a thread would not survive the fork.
        if owner is not None and owner.has_ended:
            sys.exit(f"{service} was not started: the process {owner.pid}, which it belongs to, has ended.")
        _fork(service, program, state, locks, owner)


def _fork(service: str, program: services.Program, state: Path, locks: list[int], owner: Owner | None) -> None:
    waiting, releasing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(releasing)
        _become_service(service, program, state, locks, owner, waiting)
    os.close(waiting)
    record = state / "run" / f"{service}.process"
    partial = record.with_suffix(".partial")
    partial.write_text(f"{pid} {start_time(pid)}\n")
    partial.replace(record)
    os.write(releasing, GO)
    os.close(releasing)


def _become_service(
    service: str, program: services.Program, state: Path, locks: list[int], owner: Owner | None, waiting: int
) -> None:
    """Never returns. Ends at once if the launcher died before it had recorded this process."""
    code = 1
    try:
        os.setsid()
        for lock in locks:
            os.close(lock)
        output = os.open(state / "log" / f"{service}.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        os.chdir(state)
        released = os.read(waiting, 1) == GO
        os.close(waiting)
        if released:
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            end_with(owner)
            _serve(service, program, state)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _serve(service: str, program: services.Program, state: Path) -> None:
    import waitress

    from control_plane import sqlite_transactions

    began = time.monotonic()
    cloud = read_description(state)
    services.point_to_configuration(service, cloud)
    sqlite_transactions.install()
    application = program.make(cloud)
    print(f"{service} ready to answer after {time.monotonic() - began:.1f} s", flush=True)
    waitress.serve(
        application,
        host=cloud.address,
        port=cloud.ports[service],
        threads=cloud.threads[service],
        connection_limit=1000,
        channel_timeout=600,
        ident=None,
    )
