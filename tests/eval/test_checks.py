"""Each check objects to what it is there for, and to nothing that only looks different."""

import pytest

from eval.checks import exempt, findings, judge
from eval.checks.quantities import quantities, scaled, shown
from eval.models import Case, CitedPlace, Response, Verdict
from eval.text import coverage, holds, sentences
from tests.eval.papers import OLD, ROADS, SECRET, claim, corpus

ALLOCATION, VOTE, RESOLVED, GARDEN, DRIVERS = (text for text, _ in ROADS)


def reasons(*arguments: str, **more: str) -> set[str]:
    return {finding.reason for finding in findings(claim(*arguments, **more))}


@pytest.mark.parametrize("quote", [ALLOCATION, VOTE, RESOLVED, DRIVERS, GARDEN])
def test_the_papers_own_words_pass(quote: str) -> None:
    assert reasons(quote, quote) == set()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The capital allocation in 2023/24 is £3,240,000.", ALLOCATION),
        (
            "In 2023-24 the allocation for structural maintenance is 3.24 million pounds.".replace("3.24 million pounds", "£3.24 million"),
            ALLOCATION,
        ),
        ("About £3.2m is allocated for structural maintenance.", ALLOCATION),
        ("11 drivers left in the autumn of 2022.", DRIVERS),
        ("Garden waste was £55,000 under.", GARDEN),
        ("It was carried by six votes to three.", VOTE),
        ("Of £3.24m, £2.31m is government grant, which leaves £0.93m.", ALLOCATION),
    ],
)
def test_another_way_of_writing_a_figure_passes(sentence: str, quote: str) -> None:
    assert not {r for r in reasons(sentence, quote) if r.startswith("figure")}


@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        (ALLOCATION.replace("£3.24m", "£3.42m"), ALLOCATION, "figure-conflict"),
        (ALLOCATION.replace("£3.24m", "£2.31m").replace("which £2.31m", "which £3.24m"), ALLOCATION, "figure-conflict"),
        (ALLOCATION.replace("£3.24m", "£3.24bn"), ALLOCATION, "figure-conflict"),
        (ALLOCATION.replace("2023/24", "2022/23"), ALLOCATION, "figure-conflict"),
        (DRIVERS.replace("28 days", "28 weeks"), DRIVERS, "figure-conflict"),
        ("There were 7 complaints about drivers who left.", DRIVERS, "figure-absent"),
        (VOTE.replace("Pettifer", "Holloway"), VOTE, "name-conflict"),
        (VOTE.replace("be not agreed", "be agreed"), VOTE, "negation-conflict"),
        (RESOLVED.replace("RESOLVED", "RECOMMENDED"), RESOLVED, "status-conflict"),
        ("The grant was refused because the moon is made of marmalade and nobody had asked the gardeners.", ALLOCATION, "words-absent"),
        ("The report says “the allocation for structural repair is generous”.", ALLOCATION, "quote-not-in-source"),
    ],
)
def test_what_the_paper_does_not_say_is_objected_to(sentence: str, quote: str, reason: str) -> None:
    assert reason in reasons(sentence, quote)


def test_a_citation_of_nothing_is_objected_to() -> None:
    assert reasons("A sentence.", "", document="") == {"dangling-marker"}
    assert "unknown-paper" in reasons(ALLOCATION, ALLOCATION, document="nowhere.pdf")
    assert "invented-quote" in reasons(ALLOCATION, ALLOCATION.replace("£3.24m", "£3.42m"))


def test_the_year_asked_for_is_that_of_the_words() -> None:
    grant = "Of it £2.31m is government grant."
    assert reasons(grant, ALLOCATION, question="What was the grant in 2023/24?") == set()
    assert reasons(grant, ALLOCATION, question="What was the grant in 2022/23?") == {"wrong-period"}
    assert reasons(ALLOCATION, ALLOCATION, question="What was the allocation in 2022/23?") == set(), "it says itself of what year it is"
    assert "superseded" in reasons(OLD[0][0], OLD[0][0], document="roads-2022.pdf")
    assert "superseded" not in reasons(OLD[0][0], OLD[0][0], document="roads-2022.pdf", question="What did the original paper say?")


def test_a_claim_is_as_good_as_its_worst_finding() -> None:
    assert judge(claim(ALLOCATION)).support == 1.0
    assert judge(claim(ALLOCATION.replace("£3.24m", "£3.42m"))).verdict is Verdict.CONFLICTS
    assert judge(claim("There were 7 complaints about structural maintenance.")).verdict is Verdict.NOT_SHOWN


def test_exempt_words_are_found_wherever_they_are_shown() -> None:
    words = SECRET[0][0]
    for shown_in in (
        Response(id="q", answer=words),
        Response(id="q", answer="-", citations=(CitedPlace(marker=1, quote=words),)),
        Response(id="q", answer="-", citations=(CitedPlace(marker=1, passage_id="yard-exempt.pdf-0"),)),
    ):
        assert list(exempt.check(Case(id="q", question="?"), shown_in, corpus()))
        assert not list(exempt.check(Case(id="q", question="?", role="member"), shown_in, corpus()))


def test_figures_are_read_in_whatever_form() -> None:
    same = ["£1.2m", "£1,200,000", "£1.2 million"]
    assert {quantities(text)[0].value for text in same} == {1_200_000.0}
    assert [q.kind for q in quantities("43.2% in 2021/22, 14th September 2023 at 10 pm, ref CAB-23-041, within two hours")] == [
        "percent", "fy", "date", "time", "ref", "number",
    ]  # fmt: skip
    assert shown(quantities("£55,000")[0], scaled(quantities("(55)"), "£000"))
    assert not shown(quantities("£55,000")[0], scaled(quantities("(55)"), "(%)"))
    assert shown(quantities("September 2023")[0], quantities("14 September 2023"))
    assert not shown(quantities("15 September 2023")[0], quantities("14 September 2023"))


def test_words_are_found_again_despite_typography() -> None:
    assert holds("re-surfacing of the “high-\nway” is to cost £8.7m", 'resurfacing of the "highway" is to cost £8.7m')
    assert holds("one two three four five", "one two … four five")
    assert not holds("one two three four five", "four five … one two")
    assert not holds("cost £8.7m", "cost £87m")
    assert coverage("a b c d e f", "x a b c d y") == pytest.approx(4 / 6)
    assert sentences("Cllr. Brandt spent £1.2m (para. 4.2). It ended.\n- one\n- two") == [
        "Cllr. Brandt spent £1.2m (para. 4.2).", "It ended.", "one", "two",
    ]  # fmt: skip
