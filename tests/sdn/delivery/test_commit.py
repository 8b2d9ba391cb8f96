"""The candidate commit against an emulated switch over SSH: what ends well, what is refused, what comes back."""

import time

import pytest

from orchestration.change import Status
from sdn.configuration import fingerprint, read, running
from sdn.delivery.task import CommitContext, DeviceTask, Result, Settings
from sdn.delivery.transport import NetmikoTransport
from sdn.dialects.eos import EOS
from sdn.dialects.eos.facts import EOS_COMMAND_LINE
from sdn.diff import difference
from sdn.rendered_config import RenderedConfig
from sdn.verify.health import Item, Unaffected
from tests.sdn.conftest import Lab, StartLab

START = """hostname leaf-1
!
username admin privilege 15 role network-admin secret lab-Pass-7041
!
interface Ethernet1
   description old
!
interface Management1
   ip address 10.99.0.1/24
"""


def _task(lab: Lab, old: str, new: str) -> DeviceTask:
    """Plan the replacement of one piece of the running configuration's text."""
    access = lab.access("leaf-1")
    with NetmikoTransport().session(access, EOS_COMMAND_LINE) as session:
        text = session.run("show running-config")
    now = running(text, EOS.grammar)
    wanted_text = text.replace(old, new)
    assert wanted_text != text
    wanted = running(wanted_text, EOS.grammar)
    return DeviceTask(
        "leaf-1",
        access,
        EOS.grammar,
        wanted,
        RenderedConfig("leaf-1", {"cfg": wanted_text}),
        difference(now, wanted, EOS.grammar),
        fingerprint(now),
        Unaffected({Item("bgp", "10.0.0.1"): "leaf-2"}, EOS.interfaces_up(wanted)),
    )


def _commit(task: DeviceTask, timer: int = 4) -> tuple[Result, list[str]]:
    steps: list[str] = []
    context = CommitContext(
        NetmikoTransport(), Settings(run="20261122-0914-7c2f", timer_seconds=timer, poll_seconds=0.1, grace_seconds=2.0)
    )
    return EOS.commit(context, task, steps.append), steps


def _running(lab: Lab) -> str:
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        return session.run("show running-config")


def test_a_change_is_confirmed_saved_and_read_again(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    result, steps = _commit(_task(lab, "description old", "description new"))
    assert result == Result(Status.DONE)
    assert steps == ["session", "diff", "commit, timer 4 s", "new login", "1 check", "confirmed", "saved"]
    assert "description new" in _running(lab)
    assert "description new" in lab.startup("leaf-1")
    time.sleep(4.5)
    assert "description new" in _running(lab)


def test_a_line_that_the_switch_refuses_is_in_the_message(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    result, steps = _commit(_task(lab, "description old", "mtu 99999"))
    assert result.status is Status.FAILED
    assert "'mtu 99999'" in result.message
    assert "% Invalid input" in result.message
    assert "Nothing was committed" in result.message
    assert steps == ["session"]
    assert "description old" in _running(lab)


def test_a_stale_change_touches_nothing(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    task = _task(lab, "description old", "description new")
    first, _ = _commit(_task(lab, "description old", "description other"))
    assert first.status is Status.DONE
    result, steps = _commit(task)
    assert result.status is Status.FAILED
    assert "has changed since the plan" in result.message
    assert steps == []
    assert "description other" in _running(lab)


def test_a_change_that_locks_everybody_out_comes_back_by_itself(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    result, steps = _commit(_task(lab, "ip address 10.99.0.1/24", "ip address 10.99.0.2/24"), timer=3)
    assert result.status is Status.REVERTED
    assert "back on the old configuration" in result.message
    assert steps[-1] == "back on the old configuration"
    assert "confirmed" not in steps
    assert "ip address 10.99.0.1/24" in _running(lab)


def test_what_does_not_come_up_again_is_taken_back(start_lab: StartLab) -> None:
    text = START.replace("description old", "no switchport\n   ip address 10.0.0.0/31") + (
        "!\nip routing\n!\nrouter bgp 65001\n   router-id 10.0.0.0\n   neighbor 10.0.0.1 remote-as 65002\n"
    )
    other = text.replace("leaf-1", "leaf-2").replace("10.0.0.0", "10.0.0.9").replace("10.0.0.1 ", "10.0.0.0 ")
    other = other.replace("10.0.0.9/31", "10.0.0.1/31").replace("65002", "65009").replace("65001", "65002")
    lab = start_lab(
        {"leaf-1": text, "leaf-2": other.replace("65009", "65001")},
        ((["leaf-1", "Ethernet1"], ["leaf-2", "Ethernet1"]),),
    )
    result, steps = _commit(_task(lab, "remote-as 65002", "remote-as 65003"), timer=3)
    assert result.status is Status.REVERTED, (result, steps)
    assert "bgp 10.0.0.1" in result.message
    assert "remote-as 65002" in _running(lab)


def test_a_commit_of_somebody_else_that_waits_is_named_and_left_alone(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    task = _task(lab, "description old", "description new")
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        session.run("configure session night-shift")
        session.push(["vlan 77", "exit"])
        session.run("commit timer 00:01:00")
        result, steps = _commit(task)
        assert result.status is Status.FAILED
        assert "night-shift" in result.message
        assert steps == []
        assert "vlan 77" in session.run("show running-config")


@pytest.mark.parametrize("state", ["open", "waiting"])
def test_what_an_interrupted_run_of_ours_left_behind_is_removed(start_lab: StartLab, state: str) -> None:
    lab = start_lab({"leaf-1": START})
    task = _task(lab, "description old", "description new")
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        session.run("configure session sddc-20261121-0900-aaaa-1234")
        session.push(["vlan 77", "exit"])
        session.run("commit timer 00:01:00" if state == "waiting" else "end")
    result, _ = _commit(task)
    assert result == Result(Status.DONE)
    assert "vlan 77" not in _running(lab)
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        assert "1234" not in session.run("show configuration sessions detail | json")


def test_a_switch_that_is_cut_off_at_the_commit_is_confirmed_when_it_is_back_in_time(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    task = _task(lab, "description old", "description new")
    lab.fault("cut_after_commit", "leaf-1", seconds=1.0)
    result, _ = _commit(task, timer=8)
    assert result == Result(Status.DONE)
    assert read(_running(lab), EOS.grammar)["interface Ethernet1"] == {"description new": {}}


def test_a_switch_that_stays_away_is_an_error_that_says_what_was_not_seen(start_lab: StartLab) -> None:
    lab = start_lab({"leaf-1": START})
    task = _task(lab, "description old", "description new")
    lab.fault("cut_after_commit", "leaf-1", seconds=60.0)
    result, _ = _commit(task, timer=1)
    assert result.status is Status.ERROR
    assert "not seen" in result.message
