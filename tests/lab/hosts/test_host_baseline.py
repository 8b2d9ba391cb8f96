"""The real playbook on lab hosts: prepared once, nothing to do the second time, and every bad end told apart."""

import json
import os
import signal
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.hosts.faults import refuse_login
from lab.hosts.process import SiteAccess
from lab.hosts.spec import SiteSpec
from provisioning.ansible_inventory import AnsibleHost
from provisioning.host_results import HostEvent, HostResult, HostStatus
from provisioning.runner import PlaySettings, SshAccess, run_playbook

Site = tuple[SiteSpec, SiteAccess]
PLAY = "host_baseline"


def ansible_hosts(site: Site) -> list[AnsibleHost]:
    spec, access = site
    return [
        AnsibleHost(
            name=host.name,
            address=host.address,
            port=host.port,
            username=access.username,
            site=spec.site,
            rack=host.name.split("-")[1],
            pool="retail",
            zone="retail",
            variables={
                "ansible_python_interpreter": access.python,
                "sddc_root": host.directory,
                "sddc_position": "1+2",
                "sddc_feeds": ["pdu-a", "pdu-b"],
                "sddc_nics": [{"name": "eth0", "switch": "tianfu-leaf-01a", "port": "Ethernet7"}, {"name": "eth1"}],
                "sddc_networks": [{"name": "storage", "vlan": 120, "address": "10.20.0.7/22"}],
                "host_baseline_hugepages": {"size": "1G", "count": 64},
                "host_baseline_isolated_cpus": "2-23",
            },
        )
        for host in spec.hosts
    ]


def play(site: Site, on_event: Any = None, **settings: Any) -> tuple[HostResult, ...]:  # noqa: ANN401
    access = SshAccess(site[1].known_hosts, site[1].private_key)
    return run_playbook(PLAY, ansible_hosts(site), access, PlaySettings(**settings), on_event)


def statuses(results: Iterable[HostResult]) -> list[HostStatus]:
    return [result.status for result in results]


def files_below(directory: str) -> dict[str, tuple[int, str]]:
    root = Path(directory)
    return {
        str(path.relative_to(root)): (
            stat.S_IMODE(path.lstat().st_mode),
            str(path.readlink()) if path.is_symlink() else path.read_text(),
        )
        for path in root.glob("etc/**/*")
        if path.is_symlink() or path.is_file()
    }


def processes_of_plays() -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and b"\0SDDC_PLAY=" in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended, or it is another user's
    return found


@pytest.fixture(scope="module")
def prepared(site: Site) -> tuple[dict[str, tuple[int, str]], tuple[HostResult, ...], tuple[HostResult, ...]]:
    """Return the first host's files after a check, the results of the check and those of the first run."""
    checked = play(site, check=True)
    untouched = files_below(site[0].hosts[0].directory)
    return untouched, checked, play(site)


def test_check_mode_says_what_would_change_and_changes_nothing(prepared: Any) -> None:  # noqa: ANN401
    untouched, checked, _ = prepared
    assert statuses(checked) == [HostStatus.CHANGED] * 3
    assert untouched == {}


def test_the_first_run_prepares_every_host_and_the_second_changes_nothing(site: Site, prepared: Any) -> None:  # noqa: ANN401
    assert statuses(prepared[2]) == [HostStatus.CHANGED] * 3
    before = files_below(site[0].hosts[0].directory)
    events: list[HostEvent] = []
    again = play(site, events.append)
    assert statuses(again) == [HostStatus.OK] * 3
    assert [result.changed for result in again] == [0, 0, 0]
    assert files_below(site[0].hosts[0].directory) == before
    assert {event.host for event in events} == {host.name for host in site[0].hosts}
    reason = "its files are in a folder of their own (sddc_root)"
    said = f"Packages, services and kernel settings were left alone, because {reason}."
    assert [result.not_done for result in again] == [(said,)] * 3
    assert processes_of_plays() == []


