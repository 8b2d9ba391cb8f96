import re
import subprocess
import sys
from pathlib import Path

import pytest

from lab.openstack import environment
from lab.openstack.environment import (
    ENTRY_POINTS,
    INSTALLER_LOCK_FILE,
    LOCK_FILE,
    Environment,
    clean_variables,
    contents_digest,
    default_root,
)
from lab.openstack.failure import OpenStackLabError

FOLDER = Path(environment.__file__).parent


def test_the_environment_stands_in_the_cache_under_the_name_of_its_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert default_root() == Path("/cache/sddc") / f"openstack-{contents_digest()}"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/operator")
    assert default_root().parent == Path("/home/operator/.cache/sddc")


@pytest.mark.parametrize("name", [LOCK_FILE, INSTALLER_LOCK_FILE])
def test_lock_files_pin_with_hashes_and_name_no_index(name: str) -> None:
    text = (FOLDER / name).read_text()
    requirements = re.findall(r"^([A-Za-z0-9].*?)\\?$(?=\n    --hash=sha256:)", text, re.MULTILINE)
    assert requirements
    assert len(requirements) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))
    assert all("==" in requirement for requirement in requirements)
    assert "index" not in text
    assert "http" not in re.sub(r"^httplib2", "", text, flags=re.MULTILINE)


def test_what_would_change_our_interpreters_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "OS_CLOUD", "UV_INDEX"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    passed_on = clean_variables()
    assert passed_on["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert not [name for name in passed_on if name.startswith(("PYTHON", "VIRTUAL_ENV", "OS_", "UV_"))]


def test_an_unfinished_or_outdated_environment_counts_as_none(tmp_path: Path) -> None:
    unfinished = Environment(tmp_path)
    assert not unfinished.is_installed
    unfinished.python.parent.mkdir(parents=True)
    unfinished.python.symlink_to(sys.executable)
    assert not unfinished.is_installed
    stamp = unfinished.folder / "installed"
    stamp.write_text("something else")
    assert not unfinished.is_installed
    stamp.write_text(contents_digest())
    assert unfinished.is_installed
    unfinished.python.unlink()
    unfinished.python.symlink_to(tmp_path / "an interpreter that was removed")
    assert not unfinished.is_installed


def install_with(failing: tuple[str, ...], root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Install with commands that are only recorded; those whose words contain one of `failing` fail."""
    commands: list[str] = []

    def run(command: list[str | Path], log: Path, lock: int) -> int:
        assert lock > 0
        words = " ".join(map(str, command))
        commands.append(words)
        log.write_text("no such index\n")
        return int(any(word in words for word in failing))

    monkeypatch.setattr(environment, "_run", run)
    monkeypatch.setattr(environment.venv, "create", fake_venv)
    Environment(root).install()
    return commands


def fake_venv(folder: Path, **_: bool) -> None:
    (folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)


def test_what_was_left_half_way_is_removed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    debris = tmp_path / "venv" / "debris"
    debris.mkdir(parents=True)
    commands = install_with((), tmp_path, monkeypatch)
    assert not debris.exists()
    assert len(commands) == 2
    assert all("--require-hashes" in command for command in commands)
    site_packages = tmp_path / "venv/lib/python3.11/site-packages"
    assert (site_packages / "sddc_control_plane-1.dist-info/entry_points.txt").read_text() == ENTRY_POINTS
    assert Environment(tmp_path).is_installed
    assert install_with((), tmp_path, monkeypatch) == []


def test_pip_is_used_where_uv_cannot_be_had_or_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_uv = install_with((INSTALLER_LOCK_FILE,), tmp_path / "a", monkeypatch)
    assert len(without_uv) == 2
    uv_fails = install_with(("uv pip",), tmp_path / "b", monkeypatch)
    assert len(uv_fails) == 3
    for commands in (without_uv, uv_fails):
        assert " -m pip install " in commands[-1]
        assert commands[-1].endswith(LOCK_FILE)


def test_a_failed_installation_says_why_and_is_not_taken_for_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OpenStackLabError, match="no such index"):
        install_with(("pip",), tmp_path, monkeypatch)
    assert not Environment(tmp_path).is_installed


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ("", []),
        ("global.timeout='60'\n", []),
        ("global.index-url='https://a.example/simple'\n", ["--default-index", "https://a.example/simple"]),
        (
            "global.index-url='https://a.example/simple'\n:env:.index-url='https://b.example/simple?x=1'\n",
            ["--default-index", "https://b.example/simple?x=1"],
        ),
    ],
)
def test_uv_asks_the_index_that_pip_was_told_to_ask(
    settings: str, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = subprocess.CompletedProcess[str]([], 0, stdout=settings)
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: answer)
    assert environment._index_options(Path("python")) == options  # noqa: SLF001


def test_an_interrupted_step_ends_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if not started:
                started.append(self)
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(environment.subprocess, "Popen", Interrupted)
    with (tmp_path / "lock").open("w") as lock, pytest.raises(KeyboardInterrupt):
        environment._run(["sleep", "60"], tmp_path / "log", lock.fileno())  # noqa: SLF001
    assert started[0].poll() is not None
