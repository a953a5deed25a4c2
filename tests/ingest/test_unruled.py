"""Tables without drawn columns: what stands under each other is a table; prose, lists and forms are none. A character is 6 points wide."""

import re

import pytest

from ingest.models import Line
from ingest.pdf.grid import grids
from ingest.pdf.page import Rule
from ingest.pdf.rows import grid_drafts
from ingest.pdf.unruled import tables
from ingest.pdf.words import Word
from ingest.structure.table_notes import is_note
from ingest.structure.tables import read_table

EM, STEP = 10.0, 13.0


def _lines(drawing: str) -> list[list[Word]]:
    """The words of a drawing: a character is 6 points wide, a line 13 high; an empty line leaves its height free."""
    lines = []
    for number, raw in enumerate(drawing.strip("\n").splitlines()):
        words = [
            Word(m[0], [6.0 * at for at in range(m.start(), m.end() + 1)], 700 - STEP * number, EM, False, False, number, True)
            for m in re.finditer(r"\S+", raw)
        ]
        if words:
            lines.append(words)
    return lines


def _rows(drawing: str, rules: tuple[Rule, ...] = ()) -> list[list[list[str]]]:
    """The rows of each table that is found."""
    found = tables(_lines(drawing), rules)
    return [[[" ".join(w.text for w in cell) for cell in row.cells] for row in table.rows] for table in found]


FIGURES = """
Service            Budget   Forecast   Variance
Highways           12,340     11,905      (435)
Libraries           2,180      2,050      (130)
Parking income    (3,900)    (3,610)        290
"""
NARROW = """
Region           2021      2022      2023      2024
Northeast     485,670   503,528   521,015   536,697
All         2,753,438 2,799,250 2,815,544 2,893,045
Maine          13,278    13,077    12,936    13,261
"""
LEADERS = """
0.95 ..........   160   176   192
0.90 ..........    80    88    96
0.85 ..........    53    59    64
"""
NAMES = """
Ann Holt          Ward Forum        North End
Bo Marsh          Youth Panel       South End
Cy Reeve          Arts Board        West Hill
"""


@pytest.mark.parametrize(
    ("drawing", "row"),
    [
        (FIGURES, ["Libraries", "2,180", "2,050", "(130)"]),
        (NARROW, ["All", "2,753,438", "2,799,250", "2,815,544", "2,893,045"]),
        (LEADERS, ["0.90", "80", "88", "96"]),
        (NAMES, ["Bo Marsh", "Youth Panel", "South End"]),
    ],
)
def test_what_stands_under_gutters_is_a_table(drawing: str, row: list[str]) -> None:
    found = _rows(drawing)
    assert len(found) == 1
    assert row in found[0]


COLUMNS = """
The council has agreed a new plan for      residents who asked for it to be set
the town and its roads, and will set       out in full before the summer, when a
out what it means for those who live       further report will be made to the
there and for all who work there too       committee that meets in the autumn
"""
CONTENTS = """
Introduction ...................... 3
Where the money comes from ........ 5
What it is spent on .............. 12
Reserves ......................... 18
"""
AGENDA = """
9.    Review of the decision on hubs            (Pages 31 - 190)
10.   Armed forces covenant                     (Pages 191 - 222)
11.   Devolution update                         (Pages 223 - 244)
"""
CONTACT = """
Jo Fairley                    Direct line: 01632 960 427
Principal Officer             Email: jo@saltmere.example
Guildhall                     Saltmere SA1 2AB
"""
SIGNED = """
Signed ......................     Dated ......................
Chair .......................     Clerk ......................
Seconded ....................     Witness ....................
"""
JUSTIFIED = """
2.   Declarations   of   Disclosable   Pecuniary   Interests   or   Other
     Significant Interests in items on the agenda
"""


@pytest.mark.parametrize("drawing", [COLUMNS, CONTENTS, AGENDA, CONTACT, SIGNED, JUSTIFIED])
def test_what_only_stands_side_by_side_is_none(drawing: str) -> None:
    assert _rows(drawing) == []


def test_a_head_over_several_columns_spans_them_and_the_names_stand_under_it() -> None:
    drawing = """
                     Actual            Forecast
Year             North   South      North   South
2023               120     130        125     135
2024               121     131        126     136
"""
    over = (Rule(96, 695, 180, 695), Rule(210, 695, 300, 695))
    found = tables(_lines(drawing), over)
    assert found[0].rows[0].spans == (1, 2, 0, 2, 0)
    assert _rows(drawing, over)[0][1] == ["Year", "North", "South", "North", "South"]


@pytest.mark.parametrize(
    ("first", "joined"),
    [("Learning disabilities and", True), ("Core grants:", False)],
)
def test_a_wrapped_label_is_one_row_and_a_heading_in_the_table_its_own(first: str, joined: bool) -> None:
    drawing = f"""
Grant                          2023     2024
Early help                   19,545   19,903

{first}
health reform                12,479   12,775

Homelessness                  1,725    1,700
"""
    rows = _rows(drawing)[0]
    assert ([f"{first} health reform", "12,479", "12,775"] in rows) is joined
    assert ([first, "", ""] in rows) is not joined


