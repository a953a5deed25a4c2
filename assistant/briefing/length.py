"""How many pages a note takes in our own Word file, worked out from the widths of letters; never by opening an office program.

Calibrated against LibreOffice (docs/briefing.md gives the error). A council's house style may set fewer or more words on a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from assistant.briefing.models import BOTTOM_LINE, Block, Bullets, Chart, Grid, Note, Paragraph, Quotation, Said
from assistant.briefing.references import Reference, references
from assistant.briefing.walk import every_said
from assistant.marking import marking
from assistant.models import Citation


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style in points, as assistant/export/word/parts/styles.xml sets it (a test compares them)."""

    size: float
    before: float = 0.0
    after: float = 4.0
    leading: float = 1.05
    """Lines to single lines."""
    indent: float = 0.0
    bold: bool = False


LOOKS: Final = {
    "Title": Look(15, 0, 4, 1.0, bold=True),
    "Heading1": Look(12, 9, 2.5, 1.0, bold=True),
    "Normal": Look(11),
    "NoteMarking": Look(11, 0, 12, bold=True, indent=12),
    "NoteDetails": Look(11, 0, 1),
    "Heading2": Look(10.5, 5, 2, 1.0, bold=True),
    "NoteBottomLine": Look(11, 0, 0, indent=62.35),
    "ListBullet": Look(11, 0, 2.5, indent=22.7),
    "NoteQuotation": Look(11, 0, 3, indent=39.7),
    "NoteClosing": Look(11, 8, 4),
    "NoteSource": Look(9, 0, 2, 1.0),
    "Caption": Look(10, 8, 4, 1.0, bold=True),
    "NoteTableText": Look(9, 1, 1, 1.0),
    "NoteTableNote": Look(9.5, 2, 5, 1.0),
}
"""Id of a Word style to its look."""
_PAGE, _WIDTH = 728.5, 481.9
"""Text of an A4 page with margins of 2 cm, in points."""
_LOST = 22.0
"""Points lost on average where a page ends, as headings stay with what they head and clauses stay whole."""
_ARIAL = 1.149
"""Height of a single line of Arial to its size."""
_BOLD = 1.07
_RAISED = 0.65
"""Size of a marker to that of the words."""
_CHART = 260.0
_NARROW, _WIDE, _CAPITALS = frozenset("iljtfrI.,;:'!|()[]/ -‘’"), frozenset("mwMW@%—…"), frozenset("ABCDEFGHKLNOPQRSTUVXYZ&")


def pages(note: Note) -> float:
    """Pages that the note takes as a Word file in our own style: 1.5 is one and a half."""
    height = sum(_heights(note))
    full = max(0, ceil((height - _PAGE) / (_PAGE - _LOST)))
    return full + (height - full * (_PAGE - _LOST)) / _PAGE


def fits(note: Note, most: int) -> bool:
    """Whether a note stands on so many pages."""
    return pages(note) <= most


def _heights(note: Note) -> Iterator[float]:
    """Height of each part in points."""
    if marked := marking(note.classification, note.exempt_paragraphs):
        yield _lines(marked, "NoteMarking") + 13
    yield _lines(note.title, "Title")
    named = [None if note.subject in note.title else note.subject, note.recipient, note.author, note.disclaimer]
    yield _lines(f"Date: 30 November 2024{''.join(f' · From: {one}' for one in named if one)}", "NoteDetails")
    number = _numbers(note.sources)
    for section in note.sections:
        yield _lines(section.heading, "Heading1")
        for block in section.blocks:
            yield _block(block, section.name == BOTTOM_LINE, number)
        yield _lines(section.missing or "", "Normal")
    yield _lines(note.closing or "", "NoteClosing")
    if note.closing is None and note.not_found:
        yield _lines("Not found in the papers", "Heading1")
        yield from (_lines(line, "ListBullet") for line in note.not_found)
    used = {marker for said in every_said(note) for marker in said.markers}
    if used:
        yield _lines("Sources", "Heading1")
        first = {number[source.marker]: source for source in reversed(note.sources) if source.marker in used}
        yield from (_lines(_listed(one), "NoteSource") for one in references(first[at] for at in sorted(first)))


