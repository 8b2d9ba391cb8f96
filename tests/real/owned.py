"""`owned.py PROGRAM ARGUMENT…`: run a program that ends, with all that it starts, once its owner has ended."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.owner import end_with_owner
from lab.processes import MARK, ProcessRecord, start_process, stop_process
from orchestration.marked_processes import end_marked_processes
from orchestration.process_identity import this_process


@contextmanager
def owned_program(argv: list[str], log: Path, ready_when: Callable[[], bool]) -> Iterator[ProcessRecord]:
    """Run a program of another user's for a block of a test; it ends with the block, also if the test is killed."""
    record = start_process([sys.executable, __file__, *argv], log, ready_when, timeout_seconds=60, owner=this_process())
    try:
        yield record
    finally:
        assert stop_process(record) == []


if __name__ == "__main__":
    end_with_owner()
    status = subprocess.run(sys.argv[1:], check=False).returncode
    # When the owner has ended, the program may end before all that it has started: it is not left by our own end.
    end_marked_processes(MARK, os.environ[MARK])
    sys.exit(status)
