"""A row is said with its column and unit, so these must be true or marked as not to be trusted."""

import pytest

from ingest.models import Line, Table
from ingest.structure.tables import Row, caption_label, read_table
from tests.ingest.printed import printed


def _tables(drawing: str, caption: str | None = None, above: str = "", before: Row | None = None) -> list[Row]:
    return read_table(printed(drawing), caption, above, before)


def _table(drawing: str, caption: str | None = None, above: str = "") -> Table:
    (row,) = _tables(drawing, caption, above)
    return row.table


def test_the_parts_of_a_split_head_are_joined() -> None:
    table = _table(" | 31 March | 30 September\n | Balance | Balance\n | £m | %\nLoans | 456.3 | 4.1\nTotal | 771.9 | 4.2")
    assert table.columns == ("", "31 March Balance", "30 September Balance")
    assert table.rows == (("", "£m", "%"), ("Loans", "456.3", "4.1"), ("Total", "771.9", "4.2"))
    assert table.trusted


def test_a_head_cell_names_each_column_that_it_reaches_over() -> None:
    lines = [
        Line("Fund\tReturn\t", cells=("Fund", "Return", ""), spans=(1, 2, 0)),
        Line("\tIncome\tTotal", cells=("", "Income", "Total"), spans=(-1, 1, 1)),
        Line("Property\t2.4\t2.1", cells=("Property", "2.4", "2.1"), spans=(1, 1, 1)),
        Line("Equity\t2.3\t4.0", cells=("Equity", "2.3", "4.0"), spans=(1, 1, 1)),
    ]
    (row,) = read_table(lines, None, "")
    assert row.table.columns == ("Fund", "Return Income", "Return Total")
    assert row.table.rows == (("Property", "2.4", "2.1"), ("Equity", "2.3", "4.0"))


def test_struck_words_are_in_no_cell() -> None:
    texts = ("Service\tFee\tDue", "Garden\t£90 £120\tMay", "Glass\t£60\tJune", "Bulky\t£45\tJuly", "Wood\t£30\tMay")
    struck = {1: ((7, 11),), 2: ((6, 9),), 3: ((0, len(texts[3])),)}
    lines = [Line(text, cells=tuple(text.split("\t")), struck=struck.get(at, ())) for at, text in enumerate(texts)]
    (row,) = read_table(lines, None, "")
    assert row.table.rows == (("Garden", "£120", "May"), ("Glass", "", "June"), ("Wood", "£30", "May"))
    assert row.lines[1].text == "Garden\t£90 £120\tMay"


@pytest.mark.parametrize(
    ("caption", "above", "unit"),
    [
        ("Table 2: Revenue outturn (£000)", "", "£000"),
        (None, "Net spending by service (£'000)", "£'000"),
        (None, "Share of roads in red (%)", "%"),
        (None, "Income was £4m and rose by 4% in the year, as is set out in the table that follows below.", None),
        (None, "", None),
    ],
)
def test_the_unit_is_read_where_it_governs_all_figures(caption: str | None, above: str, unit: str | None) -> None:
    assert _table("Service | Budget\nTrees | 640\nRoads | 1,020", caption, above).unit == unit


def test_a_form_has_no_head() -> None:
    table = _table("Decision maker | Cabinet\nSubject | Tree policy\nDate of decision | 17 October 2023")
    assert table.columns == ("", "")
    assert len(table.rows) == 3


def test_a_table_that_opens_with_figures_has_no_head() -> None:
    assert _table("Thanet | £741k | 10.1%\nSwale | £719k | 9.8%").columns == ("", "", "")


def test_years_name_columns() -> None:
    assert _table("Class of road | 2021/22 | 2022/23\nA roads | 4 | 4\nB roads | 7 | 8").columns == ("Class of road", "2021/22", "2022/23")


def test_merged_cells_are_filled_down_and_blank_ones_stay_blank() -> None:
    lines = [
        Line("Date\tTitle\tAction", cells=("Date", "Title", "Action"), spans=(1, 1, 1)),
        Line("9 May\tTrees\tPlant them", cells=("9 May", "Trees", "Plant them"), spans=(1, 1, 1)),
        Line("\t\tWater them", cells=("", "", "Water them"), spans=(-1, -1, 1)),
        Line("\tRoads\tMend them", cells=("", "Roads", "Mend them"), spans=(-1, 1, 1)),
    ]
    (row,) = read_table(lines, None, "")
    assert row.table.rows[1:] == (("9 May", "Trees", "Water them"), ("9 May", "Roads", "Mend them"))


