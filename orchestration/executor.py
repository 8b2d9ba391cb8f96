"""Where the work of a wave runs: threads of this process by default."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar

from orchestration.stop import Interrupted, Stop

T = TypeVar("T")
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A piece of work and the site whose workers do it."""

    site: str
    work: Callable[[], T]


class Executor(Protocol):
    """Something that does several pieces of work at once."""

    def run(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """Do the tasks and give what they return as they end.

        The next task is taken from `tasks` only when it can begin at once, so that the caller can write down what
        begins, and can stop by ending the iterable. What a task raises is raised here.
        """


@dataclass(frozen=True, slots=True)
class Threads:
    """A thread for each task, at most `limit` at once."""

    limit: int = 16

    def run(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """Do the tasks in daemon threads, which do not keep a process alive that has been told to end at once."""
        ended: SimpleQueue[_Settled[T]] = SimpleQueue()
        running = 0
        for task in tasks:
            _begin(task.work, 0, ended)
            running += 1
            if running >= self.limit:
                yield ended.get().result()
                running -= 1
        for _ in range(running):
            yield ended.get().result()


@dataclass(frozen=True, slots=True)
class Serial:
    """One task after the other, in this thread."""

    def run(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """Do the tasks in order."""
        for task in tasks:
            yield task.work()


def look(looks: Sequence[Callable[[], T]], stop: Stop | None = None) -> list[T]:
    """Do everything at once and return the results in order; only for what changes nothing.

    Raises Interrupted as soon as `stop` is requested, and what a look raises: what is under way then is left alone.
    """
    ended: SimpleQueue[_Settled[T]] = SimpleQueue()
    for position, work in enumerate(looks):
        _begin(work, position, ended)
    results: dict[int, T] = {}
    while len(results) < len(looks):
        try:
            settled = ended.get(timeout=POLL_SECONDS)
        except Empty:
            if stop is not None and stop.requested:
                raise Interrupted from None
            continue
        results[settled.position] = settled.result()
    return [results[position] for position in range(len(looks))]


@dataclass(frozen=True, slots=True)
class _Settled(Generic[T]):
    """What became of a piece of work in another thread."""

    position: int
    values: tuple[T, ...] = ()
    error: BaseException | None = None

    def result(self) -> T:
        if self.error is not None:
            raise self.error
        return self.values[0]


def _begin(work: Callable[[], T], position: int, ended: "SimpleQueue[_Settled[T]]") -> None:
    def settle() -> None:
        try:
            ended.put(_Settled(position, (work(),)))
        except BaseException as error:  # noqa: BLE001 - handed over to the waiting thread, which raises it
            ended.put(_Settled(position, error=error))

    threading.Thread(target=settle, daemon=True).start()
