"""Papers in a format of three lines, a reader and a parser for them, and the dump by which two libraries are compared.

A file reads "# committee | date | words of supersession" and then a passage a line: "item | report title | text".
A file that begins with BAD cannot be read; one that begins with BUG meets a defect.
"""

import datetime
import sqlite3
from pathlib import Path

from ingest.errors import UnreadablePaperError
from ingest.library.library import Library
from ingest.models import Kind, Line, Meeting, Paper, PaperInfo, PaperText, Passage
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.sources import content_hash

SETTINGS = IngestSettings(workers=3)
_RECORD = ("span", "voter", "clause", "vote", "motion", "correction", "entry_passage", "entry", "item", "sitting", "meeting", "stale")
NO_RECORD = "".join(f"DROP TABLE {table};" for table in _RECORD) + "DELETE FROM meta WHERE name = 'record';"
"""What makes a library one that has no record of meetings as yet."""


def read(path: Path, settings: IngestSettings) -> PaperText:  # noqa: ARG001 the reader's signature
    text = path.read_text()
    if text.startswith("BAD"):
        raise UnreadablePaperError(f"{path.name} is damaged: ask for another copy")
    if text.startswith("BUG"):
        raise ValueError("a defect")
    return PaperText(tuple(Line(line) for line in text.splitlines()))


def parse(text: PaperText, document: str, paper_id: str, settings: IngestSettings) -> tuple[PaperInfo, tuple[Passage, ...]]:  # noqa: ARG001
    committee, date, supersedes = (part.strip() for part in (text.lines[0].text.lstrip("# ") + "||").split("|")[:3])
    meeting = Meeting("Anytown Council", committee or None, datetime.date.fromisoformat(date) if date else None)
    passages = []
    for ordinal, line in enumerate(text.lines[1:]):
        item, title, words = (part.strip() for part in line.text.split("|"))
        passages.append(
            Passage(
                f"{paper_id}-{ordinal}",
                document,
                ordinal,
                words,
                Kind.PARAGRAPH,
                agenda_item=item or None,
                report_title=title or None,
                meeting=meeting,
            )
        )
    return PaperInfo(meeting=meeting, supersedes=supersedes or None), tuple(passages)


def write(
    folder: Path, name: str, *passages: str, committee: str = "Audit Committee", date: str = "2020-01-02", supersedes: str = ""
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("\n".join((f"# {committee} | {date} | {supersedes}", *passages)))
    return file


def take_in(library: Library, *paths: Path, **options):
    """Ingest with the fakes; {file name: outcome}."""
    return {Path(o.path).name: o for o in ingest(library, paths, SETTINGS, read=read, parse=parse, **options)}


def put(library: Library, file: Path) -> Paper:
    """Put one paper without the pipeline."""
    sha256 = content_hash(file)
    info, passages = parse(read(file, SETTINGS), file.name, sha256[:16], SETTINGS)
    paper = Paper(sha256[:16], file.name, str(file), sha256, 1, len(passages), info)
    library.put(paper, passages, file)
    return paper


def dump(library: Library) -> list[object]:
    """All that a reader can see, without what may differ between two ways to the same state (row numbers, revision)."""
    connection = library.connection()
    if isinstance(connection, sqlite3.Connection):
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    files = sorted(file.name for file in (library.home / "papers").glob("*")) if (library.home / "papers").exists() else []
    return [library.papers(), list(library.passages()), files]


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(sql, values)]
