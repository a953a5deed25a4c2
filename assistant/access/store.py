"""The access file: accounts, sessions, tokens, audit, history, feedback and what processes share, in one SQLite file of the home.

It stands apart from the library, so that papers can be ingested anew, copied or thrown away without it, and the other way round.
"""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.access.schema import FILE_NAME, SCHEMA, SCHEMA_VERSION, UPGRADES
from assistant.errors import AccessError
from ingest.library.connections import Connections, open_file, writing
from ingest.library.private import make_file, make_home

_BUSY_SECONDS = 30.0


class AccessStore:
    """One access file, made where it is missing. Every thread has its own connection; processes may share the file."""

    def __init__(self, home: Path) -> None:
        """Open it. Raises AccessError where it cannot be used or a newer version made it."""
        self._file = home / FILE_NAME
        self._connections = Connections(self._file, self._connect)
        with self._explained():
            make_home(home)
            make_file(self._file)
            self._prepare()
            self._connections.watch()

    def _prepare(self) -> None:
        if self._version() == 0:
            self.connection().execute("PRAGMA journal_mode = WAL")
            self._bring_on(0, SCHEMA)
        while (version := self._version()) < SCHEMA_VERSION:
            self._bring_on(version, UPGRADES[version])
        if version > SCHEMA_VERSION:
            raise AccessError(f"{self._file} was made by a newer version (format {version}): install that one, or name another --home")

    def _bring_on(self, version: int, script: str) -> None:
        """Run what makes the tables of the next version, unless another process has done so meanwhile."""
        connection = self.connection()
        try:
            connection.executescript(script)
        except sqlite3.OperationalError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if self._version() == version:
                raise

    def _version(self) -> int:
        return int(self.connection().execute("PRAGMA user_version").fetchone()[0])

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode; rows come as sqlite3.Row. Deleted content is overwritten with zeros."""
        return self._connections.mine()

    def _connect(self) -> sqlite3.Connection:
        connection = open_file(self._file, _BUSY_SECONDS)
        for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What a query gives."""
        with self._explained():
            return self.connection().execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query; None where there is none."""
        return next(iter(self.rows(sql, *values)), None)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection inside a write transaction: all of it is kept or, where the body raises, none."""
        with self._explained():
            connection = self.connection()
            with writing(connection, self.check):
                yield connection

    def check(self) -> None:
        """Raises LostFileError where the file was replaced or deleted since it was opened; costs some microseconds."""
        self._connections.check()

    def forget(self) -> None:
        """Cut the log file, which may still hold deleted words, unless a reader needs it; the next write then does."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connections of every thread."""
        self._connections.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
            raise AccessError(f"{self._file}: {error}; check the disk and who may write there, or restore it from a backup") from error


def stamp(at: datetime.datetime) -> str:
    """An instant (with its zone) as it is stored: UTC, so that text order is time order."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def instant(stored: str) -> datetime.datetime:
    """A stored instant."""
    return datetime.datetime.fromisoformat(stored)


def now() -> datetime.datetime:
    """This instant, in UTC."""
    return datetime.datetime.now(datetime.UTC)
