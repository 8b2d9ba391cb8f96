"""The fabric of the example estate, emulated over SSH: plan, apply, plan again, verify, and what goes wrong."""

import dataclasses
import json
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab import layout
from lab.switch import process
from lab.switch.control import request
from orchestration.change import Address, Change, Check, Outcome, Status
from sdn.controller import FabricController
from sdn.delivery.task import DeviceTask, Settings
from sdn.delivery.transport import DeviceAccess, NetmikoTransport
from sdn.dialects.eos.facts import EOS_COMMAND_LINE

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
PASSWORD = "lab-Pass-9127"
USERS = "hostname {name}\n!\nusername admin privilege 15 role network-admin secret " + PASSWORD + "\n"


@dataclass(frozen=True)
class Fabric:
    """The emulated switches of an estate."""

    state: Path
    access: dict[str, DeviceAccess]

    def controller(self, estate: Estate, **changed: DeviceAccess) -> FabricController:
        settings = Settings(run="20261122-0914-7c2f", timer_seconds=20, poll_seconds=0.1, grace_seconds=1.0)
        return FabricController(estate, self.access | changed, NetmikoTransport(), settings)


def _apply(controller: FabricController, changes: tuple[Change, ...]) -> list[Outcome]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda change: controller.apply(change, lambda _address, _step: None), changes))


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(EXAMPLE)


@pytest.fixture(scope="module")
def fabric(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fabric]:
    """All switches of the example, each with a user of its own, brought from that to what the estate says."""
    folder = tmp_path_factory.mktemp("fabric")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "password").write_text(PASSWORD)
    spec = json.loads(json.dumps(layout.emulator_spec(estate, "admin", "password", "state")))
    for number, switch in enumerate(spec["switches"], 1):
        switch |= {"address": f"127.98.8.{number}", "port": port, "startup_config": USERS.format(name=switch["name"])}
    (folder / "spec.json").write_text(json.dumps(spec))
    process.start(folder / "spec.json")
    access = {
        switch["name"]: DeviceAccess(switch["address"], port, "admin", PASSWORD, answer_seconds=10.0)
        for switch in spec["switches"]
    }
    found = Fabric(folder / "state", access)
    try:
        controller = found.controller(estate)
        survey = controller.plan()
        assert len(survey.changes) == len(estate.switches)
        outcomes = _apply(controller, survey.changes)
        assert [outcome for outcome in outcomes if outcome.status is not Status.DONE] == []
        yield found
    finally:
        process.stop(folder / "state")


def _edited(tmp_path: Path, old: str, new: str) -> Estate:
    """Return the example with one place of its servers' file written otherwise."""
    folder = tmp_path / "estate"
    folder.mkdir()
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".sddc"))
    text = (folder / "servers.yaml").read_text()
    assert text.count(old) == 1
    (folder / "servers.yaml").write_text(text.replace(old, new))
    return load_estate(folder)


def test_after_apply_there_is_nothing_to_plan_and_everything_holds(fabric: Fabric, estate: Estate) -> None:
    survey = fabric.controller(estate).plan()
    assert survey.changes == ()
    assert survey.unknown == ()
    assert survey.unchanged == {"devices": len(estate.switches)}
    checks = fabric.controller(estate).verify()
    assert [check for check in checks if check.status is not Status.DONE] == []
    assert {check.subject for check in checks} == set(estate.switches)


def test_moving_a_server_changes_its_ports_on_its_two_leaves(fabric: Fabric, tmp_path: Path) -> None:
    old = "    zone: core\n    nics: {eth0: leaf-02a, eth1: leaf-02b}\n    ports: Ethernet7\n"
    moved = _edited(tmp_path, old, old.replace("core", "retail"))
    # One of the entry's servers stands at each site; they move together.
    changes = fabric.controller(moved).plan().changes
    assert [str(change.address) for change in changes if change.site == "tianfu"] == [
        "device/tianfu-leaf-02a",
        "device/tianfu-leaf-02b",
    ]
    change = changes[0]
    before = (tmp_path / "estate" / "servers.yaml").read_text().partition(old.replace("core", "retail"))[0]
    line = before.count("\n") + 1
    assert change.reason == f"servers.yaml:{line} puts server tianfu-a03-s07 into zone retail"
    assert change.hits == ("server tianfu-a03-s07",)
    assert change.redundancy_group == "tianfu-leaf-02"
    assert change.diff.splitlines()[0] == "  interface Port-Channel7"
    assert {line[0] for line in change.diff.splitlines()[1:]} == {"-", "+"}
    assert fabric.controller(moved).plan().changes == changes


