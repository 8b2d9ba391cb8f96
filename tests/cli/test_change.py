"""A change from the estate to the switches: planned, refused when the world has moved, carried out, planned again."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.world import SWITCHES, World, addresses, lines_until

LEAVES = ["device/east-leaf-02a", "device/east-leaf-02b"]


def test_the_first_plan_changes_every_switch_and_is_carried_out(world: World) -> None:
    plan, applied = world.lab.first_plan, world.lab.first_apply
    assert plan.code == 4
    assert "6 to change, 0 to create, 0 to delete" in plan.out
    assert applied.code == 0
    assert "Applied 6 of 6" in applied.out
    assert [line for line in applied.err.splitlines() if "✗" in line] == []


def test_what_is_as_wanted_needs_nothing_and_holds(world: World) -> None:
    before = world.lab.changes()
    planned = world.sddc("plan", cwd=world.estate)
    assert (planned.code, planned.out, planned.err) == (0, "Nothing to do: 6 devices as wanted.\n", "")
    verified = world.sddc("verify", "estate", cwd=world.estate.parent)
    assert verified.code == 0
    assert verified.out.endswith(" expectations hold.\n")
    assert "unknown" not in verified.out
    applied = world.sddc("apply", "--estate", world.estate, "--yes")
    assert (applied.code, applied.out) == (0, "Nothing to do: everything is as wanted.\n")
    assert world.lab.changes() == before


def test_one_edited_line_moves_a_server_on_its_two_leaves_and_nothing_else(world: World) -> None:
    world.move_server()
    folder = world.estate.parent
    planned = world.sddc("plan", "estate", "-o", "move.plan", cwd=folder)
    assert planned.code == 4
    assert addresses(folder / "move.plan") == LEAVES
    assert "racks.yaml:" in planned.out
    assert "server east-a03-s01" in planned.out
    assert stat.S_IMODE((folder / "move.plan").stat().st_mode) == 0o600
    before = world.lab.changes()
    applied = world.sddc("apply", "move.plan", cwd=folder)
    assert (applied.code, applied.out.startswith("Applied 2 of 2")) == (0, True)
    after = world.lab.changes()
    assert [name for name in SWITCHES if after[name] != before[name]] == ["east-leaf-02a", "east-leaf-02b"]
    assert (
        "vlan 310" in world.lab.running("east-leaf-02a").partition("interface Port-Channel1\n")[2].split("interface")[0]
    )
    assert world.sddc("plan", world.estate).code == 0
    assert world.sddc("verify", world.estate).code == 0
    again = world.sddc("apply", "move.plan", cwd=folder)
    assert again.code == 1
    assert "device/east-leaf-02a no longer needs the change that is in the plan." in again.err


def edit_the_estate(world: World) -> dict[str, str]:
    world.edit("estate.yaml", "city: chengdu", "city: mianyang")
    return {}


def change_a_planned_switch(world: World) -> dict[str, str]:
    world.lab.type("east-leaf-02b", "configure", "interface Ethernet2", "description changed by hand", "end")
    return {}


def change_another_switch(world: World) -> dict[str, str]:
    world.lab.type("east-leaf-01a", "configure", "interface Ethernet2", "description changed by hand", "end")
    return {}


def take_another_access(world: World) -> dict[str, str]:
    document = json.loads(world.lab.access.read_text()) | {"access": "production"}
    path = world.lab.access.with_name("other.yaml")
    path.write_text(json.dumps(document))
    return {"SDDC_ACCESS": str(path)}


def name_another_estate(world: World) -> dict[str, str]:
    world.edit("estate.yaml", "estate: small-bank", "estate: big-bank")
    return {}


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (edit_the_estate, "has been edited since the plan was made."),
        (change_a_planned_switch, "device/east-leaf-02b has been changed since the plan was made."),
        (change_another_switch, "device/east-leaf-01a needs a change now (update) that is not in the plan."),
        (take_another_access, "The plan was made through the access lab, not production."),
        (name_another_estate, "The plan is for the estate small-bank, not big-bank."),
    ],
)
def test_a_plan_of_an_older_world_is_refused(
    world: World, meanwhile: Callable[[World], dict[str, str]], reason: str
) -> None:
    world.move_server()
    plan = world.planned()
    extra = meanwhile(world)
    before = world.lab.changes()
    done = world.sddc("apply", plan, environment=extra)
    assert done.code == 1
    assert done.err.startswith("sddc: The plan is not carried out; nothing was changed:\n")
    assert reason in done.err
    assert "Look again: sddc plan" in done.err
    assert world.lab.changes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "is not a plan. Make one with: sddc plan -o"),
        (b"\xff\xfe\x00", "is not a plan: it is not text."),
        (b"[1, 2]", "is not a plan."),
        (b'{"format": "sddc-plan", "version": 99}', "is a plan of format 99; this version of sddc reads format 1."),
        (b'{"format": "sddc-plan", "version": 1}', "is a plan, but damaged ("),
        (b'{"format": "sddc-plan", "vers', "is a plan, but cut off or damaged. Plan again."),
    ],
)
def test_what_is_not_a_plan_is_refused(world: World, content: bytes | None, message: str) -> None:
    path = world.estate.parent / "some.plan"
    if content is not None:
        path.write_bytes(content)
    before = world.lab.changes()
    done = world.sddc("apply", path)
    assert (done.code, done.out) == (1, "")
    assert message in done.err
    assert world.lab.changes() == before


def test_without_a_terminal_nothing_is_applied_unasked(world: World) -> None:
    world.move_server()
    before = world.lab.changes()
    done = world.sddc("apply", "--estate", world.estate)
    assert done.code == 2
    assert "Nobody can be asked here." in done.err
    assert world.lab.changes() == before


def test_a_plan_that_cannot_be_saved_says_so(world: World) -> None:
    done = world.sddc("plan", world.estate, "-o", world.estate / "no" / "such" / "folder.plan")
    assert done.code == 1
    assert "cannot be written to" in done.err


def test_a_second_terminal_is_told_who_is_at_work(world: World) -> None:
    world.move_server()
    plan = world.planned()
    world.lab.fault("delay", switch="east-leaf-02a", seconds=0.15)
    with world.sddc.started("apply", plan) as first:
        read = lines_until(first, "Run ")
        second = world.sddc("apply", plan)
        assert second.code == 1
        assert "The estate small-bank is being changed: run " in second.err
        assert "by tester on" in second.err
        assert f"(process {first.pid})" in second.err
        assert "--break-lock" in second.err
        done = world.sddc.end_of(first, read=read)
    assert done.code == 0
    assert world.sddc("plan", world.estate).code == 0


def test_a_server_that_is_off_is_said_and_does_not_stop_the_changes_of_others(world: World) -> None:
    leaves = ("east-leaf-02a", "east-leaf-02b")
    for switch in leaves:
        world.lab.fault("unplug", switch=switch, port="Ethernet2")
    try:
        world.move_server()
        done = world.sddc("apply", world.planned())
        assert done.code == 0, done
        assert "2 depend on servers that are off" in done.err
        off = "MLAG 2 to east-a04-s01: expected active-full, actual inactive"
        assert f"not this run's doing: east-leaf-02a: {off}" in done.err
        looked = world.sddc("verify", world.estate)
        assert looked.code == 1
        assert off in looked.out
    finally:
        for switch in leaves:
            world.lab.fault("plug", switch=switch, port="Ethernet2")


def test_a_plan_as_json_holds_what_is_saved(world: World) -> None:
    world.move_server()
    plan = world.planned()
    shown = world.sddc("plan", world.estate, "--format", "json").json()
    saved = json.loads(Path(plan).read_text())
    assert shown.keys() == {
        "format", "version", "basis", "created", "changes", "unknown", "unchanged", "withheld", "awaited", "impossible",
    }  # fmt: skip
    assert shown["basis"] == saved["basis"]
    assert shown["changes"] == saved["changes"]
