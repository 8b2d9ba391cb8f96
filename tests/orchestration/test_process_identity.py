import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from orchestration.process_identity import start_time

FIRST_THREAD_ENDS = """
import ctypes, socket, sys, threading, time
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=time.sleep, args=(60,)).start()
print(listener.getsockname()[1], flush=True)
ctypes.CDLL(None).pthread_exit(None)
"""


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


def test_a_number_that_no_process_has_started_never() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert start_time(process.pid) is None


def test_one_that_waits_to_be_reaped_has_ended() -> None:
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert state(process.pid) == "Z"
    assert start_time(process.pid) is None
    process.wait()


def test_one_whose_first_thread_has_ended_runs_and_listens_until_the_last_has() -> None:
    with subprocess.Popen([sys.executable, "-c", FIRST_THREAD_ENDS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            started = start_time(process.pid)
            eventually(lambda: state(process.pid) == "Z")
            assert start_time(process.pid) == started is not None
            subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], check=True)
        finally:
            process.kill()
        eventually(lambda: start_time(process.pid) is None)
