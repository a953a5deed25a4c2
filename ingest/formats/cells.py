"""The cells of a table as a file gives them, laid out in rows and columns: which cell reaches how far, which rows the file calls heads."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.formats.markup import Inline
from ingest.models import Line

_WIDEST, _LONGEST = 200, 20_000
"""Columns and rows that one cell may take up."""
_EMPTY: Final = Inline("", False, ())


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a cell reaches."""

    columns: int = 1
    rows: int = 1
    """0 where it reaches to the end of its group of rows."""
    heads: bool = False
    """True where the file calls it a head."""


@dataclass(slots=True)
class _Row:
    head: bool
    cells: list[Inline] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    """For each cell with words whether the file calls it a head."""


class Cells:
    """Takes the cells of one table in the order of the file."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._reaching: dict[int, int] = {}
        """Column to the number of rows below that the cell over it still reaches."""
        self._cell: Cell | None = None

    @property
    def open(self) -> bool:
        """True while the words of a cell are being read."""
        return self._cell is not None

    def begin_group(self) -> None:
        """A new group of rows: no cell reaches into it."""
        self._end_row()
        self._reaching.clear()

    def begin_row(self, *, head: bool = False) -> None:
        """A new row; `head` says that the file calls it one of the table's head."""
        self._end_row()
        self._rows.append(_Row(head))
        self._reach()

    def begin_cell(self, cell: Cell) -> None:
        """The next cell, from the left."""
        if not self._rows:
            self.begin_row()
        self._cell = cell

    def end_cell(self, words: Inline) -> None:
        """What the open cell says."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        row = self._rows[-1]
        width = min(max(cell.columns, 1), _WIDEST)
        rows = min(cell.rows or _LONGEST, _LONGEST)
        for column in range(len(row.cells), len(row.cells) + width if rows > 1 else 0):
            self._reaching[column] = rows - 1
        row.cells.extend([words, *[_EMPTY] * (width - 1)])
        row.spans.extend([width, *[0] * (width - 1)])
        row.kinds.extend([cell.heads] if words.text else [])
        self._reach()

    def _reach(self) -> None:
        """Leave out the columns at the end of the row into which a cell above reaches."""
        row = self._rows[-1]
        while left := self._reaching.get(len(row.cells), 0):
            self._reaching[len(row.cells)] = left - 1
            row.cells.append(_EMPTY)
            row.spans.append(-1)

    def _end_row(self) -> None:
        """Fill up a row that ends before the columns into which cells above reach."""
        last = max((column for column, left in self._reaching.items() if left), default=-1)
        while self._rows and len(self._rows[-1].cells) <= last:
            self._rows[-1].cells.append(_EMPTY)
            self._rows[-1].spans.append(1)
            self._reach()

    def lines(self, *, gap: bool = False) -> list[Line]:
        """A Line a row that holds words; `gap` for the first."""
        self._end_row()
        width = max((at + 1 for row in self._rows for at, span in enumerate(row.spans) if span), default=0)
        heads = self._heads()
        filled = [(row, head) for row, head in zip(self._rows, heads, strict=True) if any(cell.text for cell in row.cells)]
        return [
            replace(
                row_line(tuple(row.cells[:width]), gap=gap and not place),
                spans=tuple(min(span, width - at) for at, span in enumerate(row.spans[:width])),
                head=head,
            )
            for place, (row, head) in enumerate(filled)
        ]

    def _heads(self) -> Sequence[bool | None]:
        """Whether the file calls each row a head; None where it does not say."""
        if all(len(row.kinds) == 2 and row.kinds == [True, False] for row in self._rows if row.kinds):
            return [False] * len(self._rows)
        said: list[bool | None] = []
        for row in self._rows:
            leads = all(said) and bool(row.kinds) and (row.head or all(row.kinds))
            said.append(True if leads else None)
        return said


def row_line(cells: tuple[Inline, ...], *, gap: bool = False) -> Line:
    """One Line for a table row: cells joined by tabs, their struck spans moved along."""
    struck: list[tuple[int, int]] = []
    offset = 0
    for cell in cells:
        struck.extend((start + offset, end + offset) for start, end in cell.struck)
        offset += len(cell.text) + 1
    words = [cell for cell in cells if cell.text]
    bold = bool(words) and all(cell.bold for cell in words)
    texts = tuple(cell.text for cell in cells)
    return Line("\t".join(texts), cells=texts, bold=bold, gap=gap, struck=tuple(struck))
