"""How long a lab of real FRR routers lives: until it is taken down, or as long as the process that it belongs to."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from inventory.load import load_estate
from lab.frr import FrrFabric, wiring
from lab.frr.namespaces import NAMESPACES
from lab.processes import ProcessRecord, is_running, leftovers, read_record
from orchestration.process_identity import identify

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(os.geteuid() != 0, reason="real routers live in network namespaces, which need root"),
]

EXAMPLE = Path(__file__).parents[2] / "examples" / "frr-site"
NETWORK = 96
START_SECONDS, SOON_SECONDS = 90.0, 20.0
START = """
import sys
import time
from pathlib import Path
from inventory.load import load_estate
from lab.frr import FrrFabric, wiring
from orchestration.process_identity import this_process
estate, folder, network, whose = sys.argv[1:]
owner = this_process() if whose == "owned" else None
FrrFabric(wiring(load_estate(Path(estate)), int(network)), Path(folder)).up("admin", "secret", owner)
time.sleep(300)
"""


@pytest.fixture
def fabric(tmp_path: Path) -> FrrFabric:
    return FrrFabric(wiring(load_estate(EXAMPLE), NETWORK), tmp_path / "lab")


def until(look: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.05)


def killed_start(fabric: FrrFabric, whose: str, when: Callable[[FrrFabric], bool]) -> list[ProcessRecord]:
    """Start a lab from another process and kill that at some moment; returns what was recorded by then."""
    words = [sys.executable, "-c", START, EXAMPLE, fabric.folder, str(NETWORK), whose]
    with subprocess.Popen(words) as start:
        try:
            until(partial(when, fabric), START_SECONDS)
            records = records_in(fabric)
            assert any(leftovers(record) for record in records)
        finally:
            start.kill()
    return records


def has_begun(fabric: FrrFabric) -> bool:
    return len(list((fabric.folder / "routers").glob("*/process.json"))) >= 4


def records_in(fabric: FrrFabric) -> list[ProcessRecord]:
    found = [read_record(path) for path in fabric.folder.rglob("process.json")]
    return [record for record in found if record is not None]


def is_left(fabric: FrrFabric, records: list[ProcessRecord]) -> bool:
    spaces = [path for path in NAMESPACES.iterdir() if path.name.startswith(fabric.namespaces.prefix)]
    return bool(spaces) or any(leftovers(record) or is_running(record) for record in records)


def test_a_start_that_is_killed_leaves_nothing_once_it_is_taken_down(fabric: FrrFabric) -> None:
    records = killed_start(fabric, "nobody's", has_begun)
    assert is_left(fabric, records)
    fabric.down()
    assert not is_left(fabric, records)


@pytest.mark.parametrize("when", [has_begun, FrrFabric.runs])
def test_nothing_is_left_of_a_lab_whose_owner_is_killed(fabric: FrrFabric, when: Callable[[FrrFabric], bool]) -> None:
    try:
        records = killed_start(fabric, "owned", when)
        until(lambda: not is_left(fabric, records), SOON_SECONDS)
        assert records_in(fabric) == [], "as after it was taken down"
    finally:
        fabric.down()


def test_a_lab_that_is_taken_down_has_no_guard_any_more(fabric: FrrFabric) -> None:
    """Which would wait for its owner, and then end what a person has started there meanwhile."""
    try:
        with subprocess.Popen(["sleep", "300"]) as owner:
            found = identify(owner.pid)
            fabric.up("admin", "secret", found)
            guard = read_record(fabric.folder / "guard" / "process.json")
            assert guard is not None
            assert is_running(guard)
            fabric.up("admin", "secret", found)
            assert is_running(guard), "what runs is left as it is"
            fabric.down()
            assert not is_running(guard)
            owner.kill()
    finally:
        fabric.down(wipe=True)
    assert not fabric.folder.exists()
