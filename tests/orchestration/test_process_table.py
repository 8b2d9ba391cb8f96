"""What runs on this machine, asked of real processes."""

import os
import socket
import subprocess
import sys

from orchestration.process_table import (
    command_line,
    listeners_at,
    processes_with,
    proportional_bytes,
    was_started_with,
)

ORPHAN = """
import os, time
if os.fork():
    os._exit(0)
os.setsid()
os.write(1, b"x")
time.sleep(60)
"""
GONE = 2**22
"""No process has this number: it is the kernel's upper limit (proc(5): pid_max)."""


def test_a_listener_is_found_by_its_port_and_one_of_its_addresses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert list(listeners_at({"127.0.0.1", "0.0.0.0"}, port)) == [os.getpid()]  # noqa: S104 - looked for only
        assert list(listeners_at({"127.0.0.2"}, port)) == []
    assert list(listeners_at({"127.0.0.1"}, port)) == []


def test_processes_are_found_by_their_environment_also_the_children_of_ended_parents() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN], env={**os.environ, "MARKED": "by-this-test"}, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.read(1)
        (orphan,) = (pid for pid in processes_with("MARKED", "by-this-test") if pid != parent.pid)
        assert was_started_with(orphan, "MARKED", "by-this-test")
        assert not was_started_with(orphan, "MARKED", "by-this")
        assert command_line(orphan)[:2] == [sys.executable, "-c"]
        assert proportional_bytes(orphan) > 0
        os.kill(orphan, 9)


def test_what_is_gone_answers_like_what_never_was() -> None:
    assert (command_line(GONE), proportional_bytes(GONE), was_started_with(GONE, "A", "b")) == ([], 0, False)
