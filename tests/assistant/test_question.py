"""Questions as people write them, understood without a model."""

import datetime

import pytest

from assistant.question.models import AnswerForm, Place
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts
from assistant.question.wanted import answer_forms
from ingest.models import Meeting

FACTS = LibraryFacts(
    sittings=frozenset(Meeting("Ambridge Council", name) for name in ("Overview and Scrutiny Management Committee", "Cabinet")),
    meetings=(datetime.date(2018, 1, 9), datetime.date(2019, 6, 4)),
    acronyms={"MASH": ("multi agency safeguarding hub",)},
    frequency={"foster": 40, "safeguard": 30, "leisur": 9, "charg": 25, "strateg": 12},
    surface={"foster": "fostering", "safeguard": "safeguarding", "leisur": "leisure", "charg": "charges", "strateg": "strategy"},
    passages=200,
)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How many carers do we have?", AnswerForm.FIGURE),
        ("what share of referrals were late?", AnswerForm.FIGURE),
        ("When's the tender going out?", AnswerForm.DATE),
        ("Who chairs the board?", AnswerForm.WHO),
        ("what does MASH mean", AnswerForm.DEFINITION),
        ("What is PACT?", AnswerForm.DEFINITION),
        ("What are we being asked to approve?", AnswerForm.RECOMMENDATION),
        ("What was decided about the park?", AnswerForm.DECISION),
        ("Is it better or worse than last year?", AnswerForm.COMPARISON),
        ("Sum up the treasury report", AnswerForm.SUMMARY),
        ("what are the five priorities", AnswerForm.LIST),
        ("Why was it late?", AnswerForm.REASON),
        ("Does the plan cover cycling?", AnswerForm.FACT),
    ],
)
def test_answer_form(question: str, form: AnswerForm) -> None:
    assert form in answer_forms(question)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("what does paragraph 12 of item 9 say?", Place(agenda_item="9", paragraph="12")),
        ("read me para 4.3.1", Place(paragraph="4.3.1")),
        ("recommendation (ii) of agenda item 10a?", Place(agenda_item="10a", paragraph="ii")),
        ("what was minute 83 about, appendix B page 16", Place(minute="83", appendix="B", page=16)),
        ("the total in Table 2", Place(paragraph="Table 2")),
        ("how many carers are there", Place()),
    ],
)
def test_place(question: str, place: Place) -> None:
    assert understand(question, (), FACTS).place == place


def test_committee_by_initials_and_title() -> None:
    assert understand("What did OSMC ask for?", (), FACTS).committees == ("Overview and Scrutiny Management Committee",)
    assert understand("what went to cabinet in May?", (), FACTS).committees == ("Cabinet",)


def test_acronyms_spelling_and_everyday_words_are_expanded() -> None:
    understood = understand("How do kids get to the MASH from fostreing?", (), FACTS)
    expanded = {(e.said, e.printed) for e in understood.expansions}
    assert ("MASH", "multi agency safeguarding hub") in expanded
    assert ("kid", "children young people") in expanded
    assert understood.standalone == "How do kids get to the MASH from fostering?"


def test_the_long_form_finds_the_acronym() -> None:
    assert any(e.printed == "MASH" for e in understand("who runs the multi agency safeguarding hub?", (), FACTS).expansions)


def test_a_question_over_years_has_a_facet_for_each() -> None:
    understood = understand("Compare fostering capacity in 2012 with October 2017", (), FACTS)
    assert understood.several
    assert [f.period.label for f in understood.facets if f.period] == ["2012", "October 2017"]
    assert "2012" not in understood.facets[1].terms


def test_a_question_in_two_parts_has_a_facet_for_each() -> None:
    understood = understand("What did the grant pay for, and who signed the contract?", (), FACTS)
    assert [f.text for f in understood.facets] == ["What did the grant pay for", "who signed the contract?"]


def test_works_without_a_library() -> None:
    assert understand("What about the bins?", (), LibraryFacts()).terms == ("bin",)


def test_slips_in_small_words_are_mended_and_words_of_the_papers_are_not() -> None:
    facts = LibraryFacts(frequency={"hte": 3, "bsa": 1, "form": 2}, surface={"hte": "HTE"}, passages=9)
    assert understand("waht was teh charge of HTE fro the BSA form", (), facts).standalone == "what was the charge of HTE for the BSA form"
    assert (
        understand("Which of the three trees will form the avenue?", (), facts).standalone
        == "Which of the three trees will form the avenue?"
    )


def test_a_short_form_without_its_apostrophe_is_no_slip() -> None:
    near = LibraryFacts(frequency={"hant": 9}, surface={"hant": "hants"}, passages=9)
    assert understand("hadnt the board met?", (), near).standalone == "hadnt the board met?"


@pytest.mark.parametrize("typed", ["valuer", "regen", "GCSEs", "three", "farm", "defib"])
def test_another_word_is_not_taken_for_a_slip(typed: str) -> None:
    printed = {"valu": "value", "regent": "regents", "gcse": "gcse", "there": "there", "form": "form", "defin": "defined"}
    facts = LibraryFacts(frequency=dict.fromkeys(printed, 3), surface=printed, passages=9)
    assert understand(f"Who is the {typed}?", (), facts).standalone == f"Who is the {typed}?"