def test_a_change_of_another_time_is_refused(fabric: Fabric, estate: Estate) -> None:
    name = "gaoxin-leaf-02b"
    _type(fabric, name, ["interface Ethernet30", "description by hand", "exit"])
    controller = fabric.controller(estate)
    (change,) = controller.plan().changes
    assert change.diff == "  interface Ethernet30\n-    description by hand"
    _type(fabric, name, ["interface Ethernet30", "description by another hand", "exit"])
    outcome = controller.apply(change, lambda _address, _step: None)
    assert outcome.status is Status.FAILED
    assert "has changed since the plan" in outcome.message
    assert "by another hand" in _running(fabric, name)
    (fresh,) = controller.plan().changes
    assert controller.apply(fresh, lambda _address, _step: None).status is Status.DONE
    assert controller.plan().changes == ()


@pytest.mark.parametrize("session", ["sddc-20261121-2300-dead-beef", "night-shift"])
def test_what_may_still_be_taken_back_is_not_planned_against(fabric: Fabric, estate: Estate, session: str) -> None:
    name = "gaoxin-leaf-02a"
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as login:
        login.run(f"configure session {session}")
        login.push(["interface Ethernet31", "description half done", "exit"])
        # What is ours is waited for; another's must still wait when it is found, however slow the machine.
        login.run("commit timer 00:01:00" if session == "night-shift" else "commit timer 00:00:02")
    survey = fabric.controller(estate).plan()
    if session == "night-shift":
        (unknown,) = survey.unknown
        assert "night-shift waits for its confirmation" in unknown.message
        with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as login:
            login.run(f"configure session {session} abort")
        assert "half done" not in _running(fabric, name)
    else:
        assert survey.unknown == ()
        assert "half done" not in _running(fabric, name)
    assert survey.changes == ()


def test_what_cannot_be_looked_at_is_unknown_and_an_error(fabric: Fabric, estate: Estate) -> None:
    good = fabric.access["chongqing-spine-1"]
    controller = fabric.controller(
        estate,
        **{
            "chongqing-spine-1": dataclasses.replace(good, password="wrong-Pass-1"),
            "chongqing-spine-2": dataclasses.replace(good, port=1),
        },
    )
    survey = controller.plan()
    assert {str(item.address): item.message for item in survey.unknown} == {
        "device/chongqing-spine-1": "chongqing-spine-1 cannot be reached: wrong user or password.",
        "device/chongqing-spine-2": "chongqing-spine-2 cannot be reached: connection refused.",
    }
    checks = controller.verify()
    silent = [check for check in checks if check.subject == "chongqing-spine-1"]
    everything = [check for check in fabric.controller(estate).verify() if check.subject == "chongqing-spine-1"]
    assert [check.name for check in silent] == [check.name for check in everything]
    assert {check.status for check in silent} == {Status.ERROR}
    assert {check.actual for check in silent} == {"wrong user or password"}
    assert {check.status for check in checks if not check.subject.startswith("chongqing-spine")} == {Status.DONE}


def test_a_pulled_cable_is_seen_from_both_ends(fabric: Fabric, estate: Estate) -> None:
    request(fabric.state, do="unplug", switch="gaoxin-leaf-01a", port="Ethernet49")
    try:
        failed = [check for check in fabric.controller(estate).verify() if check.status is not Status.DONE]
    finally:
        request(fabric.state, do="plug", switch="gaoxin-leaf-01a", port="Ethernet49")
    found = {(check.subject, check.name): (check.expected, check.actual) for check in failed}
    assert found["gaoxin-leaf-01a", "cable at Ethernet49"] == ("gaoxin-spine-1 Ethernet1", "nothing")
    assert found["gaoxin-spine-1", "cable at Ethernet1"] == ("gaoxin-leaf-01a Ethernet49", "nothing")
    assert {check.subject for check in failed} == {"gaoxin-leaf-01a", "gaoxin-spine-1"}


