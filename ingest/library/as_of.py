"""The library as it stood on a day: the papers known by then, and each of them as they had left it.

When a paper is taken to be known (docs/answers.md gives the law):

- an agenda, pack, report or appendix from the last day on which it may lawfully be published: five clear days before its meeting, days of
  the week counted alike, which is the later reading of the law;
- a supplement from the day of its meeting, as it was published too late for that;
- minutes and decision records from the day after their meeting; a paper that holds minutes of another day not before the day after that;
- a paper without a date on no day: nobody can tell.

Before every statement that reads papers or passages stands a table of the same name that holds what was known and no more (WITH), so
nothing above has to know of the day, and no engine has to keep anything of it: a replica that only reads can be asked as well. A passage
replaced by a supplement that was not known yet stands. What a reader of the papers worked out of all of them together (which items are one,
how a search weighs a word) is as it is today; it says nothing of any paper.
"""

import datetime
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, Generic, TypeVar

from ingest.errors import LibraryError
from ingest.library.engine import EVERYTHING, Connection, Row
from ingest.library.library import Library
from ingest.library.relations import replacements
from ingest.library.schema import LAYOUT, SCHEMA
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
    """What was known, as far as one revision of the library tells; both as JSON, which statements take."""

    revision: int
    papers: str = "[]"
    """Their row numbers."""
    replaced: str = "[]"
    """Row number and title of each report that a known supplement replaced."""


class LibraryAsOf(Library):
    """A library as it stood on a day, to be read only. Usable from several threads."""

    def __init__(self, whole: Library, day: datetime.date) -> None:
        """`whole` is open, and stays open as long as this is used."""
        super().__init__(whole.home, whole.address)
        self.day = self._day = day
        self._whole, self._known, self._working = whole, _Known(-1), threading.Lock()
        self._schema = LAYOUT.name if whole.address else "main"

    def connection(self) -> Connection:
        """Raises LibraryError: what is past is not changed, and is read by `rows` and `snapshot`."""
        raise LibraryError("the papers as they stood on a day can only be read")

    def rows(self, sql: str, *values: Any, allowed: Collection[Classification]) -> list[Any]:
        """See Database; of what was known."""
        narrowed, asked = self._narrowed(sql, values)
        return self._whole.rows(narrowed, *asked, allowed=allowed)

    @contextmanager
    def snapshot(self, sql: str, *values: Any, allowed: Collection[Classification]) -> Iterator[Iterator[Any]]:
        """See Database; of what was known."""
        narrowed, asked = self._narrowed(sql, values)
        with self._whole.snapshot(narrowed, *asked, allowed=allowed) as found:
            yield found

    def standing(self, classifications: Collection[Classification]) -> Standing:
        """How many of the papers that the reader may know of were known."""
        held = self._whole.papers(classifications)
        undated = sum(paper.info.meeting.date is None for paper in held)
        return Standing(self._day, len(self.papers(classifications)), len(held), undated)

    def _writing(self) -> bool:
        return self._whole._writing()

    def _counted(self, *counters: str) -> int:
        return self._whole._counted(*counters)

    def _narrowed(self, sql: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """The statement as it reads what was known, and its values, which begin or end with what that was."""
        known = self._at_present()
        if "?1" in sql:  # its marks have numbers, which stay
            marks = [f"?{len(values) + at}" for at in (1, 2)]
            return _narrowed(sql, self._schema, *marks), (*values, known.papers, known.replaced)
        return _narrowed(sql, self._schema, "?", "?"), (known.papers, known.replaced, *values)

    def _at_present(self) -> _Known:
        """What was known, worked out where the library has changed since; of a later revision where it changes meanwhile."""
        if (known := self._known).revision == self._whole.revision():
            return known
        with self._working:
            while self._known.revision != (revision := self._whole.revision()):
                read = partial(self._whole.rows, allowed=EVERYTHING)
                papers = {row["number"] for row in read(_PAPERS) if _first(row) <= self._day}
                replaced = {(one.old, one.title) for one in replacements(read) if {one.old, one.new} <= papers}
                if self._whole.revision() == revision:
                    self._known = _Known(revision, json.dumps(sorted(papers)), json.dumps(sorted(replaced)))
            return self._known


def _first(row: Row) -> datetime.date:
    late = row["kind"] == _SUPPLEMENT or row["supersedes"] is not None
    minuted = datetime.date.fromisoformat(row["minuted"]) if row["minuted"] else None
    return known_from(datetime.date.fromisoformat(row["meeting_date"]), Role(row["role"]) if row["role"] else None, late, minuted)


@lru_cache(1024)
def _narrowed(sql: str, schema: str, papers: str, replaced: str) -> str:
    """A statement that reads what was known, as the values at two marks tell; tables of the `schema` hold the rest."""
    of_known = "paper IN (SELECT number FROM known)"
    passage = _selected("passage", status=_STATUS)
    paper = _selected("paper", status=_WHOLLY, duplicate_of=_HOLDER).replace("main.", f"{schema}.")
    tables = {
        "passage": f"SELECT {passage} FROM {schema}.passage WHERE {of_known}",
        "paper": f"SELECT {paper} FROM {schema}.paper AS held WHERE number IN (SELECT number FROM known)",
        **{table: f"SELECT * FROM {schema}.{table} WHERE {of_known}" for table in _OF_PAPERS},
    }
    return f"""WITH known AS MATERIALIZED (SELECT CAST(value AS INTEGER) AS number FROM json_each({papers})),
        replaced AS MATERIALIZED (SELECT CAST(json_extract(value, '$[0]') AS INTEGER) AS paper, json_extract(value, '$[1]') AS title
            FROM json_each({replaced})),
        {", ".join(f"{name} AS NOT MATERIALIZED ({known})" for name, known in tables.items())} {sql}"""


def _columns(table: str) -> list[str]:
    """The columns that the library gives a table."""
    told = SCHEMA.partition(f"CREATE TABLE {table} (")[2].partition(");")[0]
    return [column.split()[0] for column in told.split(",")]


def _selected(table: str, **otherwise: str) -> str:
    return ", ".join(f"{otherwise[name]} AS {name}" if name in otherwise else name for name in _columns(table))


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
