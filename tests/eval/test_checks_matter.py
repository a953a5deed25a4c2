"""C10: what is said is of the item, meeting and body that the question is about, however true it is; and the metrics of it."""

from datetime import date

import pytest

from eval.checks import judge, matter
from eval.checks.claims import Claim
from eval.metrics import Seen
from eval.metrics.matter import matter as measured
from eval.metrics.matter import other_words
from eval.models import Case, Response, Verdict
from eval.score import score_case
from ingest.models import Kind, Meeting, Passage
from tests.eval.papers import library, passage, told

CABINET = Meeting("Anytown Council", "Cabinet", date(2023, 9, 14))
LATER = Meeting("Anytown Council", "Cabinet", date(2024, 3, 7))
PARISH = Meeting("Mill Lane Parish Council", "Finance Committee", date(2023, 9, 20))
BUS = passage(
    "RESOLVED that the number 7 bus be kept until the spring, at a cost of £40,000 from the transport reserve.",
    "minutes.pdf", Kind.RESOLUTION, 0, agenda_item="5", agenda_title="Buses", meeting=CABINET,
)  # fmt: skip
CARS = passage(
    "RESOLVED that the charge for the car park in Mill Lane rise to £1.50 an hour from April.",
    "minutes.pdf", Kind.RESOLUTION, 1, agenda_item="6", agenda_title="Parking", meeting=CABINET,
)  # fmt: skip
HEDGES = passage(
    "RESOLVED that the hedges round the cemetery be cut twice a year by volunteers.",
    "march.pdf", Kind.RESOLUTION, 0, agenda_item="9", agenda_title="Cemetery", meeting=LATER,
)  # fmt: skip
BENCH = passage(
    "RESOLVED that a bench be bought for the pond, and painted green by the scouts.",
    "parish.pdf", Kind.RESOLUTION, 0, agenda_item="3", agenda_title="Pond", meeting=PARISH,
)  # fmt: skip
PAPERS = library(BUS, CARS, HEDGES, BENCH)


def asked(question: str = "What did the Cabinet decide about the number 7 bus?", **more: object) -> Case:
    return Case.model_validate({"id": "q", "question": question, "evidence_groups": [[{"doc": "minutes.pdf", "text": BUS.text}]]} | more)


def reasons(sentence: str, *cited: Passage, of: Case | None = None) -> set[str]:
    return {one.reason for one in matter.check(told(sentence, *cited, of=of or asked(), papers=PAPERS))}


@pytest.mark.parametrize(
    "sentence",
    [
        BUS.text,
        "The number 7 bus stays until the spring.",
        "A cost of £40,000 falls on the transport reserve.",
        "Passengers keep their coach for one more winter, paid out of savings put by for travel.",
    ],
)
def test_the_evidence_is_on_the_matter_in_whatever_words(sentence: str) -> None:
    assert reasons(sentence, BUS) == set()


@pytest.mark.parametrize(
    ("cited", "reason"),
    [(CARS, "other-item"), (HEDGES, "other-meeting"), (BENCH, "other-body")],
)
def test_a_decision_of_another_matter_is_objected_to(cited: Passage, reason: str) -> None:
    found = list(matter.check(told(cited.text, cited, of=asked(), papers=PAPERS)))
    assert [(one.check, one.verdict, one.reason) for one in found] == [("C10", Verdict.CONFLICTS, reason)]


def test_words_of_ones_own_are_on_the_matter_only_where_nothing_but_the_evidence_is_cited() -> None:
    told_freely = "Passengers keep their coach for one more winter, paid out of savings put by for travel."
    assert reasons(told_freely, BUS) == set()
    assert reasons(told_freely, BUS, BENCH) == {"beside-the-question"}


def test_a_paper_without_items_is_told_to_be_beside_the_question_and_of_no_other_item() -> None:
    pack = passage("Repairs of the pier would take 44 weeks and £90,000.", "pack.pdf", Kind.PARAGRAPH, 0, meeting=CABINET)
    numbered = passage(pack.text, "pack.pdf", Kind.PARAGRAPH, 0, agenda_item="8", meeting=CABINET)
    for cited, reason in ((pack, "beside-the-question"), (numbered, "other-item")):
        claim = told(cited.text, cited, of=asked(), papers=library(BUS, CARS, cited))
        assert {one.reason for one in matter.check(claim)} == {reason}


def test_what_is_merely_beside_the_question_is_no_conflict() -> None:
    found = list(matter.check(told("Volunteers love their hedges round here.", HEDGES, of=asked(), papers=PAPERS)))
    assert [(one.verdict, one.reason) for one in found] == [(Verdict.NOT_SHOWN, "beside-the-question")]
    assert reasons("A bench was bought for the pond, and painted green.", BUS, BENCH) == {"beside-the-question"}, (
        "one citation is of the evidence"
    )