def test_verify_looks_at_what_changed_and_at_its_neighbors(fabric: Fabric, estate: Estate) -> None:
    change = _fake_change("gaoxin-leaf-01a")
    checks = fabric.controller(estate).verify((change,))
    assert {check.subject for check in checks} == {
        "gaoxin-leaf-01a",
        "gaoxin-leaf-01b",
        "gaoxin-spine-1",
        "gaoxin-spine-2",
    }


@pytest.fixture
def not_saved(fabric: Fabric, tmp_path: Path) -> tuple[str, FabricController]:
    """Change one switch up to the confirmation, as a run does that is killed before it saves."""
    name = "gaoxin-leaf-01b"
    other = estate_with_network(tmp_path)
    change = next(change for change in fabric.controller(other).plan().changes if change.address.name == name)
    assert isinstance(change.payload, DeviceTask)
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as session:
        session.run("configure session sddc-20261121-2300-dead-0001")
        session.push(change.payload.difference.remediation)
        session.run("commit timer 00:01:00")
        session.run("configure session sddc-20261121-2300-dead-0001 commit")
    access = {name: fabric.access[name]}
    settings = Settings(run="20261122-0914-7c2f", timer_seconds=20, poll_seconds=0.1, grace_seconds=1.0)
    return name, FabricController(other, access, NetmikoTransport(), settings)


def estate_with_network(tmp_path: Path) -> Estate:
    """Return the example with one network more."""
    folder = tmp_path / "estate"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".sddc"))
    text = (folder / "fabric.yaml").read_text()
    more = "networks:\n  queue: {zone: core, vlan: 398, subnet: 10.39.248.0/22, sites: all}\n"
    (folder / "fabric.yaml").write_text(text.replace("networks:\n", more, 1))
    return load_estate(folder)


@pytest.fixture
def clean(fabric: Fabric, estate: Estate) -> Iterator[None]:
    """Bring all switches back to the estate behind the test, saved."""
    yield
    controller = fabric.controller(estate)
    assert {outcome.status for outcome in _apply(controller, controller.plan().changes)} <= {Status.DONE}
    assert controller.plan().changes == ()


@pytest.mark.usefixtures("clean")
def test_what_runs_but_is_not_saved_is_planned_and_saved(
    fabric: Fabric, not_saved: tuple[str, FabricController]
) -> None:
    name, controller = not_saved
    (change,) = controller.plan().changes
    assert str(change.address) == f"device/{name}"
    assert change.reason.startswith(f"{name} runs what the estate wants but has not saved it")
    assert change.diff.splitlines()[0] == "  saved configuration"
    assert {line[0] for line in change.diff.splitlines()[1:]} <= {" ", "-", "+"}
    assert {"-", "+"} & {line[0] for line in change.diff.splitlines()}
    assert change.hits == ()
    running = _running(fabric, name)
    outcome = controller.apply(change, lambda _address, _step: None)
    assert (outcome.status, outcome.steps) == (Status.DONE, ("saved",)), outcome
    assert _without_head(_running(fabric, name)) == _without_head(running)
    assert _without_head(_started_with(fabric, name)) == _without_head(running)
    assert controller.plan().changes == ()
    assert _saved_checks(controller)[name].status is Status.DONE


