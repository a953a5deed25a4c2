"""The server as the index uses it: connections kept for the next question, and transactions that say what they may see."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from ingest.library.postgres import connect, meaning_of, psycopg_module, shown
from ingest.library.server_schema import PUBLIC_ROLE
from ingest.models import Classification
from vectorstore.errors import SearchError


class Connection(Protocol):
    """What is used of a connection of psycopg."""

    prepare_threshold: int | None

    @property
    def broken(self) -> bool: ...

    @property
    def closed(self) -> bool: ...

    def execute(self, query: Any, params: Any = None, /) -> Any: ...

    @property
    def cursor(self) -> Any: ...

    def close(self) -> None: ...


class Server:
    """One database; usable from several threads, each of which has a connection of its own while it needs one."""

    def __init__(self, address: str) -> None:
        """Nothing is connected before it is needed."""
        self.address = address
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._member = False

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in autocommit mode, outside any transaction.

        Raises LibraryError where none can be had, and SearchError in place of an error of the server or of the link to it.
        """
        connection = self._taken()
        try:
            yield connection
        except psycopg_module().Error as error:
            meaning = meaning_of(error)
            if not meaning:
                raise
            raise SearchError(f"{shown(self.address)}: {meaning}") from error
        finally:
            self._left(connection)

    @contextmanager
    def transaction(self, begin: str, classifications: Collection[Classification]) -> Iterator[Connection]:
        """A transaction that sees `classifications` alone; all that the body does is kept or, where it raises, none."""
        with self.connection() as connection:
            connection.execute(begin)
            try:
                if frozenset(classifications) == {Classification.PUBLIC} and self._is_member(connection):
                    connection.execute(f"SET LOCAL ROLE {PUBLIC_ROLE}")
                seen = ",".join(sorted(one.value for one in classifications))
                connection.execute("SELECT set_config('app.classifications', %s, true)", (seen,))
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if not connection.broken:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _is_member(self, connection: Connection) -> bool:
        """Whether this user may take the role that has no right on exempt rows; where not, row-level security alone holds them back."""
        if not self._member:
            sql = "SELECT count(*) FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'MEMBER')"
            self._member = bool(connection.execute(sql, (PUBLIC_ROLE,)).fetchone()[0])
        return self._member

    def _taken(self) -> Connection:
        """One that was left and still answers, else a new one."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                fresh = connect(self.address, ("search", "public"))
                fresh.prepare_threshold = None  # plans are made for the papers and terms asked for
                return fresh
            if _answers(connection):
                return connection
            connection.close()

    def _left(self, connection: Connection) -> None:
        if connection.broken or connection.closed:
            connection.close()
            return
        with self._lock:
            self._idle.append(connection)


def _answers(connection: Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg_module().Error:
        return False
    return True
