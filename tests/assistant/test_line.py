"""People take turns, those who wait are told their place, and who leaves ends the work."""

import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from assistant.answering.chat_model import stream_words
from assistant.errors import TooManyError
from assistant.events import Event, Token, Waiting
from assistant.models import Answer, Ask, Status
from assistant.service.waiting_line import Line, Told
from assistant.settings import AssistantSettings


class Slow:
    """Notes what it is asked and answers one question a permit."""

    def __init__(self) -> None:
        self.permits, self.asked, self.closed = threading.Semaphore(0), list[str](), list[str]()

    def stream(self, ask: Ask) -> Iterator[Event]:
        self.asked.append(ask.question)
        try:
            yield Token(text="one")
            self.permits.acquire(timeout=10)
            yield Token(text="two")
        finally:
            self.closed.append(ask.question)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.005)


def _busy(slow: Slow, line: Line, *questions: tuple[str, str]) -> None:
    """Have "first" answered, and the questions wait behind it."""
    line.join(Ask(question="first"), lambda _told: None)
    _until(lambda: slow.asked == ["first"])
    for question, who in questions:
        line.join(Ask(question=question), lambda _told: None, who)


def test_people_take_turns_however_many_questions_each_has() -> None:
    slow = Slow()
    line = Line(slow, at_once=1)
    _busy(slow, line, ("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("nobody's", ""), ("b2", "b"))
    for _ in range(7):
        slow.permits.release()
    _until(lambda: len(slow.closed) == 7)
    assert slow.asked == ["first", "a1", "b1", "nobody's", "a2", "b2", "a3"]


def test_the_place_told_is_the_order_of_serving() -> None:
    slow = Slow()
    line = Line(slow, at_once=1)
    _busy(slow, line)
    order = [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", ""), ("b2", "b")]
    tickets = {question: line.join(Ask(question=question), lambda _told: None, who) for question, who in order}
    assert {question: ticket.place for question, ticket in tickets.items()} == {"a1": 1, "b1": 2, "c1": 3, "a2": 4, "b2": 5, "a3": 6}
    tickets["b1"].cancel()
    assert [tickets[name].place for name in ("b1", "c1", "a2", "b2")] == [0, 3, 4, 2], "b keeps its turn"
    for _ in range(7):
        slow.permits.release()


def test_who_waits_hears_of_the_place_and_then_of_the_answer() -> None:
    slow = Slow()
    line = Line(slow, at_once=1)
    _busy(slow, line, ("second", ""))
    heard = line.stream(Ask(question="third"))
    assert next(heard) == Waiting(position=2)
    slow.permits.release()
    assert next(heard) == Waiting(position=1)
    slow.permits.release(2)
    assert list(heard) == [Token(text="one"), Token(text="two")]


def test_who_leaves_the_line_is_never_answered_and_who_leaves_an_answer_ends_it() -> None:
    slow = Slow()
    line = Line(slow, at_once=1)
    answering, waiting = line.stream(Ask(question="answering")), line.stream(Ask(question="waiting"))
    assert next(answering) == Token(text="one")
    assert next(waiting) == Waiting(position=1)
    waiting.close()  # type: ignore[attr-defined]
    answering.close()  # type: ignore[attr-defined]
    slow.permits.release()
    _until(lambda: slow.closed == ["answering"])
    assert slow.asked == ["answering"]


def test_a_full_line_refuses_and_takes_again_when_someone_is_served() -> None:
    slow = Slow()
    line = Line(slow, at_once=1, longest=2)
    _busy(slow, line, ("second", ""), ("third", ""))
    with pytest.raises(TooManyError, match="try again") as full:
        line.join(Ask(question="fourth"), lambda _told: None)
    assert full.value.wait > 0
    slow.permits.release()
    _until(lambda: len(slow.asked) == 2)
    line.join(Ask(question="fourth"), lambda _told: None)
    slow.permits.release(3)
    _until(lambda: slow.asked == ["first", "second", "third", "fourth"])


def test_what_goes_wrong_reaches_its_asker_only() -> None:
    class Broken:
        def stream(self, ask: Ask) -> Iterator[Event]:
            if ask.question == "bad":
                raise ValueError("broken")
            yield Token(text="fine")

    line, told = Line(Broken(), at_once=1), list[Told]()
    with pytest.raises(ValueError, match="broken"):
        list(line.stream(Ask(question="bad")))
    line.join(Ask(question="good"), told.append)
    _until(lambda: told == [Token(text="fine"), None])


def test_a_chat_model_in_the_middle_of_its_reply_is_stopped_at_its_next_word() -> None:
    class Model:
        def __init__(self) -> None:
            self.words, self.go = 0, threading.Semaphore(0)

        def stream(self, _input: object) -> Iterator[object]:
            while self.words < 100:
                self.words += 1
                yield Token(text="word ")
                self.go.acquire(timeout=5)

    class Talks:
        """Says nothing until the model has ended."""

        def stream(self, _ask: Ask) -> Iterator[Event]:
            yield Token(text="".join(stream_words(model, "", "", AssistantSettings())))

    model, told = Model(), list[Told]()
    ticket = Line(Talks()).join(Ask(question="?"), told.append)
    _until(lambda: model.words == 1)
    ticket.cancel()
    model.go.release()
    _until(lambda: told == [None])
    assert model.words == 2


def test_a_question_of_which_nothing_can_be_told_takes_no_place_from_others(caplog: pytest.LogCaptureFixture) -> None:
    def full(_told: Told) -> None:
        raise OSError(28, "no space left on device")

    line, told = Line(Quick(), at_once=1), list[Told]()
    line.join(Ask(question="first"), full)
    line.join(Ask(question="second"), told.append)
    _until(lambda: None in told)
    line.join(Ask(question="third"), full)
    told.clear()
    _until(lambda: not line._served)
    line.join(Ask(question="fourth"), told.append)
    _until(lambda: None in told)
    assert "an asker could not be told of an answer: OSError" in caplog.text


class Answering(Slow):
    """Ends with an answer, as the assistant does."""

    def stream(self, ask: Ask) -> Iterator[Event]:
        yield from super().stream(ask)
        yield Answer(question=ask.question, standalone_question=ask.question, answer="one two", abstained=False, status=Status.ANSWERED)


def _trial(line: Line, question: str = "trial", patience: float = 0.0) -> SimpleQueue[Answer | None]:
    """Tries a question out in a thread of its own; what comes of it."""
    came: SimpleQueue[Answer | None] = SimpleQueue()
    threading.Thread(target=lambda: came.put(line.try_out(Ask(question=question), patience)), daemon=True).start()
    return came


def test_a_trial_ends_at_its_next_step_when_a_person_asks_who_waits_for_nothing() -> None:
    slow = Answering()
    line = Line(slow, at_once=1)
    came = _trial(line)
    _until(lambda: slow.asked == ["trial"])
    heard = line.stream(Ask(question="a person's"))
    assert next(heard) == Token(text="one"), "the trial has not ended yet, and is no question before this one"
    slow.permits.release(2)
    assert came.get(timeout=5) is None
    assert [type(event) for event in heard] == [Token, Answer], "from the second word on"
    assert sorted(slow.closed) == ["a person's", "trial"]


def test_a_trial_waits_until_nobody_asks_and_no_longer_than_it_is_patient() -> None:
    slow = Answering()
    line = Line(slow, at_once=2)
    _busy(slow, line)
    assert line.try_out(Ask(question="trial")) is None
    came = _trial(line, patience=10)
    time.sleep(0.1)
    assert slow.asked == ["first"], "a person is being answered"
    slow.permits.release(2)
    answer = came.get(timeout=5)
    assert answer
    assert answer.question == "trial"


def test_what_goes_wrong_with_a_trial_holds_up_nothing_after_it() -> None:
    class Broken:
        def stream(self, ask: Ask) -> Iterator[Event]:
            yield Token(text=ask.question)
            raise ValueError("broken")

    line = Line(Broken(), at_once=1)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            line.try_out(Ask(question="trial"))


def test_only_who_waits_for_others_is_told_a_place() -> None:
    slow = Slow()
    line = Line(slow, at_once=1)
    line.join(Ask(question="first"), lambda _told: None, "a")
    again = line.join(Ask(question="asked again"), lambda _told: None, "a")
    assert again.place == 0, "only their own answer, which they have stopped perhaps, is before it"
    other = line.join(Ask(question="another's"), lambda _told: None, "b")
    assert (again.place, other.place) == (1, 2)
    slow.permits.release(3)


class Quick:
    """Answers at once."""

    def stream(self, ask: Ask) -> Iterator[Event]:
        yield Token(text=ask.question)
