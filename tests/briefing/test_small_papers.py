"""What a decision, an action or a measure is said to be, on papers small enough to read: never more than their words say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.registers.comparison import compare
from assistant.registers.comparison_models import CompareRequest, Comparison
from ingest.library.library import Library
from ingest.models import Kind, Paper, PaperInfo, Passage, Table
from ingest.record.models import Outcome
from ingest.record.monitoring import Status, status_in
from ingest.record.outcomes import outcome_of
from tests.assistant.paper_fakes import passage

YEARS = ("Service", "2017/18", "2018/19")


@pytest.mark.parametrize(
    ("clause", "outcome"),
    [
        ("RESOLVED not to approve the grant.", Outcome.REFUSED),
        ("It was agreed not to allow the fair.", Outcome.REFUSED),
        ("That the application be declined.", Outcome.REFUSED),
        ("That the bid not be approved.", Outcome.REFUSED),
        ("The motion was not carried.", Outcome.REFUSED),
        ("That, the objection having been withdrawn, the order be approved.", Outcome.AGREED),
        ("That the savings deferred from 2017/18 be approved.", Outcome.AGREED),
        ("That the item be deferred.", Outcome.DEFERRED),
        ("That the application be withdrawn.", Outcome.WITHDRAWN),
        ("That the grant be approved.", Outcome.AGREED),
    ],
)
def test_an_outcome_is_that_of_the_matter_not_of_a_word_in_it(clause: str, outcome: Outcome) -> None:
    assert outcome_of(clause) is outcome


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Complete", Status.COMPLETE),
        ("100% complete", Status.COMPLETE),
        ("Not implemented", Status.REPORTED),
        ("Will be delivered in May", Status.REPORTED),
        ("Not yet closed", Status.REPORTED),
        ("Green", Status.REPORTED),
        ("To be completed by June", Status.IN_HAND),
        ("90% complete", Status.IN_HAND),
        ("Nearly complete", Status.IN_HAND),
        ("Overdue", Status.OVERDUE),
        ("Not overdue", Status.REPORTED),
    ],
)
def test_an_action_is_complete_only_where_its_cell_says_so(cell: str, status: Status) -> None:
    assert status_in(cell) is status


def table(columns: tuple[str, ...], row: tuple[str, ...], **fields: str) -> Passage:
    return passage("\t".join(row), kind=Kind.TABLE, table=Table(columns, (row,), **fields))  # type: ignore[arg-type]


def compared(home: Path, measure: str, papers: Sequence[Passage]) -> Comparison:
    library = Library.open(home)
    own = [replace(one, id=f"p{at}", ordinal=at) for at, one in enumerate(papers)]
    library.put(Paper("0" * 16, own[0].document, "/papers/a.pdf", "0" * 64, 1, len(own), PaperInfo(meeting=own[0].meeting)), own)
    return compare(library, CompareRequest(measure=measure))


def rows(found: Comparison) -> list[list[str]]:
    return [[said.text for said in row] for row in found.grid.rows]


def test_the_unit_over_a_whole_table_is_not_that_of_a_count(tmp_path: Path) -> None:
    found = compared(tmp_path, "rangers", [table(("Service", "FTE 2017", "FTE 2018"), ("Rangers", "12", "14"), unit="£000")])
    assert rows(found) == [["Rangers, FTE", "12", "14"]]
    assert "£" not in (found.grid.note or "")


def test_tables_of_one_label_are_not_said_to_contradict_each_other(tmp_path: Path) -> None:
    papers = [table(YEARS, ("Rangers", "12", "14"), caption="Posts"), table(YEARS, ("Rangers", "500", "600"), caption="Visits")]
    found = compared(tmp_path, "rangers", papers)
    assert rows(found)[1] == ["Rangers (as given in Visits)", "500", "600"]
    assert "differ" not in (found.grid.note or "")


def test_one_value_on_two_scales_is_one_value(tmp_path: Path) -> None:
    thousands = table(("Service", "2017/18 £000", "2018/19 £000"), ("Rangers", "1,250", "1,300"), caption="A")
    millions = table(("Service", "2017/18 £m", "2018/19 £m"), ("Rangers", "1.25", "1.3"), caption="B")
    assert len(rows(compared(tmp_path, "rangers", [thousands, millions]))) == 1


def test_a_struck_cell_is_no_figure(tmp_path: Path) -> None:
    paper = replace(table(YEARS, ("Rangers", "12", "14")), struck=((8, 10),))
    assert rows(compared(tmp_path, "rangers", [paper])) == [["Rangers", "14"]]


def test_the_cost_of_something_of_the_subject_is_not_its_cost(tmp_path: Path) -> None:
    papers = [passage("The ranger cost in 2018 was £5,000."), passage("The cost of ranger vans was £900 in 2017.")]
    assert rows(compared(tmp_path, "ranger cost", papers)) == [["in the text", "£5,000"]]
