"""Long-running processes of the lab: started, found again from a record on disk, and ended.

Every process leads a session of its own and carries a random mark in its environment, which its children inherit. A
record therefore never leads to another user's process: the leader is known by its start time, its descendants by the
mark.
"""

import json
import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from inventory.file_writing import write_whole
from orchestration.marked_processes import end_marked_processes, marked_processes
from orchestration.process_identity import ProcessIdentity, start_time

MARK = "SDDC_LAB_PROCESS"
OWNER = "SDDC_LAB_OWNER"
"""Names the process that a process belongs to, as PID:START_TIME; see `lab.owner`."""
NOT_YET = 0
"""No process has this number, and none was started at this time."""
POLL_SECONDS = 0.05
LOG_TAIL_LINES = 20


class ProcessNotStarted(Exception):  # noqa: N818 - said as the user would say it
    """A process ended, or took too long, before it was ready; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """What is needed to find a process again, and to be sure that it is still the same one."""

    pid: int
    """NOT_YET while it is being started: then it is known by its mark alone."""
    start_time: int
    """Clock ticks since the machine started (field 22 of `/proc/PID/stat`)."""
    mark: str
    argv: tuple[str, ...]
    log: str


def start_process(
    argv: Sequence[str],
    log: Path,
    ready_when: Callable[[], bool],
    record_at: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float = 30.0,
    owner: ProcessIdentity | None = None,
) -> ProcessRecord:
    """Start a process in a session of its own and return once `ready_when()` is true.

    Standard output and standard error go to the end of `log`; standard input is empty. `environment` replaces the
    caller's where it is given; the process finds its `owner` there. The record is written to `record_at` before there
    is a process, and again with its number, so that whatever was started can be found and ended also when we are killed
    meanwhile. Raises ProcessNotStarted if the process ends first or is not ready in time; it is ended then, as it is
    when the wait is interrupted.
    """
    program = shutil.which(argv[0])
    if program is None:
        raise ProcessNotStarted(f"{argv[0]} is not installed (not found on PATH).")
    record = ProcessRecord(NOT_YET, NOT_YET, secrets.token_hex(16), tuple(argv), str(log))
    variables = _variables(os.environ if environment is None else environment, record.mark, owner)
    try:
        if record_at is not None:
            write_record(record, record_at)
        pid = _spawn(program, argv, log, variables)
        record = replace(record, pid=pid, start_time=start_time(pid) or NOT_YET)
        if record_at is not None:
            write_record(record, record_at)
        _wait_until_ready(record, ready_when, timeout_seconds)
    except BaseException:
        stop_process(record)
        if record_at is not None:
            record_at.unlink(missing_ok=True)
        raise
    return record


def is_running(record: ProcessRecord) -> bool:
    """Return whether the recorded process itself is still there (one that waits to be reaped is not)."""
    _reap(record.pid)
    return record.pid != NOT_YET and start_time(record.pid) == record.start_time


def stop_process(record: ProcessRecord, grace_seconds: float = 5.0) -> list[int]:
    """End the process and everything that it started, also when it has crashed and left children behind.

    The leader is asked first and has `grace_seconds` to end its children; what is left then is ended by its mark.
    Returns the ids of processes that could not be ended (empty in all ordinary cases).
    """
    if is_running(record):
        # The leader's session bears its id: as long as it runs, the group of that number is ours.
        os.killpg(record.pid, signal.SIGTERM)
        deadline = time.monotonic() + grace_seconds
        while is_running(record) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    remaining = end_marked_processes(MARK, record.mark)
    _reap(record.pid)
    return remaining


def leftovers(record: ProcessRecord) -> list[int]:
    """Return the ids of processes that the recorded one started and that are still there."""
    return [pid for pid in marked_processes(MARK, record.mark) if pid != record.pid]


def write_record(record: ProcessRecord, path: Path) -> None:
    """Write a record where `read_record` finds it; an earlier one is replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(asdict(record), indent=2) + "\n")


def read_record(path: Path) -> ProcessRecord | None:
    """Return the record at `path`, or None if there is none. Raises ValueError if it is not a record."""
    try:
        fields = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    try:
        return ProcessRecord(
            pid=int(fields["pid"]),
            start_time=int(fields["start_time"]),
            mark=str(fields["mark"]),
            argv=tuple(fields["argv"]),
            log=str(fields["log"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of a process") from error


def _variables(inherited: Mapping[str, str], mark: str, owner: ProcessIdentity | None) -> dict[str, str]:
    variables = {**inherited, MARK: mark}
    # An owner that we have ourselves is not handed on unasked: a lab that was not given one is to stay.
    variables.pop(OWNER, None)
    return variables if owner is None else {**variables, OWNER: f"{owner.pid}:{owner.start_time}"}


def _spawn(program: str, argv: Sequence[str], log: Path, environment: Mapping[str, str]) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(program, list(argv), environment, file_actions=actions, setsid=True)


def _wait_until_ready(record: ProcessRecord, ready_when: Callable[[], bool], timeout_seconds: float) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not ready_when():
        if not is_running(record):
            raise ProcessNotStarted(f"{record.argv[0]} ended before it was ready.\n{_log_tail(Path(record.log))}")
        if time.monotonic() > deadline:
            tail = _log_tail(Path(record.log))
            raise ProcessNotStarted(f"{record.argv[0]} was not ready after {timeout_seconds:.0f} s.\n{tail}")
        time.sleep(POLL_SECONDS)


def _reap(pid: int) -> None:
    """Take notice of the end of a process that we started ourselves."""
    if pid == NOT_YET:
        return  # waitpid(2) would take it for all of our children
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # another user's child: its parent or init takes notice


def _log_tail(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return "It wrote nothing."
    return "\n".join([f"The last lines of {log}:", *lines[-LOG_TAIL_LINES:]])
