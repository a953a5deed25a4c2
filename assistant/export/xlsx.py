"""Tables as an Excel workbook: a sheet a table and a sheet of sources; nothing in a cell is ever run as a formula."""

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from assistant.briefing.models import Grid, Said
from assistant.export.parts import MAKER, exempt_tag
from assistant.export.prepare import clean, prepared_grids
from assistant.models import Citation
from ingest.language.dates import first_day
from ingest.language.periods import long_date

_PLAIN = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–])?(?P<pound>£)?(?P<whole>\d{1,3}(?:,\d{3})+|[1-9]\d{0,14}|0)(?P<part>\.\d{1,6})?(?P<percent>%)?(?P<close>\))?"
)
_LONGEST_DAY = len("30 September 2026")
_DATE_SHAPE = "dd mmm yyyy"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 32_000
_UNTITLED = "Tables"
_WIDEST = 44
"""Letters across a column, past which its words wrap."""
_LINE_POINTS, _HIGHEST_POINTS = 15.0, 409.0
"""Of a line of words, and the most that Excel takes for a row."""
_MANY = 8
"""Columns past which a table is printed on A3."""
_SOURCE_COLUMNS = (
    *("Number", "Where the words stand", "File", "PDF page", "Printed page", "Meeting of", "Meeting date", "Item", "Report", "Paragraph"),
    *("Words of the paper", "Same words in"),
)
_SOURCE_WIDTHS = (9, 60, 36, 10, 12, 28, 14, 8, 36, 14, 80, 36)


def xlsx_bytes(
    tables: Sequence[tuple[str, Grid]],
    sources: Sequence[Citation],
    title: str = _UNTITLED,
    marked: str | None = None,
    author: str | None = None,
    made: datetime.date | None = None,
) -> bytes:
    """A workbook with a sheet for each table and one for the sources.

    Args:
        tables: name of the sheet and table, in order.
        sources: what the markers in the tables number.
        title, author, made: of the document's properties.
        marked: the marking of exempt matter (`assistant.marking`); stands in the first row of every sheet and in the printed header.

    The whole title of a table stands over its header, since the name of a sheet may be no longer than 31 characters.

    Raises:
        ExportError: a cell cites a source that is not given.
    """
    from openpyxl import Workbook

    ready, cited = prepared_grids(tables, sources)
    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    listed = _sheet_name("Sources", names)
    places = {source.marker: f"'{listed}'!A{at}" for at, source in enumerate(cited, _head(marked) + 1)}
    for name, grid in ready:
        _table(_sheet(book, _sheet_name(name, names)), _full_title(title, name), grid, cited, places, marked)
    _list_sources(_sheet(book, listed), _full_title(title, "Sources"), cited, marked)
    _describe(book.properties, title, author or MAKER, made, marked)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _describe(properties: Any, title: str, author: str, made: datetime.date | None, marked: str | None) -> None:
    properties.title, properties.creator, properties.language = clean(title), clean(author), "en-GB"
    properties.description, properties.keywords = marked or "", "council papers"
    if made:
        properties.created = properties.modified = datetime.datetime.combine(made, datetime.time())


def _sheet(book: Any, name: str) -> Any:
    sheet = book.create_sheet(name)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Page &P of &N"
    return sheet


def _table(sheet: Any, title: str, grid: Grid, cited: Sequence[Citation], places: Mapping[int, str], marked: str | None) -> None:
    """A table with a column of the numbers of its sources, each of which leads to the first."""
    rows = [[*(cell for cell in row), _sources_of(grid, row) + exempt_tag(_row_markers(row), cited)] for row in grid.rows]
    _fill(sheet, title, [*grid.columns, "Sources"], rows, grid.note, marked, ())
    for number, row in enumerate(grid.rows, _head(marked) + 1):
        _lead(sheet.cell(number, len(grid.columns) + 1), places, _row_markers(row))


def _list_sources(sheet: Any, title: str, cited: Sequence[Citation], marked: str | None) -> None:
    columns, widths = [*_SOURCE_COLUMNS, *(["Marking"] if marked else [])], [*_SOURCE_WIDTHS, *([60] if marked else [])]
    rows = [[*_source_row(source), *([source.marking] if marked else [])] for source in cited]
    _fill(sheet, title, columns, rows, None, marked, widths)


def _head(marked: str | None) -> int:
    """The row of the header: under the title, which stands under the marking."""
    return 3 if marked else 2


def _full_title(title: str, name: str) -> str:
    return name if title in (name, _UNTITLED) else f"{title}: {name}"


