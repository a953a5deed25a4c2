"""Refusals are read by their words: what says that the papers are silent claims nothing, and what claims beside it is found."""

import json
from pathlib import Path

import pytest

from eval.checks import claims_of, judge
from eval.checks.refusal import read
from eval.metrics import Seen
from eval.metrics.facts import abstention, truthfulness
from eval.models import Case, CitedPlace, FoundPassage, Response
from eval.score import score_case
from tests.eval.papers import ROADS, corpus

QUESTION = "What did the pool cost in 2023, and was it the £4m that was asked for?"
ALLOCATION = ROADS[0][0]


def reading(answer: str, question: str = QUESTION) -> tuple[bool, tuple[str, ...]]:
    found = read(Response(id="q", answer=answer), question)
    return found.refuses, found.claims


@pytest.mark.parametrize(
    "answer",
    [
        "The papers do not say.",
        "I don't know.",
        "Nothing.",
        "No information.",
        "The minutes are silent on the cost.",
        "The report stops short of the price.",
        "There is nothing about it in the minutes or the reports.",
        "None of the passages gives this. You could ask the clerk.",
        "I could not find that in the papers I searched.",
        "I searched 12 papers and found nothing.",
        "Although I searched 12 papers, I could not find the cost.",
        "However, the papers do not give it.",
        "The papers do not say (Cabinet, minutes published 3 May 2024, page 4).",
        "I searched the papers (12 of them) and did not find it.",
        "The papers do not mention it. The nearest is “10. Pool and baths. Closing”.",
        "Nothing in the papers answers this (the nearest is the report on the yard).",
        "The papers do not say whether it was the £4m.",
        "The papers contain no “cost in 2023, and was it”.",
        "Unfortunately the papers do not say. Do you mean the pool in Thorne?",
        "The papers do not give the cost. See the report on the yard. The clerk could help.",
    ],
)
def test_what_tells_of_silence_claims_nothing(answer: str) -> None:
    assert reading(answer) == (True, ())


@pytest.mark.parametrize(
    ("answer", "claim"),
    [
        ("The papers do not say, but the pool closed in May.", "the pool closed in May."),
        ("The minutes do not give the cost, which the Cabinet met in full.", "which the Cabinet met in full."),
        ("The papers do not say — the pool closed in May.", "the pool closed in May."),
        ("The papers do not say: the pool closed in May.", "the pool closed in May."),
        ("The papers do not say. The pool closed in May.", "The pool closed in May."),
        ("Although the pool closed in May, the papers do not say why.", "Although the pool closed in May, "),
        ("Although the *papers* name a buyer, the papers do not say who.", "Although the *papers* name a buyer, "),
        ("The papers do not say (it cost £5m).", "(it cost £5m)."),
        ("The papers do not say (it was closed in May).", "(it was closed in May)."),
        ("The papers do not say (the Cabinet closed the pool).", "(the Cabinet closed the pool)."),
        ("The papers do not say that it cost £5m.", "The papers do not say that it cost £5m."),
        ("The papers do not say. I found that the Cabinet closed it.", "I found that the Cabinet closed it."),
        ("The papers do not say. I found £5m for it.", "I found £5m for it."),
        ("The papers do not say. The nearest is the £5m for the yard.", "The nearest is the £5m for the yard."),
        ("The papers never mention “a plan for the old yard”.", "The papers never mention “a plan for the old yard”."),
    ],
)
def test_a_claim_beside_a_denial_is_found(answer: str, claim: str) -> None:
    refuses, claims = reading(answer)
    assert not refuses
    assert claims == (claim,)


def test_a_denial_with_a_marker_is_a_claim_of_the_papers() -> None:
    assert reading("The audit found no irregularities. [1]") == (False, ("The audit found no irregularities.",))
    assert reading("The audit found no irregularities.")[0]


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ("The minutes do not record the cost, but the pool is open. [1]", ("the pool is open.",)),
        ("I cannot tell you the price, although the pool is open. [1]", ("the pool is open.",)),
        ("The audit found no irregularities, but the pool is open. [1]", ("The audit found no irregularities", "the pool is open.")),
    ],
)
def test_beside_a_marker_only_what_the_papers_lack_is_silence(answer: str, claims: tuple[str, ...]) -> None:
    assert reading(answer) == (False, claims)


def test_an_answer_and_a_question_back_are_no_refusals() -> None:
    assert reading("The council has no duty to run a pool.") == (False, ("The council has no duty to run a pool.",))
    assert reading("Which pool do you mean?") == (False, ())
    assert reading("") == (False, ())


# What becomes of a refusal.


