"""The emulator as a process, talked to as the real client does."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from netmiko import BaseConnection, ConnectHandler
from netmiko.exceptions import ConfigInvalidException, NetmikoAuthenticationException, NetmikoTimeoutException

from lab.processes import ProcessNotStarted
from lab.switch.control import FaultRefused, request
from lab.switch.process import start, status, stop
from lab.switch.spec import SwitchLabInvalid
from orchestration.process_identity import this_process

ADDRESS = "127.92.0.1"
LEAF = "tianfu-leaf-01a"
PROMPT = r"#\s*$"
PASSWORD = "lab-password"
Lab = tuple[Path, int]


def connected(lab: Lab, address: str = ADDRESS, password: str = PASSWORD) -> BaseConnection:
    return ConnectHandler(
        device_type="arista_eos", host=address, port=lab[1], username="admin", password=password, conn_timeout=10
    )


@pytest.fixture
def switch(running_lab: Lab) -> Iterator[BaseConnection]:
    connection = connected(running_lab)
    try:
        yield connection
    finally:
        connection.disconnect()


def session(switch: BaseConnection, name: str, *lines: str) -> None:
    switch.send_config_set(
        list(lines), config_mode_command=f"configure session {name}", exit_config_mode=False, error_pattern=r"^% "
    )


def decoded(switch: BaseConnection, command: str) -> Any:  # noqa: ANN401 - decoded JSON
    return json.loads(str(switch.send_command(f"{command} | json")))


def ended(switch: BaseConnection, line: str) -> str:
    """Send a line after which the prompt is another one."""
    return str(switch.send_command(line, expect_string=PROMPT))


def wait_until_cut_off(lab: Lab, name: str) -> None:
    deadline = time.monotonic() + 5
    while request(lab[0], do="status")["switches"][name]["reachable"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_login_and_show(switch: BaseConnection) -> None:
    assert switch.find_prompt() == "tianfu-leaf-01a#"
    assert switch.check_enable_mode()
    assert "Arista DCS-7050SX3-48YC8" in switch.send_command("show version")
    assert decoded(switch, "show version")["version"] == "4.32.2F"


def test_a_wrong_password_is_refused(running_lab: Lab) -> None:
    with pytest.raises(NetmikoAuthenticationException):
        connected(running_lab, password="wrong")


def test_a_session_is_pushed_compared_and_aborted(switch: BaseConnection) -> None:
    before = switch.send_command("show running-config")
    session(switch, "push-1", "interface Ethernet20", "description pushed", "vlan 900", "name nine")
    assert switch.find_prompt() == "tianfu-leaf-01a(config-s-push-1-vlan-900)#"
    difference = ended(switch, "show session-config named push-1 diffs")
    assert "+   description pushed" in difference
    assert "+vlan 900" in difference
    ended(switch, "abort")
    assert switch.find_prompt() == "tianfu-leaf-01a#"
    assert switch.send_command("show running-config") == before


def test_an_error_line_reaches_the_client(switch: BaseConnection) -> None:
    with pytest.raises(ConfigInvalidException, match="vlan 4095"):
        session(switch, "bad", "vlan 900", "vlan 4095")
    ended(switch, "abort")


def test_the_timer_takes_a_commit_back(switch: BaseConnection) -> None:
    session(switch, "timed", "vlan 901")
    ended(switch, "commit timer 00:00:01")
    assert "vlan 901" in switch.send_command("show running-config")
    deadline = time.monotonic() + 10
    while "vlan 901" in switch.send_command("show running-config") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "vlan 901" not in switch.send_command("show running-config")


def test_a_confirmed_commit_survives_its_timer(running_lab: Lab, switch: BaseConnection) -> None:
    session(switch, "kept", "vlan 902")
    ended(switch, "commit timer 00:00:02")
    second = connected(running_lab)
    assert second.send_command("configure session kept commit") == ""
    second.disconnect()
    time.sleep(2.2)
    assert "vlan 902" in switch.send_command("show running-config")
    session(switch, "undo", "no vlan 902")
    ended(switch, "commit")


def test_three_hundred_lines_in_one_write_take_well_under_a_second(switch: BaseConnection) -> None:
    lines = ["configure session bulk"]
    for number in range(60):
        lines += [f"interface Ethernet{number % 40 + 1}", f"description bulk {number}", "mtu 9214", "no switchport"]
        lines.append(f"ip address 10.99.{number}.1/31")
    mark = "! end-of-bulk-write"
    began = time.perf_counter()
    switch.write_channel("\n".join([*lines, mark]) + "\n")
    output = switch.read_until_pattern(re.escape(mark) + r"[\s\S]*?#\s*$", read_timeout=20)
    took = time.perf_counter() - began
    assert re.findall(r"^% .*$", output, re.MULTILINE) == []
    ended(switch, "abort")
    assert took < 2.0


def test_a_commit_that_locks_out_is_healed_by_its_timer(running_lab: Lab) -> None:
    connection = connected(running_lab, "127.92.0.2")
    session(connection, "lock-out", "interface Management1", "shutdown")
    connection.write_channel("commit timer 00:00:02\n")
    wait_until_cut_off(running_lab, "tianfu-leaf-01b")
    with pytest.raises(NetmikoTimeoutException):
        connected(running_lab, "127.92.0.2")
    deadline = time.monotonic() + 15
    healed = None
    while healed is None and time.monotonic() < deadline:
        try:
            healed = connected(running_lab, "127.92.0.2")
        except NetmikoTimeoutException:
            time.sleep(0.2)
    assert healed is not None
    assert decoded(healed, "show interfaces Management1")["interfaces"]["Management1"]["interfaceStatus"] == "connected"
    healed.disconnect()


def test_a_factory_fresh_switch_lets_the_account_of_the_lab_in(running_lab: Lab) -> None:
    connection = connected(running_lab, "127.92.0.9")
    config = connection.send_command("show running-config")
    connection.disconnect()
    assert "hostname fresh" in config
    assert "interface Ethernet32" in config
    assert "router bgp" not in config


def test_one_command_over_an_exec_channel(running_lab: Lab) -> None:
    async def run(command: str) -> asyncssh.SSHCompletedProcess:
        options = {"username": "admin", "password": "lab-password", "known_hosts": None}
        async with asyncssh.connect(ADDRESS, running_lab[1], **options) as connection:
            return await connection.run(command)

    done = asyncio.run(run("show lldp neighbors | json"))
    assert done.exit_status == 0
    assert len(json.loads(str(done.stdout))["lldpNeighbors"]) == 4
    failed = asyncio.run(run("show bogus"))
    assert failed.exit_status == 1
    assert "% Invalid input (at token 1: 'bogus')" in str(failed.stdout)


def test_faults_are_made_and_unmade_over_the_control_socket(running_lab: Lab, switch: BaseConnection) -> None:
    directory = running_lab[0]
    request(directory, do="unplug", switch=LEAF, port="Ethernet49")
    neighbors = decoded(switch, "show lldp neighbors")["lldpNeighbors"]
    assert [item["port"] for item in neighbors] == ["Ethernet50", "Ethernet53", "Ethernet54"]
    assert request(directory, do="status")["unplugged"] == [f"{LEAF} Ethernet49"]
    request(directory, do="plug", switch=LEAF, port="Ethernet49")
    assert len(decoded(switch, "show lldp neighbors")["lldpNeighbors"]) == 4


def test_a_switch_is_cut_off_for_a_while(running_lab: Lab) -> None:
    request(running_lab[0], do="cut", switch="tianfu-spine-2", seconds=1.0)
    with pytest.raises(NetmikoTimeoutException):
        connected(running_lab, "127.92.0.6")
    time.sleep(1.1)
    connected(running_lab, "127.92.0.6").disconnect()


def test_a_switch_is_cut_off_by_the_next_commit(running_lab: Lab) -> None:
    request(running_lab[0], do="cut_after_commit", switch="tianfu-spine-1", seconds=1.0)
    connection = connected(running_lab, "127.92.0.5")
    session(connection, "cut", "vlan 903")
    connection.write_channel("commit timer 00:00:01\n")
    wait_until_cut_off(running_lab, "tianfu-spine-1")
    with pytest.raises(NetmikoTimeoutException):
        connected(running_lab, "127.92.0.5")
    time.sleep(1.5)
    again = connected(running_lab, "127.92.0.5")
    assert "vlan 903" not in again.send_command("show running-config")
    again.disconnect()


def test_answers_can_be_slow(running_lab: Lab, switch: BaseConnection) -> None:
    request(running_lab[0], do="delay", switch=LEAF, seconds=0.3)
    began = time.perf_counter()
    assert "Hostname" in switch.send_command("show hostname")
    assert time.perf_counter() - began > 0.3
    request(running_lab[0], do="delay", switch=LEAF, seconds=0)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"do": "explode"}, "KeyError"),
        ({"do": "unplug", "switch": "nowhere", "port": "Ethernet1"}, "nowhere"),
        ({"do": "unplug", "switch": LEAF, "port": "Ethernet33"}, "no cable"),
        ({"do": "cut", "switch": LEAF, "seconds": "long"}, "ValueError"),
    ],
)
def test_requests_that_make_no_sense_are_refused(running_lab: Lab, words: dict[str, str], reason: str) -> None:
    with pytest.raises(FaultRefused, match=reason):
        request(running_lab[0], **words)


def small_lab(directory: Path, port: int) -> Path:
    (directory / "password").write_text("secret\n", encoding="utf-8")
    data = {
        "switches": [{"name": "one", "address": "127.92.1.1", "port": port}],
        "username": "admin",
        "password_file": "password",
        "state_directory": "state",
    }
    path = directory / "lab.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_the_process_is_started_found_and_ended(tmp_path: Path, free_port: int) -> None:
    path = small_lab(tmp_path, free_port)
    state = tmp_path / "state"
    assert status(state) is None
    record = start(path, owner=this_process())
    try:
        assert status(state) == record
        assert start(path, owner=this_process()) == record
    finally:
        assert stop(state)
    assert status(state) is None
    assert not stop(state)
    with pytest.raises(FaultRefused):
        request(state, do="status")


def test_an_address_that_is_taken_is_told(running_lab: Lab, tmp_path: Path) -> None:
    path = small_lab(tmp_path, running_lab[1])
    data = json.loads(path.read_text(encoding="utf-8"))
    data["switches"][0]["address"] = ADDRESS
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ProcessNotStarted, match=r"[Aa]ddress already in use"):
        start(path, owner=this_process())
    assert status(tmp_path / "state") is None


def test_sixty_switches_start_quickly(tmp_path: Path, free_port: int) -> None:
    port = free_port
    path = small_lab(tmp_path, port)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["switches"] = [
        {"name": f"s{number}", "address": f"127.92.2.{number}", "port": port} for number in range(1, 61)
    ]
    path.write_text(json.dumps(data), encoding="utf-8")
    began = time.perf_counter()
    try:
        start(path, owner=this_process())
        took = time.perf_counter() - began
    finally:
        stop(tmp_path / "state")
    assert took < 5.0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"switches": [{"name": "one", "address": "10.0.0.1", "port": 22}]}, "only loopback"),
        ({"cables": [{"a": ["one", "Ethernet1"], "b": ["two", "Ethernet1"]}]}, "two"),
        ({"cables": [{"a": ["one", "Gigabit1"], "b": ["one", "Ethernet1"]}]}, "Gigabit1"),
        ({"cables": [{"a": ["one", "Ethernet1"], "b": ["one", "Ethernet1"]}]}, "Used twice"),
        ({"password_file": "nowhere"}, "nowhere"),
        ({"switches": [{"name": "one"}]}, "address"),
    ],
)
def test_a_description_that_cannot_be_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = small_lab(tmp_path, 1)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    try:
        with pytest.raises(SwitchLabInvalid, match=reason):
            start(path, owner=this_process())
    finally:
        stop(tmp_path / "state")


def test_the_module_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-m", "lab.switch"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage: python -m lab.switch SPEC.json" in done.stderr
