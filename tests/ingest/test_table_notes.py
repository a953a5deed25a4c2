"""A note under a table stands with its rows; a paragraph under it does not."""

import pytest

from ingest.models import Line, PaperText, Passage
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.printed import paper

TABLE = "Service | Budget £ | Forecast £\nParks | 1,200 | 1,204*\nRoads | 310 | 402\n"
CODED = "Ref | Project | 2025/26 £\nC01 | Seafront lighting | 10,137\nC02 | Town hall lift | 10,274¹\nR1 | Skate park | 20\n"


def _tables(drawing: str) -> list[Passage]:
    head = "**Finance Committee**\n\n1. The table shows the year to date.\n\n"
    _, passages = parse(paper(head + drawing + "\n2. The next paragraph stands alone.\n"), "a.docx", "0" * 16, IngestSettings())
    return [passage for passage in passages if passage.table]


@pytest.mark.parametrize(
    "note",
    [
        "* provisional",
        "* Provisional, to be audited.",
        "Note: figures are in thousands.",
        "Source: the register of 2025",
        "(All figures in £000)",
        "Figures in thousands",
    ],
)
def test_a_note_stands_with_the_rows_over_it(note: str) -> None:
    (table,) = _tables(f"{TABLE}\n{note}\n")
    assert table.text.endswith(f"\n{note}")
    assert table.table is not None
    assert len(table.table.rows) == 2


@pytest.mark.parametrize(
    "words",
    [
        "† provisional",
        "The committee noted the table.",
        "Note the date of the next meeting.",
        "(a) that the report be noted",
        "Members asked (twice) about it.",
    ],
)
def test_other_words_do_not(words: str) -> None:
    (table,) = _tables(f"{TABLE}\n{words}\n")
    assert table.text.endswith("402")


def test_a_note_stands_with_the_coded_row_that_bears_its_mark_and_one_without_a_mark_with_each() -> None:
    tables = _tables(f"{CODED}\n¹ Provisional.\n\nNote: in thousands.\n")
    assert ["Provisional" in table.text for table in tables] == ["10,274" in table.text for table in tables]
    assert all(table.text.endswith("Note: in thousands.") for table in tables)
    assert all(table.table.notes[-1] == "Note: in thousands." for table in tables if table.table)
    assert {table.table.columns for table in tables if table.table} == {("Ref", "Project", "2025/26 £")}


@pytest.mark.parametrize("words", ["Free", "The fee of this ward is set anew by the panel each year."])
def test_a_row_of_one_cell_beside_a_merged_one_is_a_row(words: str) -> None:
    lines = (
        Line("Ward\t2025\t2026", cells=("Ward", "2025", "2026"), spans=(1, 1, 1)),
        Line("South\t£1\t£2", cells=("South", "£1", "£2"), spans=(1, 1, 1)),
        Line("North\t£4\t£5", cells=("North", "£4", "£5"), spans=(1, 1, 1)),
        Line(f"\t{words}\t", cells=("", words, ""), spans=(-1, 2, 0)),
    )
    _, passages = parse(PaperText(lines), "a.docx", "0" * 16, IngestSettings())
    (table,) = [passage.table for passage in passages if passage.table]
    assert table.rows[2:] == (("North", words, words),)


def test_the_last_row_may_be_a_note() -> None:
    (table,) = _tables(f"{TABLE}Source: the register | | \n")
    assert table.table is not None
    assert len(table.table.rows) == 2
    assert table.text.endswith("\nSource: the register")
