"""The head of a table: which rows name the columns, what unit the figures are in, whether figures surely stand under their column."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.heads import is_label
from ingest.models import Line

_STRICT_UNIT = re.compile(
    r"£\s?'?000'?s?(?![\d,])|\(?£\s?(?:k|m|bn|million|thousand)\)?(?!\w)|\((?:in )?(?:£|%|per cent|tonnes|days)\)", re.I
)
_UNIT_CELL = re.compile(r"^\(?(?:£\s?(?:'?0?00'?s?|m|k|bn|million)?|%|yrs|years|days|weeks|number|no\.?|fte|ha|km|tonnes)\)?$", re.I)
_FIGURE = re.compile(r"^[-–+(]*\s?[£$]?\s?[-–]?\d[\d,.]*\s?(?:%|k|m|bn|p)?\)?\*?$", re.I)
_YEAR = re.compile(r"^(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?$")
_LONG = 12
"""Words of a cell that is too long to name a column."""

Grid = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands over the body of a table."""

    columns: tuple[str, ...]
    rows: int
    """Rows of the grid that it takes up."""
    caption: str | None
    """A title that fills the first row."""


def is_figure(cell: str) -> bool:
    """True for a number, sum of money or percentage that is no year."""
    return bool(_FIGURE.match(cell)) and not _YEAR.match(cell)


def is_unit_row(row: Sequence[str]) -> bool:
    """True for a row that only says "£000" or "%" over the figures below."""
    filled = [cell for cell in row if cell]
    return bool(filled) and all(_UNIT_CELL.match(cell) for cell in filled)


def read_header(grid: Grid, lines: Sequence[Line]) -> Header:
    """The rows at the top that name the columns; the parts of a split head are joined by spaces."""
    width = len(grid[0])
    title = 1 if len(grid) > 2 and width > 1 and sum(map(bool, grid[0])) == 1 and grid[0][0] and _names(grid, 1) else 0
    count = title
    if len(grid) > title + 1 and _names(grid, title) and not _is_form(grid[title:], lines[title:]):
        count = title + 1
        while count < min(title + 4, len(grid) - 1) and _names_further(grid, lines, count):
            count += 1
    named = [_spread(grid[at], lines[at].spans) for at in range(title, count)]
    columns = tuple(" ".join(dict.fromkeys(row[column] for row in named if row[column])) for column in range(width))
    return Header(columns, count, grid[0][0] if title and count > title else None)


def _names(grid: Grid, at: int) -> bool:
    """Whether a row could name columns: short words, no figures of its own."""
    filled = [cell for cell in grid[at] if cell]
    short = all(len(cell.split()) <= _LONG for cell in filled)
    return len(filled) > 1 and short and not any(is_figure(cell) for cell in filled) and not is_unit_row(grid[at])


def _names_further(grid: Grid, lines: Sequence[Line], at: int) -> bool:
    """Whether a row goes on with the head above it: it stands over figures, or parts a cell that reached over several columns."""
    row, above = grid[at], grid[at - 1]
    filled = [cell for cell in row if cell]
    if (row[0] and above[0]) or not filled or any(is_figure(cell) or len(cell.split()) > 6 for cell in filled) or is_unit_row(row):
        return False
    reaches = any(span > 1 for span in lines[at - 1].spans)
    figures = [sum(is_figure(low[column]) for low in grid[at + 1 :]) for column, cell in enumerate(row) if cell and column]
    return reaches or (bool(figures) and sum(figures) >= 0.5 * len(figures) * (len(grid) - at - 1))


def _is_form(grid: Grid, lines: Sequence[Line]) -> bool:
    """A form has labels in its first column and no head: "Subject: …", "Decision maker …"."""
    if lines[0].bold and not lines[1].bold:
        return False
    firsts = [row[0] for row in grid if row[0]]
    labels = sum(cell.rstrip().endswith(":") or is_label(cell) for cell in firsts)
    return labels >= max(2, 0.5 * len(firsts)) or any(len(cell.split()) > 6 and "," in cell for cell in grid[0])


def _spread(row: tuple[str, ...], spans: Sequence[int]) -> tuple[str, ...]:
    """A head cell that reaches over several columns names each of them."""
    out = list(row)
    for column in range(1, len(row)):
        if not out[column] and column < len(spans) and spans[column] == 0:
            out[column] = out[column - 1]
    return tuple(out)


def read_unit(columns: Sequence[str], caption: str, above: str) -> str | None:
    """The unit of all figures of a table, from its caption or the short line over it; None where columns may differ in it."""
    for place in (caption, above if len(above.split()) <= 16 and not above.endswith(".") else "", columns[0] if columns else ""):
        if found := _STRICT_UNIT.search(place):
            return found[0].strip("()")
    return None


def _unnamed_figures(row: tuple[str, ...]) -> bool:
    """True for figures with no words before them: their label may be the second half of the one above."""
    return sum(map(is_figure, row)) > 1 and not any(cell and not is_figure(cell) for cell in row)


def is_trusted(lines: Sequence[Line], body: Grid, columns: Sequence[str]) -> bool:
    """False where cells break words, rows differ in their cells, or figures stand under no named column though others are named."""
    if not body:
        return True
    figured = [column for column in range(1, len(columns)) if sum(is_figure(row[column]) for row in body) > 0.5 * len(body)]
    ruled = all(line.spans for line in lines)
    pairs = [pair for row in body for pair in itertools.pairwise(row)]
    torn = sum(1 for left, right in pairs if left[-1:].isalpha() and right[:1].islower() and len(right) < 12)
    if torn > 0.15 * len(body) and not (ruled and len(figured) >= 3):
        return False
    uneven = not ruled and len({len(line.cells) for line in lines}) > 1
    if any(_unnamed_figures(row) or (uneven and any(map(is_figure, row))) for row in body):
        return False
    return not any(columns) or all(columns[column] for column in figured)