@pytest.mark.usefixtures("clean")
def test_what_is_not_saved_does_not_hold(not_saved: tuple[str, FabricController]) -> None:
    name, controller = not_saved
    check = _saved_checks(controller)[name]
    assert check.status is Status.FAILED
    assert check.expected == "as the running one"
    assert "lines differ: " in check.actual
    assert {check.status for other, check in _saved_checks(controller).items() if other != name} == {Status.ERROR}


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("session", ["sddc-20261121-2300-dead-beef", "night-shift"])
def test_nothing_is_saved_while_a_commit_waits(
    fabric: Fabric, not_saved: tuple[str, FabricController], session: str
) -> None:
    name, controller = not_saved
    (change,) = controller.plan().changes
    before = _started_with(fabric, name)
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as login:
        login.run(f"configure session {session}")
        login.push(["alias half done"])
        login.run("commit timer 00:01:00")
    outcome = controller.apply(change, lambda _address, _step: None)
    assert (outcome.status, outcome.steps) == (Status.FAILED, ())
    assert f"Commit {session} waits for its confirmation" in outcome.message
    assert _started_with(fabric, name) == before
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as login:
        login.run(f"configure session {session} abort")


@pytest.mark.usefixtures("clean")
def test_a_switch_that_changed_since_the_plan_is_not_saved(
    fabric: Fabric, not_saved: tuple[str, FabricController]
) -> None:
    name, controller = not_saved
    (change,) = controller.plan().changes
    before = _started_with(fabric, name)
    _type(fabric, name, ["interface Ethernet30", "description by hand", "exit"])
    outcome = controller.apply(change, lambda _address, _step: None)
    assert outcome.status is Status.FAILED
    assert "has changed since the plan" in outcome.message
    assert _started_with(fabric, name) == before


def test_what_somebody_else_has_not_saved_is_theirs(fabric: Fabric, estate: Estate) -> None:
    name = "gaoxin-leaf-02a"
    _type(fabric, name, ["alias sb show bgp summary"])
    assert "alias sb" in _running(fabric, name)
    assert "alias sb" not in _started_with(fabric, name)
    assert fabric.controller(estate).plan().changes == ()
    assert _saved_checks(fabric.controller(estate))[name].status is Status.DONE


def _saved_checks(controller: FabricController) -> dict[str, Check]:
    return {check.subject: check for check in controller.verify() if check.name == "saved configuration"}


def _started_with(fabric: Fabric, name: str) -> str:
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as session:
        return session.run("show startup-config")


def _without_head(text: str) -> list[str]:
    """Leave out comments, which name the command."""
    return [line for line in text.splitlines() if line and not line.startswith("!")]


def test_a_change_without_its_payload_is_not_guessed(fabric: Fabric, estate: Estate) -> None:
    outcome = fabric.controller(estate).apply(_fake_change("gaoxin-leaf-01a"), lambda _address, _step: None)
    assert outcome.status is Status.ERROR
    assert "Plan again" in outcome.message


def test_no_secret_is_in_a_plan_an_outcome_or_a_check(fabric: Fabric, estate: Estate) -> None:
    name = "tianfu-leaf-01b"
    peer = next(line.split()[1] for line in _running(fabric, name).splitlines() if " remote-as " in line)
    _type(fabric, name, ["router bgp " + _asn(fabric, name), f"neighbor {peer} password 7 SecretOfTheNeighbor", "exit"])
    controller = fabric.controller(estate)
    (change,) = controller.plan().changes
    assert "password" in change.diff
    outcome = controller.apply(change, lambda _address, _step: None)
    assert outcome.status is Status.DONE
    seen = "".join(map(repr, (change, outcome, controller.verify((change,))))) + json.dumps(change.to_json())
    for secret in ("SecretOfTheNeighbor", PASSWORD, "$6$"):
        assert secret not in seen
    assert "username admin" in _running(fabric, name)


def _fake_change(device: str) -> Change:
    from orchestration.change import Action

    return Change(Address("device", device), Action.UPDATE, "", "", "", device.partition("-")[0])


def _asn(fabric: Fabric, name: str) -> str:
    return next(line.split()[2] for line in _running(fabric, name).splitlines() if line.startswith("router bgp "))


def _type(fabric: Fabric, name: str, lines: list[str]) -> None:
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as session:
        session.run("configure terminal")
        session.push(lines)


def _running(fabric: Fabric, name: str) -> str:
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as session:
        return session.run("show running-config")
