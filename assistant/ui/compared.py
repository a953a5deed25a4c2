"""A comparison as its page shows it: a row a line or paper with its council, words to find rows by, a page of rows at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.briefing.models import Chart, Grid, Note, Said
from assistant.citations import paper_name, told_apart
from assistant.models import Citation
from assistant.registers.comparison_models import Comparison
from assistant.service.reader import Reader
from assistant.ui.paging import Paged
from ingest.language.words import content_stems
from ingest.models import Kind

_MOST_DRAWN = 6
"""Lines of a chart past which it cannot be read (export/chart.py has as many colours)."""
_ABREAST = 8
"""Columns past which the figures of a row flow, each under its own name."""
_SAID_OF = frozenset((Kind.RECOMMENDATION.value, Kind.RESOLUTION.value))
"""Kinds of passage that are worth a word."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or words, under the name of its column."""

    column: str
    said: Said
    council: str = ""
    """Said where the row is not all of one council."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the comparison."""

    name: str
    cells: tuple[Cell, ...]
    council: str = ""
    kind: str = ""
    """What the words are, where that is more than a paragraph."""

    @property
    def looked_through(self) -> str:
        """What words are looked for in."""
        return " ".join((self.name, self.council, *(cell.said.text for cell in self.cells)))


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What the template shows of a comparison besides its sources."""

    part: Paged[Row]
    columns: tuple[str, ...]
    in_words: bool
    flowing: bool
    chart: Chart | None
    note: str
    of: int
    """Rows before any were looked for by words."""
    silent: tuple[str, ...]
    """Papers that say nothing of it, by name."""


def side_by_side(reader: Reader, found: Comparison, note: Note, words: str, page: str) -> SideBySide | None:
    """The rows of a comparison, whose `note` has the markers of the page; None where nothing was found."""
    if not note.sections:
        return None
    block = note.sections[0].blocks[0]
    grid = block.data if isinstance(block, Chart) else block
    assert isinstance(grid, Grid)
    sources = {source.marker: source for source in note.sources}
    several, in_words = reader.sees_several, not found.lines
    with told_apart(()):
        names = {paper.document: paper_name(paper) for paper in reader.papers()}
    rows = list(_in_words(grid, names, sources, several) if in_words else _in_figures(grid, sources, several))
    wanted = set(content_stems(words))
    kept = [row for row in rows if wanted <= set(content_stems(row.looked_through))]
    return SideBySide(
        part=Paged(kept, 1, len(kept), 1) if page == "all" else Paged.of(kept, page),
        columns=tuple(cell.column for cell in rows[0].cells),
        in_words=in_words,
        flowing=len(rows[0].cells) > _ABREAST,
        chart=found.chart if found.chart and len(found.chart.series) <= _MOST_DRAWN else None,
        note="" if in_words else grid.note or "",
        of=len(rows),
        silent=tuple(name for document, name in names.items() if f"not given in {document}" in found.gaps),
    )


def _in_figures(grid: Grid, sources: Mapping[int, Citation], several: bool) -> Iterable[Row]:
    """A row a line, whichever way the table runs."""
    lines: Sequence[tuple[Said, ...]] = grid.rows
    columns = grid.columns[1:]
    if grid.columns[0] == "Period":
        columns = tuple(row[0].text for row in grid.rows)
        lines = [(Said(text=name), *(row[at] for row in grid.rows)) for at, name in enumerate(grid.columns[1:], 1)]
    for name, *figures in lines:
        held = [_council(one, sources) for one in figures]
        councils = set(filter(None, held)) if several else set()
        apart = len(councils) > 1
        cells = (Cell(column, one, of if apart else "") for column, one, of in zip(columns, figures, held, strict=True))
        yield Row(name.text, tuple(cells), "" if apart else "".join(councils))


def _in_words(grid: Grid, names: Mapping[str, str], sources: Mapping[int, Citation], several: bool) -> Iterable[Row]:
    """A row a sentence, under the name of its meeting, or of its paper where that is of none."""
    for meeting, kind, words in grid.rows:
        name = names.get(meeting.text, meeting.text)
        cell = Cell(grid.columns[-1], words)
        yield Row(name, (cell,), _council(words, sources) if several else "", kind.text if kind.text in _SAID_OF else "")


def _council(said: Said, sources: Mapping[int, Citation]) -> str:
    return next((council for marker in said.markers if (council := sources[marker].meeting.council)), "")