def _numbers(sources: Iterable[Citation]) -> dict[int, int]:
    """Marker to number: sources of one place share one, as in a file."""
    places: dict[tuple[str, str], int] = {}
    return {source.marker: places.setdefault((source.document, source.locator), len(places) + 1) for source in sources}


def _listed(reference: Reference) -> str:
    return f"{reference.title}: {'; '.join(f'00 {place.where}' for place in reference.places)}"


def _block(block: Block, leading: bool, number: dict[int, int]) -> float:
    if isinstance(block, Paragraph):
        return _lines(" ".join(_words(said, number) for said in block.said), "Normal")
    if isinstance(block, Bullets | Quotation):
        style = "NoteQuotation" if isinstance(block, Quotation) else "NoteBottomLine" if leading else "ListBullet"
        tabbed = style != "ListBullet"
        return sum(_lines(_words(said, number, labelled=not tabbed), style) for said in block.items)
    if isinstance(block, Chart):
        return _CHART + _lines(block.title, "Caption") + _grid(block.data, number)
    return _grid(block, number)


def _words(said: Said, number: dict[int, int], labelled: bool = True) -> str:
    """The words with their label and as many letters as the raised markers take."""
    label = f"{said.label} " if said.label and labelled else ""
    markers = ", ".join(str(number.get(marker, 1)) for marker in sorted({number.get(m, 1): m for m in said.markers}.values()))
    return f"{label}{said.text}{'1' * round(len(markers) * _RAISED)}"


def _grid(grid: Grid, number: dict[int, int]) -> float:
    widths = _columns(grid)
    once = len({tuple(number.get(marker, 1) for said in row for marker in said.markers) for row in grid.rows}) == 1
    height = _lines(grid.caption or "", "Caption") + _row(grid.columns, widths)
    height += sum(_row([said.text if once else _words(said, number) for said in row], widths) for row in grid.rows)
    return height + _lines(f"Note: {grid.note}" if grid.note else "", "NoteTableNote") + 4


def _columns(grid: Grid) -> list[float]:
    """Widths of columns by what they hold, the page's width in all."""
    held = [max((len(row[at].text) for row in grid.rows), default=1) for at in range(len(grid.columns))]
    weights = [max(length, len(name) / 2, 6) ** 0.8 for length, name in zip(held, grid.columns, strict=True)]
    return [_WIDTH * weight / sum(weights) - 9 for weight in weights]


def _row(cells: Sequence[str], widths: Sequence[float]) -> float:
    look = LOOKS["NoteTableText"]
    lines = max(_count(cell, width, look) for cell, width in zip(cells, widths, strict=True))
    return lines * look.size * _ARIAL + look.before + look.after + 0.5


@lru_cache(maxsize=8192)
def _lines(text: str, style: str) -> float:
    """Height of a paragraph with the space around it; nothing for no words."""
    look = LOOKS[style]
    if not text.strip():
        return 0.0
    return _count(text, _WIDTH - look.indent, look) * look.size * _ARIAL * look.leading + look.before + look.after


def _count(text: str, width: float, look: Look) -> int:
    """Lines that words take where each is set on the line before as long as it fits."""
    em = look.size * (_BOLD if look.bold else 1.0)
    lines, at = 1, 0.0
    space = _width(" ") * em
    for word in text.split():
        long = sum(map(_width, word)) * em
        if at and at + space + long > width:
            lines, at = lines + 1, long
        else:
            at += long + (space if at else 0.0)
    return lines


def _width(letter: str) -> float:
    """Of a letter of Arial to its size."""
    if letter in _NARROW:
        return 0.28
    if letter in _WIDE:
        return 0.85
    return 0.68 if letter in _CAPITALS else 0.545
