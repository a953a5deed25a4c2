"""Writes what papers say of meetings into the library, in the transaction that writes their passages, and joins papers of one meeting.

Which meeting and item a paper's entries belong to is worked out from all papers of that day, so the order of ingest does not matter; it
is done for the days of which papers have changed.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

import ingest.language
import ingest.record
from ingest.library.engine import Connection, Row
from ingest.models import Meeting, Paper, Passage
from ingest.record.models import Entry, PaperRecord, Part
from ingest.record.names import COUNCIL, body_key, same_body, same_title, title_likeness
from ingest.record.read import read_record
from ingest.record.words import Words

_SAME_KEY: Final = 90.0
"""Likeness, of 100, of the keys of two bodies of one day of which one name is damaged."""
_CERTAIN: Final = 101.0
"""Of two entries that print the same number."""
_MOST_TITLES: Final = 400
"""Items of one meeting whose titles are compared; a meeting has some dozens."""
ENTRY: Final = """entry.id, entry.paper, entry.item, entry.part, entry.number, entry.title AS title, entry.agenda_item, entry.date,
    entry.council, entry.committee, entry.passage"""
"""The columns of an entry, of which `entry.title` is named as engine.Layout.renamed knows it."""
_ORDER: Final = {part: place for place, part in enumerate((Part.AGENDA, Part.REPORT, Part.APPENDIX, Part.MINUTE, Part.DECISION))}


@cache
def reader_version() -> int:
    """Tells one reader of the record from another: made from the code and the word lists of the rooms that read it."""
    rooms = [Path(next(iter(room.__path__))) for room in (ingest.language, ingest.record)]
    files = [*(file for room in rooms for kind in ("*.py", "*.toml") for file in sorted(room.glob(kind))), Path(__file__)]
    return zlib.crc32(b"".join(file.read_bytes() for file in files))


def write_record(connection: Connection, number: int, paper: Paper, passages: Sequence[Passage]) -> None:
    """Put the record of the paper of that row number, of which the library holds the passages, in place of what was recorded of it."""
    for table in ("sitting", "entry", "correction"):
        connection.execute(f"DELETE FROM {table} WHERE paper = ?", (number,))
    rows = dict(map(tuple, connection.execute("SELECT id, rowid FROM passage WHERE paper = ?", (number,))))
    _Writer(connection, number, rows).write(read_record(paper, passages))


class _Writer:
    """Writes one paper's record."""

    def __init__(self, connection: Connection, paper: int, rows: dict[str, int]) -> None:
        self._connection, self._paper, self._rows = connection, paper, rows

    def write(self, record: PaperRecord) -> None:
        for one in record.sittings:
            meeting, told = one.meeting, self._rows[one.told.id] if one.told else None
            self._add("sitting", paper=self._paper, role=one.role, date=str(meeting.date), council=meeting.council,
                      committee=meeting.committee, passage=told)  # fmt: skip
        for entry in record.entries:
            self._entry(entry)
        for correction in record.corrections:
            row = self._add("correction", paper=self._paper, kind=correction.kind, old=correction.old, new=correction.new,
                            body=correction.body, date=_day(correction.date), number=correction.number, paragraph=correction.paragraph,
                            moved_to=_day(correction.moved_to))  # fmt: skip
            self._spans("correction", row, words=(correction.said,))

    def _entry(self, entry: Entry) -> None:
        meeting = entry.meeting
        row = self._add("entry", paper=self._paper, part=entry.part, number=entry.number, title=entry.title, agenda_item=entry.agenda_item,
                        date=_day(meeting.date), council=meeting.council, committee=meeting.committee,
                        passage=self._rows[entry.titled.id])  # fmt: skip
        held = sorted({self._rows[passage.id] for passage in entry.passages})
        self._connection.executemany("INSERT INTO entry_passage VALUES (?, ?)", [(row, passage) for passage in held])
        for place, vote in enumerate(entry.votes):
            cast = self._add("vote", entry=row, place=place, in_favour=vote.in_favour, against=vote.against, abstained=vote.abstained,
                             part=vote.part, amendment=vote.amendment, ending=vote.ending)  # fmt: skip
            self._spans("vote", cast, words=(vote.said,), named=(vote.named,) if vote.named else ())
            self._connection.executemany("INSERT INTO voter VALUES (?, ?, ?)", [(cast, side, name) for side, name in vote.names])
        for place, motion in enumerate(entry.motions):
            moved = self._add("motion", entry=row, place=place, proposer=motion.proposer, seconder=motion.seconder,
                              amendment=motion.amendment, amends=motion.amends, vote=motion.vote, ending=motion.ending)  # fmt: skip
            self._spans("motion", moved, words=(motion.said,), ended=(motion.ended,) if motion.ended else ())
        for clause in entry.clauses:
            made = self._add("clause", entry=row, kind=clause.kind, label=clause.label, heading=clause.heading,
                             resolution=clause.resolution, outcome=clause.outcome,
                             votes=json.dumps(clause.votes), motions=json.dumps(clause.motions))  # fmt: skip
            who = (clause.who,) if clause.who else ()
            self._spans("clause", made, stem=clause.stem, words=clause.words, aside=clause.asides, who=who)

    def _add(self, table: str, **row: object) -> int:
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        return self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values())).lastrowid or 0

    def _spans(self, of: str, row: int, **spans: Iterable[Words]) -> None:
        self._connection.executemany(
            f'INSERT INTO span ({of}, passage, start, "end", role) VALUES (?, ?, ?, ?, ?)',
            [(row, self._rows[w.passage.id], w.start, w.end, role) for role, found in spans.items() for w in found],
        )


