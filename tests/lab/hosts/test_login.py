"""Logins to lab hosts with the OpenSSH client: commands, files, refusals, and nothing left behind."""

import stat
import subprocess
import time
from pathlib import Path

import pytest

from lab.hosts.faults import refuse_login
from lab.hosts.keys import ensure_key_pair
from lab.hosts.process import SiteAccess, site_record, site_runs, start_site, stop_site
from lab.hosts.spec import LabHost, SiteSpec
from lab.processes import leftovers
from orchestration.process_identity import this_process

Site = tuple[SiteSpec, SiteAccess]


def options(access: SiteAccess, key: Path | None = None) -> list[str]:
    return [
        *("-F", "none", "-i", str(key or access.private_key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"),
        *("-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={access.known_hosts}"),
    ]


def ssh(access: SiteAccess, host: LabHost, key: Path | None = None) -> list[str]:
    return ["ssh", *options(access, key), "-p", str(host.port), f"{access.username}@{host.address}"]


def run(site: Site, command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    spec, access = site
    return subprocess.run(
        [*ssh(access, spec.hosts[0]), command], input=given, capture_output=True, timeout=20, check=False
    )


def sftp(site: Site, commands: str) -> subprocess.CompletedProcess[str]:
    spec, access = site
    host = spec.hosts[0]
    argv = ["sftp", "-q", *options(access), "-P", str(host.port), "-b", "-", f"{access.username}@{host.address}"]
    return subprocess.run(argv, input=commands, capture_output=True, text=True, timeout=20, check=False)


def wait_until_alone(state_directory: Path, seconds: float = 5.0) -> list[int]:
    record = site_record(state_directory)
    assert record is not None
    deadline = time.monotonic() + seconds
    while (found := leftovers(record)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_a_command_runs_in_the_hosts_directory(site: Site) -> None:
    done = run(site, 'pwd; echo "$HOME"; echo "$TMPDIR"; echo "$USER"; echo wrong >&2; exit 3')
    directory = site[0].hosts[0].directory
    assert done.stdout.decode().splitlines() == [directory, directory, str(Path(directory, "tmp")), "sddc"]
    assert done.stderr == b"wrong\n"
    assert done.returncode == 3


def test_the_environment_is_not_the_labs(site: Site) -> None:
    names = {line.partition("=")[0] for line in run(site, "env").stdout.decode().splitlines()}
    assert names <= {
        *("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "USER", "LOGNAME", "SHELL", "PWD", "SHLVL", "_", "OLDPWD"),
        *("SDDC_HOST_ROOT", "SDDC_LAB_PROCESS"),
    }


def test_much_input_and_output_arrives_whole(site: Site) -> None:
    done = run(site, "cat", b"0123456789" * 300_000)
    assert done.stdout == b"0123456789" * 300_000


def test_a_command_that_does_not_read_its_input_ends(site: Site) -> None:
    assert run(site, "exit 4", b"x" * 1_000_000).returncode == 4


def test_a_signal_is_an_end_that_ssh_reports(site: Site) -> None:
    assert run(site, "kill -9 $$").returncode == 255


def test_files_come_and_go_inside_the_host_only(site: Site, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("hello")
    Path(site[0].hosts[0].directory, "escape").symlink_to("/etc")
    assert sftp(site, f"put {tmp_path}/there\nget there {tmp_path}/back\nls -la\n").returncode == 0
    assert (tmp_path / "back").read_text() == "hello"
    for path in ("/etc/hostname", "../../../id_ed25519", "escape/hostname"):
        assert sftp(site, f"get {path} {tmp_path}/stolen\n").returncode != 0
    assert not (tmp_path / "stolen").exists()


def test_another_key_is_refused(site: Site, tmp_path: Path) -> None:
    spec, access = site
    ensure_key_pair(tmp_path / "other", "other")
    done = subprocess.run(
        [*ssh(access, spec.hosts[0], tmp_path / "other"), "true"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 255
    assert "Permission denied (publickey)" in done.stderr


def test_a_host_refuses_logins_while_it_is_told_to(site: Site, state_directory: Path) -> None:
    name = site[0].hosts[0].name
    refuse_login(state_directory, name)
    assert run(site, "true").returncode == 255
    refuse_login(state_directory, name, refused=False)
    assert run(site, "true").returncode == 0


def test_private_keys_are_private(site: Site, state_directory: Path) -> None:
    assert site[1].private_key.is_file()
    for name in ("id_ed25519", "ssh_host_ed25519_key"):
        assert stat.S_IMODE((state_directory / name).stat().st_mode) == 0o600


def test_a_command_ends_when_its_client_goes(site: Site, state_directory: Path) -> None:
    spec, access = site
    client = subprocess.Popen(
        [*ssh(access, spec.hosts[0]), "sleep 60 & echo up; sleep 60"], stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    assert client.stdout.readline() == "up\n"
    client.kill()
    client.wait()
    client.stdout.close()
    assert wait_until_alone(state_directory) == []


@pytest.mark.parametrize("crash", [False, True])
def test_nothing_is_left_of_a_site_that_was_stopped(site: Site, state_directory: Path, crash: bool) -> None:
    spec, access = site
    assert start_site(spec, owner=this_process()) == site_record(state_directory)  # it runs already
    record = site_record(state_directory)
    assert record is not None
    client = subprocess.Popen(
        [*ssh(access, spec.hosts[1]), "sleep 60 & echo up; sleep 60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert client.stdout is not None
    assert client.stdout.readline() == "up\n"
    if crash:
        subprocess.run(["kill", "-9", str(record.pid)], check=True)
        client.wait(timeout=10)
        # The client sees its connection close while the last threads of the process are still ending.
        deadline = time.monotonic() + 5
        while site_runs(state_directory) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not site_runs(state_directory)
    stop_site(state_directory)
    client.wait(timeout=10)
    client.stdout.close()
    assert leftovers(record) == []
    assert not site_runs(state_directory)
    start_site(spec, owner=this_process())
    assert run(site, "true").returncode == 0