def test_the_head_of_a_further_table_begins_one() -> None:
    drawing = """
Services          Budget     Spent
Roads                120       130
Parks                 40        41

Movements         Before     After
Inflation             12        13
Savings               30        33
"""
    assert [rows[0] for rows in _rows(drawing)] == [["Services", "Budget", "Spent"], ["Movements", "Before", "After"]]


# Drawn tables that leave lines out


def _box(columns: tuple[float, ...], head: float, top: float, bottom: float) -> list[Rule]:
    """A frame with lines between its rows, and between its columns down to `head` only."""
    levels = [top - STEP * n for n in range(round((top - bottom) / STEP) + 1)]
    flat = [Rule(columns[0], y, columns[-1], y) for y in levels]
    inner = [Rule(x, head, x, top) for x in columns[1:-1]]
    return [*flat, *inner, Rule(columns[0], bottom, columns[0], top), Rule(columns[-1], bottom, columns[-1], top)]


def _drawn(drawing: str, columns: tuple[float, ...], *, whole: bool = False) -> list[tuple[str, ...]]:
    lines = _lines(drawing)
    top = 700 + STEP - 3
    bottom = top - STEP * len(lines)
    grid = grids(_box(columns, bottom if whole else top - STEP, top, bottom))[0]
    return [draft.cells or (draft.text,) for draft in grid_drafts(grid, [w for line in lines for w in line], [])]


def test_columns_drawn_under_the_head_only_go_on_below_it() -> None:
    rows = _drawn("Country   Domestic   Imported\nAustria       86.2       13.8\nBelgium          0        0.5", (-3, 57, 123, 180))
    assert rows == [("Country", "Domestic", "Imported"), ("Austria", "86.2", "13.8"), ("Belgium", "0", "0.5")]


def test_words_that_cross_the_edges_stay_one_text() -> None:
    rows = _drawn("Country   Domestic   Imported\nThe figures of all states are provisional.", (-3, 57, 123, 180))
    assert rows[1] == ("The figures of all states are provisional.",)


def test_figures_side_by_side_in_one_drawn_column_are_columns() -> None:
    drawing = """
Answers     Freq   Percent   Cum
None         138       6.9   6.9
One          178       8.8  15.7
Two          626      31.1  46.8
"""
    rows = _drawn(drawing, (-3, 60, 240), whole=True)
    assert rows[1] == ("None", "138", "6.9", "6.9")
    assert all(len(row) == 4 for row in rows)


# What rows mean


def _celled(rows: list[tuple[str, ...]], spans: dict[int, tuple[int, ...]] | None = None) -> list[Line]:
    return [Line("\t".join(row), 1, row, spans=(spans or {}).get(at, (1,) * len(row))) for at, row in enumerate(rows)]


def test_a_first_row_of_values_names_no_columns_and_is_not_trusted() -> None:
    table = read_table(_celled([("Carbon dioxide", "100 million", "-"), ("Methane", "100 000", "-"), ("Halons", "1", "5")]), None, "")[
        0
    ].table
    assert (table.columns, len(table.rows), table.trusted) == (("", "", ""), 3, False)


def test_a_head_cell_over_all_columns_goes_before_each_name() -> None:
    rows = [("", "Releases", ""), ("", "to air", "to water"), ("Methane", "100", "-"), ("Halons", "1", "5")]
    table = read_table(_celled(rows, {0: (1, 2, 0)}), None, "")[0].table
    assert table.columns == ("", "Releases to air", "Releases to water")
    assert table.trusted


def test_rows_counted_by_a_code_are_rows_and_indicators_are_cited_by_theirs() -> None:
    head = ("Ref", "Project", "Cost")
    counted = read_table(_celled([head, ("C01", "Lights", "10,137"), ("C02", "Lift", "10,274"), ("C03", "Roof", "10,411")]), None, "")
    indicators = read_table(
        _celled([head, ("HLS 1", "Lights", "10,137"), ("CP 2b%", "Lift", "10,274"), ("EH 4", "Roof", "10,411")]), None, ""
    )
    assert [row.label for row in counted] == [None]
    assert [row.label for row in indicators] == ["HLS 1", "CP 2b%", "EH 4"]


NOTES = ("* Provisional", "Note: in thousands", "² Excludes appeals")
PARAGRAPHS = ("The council notes the report.", "2. Noted", "Sources differ.")


@pytest.mark.parametrize(("text", "note"), [*((text, True) for text in NOTES), *((text, False) for text in PARAGRAPHS)])
def test_notes_under_a_table(text: str, note: bool) -> None:
    rows = _celled([("Roads", "120*"), ("Parks²", "95")])
    assert is_note(Line(text, 1, gap=True), rows) is note
