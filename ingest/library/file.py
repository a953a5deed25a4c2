"""The adapter for SQLite: one file in the library's folder (profiles `local` and `server`)."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import LibraryError
from ingest.library.connections import open_file
from ingest.library.engine import Allowed, Layout
from ingest.library.private import make_file
from ingest.library.store import write_lock

BUSY_SECONDS = 30.0


class DatabaseFile:
    """One SQLite file. It knows no classifications: the statements do."""

    def __init__(self, home: Path, layout: Layout) -> None:
        self._home, self._layout = home, layout
        self.file = home / layout.file

    @property
    def place(self) -> str:
        return str(self.file)

    def exists(self) -> bool:
        return self.file.exists()

    def prepare(self) -> None:
        make_file(self.file)

    def connect(self) -> sqlite3.Connection:
        """A connection in autocommit mode; deleted content is overwritten with zeros. Raises sqlite3.Error."""
        connection = open_file(self.file, BUSY_SECONDS)
        try:
            for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = NORMAL"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def version(self, connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def create(self, connection: sqlite3.Connection) -> None:
        """Raises LibraryError where it is a database of something else."""
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LibraryError(f"{self.file} is not a library: name another folder with --home")
        connection.execute("PRAGMA journal_mode = WAL")
        _run(connection, self._layout.tables)

    def upgrade(self, connection: sqlite3.Connection, version: int) -> None:
        _run(connection, self._layout.upgrades[version])

    def read(self, connection: sqlite3.Connection, sql: str, values: Sequence[Any], allowed: Allowed) -> list[Any]:  # noqa: ARG002
        return connection.execute(sql, values).fetchall()

    @contextmanager
    def snapshot(self, sql: str, values: Sequence[Any], allowed: Allowed) -> Iterator[Iterator[Any]]:  # noqa: ARG002
        with closing(self.connect()) as connection:
            yield connection.execute(sql, values)

    def lock(self, connection: sqlite3.Connection, on_wait: Callable[[], None] | None) -> AbstractContextManager[None]:  # noqa: ARG002
        return write_lock(self._home, on_wait)

    def erase(self, connection: sqlite3.Connection) -> None:
        """Cut the log file, which holds deleted words, unless a reader still needs it (it is then cut later)."""
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _run(connection: sqlite3.Connection, script: str) -> None:
    try:
        connection.executescript(script)
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise
