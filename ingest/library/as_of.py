"""The library as it stood on a day: the papers known by then, and each of them as they had left it.

When a paper is taken to be known (docs/answers.md gives the law):

- an agenda, pack, report or appendix from the last day on which it may lawfully be published: five clear days before its meeting, days of
  the week counted alike, which is the later reading of the law;
- a supplement from the day of its meeting, as it was published too late for that;
- minutes and decision records from the day after their meeting; a paper that holds minutes of another day not before the day after that;
- a paper without a date on no day: nobody can tell.

Every statement that reads papers or passages reads them through a view of the same name, which holds what was known and no more, so
nothing above has to know of the day. A passage replaced by a supplement that was not known yet stands. What a reader of the papers worked
out of all of them together (which items are one, how a search weighs a word) is as it is today; it says nothing of any paper.
"""

import datetime
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from ingest.errors import LibraryError
from ingest.library.connections import Connections
from ingest.library.engine import EVERYTHING, Allowed, C, Connection, Layout, Row
from ingest.library.file import DatabaseFile
from ingest.library.library import Library
from ingest.library.relations import Replacement, replacements
from ingest.library.schema import LAYOUT
from ingest.models import Classification, Standing
from ingest.record.models import Role

T = TypeVar("T")
CLEAR_DAYS: Final = 5
"""Days between publication and meeting, neither of them counted."""
_MOST: Final = 4
"""Days for which what was made is kept: of a large library each holds some hundred MB."""
_SUPPLEMENT: Final = "supplement"

_PAPERS: Final = """SELECT number, meeting_date, json_extract(record, '$.info.paper_type') AS kind,
    json_extract(record, '$.info.supersedes') AS supersedes,
    (SELECT role FROM sitting WHERE sitting.paper = paper.number AND sitting.passage IS NULL LIMIT 1) AS role,
    (SELECT max(date) FROM entry WHERE entry.paper = paper.number AND entry.part IN ('minute', 'decision')
        AND entry.date <> meeting_date) AS minuted
    FROM paper WHERE meeting_date IS NOT NULL"""
_TABLES: Final = """
CREATE TEMP TABLE at (revision INTEGER NOT NULL);
CREATE TEMP TABLE known (number INTEGER PRIMARY KEY);
CREATE TEMP TABLE replaced (paper INTEGER NOT NULL, title TEXT NOT NULL, PRIMARY KEY (paper, title)) WITHOUT ROWID;
"""
_STATUS: Final = "CASE WHEN (paper, report_title) IN (SELECT paper, title FROM replaced) THEN 'superseded' ELSE read_status END"
_WHOLLY: Final = """CASE WHEN number IN (SELECT paper FROM replaced) AND NOT EXISTS (SELECT 1 FROM passage
    WHERE passage.paper = number AND passage.status <> 'superseded' AND passage.report_title IS NOT NULL)
    THEN 'superseded' ELSE coalesce(json_extract(record, '$.info.status'), 'current') END"""
_HOLDER: Final = """CASE WHEN EXISTS (SELECT 1 FROM main.paper AS holder JOIN known ON known.number = holder.number
    WHERE holder.document = held.duplicate_of AND holder.number <> held.number) THEN duplicate_of END"""
_OF_PAPERS: Final = ("sitting", "entry", "correction")
"""Tables of which each row is of a paper, other than `passage`."""


def known_from(dated: datetime.date, role: Role | None, late: bool = False, minuted: datetime.date | None = None) -> datetime.date:
    """The first day on which a paper is taken to be known.

    `dated` is the day of its meeting, `role` what it is to that (None of minutes that name another day than their paper does), `late` tells
    a supplement, `minuted` is the latest other day of a meeting of which it holds minutes or a decision.
    """
    after = datetime.timedelta(1)
    if late:
        first = dated
    elif role in (Role.AGENDA, Role.REPORT):
        first = dated - datetime.timedelta(CLEAR_DAYS + 1)
    else:
        first = dated + after
    return max(first, minuted + after) if minuted else first


@dataclass(frozen=True, slots=True)
class _Known:
    """What was known, by row numbers, as far as one revision of the library tells."""

    revision: int
    papers: frozenset[int] = frozenset()
    replaced: frozenset[Replacement] = frozenset()


