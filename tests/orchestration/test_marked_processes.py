"""Processes with a mark are found and ended, and no others."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.marked_processes import end_marked_processes, marked_processes, signal_marked_process

MARK = "SDDC_TEST_MARK"


@contextmanager
def sleeper(value: str, code: str = "") -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nprint('up', flush=True)\nimport time; time.sleep(60)"],
        env={**os.environ, MARK: value},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def test_only_processes_with_the_value_are_ended() -> None:
    with sleeper("one") as ours, sleeper("other") as theirs:
        assert marked_processes(MARK, "one") == [ours.pid]
        assert end_marked_processes(MARK, "one") == []
        assert ours.wait(timeout=5) == -signal.SIGTERM
        assert theirs.poll() is None


def test_a_process_that_will_not_terminate_is_killed() -> None:
    with sleeper("stubborn", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)") as ours:
        began = time.monotonic()
        assert end_marked_processes(MARK, "stubborn", grace_seconds=0.3) == []
        assert ours.wait(timeout=5) == -signal.SIGKILL
        assert time.monotonic() - began < 3


def test_a_process_without_the_mark_is_not_signalled() -> None:
    with sleeper("one") as process:
        assert not signal_marked_process(process.pid, MARK, "another", signal.SIGKILL)
        assert process.poll() is None


def test_a_process_that_has_gone_is_not_signalled() -> None:
    with sleeper("one") as process:
        process.kill()
        process.wait()
        assert not signal_marked_process(process.pid, MARK, "one", signal.SIGKILL)