@pytest.mark.usefixtures("prepared")
def test_the_files_say_what_the_estate_says(site: Site) -> None:
    files = files_below(site[0].hosts[0].directory)
    identity = json.loads(files["etc/sddc/host.json"][1])
    assert (identity["name"], identity["rack"], identity["position"]) == ("tianfu-a01-s01", "a01", "1+2")
    assert identity["feeds"] == ["pdu-a", "pdu-b"]
    mode, text = files["etc/netplan/60-sddc.yaml"]
    network = yaml.safe_load(text)["network"]
    assert mode == 0o600
    assert network["bonds"]["bond0"]["interfaces"] == ["eth0", "eth1"]
    assert network["vlans"]["bond0.120"]["addresses"] == ["10.20.0.7/22"]
    boot = files["etc/default/grub.d/60-sddc.cfg"][1]
    assert "hugepagesz=1G hugepages=64" in boot
    assert "isolcpus=managed_irq,domain,2-23" in boot
    assert files["etc/localtime"][1] == "/usr/share/zoneinfo/Asia/Shanghai"
    assert "PasswordAuthentication no\n" in files["etc/ssh/sshd_config.d/10-sddc.conf"][1]
    assert "net.ipv4.conf.all.rp_filter = 2\n" in files["etc/sysctl.d/60-sddc.conf"][1]


@pytest.mark.usefixtures("prepared")
def test_a_file_that_somebody_changed_is_brought_back(site: Site) -> None:
    host = site[0].hosts[1]
    path = Path(host.directory, "etc/chrony/chrony.conf")
    wanted = path.read_text()
    path.write_text("server evil.example\n")
    path.chmod(0o666)
    assert statuses(play(site, limit=(host.name,))) == [HostStatus.CHANGED]
    assert path.read_text() == wanted
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_host_that_refuses_the_login_is_unreachable_and_the_others_go_on(site: Site, state_directory: Path) -> None:
    refused = site[0].hosts[2]
    refuse_login(state_directory, refused.name)
    try:
        results = play(site, check=True, limit=("rack_tianfu_a02", "tianfu-a01-s01"))
    finally:
        refuse_login(state_directory, refused.name, refused=False)
    by_host = {result.host: result for result in results}
    assert by_host["tianfu-a01-s01"].passed
    assert by_host[refused.name].status is HostStatus.UNREACHABLE
    assert "Permission denied" in by_host[refused.name].message
    assert not by_host[refused.name].passed


def test_a_failing_task_is_told_with_its_message(site: Site) -> None:
    # A lab login that is asked to prepare the real / refuses, also after the system has been looked at.
    variables = {"sddc_root": "/", "host_baseline_os_family": "Debian", "host_baseline_left_alone": "this is a test"}
    result = play(site, check=True, limit=("tianfu-a01-s01",), extra_variables=variables)[0]
    assert (result.status, result.task) == (HostStatus.FAILED, "Write the configuration")
    assert result.message.endswith("refusing to write below /.")


def test_arguments_that_the_role_does_not_take_are_refused(site: Site) -> None:
    result = play(site, limit=("tianfu-a01-s01",), extra_variables={"host_baseline_mtu": "large"})[0]
    assert result.status is HostStatus.FAILED
    assert "host_baseline_mtu" in result.message


def test_a_play_that_takes_too_long_leaves_unknown_hosts_and_no_process(site: Site) -> None:
    results = play(site, check=True, timeout_seconds=0.5)
    assert statuses(results) == [HostStatus.UNKNOWN] * 3
    assert results[0].message == "The play was ended after 0.5 s, before this host was done."
    assert processes_of_plays() == []


def ctrl_c(_event: HostEvent) -> None:
    os.kill(os.getpid(), signal.SIGINT)


def refuse(_event: HostEvent) -> None:
    raise OSError("the terminal has gone")


@pytest.mark.parametrize(("on_event", "raised"), [(ctrl_c, KeyboardInterrupt), (refuse, OSError)])
def test_ctrl_c_and_a_listener_that_fails_end_the_whole_play(site: Site, on_event: Any, raised: Any) -> None:  # noqa: ANN401
    with pytest.raises(raised):
        play(site, on_event, check=True)
    assert processes_of_plays() == []


def test_a_host_key_that_is_not_known_is_not_trusted(site: Site, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").touch()
    access = SshAccess(tmp_path / "known_hosts", site[1].private_key)
    settings = PlaySettings(check=True, limit=("tianfu-a01-s01",))
    result = run_playbook(PLAY, ansible_hosts(site), access, settings)[0]
    assert result.status is HostStatus.UNREACHABLE
    assert "Host key verification failed" in result.message