class LibraryAsOf(Library):
    """A library as it stood on a day, to be read only. Usable from several threads."""

    def __init__(self, whole: Library, day: datetime.date) -> None:
        """`whole` is open, and stays open as long as this is used."""
        super().__init__(whole.home)
        if whole.address:
            raise LibraryError("papers as they stood on a day are told of a library in files alone so far: leave the day out")
        self.day = self._day = day
        self._whole, self._known, self._working = whole, _Known(-1), threading.Lock()
        self._engine = _Narrowed(whole.home, LAYOUT, self._brought_up)
        self._connections = Connections(whole.home / LAYOUT.file, self._engine.connect)
        self.connection()
        self._connections.watch()

    def connection(self) -> Connection:
        """This thread's connection, on which the tables of papers hold what was known."""
        with self._explained():
            return self._brought_up(super().connection())

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Raises LibraryError: what is past is not changed."""
        raise LibraryError("the papers as they stood on a day can only be read")
        yield

    def standing(self, classifications: Collection[Classification]) -> Standing:
        """How many of the papers that the reader may know of were known."""
        held = self._whole.papers(classifications)
        undated = sum(paper.info.meeting.date is None for paper in held)
        return Standing(self._day, len(self.papers(classifications)), len(held), undated)

    def _brought_up(self, connection: C) -> C:
        """The connection, which tells of the library as it is at this moment."""
        (revision,) = connection.execute("SELECT value FROM main.meta WHERE name = 'revision'").fetchone()
        if connection.execute("SELECT 1 FROM at WHERE revision = ?", (revision,)).fetchone():
            return connection
        known = self._at(revision)
        connection.execute("BEGIN")
        try:
            for table in ("at", "known", "replaced"):
                connection.execute(f"DELETE FROM temp.{table}")
            connection.executemany("INSERT INTO known VALUES (?)", [(number,) for number in known.papers])
            replaced = {(one.old, one.title) for one in known.replaced if {one.old, one.new} <= known.papers}
            connection.executemany("INSERT INTO replaced VALUES (?, ?)", replaced)
            connection.execute("INSERT INTO at VALUES (?)", (known.revision,))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        return connection

    def _at(self, revision: int) -> _Known:
        """What was known, worked out where the library has changed since; of a later revision where it changes meanwhile."""
        with self._working:
            while self._known.revision < revision:
                before = self._whole.revision()
                papers = frozenset(row["number"] for row in self._whole.rows(_PAPERS, allowed=EVERYTHING) if _first(row) <= self._day)
                replaced = frozenset(replacements(self._whole.connection()))
                if self._whole.revision() == before:
                    self._known = _Known(before, papers, replaced)
            return self._known


class _Narrowed(DatabaseFile):
    """The file, on whose connections the tables of papers hold what was known on a day."""

    def __init__(self, home: Path, layout: Layout, brought_up: Callable[[sqlite3.Connection], sqlite3.Connection]) -> None:
        super().__init__(home, layout)
        self._brought_up = brought_up

    def connect(self) -> sqlite3.Connection:
        return _narrowed(super().connect())

    @contextmanager
    def snapshot(self, sql: str, values: Sequence[Any], allowed: Allowed) -> Iterator[Iterator[Any]]:  # noqa: ARG002
        with closing(self.connect()) as connection:
            yield self._brought_up(connection).execute(sql, values)


def _first(row: Row) -> datetime.date:
    late = row["kind"] == _SUPPLEMENT or row["supersedes"] is not None
    minuted = datetime.date.fromisoformat(row["minuted"]) if row["minuted"] else None
    return known_from(datetime.date.fromisoformat(row["meeting_date"]), Role(row["role"]) if row["role"] else None, late, minuted)


def _narrowed(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection with views before the tables of papers: SQLite takes a temporary name before one of the file."""
    columns = {table: _columns(connection, table) for table in ("passage", "paper")}
    passage = _selected(columns["passage"], status=_STATUS)
    paper = _selected(columns["paper"], status=_WHOLLY, duplicate_of=_HOLDER)
    of_known = "paper IN (SELECT number FROM known)"
    connection.executescript(_TABLES)
    connection.execute(f"CREATE TEMP VIEW passage AS SELECT {passage} FROM main.passage WHERE {of_known}")
    connection.execute(f"CREATE TEMP VIEW paper AS SELECT {paper} FROM main.paper AS held WHERE number IN (SELECT number FROM known)")
    for table in _OF_PAPERS:
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {of_known}")
    return connection


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"PRAGMA main.table_info({table})")]


def _selected(columns: Collection[str], **otherwise: str) -> str:
    return ", ".join(f"{otherwise[name]} AS {name}" if name in otherwise else name for name in columns)


class Days(Generic[T]):
    """What is made for the days asked for lately; usable from several threads."""

    def __init__(self, make: Callable[[datetime.date], T]) -> None:
        self._make = make
        self._made: OrderedDict[datetime.date, T] = OrderedDict()
        self._lock = threading.Lock()

    def on(self, day: datetime.date) -> T:
        """What was made for the day, made now where it is not there."""
        with self._lock:
            if day not in self._made:
                self._made[day] = self._make(day)
                while len(self._made) > _MOST:
                    self._made.popitem(last=False)
            self._made.move_to_end(day)
            return self._made[day]
