"""C11: a figure belongs to its row, its column and the words around it, a person to what that person did."""

import pytest

from eval.checks import binding
from eval.models import Case
from ingest.models import Kind, Passage, Table
from tests.eval.papers import passage, told

PERIODS = Table(
    ("Service", "2023/24 budget", "2024/25 budget"),
    (("Garden waste", "236", "255"), ("Street cleaning", "410", "430"), ("Parks and trees", "88", "97"), ("All services", "734", "782")),
    unit="£000",
)
MEASURES = Table(
    ("Ward", "Households", "Objections"), (("Quayside", "1,204", "310"), ("Thorne", "2,118", "97"), ("Mill Lane", "640", "55"))
)
LETTERS = Table(("Lot", "Guide price"), (("A", "£12,000"), ("B", "£13,000")))
LOTS = Table(("Lot", "Guide price"), (("Lot A", "£12,000"), ("Lot B", "£13,000")))
WEIGHTS = Table(("Criterion", "Weight", "Score"), (("Weighted score for price", "60", "42"), ("Raw score for quality", "40", "31")))


def tabled(table: Table) -> Passage:
    text = "\n".join("\t".join(row) for row in (table.columns, *table.rows))
    return passage(text, "table.pdf", Kind.TABLE, table=table)


def bound(sentence: str, cited: Passage, question: str = "") -> set[tuple[str, str]]:
    return {(one.reason, one.words) for one in binding.check(told(sentence, cited, of=Case(id="q", question=question)))}


@pytest.mark.parametrize(
    ("table", "sentence", "question"),
    [
        (PERIODS, "The budget for garden waste in 2023/24 is £236,000.", ""),
        (PERIODS, "It was £236,000.", "What was the budget for garden waste in 2023/24?"),
        (PERIODS, "Garden waste rose from £236,000 in 2023/24 to £255,000 in 2024/25.", ""),
        (PERIODS, "Garden waste and street cleaning total £646,000.", ""),
        (PERIODS, "Garden waste with street cleaning and the rest makes £734,000 in all in 2023/24.", ""),
        (PERIODS, "Street cleaning makes with the rest £734,000 in all in 2023/24.", ""),
        (MEASURES, "There are 1,204 households in Quayside.", ""),
        (MEASURES, "Thorne: 2,118 households and 97 objections.", ""),
        (LETTERS, "Lot B has a guide price of £12,000.", ""),
        (LETTERS, "Lot A has a guide price of £12,000.", ""),
        (LOTS, "The price of lot A is £12,000.", ""),
        (WEIGHTS, "The weighted score for price is 42.", ""),
    ],
)
def test_a_figure_of_its_own_cell_passes_and_so_do_sums_and_labels_too_short_to_tell(table: Table, sentence: str, question: str) -> None:
    assert bound(sentence, tabled(table), question) == set()


@pytest.mark.parametrize(
    ("table", "sentence", "question", "reason"),
    [
        (PERIODS, "The budget for garden waste in 2023/24 is £410,000.", "", "wrong-row"),
        (PERIODS, "It was £410,000.", "What was the budget for garden waste in 2023/24?", "wrong-row"),
        (PERIODS, "The 2024/25 budget for garden waste is £236,000.", "", "wrong-column"),
        (PERIODS, "It is £236,000.", "What is the budget for garden waste in 2024/25?", "wrong-column"),
        (PERIODS, "Street cleaning makes with the rest £734,000 in 2023/24.", "", "wrong-row"),
        (MEASURES, "There are 310 households in Quayside.", "", "wrong-column"),
        (MEASURES, "There are 2,118 households in Quayside.", "", "wrong-row"),
        (LOTS, "The price of lot B is £12,000.", "", "wrong-row"),
        (WEIGHTS, "The weight of quality is 31.", "", "wrong-column"),
    ],
)
def test_a_figure_of_another_row_or_column_is_found(table: Table, sentence: str, question: str, reason: str) -> None:
    assert {found for found, _ in bound(sentence, tabled(table), question)} == {reason}


def test_a_row_that_is_recited_needs_no_heads() -> None:
    wide = Table(
        ("Service", "2022/23", "2023/24", "2024/25"), (("Garden waste", "201", "236", "255"), ("Street cleaning", "390", "410", "430"))
    )
    assert bound("Garden waste to 2024/25 is 201 then 236 then 255.", tabled(wide)) == set()
    assert bound("Garden waste in 2024/25 is 201.", tabled(wide)) == {("wrong-column", "201")}


GRANTS = passage(
    "The grant for the library roof is £40,000, while the museum lift costs £65,000 and comes from reserves. "
    "Councillor Pettifer thanked the volunteers who painted the boiler house. "
    "Councillor Holloway asked about the cemetery wall in Mill Lane."
)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The grant for the library roof is £40,000.", set()),
        ("The library roof has a grant of £40,000.", set()),
        ("The museum lift costs £65,000 from reserves.", set()),
        ("The grant towards the library roof is £65,000.", {("figure-misplaced", "£65,000")}),
        ("The museum lift costs £40,000 from reserves.", {("figure-misplaced", "£40,000")}),
        ("Cllr Pettifer thanked those who painted the house of the boiler.", set()),
        ("Councillor Holloway thanked volunteers who painted the boiler house.", {("name-misplaced", "holloway")}),
    ],
)
def test_figures_and_people_that_change_places_in_prose_are_found(sentence: str, found: set[tuple[str, str]]) -> None:
    assert bound(sentence, GRANTS) == found


MOTION = passage("Moved by Councillor Pettifer, seconded by Councillor Holloway: that the pool stay open. Put to the vote and carried.")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Councillor Pettifer moved that the pool stay open.", ""),
        ("It was proposed by Cllr Pettifer and seconded by Cllr Holloway.", ""),
        ("Councillor Holloway moved that the pool stay open.", "holloway"),
        ("It was seconded by Councillor Pettifer.", "pettifer"),
        ("Councillor Brandt moved that the pool stay open.", ""),  # who is in no role is C4's
    ],
)
def test_who_moved_and_who_seconded(sentence: str, name: str) -> None:
    assert {words for reason, words in bound(sentence, MOTION) if reason == "role-conflict"} == ({name} if name else set())
