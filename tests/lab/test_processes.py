"""Processes of the lab: started, known again, ended with everything that they started; never another user's."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab.processes import (
    ProcessNotStarted,
    ProcessRecord,
    is_running,
    leftovers,
    read_record,
    start_process,
    stop_process,
    write_record,
)

PARENT = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def record(tmp_path: Path) -> Iterator[ProcessRecord]:
    marker = tmp_path / "child"
    record = start_process(
        [sys.executable, "-c", PARENT, str(marker)], tmp_path / "log", lambda: "ready" in log_of(tmp_path)
    )
    yield record
    stop_process(record)


def log_of(directory: Path) -> str:
    log = directory / "log"
    return log.read_text() if log.exists() else ""


def test_a_process_and_its_children_are_ended(record: ProcessRecord, tmp_path: Path) -> None:
    child = int((tmp_path / "child").read_text())
    assert is_running(record)
    assert leftovers(record) == [child]
    assert stop_process(record) == []
    assert not is_running(record)
    assert leftovers(record) == []


def test_children_of_a_process_that_crashed_are_ended(record: ProcessRecord) -> None:
    os.kill(record.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_running(record) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(record)
    assert len(leftovers(record)) == 1
    assert stop_process(record) == []
    assert leftovers(record) == []


def test_a_record_whose_id_belongs_to_somebody_else_now_ends_nothing(record: ProcessRecord) -> None:
    stale = replace(record, start_time=record.start_time - 1, mark="0" * 32)
    assert not is_running(stale)
    assert stop_process(stale) == []
    assert is_running(record)


def test_a_record_is_the_same_after_reading(record: ProcessRecord, tmp_path: Path) -> None:
    write_record(record, tmp_path / "state" / "process.json")
    assert read_record(tmp_path / "state" / "process.json") == record
    assert read_record(tmp_path / "none.json") is None


def test_what_is_not_a_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "process.json").write_text('{"pid": 1}')
    with pytest.raises(ValueError, match="is not the record of a process"):
        read_record(tmp_path / "process.json")


def test_a_process_that_ends_first_shows_its_log(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "raise SystemExit('address in use')"]
    with pytest.raises(ProcessNotStarted, match=r"ended before it was ready\.\n.*\naddress in use"):
        start_process(argv, tmp_path / "log", lambda: False, record_at=tmp_path / "record")
    assert not (tmp_path / "record").exists()


def test_a_process_that_is_not_ready_in_time_is_ended(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
    with pytest.raises(ProcessNotStarted, match="was not ready after 1 s"):
        start_process(argv, tmp_path / "log", lambda: False, timeout_seconds=1.0)
    assert not Path("/proc", log_of(tmp_path).strip()).exists()


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessNotStarted, match="no-such-program is not installed"):
        start_process(["no-such-program"], tmp_path / "log", lambda: True)


def test_the_record_is_there_before_the_process_is_ready(tmp_path: Path) -> None:
    path = tmp_path / "record"
    seen: list[ProcessRecord | None] = []

    def ready() -> bool:
        seen.append(read_record(path))
        return True

    record = start_process([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log", ready, path)
    try:
        assert seen == [record]
    finally:
        stop_process(record)
