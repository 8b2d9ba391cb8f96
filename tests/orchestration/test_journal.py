import getpass
import os
import resource
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.change import Action, Address, Change, Outcome, Status
from orchestration.journal import SqlJournal, open_journal, read_remembered
from orchestration.record import ChangeRecord, EstateLocked, Holder, JournalUnusable, RunRecord, RunState
from orchestration.waves import Wave
from tests.orchestration.worlds import BASIS

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 9, 14, 3, 250, tzinfo=UTC)
A = Change(
    Address("device", "leaf-a"),
    Action.UPDATE,
    "racks.yaml:57",
    "- 110\n+ 310 数据",
    "8f1e",
    "tianfu",
    frozenset({Address("device", "spine-1")}),
    "leaf",
    ("server s7",),
    payload="secret swordfish",
)
B = Change(Address("device", "leaf-b"), Action.DELETE, "no line", "- x", "", "tianfu")
WAVES = (Wave(1, (A,)), Wave(2, (B,)))
RUN = RunRecord("20261122-0914-7c2f", BASIS, Holder("li", "desk", 42, "boot/7"), RunState.RUNNING, NOW)


def test_what_is_written_is_read_again(journal: SqlJournal) -> None:
    journal.begin_run(RUN, WAVES)
    journal.begin_change(RUN.run, A.address)
    journal.begin_change(RUN.run, B.address)
    outcome = Outcome(A.address, Status.REVERTED, "no new login", ("session", "commit, timer 120 s"), 4.1)
    journal.end_change(RUN.run, outcome)
    first, second = journal.changes(RUN.run)
    assert first == ChangeRecord(A, 1, first.begun, outcome)
    assert first.begun is not None
    assert abs((datetime.now(UTC) - first.begun).total_seconds()) < 60
    assert second == ChangeRecord(B, 2, second.begun, None)
    assert journal.runs() == (RUN,)
    journal.end_run(RUN.run, RunState.PARTLY)
    (run,) = journal.runs(BASIS)
    assert run == replace(RUN, state=RunState.PARTLY, ended=run.ended)
    assert run.ended is not None


def test_a_change_that_never_began_is_recorded_as_skipped(journal: SqlJournal) -> None:
    journal.begin_run(RUN, WAVES)
    journal.end_change(RUN.run, Outcome(A.address, Status.SKIPPED, "not begun"))
    first, second = journal.changes(RUN.run)
    assert first.begun is None
    assert first.outcome == Outcome(A.address, Status.SKIPPED, "not begun")
    assert second.outcome is None


def test_runs_are_listed_newest_first_and_by_estate_and_access(journal: SqlJournal) -> None:
    later = replace(RUN, run="r2", started=NOW.replace(hour=10), resumes=RUN.run)
    elsewhere = replace(RUN, run="r3", basis=replace(BASIS, access="production"), started=NOW.replace(hour=8))
    for run in (RUN, elsewhere, later):
        journal.begin_run(run, ())
    assert [run.run for run in journal.runs()] == ["r2", RUN.run, "r3"]
    assert journal.runs(BASIS) == (later, RUN)


def test_no_payload_is_ever_stored(tmp_path: Path) -> None:
    with open_journal(tmp_path / "journal.sqlite") as journal:
        journal.begin_run(RUN, WAVES)
        journal.begin_change(RUN.run, A.address)
        stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"racks.yaml:57" in stored
    assert b"swordfish" not in stored


