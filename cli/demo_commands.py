"""Running sddc as a user does: real processes, real output, real exit codes."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.exits import Exit

if TYPE_CHECKING:
    from rich.console import Console

ANSWER_SECONDS = 30.0


class DemoFailed(Exception):  # noqa: N818 - what happened
    """Something was not as the demo promises; the text says what."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Runs commands through one access file and shows them as they run."""

    access: Path
    console: "Console"

    def run(self, *arguments: object, expect: Exit = Exit.DONE, lines: int | None = None) -> None:
        """Run a command and show what it prints, only its first and last `lines` if given; raises DemoFailed."""
        shown = " ".join(map(str, arguments))
        self.console.print(f"  [dim]$ sddc {shown}[/]", highlight=False)
        begun = time.monotonic()
        printed: list[str] = []
        with self._start(arguments, stderr=subprocess.STDOUT) as process:
            for line in process.stdout or ():
                printed.append(line.rstrip("\n"))
                if lines is None:
                    self._show(printed[-1])
        if lines is not None:
            self._show_ends(printed, lines)
        self.console.print(f"  [dim]({time.monotonic() - begun:.1f} s)[/]")
        if process.returncode != expect:
            raise DemoFailed(f"sddc {shown} ended with {process.returncode}, not {expect}")

    def json(self, *arguments: object, expect: Exit = Exit.DONE) -> Any:  # noqa: ANN401 - whatever the command says
        """Run a command quietly and return its JSON; raises DemoFailed."""
        with self._start((*arguments, "--format", "json"), stderr=subprocess.DEVNULL) as process:
            text = process.stdout.read() if process.stdout else ""
        if process.returncode != expect:
            shown = " ".join(map(str, arguments))
            raise DemoFailed(f"sddc {shown} --format json ended with {process.returncode}, not {expect}")
        return json.loads(text)

    def saved_changes(self, plan: Path) -> list[str]:
        """Return the addresses that a saved plan changes."""
        return [change["address"] for change in json.loads(plan.read_text(encoding="utf-8"))["changes"]]

    def serve(self, *arguments: object) -> "tuple[subprocess.Popen[str], str]":
        """Start a command that serves; returns it and the URL that it says."""
        self.console.print(f"  [dim]$ sddc {' '.join(map(str, arguments))}[/]", highlight=False)
        process = self._start(arguments, stderr=subprocess.STDOUT)
        for line in process.stdout or ():
            found = re.search(r"http://[0-9.:]+", line)
            if found:
                return process, found[0]
        self.end(process)
        raise DemoFailed("the exporter did not start")

    def end(self, process: "subprocess.Popen[str]") -> None:
        """End a command that serves."""
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def show_metrics(self, url: str, page: str, names: Sequence[str]) -> None:
        """Show a line of each metric; raises DemoFailed when one is missing."""
        lines = page.splitlines()
        for name in names:
            found = [line for line in lines if line.startswith(f"{name}{{")]
            if not found:
                raise DemoFailed(f"{url}/metrics has no {name}")
            self._show(found[0])
        series = sum(not line.startswith("#") for line in lines)
        self._show(f"… {series} series at {url}/metrics")

    def _start(self, arguments: Sequence[object], stderr: int) -> "subprocess.Popen[str]":
        environment = os.environ | {"SDDC_ACCESS": str(self.access), "COLUMNS": "160"}
        command = [sys.executable, "-m", "cli", *map(str, arguments)]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment
        )

    def _show(self, line: str) -> None:
        self.console.print(f"  {line}", markup=False, highlight=False, no_wrap=True, overflow="ellipsis")

    def _show_ends(self, printed: Sequence[str], lines: int) -> None:
        head, tail = lines * 2 // 3, lines - lines * 2 // 3
        if len(printed) <= lines:
            head, tail = len(printed), 0
        for line in printed[:head]:
            self._show(line)
        if tail:
            self._show(f"… {len(printed) - lines} more lines …")
            for line in printed[-tail:]:
                self._show(line)


def metrics_page(url: str) -> str:
    """Fetch the page once the first reading is done; raises DemoFailed."""
    import urllib.request

    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}/metrics", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - our own loopback
            page: str = answer.read().decode()
        if "sddc_flavor_slots{" in page:
            return page
        time.sleep(0.3)
    raise DemoFailed(f"{url}/metrics shows no capacity")
