"""Which question a sentence raises, and that it asks of what is to come only where something is."""

import pytest

from assistant.briefing.next_steps import ENQUIRIES


def first(words: str) -> str | None:
    """The question that matters most of those the words raise."""
    return next((asked for enquiry in ENQUIRIES if (asked := enquiry.of(words))), None)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("The start date is still to be confirmed.", "When will this be known"),
        ("The scheme is subject to planning permission.", "does not come about"),
        ("It is estimated that the works will cost £1.2 million.", "How sure is the figure of £1.2 million,"),
        ("The proposal would save £40,000 a year.", "Who will notice the £40,000,"),
        ("The new depot will cost £94,000.", "the figure of £94,000 based on"),
        ("The road must be open by 31 March 2026.", "Does 31 March 2026 still hold"),
        ("The consultation will run for six weeks.", "before anything is settled"),
    ],
)
def test_a_question_is_of_what_the_words_leave_open(words: str, asked: str) -> None:
    assert asked in (first(words) or "")


@pytest.mark.parametrize(
    "words",
    [
        "By the end of September 2024 they had achieved a return of £54.1m.",
        "The meadows were mown twice for £31,500.",
        "The matter is subject to joint scrutiny.",
        "Questions and responses were shorter.",
        "Option 2 was discounted on cost.",
        "Respondents asked for a later closing time.",
        "Numbers increased by 12% on the year before.",
    ],
)
def test_what_is_past_and_settled_raises_none(words: str) -> None:
    assert first(words) is None
