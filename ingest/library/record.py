"""The record of meetings as a reader may see it: meetings, their items, and what was recommended, resolved, voted, moved and corrected.

Every statement is served by the passages that hold its words: it is left out, whole, where one of them may not be seen. A title or a
meeting is told by the passage that prints it. Who may see no passage of an entry is not told of the entry.
"""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.library.engine import Row
from ingest.library.library import Library
from ingest.library.placed import Placed, of_clause, once
from ingest.library.record_rows import ENTRY
from ingest.models import Classification, Meeting, PaperStatus, Passage
from ingest.record.corrections import calls_off, concerns, days_of_meetings, of_item
from ingest.record.models import (
    Clause,
    ClauseKind,
    Correction,
    CorrectionKind,
    Ending,
    Entry,
    Motion,
    Outcome,
    Part,
    Role,
    Side,
    Vote,
)
from ingest.record.words import Words

Allowed = Collection[Classification]
_NUMBERS: Final = "(SELECT CAST(value AS INTEGER) FROM json_each(?))"
"""The row numbers of a list."""


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that the papers tell of."""

    key: str
    """Its part of an address: date and body."""
    meeting: Meeting
    papers: tuple[tuple[str, Role], ...]
    """Ids of the papers that tell of it, and what each is to it."""
    cancelled: Correction | None = None
    """The words by which it was cancelled or moved; `moved_to` of them is its new day."""
    classification: Classification = Classification.PUBLIC
    """Exempt where nothing public tells of it."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of business with all that is printed of it: agenda entry, reports, appendices, minutes, decision records."""

    entries: tuple[Entry, ...]
    """In that order."""
    corrections: tuple[Correction, ...] = ()
    """What sets right words of these entries, or says that the item was withdrawn."""

    @property
    def title(self) -> str | None:
        """As its agenda prints it, else its report, else its minute."""
        return next((entry.title for entry in self.entries if entry.title), None)

    @property
    def number(self) -> str | None:
        """On the agenda, as printed; of an item that no agenda lists its minute number."""
        return next((entry.agenda_item for entry in self.entries if entry.agenda_item), None) or self.entries[0].number

    def of(self, part: Part) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.part is part)


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A meeting with its items, in the order of the agenda; items that no agenda lists come last."""

    held: HeldMeeting
    items: tuple[Item, ...]

    @property
    def minuted(self) -> bool:
        """Whether minutes of it are among the papers; a sheet that only covers the minutes of an earlier meeting is none."""
        return any(entry.number or entry.clauses for item in self.items for entry in item.of(Part.MINUTE))


class Record:
    """Reads the record of a library. Every call is told what its reader may see, and answers from that alone."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def meetings(self, allowed: Allowed) -> tuple[HeldMeeting, ...]:
        """All meetings, newest first."""
        return tuple(held for _, held in self.numbered(allowed))

    def meeting(self, key: str, allowed: Allowed) -> MeetingRecord | None:
        """The meeting with this key; None where there is none that the reader may know of."""
        for row, held in self.numbered(allowed):
            if held.key == key:
                return MeetingRecord(held, self._items(row, allowed))
        return None

    def clauses(self, allowed: Allowed) -> tuple[Placed, ...]:
        """Clauses by the date of their meeting (undated last), then by paper and place.

        Words that are printed twice (minutes, and the pack that reprints them) come once; superseded papers are left out.
        """
        found = self._entries("TRUE", (), allowed)
        corrections = self.corrections(allowed)
        return once(
            Placed(clause, entry, item, of_clause(clause, entry, own))
            for item, entry in found
            for own in [of_item([entry], corrections)]
            for clause in entry.clauses
            if clause.words[0].passage.status is not PaperStatus.SUPERSEDED
        )

    def entries(self, papers: Collection[str], allowed: Allowed) -> tuple[Entry, ...]:
        """What the papers with these ids print, entry by entry."""
        condition = "paper.id IN (SELECT value FROM json_each(?))"
        return tuple(entry for _, entry in self._entries(condition, (json.dumps(sorted(papers)),), allowed))

    def corrections(self, allowed: Allowed, days: Collection[datetime.date] | None = None) -> tuple[Correction, ...]:
        """All that papers set right, by paper and place; `days` are those of the meetings whose papers are set right, None for any."""
        sql = """SELECT correction.* FROM correction JOIN paper ON paper.number = correction.paper
            WHERE ?1 IS NULL OR correction.date IN (SELECT value FROM json_each(?1)) ORDER BY paper.document, paper.id, correction.id"""
        rows = self._rows(sql, None if days is None else json.dumps([day.isoformat() for day in days]), allowed=allowed)
        spans = self._spans("correction", [row["id"] for row in rows], allowed)
        return tuple(
            Correction(
                CorrectionKind(row["kind"]),
                said[0],
                row["old"],
                row["new"],
                row["body"],
                _date(row["date"]),
                row["number"],
                row["paragraph"],
                _date(row["moved_to"]),
            )
            for row in rows
            if (said := spans.get(row["id"], {}).get("words"))
        )

    def corrections_of(self, said: Sequence[Words], allowed: Allowed) -> tuple[Correction, ...]:
        """What sets right these words: should read otherwise, are of an item that was withdrawn, of a meeting cancelled or moved."""
        sql = """SELECT DISTINCT entry.item, entry.date FROM json_each(?) AS wanted JOIN passage ON passage.id = wanted.value
            JOIN entry_passage ON entry_passage.passage = passage.rowid JOIN entry ON entry.id = entry_passage.entry
            WHERE entry.item IS NOT NULL"""
        of = self._rows(sql, json.dumps([words.passage.id for words in said]), allowed=allowed)
        days = {date for row in of if (date := _date(row["date"]))} | {words.passage.meeting.date for words in said}
        days = days.union(*map(days_of_meetings, said))
        corrections = self.corrections(allowed, [day for day in days if day])
        if not corrections:
            return ()
        items = self._by_item(f"entry.item IN {_NUMBERS}", json.dumps([row["item"] for row in of]), allowed)
        return tuple(one for one in corrections if concerns(one, said, items.values()))

    def item(self, entries: Collection[int], allowed: Allowed) -> Item:
        """An item of business made of the entries of these row numbers (headings.py), as far as the reader may see them."""
        found = self._entries(f"entry.id IN {_NUMBERS}", (json.dumps(sorted(entries)),), allowed)
        return _item([entry for _, entry in found], self.corrections(allowed))

    def numbered(self, allowed: Allowed) -> Iterator[tuple[int, HeldMeeting]]:
        """All meetings, newest first, with the row of each."""
        shown = "coalesce(passage.classification, json_extract(paper.record, '$.info.classification'), 'public')"
        sql = f"""SELECT sitting.*, paper.id AS paper_id, {shown} AS shown
            FROM sitting JOIN paper ON paper.number = sitting.paper LEFT JOIN passage ON passage.rowid = sitting.passage
            WHERE sitting.meeting IS NOT NULL AND {shown} IN (SELECT value FROM json_each(?))
            ORDER BY sitting.date DESC, sitting.meeting, paper.document, paper.id, sitting.id"""
        told: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows(sql, _classes(allowed), allowed=allowed):
            told[row["meeting"]].append(row)
        corrections = self.corrections(allowed)
        taken: set[str] = set()
        for meeting, rows in told.items():
            held = _held(rows, corrections, taken)
            taken.add(held.key)
            yield meeting, held

    def _items(self, meeting: int, allowed: Allowed) -> tuple[Item, ...]:
        items = self._by_item("entry.item IN (SELECT id FROM item WHERE meeting = ?)", meeting, allowed)
        corrections = self.corrections(allowed)
        return tuple(_item(held, corrections) for _, held in sorted(items.items()))

    def _by_item(self, condition: str, value: object, allowed: Allowed) -> dict[int, list[Entry]]:
        items: dict[int, list[Entry]] = defaultdict(list)
        for item, entry in self._entries(condition, (value,), allowed):
            items[item].append(entry)
        return items

    def _entries(self, condition: str, values: Sequence[object], allowed: Allowed) -> list[tuple[int, Entry]]:
        """The entries of which the reader may see a passage, with the row of their item."""
        order = "entry.date IS NULL, entry.date, paper.document, paper.id, entry.id"
        sql = f"SELECT {ENTRY} FROM entry JOIN paper ON paper.number = entry.paper WHERE {condition} ORDER BY {order}"
        rows = self._rows(sql, *values, allowed=allowed)
        ids = [row["id"] for row in rows]
        sql = """SELECT entry_passage.entry, passage.id, passage.rowid FROM json_each(?) AS wanted
            JOIN entry_passage ON entry_passage.entry = CAST(wanted.value AS INTEGER)
            JOIN passage ON passage.rowid = entry_passage.passage
            WHERE passage.classification IN (SELECT value FROM json_each(?)) ORDER BY passage.ordinal"""
        held: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows(sql, json.dumps(ids), _classes(allowed), allowed=allowed):
            held[row["entry"]].append(row)
        passages = self._passages({row["id"] for found in held.values() for row in found}, allowed)
        clauses, votes, motions = (self._of_entries(table, ids, allowed) for table in ("clause", "vote", "motion"))
        said = _Said(clauses, votes, motions, self._voters(ids, allowed))
        return [(row["item"], _entry(row, held[row["id"]], passages, said)) for row in rows if held[row["id"]]]

    def _of_entries(self, table: str, entries: Sequence[int], allowed: Allowed) -> "_Table":
        """Rows of a table by entry, with their spans; those of which a span may not be seen are left out."""
        sql = f"SELECT {table}.* FROM json_each(?) AS wanted JOIN {table} ON {table}.entry = CAST(wanted.value AS INTEGER)"
        rows = self._rows(sql, json.dumps(entries), allowed=allowed)
        spans = self._spans(table, [row["id"] for row in rows], allowed)
        found: _Table = defaultdict(list)
        for row in sorted(rows, key=lambda row: int(row["id"])):
            if row["id"] in spans:
                found[row["entry"]].append((row, spans[row["id"]]))
        return found

    def _spans(self, of: str, ids: Sequence[int], allowed: Allowed) -> dict[int, dict[str, tuple[Words, ...]]]:
        """By row and role; a row of which a span, other than an aside, may not be seen is not among them."""
        sql = f"""SELECT span.{of} AS owner, passage.id AS id, passage.classification AS classification, start, "end", span.role
            FROM json_each(?) AS wanted JOIN span ON span.{of} = CAST(wanted.value AS INTEGER) JOIN passage ON passage.rowid = span.passage
            ORDER BY span.rowid"""
        rows = self._rows(sql, json.dumps(list(ids)), allowed=allowed)
        shown = {one.value for one in allowed}
        hidden = {row["owner"] for row in rows if row["classification"] not in shown and row["role"] != "aside"}
        rows = [row for row in rows if row["owner"] not in hidden and row["classification"] in shown]
        passages = self._passages({row["id"] for row in rows}, allowed)
        found: dict[int, dict[str, tuple[Words, ...]]] = defaultdict(dict)
        for row in rows:
            if row["id"] in passages:
                words = Words(passages[row["id"]], row["start"], row["end"])
                found[row["owner"]][row["role"]] = (*found[row["owner"]].get(row["role"], ()), words)
        return {owner: roles for owner, roles in found.items() if "words" in roles}

    def _voters(self, entries: Sequence[int], allowed: Allowed) -> dict[int, list[tuple[Side, str]]]:
        sql = """SELECT voter.* FROM json_each(?) AS wanted JOIN vote ON vote.entry = CAST(wanted.value AS INTEGER)
            JOIN voter ON voter.vote = vote.id
            ORDER BY voter.rowid"""
        found: dict[int, list[tuple[Side, str]]] = defaultdict(list)
        for row in self._rows(sql, json.dumps(entries), allowed=allowed):
            found[row["vote"]].append((Side(row["side"]), row["name"]))
        return found

    def _passages(self, ids: Collection[str], allowed: Allowed) -> dict[str, Passage]:
        return {passage.id: passage for passage in self._library.passages(ids=sorted(ids), classifications=allowed)}

    def _rows(self, sql: str, *values: object, allowed: Allowed) -> list[Row]:
        return self._library.rows(sql, *values, allowed=allowed)


