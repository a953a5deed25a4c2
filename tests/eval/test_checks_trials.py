"""The self-test makes every false answer it is there for, and a true one beside each; swapped figures are of one kind."""

from datetime import date

import pytest

from eval.checks.quantities import quantities
from eval.corpus import Corpus
from eval.edits import swap
from eval.models import Case
from eval.mutate import mutate, rates
from eval.trials import trials
from ingest.models import Classification, Kind, Meeting, PaperStatus, Passage
from tests.eval.papers import library, passage

CABINET = Meeting("Anytown Council", "Cabinet", date(2023, 9, 14))
BOARD = Meeting("Mill Lane Parish Council", "Finance Board", date(2024, 3, 7))
HALL = passage(
    "The village hall is not to be sold before the survey of its roof is done, and £40,000 is put by for 310 new slates.",
    "minutes.pdf", Kind.MINUTE, 0, agenda_item="5", meeting=CABINET,
)  # fmt: skip
CARS = passage(
    "RESOLVED that the charge for the car park rise to £1.50 an hour from April.",
    "minutes.pdf", Kind.RESOLUTION, 1, agenda_item="6", meeting=CABINET,
)  # fmt: skip
BENCH = passage(
    "RESOLVED that a bench be bought for the pond, and painted green by the scouts.",
    "board.pdf", Kind.RESOLUTION, 0, agenda_item="3", meeting=BOARD,
)  # fmt: skip
CASE = Case.model_validate(
    {
        "id": "hall",
        "question": "What becomes of the village hall?",
        "answer": "Nobody may sell the hall until its roof has been surveyed.",
        "wrong": "The village hall was sold for £90,000.",
        "evidence_groups": [[{"doc": "minutes.pdf", "text": HALL.text}]],
        "nuggets": [{"text": "survey"}],
    }
)
SILENT = Case.model_validate({"id": "moon", "question": "What of the moon?", "answerable": "no"})
FALSE = {"claim in a refusal", "clause of another item", "padding", "wrong in a person's words", "ellipsis over a denial"}
NEUTRAL = {"refusal", "the evidence itself", "in a person's words"}


def papers(*more: Passage) -> Corpus:
    return library(HALL, CARS, BENCH, *more)


def test_every_answer_is_made_and_told_for_what_it_is() -> None:
    tried = list(trials([CASE, SILENT], papers()))
    assert {one.edit for one in tried if not one.neutral} == FALSE
    assert {one.edit for one in tried if one.neutral} == NEUTRAL
    assert [(one.edit, one.text) for one in tried if not one.neutral and not one.flagged] == []
    assert [(one.edit, one.text, one.reasons) for one in tried if one.neutral and one.flagged] == []
    assert {one.reasons for one in tried if one.edit in ("padding", "clause of another item")} == {("C10 other-body",), ("C10 other-item",)}


def test_a_quotation_with_a_harmless_ellipsis_is_neutral() -> None:
    plain = CASE.model_copy(update={"evidence_groups": ((CASE.evidence_groups[0][0].model_copy(update={"text": CARS.text}),),)})
    tried = [one for one in trials([plain], papers()) if one.edit.startswith("ellipsis")]
    assert [(one.edit, one.neutral, one.flagged) for one in tried] == [("ellipsis", True, False)]


def test_no_false_refusal_is_made_where_nobody_wrote_what_is_wrong() -> None:
    bare = CASE.model_copy(update={"wrong": "", "answer": ""})
    made = {one.edit for one in trials([bare, SILENT], papers())}
    assert made == {"refusal", "the evidence itself", "clause of another item", "padding", "ellipsis over a denial"}


@pytest.mark.parametrize("hidden", [{"status": PaperStatus.SUPERSEDED}, {"classification": Classification.EXEMPT}])
def test_padding_is_of_what_is_public_and_in_force(hidden: dict[str, object]) -> None:
    other = passage("The village hall is painted pink and its roof is made of straw.", "old.pdf", meeting=BOARD, **hidden)
    texts = {one.text for at in range(6) for one in trials([SILENT] * at + [CASE], papers(other)) if one.edit == "padding"}
    assert texts == {BENCH.text}


def test_the_self_test_has_the_sentences_and_the_answers() -> None:
    tried = mutate([CASE, SILENT], papers())
    found = {rate.edit: rate for rate in rates(tried)}
    assert set(found) >= FALSE | NEUTRAL | {"as printed", "digit", "negation", "quote edit", "citation swap", "unsupported sentence"}
    assert (found["refusal"].tried, found["refusal"].flagged) == (2, 0)
    assert all(one.claim is not None for one in tried if one.edit == "as printed")
    assert found["as printed"].flagged == 0


@pytest.mark.parametrize(
    ("sentence", "there", "edited"),
    [
        ("It cost £4 and then £9.", "", "It cost £9 and then £4."),
        ("It cost £4 in all.", "One is £4, the other £9.", "It cost £9 in all."),
        ("It rose by 4% of £9.", "", None),
        ("It took 4 days of 9 weeks.", "", None),
        ("It cost £4 and £4.", "", None),
        ("It cost £4.", "It is £4 in each.", None),
        ("It cost £4.", "It took 9 days.", None),
        ("Nothing was spent.", "It is £9.", None),
    ],
)
def test_figures_are_swapped_with_their_like_alone(sentence: str, there: str, edited: str | None) -> None:
    assert swap(sentence, quantities(there)) == edited


def test_a_figure_swapped_within_its_passage_is_found() -> None:
    lift = Case.model_validate({"id": "lift", "question": "?", "evidence_groups": [[{"doc": "lift.pdf", "text": LIFT.text}]]})
    tried = [one for one in mutate([lift], papers(LIFT)) if one.edit == "swap within the passage"]
    assert [(one.text, one.flagged) for one in tried] == [
        (LIFT.text.replace("£65,000", "£x").replace("£30,000", "£65,000").replace("£x", "£30,000"), True)
    ]


LIFT = passage("The museum lift costs £65,000 from reserves and the grant for the library is £30,000.", "lift.pdf")
