import dataclasses
import json
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.switch.emulator import build
from lab.switch.eos.cli import EosConsole
from lab.switch.eos.device import EosSwitch, Scheduler
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import LabSpec
from lab.switch.startup import StartupStore

LEAF = "tianfu-leaf-01a"


class Clock(Scheduler, Protocol):
    """The clock that tests turn by hand."""

    def advance(self, seconds: float) -> None:
        """Let time pass."""


def command_line(fabric: EmulatedFabric, name: str = LEAF) -> EosConsole:
    return EosConsole(fabric.devices[name], fabric, "admin")


def said(cli: EosConsole, *lines: str) -> list[str]:
    return [cli.answer(line).text for line in lines]


@pytest.fixture
def device(fabric: EmulatedFabric) -> EosSwitch:
    return fabric.devices[LEAF]


def test_prompts_name_session_and_section_as_eos_does(fabric: EmulatedFabric) -> None:
    cli = command_line(fabric)
    prompts = [cli.prompt]
    for line in (
        "configure session abcdefghij",
        "interface Ethernet1",
        "router bgp 4200000101",
        "vrf retail",
        "exit",
        "vlan 110",
        "end",
    ):
        cli.answer(line)
        prompts.append(cli.prompt)
    assert prompts == [
        "tianfu-leaf-01a#",
        "tianfu-leaf-01a(config-s-abcdef)#",
        "tianfu-leaf-01a(config-s-abcdef-if-Et1)#",
        "tianfu-leaf-01a(config-s-abcdef-router-bgp)#",
        "tianfu-leaf-01a(config-s-abcdef-router-bgp-vrf-retail)#",
        "tianfu-leaf-01a(config-s-abcdef-router-bgp)#",
        "tianfu-leaf-01a(config-s-abcdef-macvrf-110)#",
        "tianfu-leaf-01a#",
    ]


def test_a_session_shows_its_difference_and_touches_nothing_until_it_is_committed(
    fabric: EmulatedFabric, device: EosSwitch
) -> None:
    before = device.running_text()
    cli = command_line(fabric)
    said(cli, "configure session s1", "vlan 777", "name seven")
    difference = cli.answer("show session-config diffs").text.splitlines()
    assert difference[:2] == ["--- system:/running-config", "+++ session:/s1-session-config"]
    changed = [line for line in difference[2:] if line[0] in "+-" and line[1:] != "!"]
    assert changed == ["+vlan 777", "+   name seven"]
    assert device.running_text() == before
    assert said(cli, "commit") == [""]
    assert "vlan 777" in device.running_text()


def test_an_unconfirmed_commit_is_taken_back(fabric: EmulatedFabric, device: EosSwitch, clock: Clock) -> None:
    before = device.running_text()
    cli = command_line(fabric)
    said(cli, "configure session s1", "hostname changed", "commit timer 00:02:00")
    assert device.hostname == "changed"
    clock.advance(119)
    assert device.hostname == "changed"
    clock.advance(1)
    assert device.running_text() == before


def test_a_confirmed_commit_stays(fabric: EmulatedFabric, device: EosSwitch, clock: Clock) -> None:
    cli = command_line(fabric)
    said(cli, "configure session s1", "vlan 777", "commit timer 00:02:00")
    assert said(command_line(fabric), "configure session s1 commit") == [""]
    clock.advance(600)
    assert "vlan 777" in device.running_text()


def test_a_pending_commit_blocks_every_other(fabric: EmulatedFabric) -> None:
    first, second = command_line(fabric), command_line(fabric)
    said(first, "configure session s1", "vlan 777", "commit timer 00:02:00")
    said(second, "configure session s2", "vlan 778")
    (answer,) = said(second, "commit")
    assert answer.startswith("% Cannot commit session s2")
    assert said(first, "configure session s1 abort", "show configuration sessions detail | json")[0] == ""
    assert said(second, "commit") == [""]


