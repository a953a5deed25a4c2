"""The adapter for PostgreSQL: one schema of a database that many processes and hosts share (profile `cluster`).

What a connection is shown is decided by the server, row by row, from `app.classifications`, which holds within one transaction: every
reading sets it to what its caller passed, a writer to everything, and where nobody did, no row of a paper is shown
(ingest/library/server_schema.py).
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from typing import Any, Final

from ingest.errors import LibraryError
from ingest.library import postgres
from ingest.library.engine import EVERYTHING, Allowed, IntegrityError, Layout
from ingest.library.server_schema import HELPERS, numbering
from ingest.library.spelling import ServerCursor, numbered, rows_of, spelled, values_of

BUSY_SECONDS: Final = 30
WRITE_SECONDS: Final = 600
"""A statement of a writer may take: relations are worked out from all papers."""
_LOCKS: Final = 0x43504131
_AT_ONCE: Final = 2000
_QUICK: Final = 1.0
_POLL: Final = 0.1
_SHOW: Final = "SELECT set_config('app.classifications', %s, true)"
_UNKNOWN: Final = "the connection was cut while a change was being kept, so it may stand or not: look, or run the same command again"


class ServerConnection:
    """A connection that takes the statements of the library; one that was cut while it was idle is opened anew."""

    def __init__(self, address: str, layout: Layout) -> None:
        """Raises LibraryError where the server cannot be reached."""
        self._address, self._layout = address, layout
        self._numbers = tuple(numbering(layout.tables).items())
        self.held = False
        """Whether it holds the lock of writers, which ends with it: it is not opened anew then."""
        self._open()

    def _open(self) -> None:
        self.raw = postgres.connect(self._address, [self._layout.name])
        postgres.adapt(self.raw, rows_of)

    @property
    def in_transaction(self) -> bool:
        return not self.raw.closed and postgres.in_transaction(self.raw)

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> ServerCursor:
        """Outside a transaction it is shown no paper: see `read`."""
        if sql == "BEGIN IMMEDIATE":
            return self._begin()
        asked = numbered(sql, self._numbers)
        with self._explained(_UNKNOWN if sql == "COMMIT" else ""):
            cursor = self._live().execute(self._spelled(asked), values_of(sql, values) or None)
            return ServerCursor(cursor, asked != sql)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> ServerCursor:
        with self._explained():
            cursor = self._live().cursor()
            cursor.executemany(self._spelled(sql), [values_of(sql, row) for row in rows])
            return ServerCursor(cursor, False)

    def read(self, sql: str, values: Sequence[Any], allowed: Allowed) -> list[Any]:
        """The rows of a query that are of these classifications; in an open transaction, those that it may see."""
        if self.in_transaction:
            return self.execute(sql, values).fetchall()
        began, known = time.monotonic(), self.raw
        try:
            return self._read(sql, values, allowed)
        except LibraryError:  # the server was started again since; another try must not wait for a cut link twice
            if not known.closed or self.held or time.monotonic() - began > _QUICK:
                raise
            return self._read(sql, values, allowed)

    def _read(self, sql: str, values: Sequence[Any], allowed: Allowed) -> list[Any]:
        raw = self._live()
        with self._explained(), raw.pipeline():  # all four go to the server together
            raw.execute("BEGIN READ ONLY")
            raw.execute(_SHOW, (_named(allowed),))
            cursor = raw.execute(self._spelled(sql), values_of(sql, values) or None)
            raw.execute("COMMIT")
        return list(cursor.fetchall())

    @contextmanager
    def stream(self, sql: str, values: Sequence[Any], allowed: Allowed) -> Iterator[Iterator[Any]]:
        """The rows of a query, some thousands at a time, from one snapshot."""
        raw = self._live()
        with self._explained():
            raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            raw.execute(_SHOW, (_named(allowed),))
            with raw.cursor("stream") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(self._spelled(sql), values_of(sql, values) or None)
                yield iter(cursor)

    def script(self, sql: str) -> None:
        """Several statements without values, as they are."""
        with self._explained():
            self._live().execute(sql)

    def close(self) -> None:
        self.raw.close()

    def __del__(self) -> None:
        if hasattr(self, "raw"):  # a thread's that had it when all were closed
            self.close()

    def _begin(self) -> ServerCursor:
        """A transaction that sees everything and that others of its kind wait for, as SQLite's do."""
        raw = self._live()
        with self._explained():
            with raw.pipeline():
                raw.execute("BEGIN")
                raw.execute(_SHOW, (_named(EVERYTHING),))
                for name, seconds in (("statement_timeout", WRITE_SECONDS), ("lock_timeout", BUSY_SECONDS)):
                    raw.execute("SELECT set_config(%s, %s, true)", (name, f"{seconds}s"))
                cursor = raw.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCKS, f"{self._layout.name} write"))
            return ServerCursor(cursor, False)

    def _live(self) -> Any:
        if self.raw.closed and not self.held:
            self._open()
        return self.raw

    def _spelled(self, sql: str) -> str:
        for name, there in (self._layout.renamed or {}).items():
            sql = sql.replace(name, there)
        return spelled(sql)

    @contextmanager
    def _explained(self, cut: str = "") -> Iterator[None]:
        """Errors of psycopg as what they mean; a transaction that a single reading had open is ended."""
        open_before = self.in_transaction
        try:
            yield
        except postgres.errors() as error:
            if not open_before and self.in_transaction:
                with suppress(*postgres.errors()):
                    self.raw.rollback()
            if cut and self.raw.closed:
                raise LibraryError(f"{postgres.shown(self._address)}: {cut}") from error
            if postgres.refused(error):
                raise IntegrityError(str(error).partition("\n")[0]) from error
            raise postgres.explained(error, self._address) from error


