import dataclasses
import json
import os
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.change import Action, Address, Change
from orchestration.controller import Awaited, Impossible, Survey, Unknown
from orchestration.plan import Plan, PlanBasis, PlanUnreadable, make_plan, refusal
from orchestration.stop import Interrupted, Stop
from tests.orchestration.worlds import BASIS, FakeController, MemoryWorld, device

LEAF = Change(
    address=Address("device", "tianfu-leaf-01a"),
    action=Action.UPDATE,
    reason="racks.yaml:57 puts server tianfu-a03-s07 into zone core",
    diff="- switchport trunk allowed vlan 110\n+ switchport trunk allowed vlan 310\n  数据中心",
    fingerprint="8f1e",
    site="tianfu",
    after=frozenset({Address("device", "tianfu-spine-1")}),
    redundancy_group="tianfu-leaf-01",
    hits=("server tianfu-a03-s07",),
    payload="username admin secret swordfish",
)
GONE = Change(Address("network", "old"), Action.DELETE, "no line wants it", "- old", "77", "gaoxin")
PLAN = Plan(
    basis=BASIS,
    created=datetime(2026, 11, 22, 9, 14, tzinfo=UTC),
    changes=(LEAF,),
    unknown=(Unknown(Address("host", "tianfu-a03-s07"), "tianfu", "no answer"),),
    unchanged={"devices": 16},
    withheld=(GONE,),
    awaited=(Awaited(Address("pool-member", "tianfu/s08"), "tianfu", "Start nova-compute there."),),
    impossible=(Impossible((Address("device", "tianfu-leaf-01a"),), "No order keeps it connected."),),
)


def test_a_saved_plan_reads_as_it_was_but_without_payloads(tmp_path: Path) -> None:
    file = tmp_path / "change.plan"
    PLAN.save(file)
    again = Plan.read(file)
    assert again == PLAN
    assert [change.payload for change in again.changes] == [None]
    assert "swordfish" not in file.read_text()


def test_a_saved_plan_is_for_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "change.plan"
    file.write_text("an older plan that anybody may read")
    file.chmod(0o644)
    PLAN.save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["change.plan"]


def test_a_plan_never_takes_the_place_of_a_pipe_or_a_link(tmp_path: Path) -> None:
    link, file = tmp_path / "latest.plan", tmp_path / "kept" / "one.plan"
    file.parent.mkdir()
    link.symlink_to(file)
    PLAN.save(link)
    assert link.is_symlink()
    assert Plan.read(file) == PLAN
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    PLAN.save(pipe)
    assert json.loads(os.read(reading, 65536)) == PLAN.to_json()
    os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_plan_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "change.plan"
    PLAN.save(file)
    before = file.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        dataclasses.replace(PLAN, changes=()).save(file)
    assert file.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def text_of(**fields: object) -> bytes:
    return json.dumps({**PLAN.to_json(), **fields}).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a plan"),
        (b"\xff\xfe\x00\x01", "is not a plan: it is not text"),
        (b"estate: bank\n", "is not a plan"),
        (b"[1, 2]", "is not a plan"),
        (b'{"format": "terraform"}', "is not a plan"),
        (b"[" * 100_000, "is not a plan"),
        (text_of()[:-300], "cut off or damaged"),
        (text_of(version=2), "is a plan of format 2; this version of sddc reads format 1"),
        (text_of(version=None), "is a plan of format None"),
        (text_of(basis={"estate": "bank"}), "damaged"),
        (text_of(created="yesterday"), "damaged"),
        (text_of(created="2026-11-22T09:14:00"), "its time has no zone"),
        (text_of(changes={}), "its changes are not a list"),
        (text_of(changes=["x"]), "its changes are not a list"),
        (text_of(changes=[{**LEAF.to_json(), "action": "explode"}]), "damaged"),
        (text_of(changes=[{"address": "device/a"}]), "damaged"),
        (text_of(unknown=[{"address": 1}]), "damaged"),
        (text_of(unchanged={"devices": "many"}), "its counts are not numbers"),
    ],
)
def test_what_is_not_a_plan_is_refused_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "change.plan"
    file.write_bytes(content)
    with pytest.raises(PlanUnreadable, match=message) as raised:
        Plan.read(file)
    assert str(file) in str(raised.value)


