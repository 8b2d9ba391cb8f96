"""Logins, answers and refusals over real SSH, and what is said when there is none."""

import dataclasses
import logging
import re
import socket
import threading
import time
from pathlib import Path

import pytest

from sdn.delivery.transport import DeviceAccess, DeviceRejected, DeviceUnreachable, NetmikoTransport
from sdn.dialects.eos.facts import EOS_COMMAND_LINE
from tests.sdn.conftest import PASSWORD, Lab, StartLab


@pytest.fixture
def lab(start_lab: StartLab) -> Lab:
    return start_lab({"leaf-1": "hostname leaf-1\n"})


def _reason(access: DeviceAccess) -> str:
    with pytest.raises(DeviceUnreachable) as raised, NetmikoTransport().session(access, EOS_COMMAND_LINE):
        pass
    assert access.password not in str(raised.value)
    return raised.value.reason


def test_answers_come_without_echo_and_prompt(lab: Lab) -> None:
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        assert session.run("show hostname").splitlines()[0] == "Hostname: leaf-1"
        assert session.run_json("show version | json")["version"] == "4.32.2F"
        with pytest.raises(DeviceRejected, match="Invalid input"):
            session.run("show nonsense")
        assert session.run("show hostname").splitlines()[0] == "Hostname: leaf-1"


def test_many_lines_are_typed_and_the_refused_one_is_named(lab: Lab) -> None:
    lines = [line for vlan in range(2, 400) for line in (f"vlan {vlan}", f"name v{vlan}", "exit")]
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        session.run("configure session many")
        session.push(lines)
        assert session.run("show session-config").count("\nvlan ") == 398
        with pytest.raises(DeviceRejected) as raised:
            session.push([*lines, "interface Ethernet1", "mtu banana", "exit"])
        assert raised.value.line == "mtu banana"
        assert raised.value.message.startswith("%")
        session.run("abort")


def test_a_refused_section_is_said_even_where_its_end_ends_the_login(start_lab: StartLab) -> None:
    lab = start_lab({"leaf": None})
    with NetmikoTransport().session(lab.access("leaf"), EOS_COMMAND_LINE) as session:
        session.run("configure session s1")
        with pytest.raises(DeviceRejected) as raised:
            session.push(["interface Ethernet99", "exit", "exit", "exit", "vlan 7"])
    assert raised.value.line == "interface Ethernet99"


def test_a_new_host_name_changes_the_prompt_and_nothing_else(lab: Lab) -> None:
    with NetmikoTransport().session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
        session.run("configure session rename")
        session.push(["hostname another-name"])
        session.run("commit")
        assert session.run("show hostname").splitlines()[0] == "Hostname: another-name"


def test_who_cannot_log_in_is_told_plainly_and_without_the_password(
    lab: Lab, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    good = lab.access("leaf-1")
    with socket.socket() as closed, socket.socket() as silent:
        closed.bind(("127.0.0.1", 0))
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        table = {
            "wrong user or password": dataclasses.replace(good, password="wrong-Pass-1"),
            "connection refused": dataclasses.replace(good, host="127.0.0.1", port=closed.getsockname()[1]),
            "the host name is unknown": dataclasses.replace(good, host="no-such-host.invalid"),
            "there is no known_hosts file /nowhere": dataclasses.replace(good, known_hosts=Path("/nowhere")),
        }
        (tmp_path / "known_hosts").write_text("")
        table["its host key is not in the known_hosts file"] = dataclasses.replace(
            good, known_hosts=tmp_path / "known_hosts"
        )
        with caplog.at_level(logging.DEBUG):
            assert {_reason(access): access for access in table.values()} == table
        assert (
            _reason(dataclasses.replace(good, host="127.0.0.1", port=silent.getsockname()[1], connect_seconds=0.3))
            == "it does not answer as an SSH server"
        )
    written = caplog.text + "".join(capfd.readouterr())
    assert PASSWORD not in written
    assert "wrong-Pass-1" not in written
    assert PASSWORD not in repr(good)


def test_a_known_host_key_is_accepted_and_another_is_not(lab: Lab, tmp_path: Path) -> None:
    access = lab.access("leaf-1")
    key = (lab.directory / "state" / "ssh_host_key").read_text()
    import asyncssh

    own = asyncssh.import_private_key(key).export_public_key().decode().split()
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().split()
    place = f"[{access.host}]:{access.port}"
    for public, is_known in ((own, True), (other, False)):
        known_hosts = tmp_path / "known_hosts"
        known_hosts.write_text(f"{place} {public[0]} {public[1]}\n")
        strict = dataclasses.replace(access, known_hosts=known_hosts)
        if is_known:
            with NetmikoTransport().session(strict, EOS_COMMAND_LINE) as session:
                assert "leaf-1" in session.run("show hostname")
        else:
            assert _reason(strict) == "its host key is not the one in the known_hosts file"


def test_a_switch_that_falls_silent_is_given_up(lab: Lab) -> None:
    access = dataclasses.replace(lab.access("leaf-1"), answer_seconds=0.5)
    with NetmikoTransport().session(access, EOS_COMMAND_LINE) as session:
        lab.fault("delay", "leaf-1", seconds=5.0)
        started = time.monotonic()
        with pytest.raises(DeviceUnreachable, match="no prompt"):
            session.run("show version")
        assert time.monotonic() - started < 2


def test_closing_the_transport_wakes_who_waits(lab: Lab) -> None:
    transport = NetmikoTransport()
    raised: list[Exception] = []

    def wait() -> None:
        try:
            with transport.session(lab.access("leaf-1"), EOS_COMMAND_LINE) as session:
                lab.fault("delay", "leaf-1", seconds=30.0)
                session.run("show version")
        except DeviceUnreachable as unreachable:
            raised.append(unreachable)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(1.5)
    started = time.monotonic()
    transport.close()
    thread.join(timeout=5)
    assert time.monotonic() - started < 2
    assert re.search("lost|closed", str(raised[0]))


def test_a_closed_transport_lets_nobody_in_any_more(lab: Lab) -> None:
    transport = NetmikoTransport()
    transport.close()
    with (
        pytest.raises(DeviceUnreachable, match="the command was interrupted"),
        transport.session(lab.access("leaf-1"), EOS_COMMAND_LINE),
    ):
        pass