_Table = dict[int, list[tuple[Row, dict[str, tuple[Words, ...]]]]]


@dataclass(frozen=True, slots=True)
class _Said:
    """Rows of what entries say, by entry, that the reader may see."""

    clauses: _Table
    votes: _Table
    motions: _Table
    voters: dict[int, list[tuple[Side, str]]]


def _entry(row: Row, held: Sequence[Row], passages: dict[str, Passage], said: _Said) -> Entry:
    shown = tuple(passages[one["id"]] for one in held if one["id"] in passages)
    titled = next((passages[one["id"]] for one in held if one["rowid"] == row["passage"] and one["id"] in passages), None)
    votes, motions = said.votes.get(row["id"], []), said.motions.get(row["id"], [])
    cast = {one["place"]: at for at, (one, _) in enumerate(votes)}
    moved = {one["place"]: at for at, (one, _) in enumerate(motions)}
    return Entry(
        Part(row["part"]),
        shown,
        row["number"],
        row["title"] if titled else None,
        titled or shown[0],
        row["agenda_item"],
        Meeting(row["council"], row["committee"], _date(row["date"])),
        tuple(_clause(one, spans, cast, moved) for one, spans in said.clauses.get(row["id"], [])),
        tuple(_vote(one, spans, said.voters.get(one["id"], [])) for one, spans in votes),
        tuple(_motion(one, spans, cast, moved) for one, spans in motions),
    )


