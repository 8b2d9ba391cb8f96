import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.openstack.processes import end_processes, read_identity, resident_bytes, running_process
from orchestration.process_identity import ProcessIdentity, start_time

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def identity_of(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    ticks = start_time(process.pid)
    assert ticks is not None
    return ProcessIdentity(process.pid, ticks)


def test_a_running_process_is_known_by_its_start_time(sleeper: subprocess.Popen[bytes]) -> None:
    assert identity_of(sleeper).is_running
    assert resident_bytes(identity_of(sleeper)) > 0


def test_a_process_that_waits_to_be_reaped_has_ended(sleeper: subprocess.Popen[bytes]) -> None:
    identity = identity_of(sleeper)
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert not identity.is_running


def test_ended_processes_cost_no_memory() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert resident_bytes(ProcessIdentity(process.pid, 1)) == 0


def test_a_later_process_with_the_same_number_is_left_alone(sleeper: subprocess.Popen[bytes]) -> None:
    somebody_else = ProcessIdentity(sleeper.pid, identity_of(sleeper).start_time - 1)
    assert not somebody_else.is_running
    end_processes([somebody_else])
    assert sleeper.poll() is None


def test_a_whole_group_is_ended() -> None:
    with subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!; wait"], start_new_session=True, stdout=subprocess.PIPE
    ) as leader:
        assert leader.stdout is not None
        child = int(leader.stdout.readline())
        end_processes([identity_of(leader)])
        assert leader.wait() == -signal.SIGTERM
        # It was signalled with its leader, but dies in its own time.
        deadline = time.monotonic() + 5
        while start_time(child) is not None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert start_time(child) is None


def test_one_that_does_not_listen_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", DEAF], start_new_session=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        end_processes([identity_of(process)], grace_seconds=0.1)
        assert process.wait() == -signal.SIGKILL


def test_one_that_does_not_lead_its_group_is_ended_alone() -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        assert os.getpgid(process.pid) == os.getpgid(0)
        end_processes([identity_of(process)])
        assert process.wait() == -signal.SIGTERM


@pytest.mark.parametrize("content", ["", "12", "x y", "1 2 3"])
def test_a_record_that_cannot_be_read_names_nobody(tmp_path: Path, content: str) -> None:
    record = tmp_path / "nova.process"
    record.write_text(content)
    assert read_identity(record) is None


def test_a_record_leads_to_the_process_while_it_runs(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    identity = identity_of(sleeper)
    record = tmp_path / "nova.process"
    assert running_process(record) is None
    record.write_text(f"{identity.pid} {identity.start_time}\n")
    assert running_process(record) == identity
    sleeper.kill()
    sleeper.wait()
    assert running_process(record) is None
