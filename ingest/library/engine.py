"""The port behind which the tables of the library and of access are kept: SQLite files (`local`, `server`) or PostgreSQL (`cluster`).

One set of statements serves both. They are written as SQLite reads them, in what PostgreSQL takes as well; the little that is spelled
otherwise there (placeholders, lists of values, BEGIN IMMEDIATE) is respelled by its adapter (ingest/library/server.py).
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from ingest.models import Classification

IntegrityError: Final = sqlite3.IntegrityError
"""A rule of the tables refused a change. It is the class that the standard library has for it, and is raised for PostgreSQL too."""
Allowed = frozenset[Classification]
EVERYTHING: Final[Allowed] = frozenset(Classification)


class Row(Protocol):
    """A row: values by place or column name, and in their order."""

    def __getitem__(self, key: int | str, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """Rows that it changed."""

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that it added, in a table that numbers its rows."""

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection in autocommit mode, used by one thread at a time."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor: ...

    def close(self) -> None: ...


C = TypeVar("C", bound=Connection)


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables that are kept together: of the library, or of access."""

    name: str
    """Of the schema in PostgreSQL."""
    file: str
    """Of the SQLite file in the library's folder."""
    version: int
    tables: str
    """What SQLite makes them by, in one transaction."""
    upgrades: Mapping[int, str]
    """Version to what makes it the next one, for SQLite."""
    server_tables: Callable[[], str]
    """What PostgreSQL makes them by, inside a transaction and its schema."""
    erased: str = ""
    """The tables from which words are removed, as PostgreSQL is asked to clear them away."""
    renamed: Mapping[str, str] | None = None
    """Columns that PostgreSQL keeps elsewhere, as the statements name them, to what they are there."""
    server_upgrades: Mapping[int, str] = field(default_factory=dict)
    """As `upgrades`, for PostgreSQL from the first version that was kept there, inside a transaction and the schema: the tables, and what
    keeps exempt papers back in them."""


class Engine(Protocol[C]):
    """Keeps the tables of one layout."""

    @property
    def place(self) -> str:
        """Where, as messages call it: a file, or an address without its password."""

    def exists(self) -> bool:
        """Whether the tables have been made. Raises LibraryError where that cannot be told."""

    def prepare(self) -> None:
        """What must be there before the first connection. Raises OSError."""

    def connect(self) -> C:
        """A new connection, for any thread."""

    def version(self, connection: C) -> int:
        """Version of the tables; 0 where there are none."""

    def create(self, connection: C) -> None:
        """Make the tables, in one transaction."""

    def upgrade(self, connection: C, version: int) -> None:
        """Make tables of this version those of the next."""

    def read(self, connection: C, sql: str, values: Sequence[Any], allowed: Allowed) -> list[Any]:
        """The rows of a query, of what is of these classifications alone where the engine knows them."""

    def snapshot(self, sql: str, values: Sequence[Any], allowed: Allowed) -> AbstractContextManager[Iterator[Any]]:
        """The rows of a query as they were at one moment, one after the other, on a connection of its own."""

    def lock(self, connection: C, on_wait: Callable[[], None] | None) -> AbstractContextManager[None]:
        """Keep other writers out; `on_wait` is called once where one is at it. It ends with the process."""

    def erase(self, connection: C) -> None:
        """Clear away what was deleted, as far as nobody reads it any more."""
