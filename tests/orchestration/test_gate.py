"""How long a gate waits: as long as the world comes closer to what is wanted, within a limit, and no longer."""

from collections.abc import Callable, Sequence

import pytest

from orchestration.change import Check, Status
from orchestration.gate import Convergence, Gate, Gatekeeper
from orchestration.stop import Stop
from tests.orchestration.worlds import FakeController, MemoryWorld, device

HOLDS_AT = Callable[[int, float], bool]
LEAF = device("leaf")


class Clock(Stop):
    """Time that passes only while a gate waits or looks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.now = 0.0
        monkeypatch.setattr("orchestration.gate.time.monotonic", lambda: self.now)

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def watch(clock: Clock, holds: HOLDS_AT, *, look_seconds: float = 0.0, checks: int = 5) -> tuple[Gate, Sequence[Gate]]:
    """Watch expectations that hold when `holds(number, time)` says so; a look sees them as they are when it begins."""

    def verify(_: object) -> tuple[Check, ...]:
        seen = [holds(number, clock.now) for number in range(checks)]
        clock.now += look_seconds
        return tuple(
            Check("leaf", f"session {number}", Status.DONE if fine else Status.FAILED)
            for number, fine in enumerate(seen)
        )

    looks: list[Gate] = []
    controller = FakeController(frozenset({"device"}), (LEAF,), MemoryWorld(), checks=verify)
    keeper = Gatekeeper((controller,), Convergence(), clock, looks.append)
    return keeper.watch(1, controller.plan().changes, frozenset()), looks


def test_what_holds_at_once_is_looked_at_once(clock: Clock) -> None:
    gate, looks = watch(clock, lambda _number, _now: True)
    assert gate.holds
    assert len(looks) == 1


def test_a_world_that_does_not_move_has_a_minute(clock: Clock) -> None:
    gate, looks = watch(clock, lambda number, _now: number > 0)
    assert [check.name for check in gate.failed] == ["session 0"]
    assert gate.seconds == 60
    assert len(looks) == 61


def test_a_world_that_comes_closer_has_a_minute_from_each_step(clock: Clock) -> None:
    gate, _ = watch(clock, lambda number, now: now >= 50 * number)
    assert gate.holds
    assert gate.seconds == 200


def test_what_comes_and_goes_does_not_come_closer(clock: Clock) -> None:
    gate, _ = watch(clock, lambda number, now: int(now) % 5 == number)
    assert not gate.holds
    assert 60 <= gate.seconds <= 65


def test_a_world_that_comes_closer_for_ever_is_left_at_the_limit(clock: Clock) -> None:
    gate, _ = watch(clock, lambda number, now: now >= 50 * number, checks=100)
    assert not gate.holds
    assert gate.seconds == 300


@pytest.mark.parametrize("look_seconds", [13.0, 45.0, 400.0])
def test_slow_looks_take_nothing_from_the_minute(clock: Clock, look_seconds: float) -> None:
    """What was in order after 59 seconds must be seen, however long a look takes."""
    gate, _ = watch(clock, lambda _number, now: now >= 59, look_seconds=look_seconds)
    assert gate.holds


def test_a_world_that_does_not_move_is_given_up_by_the_first_look_after_the_minute(clock: Clock) -> None:
    gate, looks = watch(clock, lambda _number, _now: False, look_seconds=45)
    assert not gate.holds
    assert len(looks) == 3
