"""The newest papers' sentences are read ahead, in the forms that answers compare, a few at a time."""

import threading
from pathlib import Path

from assistant.answering import warming
from assistant.answering.stopping import stoppable
from assistant.retrieval.ranking import sentences
from tests.web_fakes import make_library


def test_what_answers_compare_is_read_ahead(tmp_path: Path, monkeypatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(warming, "_PAUSE_SECONDS", 0)
    library = make_library(tmp_path)

    def cosines(_question: str, texts: object) -> list[float]:
        asked.append(list(texts))  # type: ignore[call-overload]
        return [0.0] * len(asked[-1])

    warming.warm_up(library, cosines)
    read = [text for texts in asked for text in texts]
    assert {text for passage in library.passages() for text in sentences(passage)} <= set(read)
    assert len(read) == len(set(read)), "each once"
    assert max(map(len, asked)) <= 8
    library.close()


def test_reading_ahead_ends_when_the_program_does(tmp_path: Path) -> None:
    asked, stop, library = [], threading.Event(), make_library(tmp_path)

    def cosines(_question: str, texts: object) -> list[float]:
        asked.append(texts)
        stop.set()
        return []

    with stoppable(stop):
        warming.warm_up(library, cosines)
    library.close()
    assert len(asked) == 1