def _lead(cell: Any, places: Mapping[int, str], markers: Sequence[int]) -> None:
    """Make a cell lead to the first source that it numbers, in this workbook; nothing leads out of it."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    if markers and cell.value:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=places[markers[0]])
        cell.font = Font(underline="single", color="1A5F9E")


def _fill(
    sheet: Any,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    note: str | None,
    marked: str | None,
    widths: Sequence[int],
) -> None:
    """The title in row 1 and the header under it (one row lower under a marking); panes are frozen under the header."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    head = _head(marked)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if len(columns) > _MANY else sheet.PAPERSIZE_A4
    _set(sheet.cell(head - 1, 1), title).font = Font(bold=True, size=14)
    if marked:
        _set(sheet.cell(1, 1), marked).font = Font(bold=True, color="A8201A")
        sheet.oddHeader.center.text = sheet.evenHeader.center.text = marked.replace("&", "&&")
    for at, name in enumerate(columns, 1):
        cell = _set(sheet.cell(head, at), name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4E9EE")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows, head + 1):
        for at, value in enumerate(row, 1):
            _set(sheet.cell(number, at), value).alignment = Alignment(wrap_text=True, vertical="top")
    last = head + len(rows)
    sheet.freeze_panes = sheet.cell(head + 1, 2 if len(columns) > 2 else 1)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = f"{head}:{head}"
    shown = widths or [_width([_text(row[at]) for row in [columns, *rows]]) for at in range(len(columns))]
    for at, width in enumerate(shown, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for number, row in enumerate(rows, head + 1):
        sheet.row_dimensions[number].height = _height(row, shown)
    if note:
        _set(sheet.cell(last + 2, 1), f"Note: {note}")


def _width(texts: Sequence[str]) -> int:
    return min(max(*map(len, texts), 10) + 2, _WIDEST)


def _height(row: Sequence[object], widths: Sequence[int]) -> float:
    """Points of a row whose words wrap: not every program that opens a workbook works it out."""
    lines = max(-(-len(_text(value)) * 11 // (10 * width)) for value, width in zip(row, widths, strict=True))
    return min(max(lines, 1) * _LINE_POINTS, _HIGHEST_POINTS)


def _set(cell: Any, value: object) -> Any:
    """Put a value in a cell: a plain figure as a number that shows as it was printed, words as words whatever they begin with."""
    text = _text(value)
    figure = _number(text) if isinstance(value, Said) and not value.label else None
    if figure:
        cell.value, cell.number_format = figure
    elif isinstance(value, Said) and not value.label and (day := _day(text)):
        cell.value, cell.number_format = day, _DATE_SHAPE
    elif isinstance(value, int | datetime.date):
        cell.value = value
        cell.number_format = _DATE_SHAPE if isinstance(value, datetime.date) else "0"
    else:
        cell.value = text[:_LONGEST] or None
        if text:
            cell.data_type = "s"  # openpyxl takes a leading = for a formula
            cell.quotePrefix = text[0] in "=+-@"
    return cell


def _text(value: object) -> str:
    if isinstance(value, Said):
        return f"{value.label} {value.text}" if value.label else value.text
    return "" if value is None else str(value)


def _day(text: str) -> datetime.date | None:
    """The day that a cell holds and nothing more ("3 February 2026"), so that it sorts and filters as one."""
    day = first_day(text) if len(text) <= _LONGEST_DAY else None
    return day if day and long_date(day) == text else None


def _number(text: str) -> tuple[Decimal, str] | None:
    """Value and number format of a plain figure; None for anything else ("£1.2m", "007", "(2)")."""
    found = _PLAIN.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    if found["open"] and (found["sign"] or not (found["pound"] or found["part"] or "," in found["whole"] or len(found["whole"]) > 2)):
        return None
    part, sign = found["part"] or "", "-" if found["sign"] or found["open"] else ""
    value = Decimal(f"{sign}{found['whole'].replace(',', '')}{part}")
    shape = ("#,##0" if "," in found["whole"] else "0") + ("." + "0" * (len(part) - 1) if part else "")
    shape = f'"£"{shape}' if found["pound"] else shape
    if found["percent"]:
        value, shape = value / 100, f"{shape}%"
    return value, f"{shape};({shape})" if found["open"] else shape


def _sources_of(grid: Grid, row: Sequence[Said]) -> str:
    """Numbers of the sources of a row; by column where the cells stand in different ones."""
    cited = [(name, cell.markers) for name, cell in zip(grid.columns, row, strict=True) if cell.markers]
    if len({markers for _, markers in cited}) == 1:
        return _numbers(cited[0][1])
    return "; ".join(f"{name}: {_numbers(markers)}" for name, markers in cited)


def _row_markers(row: Sequence[Said]) -> list[int]:
    return [marker for cell in row for marker in cell.markers]


def _numbers(markers: Sequence[int]) -> str:
    return ", ".join(f"[{marker}]" for marker in markers)


def _source_row(source: Citation) -> list[object]:
    meeting = source.meeting
    body = meeting.committee or meeting.council
    place = (source.marker, source.locator, source.document, source.page, source.page_label, body, meeting.date)
    return [*place, source.agenda_item, source.report_title, source.paragraph, source.quote, ", ".join(source.also_in)]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, cut between words: at most 31 letters, none of []:*?/\\', and no two alike."""
    base = _cut(" ".join(_FORBIDDEN.sub(" ", name).split()), 31) or "Table"
    chosen, number = base, 2
    while chosen.lower() in taken or chosen.lower() == "history":
        chosen, number = f"{_cut(base, 27)} {number}", number + 1
    taken.add(chosen.lower())
    return chosen


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0] or text[:most]
