"""What stands between us and ansible-runner: settings, environment, refusals. The play itself: tests/lab/hosts."""

from pathlib import Path

import pytest

from provisioning import runner
from provisioning.ansible_inventory import AnsibleHost, ansible_inventory
from provisioning.runner import PlaybookNotRun, PlaySettings, SshAccess, run_playbook

HOSTS = tuple(AnsibleHost(f"s{number}", "127.0.0.1", 22, "sddc", "tianfu", f"a{number}", "retail") for number in (1, 2))


@pytest.fixture
def access(tmp_path: Path) -> SshAccess:
    (tmp_path / "known_hosts").touch()
    return SshAccess(tmp_path / "known_hosts")


def test_an_unknown_playbook_is_refused_with_those_that_are_known(access: SshAccess) -> None:
    with pytest.raises(PlaybookNotRun, match=r"no playbook host_base\. Known: .*host_baseline"):
        run_playbook("host_base", HOSTS, access)


def test_no_hosts_are_refused(access: SshAccess) -> None:
    with pytest.raises(PlaybookNotRun, match="no host to run"):
        run_playbook("host_baseline", (), access)


def test_a_limit_that_names_nothing_is_refused(access: SshAccess) -> None:
    with pytest.raises(PlaybookNotRun, match=r"pool_core is neither a host nor a group\. Groups: pool_retail"):
        run_playbook("host_baseline", HOSTS, access, PlaySettings(limit=("pool_core",)))


@pytest.mark.parametrize(
    ("limit", "selected"),
    [((), ("s1", "s2")), (("s2",), ("s2",)), (("rack_tianfu_a1",), ("s1",)), (("pool_retail", "s1"), ("s1", "s2"))],
)
def test_a_limit_selects_hosts_and_groups(limit: tuple[str, ...], selected: tuple[str, ...]) -> None:
    assert runner._selected(ansible_inventory(HOSTS), limit) == selected  # noqa: SLF001


def test_missing_keys_are_said_before_anything_starts(tmp_path: Path, access: SshAccess) -> None:
    with pytest.raises(PlaybookNotRun, match=r"known_hosts file .*/nowhere cannot be read"):
        run_playbook("host_baseline", HOSTS, SshAccess(tmp_path / "nowhere"))
    with pytest.raises(PlaybookNotRun, match=r"private key .*/id cannot be read"):
        run_playbook("host_baseline", HOSTS, SshAccess(access.known_hosts, tmp_path / "id"))


def test_a_missing_ssh_program_is_said(access: SshAccess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlaybookNotRun, match="Install the OpenSSH client"):
        run_playbook("host_baseline", HOSTS, access)


def test_the_users_own_ansible_settings_are_not_taken(
    access: SshAccess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANSIBLE_CONFIG", "/home/user/ansible.cfg")
    monkeypatch.setenv("ANSIBLE_STRATEGY", "debug")
    monkeypatch.setenv("ANSIBLE_HOST_KEY_CHECKING", "False")
    inherited = {
        "ANSIBLE_STRATEGY": "debug",
        "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_STDOUT_CALLBACK": "awx_display",
        "LANG": "C.UTF-8",
    }
    environment = runner._environment(inherited, Path("/content"), access, tmp_path)  # noqa: SLF001
    assert "ANSIBLE_STRATEGY" not in environment
    assert environment["ANSIBLE_CONFIG"] == "/content/ansible.cfg"
    assert environment["ANSIBLE_HOST_KEY_CHECKING"] == "True"
    assert environment["ANSIBLE_STDOUT_CALLBACK"] == "awx_display"
    assert environment["LANG"] == "C.UTF-8"
    assert f"UserKnownHostsFile={access.known_hosts}" in environment["ANSIBLE_SSH_ARGS"]
    assert "StrictHostKeyChecking=yes" in environment["ANSIBLE_SSH_ARGS"]
    assert environment["ANSIBLE_SSH_ARGS"].startswith("-F 'none'")


def test_secrets_are_not_in_the_settings_text() -> None:
    assert "hunter2" not in repr(PlaySettings(become_password="hunter2", secrets=("hunter2",)))
