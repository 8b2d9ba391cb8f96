"""The gate after a wave: the live world must be as intended before the next wave begins."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from orchestration.change import Address, Change, Check, Status
from orchestration.controller import Controller
from orchestration.executor import look
from orchestration.fault import describe_fault
from orchestration.stop import Interrupted, Stop


@dataclass(frozen=True, slots=True)
class Convergence:
    """How long the live world may take to settle after a wave.

    A large fabric, or a slow machine, takes long and gets there; a wrong change gets nowhere. So the patience is for
    looks that find nothing new in order, and there is a limit for the whole.
    """

    timeout_seconds: float = 60.0
    """How long it may go without an expectation that holds for the first time."""
    interval_seconds: float = 1.0
    limit_seconds: float = 300.0
    outside_seconds: float = 10.0
    """How long is waited for what is outside of every plan, which does not stop the run."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What was found after a wave."""

    wave: int
    checks: tuple[Check, ...]
    waiting: tuple[Check, ...] = ()
    """Checks that do not hold yet because of changes still to come; the last gate of a run has none."""
    outside: tuple[Check, ...] = ()
    """Checks that do not hold because of what is no part of any plan: they are said and do not stop the run."""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether everything that can hold already does; what could not be looked at does not."""
        return not self.failed

    @property
    def failed(self) -> tuple[Check, ...]:
        """What stops the run."""
        return tuple(check for check in self.checks if check.status is not Status.DONE)


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Looks after each wave, again and again until everything holds or the time is over."""

    controllers: Sequence[Controller]
    convergence: Convergence
    stop: Stop
    looked: Callable[[Gate], None]
    """Told what each look found."""

    def watch(self, wave: int, changes: Sequence[Change], pending: frozenset[Address]) -> Gate:
        """Look at these changes, while those of `pending` are still to come; raises Interrupted."""
        settling = _Settling(self.convergence, time.monotonic())
        verify = [
            partial(_verify, controller, mine)
            for controller in self.controllers
            if (mine := tuple(change for change in changes if change.address.kind in controller.kinds))
        ]
        while True:
            began = time.monotonic()
            checks = [check for found in look(verify, self.stop) for check in found]
            ended = time.monotonic()
            gate = _gate(wave, checks, pending, ended - settling.begun)
            self.looked(gate)
            settled = gate.holds and (not gate.outside or gate.seconds >= self.convergence.outside_seconds)
            if settled or settling.is_over(began, ended, checks):
                return gate
            if self.stop.wait(self.convergence.interval_seconds):
                raise Interrupted


@dataclass(slots=True)
class _Settling:
    """Remembers, over the looks of one gate, what has held so far and when something last did for the first time."""

    convergence: Convergence
    begun: float
    progress: float = field(init=False)
    held: frozenset[tuple[str, str]] | None = None

    def __post_init__(self) -> None:
        self.progress = self.begun

    def is_over(self, began: float, ended: float, checks: Sequence[Check]) -> bool:
        """Take notice of a look; return whether it was the last.

        A look may take long itself, and what it reads first is as old as its beginning. So only one that began after
        the time was over may say that it is.
        """
        holding = frozenset((check.subject, check.name) for check in checks if check.status is Status.DONE)
        if self.held is not None and holding - self.held:
            self.progress = ended
        self.held = holding if self.held is None else self.held | holding
        over = self.progress + self.convergence.timeout_seconds, self.begun + self.convergence.limit_seconds
        return began >= min(over)


def _gate(wave: int, checks: Sequence[Check], pending: frozenset[Address], seconds: float) -> Gate:
    waiting = [check for check in checks if check.status is not Status.DONE and check.waits_for & pending]
    outside = [check for check in checks if check.outside and check not in waiting]
    rest = tuple(check for check in checks if check not in waiting and check not in outside)
    return Gate(wave, rest, tuple(waiting), tuple(outside), seconds)


def _verify(controller: Controller, changes: tuple[Change, ...]) -> tuple[Check, ...]:
    try:
        return controller.verify(changes)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - becomes a check that could not be made
        subject = ", ".join(sorted(controller.kinds))
        return (Check(subject, "verification", Status.ERROR, actual=describe_fault(error)),)