class DatabaseServer:
    """One schema of a PostgreSQL database."""

    def __init__(self, address: str, layout: Layout) -> None:
        self._address, self._layout = address, layout

    @cached_property
    def place(self) -> str:
        return postgres.shown(self._address)

    def exists(self) -> bool:
        with closing(self.connect()) as connection:
            return self.version(connection) > 0

    def prepare(self) -> None:
        """Raises LibraryError where the server would not keep exempt papers back from this user."""
        with closing(self.connect()) as connection:
            sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            if connection.execute(sql).fetchone()[0]:
                raise LibraryError(
                    f"{self.place}: this user is shown every row whatever the tables say, so nothing would keep exempt papers back: "
                    "make a role without SUPERUSER and BYPASSRLS that owns the database, and name it in the setting 'database'"
                )

    def connect(self) -> ServerConnection:
        return ServerConnection(self._address, self._layout)

    def version(self, connection: ServerConnection) -> int:
        (there,) = connection.execute("SELECT to_regclass(?) IS NOT NULL", (f"{self._layout.name}.format",)).fetchone()
        return int(connection.execute("SELECT version FROM format").fetchone()[0]) if there else 0

    def create(self, connection: ServerConnection) -> None:
        name, version = self._layout.name, self._layout.version
        made = f"CREATE TABLE format (version integer NOT NULL); INSERT INTO format VALUES ({version})"
        self._change(connection, 0, f"CREATE SCHEMA {name}; SET LOCAL search_path = {name}", made, HELPERS, self._layout.server_tables())

    def upgrade(self, connection: ServerConnection, version: int) -> None:
        """Raises LibraryError where this user did not make the tables, or they are of no version that was ever kept here."""
        if version not in self._layout.server_upgrades:
            raise LibraryError(f"{self.place}: tables of format {version}, which there never was here: restore the database from a backup")
        raised = f"UPDATE format SET version = {version + 1}"
        self._change(connection, version, self._layout.server_upgrades[version], raised)

    def _change(self, connection: ServerConnection, version: int, *scripts: str) -> None:
        """Run scripts on tables of this version, all of them or, where another process has done it meanwhile, none."""
        connection.execute("BEGIN IMMEDIATE")
        try:
            if self.version(connection) == version:
                for script in scripts:
                    connection.script(script)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def read(self, connection: ServerConnection, sql: str, values: Sequence[Any], allowed: Allowed) -> list[Any]:
        return connection.read(sql, values, allowed)

    @contextmanager
    def snapshot(self, sql: str, values: Sequence[Any], allowed: Allowed) -> Iterator[Iterator[Any]]:
        with closing(self.connect()) as connection, connection.stream(sql, values, allowed) as rows:
            yield rows

    @contextmanager
    def lock(self, connection: ServerConnection, on_wait: Callable[[], None] | None) -> Iterator[None]:
        """Held by the thread's own connection: a writer that has lost one has lost the other."""
        waited = False
        while not self.claim(connection, "papers"):
            if on_wait and not waited:
                on_wait()
            waited = True
            time.sleep(_POLL)
        connection.held = True
        try:
            yield
        finally:
            with suppress(LibraryError):  # cut: the server has let go of it by itself
                connection.execute("SELECT pg_advisory_unlock(?, hashtext(?))", self._key("papers"))
            connection.held = False

    def claim(self, connection: ServerConnection, name: str) -> bool:
        """Hold a name until the connection ends; whether it could be had, which no two connections can."""
        return bool(connection.execute("SELECT pg_try_advisory_lock(?, hashtext(?))", self._key(name)).fetchone()[0])

    def _key(self, name: str) -> tuple[int, str]:
        return _LOCKS, f"{self._layout.name} {name}"

    def erase(self, connection: ServerConnection) -> None:
        """Have the server clear away deleted rows, unless a reader still needs them (it does so later by itself)."""
        if self._layout.erased:
            connection.script(f"SET statement_timeout = '{WRITE_SECONDS}s'")
            try:
                connection.script(f"VACUUM (SKIP_LOCKED) {self._layout.erased}")
            finally:
                connection.script(f"SET statement_timeout = '{postgres.STATEMENT_SECONDS}s'")


def _named(allowed: Allowed) -> str:
    return ",".join(sorted(allowed))
