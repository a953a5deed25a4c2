"""Connections to one database: each thread has its own, and leaves it to the next when it ends, as threads come by the thousand."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic

from ingest.library.engine import C, Connection
from ingest.library.watch import Watch


def open_file(file: Path, busy_seconds: float) -> sqlite3.Connection:
    """A connection, in autocommit mode and for any thread, to a file that is there: one that was deleted is not made anew.

    Rows come as sqlite3.Row. Raises sqlite3.Error.
    """
    where = f"{file.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(where, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def writing(connection: Connection, check: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A write transaction: all that the body does is kept or, where it or `check`, asked before it is kept, raises, none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        check()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Connections(Generic[C]):
    """The open connections to one database; usable from several threads."""

    def __init__(self, file: Path | None, connect: Callable[[], C]) -> None:
        """`connect` makes one that may be used by any thread; `file` is SQLite's, which may be watched."""
        self._connect = connect
        self._watch = Watch(file) if file else None
        self._local = threading.local()
        self._open: list[C] = []
        self._spare: list[C] = []

    def __len__(self) -> int:
        return len(self._open)

    def mine(self) -> C:
        """This thread's connection. Raises what `connect` raises, and LostFileError where the file is no longer the one that was opened."""
        self.check()
        lease: _Lease[C] | None = getattr(self._local, "lease", None)
        if lease is None:
            lease = self._local.lease = _Lease(self._left() or self._new(), self._spare)
        return lease.connection

    def watch(self) -> None:
        """Notice from now on where the file is replaced or deleted; a connection must have read from it."""
        if self._watch:
            self._watch.begin()

    def check(self) -> None:
        """Raises LostFileError where the file, once it is watched, is no longer the one that was opened."""
        if self._watch:
            self._watch.check()

    def close(self) -> None:
        """Close this thread's connection and those that no thread has; another thread's closes when it lets go of it.

        SQLite is not asked to close a connection under a statement that another thread has running: that ends the process.
        """
        lease: _Lease[C] | None = getattr(self._local, "lease", None)
        idle = [*self._spare, *([lease.connection] if lease else [])]
        self._open, self._spare, self._local = [], [], threading.local()
        if self._watch:
            self._watch.end()
        for connection in idle:
            connection.close()

    def _left(self) -> C | None:
        with suppress(IndexError):  # a list's own append and pop need no lock
            return self._spare.pop()
        return None

    def _new(self) -> C:
        connection = self._connect()
        self._open.append(connection)
        return connection


class _Lease(Generic[C]):
    """A connection on loan to one thread, spare again when the thread has ended."""

    def __init__(self, connection: C, spare: list[C]) -> None:
        self.connection = connection
        self._spare = spare

    def __del__(self) -> None:
        self._spare.append(self.connection)