def _clause(row: Row, spans: dict[str, tuple[Words, ...]], votes: dict[int, int], motions: dict[int, int]) -> Clause:
    return Clause(
        row["label"],
        spans["words"],
        spans.get("stem", ()),
        row["heading"],
        row["resolution"],
        spans.get("aside", ()),
        next(iter(spans.get("who", ())), None),
        ClauseKind(row["kind"]),
        Outcome(row["outcome"]),
        tuple(votes[at] for at in json.loads(row["votes"]) if at in votes),
        tuple(motions[at] for at in json.loads(row["motions"]) if at in motions),
    )


def _vote(row: Row, spans: dict[str, tuple[Words, ...]], names: Sequence[tuple[Side, str]]) -> Vote:
    return Vote(
        spans["words"][0],
        row["in_favour"],
        row["against"],
        row["abstained"],
        tuple(names),
        next(iter(spans.get("named", ())), None),
        row["part"],
        bool(row["amendment"]),
        Ending(row["ending"]) if row["ending"] else None,
    )


def _motion(row: Row, spans: dict[str, tuple[Words, ...]], votes: dict[int, int], motions: dict[int, int]) -> Motion:
    return Motion(
        spans["words"][0],
        row["proposer"],
        row["seconder"],
        bool(row["amendment"]),
        motions.get(row["amends"]),
        Ending(row["ending"]) if row["ending"] else None,
        votes.get(row["vote"]),
        next(iter(spans.get("ended", ())), None),
    )


