import subprocess
import sys
import threading
from pathlib import Path

from lab.locking import exclusive_lock


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with exclusive_lock(path, waiting.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with exclusive_lock(path):
        thread.start()
        assert waiting.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_nobody_waits_for_a_lock_that_is_free(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with exclusive_lock(tmp_path / "lock", lambda: told.append("waited")):
            pass
    assert told == []


def test_a_child_holds_the_lock_beyond_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with exclusive_lock(path) as descriptor:
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(descriptor,)
        )
    told: list[str] = []

    def release() -> None:
        told.append("waited")
        child.communicate()

    with exclusive_lock(path, release):
        assert told == ["waited"]
    assert child.wait() == 0


def test_a_lock_that_was_removed_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    waiting = threading.Event()
    held: list[bool] = []

    def second() -> None:
        with exclusive_lock(path, waiting.set):
            held.append(path.exists())

    thread = threading.Thread(target=second)
    with exclusive_lock(path):
        thread.start()
        assert waiting.wait(10)
        path.unlink()
    thread.join(10)
    assert held == [True]
