"""How papers stand to each other: which passages a supplement replaced, which paper holds the report of another, and which
papers are of one meeting (ingest/library/record_rows.py).

Worked out from the whole library, so the result is the same whatever the order of ingest.

A supplement (its `supersedes` is set) replaces in the other papers of its meeting the report of the same title. Where no title agrees it
replaces the report under the same agenda item, but only where that item holds a single report: an item of several papers stays as it is,
because calling a paper that stands superseded would hide it.

A paper duplicates another where at least `CONTAINED` of its sampled word runs stand in the other too (Broder 1997, containment of
shingles), or `VERBATIM` where their dates differ, because next year's report repeats much of this year's. Damaged text layers of one
paper were seen to share 0.81 and more, different papers 0.06 and less. Runs that stand in more than `COMMON` papers are wording that
councils repeat and count for nothing.
"""

import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

from ingest.library.engine import Connection, Row
from ingest.library.record_rows import join_meetings
from ingest.models import Classification, Kind, Passage

WORDS: Final = 8
SAMPLE: Final = 32
CONTAINED: Final = 0.75
VERBATIM: Final = 0.9
COMMON: Final = 20
MOST_REPORTS: Final = 400
"""Reports of one paper that are compared with those of another; a meeting has a few dozen."""
FEWEST: Final = 6
SAME_TITLE: Final = 92.0
_FURNITURE: Final = frozenset({Kind.HEADING, Kind.AGENDA_ENTRY, Kind.FRONT_MATTER})


def shingles(passages: Iterable[Passage]) -> set[int]:
    """About one in `SAMPLE` runs of `WORDS` words of a paper's text, as signed 64-bit hashes; the choice depends on the words only."""
    words = [word for p in passages if p.kind not in _FURNITURE for word in re.findall(r"\w+", p.text.casefold())]
    runs = (" ".join(words[i : i + WORDS]).encode() for i in range(len(words) - WORDS + 1))
    sampled = (run for run in runs if zlib.crc32(run) % SAMPLE == 0)
    return {int.from_bytes(hashlib.blake2b(run, digest_size=8).digest(), signed=True) for run in sampled}


def resolve(connection: Connection) -> None:
    """Set status and `duplicate_of` of every paper and passage of the library, inside the caller's transaction.

    Does nothing where the library has not changed since the last time; the revision grows where a relation changed.
    """
    revision, related = (
        connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0] for name in ("revision", "related")
    )
    if revision == related:
        return
    found = replacements(lambda sql, *values: connection.execute(sql, values).fetchall())
    changed = _set_superseded(connection, {(one.old, one.title) for one in found})
    changed += _set_duplicates(connection, _duplicates(connection))
    if changed:
        revision += 1
    join_meetings(connection)
    connection.executemany("UPDATE meta SET value = ? WHERE name = ?", [(revision, "revision"), (revision, "related")])


class Replacement(NamedTuple):
    """A report that a supplement replaced; papers by their row numbers."""

    new: int
    """The supplement."""
    old: int
    """The paper that holds the report."""
    title: str
    """Of the report, as `report_title` of its passages."""


def replacements(read: Callable[..., list[Row]]) -> Iterator[Replacement]:
    """Every report that a supplement replaced, with the supplement; of two papers the same, whatever other papers there are.

    `read` takes a query and its values and gives its rows.
    """
    said = "json_extract({}.record, '$.info.{}')".format
    alike = "lower({}) = lower({})".format
    sql = f"""SELECT new.number AS new, old.number AS old FROM paper AS new JOIN paper AS old
        ON new.meeting_date = old.meeting_date AND new.number <> old.number
        AND {alike(said("new", "meeting.committee"), said("old", "meeting.committee"))}
        AND coalesce({alike(said("new", "meeting.council"), said("old", "meeting.council"))}, TRUE)
        WHERE {said("new", "supersedes")} IS NOT NULL AND {said("old", "supersedes")} IS NULL"""
    for pair in read(sql):
        there = _reports(read, pair["old"])
        items = defaultdict(set)
        for item, title in there:
            items[item].add(title)
        for item, title in _reports(read, pair["new"]):
            same = {other for _, other in there if ratio(_plain(title), _plain(other)) >= SAME_TITLE}
            if not same and item is not None and len(items[item]) == 1:
                same = items[item]
            yield from (Replacement(pair["new"], pair["old"], other) for other in same)


