"""The lab by its commands: up, status, down; twice, beside another, after a crash; nothing is left behind."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.load import load_estate
from lab.folder import read_lab
from lab.processes import ProcessRecord, is_running, leftovers, read_record
from tests.cli.world import ESTATE, Done, LabOfSwitches, Sddc, eventually


@dataclass(frozen=True)
class Small:
    """A lab of its own beside the shared one."""

    sddc: Sddc
    estate: Path
    state: Path

    def up(self, *more: object, until: int | None = os.getpid()) -> Done:
        """Bring it up, unless told otherwise for no longer than these tests run, also if they are killed."""
        owner = () if until is None else ("--until-process-ends", until)
        return self.sddc("lab", "up", self.estate, "--state", self.state, "--without-clouds", *owner, *more)

    def records(self) -> list[ProcessRecord]:
        records = [read_record(path) for path in self.state.glob("**/process.json")]
        return [record for record in records if record is not None and is_running(record)]

    def pids(self) -> list[int]:
        return [record.pid for record in self.records()]


@pytest.fixture
def small(plain: Sddc, tmp_path: Path) -> Iterator[Small]:
    estate = tmp_path / "estate"
    shutil.copytree(ESTATE, estate)
    made = Small(plain, estate, tmp_path / "lab")
    yield made
    if made.state.is_dir():
        plain("lab", "down", "--state", made.state, "--wipe")


def beside(lab: LabOfSwitches) -> str:
    """Return a network that the shared lab does not answer on."""
    return f"127.{network_of(lab) - 40}"


def network_of(lab: LabOfSwitches) -> int:
    record = read_lab(lab.folder)
    assert record is not None
    return record.network


def test_a_lab_from_up_to_down(small: Small, lab: LabOfSwitches) -> None:
    before = small.sddc("lab", "status", small.estate, "--state", small.state)
    assert before.code == 1
    assert before.out.count("stopped") == 2
    assert small.up("--network", beside(lab)).code == 0
    assert len(small.pids()) == 2
    assert (small.state.stat().st_mode & 0o777) == 0o700
    up = small.sddc("lab", "status", small.estate, "--state", small.state, "--format", "json")
    assert up.code == 0
    assert [(part["part"], part["running"]) for part in up.json()["parts"]] == [
        ("switches", True),
        ("hosts of east", True),
    ]

    pids = small.pids()
    assert small.up().code == 0
    assert small.pids() == pids, "a lab that runs is left as it is, where it is"

    killed = small.records()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not any(map(is_running, killed)))
    crashed = small.sddc("lab", "status", small.estate, "--state", small.state)
    assert (crashed.code, crashed.out.count("stopped")) == (1, 2)
    assert small.up().code == 0
    assert len(small.pids()) == 2

    records = small.records()
    (small.estate / "estate.yaml").write_text("this: is: no estate any more")
    down = small.sddc("lab", "down", "--state", small.state)
    assert (down.code, down.out) == (0, "The lab is down.\n")
    assert [record for record in records if is_running(record)] == []
    again = small.sddc("lab", "down", "--state", small.state, "--wipe")
    assert (again.code, again.out) == (0, "The lab is down. Its state is gone.\n")
    assert not small.state.exists()


def test_a_lab_that_belongs_to_a_process_ends_with_it(small: Small, lab: LabOfSwitches) -> None:
    with subprocess.Popen(["sleep", "300"]) as owner:
        try:
            up = small.up("--network", beside(lab), until=owner.pid)
            assert up.code == 0, up
            assert up.out.startswith(f"The lab is up, until process {owner.pid} ends.")
            records = small.records()
            assert len(records) == 2

            os.kill(records[0].pid, signal.SIGKILL)
            eventually(lambda: not is_running(records[0]))
            again = small.up(until=None)
            assert again.out.startswith(f"The lab is up, until process {owner.pid} ends."), "as the rest of it"
            records = small.records()
            assert len(records) == 2
            other = small.up()
            assert other.code == 1
            assert f"runs already, until process {owner.pid} ends. To start it for another time, end it" in other.err
            assert small.records() == records
        finally:
            owner.kill()
    eventually(lambda: small.records() == [])
    assert not any(leftovers(record) for record in records)


def test_a_lab_stays_unless_told_otherwise(small: Small, lab: LabOfSwitches) -> None:
    up = small.up("--network", beside(lab), until=None)
    assert up.out.startswith("The lab is up. Use it with:  export SDDC_ACCESS=")
    assert len(small.records()) == 2
    refused = small.up()
    assert refused.code == 1
    assert "runs already, until it is taken down." in refused.err


@pytest.mark.parametrize("pid", [0, -1, 2**22 + 1])
def test_a_lab_cannot_belong_to_a_process_that_is_not_there(plain: Sddc, tmp_path: Path, pid: int) -> None:
    refused = plain("lab", "up", ESTATE, "--state", tmp_path / "lab", "--until-process-ends", pid)
    assert refused.code == 2
    assert f"There is no process {pid}" in refused.err
    assert not (tmp_path / "lab").exists()


def test_addresses_of_another_lab_are_refused_with_its_name(small: Small, lab: LabOfSwitches) -> None:
    network = f"127.{network_of(lab)}"
    refused = small.sddc("lab", "up", small.estate, "--state", small.state, "--network", network)
    assert refused.code == 1
    assert f"is taken by the lab of the estate {lab.folder.parent / 'estate'} in {lab.folder} (process " in refused.err
    assert f"End that one with: sddc lab down --state {lab.folder}" in refused.err
    assert "sddc lab up --network" in refused.err
    assert small.pids() == []


def test_two_labs_at_the_same_time_find_places_of_their_own(plain: Sddc, tmp_path: Path, lab: LabOfSwitches) -> None:
    """Two clones, two people, one moment: both come up, each at a place that its folder remembers."""
    labs = [tmp_path / name / "lab" for name in ("first", "second")]
    for state in labs:
        shutil.copytree(ESTATE, state.parent / "estate")

    def up(state: Path) -> Done:
        return plain("lab", "up", state.parent / "estate", "--state", state, "--until-process-ends", os.getpid())

    try:
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(up, labs))
        assert [one.code for one in done] == [0, 0], done
        found = [read_lab(state) for state in (lab.folder, *labs)]
        begins = [record.network for record in found if record is not None]
        sites = len(load_estate(ESTATE).sites)
        taken = [begin + number for begin in begins for number in range(sites)]
        assert len(set(taken)) == 3 * sites
        again = up(labs[0])
        assert again.code == 0, "what runs stays where it is"
        assert read_lab(labs[0]) == found[1]
    finally:
        for state in labs:
            plain("lab", "down", "--state", state, "--wipe")


@pytest.mark.parametrize("network", ["127.0", "127.127", "10.1"])
def test_a_lab_stays_on_loopback(plain: Sddc, tmp_path: Path, network: str) -> None:
    refused = plain("lab", "up", ESTATE, "--state", tmp_path / "lab", "--network", network)
    assert refused.code == 2
    assert "The network of a lab is 127.1 to 127.126" in refused.err
    assert not (tmp_path / "lab").exists()


@pytest.mark.parametrize("command", [("up", ESTATE), ("down", "--wipe")])
def test_a_folder_of_something_else_is_left_alone(plain: Sddc, tmp_path: Path, command: tuple[object, ...]) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    refused = plain("lab", *command, "--state", tmp_path)
    assert refused.code == 1
    assert str(tmp_path) in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_lab_that_never_was_is_down(plain: Sddc, tmp_path: Path) -> None:
    assert plain("lab", "down", "--state", tmp_path / "lab").code == 0
    assert not (tmp_path / "lab").exists()
