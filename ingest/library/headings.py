"""What the papers are about, by heading: every entry of the record as a list names it, without its words.

`Record.item` opens entries by their row numbers; these lists are what to open is chosen from.
"""

import datetime
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ingest.library.library import Library
from ingest.library.record_rows import ENTRY
from ingest.models import Classification, Meeting
from ingest.record.models import Part


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the record as a reader may see it listed; of an entry of which no passage may be seen there is none."""

    entry: int
    """Row number."""
    item: int | None
    """Row number of its item of business; None of a paper that no meeting claims."""
    held: int | None
    """Row number of the meeting of that item."""
    part: Part
    document: str
    number: str | None
    """As in `Entry`, like the three below."""
    title: str | None
    agenda_item: str | None
    meeting: Meeting


def headings(library: Library, allowed: Collection[Classification]) -> tuple[Heading, ...]:
    """Every entry by meeting (undated last), item and paper."""
    sql = f"""SELECT {ENTRY}, item.meeting AS held, paper.document, shown.titled
        FROM (SELECT whole.id, max(CASE WHEN passage.rowid = whole.passage THEN 1 ELSE 0 END) AS titled FROM entry AS whole
            JOIN entry_passage ON entry_passage.entry = whole.id JOIN passage ON passage.rowid = entry_passage.passage
            WHERE passage.classification IN (SELECT value FROM json_each(?)) GROUP BY whole.id) AS shown
        JOIN entry ON entry.id = shown.id JOIN paper ON paper.number = entry.paper LEFT JOIN item ON item.id = entry.item
        ORDER BY entry.date IS NULL, entry.date, held NULLS FIRST, item.place, paper.document, entry.id"""
    return tuple(
        Heading(
            row["id"],
            row["item"],
            row["held"],
            Part(row["part"]),
            row["document"],
            row["number"],
            row["title"] if row["titled"] else None,
            row["agenda_item"],
            Meeting(row["council"], row["committee"], datetime.date.fromisoformat(row["date"]) if row["date"] else None),
        )
        for row in library.rows(sql, json.dumps(sorted(one.value for one in allowed)), allowed=allowed)
    )


def entries_of(library: Library, passages: Iterable[str], allowed: Collection[Classification]) -> dict[str, int]:
    """Row number of the entry that each passage, by its id, stands in; of those that the reader may see."""
    sql = """SELECT passage.id, entry_passage.entry FROM json_each(?) AS wanted JOIN passage ON passage.id = wanted.value
        JOIN entry_passage ON entry_passage.passage = passage.rowid ORDER BY entry_passage.entry"""
    return {row["id"]: row["entry"] for row in library.rows(sql, json.dumps(list(passages)), allowed=allowed)}
