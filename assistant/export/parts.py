"""The words that every format sets round a note: its marking, its details, its references."""

import re
from collections.abc import Iterable, Iterator

from assistant.briefing.models import Chart, Grid, Note, Origin, Said, Section
from assistant.briefing.walk import folded, said_of
from assistant.marking import TAG
from assistant.models import Citation
from assistant.scope import standing_line
from ingest.language.periods import long_date

MAKER = "Council Papers Assistant"
NOT_FOUND, SOURCES = "not_found", "sources"
"""Names of the sections that every note ends with; a template may give them another heading."""
NO_ROWS = "The papers hold no entries for this table."
_HEADINGS = {NOT_FOUND: "Not found in the papers", SOURCES: "Sources"}
_FIGURE = re.compile(r"\(?[-−–]?£?\d[\d,]*(\.\d+)?(%|p|[kmb]n?|\s(million|billion))?\)?", re.IGNORECASE)


def details(note: Note) -> tuple[tuple[str, str], ...]:
    """Label and value of what stands under the title; without what has no value, and without a subject that the title names."""
    subject = None if note.subject in note.title else note.subject
    stood = standing_line(note.as_of) if note.as_of else None
    lines = (("Subject", subject), ("Date", long_date(note.date)), ("To", note.recipient), ("From", note.author), ("Papers", stood))
    return tuple((label, value) for label, value in lines if value)


def not_found(note: Note) -> tuple[str, ...]:
    """What is listed as not found: nothing where one line says it all."""
    return note.not_found if note.closing is None else ()


def edited_tag(said: Said, quoted: bool = False) -> str:
    """What stands behind words that were changed by hand; `quoted` where they stand among words given word for word."""
    if said.origin is not Origin.OFFICER:
        return ""
    return " (edited: no longer word for word)" if quoted else " (edited)"


def body(note: Note) -> tuple[Section, ...]:
    """The sections that say something, in order, without those that every format adds at the end."""
    return tuple(part for part in note.sections if part.blocks or (part.missing and part.name not in _HEADINGS))


def heading(note: Note, name: str) -> str:
    """Heading of NOT_FOUND or SOURCES, as the note's template words it or else as we do."""
    return next((part.heading for part in note.sections if part.name == name and part.heading), _HEADINGS[name])


def file_named(source: Citation) -> str | None:
    """The file that holds the words; None where the locator is the file's name already."""
    return None if source.locator.startswith(source.document) else source.document


def exempt_tag(markers: Iterable[int], sources: Iterable[Citation]) -> str:
    """What stands behind words of these markers: " (exempt)" where one of their sources is, else ""."""
    exempt = {source.marker for source in sources if source.marking}
    return f" ({TAG.lower()})" if exempt.intersection(markers) else ""


def reworded(note: Note) -> frozenset[int]:
    """Markers of the sources that some sentence words otherwise; a careful reader wants the paper's words beside those.

    A cell of a table holds the paper's words, and so does what holds them whole or between quotation marks.
    """
    quotes = {source.marker: folded(source.quote) for source in note.sources}
    told = (said for section in note.sections for block in section.blocks if not isinstance(block, Grid | Chart) for said in said_of(block))
    worded = (said for said in told if said.origin is Origin.CHECKED)
    return frozenset(at for said in worded for at in said.markers if at in quotes and not _holds(said.text, quotes[at]))


def _holds(text: str, quote: str) -> bool:
    own = folded(text.partition("“")[2].rpartition("”")[0])
    return quote in folded(text) or (bool(own) and own in quote)


def captioned(kind: str, number: Iterator[int], words: str) -> tuple[str, str]:
    """ "Table 3: " and the caption; no number of ours before a caption that brings the paper's own."""
    return ("", words) if words.casefold().startswith(f"{kind.casefold()} ") else (f"{kind} {next(number)}: ", words)


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
