"""A lab that belongs to a process ends with it, however that ends; one that belongs to none stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.hosts.spec import READY
from lab.owner import own_owner
from lab.processes import (
    OWNER,
    ProcessNotStarted,
    ProcessRecord,
    is_running,
    leftovers,
    read_record,
    start_process,
    stop_process,
)
from orchestration.process_identity import ProcessIdentity, identify, this_process

ROOT = Path(__file__).parents[2]
SOON_SECONDS = 10.0
"""For a busy machine; on a quiet one it is a fraction of a second."""
MEMBER = """
import subprocess, sys, time
from lab.owner import end_with_owner
end_with_owner()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print("ready", flush=True)
time.sleep(60)
"""
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{MEMBER}"


def until(condition: Callable[[], bool], seconds: float = SOON_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.02)


@pytest.fixture
def owner() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["sleep", "300"])
    yield process
    process.kill()
    process.wait()


def identity_of(process: "subprocess.Popen[bytes]") -> ProcessIdentity:
    found = identify(process.pid)
    assert found is not None
    return found


def start(folder: Path, program: str, owner: ProcessIdentity | None) -> ProcessRecord:
    log = folder / "log"
    return start_process(
        [sys.executable, "-c", program], log, lambda: log.exists() and "ready" in log.read_text(), owner=owner
    )


def gone(record: ProcessRecord) -> bool:
    return not is_running(record) and not leftovers(record)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_ends_with_its_owner_and_so_does_what_it_started(
    owner: "subprocess.Popen[bytes]", tmp_path: Path, number: signal.Signals
) -> None:
    record = start(tmp_path, MEMBER, identity_of(owner))
    try:
        assert len(leftovers(record)) == 1
        owner.send_signal(number)
        # The owner is not reaped yet: one that only waits for that has ended.
        until(lambda: gone(record))
    finally:
        stop_process(record)
    assert f"The process {owner.pid}, which this one belongs to, has ended." in (tmp_path / "log").read_text()


def test_a_process_that_does_not_listen_is_ended_after_its_grace(
    owner: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    record = start(
        tmp_path,
        DEAF.replace("end_with_owner()\n", "import lab.owner\nlab.owner.GRACE_SECONDS = 0.2\nend_with_owner()\n"),
        identity_of(owner),
    )
    try:
        owner.kill()
        until(lambda: gone(record))
    finally:
        stop_process(record)


def test_a_process_is_not_started_for_an_owner_that_has_ended(owner: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    ended = identity_of(owner)
    owner.kill()
    owner.wait()
    program = MEMBER.replace('print("ready", flush=True)', "")
    with pytest.raises(ProcessNotStarted, match=f"The process {ended.pid}, which this one belongs to, has ended"):
        start(tmp_path, program, ended)


def test_a_later_process_with_the_owners_number_is_not_the_owner(tmp_path: Path) -> None:
    mine = this_process()
    earlier = ProcessIdentity(mine.pid, mine.start_time - 1)
    earlier.wait()
    with pytest.raises(ProcessNotStarted, match="has ended"):
        start(tmp_path, MEMBER.replace('print("ready", flush=True)', ""), earlier)


def test_an_owner_is_not_handed_on_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = this_process()
    monkeypatch.setenv(OWNER, f"{mine.pid}:{mine.start_time}")
    assert own_owner() == mine
    record = start(tmp_path, "import os; print('ready', sorted(os.environ), flush=True); input()", None)
    stop_process(record)
    assert OWNER not in (tmp_path / "log").read_text()


@pytest.fixture
def free_port() -> int:
    # It and the next one, on an address that nothing else uses.
    return 20000 + os.getpid() % 20000


def test_nothing_is_left_of_a_lab_whose_owner_is_killed(tmp_path: Path, free_port: int) -> None:
    words = [sys.executable, "-m", "tests.lab.owned_lab", str(tmp_path), str(free_port)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        try:
            assert starter.stdout is not None
            assert starter.stdout.readline() == "up\n"
            found = [read_record(path) for path in tmp_path.glob("*/process.json")]
            records = [record for record in found if record is not None]
            assert len(records) == 2
            assert [is_running(record) for record in records] == [True, True]
            assert sum(len(leftovers(record)) for record in records) == 1, "the command on the host"
        finally:
            starter.kill()
    until(lambda: all(gone(record) for record in records))
    for folder in ("hosts", "switches"):
        assert not (tmp_path / folder / READY).exists(), "they have ended in their own way"
