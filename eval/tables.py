"""Tables in CSV and XLSX files, read and written as rows of words."""

import csv
import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from eval.errors import SuiteError

NARROW, WIDE = 24, 60
"""Widths of columns in characters."""
SPARE = 500
"""Rows below the last one that have something to pick from."""


def read_table(path: Path) -> tuple[str, Iterator[list[str]]]:
    """The first sheet's name ("" for CSV) and its rows. Raises SuiteError where the file cannot be read."""
    return _xlsx(path) if path.suffix == ".xlsx" else ("", _csv(path))


def write_table(
    table: Sequence[Sequence[str]], path: Path, title: str, wide: Collection[str] = (), choices: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write rows, the first of them heads, by the ending of the name; columns whose head is in `wide` are wide.

    A workbook offers the words of `choices`, by head, to pick from in the cells below, and takes no others.
    """
    if path.suffix != ".xlsx":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(table)
        return
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, words in enumerate(table, start=1):
        for at, text in enumerate(words, start=1):
            place = sheet.cell(number, at)
            place.value, place.data_type = text, "s"  # words that begin with "=" are words, not a formula
            place.alignment = Alignment(wrap_text=True, vertical="top")
            place.font = Font(bold=number == 1)
    for at, name in enumerate(table[0], start=1):
        sheet.column_dimensions[letters(at)].width = WIDE if name in wide else NARROW
    for name, words in (choices or {}).items():
        picker = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
        picker.error = f"Pick one of: {', '.join(words)}"
        column = letters(table[0].index(name) + 1)
        picker.add(f"{column}2:{column}{len(table) + SPARE}")
        sheet.add_data_validation(picker)
    sheet.freeze_panes = "C2"
    book.save(path)


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 1 is A, 27 is AA."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            # a spreadsheet of a country with decimal commas divides its cells by semicolons
            yield from csv.reader(stream, delimiter=";" if head.count(";") > head.count(",") else ",")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SuiteError(f"cannot read {path}: {error}; save the sheet as 'CSV UTF-8' or XLSX") from error


def _xlsx(path: Path) -> tuple[str, Iterator[list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        table = [[_words(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        book.close()
    except Exception as error:  # openpyxl raises whatever its zip and XML readers meet
        raise SuiteError(f"cannot read {path}: {error}; save it again as .xlsx, or as 'CSV UTF-8'") from error
    return sheet.title, iter(table)


def _words(value: object) -> str:
    """A cell as text; a spreadsheet turns what looks like a date into one."""
    return "" if value is None else value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)