def looked(answer: str, answerable: str = "no", flag: bool = True, cites: bool = False, finds: bool = True) -> Seen:
    evidence = [[{"doc": "roads-2023.pdf", "text": ALLOCATION}]] if answerable == "yes" else []
    of = Case.model_validate({"id": "q", "question": "How much is there for roads?", "answerable": answerable, "evidence_groups": evidence})
    place = CitedPlace(marker=1, document="roads-2023.pdf", quote=ALLOCATION)
    found = FoundPassage(document="roads-2023.pdf", text=ALLOCATION, passage_id="roads-2023.pdf-0")
    citations, passages = (place,) if cites else (), (found,) if finds else ()
    given = Response(id="q", answer=answer, abstained=flag, citations=citations, passages=passages)
    claims = tuple(claims_of(of, given, corpus()))
    return Seen(of, given, corpus(), claims, tuple(judge(claim) for claim in claims))


def test_a_refusal_without_a_flag_counts_as_one() -> None:
    silent, known = looked("I don't know.", flag=False), looked("I don't know.", "yes", flag=False)
    assert abstention(silent)["refused-unanswerable"] == 1.0
    assert truthfulness(silent) == {"truthfulness": 1.0}
    assert (abstention(known)["answered"], abstention(known)["over-refusal"]) == (0.0, 1.0)
    assert truthfulness(known) == {"truthfulness": 0.0}


@pytest.mark.parametrize("cites", [True, False])
def test_a_flagged_refusal_may_tell_what_its_passages_show(cites: bool) -> None:
    shown = looked(f"The papers do not say. {ALLOCATION}", cites=cites)
    assert shown.claims
    assert (shown.refused, shown.hides_claim) == (True, False)
    assert abstention(shown)["claim-in-refusal"] == 0.0
    assert abstention(shown)["refusal-uncited"] == float(not cites)
    assert truthfulness(shown) == {"truthfulness": 1.0}


@pytest.mark.parametrize("answerable", ["yes", "no"])
@pytest.mark.parametrize("words", ["but the allocation is £9.9m.", "but the marmalade gardeners of Corvane walked to the moon and back."])
def test_a_flag_over_a_claim_that_no_source_shows_is_no_refusal(answerable: str, words: str) -> None:
    hidden = looked(f"The papers do not say, {words}", answerable)
    assert (hidden.refused, hidden.hides_claim, hidden.declined) == (False, True, False)
    assert abstention(hidden)["claim-in-refusal"] == 1.0
    assert abstention(hidden).get("refused-unanswerable", 0.0) == 0.0
    assert truthfulness(hidden) == {"truthfulness": -1.0}


def test_a_flagged_claim_with_nothing_to_show_it_is_hidden() -> None:
    assert looked(f"The papers do not say. {ALLOCATION}", finds=False).hides_claim
    assert not looked("The papers do not say.", finds=False).hides_claim


def test_silence_with_context_is_right_where_the_papers_are_silent_and_an_answer_where_they_are_not() -> None:
    answer = f"The papers do not give the cost of salt. {ALLOCATION} [1]"
    stated = [{"text": "The papers do not give the cost of salt."}, {"text": ALLOCATION, "citations": [1]}]

    def given(answerable: str) -> Seen:
        base = looked(answer, answerable, flag=False, cites=True)
        response = Response.model_validate(base.response.model_dump() | {"statements": stated[1:]})
        claims = tuple(claims_of(base.case, response, corpus()))
        return Seen(base.case, response, corpus(), claims, tuple(judge(claim) for claim in claims))

    assert (given("no").refused, given("no").declined) == (False, True)
    assert abstention(given("no"))["refused-unanswerable"] == 1.0
    assert abstention(given("yes"))["answered"] == 1.0
    assert not given("yes").declined


def test_a_hidden_claim_fails_the_case() -> None:
    of = Case(id="q", question="What did the yard cost?", answerable="no")
    plain, hidden = (
        Response(id="q", answer=text, abstained=True) for text in ("The papers do not say.", "The papers do not say. It cost £9m.")
    )
    assert score_case(of, plain, corpus()).passed
    assert score_case(of, hidden, corpus()).failure == "wrongly-answered"


def test_an_amount_in_the_title_that_is_pointed_at_is_no_claim() -> None:
    pointing = "The papers do not say. The nearest they come is “Net spending by service (£000)” in “Annual report: £5m of savings”."
    assert read(Response(id="q", answer=pointing)).refuses
    assert not read(Response(id="q", answer="The papers do not say. The nearest they come is the £5m grant.")).refuses


@pytest.mark.parametrize(("kind", "least"), [("refusal", 38), ("hidden claim", 45), ("answer", 48), ("silence with context", 39)])
def test_answers_that_others_wrote_are_read_as_what_they_are(root: Path, kind: str, least: int) -> None:
    """Fifty of each class, written without sight of the rules (docs/evaluation.md says how many are read rightly)."""
    lines = (root / "bench" / "statements" / "refusals.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["class"] == kind]
    readings = [read(Response(id=row["id"], answer=row["answer"]), row["question"]) for row in rows]
    right = {
        "refusal": lambda one: one.refuses,
        "hidden claim": lambda one: bool(one.claims),
        "answer": lambda one: not one.refuses,
        "silence with context": lambda one: bool(one.silent and one.claims),
    }[kind]
    assert len(readings) == 50
    assert sum(map(right, readings)) >= least
