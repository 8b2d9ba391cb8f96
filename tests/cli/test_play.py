"""Plays on the lab's hosts by the command: looking only, one host that cannot be reached, groups that do not exist."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.hosts.faults import refuse_login
from tests.cli.world import World, eventually

HOSTS = ("east-a01-s01", "east-a03-s01", "east-a04-s01")
LIMITS = [word for host in HOSTS for word in ("--limit", host)]
KEYS = {
    "host", "status", "ok", "changed", "failed", "unreachable", "skipped", "task", "message", "not_done", "seconds",
}  # fmt: skip


@pytest.fixture
def lost(world: World) -> Iterator[str]:
    """Make a host refuse logins."""
    site = world.lab.folder / "hosts" / "east"
    refuse_login(site, HOSTS[2])
    yield HOSTS[2]
    refuse_login(site, HOSTS[2], refused=False)


def test_looking_says_what_would_change_and_who_cannot_be_reached(world: World, lost: str) -> None:
    done = world.sddc("play", "host_baseline", world.estate, "--check", *LIMITS, "--format", "json")
    assert done.code == 1, done
    results = {one["host"]: one for one in done.json()["hosts"]}
    assert {host: one["status"] for host, one in results.items()} == {
        HOSTS[0]: "changed",
        HOSTS[1]: "changed",
        lost: "unreachable",
    }
    assert all(one.keys() == KEYS for one in results.values())
    assert f"✗ {lost}" in done.err
    sentences = {tuple(results[host]["not_done"]) for host in HOSTS[:2]}
    assert len(sentences) == 1, "equal on all hosts, so that they are shown once"
    assert [path for path in (world.lab.folder / "hosts" / "east" / "root").glob("*/etc") if path.exists()] == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("host_baselin", "--check"), 2, "Did you mean host_baseline?"),
        (("host_baselin",), 2, "There is no playbook host_baselin."),
        (("host_baseline", "--check", "--limit", "pool_none"), 1, "pool_none"),
        (("host_baseline",), 2, "Nobody can be asked here."),
    ],
)
def test_a_play_that_cannot_begin_says_why(world: World, words: tuple[str, ...], code: int, message: str) -> None:
    done = world.sddc("play", words[0], world.estate, *words[1:])
    assert (done.code, done.out) == (code, ""), done
    assert message in done.err


def processes_with(words: str) -> list[str]:
    """Return the command lines on this machine that hold these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_text(errors="replace").replace("\0", " "))
        except OSError:
            continue
    return [line for line in found if words in line]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_play_that_is_told_to_end_takes_every_process_with_it(world: World, number: signal.Signals) -> None:
    key = str(world.lab.folder / "login" / "id_ed25519")
    with world.sddc.started("play", "host_baseline", world.estate, "--check", *LIMITS) as process:
        eventually(lambda: bool(processes_with(key)))
        process.send_signal(number)
        done = world.sddc.end_of(process, timeout=20)
    assert done.code == 130, done
    assert done.err.endswith("sddc: Interrupted; every process of the play has ended.\n      Nothing was changed.\n")
    assert processes_with(key) == []