def test_it_belongs_to_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "state" / "sddc" / "journal.sqlite"
    with open_journal(file) as journal:
        journal.begin_run(RUN, WAVES)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert modes == {"journal.sqlite": 0o600, "journal.sqlite-wal": 0o600, "journal.sqlite-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    file.touch(0o644)
    with open_journal(file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_a_killed_process_wrote_is_there(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    script = (
        "import os, signal, pathlib\n"
        "from orchestration.journal import open_journal\n"
        "from tests.orchestration.test_journal import A, BASIS, RUN, WAVES\n"
        f"with open_journal(pathlib.Path({str(file)!r})) as journal:\n"
        "    journal.begin_run(RUN, WAVES)\n"
        "    journal.begin_change(RUN.run, A.address)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert killed.returncode == -9
    with open_journal(file) as journal:
        assert [record.begun is not None for record in journal.changes(RUN.run)] == [True, False]


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def set_holder(file: Path, **columns: object) -> None:
    connection = sqlite3.connect(file)
    with connection:
        for column, value in columns.items():
            connection.execute(f"UPDATE locks SET {column} = ?", (value,))  # noqa: S608 - names of this test
    connection.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


def test_a_lock_says_whose_it_is_and_can_be_given_up(journal: SqlJournal) -> None:
    assert journal.acquire(BASIS, "r1") is None
    with pytest.raises(EstateLocked) as raised:
        journal.acquire(BASIS, "r2")
    lock = raised.value.lock
    assert (lock.estate, lock.access, lock.run) == ("bank", "lab", "r1")
    assert (lock.holder.user, lock.holder.host, lock.holder.pid) == (
        getpass.getuser(),
        socket.gethostname(),
        os.getpid(),
    )
    for part in ("run r1", getpass.getuser(), socket.gethostname(), f"process {os.getpid()}", "--break-lock"):
        assert part in str(raised.value)
    journal.release("r2")
    with pytest.raises(EstateLocked):
        journal.acquire(BASIS, "r2")
    journal.release("r1")
    assert journal.acquire(BASIS, "r2") is None


def test_other_estates_and_other_ways_to_them_are_not_locked(journal: SqlJournal) -> None:
    journal.acquire(BASIS, "r1")
    assert journal.acquire(replace(BASIS, access="production"), "r2") is None
    assert journal.acquire(replace(BASIS, estate="shop"), "r3") is None
    with pytest.raises(EstateLocked):
        journal.acquire(replace(BASIS, path="/elsewhere", digest="edited"), "r4")


@pytest.mark.parametrize(
    "holder",
    [
        {"pid": dead_process},
        # Another has the process's id now: the same machine, but it began at another time.
        {"incarnation": lambda: "another-boot/123"},
    ],
)
def test_the_lock_of_a_dead_process_is_taken_over(
    journal: SqlJournal, file: Path, holder: dict[str, Callable[[], object]]
) -> None:
    journal.begin_run(RUN, WAVES)
    journal.acquire(BASIS, RUN.run)
    set_holder(file, **{column: value() for column, value in holder.items()})
    dead = journal.acquire(BASIS, "r2")
    assert dead is not None
    assert dead.run == RUN.run
    assert journal.runs()[0].state is RunState.INTERRUPTED
    with pytest.raises(EstateLocked, match="run r2"):
        journal.acquire(BASIS, "r3")


def test_taking_over_does_not_touch_a_run_that_had_ended(journal: SqlJournal, file: Path) -> None:
    journal.begin_run(RUN, WAVES)
    journal.acquire(BASIS, RUN.run)
    journal.end_run(RUN.run, RunState.DONE)
    set_holder(file, pid=dead_process())
    assert journal.acquire(BASIS, "r2") is not None
    assert journal.runs()[0].state is RunState.DONE


def test_the_lock_of_another_machine_is_only_cleared_by_hand(journal: SqlJournal, file: Path) -> None:
    journal.begin_run(RUN, WAVES)
    journal.acquire(BASIS, RUN.run)
    set_holder(file, host="another-machine", pid=dead_process())
    with pytest.raises(EstateLocked, match="another-machine"):
        journal.acquire(BASIS, "r2")
    broken = journal.break_lock(BASIS)
    assert broken is not None
    assert broken.holder.host == "another-machine"
    assert journal.runs()[0].state is RunState.INTERRUPTED
    assert journal.break_lock(BASIS) is None
    assert journal.acquire(BASIS, "r2") is None


def test_a_journal_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(
        "CREATE TABLE schema_version (version INTEGER PRIMARY KEY); INSERT INTO schema_version VALUES (7)"
    )
    connection.close()
    with (
        pytest.raises(JournalUnusable, match=r"newer version of sddc \(its format is 7, this version's is 2\)"),
        open_journal(file),
    ):
        pass
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("schema_version",)]
    connection.close()


def test_a_journal_of_the_first_version_is_extended_and_keeps_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with open_journal(file) as journal:
        journal.begin_run(RUN, WAVES)
    connection = sqlite3.connect(file)
    connection.executescript("DROP TABLE applied; UPDATE schema_version SET version = 1")
    connection.close()
    with pytest.raises(JournalUnusable):
        read_remembered(file, BASIS, "device")
    with open_journal(file) as journal:
        assert journal.runs() == (RUN,)
        journal.remember(BASIS, RUN.run, A.address, "{}")
    assert read_remembered(file, BASIS, "device") == {"leaf-a": "{}"}


def test_of_each_thing_the_last_that_was_applied_is_remembered(journal: SqlJournal) -> None:
    other = replace(BASIS, access="production")
    for basis, address, content in (
        (BASIS, A.address, "first"),
        (BASIS, B.address, "of b"),
        (other, A.address, "elsewhere"),
        (BASIS, Address("network", "leaf-a"), "another kind"),
        (BASIS, A.address, "second 数据"),
    ):
        journal.remember(basis, RUN.run, address, content)
    assert journal.remembered(BASIS, "device") == {"leaf-a": "second 数据", "leaf-b": "of b"}
    assert journal.remembered(other, "device") == {"leaf-a": "elsewhere"}


def test_looking_for_what_is_remembered_makes_no_journal(tmp_path: Path) -> None:
    file = tmp_path / "none" / "journal.sqlite"
    assert read_remembered(file, BASIS, "device") == {}
    assert not file.parent.exists()


def unusable(where: Path | str) -> str:
    with pytest.raises(JournalUnusable) as raised, open_journal(where):
        pass
    return str(raised.value)


def test_a_file_that_is_not_a_journal_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_bytes(b"estate: bank\n" * 100)
    assert "file is not a database" in unusable(file)
    assert file.read_bytes().startswith(b"estate: bank")


def test_a_folder_that_cannot_be_made_or_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file is not a folder" in unusable(tmp_path / "file" / "journal.sqlite")
    assert "Is a directory" in unusable(tmp_path)
    assert "cannot be written" in unusable(Path("/proc/sddc/journal.sqlite"))


def test_a_full_disk_is_refused_before_anything_is_begun(tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    script = (
        "import pathlib\n"
        "from orchestration.journal import open_journal\n"
        "from orchestration.record import JournalUnusable\n"
        "try:\n"
        f"    with open_journal(pathlib.Path({str(tmp_path / 'journal.sqlite')!r})):\n"
        "        print('opened')\n"
        "except JournalUnusable as error:\n"
        "    print(error)\n"
    )
    # The limit is set in the child only; it has no threads yet.
    process = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        preexec_fn=no_room,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be used: " in process.stdout
    assert "Free some space" in process.stdout


def test_a_database_that_cannot_be_had_is_named_without_its_password() -> None:
    for url in ("postgresql://sddc:swordfish@127.0.0.1:1/journal", "nosuch://sddc:swordfish@host/x", "swordfish"):
        message = unusable(url)
        assert "swordfish" not in message
        assert "journal" in message


def test_a_url_of_sqlite_works_too(tmp_path: Path) -> None:
    with open_journal(f"sqlite:///{tmp_path}/journal.sqlite") as journal:
        journal.begin_run(RUN, WAVES)
        assert journal.runs() == (RUN,)
