"""A workbook is read as it shows itself: figures in their formats, merged cells, nothing that is hidden."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ingest.errors import LimitExceededError, UnreadablePaperError
from ingest.formats.number_formats import shown
from ingest.formats.sheets import read_xlsx
from ingest.structure.tables import read_table

DAY = datetime.datetime(2025, 4, 8)


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1,234,567"),
        (0.045, "0.0%", "4.5%"),
        (0.045, "0%", "5%"),
        (2.5, "0", "3"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-1500, "£#,##0;[Red]-£#,##0", "-£1,500"),
        (1500, "[$£-809]#,##0.00", "£1,500.00"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-"),
        (-5, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-5"),
        (1234567, '#,##0,"k"', "1,235k"),
        (5, '0 "days"', "5 days"),
        (7, "000", "007"),
        (0.5, "# ?/?", "0.5"),
        (3000000, "0.00E+00", "3000000"),
        (12, "@", "12"),
        (True, "General", "TRUE"),
        (DAY, "dd/mm/yyyy", "08/04/2025"),
        (DAY, "d mmmm yyyy", "8 April 2025"),
        (DAY, "mm-dd-yy", "2025-04-08"),
        (DAY, "mmm-yy", "2025-04-08"),
        (None, "General", ""),
    ],
)
def test_values_in_their_formats(value: object, form: str, words: str) -> None:
    assert shown(value, form) == words


def _book(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Budget"
    for row in (
        ["Service", "2024/25", None, "2025/26"],
        [None, "Budget", "Actual", "Budget"],
        ["Parks", 1200, 1250.4, 1300],
        ["Roads", "Nil", None, 3],
        ["secret", 9, 9, 9],
        ["Trees", 5, 6, 7],
        [],
        ["Grant", "Sum"],
        ["Arts trust", 0.5],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:C1", "B4:C4"):
        sheet.merge_cells(merged)
    sheet["B3"].number_format = sheet["C3"].number_format = "£#,##0"
    sheet["D6"].font = Font(strike=True)
    sheet.row_dimensions[5].hidden = True
    sheet["A3"].comment = Comment("Is that so?", "A. Clerk")
    sheet["F3"], sheet.column_dimensions["F"].hidden = "secret", True
    hidden = book.create_sheet("Workings")
    hidden.append(["secret", 1])
    hidden.sheet_state = "hidden"
    path = folder / "budget.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_as_it_shows_itself(tmp_path: Path) -> None:
    paper = read_xlsx(_book(tmp_path), 100)
    title, *lines = paper.lines
    assert (title.text, title.level) == ("Budget", 2)
    assert "secret" not in " ".join(line.text for line in paper.lines)
    assert [line.gap for line in lines] == [True, False, False, False, False, True, False]
    (row,) = read_table(lines[:5], None, "")
    assert row.table.columns[:4] == ("Service", "2024/25 Budget", "2024/25 Actual", "2025/26 Budget")
    assert [cells[:4] for cells in row.table.rows] == [
        ("Parks", "£1,200", "£1,250", "1300"),
        ("Roads", "Nil", "Nil", "3"),
        ("Trees", "5", "6", ""),
    ]
    said = " ".join(paper.warnings)
    assert all(words in said for words in ("hidden sheets, 1", "hidden rows or columns", "comments on cells, 1"))


def test_a_workbook_without_words_and_one_too_large(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError):
        read_xlsx(_book(tmp_path), 0)
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(UnreadablePaperError, match="holds no words"):
        read_xlsx(tmp_path / "empty.xlsx", 100)
    (tmp_path / "cut.xlsx").write_bytes(_book(tmp_path).read_bytes()[:2000])
    with pytest.raises(UnreadablePaperError, match="is damaged"):
        read_xlsx(tmp_path / "cut.xlsx", 100)
