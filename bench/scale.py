"""Measure what it costs to read and judge a large estate: three sites, 3,000 racks, 102,000 servers.

    python bench/scale.py [--json FILE]

Each measurement is a process of its own that runs the command as a user would, so that its seconds and its memory are
its own: `validate` from cold, after one file was changed, with one wrong number that every rack meets, and with one
that every server meets; `rules check` with every single loss, with every pair of each site as well (what t3plus reports
of T4-1), after a file was changed that says nothing of the plant, and after one that does, so that every single loss is
taken again; `validate` of 20,094 servers that are written out one by one in 200,941 lines; and `what-if --all-single`,
of an estate four times as large too. Exits with 1 when a limit is not held.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from large_estate import NAMES, Size, write_estate

ROOT = Path(__file__).parent.parent
MEMORY_LIMIT_MEBIBYTES = 2048
USUAL_ADDITIONS_SECONDS = 0.25
"""What ten million additions take on the machine that the limits were set on."""
WITHOUT_PAIRS = ("--profile", "tier3", "--profile", "gb50174-a", "--profile", "tia942-rated3")
RACKS_WRITTEN_OUT = 197
LARGER = Size(sites=5, racks=2400)
"""Four times as many racks and servers, so that memory is seen to grow no faster than they do."""
FAULTS = (
    ("spines short of ports", 2.0, "Ethernet[1-1002]", "Ethernet[1-900]"),
    ("leaves short of ports", 8.0, "Ethernet[1-96]", "Ethernet[1-20]"),
)
"""Wrong numbers: what is meant, the limit in seconds, what is right, what is written."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of the command cost."""

    name: str
    limit_seconds: float
    wall_seconds: float
    cpu_seconds: float
    peak_mebibytes: int

    def holds(self, slowness: float) -> bool:
        """Return whether CPU time, on a machine so much slower, and memory are within their limits."""
        return self.cpu_seconds <= self.limit_seconds * slowness and self.peak_mebibytes <= MEMORY_LIMIT_MEBIBYTES


def run(name: str, limit: float, arguments: list[str], expected: int = 0) -> Measured:
    """Run the command and wait for it; ends this program when the command does not end as expected."""
    # As installed, whatever the caller's habits: modules are compiled once and not for every process anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if process.returncode != expected:
            output.seek(0)
            sys.exit(f"sddc {' '.join(arguments)} ended with {process.returncode}:\n{output.read().decode()[-2000:]}")
    cpu = used.ru_utime + used.ru_stime
    return Measured(name, limit, round(wall, 2), round(cpu, 2), round(used.ru_maxrss / 1024))


def write_out(folder: Path, size: Size) -> None:
    """Write the servers of the first racks one by one, ten lines each, instead of by range."""
    lines = ["servers:"]
    for site in NAMES[: size.sites]:
        for rack in range(1, RACKS_WRITTEN_OUT + 1):
            pair = (rack + 1) // 2
            for server in range(1, size.servers + 1):
                port = server + (0 if rack % 2 else size.servers)
                zone = "core" if pair % 5 == 0 else "retail"
                lines += [
                    f"  - sites: {site}\n    racks: r{rack:04d}\n    names: s{server:02d}\n    positions: {server}",
                    f"    type: server\n    zone: {zone}\n    nics:\n      eth0: leaf-{pair:03d}a",
                    f"      eth1: leaf-{pair:03d}b\n    ports: Ethernet{port}",
                ]
    (folder / "servers.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def measure(folder: Path) -> Iterator[Measured]:
    """Write the estates below a folder and measure each case."""
    size = Size()
    compact, written_out = folder / "compact", folder / "written-out"
    for estate in (compact, written_out):
        estate.mkdir()
        write_estate(estate, size)
    write_out(written_out, size)
    yield run("validate, cold", 20.0, ["validate", str(compact)])
    change(compact / "pools.yaml", "instances: 9000", "instances: 9001")
    yield run("validate, one file changed", 2.0, ["validate", str(compact)])
    for name, limit, old, new in FAULTS:
        change(compact / "device-types.yaml", old, new)
        yield run(f"validate, {name}", limit, ["validate", str(compact)], expected=3)
        change(compact / "device-types.yaml", new, old)
    # What is kept is kept in a folder of this run's own.
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    yield run("rules check, all single losses", 20.0, ["rules", "check", str(compact), *WITHOUT_PAIRS])
    yield run("rules check, all pairs too", 60.0 * size.sites, ["rules", "check", str(compact)])
    change(compact / "pools.yaml", "instances: 9001", "instances: 9002")
    yield run("rules check, pools changed", 2.0, ["rules", "check", str(compact)])
    change(compact / "power.yaml", "rating: 16kW", "rating: 17kW")
    yield run("rules check, power changed", 2.0, ["rules", "check", str(compact), *WITHOUT_PAIRS])
    change(compact / "power.yaml", 'fed_by: "row-panel-{side}-', 'fed_by: "row-panel-a-')
    yield run("rules check, 3,000 PDUs misfed", 15.0, ["rules", "check", str(compact), *WITHOUT_PAIRS], expected=3)
    yield run("validate, servers written out", 20.0, ["validate", str(written_out)])
    # Its rooms stand for losses that harm, so that it never ends with 0.
    yield run("what-if, all single losses", 40.0, ["what-if", "--all-single", str(compact)], expected=1)
    larger = folder / "larger"
    larger.mkdir()
    write_estate(larger, LARGER)
    yield run("what-if, all single losses of 12,000 racks", 240.0, ["what-if", "--all-single", str(larger)], expected=1)


def additions() -> float:
    """Return the seconds that Python needs for ten million additions: how fast the machine is at the moment."""
    began = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


def change(file: Path, old: str, new: str) -> None:
    """Change one word of a file; ends this program if it is not there."""
    text = file.read_text("utf-8")
    if old not in text:
        sys.exit(f"{file.name} does not say {old}")
    file.write_text(text.replace(old, new), "utf-8")


def main() -> int:
    """Measure all, show the figures, and hold them to the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--slack", type=float, default=1.0, help="how many times the limits, where others share the machine"
    )
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    began = additions()
    # A machine that is slower now is given as much more time; one that is faster is held to the same limits.
    slowness = max(1.0, began / USUAL_ADDITIONS_SECONDS) * arguments.slack
    print(f"On this machine, now, ten million additions in a loop take {began:.2f} s.")
    print(f"{'':34}{'limit s':>8}{'CPU s':>8}{'wall s':>8}{'MiB':>7}")
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="sddc-scale-") as folder:
        for one in measure(Path(folder)):
            measured.append(one)
            figures = f"{one.limit_seconds:8g}{one.cpu_seconds:8.2f}{one.wall_seconds:8.2f}{one.peak_mebibytes:7d}"
            print(f"{one.name:34}{figures}  {'holds' if one.holds(slowness) else 'DOES NOT HOLD'}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in measured], indent=2) + "\n", encoding="utf-8")
    return 0 if all(one.holds(slowness) for one in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
