"""Papers of the sample council for two libraries to take in, and the dump by which their tables are compared row by row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.formats.text import read_text
from ingest.library.headings import headings
from ingest.library.library import Library
from ingest.library.outlines import outlines
from ingest.library.record import Record
from ingest.models import Classification, Paper, Passage
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

ROOT = Path(__file__).parent.parent.parent
PUBLIC, ALL = frozenset({Classification.PUBLIC}), frozenset(Classification)
NUMBERED = {
    "paper": "number", "passage": "rowid", "meeting": "id", "sitting": "id", "item": "id", "entry": "id", "motion": "id", "vote": "id",
    "clause": "id", "correction": "id",
}  # fmt: skip
POINTS = {
    ("passage", "paper"): "paper", ("shingle", "paper"): "paper", ("sitting", "paper"): "paper", ("sitting", "meeting"): "meeting",
    ("sitting", "passage"): "passage", ("item", "meeting"): "meeting", ("entry", "paper"): "paper", ("entry", "item"): "item",
    ("entry", "passage"): "passage", ("entry_passage", "entry"): "entry", ("entry_passage", "passage"): "passage",
    ("motion", "entry"): "entry", ("vote", "entry"): "entry", ("voter", "vote"): "vote", ("clause", "entry"): "entry",
    ("correction", "paper"): "paper", ("span", "clause"): "clause", ("span", "vote"): "vote", ("span", "motion"): "motion",
    ("span", "correction"): "correction", ("span", "passage"): "passage",
    ("sentence", "passage"): "passage", ("told", "paper"): "paper",
}  # fmt: skip
"""Column to the table that it points into."""


@dataclass(frozen=True)
class Read:
    """A paper as it was read."""

    paper: Paper
    passages: tuple[Passage, ...]


def read_samples(folder: Path) -> list[Read]:
    """The sample council's texts, of which one is exempt and one in part."""
    with Library.open(folder) as library:
        done = ingest(library, sorted((ROOT / "samples" / "texts").rglob("*.md")), IngestSettings(), read=lambda path, _: read_text(path))
        assert not [one.reason for one in done if one.reason]
        return [Read(paper, tuple(library._of(paper))) for paper in library.papers()]


def hidden(read: Read, every: int) -> Read:
    """The paper with one passage in `every` exempt."""
    exempt = Classification.EXEMPT
    return replace(read, passages=tuple(replace(p, classification=exempt) if p.ordinal % every == 1 else p for p in read.passages))


def columns(library: Library) -> dict[str, list[str]]:
    """The tables of a library in a file, and their columns in order."""
    names = [row[0] for row in library.connection().execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {name: [row[1] for row in library.connection().execute(f"PRAGMA table_info({name})")] for name in names}
    return {name: own for name, own in found.items() if not name.startswith("sqlite_")}


def tables(library: Library, names: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, with row numbers told by their place, as the engines number anew in ways of their own."""
    places = {table: _places(library, table) for table in NUMBERED}
    found = {}
    for table, own in names.items():
        listed = ", ".join(f'{table}."{column}"' if column != "title" else "entry.title AS title" for column in own)
        rows = library.rows(f"SELECT {listed} FROM {table}", allowed=ALL)
        found[table] = sorted((tuple(_told(table, own, row, places)) for row in rows), key=repr)
    return found


def _places(library: Library, table: str) -> dict[int, int]:
    column = NUMBERED[table]
    rows = library.rows(f"SELECT {column} FROM {table} ORDER BY {column}", allowed=ALL)
    return {row[0]: place for place, row in enumerate(rows)}


def _told(table: str, names: list[str], row: tuple[object, ...], places: dict[str, dict[int, int]]) -> Iterator[object]:
    for name, value in zip(names, row, strict=True):
        target = table if NUMBERED.get(table) == name else POINTS.get((table, name))
        yield places[target][value] if target and value is not None else bytes(value) if isinstance(value, memoryview) else value


def told(library: Library, allowed: frozenset[Classification]) -> str:
    """Everything that a reader of these classifications is told."""
    record = Record(library)
    meetings = [record.meeting(held.key, allowed) for held in record.meetings(allowed)]
    shown = list(library.passages(classifications=allowed))
    near = library.around([passage.id for passage in shown[::7]], 2, allowed)
    counts = [library.passage_count(paper.id, allowed) for paper in library.papers(allowed)]
    listed = [replace(one, entry=0, item=0, held=0) for one in headings(library, allowed)]
    clauses = [replace(placed, item=None) for placed in record.clauses(allowed)]
    said = [meetings, clauses, record.corrections(allowed), outlines(library, allowed), listed]
    return json.dumps([repr(part) for part in (library.papers(allowed), shown, near, counts, said)])