def _day(date: object) -> str | None:
    return str(date) if date else None


def join_meetings(connection: Connection) -> None:
    """Work out anew the meetings, and the items of each, of the days whose papers have changed; inside the caller's transaction."""
    for (date,) in connection.execute("SELECT date FROM stale ORDER BY date").fetchall():
        connection.execute("DELETE FROM meeting WHERE date = ?", (date,))
        keys = _bodies(connection, date)
        for key in dict.fromkeys(keys.values()):
            meeting = connection.execute("INSERT INTO meeting (date, body_key) VALUES (?, ?)", (date, key)).lastrowid or 0
            own = json.dumps([list(names) for names in keys if keys[names] == key])
            named = "(council IS json_extract(value, '$[0]') AND committee IS json_extract(value, '$[1]'))"
            connection.execute(
                f"UPDATE sitting SET meeting = ? WHERE date = ? AND EXISTS (SELECT 1 FROM json_each(?) WHERE {named})", (meeting, date, own)
            )
            _join_items(connection, meeting, date, own)
    connection.execute("DELETE FROM stale")


_Names = tuple[str | None, str | None]
"""Council and committee as a paper names them."""


def _bodies(connection: Connection, date: str) -> dict[_Names, str]:
    """The names that papers of a day give, to the key of the body that meets: of two councils two bodies, though they be called alike.

    Who names no council means the only one that has such a body.
    """
    sql = """SELECT DISTINCT council, committee FROM sitting WHERE date = ?1
        UNION SELECT DISTINCT council, committee FROM entry WHERE date = ?1 AND part IN ('minute', 'decision')
        ORDER BY 1 NULLS FIRST, 2 NULLS FIRST"""
    named = [(row["council"], row["committee"]) for row in connection.execute(sql, (date,))]
    councils: dict[str, list[_Names]] = {}
    for names in named:
        if names[0]:
            alike = next((known for known in councils if same_body(known, names[0])), names[0])
            councils.setdefault(alike, []).append(names)
    if len(councils) < 2:
        return _of_one_council(named)
    keys = {names: f"{key} of {council}" for council, own in councils.items() for names, key in _of_one_council(own).items()}
    for names in named:
        if not names[0]:
            key = body_key(Meeting(*names))
            homes = {known for known in keys.values() if known.startswith(f"{key} of ")}
            keys[names] = homes.pop() if len(homes) == 1 else key
    return keys


