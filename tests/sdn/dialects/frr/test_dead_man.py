"""The script on the router, run here with stand-ins for vtysh, ip and frr-reload.py that write down what they did."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("flock") and shutil.which("setsid")), reason="the script needs flock and setsid of util-linux"
)

# `show running-config` answers what was reloaded last; what is to fail does.
VTYSH = """\
#!/bin/sh
case "$*" in
    *running-config*) printf 'Building configuration...\\n\\nCurrent configuration:\\n!\\n'; cat "$WORLD/running" ;;
    -C*) if grep -q nonsense "$3"; then echo "line 2: % Unknown command: nonsense" ; exit 2; fi ;;
esac
"""
PYTHON = """\
#!/bin/sh
for last; do :; done
[ "$2" = --reload ] || exit 0
sleep "$(cat "$WORLD/slow" 2>/dev/null || echo 0)"
if grep -q refused "$last"; then printf '\\nBGP is already running\\nline 3: Failure\\n'; exit 1; fi
[ "$(basename "$last")" = frr.conf ] && [ "$(dirname "$last")" = "$4" ] || echo saved >>"$WORLD/saved"
cp "$last" "$WORLD/running"
"""
IP = """\
#!/bin/sh
if [ "$1" = -batch ]; then cat "$2" >>"$WORLD/told"; ! grep -q impossible "$2" || { echo "Error: impossible"; exit 1; }
else echo "$*" >>"$WORLD/told"; fi
"""


@dataclass(frozen=True)
class Router:
    """A folder with the script, its candidate, and the world that the stand-ins keep."""

    folder: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", self.folder / "dead-man", *words],
            env={"PATH": path, "WORLD": str(self.folder)},
            text=True,
            capture_output=True,
            timeout=30,
            check=False,
        )

    def stage(self, configuration: str, links: str = "link add new\n") -> None:
        (self.folder / "frr.conf").write_text(configuration)
        (self.folder / "links").write_text(links)
        (self.folder / "links-back").write_text("link del new\n")

    @property
    def running(self) -> str:
        return (self.folder / "running").read_text()

    @property
    def links(self) -> list[str]:
        """What `ip` was told."""
        return (self.folder / "told").read_text().splitlines()

    def waits(self) -> str:
        return self.run("waiting").stdout.strip()

    def until_back(self) -> None:
        """Wait until it has gone back, links last."""
        deadline = time.monotonic() + 10
        while self.running != "old\n" or self.links != ["link add new", "link del new"]:
            assert time.monotonic() < deadline, f"it runs {self.running!r}"
            time.sleep(0.05)


@pytest.fixture
def router(tmp_path: Path) -> Iterator[Router]:
    (tmp_path / "bin").mkdir()
    for name, text in (("vtysh", VTYSH), ("python3", PYTHON), ("ip", IP)):
        program = tmp_path / "bin" / name
        program.write_text(text)
        program.chmod(0o755)
    (tmp_path / "dead-man").write_text(files("sdn.dialects.frr").joinpath("dead_man.sh").read_text(encoding="utf-8"))
    (tmp_path / "running").write_text("old\n")
    made = Router(tmp_path)
    made.stage("new\n")
    yield made
    waiting = made.waits()
    if waiting:
        made.run("take-back", waiting)


def test_a_change_takes_effect_and_waits(router: Router) -> None:
    assert router.run("commit", "sddc-1", "30").returncode == 0
    assert router.running == "new\n"
    assert router.waits() == "sddc-1"


def test_without_a_confirmation_it_goes_back_by_itself(router: Router) -> None:
    router.run("commit", "sddc-1", "1")
    assert router.running == "new\n"
    router.until_back()
    assert router.waits() == ""
    assert router.run("confirm", "sddc-1").returncode == 1


def test_a_confirmed_change_stays(router: Router) -> None:
    router.run("commit", "sddc-1", "1")
    assert router.run("confirm", "sddc-1").returncode == 0
    time.sleep(2)
    assert router.running == "new\n"
    assert router.waits() == ""


def test_it_can_be_taken_back_at_once(router: Router) -> None:
    router.run("commit", "sddc-1", "30")
    assert router.run("take-back", "sddc-1").returncode == 0
    assert router.running == "old\n"
    assert not (router.folder / "timer").exists()


def test_only_one_change_waits(router: Router) -> None:
    router.run("commit", "sddc-1", "30")
    router.stage("other\n")
    second = router.run("commit", "sddc-2", "30")
    assert second.returncode == 1
    assert "sddc-1 waits for its confirmation" in second.stderr
    assert router.running == "new\n"
    assert router.run("confirm", "sddc-2").returncode == 1
    assert router.waits() == "sddc-1"


@pytest.mark.parametrize(
    ("configuration", "links", "said"),
    [
        ("refused\n", "link add new\n", "BGP is already running (line 3: Failure)"),
        ("new\n", "impossible\n", "Error: impossible"),
    ],
)
def test_what_fails_half_way_is_taken_back_with_its_reason(
    router: Router, configuration: str, links: str, said: str
) -> None:
    router.stage(configuration, links)
    done = router.run("commit", "sddc-1", "30")
    assert done.returncode == 1
    assert done.stderr.strip() == said
    assert router.running == "old\n"
    assert router.waits() == ""


def test_a_candidate_that_vtysh_cannot_read_is_refused(router: Router) -> None:
    router.stage("nonsense\n")
    done = router.run("check")
    assert done.returncode == 1
    assert done.stderr.strip() == "line 2: % Unknown command: nonsense"
    assert router.running == "old\n"


def test_nothing_is_saved_before_the_confirmation(router: Router) -> None:
    """After any other file than the frr.conf of its folder, frr-reload.py saves what it has loaded."""
    router.run("commit", "sddc-1", "30")
    router.run("take-back", "sddc-1")
    assert not (router.folder / "saved").exists()


def test_a_timer_that_ends_during_the_change_waits_for_it(router: Router) -> None:
    (router.folder / "slow").write_text("2")
    router.run("commit", "sddc-1", "1")
    assert router.running == "new\n"
    (router.folder / "slow").write_text("0")
    router.until_back()
