"""Follow-ups are made standalone, new topics are left alone."""

import pytest

from assistant.models import Turn
from assistant.question.followup import depends, make_standalone

GRANTS = Turn(
    question="How much did the Riverside library grant come to in 2018/19?", answer="It came to £12,000. The bid was led by the Arts Board."
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what about the Hillside one?", "How much did the Hillside library grant come to in 2018/19?"),
        ("and the year after?", "How much did the Riverside library grant come to in 2019/20?"),
        ("what about in 2020/21?", "How much did the Riverside library grant come to in 2020/21?"),
    ],
)
def test_the_replaced_part_is_swapped(question: str, expected: str) -> None:
    assert make_standalone(question, [GRANTS]).text == expected


def test_a_pronoun_carries_the_question_and_the_answer_it_points_to() -> None:
    alone = make_standalone("who paid for that bid?", [GRANTS])
    assert alone.text == "About the Riverside library grant, who paid for that bid?"
    assert "Arts Board" in alone.carried


def test_a_new_topic_is_left_alone() -> None:
    question = "When does the Cabinet consider the Waste Strategy?"
    assert make_standalone(question, [GRANTS]).text == question
    assert make_standalone(question, [GRANTS]).carried == ""


def test_a_question_without_names_keeps_the_scope_not_the_topic() -> None:
    question = "how many people were moved from the hostel during the building works?"
    alone = make_standalone(question, [GRANTS])
    assert alone.text == question
    assert "Riverside" in alone.carried
    assert "grant" not in alone.carried


def test_a_chain_of_follow_ups_reaches_the_first_question() -> None:
    chain = [GRANTS, Turn(question="and the year after?", answer="£13,000.")]
    assert "2020/21" in make_standalone("and the year after that?", chain).text


def test_without_history_nothing_changes() -> None:
    assert make_standalone("and what about it?", []).text == "and what about it?"


@pytest.mark.parametrize(
    "question", ["why?", "and who chairs it?", "same again but for adults?", "did they agree to that?", "when was this approved?"]
)
def test_depends(question: str) -> None:
    assert depends(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the Housing Strategy say its targets are?",
        "How many councillors have to turn up for a meeting to be quorate?",
        "If we set up our own homes how often will Ofsted inspect each one of them?",
        "Which savings that went to Cabinet were rejected?",
    ],
)
def test_does_not_depend(question: str) -> None:
    assert not depends(question)
