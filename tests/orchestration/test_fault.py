"""What is kept of a fault of our own: its type and its places, and nothing that it was working on."""

from pathlib import Path
from typing import NoReturn

import pytest

from cli.crash import record_crash
from orchestration.fault import describe_fault, fault_places

SECRET = "hunter2-in-a-line"


def fail() -> NoReturn:
    line = f"username admin secret {SECRET}"
    raise ValueError(line)


@pytest.fixture
def fault() -> ValueError:
    with pytest.raises(ValueError, match=SECRET) as raised:
        fail()
    return raised.value


def test_the_places_are_the_type_and_each_frame(fault: ValueError) -> None:
    kind, *places = fault_places(fault)
    assert kind == "builtins.ValueError"
    number = fail.__code__.co_firstlineno + 2
    assert places[-1] == f"{Path(__file__)}:{number} fail"
    assert len(places) == 2
    assert SECRET not in " ".join((kind, *places))


def test_half_a_sentence_names_the_last_place(fault: ValueError) -> None:
    said = describe_fault(fault)
    assert said.startswith("a fault in sddc (ValueError at orchestration/test_fault.py:")
    assert SECRET not in said


def test_a_fault_that_was_never_raised_has_no_place() -> None:
    assert fault_places(KeyError(SECRET)) == ("builtins.KeyError",)
    assert describe_fault(KeyError(SECRET)) == "a fault in sddc (KeyError)"


def test_the_file_of_a_crash_is_private_and_holds_the_places(
    fault: ValueError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = record_crash(fault)
    assert path.parent == tmp_path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8").splitlines() == list(fault_places(fault))
