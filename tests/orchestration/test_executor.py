import threading
import time
from collections.abc import Iterator

import pytest

from orchestration.executor import Executor, Serial, Task, Threads, look
from orchestration.stop import Interrupted, Stop


@pytest.mark.parametrize("executor", [Serial(), Threads(), Threads(1)])
def test_every_task_is_done_once(executor: Executor) -> None:
    tasks = [Task("tianfu", lambda number=number: number) for number in range(40)]  # type: ignore[misc]
    assert sorted(executor.run(tasks)) == list(range(40))


def test_no_more_than_the_limit_run_at_once_and_none_is_taken_before_it_can_begin() -> None:
    lock = threading.Lock()
    running, most, taken, ended = 0, 0, 0, 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    def tasks() -> Iterator[Task[None]]:
        nonlocal taken
        for _ in range(12):
            assert taken - ended < 3
            taken += 1
            yield Task("tianfu", work)

    for _ in Threads(3).run(tasks()):
        ended += 1
    assert most == 3
    assert ended == 12


def test_what_a_task_raises_is_raised_to_the_caller() -> None:
    def work() -> None:
        raise KeyError("vlan")

    with pytest.raises(KeyError):
        list(Threads().run([Task("tianfu", work)]))
    with pytest.raises(KeyError):
        look([work])


def test_looks_are_made_at_once_and_returned_in_order() -> None:
    begun = time.monotonic()

    def late() -> str:
        time.sleep(0.2)
        return "first"

    assert look([late, lambda: "second", late]) == ["first", "second", "first"]
    assert time.monotonic() - begun < 0.4
    assert look([]) == []


def test_a_look_is_left_alone_when_the_user_stops() -> None:
    stop = Stop()
    threading.Timer(0.1, lambda: setattr(stop, "requested", True)).start()
    begun = time.monotonic()
    with pytest.raises(Interrupted):
        look([lambda: time.sleep(3)], stop)
    assert time.monotonic() - begun < 1


def test_waiting_ends_when_the_user_stops() -> None:
    stop = Stop()
    assert stop.wait(0.06) is False
    stop.requested = True
    begun = time.monotonic()
    assert stop.wait(10) is True
    assert time.monotonic() - begun < 1