def test_an_aborted_pending_commit_is_taken_back_at_once(
    fabric: EmulatedFabric, device: EosSwitch, clock: Clock
) -> None:
    before = device.running_text()
    cli = command_line(fabric)
    said(cli, "configure session s1", "vlan 777", "commit timer 00:02:00", "configure session s1 abort")
    assert device.running_text() == before
    clock.advance(600)
    assert device.running_text() == before


def sessions(cli: EosConsole) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(cli.answer("show configuration sessions detail | json").text)
    return data


def test_a_pending_timer_is_shown_as_release_4_32_does(fabric: EmulatedFabric) -> None:
    cli = command_line(fabric)
    said(cli, "configure session s1", "vlan 777", "commit timer 00:02:00")
    data = sessions(cli)
    assert data["commitTimerSessionName"] == "s1"
    assert 119 < data["commitTimerExpireTime"] - fabric.devices[LEAF].uptime <= 120
    assert data["sessions"]["s1"]["state"] == "committed"
    said(cli, "configure session s1 commit")
    assert "commitTimerSessionName" not in sessions(cli)
    assert sessions(cli)["sessions"]["s1"]["state"] == "completed"


def test_older_releases_show_a_pending_timer_in_the_session(spec: LabSpec, clock: Clock) -> None:
    old = dataclasses.replace(
        spec, switches=tuple(dataclasses.replace(item, version="4.31.4M") for item in spec.switches)
    )
    cli = command_line(build(old, clock))
    said(cli, "configure session s1", "vlan 777", "commit timer 00:02:00")
    assert "commitTimerSessionName" not in sessions(cli)
    assert sessions(cli)["sessions"]["s1"]["state"] == "pendingCommitTimer"


def test_only_five_sessions_may_be_open(fabric: EmulatedFabric) -> None:
    cli = command_line(fabric)
    for number in range(5):
        assert said(cli, f"configure session s{number}", "end") == ["", ""]
    assert said(cli, "configure session s5")[0].startswith("% Maximum number of pending sessions")
    assert said(cli, "configure session s0 abort", "configure session s5") == ["", ""]


def test_a_clean_session_replaces_everything(fabric: EmulatedFabric, device: EosSwitch) -> None:
    cli = command_line(fabric)
    said(cli, "configure session s1", "rollback clean-config", "hostname bare", "commit")
    named = [line for line in device.running_text() if line.startswith(("hostname", "vlan", "router", "username"))]
    assert named == ["hostname bare"]


def test_checkpoints_bring_back_what_was(fabric: EmulatedFabric, device: EosSwitch) -> None:
    before = device.running_text()
    cli = command_line(fabric)
    said(cli, "configure checkpoint save good", "configure", "no vlan 110", "hostname other", "end")
    assert device.hostname == "other"
    assert said(cli, "configure checkpoint restore good") == [""]
    assert device.running_text() == before
    assert said(cli, "configure checkpoint restore none") == ["% Checkpoint none does not exist"]


def test_a_restarted_switch_has_what_was_saved_and_nothing_else(
    spec: LabSpec, clock: Clock, fabric: EmulatedFabric
) -> None:
    cli = command_line(fabric)
    said(cli, "configure", "vlan 777", "end", "write memory", "configure", "vlan 778", "end")
    again = build(spec, clock).devices[LEAF]
    assert "vlan 777" in again.running_text()
    assert "vlan 778" not in again.running_text()
    assert again.startup_errors == ()


def test_reload_loses_what_was_not_saved(fabric: EmulatedFabric, device: EosSwitch) -> None:
    before = device.running_text()
    said(command_line(fabric), "configure", "vlan 777", "end", "reload now")
    assert device.running_text() == before


