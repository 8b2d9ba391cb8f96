"""The journal in a database: SQLite by default, anything SQLAlchemy speaks by URL.

It serves audit, locks and resuming, not knowing what exists: the live world says that. Everything in it is redacted;
payloads are never written. Importing this module loads SQLAlchemy (0.2 s): import it where it is used.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from orchestration.change import Address, Outcome
from orchestration.journal_tables import (
    APPLIED,
    CHANGES,
    LOCKS,
    METADATA,
    OUTCOMES,
    RUNS,
    SCHEMA,
    change_record,
    holder_columns,
    is_of,
    lock_record,
    run_columns,
    run_record,
    stamp,
)
from orchestration.plan import PlanBasis
from orchestration.record import ChangeRecord, EstateLocked, Holder, JournalUnusable, Lock, RunRecord, RunState
from orchestration.waves import Wave

SCHEMA_VERSION = 2
BUSY_SECONDS = 10
_EXTENDED = frozenset({1})
"""Older versions that lack nothing but tables, which are added."""


@contextmanager
def open_journal(where: Path | str) -> Iterator["SqlJournal"]:
    """Open the journal in a file, or at a database URL, and prepare it; closes it at the end.

    A new file belongs to its owner only (mode 0600, its directory 0700). Raises JournalUnusable.
    """
    if isinstance(where, Path):
        _prepare_file(where)
    with _opened(where) as journal:
        journal.prepare()
        yield journal


def read_remembered(where: Path | str, basis: PlanBasis, kind: str) -> Mapping[str, str]:
    """Return what a journal remembers of things of a kind, by name, without making or preparing one.

    Raises JournalUnusable, also for a journal of an older version, which remembers nothing.
    """
    if isinstance(where, Path) and not where.exists():
        return {}
    with _opened(where) as journal:
        return journal.remembered(basis, kind)


@contextmanager
def _opened(where: Path | str) -> Iterator["SqlJournal"]:
    if isinstance(where, Path):
        name, url = str(where), sa.URL.create("sqlite", database=str(where))
    else:
        url = _url(where)
        name = url.render_as_string(hide_password=True)
    try:
        engine = sa.create_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise JournalUnusable(f"The journal {name} cannot be opened: {_why(error)}.") from error
    try:
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
            sa.event.listen(engine, "begin", _begin_sqlite)
        yield SqlJournal(engine, name)
    finally:
        engine.dispose()


class SqlJournal:
    """A `Journal` in a database; each method is one transaction."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    def prepare(self) -> None:
        """Make the tables if there are none; refuse those of another version; prove that writing works."""
        with self._transaction() as connection:
            # Nothing is added to a journal of another version.
            METADATA.create_all(connection, tables=[SCHEMA])
            version = connection.scalar(sa.select(sa.func.max(SCHEMA.c.version)))
            if version is None:
                METADATA.create_all(connection)
                connection.execute(sa.insert(SCHEMA).values(version=SCHEMA_VERSION))
            elif version == SCHEMA_VERSION or version in _EXTENDED:
                METADATA.create_all(connection)
                connection.execute(sa.update(SCHEMA).values(version=SCHEMA_VERSION))
            else:
                age = "a newer" if version > SCHEMA_VERSION else "an older"
                raise JournalUnusable(
                    f"The journal {self._name} was written by {age} version of sddc (its format is {version}, "
                    f"this version's is {SCHEMA_VERSION}). Use that version, or name another journal."
                )

    def acquire(self, basis: PlanBasis, run: str) -> Lock | None:
        """Lock the estate for a run of this process; returns the lock of a dead process that was taken over."""
        holder = Holder.this_process()
        values = {"run": run, "since": _now(), **holder_columns(holder)}
        with self._transaction() as connection:
            old = self._lock(connection, basis)
            if old is None:
                self._insert_lock(connection, basis, values)
                return None
            if not old.holder.gone:
                raise EstateLocked(old)
            # Of two that find the same dead holder, only one matches here.
            taken = connection.execute(
                sa.update(LOCKS).where(*is_of(LOCKS, basis), LOCKS.c.run == old.run).values(**values)
            )
            if taken.rowcount != 1:
                raise JournalUnusable(f"Another run took over the lock of run {old.run} just now. Try again.")
            _end_run(connection, old.run, RunState.INTERRUPTED, only_running=True)
            return old

    def release(self, run: str) -> None:
        """Give up the lock of a run, if it is still held."""
        with self._transaction() as connection:
            connection.execute(sa.delete(LOCKS).where(LOCKS.c.run == run))

    def break_lock(self, basis: PlanBasis) -> Lock | None:
        """Take the lock away from whoever holds it and return it."""
        with self._transaction() as connection:
            lock = self._lock(connection, basis)
            if lock is not None:
                connection.execute(sa.delete(LOCKS).where(*is_of(LOCKS, basis)))
                _end_run(connection, lock.run, RunState.INTERRUPTED, only_running=True)
            return lock

    def begin_run(self, run: RunRecord, waves: Sequence[Wave]) -> None:
        """Write down what is going to be done, before any of it."""
        changes = [(wave.number, change) for wave in waves for change in wave.changes]
        rows = [
            {
                "run": run.run,
                "address": str(change.address),
                "position": position,
                "wave": wave,
                "content": change.to_json(),
            }
            for position, (wave, change) in enumerate(changes)
        ]
        with self._transaction() as connection:
            connection.execute(sa.insert(RUNS).values(**run_columns(run)))
            if rows:
                connection.execute(sa.insert(CHANGES), rows)

    def begin_change(self, run: str, address: Address) -> None:
        """Write down that a change begins, before it does."""
        with self._transaction() as connection:
            connection.execute(sa.insert(OUTCOMES).values(run=run, address=str(address), begun=_now()))

    def end_change(self, run: str, outcome: Outcome) -> None:
        """Write down what became of a change; also of one that never began."""
        values = {
            "ended": _now(),
            "status": outcome.status.value,
            "message": outcome.message,
            "steps": list(outcome.steps),
            "seconds": outcome.seconds,
        }
        address = str(outcome.address)
        with self._transaction() as connection:
            begun = connection.execute(
                sa.update(OUTCOMES).where(OUTCOMES.c.run == run, OUTCOMES.c.address == address).values(**values)
            )
            if not begun.rowcount:
                connection.execute(sa.insert(OUTCOMES).values(run=run, address=address, **values))

    def end_run(self, run: str, state: RunState) -> None:
        """Write down how a run ended."""
        with self._transaction() as connection:
            _end_run(connection, run, state)

    def remember(self, basis: PlanBasis, run: str, address: Address, content: str) -> None:
        """Keep what was applied to something, in the place of what was before."""
        key = {"estate": basis.estate, "access": basis.access, "address": str(address)}
        with self._transaction() as connection:
            connection.execute(sa.delete(APPLIED).where(*(APPLIED.c[name] == value for name, value in key.items())))
            connection.execute(sa.insert(APPLIED).values(**key, run=run, recorded=_now(), content=content))

    def remembered(self, basis: PlanBasis, kind: str) -> dict[str, str]:
        """Return what was last applied to each thing of a kind, by its name."""
        query = sa.select(APPLIED.c.address, APPLIED.c.content).where(*is_of(APPLIED, basis))
        with self._transaction() as connection:
            rows = [(Address.parse(address), content) for address, content in connection.execute(query)]
        return {address.name: content for address, content in rows if address.kind == kind}

    def runs(self, basis: PlanBasis | None = None) -> tuple[RunRecord, ...]:
        """Return all runs, or those of an estate through its access, the newest first."""
        query = sa.select(RUNS).order_by(RUNS.c.started.desc(), RUNS.c.run.desc())
        if basis is not None:
            query = query.where(*is_of(RUNS, basis))
        with self._transaction() as connection:
            return tuple(run_record(row) for row in connection.execute(query).mappings())

    def changes(self, run: str) -> tuple[ChangeRecord, ...]:
        """Return the changes of a run in the order in which they were to be carried out."""
        joined = CHANGES.outerjoin(
            OUTCOMES, sa.and_(OUTCOMES.c.run == CHANGES.c.run, OUTCOMES.c.address == CHANGES.c.address)
        )
        outcome = (OUTCOMES.c[name] for name in ("begun", "status", "message", "steps", "seconds"))
        query = (
            sa.select(CHANGES.c.content, CHANGES.c.wave, *outcome)
            .select_from(joined)
            .where(CHANGES.c.run == run)
            .order_by(CHANGES.c.position)
        )
        with self._transaction() as connection:
            return tuple(change_record(row) for row in connection.execute(query).mappings())

    def _lock(self, connection: sa.Connection, basis: PlanBasis) -> Lock | None:
        row = connection.execute(sa.select(LOCKS).where(*is_of(LOCKS, basis))).mappings().first()
        return None if row is None else lock_record(row)

    def _insert_lock(self, connection: sa.Connection, basis: PlanBasis, values: dict[str, object]) -> None:
        try:
            connection.execute(sa.insert(LOCKS).values(estate=basis.estate, access=basis.access, **values))
        except IntegrityError:
            raise JournalUnusable("Another run locked the estate in this very moment. Try again.") from None

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise JournalUnusable(
                f"The journal {self._name} cannot be used: {_why(error)}. Without it an interrupted run could not be "
                f"resumed, so nothing more is begun. Free some space, or make the file and its folder writable."
            ) from error


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # SQLite gives its side files the mode of the database.
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
    except FileExistsError as error:
        raise JournalUnusable(
            f"The journal {path} cannot be written: {error.filename} is not a folder. Name another one."
        ) from error
    except OSError as error:
        raise JournalUnusable(
            f"The journal {path} cannot be written: {error.strerror}. Make the folder writable, or name another one."
        ) from error


def _url(text: str) -> sa.URL:
    try:
        return sa.make_url(text)
    except SQLAlchemyError:
        # The text is not repeated: it may hold a password.
        raise JournalUnusable("The journal's address is not a database URL such as postgresql://host/name.") from None


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # Python's driver begins a transaction at the first write, so that two runs could both read that there is no lock,
    # and a transaction that began by reading cannot wait for a writer. Ours take the write lock first.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _end_run(connection: sa.Connection, run: str, state: RunState, *, only_running: bool = False) -> None:
    query = sa.update(RUNS).where(RUNS.c.run == run).values(state=state.value, ended=_now())
    connection.execute(query.where(RUNS.c.state == RunState.RUNNING.value) if only_running else query)


def _now() -> str:
    return stamp(datetime.now(UTC))


def _why(error: Exception) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).rstrip(".")
