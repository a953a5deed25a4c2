"""Quotations, figures, statuses and wording: each check from both sides, on papers of a sentence or two."""

from collections.abc import Sequence

import pytest

from eval.checks import figures, lexical, quotes, status
from eval.checks.quantities import quantities, shown
from eval.text import parts_in
from ingest.models import Passage
from tests.eval.papers import library, passage, told

LETTING = passage(
    "The Committee agreed that the yard may be let to the club for a year, unless the drains fail, and that the rent be set at £400 a "
    "month with the usual terms and the keys be kept by the clerk. The lease is renewed each June subject to a survey of the roof. "
    "The hall is not to be sold before then. "
    + "The clerk reported on the matter of the hedge in Mill Lane at length and in detail. " * 12
    + "The bench by the pond will be painted green in the spring by volunteers."
)  # fmt: skip
LAMP = passage("A lamp at the corner of Station Road has been mended by the county at its own expense.", at=1)
PAPERS = library(LETTING, LAMP)


def quoted(words: str, *cited: Passage) -> list[str]:
    return [one.reason for one in quotes.check(told(f"The paper says “{words}”.", *(cited or (LETTING,)), papers=PAPERS))]


@pytest.mark.parametrize(
    "words",
    [
        "the rent be set at £400 a month with the usual terms",
        "the rent be set at £400 a month … and the keys be kept by the clerk",
        "The bench by the pond [...] be painted green in the spring",
        "the matter of the hedge in Mill Lane … be painted green in the spring",  # the last of twelve is meant
        "the club for a year",
        "let it",
    ],
)
def test_a_quotation_that_leaves_harmless_words_out_passes(words: str) -> None:
    assert quoted(words) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("The hall is … to be sold before then", "quote-turned"),
        ("may be let to the club for a year … and that the rent be set", "quote-turned"),
        ("The lease is renewed each June … survey of the roof", "quote-turned"),
        ("the rent be set at £400 a month … painted green in the spring", "quote-stitched"),
        ("the rent be set at £400 a month painted green in the spring", "quote-stitched"),
        ("the rent be set at £400 a month … shall be paid to the baker", "quote-not-in-source"),
        ("the rent be set by the baker and the keys be lost", "quote-not-in-source"),
        ("may be let to the club for a yeer, unless the drains fail, and that", "approximate-quote"),
    ],
)
def test_a_quotation_that_is_turned_stitched_or_made_up_is_found(words: str, reason: str) -> None:
    assert quoted(words) == [reason]


@pytest.mark.parametrize("gap", [" … ", " "])
def test_words_of_two_passages_are_no_quotation(gap: str) -> None:
    assert quoted(f"the rent be set at £400 a month{gap}mended by the county at its own expense", LETTING, LAMP) == ["quote-stitched"]


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("the rent be set at £400 a month … and the keys be kept", []),
        ("The hall is … to be sold before then", ["quote-turned"]),
        ("the rent be set at £400 a month … mended by the county", ["quote-stitched"]),
    ],
)
def test_cited_words_with_an_ellipsis_are_looked_at_as_well(words: str, reasons: list[str]) -> None:
    assert [one.reason for one in quotes.check(told("It is so.", (LETTING, words), papers=PAPERS))] == reasons


def test_parts_are_found_where_they_stand_nearest() -> None:
    text = "one two. nine nine nine. one two, then three four. and three four"
    places = parts_in(text, "one two … three four")
    assert places is not None
    assert [text[begin:end] for begin, end in places] == ["one two", "three four"]
    assert text[places[0][1] : places[1][0]] == ", then "
    far = "one two. nine nine nine. three four. one two, three four"
    assert parts_in(far, "one two … three four") == [(37, 44), (46, 56)]
    assert parts_in(text, "three four … nine nine") is None
    assert parts_in(text, "one two") is None


# Figures.


def figured(sentence: str, paper: str) -> list[str]:
    return [one.reason for one in figures.check(told(sentence, passage(paper)))]


@pytest.mark.parametrize(
    ("sentence", "paper"),
    [
        ("Four in five residents agreed.", "82% of residents agreed."),
        ("80% agreed.", "Four in five agreed."),
        ("Three quarters of the drivers left.", "75% of the drivers left."),
        ("A third of it is let.", "33% of it is let."),
        ("A third party runs it.", "Third parties run it."),
        ("It took an hour and a half.", "It took ninety minutes."),
        ("It began at half past four.", "The meeting began at 4.30pm."),
        ("It costs twenty-five thousand pounds.", "It costs £25,000."),
        ("It costs £25,000.", "It costs twenty-five thousand pounds."),
        ("It costs €25,000.", "It costs 25,000 euros."),
        ("It costs £25,000.", "Sum\t25,000"),
        ("The plan ends in 2029.", "The plan for 2025-29 is open."),
        ("The plan begins in 2025.", "The plan for 2025-29 is open."),
        ("It was on 31 January 2020.", "It was on 31/1/20."),
        ("It was on 31 January 2020.", "It was on 31.01.20 at noon."),
        ("The two of them spoke.", "Brandt and Holloway spoke."),
        ("Four days later it closed.", "It closed on the Friday."),
    ],
)
def test_a_figure_told_in_another_form_passes(sentence: str, paper: str) -> None:
    assert figured(sentence, paper) == []


