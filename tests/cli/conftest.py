"""One lab for all tests of the command: brought up once, ended whatever happens."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab.processes import is_running, read_record
from tests.cli.world import ESTATE, LabOfSwitches, Sddc, World
from tests.prepared import prepared_commands


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sddc]:
    """Give the command an environment that says nothing about the world."""
    folder = tmp_path_factory.mktemp("plain")
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "LC_ALL") if name in os.environ}
    environment = {**kept, "HOME": str(folder), "USER": "tester", "PYTHONUTF8": "1"}
    with prepared_commands(environment, "tests.cli.preparation") as forks:
        yield Sddc(folder, environment, forks)


@pytest.fixture(scope="session")
def lab(plain: Sddc) -> Iterator[LabOfSwitches]:
    """Switches that carry what the estate wants, and its hosts."""
    # A short path of its own: what pytest keeps of earlier runs would belong to no lab any more.
    folder = Path(tempfile.mkdtemp(prefix="sddc-cli-"))
    estate, state = folder / "estate", folder / "lab"
    shutil.copytree(ESTATE, estate)
    try:
        _bring_up(plain, estate, state)
        password = (state / "switches" / "password").read_text().strip()
        key = (state / "login" / "id_ed25519").read_text().splitlines()[1:-1]
        access = {"SDDC_ACCESS": str(state / "access.yaml")}
        sddc = Sddc(folder, {**plain.environment, **access}, plain.forks, (password, *key))
        plan = sddc("plan", estate, "-o", folder / "first.plan")
        made = LabOfSwitches(state, sddc, plan, sddc("apply", folder / "first.plan"))
        made.keep()
        yield made
    finally:
        records = [read_record(path) for path in state.glob("**/process.json")]
        ended = plain("lab", "down", "--state", state, "--wipe")
        shutil.rmtree(folder, ignore_errors=True)
        assert ended.code == 0, ended
        assert not [record for record in records if record is not None and is_running(record)]


def _bring_up(plain: Sddc, estate: Path, state: Path) -> None:
    """Bring the lab up; it finds addresses that no other lab of this machine has."""
    done = plain("lab", "up", estate, "--state", state, "--until-process-ends", os.getpid())
    assert done.code == 0, done


@pytest.fixture
def world(lab: LabOfSwitches, tmp_path: Path) -> Iterator[World]:
    """Copy the estate, which is as the switches are; put these back behind the test."""
    estate = tmp_path / "estate"
    shutil.copytree(ESTATE, estate)
    yield World(estate, lab, replace(lab.sddc, folder=tmp_path))
    lab.put_back()
