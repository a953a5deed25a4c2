"""Stopping takes effect at once for the reader, takes a waiting question out of the line, and ends the work at its next step."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.events import Event, Token, Waiting
from assistant.models import Ask
from assistant.service.waiting_line import Line, Running, StoppedError


class Work:
    """Gives one word, then waits until it is let go."""

    def __init__(self) -> None:
        self.go, self.ended, self.steps, self.asked = threading.Event(), threading.Event(), 0, list[str]()

    def stream(self, ask: Ask) -> Iterator[Event]:
        self.asked.append(ask.question)
        try:
            yield Token(text="one")
            self.go.wait(10)
            if ask.question == "broken":
                raise ValueError("broken")
            for step in range(100):
                self.steps = step
                yield Token(text="more")
        finally:
            self.ended.set()


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.go.set()


def _run(running: Running, session: str, question: str = "q") -> Iterator[Event]:
    return running.run(session, Ask(question=question), session)


def test_a_stopped_answer_ends_at_once_and_its_work_at_the_next_step(work: Work) -> None:
    running = Running(Line(work))
    events = _run(running, "session")
    assert next(events) == Token(text="one")
    began = time.monotonic()
    running.stop("session")
    with pytest.raises(StoppedError):
        next(events)
    assert time.monotonic() - began < 1
    work.go.set()
    assert work.ended.wait(5)
    assert work.steps <= 1


def test_a_reader_who_leaves_ends_the_work(work: Work) -> None:
    with closing(_run(Running(Line(work)), "session")) as events:  # type: ignore[type-var]
        next(events)
    work.go.set()
    assert work.ended.wait(5)
    assert work.steps <= 1


def test_a_question_that_waits_says_its_place_and_once_stopped_is_never_answered(work: Work) -> None:
    running = Running(Line(work, at_once=1))
    first, second, third = (_run(running, name, name) for name in ("first", "second", "third"))
    next(first)
    assert next(second) == Waiting(position=1)
    assert next(third) == Waiting(position=2)
    running.stop("second")
    with pytest.raises(StoppedError):
        next(second)
    assert next(third) == Waiting(position=1)
    work.go.set()
    assert len(list(first)) == 100
    assert len(list(third)) == 101
    assert work.asked == ["first", "third"]


def test_stopping_one_session_leaves_the_others(work: Work) -> None:
    running = Running(Line(work))
    first, second = _run(running, "mine"), _run(running, "theirs")
    next(first)
    next(second)
    running.stop("mine")
    running.stop("nobody")
    work.go.set()
    assert len(list(second)) == 100
    with pytest.raises(StoppedError):
        next(first)


def test_what_goes_wrong_is_raised_where_the_events_are_read(work: Work) -> None:
    events = _run(Running(Line(work)), "session", "broken")
    next(events)
    work.go.set()
    with pytest.raises(ValueError, match="broken"):
        next(events)
