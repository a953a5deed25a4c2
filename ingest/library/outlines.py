"""What each meeting is about, in titles: all meetings at once, without reading what is printed of their items."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.library.engine import Row
from ingest.library.library import Library
from ingest.library.record import HeldMeeting, Record
from ingest.models import Classification
from ingest.record.models import Part


@dataclass(frozen=True, slots=True)
class Titled:
    """An item of business by its title."""

    number: str
    """On the agenda, as printed; "" where none is printed."""
    title: str
    """ "" where none is printed, or none that the reader may see."""
    exempt: bool = False
    """Whether the passage that prints the title is exempt."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A meeting in titles."""

    held: HeldMeeting
    agenda: tuple[Titled, ...]
    """The items that an agenda lists, in its order."""
    other: tuple[Titled, ...]
    """Those that only reports, minutes or decision records tell of."""
    minuted: bool
    """As `MeetingRecord.minuted`."""


_ENTRIES = """SELECT item.meeting, item.id AS item, entry.part, entry.number, entry.agenda_item,
    CASE WHEN titled.classification IN (SELECT value FROM json_each(?1)) THEN entry.title END AS title,
    titled.classification AS shown,
    EXISTS (SELECT 1 FROM clause WHERE clause.entry = entry.id AND NOT EXISTS (
        SELECT 1 FROM span JOIN passage ON passage.rowid = span.passage WHERE span.clause = clause.id AND span.role <> 'aside'
        AND passage.classification NOT IN (SELECT value FROM json_each(?1)))) AS says
    FROM item JOIN entry ON entry.item = item.id LEFT JOIN passage AS titled ON titled.rowid = entry.passage
    WHERE EXISTS (SELECT 1 FROM entry_passage JOIN passage ON passage.rowid = entry_passage.passage
        WHERE entry_passage.entry = entry.id AND passage.classification IN (SELECT value FROM json_each(?1)))
    ORDER BY item.meeting, item.id, entry.id"""


def outlines(library: Library, allowed: Collection[Classification]) -> tuple[Outline, ...]:
    """All meetings that the reader may know of, newest first, each with what of its items the reader may know."""
    rows = library.rows(_ENTRIES, json.dumps(sorted(one.value for one in allowed)), allowed=allowed)
    of: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        of[row["meeting"]].append(row)
    return tuple(_outline(held, of.get(number, [])) for number, held in Record(library).numbered(allowed))


def _outline(held: HeldMeeting, rows: Sequence[Row]) -> Outline:
    order = list(Part)
    agenda: list[Titled] = []
    other: list[Titled] = []
    minuted = False
    for _, found in groupby(rows, key=lambda row: int(row["item"])):
        entries = sorted(found, key=lambda row: order.index(Part(row["part"])))
        titled = next((row for row in entries if row["title"]), None)
        number = next((row["agenda_item"] for row in entries if row["agenda_item"]), None) or ""
        listed = any(row["part"] == Part.AGENDA for row in entries)
        told = Titled(number, titled["title"], titled["shown"] == Classification.EXEMPT) if titled else Titled(number, "")
        (agenda if listed else other).append(told)
        minuted = minuted or any(row["part"] == Part.MINUTE and (row["number"] or row["says"]) for row in entries)
    return Outline(held, tuple(agenda), tuple(other), minuted)
