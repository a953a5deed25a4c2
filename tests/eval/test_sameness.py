"""Answers are the same where nothing that is said differs, and float noise may only move what is as good as its neighbour."""

import pytest

from assistant.models import Answer, RankedPassage, Status
from eval.sameness import NOISE, same


def passage(name: str, rank: int, score: float, text: str = "") -> RankedPassage:
    return RankedPassage(
        rank=rank,
        document="a.pdf",
        passage_id=name,
        agenda_item=None,
        report_title=None,
        paragraph=None,
        page=1,
        score=score,
        text=text or name,
    )


def answer(passages: list[tuple[str, float]], text: str = "Agreed.", took: float = 1.0) -> Answer:
    listed = tuple(passage(name, rank, score) for rank, (name, score) in enumerate(passages, 1))
    return Answer(
        question="?",
        standalone_question="?",
        answer=text,
        abstained=False,
        status=Status.ANSWERED,
        passages=listed,
        timings_ms={"total": took},
    )


LIST = [("a", 9.0), ("b", 7.0), ("c", 5.0), ("d", 4.99)]


@pytest.mark.parametrize(
    "other",
    [
        answer(LIST, took=99.0),
        answer([(name, score + 0.004) for name, score in LIST]),
        answer([*LIST[:2], LIST[3], LIST[2]]),
        answer([*LIST[:3], ("e", 4.98)]),
        answer([*LIST[:3], ("d", 6.2)]),
    ],
    ids=["time", "noise", "places of two as good", "the last", "the sentences of the last compared"],
)
def test_noise_is_no_difference(other: Answer) -> None:
    assert same(answer(LIST), other)
    assert same(other, answer(LIST))


@pytest.mark.parametrize(
    "other",
    [
        answer(LIST, text="Refused."),
        answer(LIST).model_copy(update={"status": Status.PARTIAL}),
        answer([("b", 9.0 - 2 * NOISE), ("a", 8.0), *LIST[2:]]),
        answer([("a", 9.0), ("x", 7.0), ("y", 5.0), ("z", 4.99)]),
        answer([]),
        answer(LIST).model_copy(update={"passages": (passage("a", 1, 9.0, "other words"), *answer(LIST).passages[1:])}),
    ],
    ids=["words", "status", "the first", "the passages", "none", "the words of a passage"],
)
def test_whatever_else_differs_is_one(other: Answer) -> None:
    assert not same(answer(LIST), other)
    assert not same(other, answer(LIST))
