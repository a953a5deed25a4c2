"""Excel workbooks (.xlsx), read with openpyxl: each sheet a heading and its rows, the figures as the sheet shows them.

Hidden sheets, rows and columns are no text. A formula is its result as it was last saved.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.errors import UnreadablePaperError
from ingest.formats.cells import row_line
from ingest.formats.markup import Inline, marked, spans
from ingest.formats.number_formats import shown
from ingest.formats.word_package import check_archive
from ingest.models import Line, PaperText

_EMPTY = Inline("", False, ())


def read_xlsx(path: Path, max_unpacked: int) -> PaperText:
    """Read a workbook; pages are not known.

    Args:
        path: the file.
        max_unpacked: mebibytes above which the unpacked file is taken for a zip bomb.

    Raises:
        UnreadablePaperError: no workbook, damaged or without words.
        LimitExceededError: too large when unpacked.
    """
    check_archive(path, max_unpacked)
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except MemoryError:
        raise
    except Exception as error:  # damaged parts raise whatever the XML reader raises
        raise UnreadablePaperError(f"{path.name}: openpyxl cannot open it as a workbook ({type(error).__name__}); save it anew") from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    lines = tuple(line for sheet in sheets for line in _sheet(sheet))
    if not any(line.cells for line in lines):
        raise UnreadablePaperError(f"{path.name}: holds no words in any sheet that is shown; save it with its results, or as PDF")
    return PaperText(lines, warnings=tuple(_left_out(book, sheets)))


def _left_out(book: Any, sheets: list[Any]) -> Iterator[str]:
    if len(book.worksheets) > len(sheets):
        yield f"hidden sheets, {len(book.worksheets) - len(sheets)} in number, were left out"
    if any(
        dimension.hidden for sheet in sheets for sizes in (sheet.row_dimensions, sheet.column_dimensions) for dimension in sizes.values()
    ):
        yield "hidden rows or columns were left out"
    comments = sum(cell.comment is not None for sheet in sheets for row in sheet.iter_rows() for cell in row)
    if comments:
        yield f"comments on cells, {comments} in number, are no part of the paper and were left out"
    if charts := sum(len(sheet._charts) for sheet in sheets):
        yield f"charts, {charts} in number, cannot be read"


def _sheet(sheet: Any) -> Iterator[Line]:
    """The name of a sheet as a heading, and its rows; the first after a blank one opens another table."""
    yield Line(sheet.title, level=2, gap=True)
    hidden = {at for size in sheet.column_dimensions.values() if size.hidden for at in range(size.min or 0, (size.max or 0) + 1)}
    reach = _merged(sheet)
    gap = True
    for cells in sheet.iter_rows():
        row = cells[0].row
        if sheet.row_dimensions[row].hidden:
            continue
        kept = [cell for cell in cells if cell.column not in hidden]
        texts = tuple(_EMPTY if reach.get((row, cell.column), 1) < 1 else _text(cell) for cell in kept)
        if not any(text.text for text in texts):
            gap = True
            continue
        line = row_line(texts, gap=gap)
        yield replace(line, spans=tuple(reach.get((row, cell.column), 1) for cell in kept))
        gap = False


def _merged(sheet: Any) -> dict[tuple[int, int], int]:
    """For each merged cell, by row and column, how far it reaches, as in `Line.spans`."""
    reach: dict[tuple[int, int], int] = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                reach[row, column] = -1 if row > merged.min_row else 0
        reach[merged.min_row, merged.min_col] = merged.max_col - merged.min_col + 1
    return reach


def _text(cell: Any) -> Inline:
    words = " ".join(shown(cell.value, cell.number_format or "General").split())
    return spans(marked(words, bold=bool(cell.font.b), struck=bool(cell.font.strike))) if words else _EMPTY
