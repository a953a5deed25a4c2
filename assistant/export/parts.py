"""The words that every format sets round a note: its marking, its details, its references."""

import re
from collections.abc import Iterable, Iterator

from assistant.briefing.models import Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said, Section
from assistant.marking import TAG
from assistant.models import Citation
from ingest.language.periods import long_date

MAKER = "Council Papers Assistant"
NOT_FOUND, SOURCES = "not_found", "sources"
"""Names of the sections that every note ends with; a template may give them another heading."""
NO_ROWS = "The papers hold no entries for this table."
_HEADINGS = {NOT_FOUND: "Not found in the papers", SOURCES: "Sources"}
_FIGURE = re.compile(r"\(?[-−–]?£?\d[\d,]*(\.\d+)?(%|p|[kmb]n?|\s(million|billion))?\)?", re.IGNORECASE)


def details(note: Note) -> tuple[tuple[str, str], ...]:
    """Label and value of the lines under the title; lines without a value are left out."""
    lines = (("Subject", note.subject), ("Date", long_date(note.date)), ("To", note.recipient), ("From", note.author))
    return tuple((label, value) for label, value in lines if value)


def body(note: Note) -> tuple[Section, ...]:
    """The sections that say something, in order, without those that every format adds at the end."""
    return tuple(part for part in note.sections if part.blocks or (part.missing and part.name not in _HEADINGS))


def heading(note: Note, name: str) -> str:
    """Heading of NOT_FOUND or SOURCES, as the note's template words it or else as we do."""
    return next((part.heading for part in note.sections if part.name == name and part.heading), _HEADINGS[name])


def file_named(source: Citation) -> str | None:
    """The file that holds the words; None where the locator is the file's name already."""
    return None if source.locator.startswith(source.document) else source.document


def footnote(source: Citation) -> str:
    """The whole reference in one line: the place, then the file."""
    name, tag = file_named(source), f"{TAG.upper()}: " if source.marking else ""
    return f"{tag}{source.locator}. File: {name}" if name else f"{tag}{source.locator}"


def exempt_tag(markers: Iterable[int], sources: Iterable[Citation]) -> str:
    """What stands behind words of these markers: " (exempt)" where one of their sources is, else ""."""
    exempt = {source.marker for source in sources if source.marking}
    return f" ({TAG.lower()})" if exempt.intersection(markers) else ""


def reworded(note: Note) -> frozenset[int]:
    """Markers of the sources that some sentence words otherwise; a careful reader wants the paper's words beside those."""
    return frozenset(marker for said in every_said(note) if said.origin is Origin.CHECKED for marker in said.markers)


def every_said(note: Note) -> Iterator[Said]:
    """Everything the note says, in order."""
    for section in note.sections:
        for block in section.blocks:
            yield from _said(block)


def grids(note: Note) -> list[tuple[str, Grid]]:
    """Heading and table of every table and chart in the note, in order."""
    return [
        (section.heading, block.data if isinstance(block, Chart) else block)
        for section in note.sections
        for block in section.blocks
        if isinstance(block, Grid | Chart)
    ]


def is_figure(text: str) -> bool:
    """True where the whole text is one figure as papers print them: "1,234", "£1.2m", "(450)", "3.5%"."""
    return bool(_FIGURE.fullmatch(text))


def ends_in_figure(text: str) -> bool:
    """True where a number of a source right after the text could be read as part of a figure."""
    return text[-1:].isdigit()


def figure_columns(grid: Grid) -> tuple[bool, ...]:
    """For each column, whether what it holds are figures (gaps aside), so that they can be set to the right."""
    found = []
    for at in range(len(grid.columns)):
        texts = [row[at].text for row in grid.rows if row[at].text and row[at].origin is not Origin.FIXED]
        found.append(at > 0 and bool(texts) and all(map(is_figure, texts)))
    return tuple(found)


def _said(block: Paragraph | Bullets | Quotation | Grid | Chart) -> Iterator[Said]:
    if isinstance(block, Paragraph):
        yield from block.said
    elif isinstance(block, Bullets | Quotation):
        yield from block.items
    else:
        for row in (block.data if isinstance(block, Chart) else block).rows:
            yield from row
