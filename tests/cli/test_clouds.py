"""Clouds that refuse, fail, talk nonsense or say nothing: every command says so, in time, and none passes."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.cli.broken_clouds import PASSWORD, REFUSED, Answer, serving, write_clouds_yaml
from tests.cli.world import World

BOUND_SECONDS = 60.0
"""For a silent cloud with a time-out of one second: its time-outs, repeats, and a busy machine."""


@contextmanager
def nobody() -> Iterator[str]:
    yield "http://127.0.0.1:9/v3"


@pytest.mark.parametrize(
    ("answer", "has_keystone", "words"),
    [
        ((401, REFUSED), True, "does not accept the login (HTTP 401"),
        ((500, "it broke"), False, "failed (HTTP 500"),
        ((200, "<html>hello</html>"), False, "answers with something that is not OpenStack's API"),
        (None, False, "does not answer in time"),
        ("nobody", False, "cannot be reached"),
    ],
    ids=["401", "500", "nonsense", "silence", "nobody"],
)
def test_a_broken_cloud_is_unknown_to_every_command(
    world: World, answer: Answer | str | None, has_keystone: bool, words: str
) -> None:
    world.with_cloud()
    clouds = world.estate.parent / "clouds.yaml"
    extra = world.access_with(clouds={"file": str(clouds)})
    page = world.estate.parent / "page.prom"
    with nobody() if isinstance(answer, str) else serving(answer, has_keystone=has_keystone) as url:
        write_clouds_yaml(clouds, url)
        begun = time.monotonic()
        commands = {
            "plan": ("plan", world.estate, "--format", "json"),
            "verify": ("verify", world.estate),
            "capacity": ("capacity", world.estate),
            "export": ("export", world.estate, "--textfile", page),
        }
        with ThreadPoolExecutor(len(commands)) as executor:
            running = {name: executor.submit(world.sddc, *line, environment=extra) for name, line in commands.items()}
            done = {name: future.result() for name, future in running.items()}
        assert time.monotonic() - begun < BOUND_SECONDS
    plan = done["plan"].json()
    assert done["plan"].code == 1
    assert [one["address"] for one in plan["unknown"]] == ["cloud/east/east"]
    assert words in plan["unknown"][0]["message"]
    assert plan["changes"] == []
    assert done["verify"].code == 1
    assert words in done["verify"].out
    assert done["capacity"].code == 1
    assert words in done["capacity"].out
    assert "what is shown there is declared, not seen" in done["capacity"].out
    assert done["export"].code == 0
    success = [line for line in page.read_text().splitlines() if line.startswith("sddc_collector_success{")]
    assert [line for line in success if line.endswith(" 0.0")]
    told = json.dumps({name: [one.out, one.err] for name, one in done.items()}) + page.read_text()
    assert PASSWORD not in told


def test_clouds_that_are_not_described_are_said_to_be_so(world: World) -> None:
    world.with_cloud()
    planned = world.sddc("plan", world.estate)
    assert planned.code == 1
    assert "Cloud east is not set up" in planned.out
    applied = world.sddc("apply", "--yes", "--estate", world.estate)
    assert applied.code == 1
    assert "could not be looked at" in applied.err