def _held(rows: Sequence[Row], corrections: Sequence[Correction], taken: Collection[str]) -> HeldMeeting:
    """A meeting by the rows that the reader may see; its body is named by those alone."""
    council = next((row["council"] for row in rows if row["council"]), None)
    committee = next((row["committee"] for row in rows if row["committee"] and row["committee"] != row["council"]), None)
    date = datetime.date.fromisoformat(rows[0]["date"])
    body = committee or council or ""
    key = "-".join([date.isoformat(), *re.findall(r"[a-z0-9]+", body.lower())])
    if key in taken:
        key = "-".join([key, *re.findall(r"[a-z0-9]+", (council or "").lower()), str(len(taken))])
    off = next((one for one in corrections if calls_off(one, Meeting(council, committee, date))), None)
    papers = tuple(dict.fromkeys((row["paper_id"], Role(row["role"])) for row in rows))
    shown = Classification.EXEMPT if all(row["shown"] != Classification.PUBLIC for row in rows) else Classification.PUBLIC
    return HeldMeeting(key, Meeting(council, body or None, date), papers, off, shown)


def _item(entries: Sequence[Entry], corrections: Sequence[Correction]) -> Item:
    order = list(Part)
    return Item(tuple(sorted(entries, key=lambda entry: order.index(entry.part))), of_item(entries, corrections))


def _classes(allowed: Allowed) -> str:
    return json.dumps(sorted(one.value for one in allowed))


def _date(day: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if day else None