@pytest.mark.parametrize(
    ("sentence", "paper"),
    [
        ("Four in five residents agreed.", "62% of residents agreed."),
        ("A third of it is let.", "Third parties run it."),
        ("It began at half past four.", "The meeting began at 4.45pm."),
        ("It costs twenty-five thousand pounds.", "It costs £52,000."),
        ("It costs £25,000.", "It costs €25,000."),
        ("It costs €25,000.", "It costs twenty-five thousand pounds."),
        ("It costs £25,000.", "Sum\t52,000"),
        ("The plan ends in 2027.", "The plan for 2025-29 is open."),
        ("It was on 30 January 2020.", "It was on 31/1/20."),
        ("The 2 of them spoke.", "Brandt and Holloway spoke."),
        ("Ninety of them spoke.", "Brandt and Holloway spoke."),
        ("Two hundred of them spoke.", "Brandt and Holloway spoke."),
    ],
)
def test_another_figure_in_such_a_form_is_found(sentence: str, paper: str) -> None:
    assert len(figured(sentence, paper)) == 1


def test_the_number_of_a_paragraph_is_no_date() -> None:
    assert [q.kind for q in quantities("as in 4.1.12 above, of 31.12.2020 and 1/2/20")][-2:] == ["date", "date"]
    assert not [q for q in quantities("as in 4.1.12 above") if q.kind == "date"]


def test_a_table_in_euros_has_no_pounds() -> None:
    from eval.checks.quantities import scaled

    under = scaled(quantities("55"), "€000")
    assert shown(quantities("€55,000")[0], under)
    assert not shown(quantities("£55,000")[0], under)


# Status.

ASKED = passage("Members are asked to approve a new footbridge at Thorne, which would cost about four times the present sum.")
PROPOSED = passage("Officers propose that the hall be let to the scouts.")
DONE = passage("It was resolved that the hall be let to the scouts, as officers propose.")


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("A new footbridge at Thorne has been approved.", ASKED),
        ("A new footbridge at Thorne was built.", ASKED),
        ("The hall was let to the scouts.", PROPOSED),
    ],
)
def test_what_was_asked_or_proposed_is_not_done(sentence: str, cited: Passage) -> None:
    assert {one.reason for one in status.check(told(sentence, cited))} == {"status-conflict"}


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Members are asked to approve a new footbridge at Thorne.", ASKED),
        ("A footbridge at Thorne is proposed.", ASKED),
        ("The footbridge would cost more than now.", ASKED),
        ("Nothing here says it: the footbridge was not approved.", ASKED),
        ("Officers propose to let the hall to the scouts.", PROPOSED),
        ("The hall may be let to the scouts.", PROPOSED),
        ("Officers have proposed that the hall be let to the scouts.", PROPOSED),
        ("The hall was let to the scouts.", DONE),
        ("It was agreed to let the hall to the scouts.", DONE),
    ],
)
def test_what_is_told_as_it_stands_passes(sentence: str, cited: Passage) -> None:
    assert [one.reason for one in status.check(told(sentence, cited))] == []


# Wording.

FREE = "Passengers keep their coach for one more winter, paid out of savings put by for travel."
BUS = passage("RESOLVED that the number 7 bus be kept until the spring, at a cost of £40,000 from the transport reserve.")


@pytest.mark.parametrize(("cosine", "found"), [(lexical.LIKE + 0.01, []), (lexical.LIKE - 0.01, ["words-absent"])])
def test_likeness_decides_of_a_claim_in_other_words(cosine: float, found: list[str]) -> None:
    windows: list[Sequence[str]] = []

    def matches(claim: str, texts: Sequence[str]) -> list[tuple[str, float]]:
        windows.append(texts)
        return [(word.strip(".,").lower(), cosine) for word in claim.split()]

    claim = told(FREE, BUS, papers=library(BUS, matches=matches))
    assert lexical.support(claim) < lexical.LEAST
    assert [one.reason for one in lexical.check(claim)] == found
    assert windows
    assert all(len(text.split()) <= lexical.WINDOW for texts in windows for text in texts)


def test_without_a_model_only_its_words_count() -> None:
    assert [one.reason for one in lexical.check(told(FREE, BUS))] == ["words-absent"]
    partly = told("The number 7 bus stays on the road until spring for another few months of service.", BUS)
    assert lexical.LEAST <= lexical.support(partly) < lexical.THRESHOLD
    assert list(lexical.check(partly)) == []


def test_a_sentence_copied_from_elsewhere_is_not_told_of_what_it_cites() -> None:
    words = "The number 7 bus stays on the road until spring for another few months of service."
    elsewhere = passage(f"Members were told: {words}", "other.pdf")
    assert [one.reason for one in lexical.check(told(words, BUS, papers=library(BUS, elsewhere)))] == ["words-absent"]
    assert list(lexical.check(told(words, BUS, elsewhere))) == []


def test_a_claim_in_the_papers_words_or_of_few_words_needs_no_model() -> None:
    def never(claim: str, texts: Sequence[str]) -> list[tuple[str, float]]:
        raise AssertionError((claim, texts))

    papers = library(BUS, matches=never)
    for sentence in (BUS.text, "Coaches stay."):
        assert list(lexical.check(told(sentence, BUS, papers=papers))) == []
