"""A run while it happens: one line for each change and gate, on stderr; live on a terminal, plain in a pipe."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.change import Address, Change, Check, Outcome, Status
from orchestration.gate import Gate
from orchestration.observer import Observer
from orchestration.report import Report
from orchestration.waves import Wave

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status as Spinner

_MARKS = {
    Status.DONE: "[green]✓[/]",
    Status.FAILED: "[bold red]✗[/]",
    Status.ERROR: "[bold red]?[/]",
    Status.REVERTED: "[yellow]↺[/]",
    Status.SKIPPED: "[dim]–[/]",
}
STEPS_SHOWN_UP_TO = 6
"""In a wave with more changes than this, resources are counted only, unless one ends badly; switches never are."""


def _found(check: Check) -> str:
    return f"{check.subject}: {check.name}: expected {check.expected}, actual {check.actual}"


class ProgressLines(Observer):
    """Prints what happens; the spinner of a terminal shows what is under way."""

    def __init__(self, console: "Console", *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._lock = threading.Lock()
        self._under_way: dict[Address, str] = {}
        self._wave: Wave | None = None
        self._waves = 0
        self._spinner: Spinner | None = None

    def run_started(self, run: str, waves: Sequence[Wave]) -> None:
        """Show what is to come."""
        self._waves = len(waves)
        changes = sum(len(wave.changes) for wave in waves)
        self._say(f"Run {run}: {changes} changes in {len(waves)} waves")
        if self._console.is_terminal and not self._quiet:
            self._spinner = self._console.status("")
            self._spinner.start()

    def wave_started(self, wave: Wave) -> None:
        """Remember which wave is under way."""
        self._wave = wave
        if len(wave.changes) > STEPS_SHOWN_UP_TO:
            self._say(f" wave {wave.number} of {self._waves}   {len(wave.changes)} changes")

    def change_started(self, change: Change) -> None:
        """Show it as under way."""
        self.step(change.address, "begins")

    def step(self, address: Address, text: str) -> None:
        """Show what a change does just now."""
        with self._lock:
            self._under_way[address] = text
            if self._spinner is not None:
                shown = [f"{one.name}: {step}" for one, step in list(self._under_way.items())[:3]]
                more = len(self._under_way) - len(shown)
                self._spinner.update(" · ".join(shown) + (f" · {more} more" if more > 0 else ""))

    def change_ended(self, outcome: Outcome) -> None:
        """Print how it ended."""
        from rich.markup import escape

        with self._lock:
            self._under_way.pop(outcome.address, None)
        wave = self._wave
        many = wave is not None and len(wave.changes) > STEPS_SHOWN_UP_TO
        if many and outcome.status is Status.DONE and outcome.address.kind != "device":
            return
        steps = " ".join(f"{escape(step)} ✓" for step in outcome.steps)
        number = f"wave {wave.number} of {self._waves}" if wave else ""
        name = outcome.address.name if outcome.address.kind == "device" else str(outcome.address)
        self._say(f" {number:<14} {_MARKS[outcome.status]} {escape(name):<24} {steps}   {outcome.seconds:.1f} s")
        if outcome.message:
            self._say(f"      {escape(outcome.message)}", always=True)

    def gate_looked(self, gate: Gate) -> None:
        """Show how many expectations do not hold yet."""
        if self._spinner is not None:
            self._spinner.update(f"gate of wave {gate.wave}: {len(gate.failed)} of {len(gate.checks)} not yet")

    def gate_ended(self, gate: Gate) -> None:
        """Print what the gate found."""
        from rich.markup import escape

        held = len(gate.checks) - len(gate.failed)
        waiting = f", {len(gate.waiting)} wait for later waves" if gate.waiting else ""
        waiting += f", {len(gate.outside)} depend on servers that are off" if gate.outside else ""
        mark = _MARKS[Status.DONE if gate.holds else Status.FAILED]
        self._say(
            f" gate           {mark} {held} of {len(gate.checks)} expectations hold{waiting}   {gate.seconds:.1f} s"
        )
        for check in gate.failed[:10]:
            self._say(f"      {escape(_found(check))}", always=True)
        for check in gate.outside[:10]:
            self._say(f"      [yellow]not this run's doing:[/] {escape(_found(check))}", always=True)

    def run_ended(self, report: Report) -> None:  # noqa: ARG002 - the report is shown by the command
        """Take the spinner away."""
        if self._spinner is not None:
            self._spinner.stop()

    def _say(self, line: str, *, always: bool = False) -> None:
        if always or not self._quiet:
            self._console.print(line)
