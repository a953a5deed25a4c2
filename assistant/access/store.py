"""The access record: accounts, sessions, tokens, audit, history, feedback and what processes share, in one SQLite file or in PostgreSQL.

It stands apart from the library, so that papers can be ingested anew, copied or thrown away without it, and the other way round.
"""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.access.guards import LAYOUT
from assistant.errors import AccessError
from ingest.errors import LibraryError, LostFileError
from ingest.library.connections import Connections, writing
from ingest.library.database import bring_up, engine_of
from ingest.library.engine import Connection, IntegrityError
from ingest.library.private import make_home


class AccessStore:
    """One access record, made where it is missing. Every thread has its own connection; processes may share it."""

    def __init__(self, home: Path, address: str = "") -> None:
        """Open it: a file of `home`, or with the `address` of a PostgreSQL there.

        Raises AccessError where it cannot be used or a newer version made it.
        """
        self._engine = engine_of(home, address, LAYOUT)
        self._place = self._engine.place
        self._connections: Connections[Connection] = Connections(None if address else home / LAYOUT.file, self._engine.connect)
        with self._explained():
            make_home(home)
            self._engine.prepare()
            self._prepare()
            self._connections.watch()

    def _prepare(self) -> None:
        version = bring_up(self._engine, self.connection(), LAYOUT.version)
        if version > LAYOUT.version:
            raise AccessError(f"{self._place} was made by a newer version (format {version}): install that one, or name another --home")

    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode."""
        return self._connections.mine()

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What a query gives."""
        with self._explained():
            return self._engine.read(self.connection(), sql, values, frozenset())

    def row(self, sql: str, *values: object) -> Any | None:
        """The first row of a query; None where there is none."""
        return next(iter(self.rows(sql, *values)), None)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """This thread's connection inside a write transaction: all of it is kept or, where the body raises, none."""
        with self._explained():
            connection = self.connection()
            with writing(connection, self.check):
                yield connection

    def check(self) -> None:
        """Raises LostFileError where the file was replaced or deleted since it was opened; costs some microseconds."""
        self._connections.check()

    def forget(self) -> None:
        """Clear away deleted words, from the log file too, unless a reader needs them; the next write then does."""
        with self._explained():
            self._engine.erase(self.connection())

    def close(self) -> None:
        """Close the connections of every thread."""
        self._connections.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, LostFileError):
            raise
        except LibraryError as error:  # PostgreSQL's, which says what to do
            raise AccessError(str(error)) from error
        except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
            raise AccessError(f"{self._place}: {error}; check the disk and who may write there, or restore it from a backup") from error


def stamp(at: datetime.datetime) -> str:
    """An instant (with its zone) as it is stored: UTC, so that text order is time order."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def instant(stored: str) -> datetime.datetime:
    """A stored instant."""
    return datetime.datetime.fromisoformat(stored)


def now() -> datetime.datetime:
    """This instant, in UTC."""
    return datetime.datetime.now(datetime.UTC)
