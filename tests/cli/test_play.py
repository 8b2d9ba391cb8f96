"""Plays on the lab's hosts by the command: looking only, one host that cannot be reached, groups that do not exist."""

from collections.abc import Iterator

import pytest

from lab.hosts.faults import refuse_login
from tests.cli.world import World

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
    results = {one["host"]: one for one in done.json()}
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
        (("host_baselin", "--check"), 1, "host_baseline"),
        (("host_baseline", "--check", "--limit", "pool_none"), 1, "pool_none"),
        (("host_baseline",), 2, "Nobody can be asked here."),
    ],
)
def test_a_play_that_cannot_begin_says_why(world: World, words: tuple[str, ...], code: int, message: str) -> None:
    done = world.sddc("play", words[0], world.estate, *words[1:])
    assert (done.code, done.out) == (code, ""), done
    assert message in done.err