def _reports(read: Callable[..., list[Row]], paper: int) -> list[tuple[str | None, str]]:
    sql = """SELECT DISTINCT agenda_item, report_title FROM passage WHERE paper = ? AND report_title IS NOT NULL
        ORDER BY 1 NULLS FIRST, 2 LIMIT ?"""
    return [(row["agenda_item"], row["report_title"]) for row in read(sql, paper, MOST_REPORTS)]


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title[:400].casefold()))


def _set_superseded(connection: Connection, reports: set[tuple[int, str]]) -> int:
    """The number of papers and passages that changed."""
    number = "CAST(json_extract(value, '$[0]') AS INTEGER)"
    replaced = f"(SELECT {number}, json_extract(value, '$[1]') FROM json_each(?1))"
    passage = f"CASE WHEN (paper, report_title) IN {replaced} THEN 'superseded' ELSE read_status END"
    stands = "EXISTS (SELECT 1 FROM passage WHERE paper = number AND status <> 'superseded' AND report_title IS NOT NULL)"
    wholly = f"number IN (SELECT {number} FROM json_each(?1)) AND NOT {stands}"
    paper = f"CASE WHEN {wholly} THEN 'superseded' ELSE coalesce(json_extract(record, '$.info.status'), 'current') END"
    changed, values = 0, (json.dumps(sorted(reports)),)
    for table, status in (("passage", passage), ("paper", paper)):
        changed += connection.execute(f"UPDATE {table} SET status = {status} WHERE status <> {status}", values).rowcount
    return changed


def _duplicates(connection: Connection) -> dict[int, str]:
    """Paper number to the document that holds the same report: the one that shares most, then the larger, then by name."""
    papers = {row["number"]: row for row in connection.execute("SELECT number, id, document, meeting_date, record FROM paper")}
    common = f"SELECT hash FROM shingle GROUP BY hash HAVING count(*) > {COMMON}"
    size = dict(map(tuple, connection.execute(f"SELECT paper, count(*) FROM shingle WHERE hash NOT IN ({common}) GROUP BY paper")))
    shared = connection.execute(
        f"""WITH rare AS (SELECT hash FROM shingle GROUP BY hash HAVING count(*) BETWEEN 2 AND {COMMON})
        SELECT a.paper, b.paper AS other, count(*) AS shared FROM rare JOIN shingle AS a USING (hash) JOIN shingle AS b USING (hash)
        WHERE a.paper <> b.paper GROUP BY a.paper, b.paper"""
    )
    best: dict[int, tuple[int, int, str, str]] = {}
    for one, other, both in shared:
        here, there = papers[one], papers[other]
        mine, theirs = (size[one], here["document"], here["id"]), (size[other], there["document"], there["id"])
        smaller = mine[0] < theirs[0] or (mine[0] == theirs[0] and mine[1:] > theirs[1:])
        share = CONTAINED if here["meeting_date"] == there["meeting_date"] else VERBATIM
        if smaller and size[one] >= FEWEST and both >= share * size[one] and not _secret(there, here):
            best[one] = min(best.get(one, (1, 0, "", "")), (-both, -theirs[0], theirs[1], theirs[2]))
    return {number: choice[2] for number, choice in best.items()}


def _secret(holder: Row, paper: Row) -> bool:
    """True where naming `holder` would tell the readers of a public paper of an exempt one."""
    exempt = [json.loads(row["record"]).get("info", {}).get("classification") == Classification.EXEMPT for row in (holder, paper)]
    return exempt[0] and not exempt[1]


def _set_duplicates(connection: Connection, duplicates: dict[int, str]) -> int:
    """The number of papers that changed."""
    changed = 0
    for row in connection.execute("SELECT number, duplicate_of FROM paper").fetchall():
        if row["duplicate_of"] != (wanted := duplicates.get(row["number"])):
            connection.execute("UPDATE paper SET duplicate_of = ? WHERE number = ?", (wanted, row["number"]))
            changed += 1
    return changed