@pytest.mark.parametrize(
    "lines",
    [
        ["interface Management1", "shutdown"],
        ["no interface Management1"],
        ["interface Management1", "no ip address"],
        ["interface Management1", "ip address 10.0.200.99/24"],
        ["interface Management1", "vrf core"],
        ["no management ssh"],
        ["management ssh", "no vrf MGMT"],
        ["management ssh", "vrf MGMT", "shutdown"],
    ],
)
def test_a_change_that_locks_out_is_healed_by_the_timer(
    fabric: EmulatedFabric, device: EosSwitch, clock: Clock, lines: list[str]
) -> None:
    assert device.accounts.is_reachable
    said(command_line(fabric), "configure session s1", *lines, "commit timer 00:01:00")
    assert not device.accounts.is_reachable
    clock.advance(60)
    assert device.accounts.is_reachable


def test_whoever_loses_the_account_cannot_log_in(fabric: EmulatedFabric, device: EosSwitch, clock: Clock) -> None:
    assert device.accounts.admits("admin", "lab-password")
    assert not device.accounts.admits("admin", "wrong")
    assert not device.accounts.admits("nobody", "lab-password")
    said(command_line(fabric), "configure session s1", "no username admin", "commit timer 00:01:00")
    assert not device.accounts.admits("admin", "lab-password")
    clock.advance(60)
    assert device.accounts.admits("admin", "lab-password")


_LINES = ["vlan 777", "name x", "no vlan 110", "interface Ethernet1", "description y", "no router bgp", "hostname z",
          "rollback clean-config", "bogus", "exit", "no interface Vlan110", "router bgp 4200000101",
          "no vlan 120"]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from(_LINES), max_size=12), ending=st.sampled_from(["abort", "expire"]))
def test_aborted_and_expired_sessions_leave_the_running_configuration_as_it_was(
    spec: LabSpec, clock: Clock, lines: list[str], ending: str
) -> None:
    fabric = build(spec, clock)
    device = fabric.devices[LEAF]
    before = device.running_text()
    cli = command_line(fabric)
    said(cli, "configure session s1", *(line for line in lines if line != "exit"))
    said(cli, "end")
    if ending == "abort":
        assert said(cli, "configure session s1 abort") == [""]
    else:
        assert said(cli, "configure session s1 commit timer 00:00:30") == [""]
        clock.advance(30)
    assert device.running_text() == before
    assert device.pending is None


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("shw version", "% Invalid input (at token 0: 'shw')"),
        ("show versionn", "% Invalid input (at token 1: 'versionn')"),
        ("show", "% Incomplete command"),
        ("show running-config | json", "% This is an unconverted command"),
        ("show version | frobnicate x", "% Invalid input (at token 3: 'frobnicate')"),
        ("configure session nothere commit", "% Session nothere does not exist"),
        ("configure session nothere abort", "% Session nothere does not exist"),
        ("show session-config named nothere diffs", "% Session nothere does not exist"),
        ("show session-config", "% Not currently in a session"),
        ("terminal width 511", "Width set to 511 columns."),
        ("terminal length 0", "Pagination disabled."),
        ("show hostname | include FQDN", "FQDN:     tianfu-leaf-01a"),
    ],
)
def test_answers(fabric: EmulatedFabric, command: str, answer: str) -> None:
    assert command_line(fabric).answer(command).text == answer


def test_sections_of_the_configuration_can_be_asked_for(fabric: EmulatedFabric) -> None:
    text = command_line(fabric).answer("show running-config | section mlag configuration").text.splitlines()
    assert text[0] == "mlag configuration"
    assert all(line.startswith("   ") for line in text[1:])
    assert "   domain-id tianfu-pair-01" in text


def test_show_works_while_configuring(fabric: EmulatedFabric) -> None:
    cli = command_line(fabric)
    said(cli, "configure", "interface Ethernet1")
    assert said(cli, "do show hostname")[0].startswith("Hostname: tianfu-leaf-01a")
    assert cli.prompt == "tianfu-leaf-01a(config-if-Et1)#"


def test_startup_files_are_replaced_whole(tmp_path: Path) -> None:
    store = StartupStore(tmp_path / "deep")
    assert store.read("x") is None
    store.write("x", "one\n")
    store.write("x", "two\n")
    assert store.read("x") == "two\n"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["x.cfg"]
