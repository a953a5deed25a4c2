"""The library's database: opened, created, checked for its version; connections, transactions and the lock of its writers."""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.errors import LibraryError, LibraryVersionError
from ingest.library.connections import Connections, writing
from ingest.library.engine import C, Connection, Engine, Layout
from ingest.library.file import DatabaseFile
from ingest.library.private import make_home
from ingest.library.schema import LAYOUT, SCHEMA_VERSION, explained
from ingest.library.store import unwritable
from ingest.models import Classification


def engine_of(home: Path, address: str, layout: Layout) -> Engine[Any]:
    """What keeps the tables of a layout: the PostgreSQL of an address, or where there is none a file in the folder `home`."""
    if not address:
        return DatabaseFile(home, layout)
    from ingest.library.server import DatabaseServer

    return DatabaseServer(address, layout)


def bring_up(engine: Engine[C], connection: C, version: int) -> int:
    """Make tables that are missing or older those of `version`; the version that there is then, which a newer program may have made.

    Another process may do the same meanwhile. Raises what the engine raises.
    """
    while (there := engine.version(connection)) < version:
        try:
            if there == 0:
                engine.create(connection)
            else:
                engine.upgrade(connection, there)
        except (sqlite3.OperationalError, LibraryError):
            if engine.version(connection) == there:  # otherwise another process has done it meanwhile
                raise
    return there


class Database:
    """One library. Every thread has its own connection; processes may share it."""

    def __init__(self, home: Path, address: str = "") -> None:
        """Use `open`, which checks and creates."""
        self.home, self.address = home, address
        self._engine = engine_of(home, address, LAYOUT)
        self._local = threading.local()
        self._connections: Connections[Connection] = Connections(None if address else home / LAYOUT.file, self._engine.connect)

    @classmethod
    def open(cls, home: Path, *, create: bool = True, address: str = "") -> Self:
        """Open the library of the folder `home`, made where it is missing and `create` is true.

        With the `address` of a PostgreSQL its tables are there, and the folder holds the copies of the papers and what is no table.
        Raises LibraryVersionError where a newer version made it, LibraryError where it is missing or cannot be used.
        """
        library = cls(home, address)
        if not create and not library._engine.exists():
            place = library._engine.place if address else home
            raise LibraryError(
                f"no library in {place}: ingest papers first (council-papers ingest PATH) or name another folder with --home"
            )
        try:
            make_home(home)
            library._engine.prepare()
        except OSError as error:
            raise unwritable(error, home) from error
        try:
            library._prepare()
        except BaseException:
            library.close()
            raise
        return library

    def _prepare(self) -> None:
        with self._explained():
            if (version := self._engine.version(self.connection())) < SCHEMA_VERSION:
                with self.lock():
                    version = bring_up(self._engine, self.connection(), SCHEMA_VERSION)
            self._connections.watch()
            if version > SCHEMA_VERSION:
                raise LibraryVersionError(
                    f"the library in {self._engine.place if self.address else self.home} was made by a newer version (format {version}, "
                    f"this one reads {SCHEMA_VERSION}): install the newer version, or name another folder with --home"
                )

    def close(self) -> None:
        """Close the connections of every thread."""
        self._connections.close()
        self._local = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode. Tables: ingest/library/schema.py."""
        with self._explained():
            return self._connections.mine()

    def _writing(self) -> bool:
        """Whether this thread has a transaction open."""
        return self.connection().in_transaction

    def rows(self, sql: str, *values: Any, allowed: Collection[Classification]) -> list[Any]:
        """What a query of the tables finds. PostgreSQL shows it nothing that is of no classification in `allowed`; a file shows all.

        So the query says itself what it is after, and the caller shows none of it to who may not see it.
        """
        with self._explained():
            return self._engine.read(self.connection(), sql, values, frozenset(allowed))

    @contextmanager
    def snapshot(self, sql: str, *values: Any, allowed: Collection[Classification]) -> Iterator[Iterator[Any]]:
        """As `rows`, one after the other from one moment, for a reading that goes on while this thread does other things."""
        self.check()
        with self._explained(), self._engine.snapshot(sql, values, frozenset(allowed)) as found:
            yield found

    def check(self) -> None:
        """Raises LostFileError where the file was replaced or deleted since it was opened; costs some microseconds."""
        self._connections.check()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.home) from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """This thread's connection inside a write transaction: all of it is kept or, where the body raises, none. May be nested."""
        connection = self.connection()
        with self._explained():
            if connection.in_transaction:
                yield connection
                return
            with writing(connection, self.check):
                yield connection

    @contextmanager
    def lock(self, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Let no other thread or process change papers meanwhile; `on_wait` is called once where one is at it. May be nested."""
        if getattr(self._local, "locked", False):
            yield
            return
        with self._engine.lock(self.connection(), on_wait):
            self._local.locked = True
            try:
                yield
            finally:
                self._local.locked = False
