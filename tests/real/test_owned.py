"""What tests start of other people's programs ends with the tests, also if these are killed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.process_identity import identify

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
TEST = """
import sys, time
from pathlib import Path
from tests.real.owned import owned_program
log = Path(sys.argv[1])
with owned_program(["sh", "-c", "sleep 300 & echo $$ $!; wait"], log, lambda: bool(log.read_text().strip())):
    print("up", flush=True)
    time.sleep(300)
"""


def test_nothing_is_left_of_a_test_that_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with subprocess.Popen([sys.executable, "-c", TEST, log], cwd=ROOT, stdout=subprocess.PIPE, text=True) as test:
        assert test.stdout is not None
        assert test.stdout.readline() == "up\n"
        processes = [identify(int(pid)) for pid in log.read_text().split()]
        assert len(processes) == 2
        assert all(processes)
        test.kill()
    deadline = time.monotonic() + 20
    while any(process and process.is_running for process in processes):
        assert time.monotonic() < deadline
        time.sleep(0.05)
