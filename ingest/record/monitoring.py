"""Monitoring tables, action logs and action plans: which column is which, told from the printed header, and their rows."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.language.quantities import QuantityKind, quantities
from ingest.language.safe_text import gives_orders
from ingest.models import Passage, Table
from ingest.record.words import Words


class Column(StrEnum):
    """What a column of such a table holds."""

    REFERENCE = "reference"
    DATE = "date"
    TITLE = "title"
    ACTION = "action"
    RESPONSIBLE = "responsible"
    PORTFOLIO = "portfolio"
    DEADLINE = "deadline"
    UPDATE = "update"
    STATUS = "status"


class Status(StrEnum):
    """Where an action stands by its latest update."""

    NO_UPDATE = "no update found"
    REPORTED = "update given"
    IN_HAND = "in hand"
    OVERDUE = "overdue"
    COMPLETE = "complete"
    REFUSED = "refused"
    DECIDED = "decided"
    """A recommendation on which a decision is recorded."""

    def called(self, name: str) -> bool:
        """Whether it goes by this name, "open" and "closed" standing for several; by none it always does."""
        group = "closed" if self in (Status.COMPLETE, Status.REFUSED, Status.DECIDED) else "open"
        return name.casefold() in ("", self.value, group)


_HEADS: Sequence[tuple[Column, re.Pattern[str]]] = tuple(
    (column, re.compile(pattern, re.I))
    for column, pattern in (
        (Column.UPDATE, r"^(?:actions? taken|progress(?: to date.*| update.*|/.*)?$|updates?\b|latest|responses?\b|outcome$|comments?$"
                        r"|commentary|position|feedback|result)"),
        (Column.STATUS, r"^(?:progress status|(?:current )?status|rag\b|completed?\b|progress against target|open ?/ ?closed)"),
        (Column.DEADLINE, r"^(?:by when|deadline|due\b|target(?: date)?$|timescale|timeframe|completion date|date due|when$|due by)"),
        (Column.RESPONSIBLE, r"^(?:by who|lead\b|owner|responsib|who$|action by|assigned|officer|allocated|lead (?:officer|agency))"),
        (Column.PORTFOLIO, r"^(?:portfolio|cabinet member|executive member)$"),
        (Column.ACTION, r"^(?:actions?(?: proposed| required| agreed| points?| outstanding| to be taken)?$|what$|tasks?$"
                        r"|(?:scrutiny |panel )?recommendations?\b"
                        r"|agreed (?:action|deliverable)|activity to be delivered|matters? arising|resolution|decision/action"
                        r"|.*\brecommendation / agreed deliverable)"),
        (Column.DATE, r"^(?:date(?: raised| of meeting| agreed)?|meeting(?: date)?|date/minute)$"),
        (Column.REFERENCE, r"^(?:ref(?:erence)?\b|no\.?$|number$|item no|minute (?:no|ref|number)|#)"),
        (Column.TITLE, r"^(?:title|subject|topic|item|agenda item|issue|area for development)\b"),
    )
)  # fmt: skip
_NOT_A_TRACKER = re.compile(r"^(?:risk|likelihood|mitigat|option|indicator|budget)", re.I)
_PRINTED_NUMBER = re.compile(r"^\(?(\d{1,3})[.)]+\s*")
_HEADER_CELL = re.compile(r"^(?:by who|by when|progress status|action taken|action required)$", re.I)
_GROUP_WORDS = 6
_ENDED = re.compile(r"[.;:?!'’\"]\s*$")
_FURNITURE = re.compile(r"^(?:page\s*)?\d{0,4}$|^p$", re.I)
_DONE = r"(?:completed?|done|closed|implemented|discharged|achieved|delivered)"
_STATUSES = (
    (Status.OVERDUE, re.compile(r"(?<!not )\b(?:overdue|late|missed)\b", re.I)),
    (Status.REFUSED, re.compile(r"\b(?:refused|rejected|not accepted|not agreed|declined)\b", re.I)),
    (
        Status.IN_HAND,
        re.compile(
            r"\b(?:in hand|in progress|on-?going|on track|under ?way|partially|partly|part|nearly|almost|largely|in train|open|amber)\b"
            rf"|\b(?:not|yet|to be|will be|being|due to be|half) (?:yet |be )?(?:fully )?complete[d]?\b|\b(?!100\b)\d+ ?% ?{_DONE}\b",
            re.I,
        ),
    ),
    (
        Status.COMPLETE,
        re.compile(rf"(?<!not )(?<!not yet )(?<!not fully )(?<!not been )(?<!be )(?<!being )(?<!cannot )\b(?:{_DONE}|blue)\b", re.I),
    ),
)
"""Words of a status cell. Colours mean what a council says they mean: green may be finished or only on course, and tells neither."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a monitoring table; cells by what their column holds, blank ones left out; a cell that a page cuts has several spans."""

    passage: Passage
    cells: Mapping[Column, tuple[Words, ...]]
    plan: bool
    """True for an action plan, which says who does what and not how it stands."""
    date: datetime.date | None = None
    """In the row or the nearest row above that has one, as a repeated date is printed once."""
    title: str | None = None
    responsible: tuple[Words, ...] = ()

    @property
    def number(self) -> str | None:
        """The reference cell, else the number printed before the action."""
        if Column.REFERENCE in self.cells:
            return _text(self.cells[Column.REFERENCE])
        found = _PRINTED_NUMBER.match(self.cells[Column.ACTION][0].text)
        return found[1] if found else None

    @property
    def printed(self) -> Words:
        """The printed lines of the row, from its first cell to its last."""
        own = [words for found in self.cells.values() for words in found if words.passage is self.passage]
        return Words(self.passage, min(words.start for words in own), max(words.end for words in own))

    def goes_on(self, after: "Row") -> bool:
        """Whether this is the rest of a row: of one that a page cut (no number, date or title of its own after words without an end),
        or one more line beside the same words.
        """
        if self.cells[Column.ACTION] == after.cells[Column.ACTION]:
            return True
        own = self.number or {Column.DATE, Column.TITLE, Column.REFERENCE} & self.cells.keys()
        ended = _ENDED.search(_text(after.cells[Column.ACTION]))
        return not own and not ended and bool(after.number) and after.passage.report_title == self.passage.report_title

    def with_rest(self, rest: "Row") -> "Row":
        """The row with the cells of its rest."""
        more = {column: words for column, words in rest.cells.items() if words != self.cells.get(column)}
        cells = {column: self.cells.get(column, ()) + more.get(column, ()) for column in {**self.cells, **more}}
        return replace(self, cells=cells)


