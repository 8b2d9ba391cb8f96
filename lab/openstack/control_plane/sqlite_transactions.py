"""Make oslo.db's transactions safe and fair on SQLite files that many threads write to.

oslo.db begins every SQLite transaction deferred. A writer that reads first then fails at once with "database is
locked" as soon as another has committed meanwhile (SQLITE_BUSY_SNAPSHOT; no timeout helps). So writers begin
immediate; readers stay concurrent (WAL). SQLite waits for its write lock by polling with growing pauses, in which old
waiters starve: a first-come, first-served lock for each file stands in front of it.
"""

import collections
import threading

import sqlalchemy.event
import sqlalchemy.orm
import sqlalchemy.pool
from oslo_db.sqlalchemy import enginefacade

WRITER_MARK, HELD_LOCK = "lab_writer", "lab_write_lock"
WAIT_SECONDS = 60


class FairLock:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self):
        self._mutex = threading.Lock()
        self._queue = collections.deque()
        self._busy = False

    def acquire(self, timeout=WAIT_SECONDS):
        with self._mutex:
            if not self._busy:
                self._busy = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        if turn.wait(timeout):
            return True
        with self._mutex:
            if turn.is_set():
                return True
            self._queue.remove(turn)
            return False

    def release(self):
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()  # stays busy: handed over
            else:
                self._busy = False


class _WriteLocks:
    """One fair lock for each database file."""

    def __init__(self):
        self._guard = threading.Lock()
        self._locks = collections.defaultdict(FairLock)

    def begin_immediate(self, connection):
        if connection.dialect.name != "sqlite":
            return
        with self._guard:
            lock = self._locks[connection.engine.url.database]
        if lock.acquire():
            connection.info[HELD_LOCK] = lock
        raw = connection.connection.dbapi_connection
        try:
            raw.execute("COMMIT")  # the deferred BEGIN; nothing ran yet
            raw.execute("BEGIN IMMEDIATE")
        except BaseException:
            release(connection.info)
            raise


def release(info):
    """Release the write lock that a connection holds, if it holds one."""
    lock = info.pop(HELD_LOCK, None)
    if lock:
        lock.release()


def install() -> None:
    """Change oslo.db in this process."""
    locks = _WriteLocks()
    factory = enginefacade._TransactionFactory
    _mark_writer_sessions(factory)
    _begin_writer_connections_immediate(factory, locks)

    @sqlalchemy.event.listens_for(sqlalchemy.orm.Session, "after_begin")
    def after_begin(session, transaction, connection):
        if session.info.get(WRITER_MARK) and not transaction.nested:
            locks.begin_immediate(connection)

    # The "commit" event comes before the COMMIT itself: let go only when the connection is handed back to the pool.
    @sqlalchemy.event.listens_for(sqlalchemy.pool.Pool, "checkin")
    def checkin(dbapi_connection, record):
        release(record.info)


def _mark_writer_sessions(factory):
    make_session = factory._create_session

    def create_session(self, mode, bind=None):
        session = make_session(self, mode, bind)
        if mode is enginefacade._WRITER and bind is None:
            session.info[WRITER_MARK] = True
        return session

    factory._create_session = create_session


def _begin_writer_connections_immediate(factory, locks):
    make_connection = factory._create_connection

    def create_connection(self, mode):
        connection = make_connection(self, mode)
        if mode is enginefacade._WRITER and connection.dialect.name == "sqlite":
            begin = connection.begin

            def begin_immediate():
                transaction = begin()
                locks.begin_immediate(connection)
                return transaction

            connection.begin = begin_immediate
        return connection

    factory._create_connection = create_connection
