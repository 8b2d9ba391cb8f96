"""Switches that cannot be reached, logins that are wrong, access files that cannot be used: said, and nothing done."""

import sqlite3
from pathlib import Path

import pytest

from orchestration.journal import open_journal
from tests.cli.world import Done, Sddc, World

WRONG = "Wrong-Pass-3310"


def refused(world: World, words: str, environment: dict[str, str] | None = None) -> Done:
    """Plan, verify and apply: each says so and ends with 1, and no switch is touched."""
    before = world.lab.changes()
    planned = world.sddc("plan", world.estate, "-o", world.estate.parent / "unknown.plan", environment=environment)
    assert planned.code == 1, planned
    assert words in planned.out
    verified = world.sddc("verify", world.estate, "--format", "json", environment=environment)
    assert verified.code == 1, verified
    unknown = [check for check in verified.json()["checks"] if check["status"] == "error"]
    assert unknown
    applied = world.sddc("apply", world.estate.parent / "unknown.plan", environment=environment)
    assert applied.code == 1, applied
    assert "could not be looked at, so nobody knows what it needs" in applied.err
    assert world.lab.changes() == before
    return planned


def test_a_switch_that_does_not_answer_is_unknown_and_stops_an_apply(world: World) -> None:
    world.move_server()
    world.lab.fault("cut", switch="east-leaf-01a", seconds=300)
    planned = refused(world, "? device/east-leaf-01a  east-leaf-01a cannot be reached: connection refused.")
    assert "2 to change, 0 to create, 0 to delete" in planned.out
    assert "1 could not be looked at" in planned.out
    verified = world.sddc("verify", world.estate)
    assert verified.code == 1
    assert "unknown east-leaf-01a " in verified.out
    assert "could not be looked at." in verified.out


def test_a_wrong_password_is_called_that_and_never_shown(world: World) -> None:
    file = world.estate.parent / "password"
    file.write_text(WRONG + "\n")
    extra = world.access_with(switches={"password_file": str(file)})
    planned = refused(world, "cannot be reached: wrong user or password.", extra)
    assert planned.out.count("wrong user or password") == 6
    assert WRONG not in planned.out + planned.err


@pytest.mark.parametrize("command", [("plan",), ("verify",), ("apply", "--yes", "--estate")])
def test_without_a_password_nothing_is_tried(plain: Sddc, world: World, command: tuple[str, ...]) -> None:
    done = plain(*command, world.estate)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("sddc: No password for the switches is known.\n")
    assert "SDDC_PASSWORD" in done.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"\xff\xfe\x00\x01", "is not UTF-8 text."),
        (b"access: [lab", "is not YAML: "),
        (b"", "is not a mapping of keys."),
        (b"access: lab\nswitches: {password: Secret-1}\n", "switches.password"),
        (b"access: lab\nswitches: {port: 70000}\n", "switches.port"),
        (b"access: lab\nswitches: {password_file: nowhere}\n", "which the access file names, cannot be read"),
        (b"access: lab\nswitches: {addresses: {leaf: 'a:b'}}\n", "The address of leaf in the access file is not one."),
    ],
)
def test_an_access_file_that_cannot_be_used_is_refused(
    plain: Sddc, world: World, content: bytes | None, message: str
) -> None:
    path = world.estate.parent / "broken.yaml"
    if content is not None:
        path.write_bytes(content)
    done = plain("plan", world.estate, "--access", path)
    assert (done.code, done.out) == (1, "")
    assert message in done.err
    assert "Secret-1" not in done.err
    assert "See: sddc explain access" in done.err


def test_what_the_message_advises_exists(plain: Sddc) -> None:
    explained = plain("explain", "access")
    assert explained.code == 0
    assert "password_file" in explained.out


@pytest.mark.parametrize(
    "spoil",
    ["a folder in its place", "another format", "no database", "a folder that is a file"],
)
def test_a_journal_that_cannot_be_used_stops_before_anything_changes(world: World, spoil: str) -> None:
    world.move_server()
    journal = world.estate / ".sddc" / "journal.sqlite"
    messages = {
        "a folder in its place": "cannot be written: Is a directory.",
        "another format": "was written by a newer version of sddc",
        "no database": "file is not a database",
        "a folder that is a file": "is not a folder",
    }
    if spoil == "a folder in its place":
        journal.mkdir(parents=True)
    elif spoil == "another format":
        _newer_journal(journal)
    elif spoil == "no database":
        journal.parent.mkdir()
        journal.write_bytes(b"this is no database, " * 200)
    else:
        journal.parent.write_text("")
    before = world.lab.changes()
    done = world.sddc("apply", "--yes", "--estate", world.estate)
    assert done.code == 1, done
    assert messages[spoil] in done.err
    assert world.lab.changes() == before


def _newer_journal(path: Path) -> None:
    with open_journal(path):
        pass
    with sqlite3.connect(path) as connection:
        assert connection.execute("UPDATE schema_version SET version = 99").rowcount == 1
    connection.close()


def test_a_journal_where_nothing_can_be_written_stops_before_anything_changes(world: World) -> None:
    world.move_server()
    before = world.lab.changes()
    # Not even root can make a file there.
    done = world.sddc("apply", "--yes", "--estate", world.estate, "--journal", "sqlite:////proc/journal.sqlite")
    assert done.code == 1, done
    assert "The journal sqlite:////proc/journal.sqlite cannot be used: unable to open database file." in done.err
    assert world.lab.changes() == before


def test_a_journal_by_url_never_shows_its_password(world: World) -> None:
    url = "postgresql://sddc:Url-Pass-1@127.0.0.1:1/none"
    done = world.sddc("apply", "--yes", "--estate", world.estate, environment={"SDDC_JOURNAL": url})
    assert done.code == 1, done
    assert "Url-Pass-1" not in done.out + done.err