def test_another_clause_of_the_same_item_is_beside_the_question_at_worst() -> None:
    shelters = passage(
        "RESOLVED that every shelter be painted blue at £900 each.", "minutes.pdf", Kind.RESOLUTION, 7, agenda_item="5", meeting=CABINET
    )
    claim = told(shelters.text, shelters, of=asked(), papers=library(BUS, CARS, shelters))
    assert [one.reason for one in matter.check(claim)] == ["beside-the-question"]


def test_the_same_decision_is_on_the_matter_where_it_is_asked_for() -> None:
    parking = "What is the charge for the car park in Mill Lane?"
    assert reasons(CARS.text, CARS, of=asked(parking)) == set(), "it has the question's own words"
    fact = asked(nuggets=[{"text": "£1.50"}])
    assert reasons(CARS.text, CARS, of=fact) == set(), "it gives a fact of the case"
    assert reasons(CARS.text, CARS, of=asked("Which?", evidence_groups=[])) == set(), "without evidence nothing is known of the matter"
    assert reasons(CARS.text) == set(), "what cites nothing is C1's"


def test_the_body_that_is_asked_for_by_name_is_no_other_body() -> None:
    named = asked("What did the Mill Lane Parish Council and its Finance Committee do on the number 7 bus?")
    assert reasons(BENCH.text, BENCH, of=named) == {"other-meeting"}


def test_off_the_matter_alone_leaves_the_verdict() -> None:
    judged = judge(told(CARS.text, CARS, of=asked(), papers=PAPERS))
    assert judged.verdict is Verdict.SUPPORTED
    assert [one.check for one in judged.findings] == ["C10"]


def seen(*claims: Claim, of: Case | None = None) -> Seen:
    statements = [{"text": claim.text, "citations": [1]} for claim in claims]
    given = Response.model_validate({"id": "q", "answer": " ".join(claim.text for claim in claims), "statements": statements})
    return Seen(of or asked(), given, PAPERS, claims, tuple(judge(claim) for claim in claims))


def test_the_shares_off_the_question_and_on_the_evidence() -> None:
    own, cars, hedges = (
        told(text, cited, of=asked(), papers=PAPERS)
        for text, cited in ((BUS.text, BUS), (CARS.text, CARS), ("Volunteers love their hedges round here.", HEDGES))
    )
    assert measured(seen(own)) == {"off-question": 0.0, "of-another-matter": 0.0, "citations-on-evidence": 1.0}
    assert measured(seen(own, cars)) == {"off-question": 0.5, "of-another-matter": 0.5, "citations-on-evidence": 0.5}
    assert measured(seen(own, hedges)) == {"off-question": 0.5, "of-another-matter": 0.0, "citations-on-evidence": 0.5}
    uncited = Claim(BUS.text, (), (), "", asked(), PAPERS)
    assert measured(seen(uncited)) == {"off-question": 0.0, "of-another-matter": 0.0}


def test_the_matter_of_a_refusal_and_of_a_case_without_evidence_is_not_measured() -> None:
    own = told(BUS.text, BUS, of=asked(), papers=PAPERS)
    assert measured(seen(own, of=asked(evidence_groups=[]))) == {}
    refusal = Seen(asked(), Response(id="q", answer="The papers do not say.", abstained=True), PAPERS, (), ())
    assert measured(refusal) == {}
    assert other_words(refusal) == {}


def test_sentences_in_other_words_are_counted() -> None:
    copied = told(BUS.text, BUS, of=asked(), papers=PAPERS)
    free = told("Passengers keep their coach for one more winter, paid out of savings put by for travel.", BUS, of=asked(), papers=PAPERS)
    assert other_words(seen(copied)) == {"in-other-words": 0.0}
    assert other_words(seen(copied, free)) == {"in-other-words": 0.5}


def test_an_answer_wholly_of_another_matter_fails() -> None:
    def failure(*cited: Passage) -> str | None:
        statements = [{"text": one.text, "citations": [at]} for at, one in enumerate(cited, 1)]
        places = [{"marker": at, "document": one.document, "quote": one.text} for at, one in enumerate(cited, 1)]
        record = {"id": "q", "answer": " ".join(one.text for one in cited), "statements": statements, "citations": places}
        return score_case(asked(), Response.model_validate(record), PAPERS).failure

    assert failure(BUS) is None
    assert failure(BUS, CARS) is None
    assert failure(CARS) == "beside-the-question"