def test_a_repeated_head_is_no_row() -> None:
    rows = _tables("Ref | Measure | 2023\nWS01 | Recycled | 43\nWS02 | Missed | 87\nRef | Measure | 2023\nWS03 | Cleared | 94")
    assert [row.label for row in rows] == ["WS01", "WS02", "WS03"]
    assert [row.table.rows for row in rows] == [(("WS01", "Recycled", "43"),), (("WS02", "Missed", "87"),), (("WS03", "Cleared", "94"),)]
    assert {row.table.columns for row in rows} == {("Ref", "Measure", "2023")}


def test_a_table_cut_by_a_page_keeps_its_head_unit_and_reference() -> None:
    first = read_table(printed("**Ref | Measure | Spent**\nWS01 | Recycled | 43\nWS02 | Missed | 87", 1), "Table 1: Spending (£000)", "")
    second = read_table(printed("WS03 | Cleared | 94\nWS04 | Swept | 12", 2), "Table 1", "", first[-1])
    assert [(row.label, row.table.columns, row.table.unit) for row in second] == [
        ("WS03", ("Ref", "Measure", "Spent"), "£000"),
        ("WS04", ("Ref", "Measure", "Spent"), "£000"),
    ]


def test_halves_of_a_row_that_a_page_cut_are_one_row() -> None:
    lines = printed("**Title | Action | Taken**\nTrees | 1) That they be watered for | Agreed in\n=== 2\n | three summers. | May.", 1)
    (row,) = read_table(lines, None, "")
    assert row.table.rows == (("Trees", "1) That they be watered for three summers.", "Agreed in May."),)


def test_actions_that_count_anew_are_told_apart_by_their_leading_cells() -> None:
    rows = _tables("Date | Title | Action proposed\n9 May | Trees | 1) Plant\n | | 2) Water\n9 June | Roads | 1) Mend")
    assert [row.label for row in rows] == ["9 May, Trees, action 1", "9 May, Trees, action 2", "9 June, Roads, action 1"]


@pytest.mark.parametrize(
    ("what", "drawing"),
    [
        ("words torn over cells", "Na | me of s | ervice\nTr | ees and p | arks\nRo | ads and p | aths"),
        ("figures under no name", "Service | Budget | \nTrees | 640 | 705\nRoads | 310 | 402"),
        (
            "figures whose label may be the second half of the one above",
            "Portfolio | Saving | Total\nLeader's Resources | (20) | (20)\n | (406) | (506)",
        ),
    ],
)
def test_a_table_that_cannot_be_trusted_is_marked(what: str, drawing: str) -> None:
    assert not _table(drawing).trusted, what


def test_references_of_indicators() -> None:
    rows = _tables("Ref | Measure | May\nCP 2b% | Conferences | 4\nEH 4- QL | Assessments | 5\nHLS 1 | Homes | 6\nTotal | All | 15")
    assert [row.label for row in rows] == ["CP 2b%", "EH 4- QL", "HLS 1", None]


def test_torn_names_in_a_ruled_grid_leave_its_figures_where_they_stand() -> None:
    cells = [("Ref", "Owner", "May", "June", "July"), ("a1", "Ann L", "4", "5", "6"), ("a2", "Ann", "ee", "5", "6")]
    lines = [Line("\t".join(row), cells=row, spans=(1,) * 5) for row in (*cells, ("a3", "Ann", "4", "5", "6"))]
    assert read_table(lines, None, "")[0].table.trusted
    unruled = [Line(line.text, cells=line.cells) for line in lines]
    assert not read_table(unruled, None, "")[0].table.trusted


def test_rows_of_unequal_length_with_figures_are_not_trusted() -> None:
    lines = [Line("x", cells=cells) for cells in (("Service", "Budget", "Actual"), ("Trees", "640", "705"), ("Roads", "310"))]
    assert not read_table(lines, None, "")[0].table.trusted


@pytest.mark.parametrize(
    ("text", "label"),
    [("Table 1: Scores", "Table 1"), ("Table A - Income", "Table A"), ("Table 1 shows the scores", None), ("Figure 2: Trees", None)],
)
def test_captions(text: str, label: str | None) -> None:
    assert caption_label(text) == label
