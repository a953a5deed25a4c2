"""The library's SQLite file: opened, created, checked for its version; connections, transactions and the lock of its writers."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import LibraryError, LibraryVersionError
from ingest.library.connections import Connections, writing
from ingest.library.private import make_file, make_home
from ingest.library.schema import FILE_NAME, SCHEMA, SCHEMA_VERSION, UPGRADES, connect, explained
from ingest.library.store import unwritable, write_lock


class Database:
    """One library file. Every thread has its own connection; processes may share the file."""

    def __init__(self, home: Path) -> None:
        """Use `open`, which checks and creates."""
        self.home = home
        self._local = threading.local()
        self._connections = Connections(home / FILE_NAME, lambda: connect(home))

    @classmethod
    def open(cls, home: Path, *, create: bool = True) -> Self:
        """Open the library of the folder `home`, made where it is missing and `create` is true.

        Raises LibraryVersionError where a newer version made it, LibraryError where it is missing or cannot be used.
        """
        if not create and not (home / FILE_NAME).exists():
            raise LibraryError(f"no library in {home}: ingest papers first (council-papers ingest PATH) or name another folder with --home")
        try:
            make_home(home)
            make_file(home / FILE_NAME)
        except OSError as error:
            raise unwritable(error, home) from error
        library = cls(home)
        try:
            library._prepare()
        except BaseException:
            library.close()
            raise
        return library

    def _prepare(self) -> None:
        with self._explained():
            if self._version() < SCHEMA_VERSION:
                with self.lock():
                    if self._version() == 0:
                        self._create()
                    while (version := self._version()) < SCHEMA_VERSION:
                        self._run(UPGRADES[version])
            self._connections.watch()
            if (version := self._version()) > SCHEMA_VERSION:
                raise LibraryVersionError(
                    f"the library in {self.home} was made by a newer version (format {version}, this one reads {SCHEMA_VERSION}): "
                    "install the newer version, or name another folder with --home"
                )

    def _version(self) -> int:
        return int(self.connection().execute("PRAGMA user_version").fetchone()[0])

    def _create(self) -> None:
        connection = self.connection()
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LibraryError(f"{self.home / FILE_NAME} is not a library: name another folder with --home")
        connection.execute("PRAGMA journal_mode = WAL")
        self._run(SCHEMA)

    def _run(self, script: str) -> None:
        connection = self.connection()
        try:
            connection.executescript(script)
        except sqlite3.Error:
            if connection.in_transaction:
                connection.rollback()
            raise

    def close(self) -> None:
        """Close the connections of every thread."""
        self._connections.close()
        self._local = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode; rows come as sqlite3.Row. Tables: ingest/library/schema.py."""
        with self._explained():
            return self._connections.mine()

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own, for a read that goes on while this thread does other things; closed at the end."""
        self.check()
        with closing(connect(self.home)) as connection:
            yield connection

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
    def transaction(self) -> Iterator[sqlite3.Connection]:
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
        with write_lock(self.home, on_wait):
            self._local.locked = True
            try:
                yield
            finally:
                self._local.locked = False
