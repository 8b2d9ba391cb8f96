"""The gate after a wave: the live world must be as intended before the next wave begins."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from orchestration.change import Address, Change, Check, Status
from orchestration.controller import Controller
from orchestration.executor import look
from orchestration.fault import describe_fault
from orchestration.stop import Interrupted, Stop


@dataclass(frozen=True, slots=True)
class Convergence:
    """How long the live world may take to settle after a wave."""

    timeout_seconds: float = 60.0
    interval_seconds: float = 1.0
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

    def to_json(self) -> dict[str, object]:
        """Return the gate as plain data."""
        return {
            "wave": self.wave,
            "holds": self.holds,
            "checks": [check.to_json() for check in self.checks],
            "waiting": [check.to_json() for check in self.waiting],
            "outside": [check.to_json() for check in self.outside],
            "seconds": round(self.seconds, 3),
        }


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
        begun = time.monotonic()
        verify = [
            partial(_verify, controller, mine)
            for controller in self.controllers
            if (mine := tuple(change for change in changes if change.address.kind in controller.kinds))
        ]
        while True:
            checks = [check for found in look(verify, self.stop) for check in found]
            gate = _gate(wave, checks, pending, time.monotonic() - begun)
            self.looked(gate)
            settled = gate.holds and (not gate.outside or gate.seconds >= self.convergence.outside_seconds)
            if settled or gate.seconds >= self.convergence.timeout_seconds:
                return gate
            if self.stop.wait(self.convergence.interval_seconds):
                raise Interrupted


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
