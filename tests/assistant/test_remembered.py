"""An answer is said again while the papers stand as they do, and worked out anew as soon as anything of them changed."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from assistant.answering import remembered
from assistant.answering.remembered import Remembered
from assistant.events import Event, Token
from assistant.models import Answer, Ask, Status
from assistant.service.waiting_line import Line, Ticket
from tests.assistant.paper_fakes import assistant_over, passage


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


def test_who_takes_the_answer_and_asks_for_no_more_has_heard_it_out() -> None:
    papers = Papers()
    events = papers.memory.events(lambda: papers.state, "?", papers.make)
    while not isinstance(next(events), Answer):
        pass
    papers.ask()
    assert papers.made == 1


def _ask_and_leave(line: Line, question: str) -> None:
    """Ask, and leave the line in the very moment in which the answer is told."""
    joined, left, tickets = Flag(), Flag(), list[Ticket]()

    def tell(told: object) -> None:
        joined.wait(10)
        if isinstance(told, Answer):
            tickets[0].cancel()
            left.set()

    tickets.append(line.join(Ask(question=question), tell))
    joined.set()
    assert left.wait(10)


def test_whoever_waits_in_the_line_of_the_app_hears_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the app stops an answering as soon as its asker has the answer."""
    assistant = assistant_over(tmp_path, [passage("The bridge will be closed until 4 May 2024.")])
    retrieved, find = list[str](), assistant.retriever.find
    monkeypatch.setattr(assistant.retriever, "find", lambda ask, *rest: retrieved.append(ask.question) or find(ask, *rest))
    for _ in range(3):
        _ask_and_leave(Line(assistant), "Until when will the bridge be closed?")
    assert len(retrieved) == 1


def test_those_asked_for_least_lately_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    papers = Papers()
    for question in ("one", "two", "one", "three", "one"):
        papers.ask(question)
    assert papers.made == 3
    papers.ask("two")
    assert papers.made == 4
