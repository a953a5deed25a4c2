"""How PostgreSQL spells the statements of the library and of access, which are written as SQLite reads them; and its rows and cursors.

What differs is little, and a statement that would mean something else there is written so that both mean the same: order of NULLs, what
numbers and truth are, text in the order of its code points (ingest/library/server_schema.py declares the columns so).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Final

_MARK: Final = re.compile(r"\?(\d*)")
_UNTYPED: Final = re.compile(r"(\?\d*) IS (NOT )?NULL")
_SAME: Final = re.compile(r" IS (?!NOT\b|NULL\b|DISTINCT\b)")
_ADDED: Final = re.compile(r"INSERT INTO (\w+) [^;]*VALUES \([^()]*\)")

Values = Sequence[Any] | dict[str, Any]


@lru_cache(4096)
def spelled(sql: str) -> str:
    """The statement as PostgreSQL takes it; `values_of` gives what goes with it."""
    sql = _UNTYPED.sub(
        r"CAST(\1 AS text) IS \2NULL", sql.replace("%", "%%").replace("json_each(", "each_of(").replace("CROSS JOIN", "JOIN")
    )
    return _MARK.sub(lambda mark: f"%(p{mark[1]})s" if mark[1] else "%s", _SAME.sub(" IS NOT DISTINCT FROM ", sql))


def values_of(sql: str, values: Sequence[Any]) -> Values:
    """The values of a statement, by name where its marks are numbered."""
    return {f"p{number}": value for number, value in enumerate(values, 1)} if "?1" in sql else values


@lru_cache(1024)
def numbered(sql: str, numbers: tuple[tuple[str, str], ...]) -> str:
    """A statement that adds one row to a table that numbers its rows, asking for the number; others as they are."""
    found = _ADDED.fullmatch(sql)
    column = dict(numbers).get(found[1]) if found else None
    return f"{sql} RETURNING {column}" if column else sql


class TableRow(tuple[Any, ...]):
    """A row: values by place or column name, and in their order, as sqlite3.Row has them."""

    __slots__ = ()
    _places: ClassVar[Mapping[str, int]] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self._places[key] if isinstance(key, str) else key)


@lru_cache(1024)
def _kind(names: tuple[str, ...]) -> type[TableRow]:
    return type("TableRow", (TableRow,), {"__slots__": (), "_places": {name: at for at, name in reversed(list(enumerate(names)))}})


def rows_of(cursor: Any) -> Callable[[Sequence[Any]], TableRow]:
    """A row factory of psycopg."""
    return _kind(tuple(column.name for column in cursor.description or ()))


class ServerCursor:
    """What a statement gave, with the part of sqlite3's cursors that is used."""

    def __init__(self, cursor: Any, asked_number: bool) -> None:
        self._cursor = cursor
        self.rowcount: int = cursor.rowcount
        self.lastrowid: int | None = cursor.fetchone()[0] if asked_number else None

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return list(self._cursor.fetchall())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)
