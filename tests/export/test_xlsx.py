"""Workbooks, read back."""

import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.briefing.models import Grid
from assistant.errors import ExportError
from assistant.export import note_bytes, write_grids, xlsx_bytes
from assistant.export.xlsx import _number
from tests.export.notes import rich_note, said, source

GRID = Grid(
    columns=("Year", "Cost", "Note"),
    rows=((said("2023/24"), said("£1,204.50", 1), said("up", 2)), (said("2024/25"), said("12.5%", 1), said("=1+1", 1))),
    note="Rounded.",
)


def test_a_table_is_read_back_with_its_sources(tmp_path: Path) -> None:
    path = tmp_path / "costs.xlsx"
    write_grids([("Costs: 2023/24", GRID), ("Costs: 2023/24", GRID)], (source(1), source(2)), path, title="Costs")
    book = load_workbook(path)
    assert book.sheetnames == ["Costs 2023 24", "Costs 2023 24 2", "Sources"]
    sheet = book["Costs 2023 24"]
    assert sheet["A1"].value == "Costs: Costs: 2023/24"
    assert [cell.value for cell in sheet[2]] == ["Year", "Cost", "Note", "Sources"]
    assert [cell.value for cell in sheet[3]] == ["2023/24", 1204.5, "up", "Cost: [1]; Note: [2]"]
    assert sheet["B3"].number_format == '"£"#,##0.00'
    assert [cell.value for cell in sheet[4]] == ["2024/25", 0.125, "=1+1", "[1]"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:D4"
    assert sheet["C3"].alignment.wrap_text
    assert sheet["A6"].value == "Note: Rounded."
    first = [cell.value for cell in book["Sources"][3]]
    assert first[:4] == [1, source(1).locator, source(1).document, 16]
    assert datetime.datetime(2024, 9, 12) in first
    assert (book.properties.title, book.properties.language) == ("Costs", "en-GB")


@pytest.mark.parametrize("words", ['=HYPERLINK("https://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"])
def test_words_are_never_a_formula(words: str) -> None:
    made = xlsx_bytes(
        [(words, Grid(columns=(words,), rows=((said(words, 1, label=None),),), note=words))], (source(1, quote=words, document=words),)
    )
    book = load_workbook(io.BytesIO(made))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}
    assert book.worksheets[0]["A3"].value == words.strip()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("1,204", "1204", "#,##0"),
        ("4.10", "4.10", "0.00"),
        ("(1,204)", "-1204", "#,##0;(#,##0)"),
        ("−3.5%", "-0.035", "0.0%"),
        ("£310", "310", '"£"0'),
    ],
)
def test_a_plain_figure_is_a_number_that_shows_as_printed(text: str, value: str, shape: str) -> None:
    assert _number(text) == (Decimal(value), shape)


@pytest.mark.parametrize("text", ["007", "(2)", "£1.2m", "2023/24", "1,20", "12 March", "1234567890123456", "", "(5", "-(1,204)"])
def test_what_is_no_plain_figure_stays_words(text: str) -> None:
    assert _number(text) is None


def test_a_note_gives_its_tables_marked() -> None:
    book = load_workbook(io.BytesIO(note_bytes(rich_note(), "xlsx")))
    assert book.sheetnames == ["Figures", "Actions", "Sources"]
    for sheet in book:
        assert str(sheet["A1"].value).startswith("NOT FOR PUBLICATION by virtue of paragraphs 3 and 5")
    assert book["Figures"]["B4"].value == 11240
    assert book["Figures"].freeze_panes == "B4"


def test_a_day_is_a_date_and_other_words_with_a_date_are_words() -> None:
    days = ("3 February 2026", "12 January 2025", "31 February 2026", "by 3 February 2026", "2026", "3 Febtober 2026")
    made = xlsx_bytes([("Days", Grid(columns=("Day",), rows=tuple((said(day),) for day in days)))], ())
    cells = [row[0] for row in load_workbook(io.BytesIO(made))["Days"].iter_rows(min_row=3, max_row=8)]
    assert [cell.value for cell in cells[:2]] == [datetime.datetime(2026, 2, 3), datetime.datetime(2025, 1, 12)]
    assert {cell.number_format for cell in cells[:2]} == {"dd mmm yyyy"}
    assert [cell.value for cell in cells[2:]] == ["31 February 2026", "by 3 February 2026", 2026, "3 Febtober 2026"]


def test_a_title_too_long_for_a_sheet_stands_whole_over_its_table() -> None:
    long = "Recommendations of reports that no decision of the council takes up"
    book = load_workbook(io.BytesIO(xlsx_bytes([(long, GRID), (long, GRID)], (source(1), source(2)), title="Register")))
    assert book.sheetnames == ["Recommendations of reports that", "Recommendations of reports 2", "Sources"]
    assert {book.worksheets[at]["A1"].value for at in (0, 1)} == {f"Register: {long}"}


def test_a_row_leads_to_its_source_in_the_workbook() -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes([("Costs", GRID)], (source(1), source(2)))))
    link = book["Costs"]["D4"].hyperlink
    assert (link.location, link.target) == ("'Sources'!A3", None)
    assert book["Sources"]["A3"].value == 1


def test_a_source_that_is_not_given_is_refused() -> None:
    with pytest.raises(ExportError, match="source 2 is cited"):
        xlsx_bytes([("Costs", GRID)], (source(1),))
