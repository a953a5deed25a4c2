"""Stopping takes effect at once for the reader, and ends the work at its next step."""

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.events import Event, Token
from assistant.ui.running import Running, StoppedError


class Work:
    """Gives one word, then waits until it is let go."""

    def __init__(self) -> None:
        self.go, self.ended, self.steps = threading.Event(), threading.Event(), 0

    def events(self) -> Iterator[Event]:
        try:
            yield Token(text="one")
            self.go.wait(10)
            for step in range(100):
                self.steps = step
                yield Token(text="more")
        finally:
            self.ended.set()


def test_a_stopped_answer_ends_at_once_and_its_work_at_the_next_step() -> None:
    running, work = Running(), Work()
    events = running.run("session", work.events())
    assert next(events) == Token(text="one")
    began = time.monotonic()
    running.stop("session")
    with pytest.raises(StoppedError):
        next(events)
    assert time.monotonic() - began < 1
    work.go.set()
    assert work.ended.wait(5)
    assert work.steps <= 1


def test_a_reader_who_leaves_ends_the_work() -> None:
    work = Work()
    events = Running().run("session", work.events())
    next(events)
    events.close()  # type: ignore[attr-defined]
    work.go.set()
    assert work.ended.wait(5)
    assert work.steps <= 1


def test_stopping_one_session_leaves_the_others() -> None:
    running, mine, theirs = Running(), Work(), Work()
    first, second = running.run("mine", mine.events()), running.run("theirs", theirs.events())
    next(first)
    next(second)
    running.stop("mine")
    running.stop("nobody")
    theirs.go.set()
    assert len(list(second)) == 100
    with pytest.raises(StoppedError):
        next(first)
    mine.go.set()


def test_what_goes_wrong_is_raised_where_the_events_are_read() -> None:
    def broken() -> Iterator[Event]:
        yield Token(text="one")
        raise ValueError("broken")

    events = Running().run("session", broken())
    next(events)
    with pytest.raises(ValueError, match="broken"):
        next(events)
