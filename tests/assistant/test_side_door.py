"""The command line is answered by an app that runs on the same library for the same user under the same settings, and by no other."""

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.configuration import Configuration, load
from assistant.errors import AssistantError
from assistant.events import Event
from assistant.models import Answer, Ask, Status
from assistant.service import side_door
from assistant.service.side_door import NAME, answered, open_door

ASK = Ask(question="Who mows the meadows?")


def answer_to(ask: Ask) -> Answer:
    """What the app says."""
    return Answer(question=ask.question, standalone_question=ask.question, answer="Mowers.", abstained=False, status=Status.ANSWERED)


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configuration:
    monkeypatch.delenv("COUNCIL_PAPERS_HOME", raising=False)
    return load(tmp_path)


def answering(ask: Ask) -> Iterator[Event]:
    yield answer_to(ask)


def test_a_question_is_answered_there(configuration: Configuration) -> None:
    assert answered(configuration, ASK) is None
    with open_door(configuration, answering):
        assert answered(configuration, ASK) == answer_to(ASK)
        assert (configuration.home / NAME).stat().st_mode & 0o777 == 0o600
    assert answered(configuration, ASK) is None
    assert not (configuration.home / NAME).exists()


def test_under_other_settings_it_is_not(configuration: Configuration) -> None:
    with open_door(configuration, answering):
        other = replace(configuration, search=configuration.search.model_copy(update={"lexical_weight": 0.25}))
        assert answered(other, ASK) is None


def test_another_user_is_told_nothing(configuration: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_door(configuration, answering):
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        assert answered(configuration, ASK) is None


def test_why_there_is_no_answer_is_said(configuration: Configuration) -> None:
    def full(_ask: Ask) -> Iterator[Event]:
        raise AssistantError("too many questions are waiting")
        yield

    def broken(_ask: Ask) -> Iterator[Event]:
        raise ZeroDivisionError
        yield

    for made, told in ((full, "too many questions are waiting"), (broken, "its log says why")):
        with open_door(configuration, made), pytest.raises(AssistantError, match=told):
            answered(configuration, ASK)


def test_what_an_ended_app_left_keeps_nobody_waiting(configuration: Configuration) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(os.fspath(configuration.home / NAME))
    left.close()
    assert answered(configuration, ASK) is None
    with open_door(configuration, answering):
        assert answered(configuration, ASK) == answer_to(ASK)


def test_the_first_app_of_a_library_answers_and_the_second_leaves_it_be(configuration: Configuration) -> None:
    with open_door(configuration, answering), open_door(configuration, lambda _ask: iter(())):
        assert answered(configuration, ASK) == answer_to(ASK)


def test_callers_are_heard_side_by_side(configuration: Configuration) -> None:
    both = threading.Barrier(2, timeout=20)

    def meeting(ask: Ask) -> Iterator[Event]:
        both.wait()
        yield answer_to(ask)

    found: list[Answer | None] = []
    with open_door(configuration, meeting):
        callers = [threading.Thread(target=lambda: found.append(answered(configuration, ASK))) for _ in range(2)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert found == [answer_to(ASK)] * 2


def test_what_is_no_question_is_told_nothing(configuration: Configuration) -> None:
    with open_door(configuration, answering), socket.socket(socket.AF_UNIX) as door:
        door.connect(os.fspath(configuration.home / NAME))
        door.sendall(b"GET / HTTP/1.0\n")
        assert side_door._Told.model_validate_json(door.makefile("rb").readline()) == side_door._Told()
