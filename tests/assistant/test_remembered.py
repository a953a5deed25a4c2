"""An answer is said again while the papers stand as they do, and worked out anew as soon as anything of them changed."""

from collections.abc import Iterator

import pytest

from assistant.answering import remembered
from assistant.answering.remembered import Remembered
from assistant.events import Event, Token
from assistant.models import Answer, Status


class Papers:
    """Papers that answer with a word, and count how often."""

    def __init__(self) -> None:
        self.state, self.made, self.memory = 1, 0, Remembered()

    def make(self) -> Iterator[Event]:
        self.made += 1
        said = f"{self.state} {self.made}"
        yield Token(text=said)
        yield Answer(question="?", standalone_question="?", answer=said, abstained=False, status=Status.ANSWERED)

    def ask(self, question: str = "?") -> list[Event]:
        return list(self.memory.events(lambda: self.state, question, self.make))


def test_the_same_question_is_answered_once() -> None:
    papers = Papers()
    assert papers.ask() == papers.ask()
    assert papers.made == 1
    assert papers.ask("another") != papers.ask()
    assert papers.made == 2


def test_after_a_change_it_is_answered_anew_and_nothing_old_is_left() -> None:
    papers = Papers()
    before = papers.ask()
    papers.state = 2
    assert papers.ask() != before
    papers.state = 1
    assert papers.ask() != before
    assert papers.made == 3


def test_what_was_made_while_papers_changed_is_not_said_again() -> None:
    papers = Papers()
    events = papers.memory.events(lambda: papers.state, "?", papers.make)
    next(events)
    papers.state = 2
    list(events)
    papers.ask()
    assert papers.made == 2


def test_an_answer_that_was_not_heard_out_is_not_said_again() -> None:
    papers = Papers()
    events = papers.memory.events(lambda: papers.state, "?", papers.make)
    next(events)
    events.close()  # type: ignore[attr-defined]
    papers.ask()
    assert papers.made == 2


def test_those_asked_for_least_lately_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    papers = Papers()
    for question in ("one", "two", "one", "three", "one"):
        papers.ask(question)
    assert papers.made == 3
    papers.ask("two")
    assert papers.made == 4