def header(cells: Sequence[str]) -> dict[Column, int] | None:
    """Which column is which, where the cells are the header of a monitoring table, an action log or an action plan."""
    names = [" ".join(cell.split()).strip(" :") for cell in cells]
    if any(name[:1].islower() or _NOT_A_TRACKER.match(name) for name in names):
        return None
    found: dict[Column, int] = {}
    for at, name in enumerate(names):
        column = next((column for column, pattern in _HEADS if pattern.search(name)), None)
        if column and (column not in found or column is Column.UPDATE):
            found[column] = at
    follows = {Column.UPDATE, Column.STATUS, Column.RESPONSIBLE, Column.DEADLINE} & found.keys()
    return found if Column.ACTION in found and follows else None


@dataclass
class _Reading:
    """The table that is being read over its passages."""

    place: tuple[str, str | None]
    columns: dict[Column, int]
    width: int
    last: dict[Column, tuple[Words, ...]]


class TableReader:
    """Reads the rows of monitoring tables passage by passage; `unread` counts rows whose columns could not be told apart."""

    def __init__(self) -> None:
        self._open: _Reading | None = None
        self.unread: dict[str, int] = {}

    def rows(self, passage: Passage, after: Passage | None = None) -> Iterator[Row]:
        """The rows that a passage adds to the table before it, or of a table of its own; `after` may hold the end of a row cut in two."""
        place = (passage.document, passage.report_title)
        table = passage.table
        if table is None:
            yield from self._loose(passage, place)
            return
        self._begin(place, table)
        doubted = not table.trusted and any(table.columns)  # a head among the rows names the columns of a table that names none
        for row in table.rows:
            printed = header(row)
            if printed is not None:
                self._enter(place, printed, len(row), all(cell.strip() for cell in row))
            elif self._open is not None and (doubted or any(_HEADER_CELL.match(cell.strip()) for cell in row)):
                self._open = self._open if doubted else None
                self._count(passage)
            elif self._open is not None:
                yield from self._row([passage, after] if after else [passage], row, self._open)
            elif self._lost == place and len(row) > 2:
                self._count(passage)

    _lost: tuple[str, str | None] | None = None
    """Report whose table has a header that could not be told apart."""

    def _begin(self, place: tuple[str, str | None], table: Table) -> None:
        """Go on with the open table, or open the one whose header stands over these rows."""
        known = header(table.columns)
        if known is not None:
            self._enter(place, known, len(table.columns), True)
        elif self._open is None or self._open.place != place or len(table.columns) != self._open.width or any(table.columns):
            self._open = None

    def _enter(self, place: tuple[str, str | None], columns: dict[Column, int], width: int, whole: bool) -> None:
        """Read by this header from here on; a header with a blank over a column says too little."""
        if not whole:
            self._open, self._lost = None, place
        elif self._open is None or (self._open.place, self._open.columns) != (place, columns):
            self._open = _Reading(place, columns, width, {})

    def _count(self, passage: Passage) -> None:
        self.unread[passage.document] = self.unread.get(passage.document, 0) + 1

    def _row(self, passages: Sequence[Passage], row: Sequence[str], reading: _Reading) -> Iterator[Row]:
        passage = passages[0]
        cells: dict[Column, tuple[Words, ...]] = {}
        for column, at in reading.columns.items():
            words = _find(passages, row[at]) if at < len(row) else ()
            if words and not (column in (Column.DATE, Column.STATUS) and _FURNITURE.match(_text(words))):
                cells[column] = words
        if Column.ACTION not in cells or gives_orders(" ".join(row)) or _names_group(row):
            return
        _add_rest(passage, cells)
        for column in (Column.DATE, Column.TITLE, Column.PORTFOLIO):
            printed = row[reading.columns[column]].strip() if column in reading.columns and reading.columns[column] < len(row) else ""
            if column in cells:
                reading.last[column] = cells[column]
            elif printed and not _FURNITURE.match(printed) and printed != _text(reading.last.get(column, ())):
                reading.last.pop(column, None)
        plan = not {Column.UPDATE, Column.STATUS} & reading.columns.keys()
        yield self._made(passage, cells, plan, reading.last)

    def _loose(self, passage: Passage, place: tuple[str, str | None]) -> Iterator[Row]:
        """A row of which only the action is printed may be set as a numbered paragraph between the others."""
        reading = self._open
        if reading is None or reading.place != place or not reading.last:
            return
        if not _PRINTED_NUMBER.match(passage.text) or gives_orders(passage.text) or "\n" in passage.text:
            return
        yield self._made(passage, {Column.ACTION: (Words(passage, 0, len(passage.text)),)}, False, reading.last)

    @staticmethod
    def _made(passage: Passage, cells: dict[Column, tuple[Words, ...]], plan: bool, last: Mapping[Column, tuple[Words, ...]]) -> Row:
        title = last.get(Column.TITLE, ())
        responsible = cells.get(Column.RESPONSIBLE) or last.get(Column.PORTFOLIO, ())
        return Row(passage, cells, plan, _date(_text(last.get(Column.DATE, ()))), _text(title) or None, responsible)


