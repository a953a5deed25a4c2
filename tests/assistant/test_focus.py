"""The few words a question turns on, told from where they stand in it."""

import pytest

from assistant.question.wanted import Kindred, focus


@pytest.mark.parametrize(
    ("question", "heads"),
    [
        ("What is the salary of the Head of Parks?", ("salari",)),
        ("How many leaseholders live on the Mill estate?", ("live",)),
        ("How many tenants were evicted in 2019?", ("tenant",)),
        ("What grade did the inspectors give the service?", ("grade",)),
        ("What share of sites was below standard?", ()),
        ("Why was the market closed?", ()),
        ("What did the panel decide about the mill?", ()),
    ],
)
def test_the_thing_asked_for(question: str, heads: tuple[str, ...]) -> None:
    assert focus(question).heads == heads


def test_names_leave_out_the_first_word_and_the_calendar() -> None:
    assert focus("Did Harbour Lane flood in March, and what did Ofsted say?").names == (("harbour", "lane"), ("ofst",))


def test_committees_are_kept_whole() -> None:
    assert focus("What did the Licensing and Appeals Committee resolve?").bodies == (("licens", "and", "appeal", "committe"),)


@pytest.mark.parametrize(
    ("question", "kindred"),
    [
        ("What did the Cabinet decide about the depot?", {Kindred.DECISION}),
        ("Which councillors voted against the budget?", {Kindred.VOTES}),
        ("Who owns the mill?", {Kindred.NAMED}),
        ("What does the depot cost?", set()),
    ],
)
def test_kinds_of_answer_told_by_the_deed(question: str, kindred: set[Kindred]) -> None:
    assert focus(question).kindred == kindred
