"""The fabric of an example, emulated over SSH and carried from estate to estate by whole runs."""

import json
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab import layout
from lab.switch import process
from orchestration.apply import Means, apply
from orchestration.gate import Convergence
from orchestration.journal import open_journal, read_remembered
from orchestration.plan import Plan, PlanBasis, make_plan
from orchestration.report import Report
from orchestration.waves import CAREFUL
from sdn.controller import FabricController
from sdn.delivery.task import Settings
from sdn.delivery.transport import DeviceAccess, NetmikoTransport
from tests.sdn.edited import EXAMPLES, Edit

PASSWORD = "lab-Pass-9128"
USERS = "hostname {name}\n!\nusername admin privilege 15 role network-admin secret " + PASSWORD + "\n"


@dataclass(frozen=True)
class RunningFabric:
    """The emulated switches, the files of their estate, and the journal of what was done to them."""

    folder: Path
    access: dict[str, DeviceAccess]

    def edit(self, *edits: Edit) -> None:
        """Edit the estate's files."""
        for file, old, new in edits:
            text = (self.folder / "estate" / file).read_text(encoding="utf-8")
            assert old in text, (file, old)
            (self.folder / "estate" / file).write_text(text.replace(old, new), encoding="utf-8")

    def estate(self) -> Estate:
        """Read the estate as its files are now."""
        return load_estate(self.folder / "estate")

    def plan(self) -> Plan:
        """Plan what the files want now."""
        estate = self.estate()
        return make_plan(self._basis(estate), (self._controller(estate, self.remembered()),))

    def remembered(self) -> Mapping[str, str]:
        """Return what the journal remembers of the switches."""
        return read_remembered(self.folder / "journal.sqlite", self._basis(self.estate()), "device")

    def apply(self) -> Report:
        """Plan and carry out."""
        estate = self.estate()
        controller, basis = self._controller(estate, self.remembered()), self._basis(estate)
        with open_journal(self.folder / "journal.sqlite") as journal:
            pace = {"device": CAREFUL}
            means = Means((controller,), journal, pace, convergence=Convergence(interval_seconds=0.2))
            return apply(make_plan(basis, (controller,)), basis, means)

    def _basis(self, estate: Estate) -> PlanBasis:
        return PlanBasis(estate.name, str(self.folder / "estate"), estate.digest, "lab")

    def _controller(self, estate: Estate, applied: Mapping[str, str]) -> FabricController:
        settings = Settings(run="20261122-0914-7c2f", timer_seconds=30, poll_seconds=0.1, grace_seconds=1.0)
        return FabricController(estate, self.access, NetmikoTransport(), settings, applied=applied)


@pytest.fixture(scope="module")
def fabric(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFabric]:
    """All switches of the example of three sites, as the estate says."""
    folder = tmp_path_factory.mktemp("fabric")
    shutil.copytree(EXAMPLES / "three-sites", folder / "estate", ignore=shutil.ignore_patterns(".sddc"))
    estate = load_estate(folder / "estate")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "password").write_text(PASSWORD)
    spec = json.loads(json.dumps(layout.emulator_spec(estate, "admin", "password", "state")))
    for number, switch in enumerate(spec["switches"], 1):
        switch |= {"address": f"127.98.9.{number}", "port": port, "startup_config": USERS.format(name=switch["name"])}
    (folder / "spec.json").write_text(json.dumps(spec))
    process.start(folder / "spec.json")
    access = {
        switch["name"]: DeviceAccess(switch["address"], port, "admin", PASSWORD, answer_seconds=20.0)
        for switch in spec["switches"]
    }
    found = RunningFabric(folder, access)
    try:
        assert found.apply().state.value == "done"
        yield found
    finally:
        process.stop(folder / "state")