def _of_one_council(named: Sequence[_Names]) -> dict[_Names, str]:
    """Keys of the bodies of one council; who names no committee means the day's only one."""
    keys = {names: body_key(Meeting(*names)) for names in named}
    bodies = sorted(set(keys.values()) - {COUNCIL})
    for names, key in keys.items():
        if key == COUNCIL and len(bodies) == 1:
            keys[names] = bodies[0]
        else:
            keys[names] = next((other for other in bodies if key != COUNCIL and fuzz.ratio(key, other) >= _SAME_KEY), key)
    return keys


def _join_items(connection: Connection, meeting: int, date: str, bodies: str) -> None:
    """The items of a meeting: those of its agenda, and what its reports, minutes and decisions are about beside them."""
    sql = f"""SELECT {ENTRY} FROM entry JOIN paper ON paper.number = entry.paper WHERE entry.date = ?
        AND EXISTS (SELECT 1 FROM json_each(?) WHERE entry.council IS json_extract(value, '$[0]')
        AND entry.committee IS json_extract(value, '$[1]')) ORDER BY paper.document, paper.id, entry.id"""
    rows = sorted(connection.execute(sql, (date, bodies)).fetchall(), key=lambda row: _ORDER[Part(row["part"])])
    items: list[list[Row]] = []
    known: dict[tuple[str, str, str | None], list[Row]] = {}
    for (part, _), run in groupby(rows, key=lambda row: (row["part"], row["paper"])):
        for row in sorted(run, key=lambda row: -_nearness(row, items, known)) if part == Part.MINUTE else run:
            home = next((known[name] for name in _names(row) if name in known), None) or _likest(row, items[:_MOST_TITLES])
            if home is None:
                items.append(home := [])
            home.append(row)
            for name in _names(row):
                known.setdefault(name, home)
    for place, held in enumerate(items):
        item = connection.execute("INSERT INTO item (meeting, place) VALUES (?, ?)", (meeting, place)).lastrowid
        connection.executemany("UPDATE entry SET item = ? WHERE id = ?", [(item, row["id"]) for row in held])


def _nearness(row: Row, items: Sequence[list[Row]], known: Collection[tuple[str, str, str | None]]) -> float:
    """How near a minute is to the item that is nearest to it: of one printing the nearest takes its item first."""
    if any(name in known for name in _names(row)):
        return _CERTAIN
    return max((_likeness(row["title"], held) for held in items[:_MOST_TITLES]), default=0.0)


def _names(row: Row) -> list[tuple[str, str, str | None]]:
    """What tells that two entries are of one item: the number on the agenda; of a minute printed again, number and title."""
    found: list[tuple[str, str, str | None]] = [("item", row["agenda_item"], None)] if row["agenda_item"] else []
    return [*found, ("minute", row["number"], row["title"])] if row["part"] == Part.MINUTE and row["number"] else found


def _likest(row: Row, items: Sequence[list[Row]]) -> list[Row] | None:
    """The item of the likest title; None where none is like."""
    scored = [
        (_likeness(row["title"], held), -at)
        for at, held in enumerate(items)
        if not any(_is_another(row, other) for other in held) and any(same_title(row["title"], other["title"]) for other in held)
    ]
    return items[-max(scored)[1]] if scored else None


def _is_another(row: Row, other: Row) -> bool:
    """Whether two entries are two minutes of one printing, so not of one item, however alike their titles are."""
    minutes = row["part"] == other["part"] == Part.MINUTE
    return bool(minutes and row["paper"] == other["paper"] and row["number"] != other["number"])


def _likeness(title: str | None, held: Sequence[Row]) -> float:
    return max((title_likeness(title, one["title"]) for one in held if title and one["title"]), default=0.0)
