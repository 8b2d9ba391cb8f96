"""Watching a run while it happens, for progress displays."""

from collections.abc import Callable, Sequence
from typing import ParamSpec, Protocol

from orchestration.change import Address, Change, Outcome
from orchestration.fault import describe_fault
from orchestration.gate import Gate
from orchestration.report import Report
from orchestration.waves import Wave


class Observer(Protocol):
    """Told what happens as it happens. All but `step` come from the thread that applies."""

    def run_started(self, run: str, waves: Sequence[Wave]) -> None:
        """Hear which waves are to come."""

    def wave_started(self, wave: Wave) -> None:
        """Hear that a wave begins."""

    def change_started(self, change: Change) -> None:
        """Hear that a change begins."""

    def step(self, address: Address, text: str) -> None:
        """Hear what a change does just now; called from the threads of a wave."""

    def change_ended(self, outcome: Outcome) -> None:
        """Hear what became of a change that had begun."""

    def gate_looked(self, gate: Gate) -> None:
        """Hear what one look after a wave found; there may be more."""

    def gate_ended(self, gate: Gate) -> None:
        """Hear what the gate of a wave found in the end."""

    def run_ended(self, report: Report) -> None:
        """Hear how it ended."""


class Silent(Observer):
    """Shows nothing; a display that shows only some things begins here."""

    def run_started(self, run: str, waves: Sequence[Wave]) -> None:
        """Show nothing."""

    def wave_started(self, wave: Wave) -> None:
        """Show nothing."""

    def change_started(self, change: Change) -> None:
        """Show nothing."""

    def step(self, address: Address, text: str) -> None:
        """Show nothing."""

    def change_ended(self, outcome: Outcome) -> None:
        """Show nothing."""

    def gate_looked(self, gate: Gate) -> None:
        """Show nothing."""

    def gate_ended(self, gate: Gate) -> None:
        """Show nothing."""

    def run_ended(self, report: Report) -> None:
        """Show nothing."""


P = ParamSpec("P")


class Guarded(Observer):
    """Passes on to an observer until that fails: a display that broke must never break a run."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.trouble = ""
        """Why the observer hears nothing any more."""

    def run_started(self, run: str, waves: Sequence[Wave]) -> None:
        """Pass on."""
        self._tell(self._observer.run_started, run, waves)

    def wave_started(self, wave: Wave) -> None:
        """Pass on."""
        self._tell(self._observer.wave_started, wave)

    def change_started(self, change: Change) -> None:
        """Pass on."""
        self._tell(self._observer.change_started, change)

    def step(self, address: Address, text: str) -> None:
        """Pass on."""
        self._tell(self._observer.step, address, text)

    def change_ended(self, outcome: Outcome) -> None:
        """Pass on."""
        self._tell(self._observer.change_ended, outcome)

    def gate_looked(self, gate: Gate) -> None:
        """Pass on."""
        self._tell(self._observer.gate_looked, gate)

    def gate_ended(self, gate: Gate) -> None:
        """Pass on."""
        self._tell(self._observer.gate_ended, gate)

    def run_ended(self, report: Report) -> None:
        """Pass on."""
        self._tell(self._observer.run_ended, report)

    def _tell(self, call: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        if self.trouble:
            return
        try:
            call(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - reported at the end of the run
            self.trouble = f"Progress could not be shown to the end: {describe_fault(error)}."