def test_a_missing_plan_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanUnreadable, match="No such file"):
        Plan.read(tmp_path / "none")
    with pytest.raises(PlanUnreadable, match="Is a directory"):
        Plan.read(tmp_path)


def fresh(*changes: Change, basis: PlanBasis = BASIS) -> Plan:
    return Plan(basis, datetime.now(UTC), changes)


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (fresh(), "device/tianfu-leaf-01a no longer needs the change"),
        (fresh(LEAF, GONE), "network/old needs a change now (delete) that is not in the plan"),
        (fresh(dataclasses.replace(LEAF, fingerprint="other")), "has been changed since"),
        (fresh(dataclasses.replace(LEAF, diff="+ other")), "would change in another way"),
        (fresh(dataclasses.replace(LEAF, action=Action.CREATE)), "would change in another way"),
        (fresh(LEAF, basis=dataclasses.replace(BASIS, digest="d2")), "has been edited since the plan was made"),
        (fresh(LEAF, basis=dataclasses.replace(BASIS, access="production")), "through the access lab, not production"),
        (fresh(LEAF, basis=dataclasses.replace(BASIS, estate="shop")), "is for the estate bank, not shop"),
        (dataclasses.replace(fresh(), withheld=(LEAF,)), "--allow-delete"),
    ],
)
def test_a_stale_plan_is_refused_with_what_moved(plan: Plan, reason: str) -> None:
    (found,) = refusal(fresh(LEAF), plan)
    assert reason in found


def test_the_same_plan_is_not_refused_though_its_time_and_reasons_differ() -> None:
    saved = fresh(dataclasses.replace(LEAF, reason="racks.yaml:58 …", hits=()))
    assert refusal(saved, fresh(LEAF)) == ()


def test_what_is_unknown_refuses_unless_it_is_accepted() -> None:
    unsure = dataclasses.replace(fresh(LEAF), unknown=PLAN.unknown)
    (reason,) = refusal(unsure, unsure)
    assert "host/tianfu-a03-s07 could not be looked at" in reason
    assert "no answer" in reason
    assert refusal(unsure, unsure, accept_unknown=True) == ()


def test_controllers_look_side_by_side_and_their_surveys_become_one_plan() -> None:
    class Slow(FakeController):
        def plan(self) -> Survey:
            time.sleep(0.3)
            return FakeController.plan(self)

    world = MemoryWorld({Address("host", "h1"): "v1", Address("host", "h9"): "v1"})
    switches = Slow(frozenset({"device"}), (device("leaf-b"), device("leaf-a")), world)
    hosts = Slow(frozenset({"host"}), (), world, allow_delete=False, unknown=PLAN.unknown)
    begun = time.monotonic()
    plan = make_plan(BASIS, [switches, hosts], now=lambda: PLAN.created)
    assert time.monotonic() - begun < 0.55
    assert [change.address.name for change in plan.changes] == ["leaf-a", "leaf-b"]
    assert [change.address.name for change in plan.withheld] == ["h1", "h9"]
    assert plan.unknown == PLAN.unknown
    assert plan.unchanged == {"things": 0}
    assert plan.created == PLAN.created
    assert world.log == []


def test_two_controllers_that_want_to_change_one_thing_are_a_fault() -> None:
    controller = FakeController(frozenset({"device"}), (device("leaf"),), MemoryWorld())
    with pytest.raises(ValueError, match="planned twice: device/leaf"):
        make_plan(BASIS, [controller, controller])


def test_a_fault_in_a_controller_is_not_hidden_by_a_plan() -> None:
    class Broken(FakeController):
        def plan(self) -> Survey:
            raise KeyError("vlan")

    with pytest.raises(KeyError):
        make_plan(BASIS, [Broken(frozenset({"device"}), (), MemoryWorld())])


def test_looking_ends_at_once_when_the_user_stops() -> None:
    class Stuck(FakeController):
        def plan(self) -> Survey:
            time.sleep(5)
            return Survey()

    stop = Stop()
    stop.requested = True
    begun = time.monotonic()
    with pytest.raises(Interrupted):
        make_plan(BASIS, [Stuck(frozenset({"device"}), (), MemoryWorld())], stop)
    assert time.monotonic() - begun < 1
