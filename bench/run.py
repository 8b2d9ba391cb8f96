"""Measure what it costs to validate and render a fabric: files on disk → configurations on disk, in one process.

    python bench/run.py [--json FILE] [--leaves 50 500] [--pyavd-python PYTHON --pyavd-runner SCRIPT]

Each measurement is a process of its own, so that its CPU seconds and its memory are its own: importing and reading
YAML included. With an interpreter that has pyavd, and its runner, both tools are measured in turn, back to back.
Exits with 1 when a limit is not held.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from fabric_estate import Size, write_estate

LIMITS = {54: 2.0, 504: 20.0}
"""Devices → CPU seconds."""
MEMORY_LIMIT_MEBIBYTES = 500


def render_estate(estate: Path, output: Path) -> dict[str, Any]:
    """Read, check and render an estate in this process; return what it cost."""
    start = time.perf_counter()
    from inventory.load import load_estate
    from sdn.intent import fabric_intent
    from sdn.render import Renderer

    imported = time.process_time()
    loaded = load_estate(estate)
    read = time.process_time()
    intents = fabric_intent(loaded)
    derived = time.process_time()
    renderer = Renderer()
    lines = 0
    for intent in intents.values():
        for name, text in renderer.render(intent).files().items():
            (output / name).write_text(text, encoding="utf-8")
            lines += text.count("\n")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "tool": "sddc",
        "devices": len(intents),
        "lines": lines,
        "wall_seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "import_cpu_seconds": round(imported, 2),
        "validate_cpu_seconds": round(read - imported, 2),
        "intent_cpu_seconds": round(derived - read, 2),
        "render_cpu_seconds": round(time.process_time() - derived, 2),
        "peak_mebibytes": round(usage.ru_maxrss / 1024),
    }


def measure_sddc(size: Size) -> dict[str, Any]:
    """Write an estate and render it in a fresh process."""
    with tempfile.TemporaryDirectory(prefix="sddc-bench-") as folder:
        estate, output = Path(folder, "estate"), Path(folder, "configurations")
        estate.mkdir()
        output.mkdir()
        write_estate(estate, size)
        return _last_json([sys.executable, __file__, "--estate", str(estate), "--output", str(output)])


def measure_pyavd(python: str, runner: Path, size: Size) -> dict[str, Any]:
    """Run pyavd's runner on the same intent; its figures under our names."""
    with tempfile.TemporaryDirectory(prefix="sddc-bench-") as folder:
        command = [python, str(runner), "--leaves", str(size.leaves), "--spines", str(size.spines)]
        command += ["--vrfs", str(size.zones), "--vlans", str(size.networks)]
        command += ["--endpoints", str(size.servers_a_pair), "--out", folder]
        start = time.perf_counter()
        found = _last_json(command)
    return {
        "tool": found["tool"],
        "devices": found["devices"],
        "lines": found["config_lines"],
        "wall_seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": found["process_cpu_s"],
        "peak_mebibytes": found["peak_rss_MiB"],
    }


def broken_limits(measured: list[dict[str, Any]]) -> list[str]:
    """Return which limits do not hold; only our own figures have some."""
    broken = []
    for figures in (figures for figures in measured if figures["tool"] == "sddc"):
        limit = LIMITS.get(figures["devices"])
        if limit is not None and figures["cpu_seconds"] > limit:
            broken.append(f"{figures['devices']} devices: {figures['cpu_seconds']} CPU seconds, allowed are {limit}")
        if figures["peak_mebibytes"] > MEMORY_LIMIT_MEBIBYTES:
            broken.append(f"{figures['devices']} devices: {figures['peak_mebibytes']} MiB")
    return broken


def _last_json(command: list[str]) -> dict[str, Any]:
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)} if command[0] == sys.executable else None
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _show(measured: list[dict[str, Any]]) -> None:
    columns = ("tool", "devices", "lines", "wall_seconds", "cpu_seconds", "peak_mebibytes")
    rows = [columns, *(tuple(str(figures[column]) for column in columns) for figures in measured)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def main() -> int:
    """Measure, print a table and JSON, and say whether the limits hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--leaves", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--pyavd-python", help="an interpreter that has pyavd")
    parser.add_argument("--pyavd-runner", type=Path, help="the script that renders the same intent with pyavd")
    parser.add_argument("--estate", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.estate:
        print(json.dumps(render_estate(options.estate, options.output)))
        return 0
    if bool(options.pyavd_python) != bool(options.pyavd_runner):
        parser.error("--pyavd-python and --pyavd-runner go together")
    measured = []
    for leaves in options.leaves:
        size = Size(leaves)
        measured.append(measure_sddc(size))
        if options.pyavd_python:
            measured.append(measure_pyavd(options.pyavd_python, options.pyavd_runner, size))
    _show(measured)
    print(json.dumps(measured))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    broken = broken_limits(measured)
    for line in broken:
        print(f"limit not held: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
