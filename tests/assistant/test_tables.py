"""Table rows in words: each figure under its own column, with the unit printed over it and no other."""

from pathlib import Path

import pytest

from assistant.answering.tables import row_cells
from assistant.models import Ask, Status
from ingest.language.sentences import units
from ingest.models import Kind, Passage, Table
from tests.assistant.paper_fakes import assistant_over, passage


def table(columns: tuple[str, ...], *rows: tuple[str, ...], caption: str | None = None) -> Passage:
    made = Table(columns, rows, caption=caption)
    return passage("\n".join("\t".join(row) for row in rows), kind=Kind.TABLE, table=made)


def values(paper: Passage) -> list[tuple[str, ...] | None]:
    return [(cells := row_cells(unit)) and cells.values for unit in units(paper)]


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        (("£000", "Budget"), ("2018", "500"), ("2018", "500")),
        (("Park", "Budget £000"), ("Mead", "(50)"), ("Mead", "(50) (-£50,000)")),
        (("Park", "£000 Change %"), ("Mead", "50"), ("Mead", "50")),
    ],
)
def test_thousands_are_spelled_out_only_under_their_own_column(
    columns: tuple[str, ...], row: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert values(table(columns, row)) == [said]


def test_a_cell_with_a_unit_of_its_own_takes_no_other() -> None:
    assert values(table(("Park", "Cost", "Share"), ("", "£", "%"), ("Mead", "12%", "£5"), ("Abbey", "-3", "4")))[-2:] == [
        ("Mead", "12%", "£5"),
        ("Abbey", "-£3", "4%"),
    ]


def test_rows_that_differ_only_in_their_empty_cells_keep_their_columns() -> None:
    paper = table(("Park", "Rangers", "Volunteers"), ("Mead", "", "5"), ("Mead", "5", ""))
    assert values(paper) == [("Mead", "", "5"), ("Mead", "5", "")]


COLUMNS = ("Service", "Budget", "Actual")
TWO_YEARS = [
    table(COLUMNS, ("Rangers budget", "500", "450"), ("Mowing", "1", "2"), caption="Outturn 2017/18"),
    table(COLUMNS, ("Rangers budget", "600", "650"), ("Mowing", "3", "4"), caption="Outturn 2018/19"),
    passage("The park rangers look after twelve parks."),
]


def test_rows_of_like_tables_are_told_apart(tmp_path: Path) -> None:
    answer = assistant_over(tmp_path, TWO_YEARS).answer(Ask(question="What is the rangers budget and actual?"))
    assert "| Outturn 2017/18: Rangers budget | 500 | 450 |" in answer.answer
    assert "| Outturn 2018/19: Rangers budget | 600 | 650 |" in answer.answer


def test_a_row_of_the_next_year_is_no_answer(tmp_path: Path) -> None:
    answer = assistant_over(tmp_path, TWO_YEARS).answer(Ask(question="What was the rangers budget in 2019/20?"))
    assert (answer.status, answer.citations) == (Status.NOT_IN_PAPERS, ())


def test_a_sentence_of_the_next_year_is_no_answer(tmp_path: Path) -> None:
    papers = [
        passage("In 2017/18, 1,869 families joined walks led by the rangers at Mill Lane.", id="p1"),
        passage("The rangers look after twelve parks.", id="p2"),
    ]
    answer = assistant_over(tmp_path, papers).answer(
        Ask(question="How many families joined walks led by the rangers at Mill Lane in 2016/17?")
    )
    assert "1,869" not in answer.answer