def _names_group(row: Sequence[str]) -> bool:
    """True for a row of a few words in its first cell alone, without number or end: the name of the rows under it."""
    lone = bool(row[0].strip()) and not any(cell.strip() for cell in row[1:]) and len(row) > 2
    return lone and len(row[0].split()) <= _GROUP_WORDS and not _PRINTED_NUMBER.match(row[0]) and not _ENDED.search(row[0])


def _add_rest(passage: Passage, cells: dict[Column, tuple[Words, ...]]) -> None:
    """Words that a page cut off the row belong to its one cell that has no end."""
    last = max(words.end for found in cells.values() for words in found if words.passage is passage)
    tail = passage.text[last:]
    open_cells = [column for column, found in cells.items() if column in (Column.ACTION, Column.UPDATE) and not _ENDED.search(_text(found))]
    if tail.strip() and tail.lstrip()[:1].islower() and len(open_cells) == 1 and "\t" not in tail.strip():
        start = last + len(tail) - len(tail.lstrip())
        cells[open_cells[0]] += (Words(passage, start, len(passage.text.rstrip())),)


def _text(words: Sequence[Words]) -> str:
    return " ".join(one.text for one in words)


def _find(passages: Sequence[Passage], cell: str) -> tuple[Words, ...]:
    """Where the words of a cell stand, in pieces where a page cuts the row, the last of them perhaps in the passage after it.

    () where the cell is blank or filled down from an earlier row.
    """
    left, found, at, now = cell.split(), list[Words](), 0, 0
    while left and len(found) < 9 and now < len(passages):
        text = passages[now].text
        for size in range(len(left), 0, -1):
            pattern = re.compile(r"\s+".join(map(re.escape, left[:size])))
            match = pattern.search(text, at) or (pattern.search(text) if not found else None)
            if match and (size > 2 or size == len(left) or found):
                found.append(Words(passages[now], match.start(), match.end()))
                left, at = left[size:], match.end()
                break
        else:
            if not found:
                return ()
            now, at = now + 1, 0
    return tuple(found) if not left else ()


def _date(text: str) -> datetime.date | None:
    for quantity in quantities(text):
        if quantity.kind is QuantityKind.DATE and quantity.value[:4].isdigit():
            try:
                return datetime.date.fromisoformat(quantity.value)
            except ValueError:
                return None
    return None


def status_in(cell: str) -> Status:
    """The status that the words of a status cell name; "reported" where they name none for certain."""
    return next((status for status, pattern in _STATUSES if pattern.search(cell)), Status.REPORTED)
