"""Sentences are read ahead in the forms that answers compare, newest papers first, again after each change, until the program ends."""

import gc
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answering import warming
from assistant.answering.stopping import stoppable
from assistant.retrieval.ranking import sentences
from ingest.errors import LibraryError
from ingest.library.sentences import keep_sentences, unread
from tests.assistant.paper_fakes import assistant_over, passage
from tests.web_fakes import make_library
from vectorstore.models import Hit, Query

Texts = Mapping[str, Sequence[str]]


def test_what_answers_compare_is_read_ahead(tmp_path: Path) -> None:
    library, asked = make_library(tmp_path), list[Texts]()
    assert warming.read_ahead(library, asked.append) == len(list(library.passages()))
    read = {passage: set(texts) for one in asked for passage, texts in one.items()}
    assert all(set(sentences(passage)) <= read[passage.id] for passage in library.passages())
    library.close()


def test_what_is_kept_is_not_read_again(tmp_path: Path) -> None:
    library, asked = make_library(tmp_path), list[Texts]()
    first, *others = unread(library)
    keep_sentences(library, {first: [(1, b"v")]})
    warming.read_ahead(library, asked.append)
    assert [passage for one in asked for passage in one] == others
    library.close()


def test_reading_ahead_ends_when_the_program_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_TOGETHER", 1)
    stop, library, asked = threading.Event(), make_library(tmp_path), list[Texts]()

    def keep(texts: Texts) -> None:
        asked.append(texts)
        stop.set()

    with stoppable(stop):
        assert warming.read_ahead(library, keep) == 1
    library.close()
    assert len(asked) == 1


def test_a_change_is_read_ahead_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.01)
    stop, library, before = threading.Event(), make_library(tmp_path), list[int]()
    minutes = next(paper for paper in library.papers() if paper.document == "minutes.txt")

    def each_time() -> None:
        before.append(library.revision())
        if len(before) == 2:
            stop.set()

    def keep(texts: Texts) -> None:
        keep_sentences(library, {passage: [(at, b"v")] for at, passage in enumerate(texts)})
        if len(before) == 1:
            library.remove(minutes.id)

    with stoppable(stop):
        warming.stay_ahead(library, library.revision, each_time, keep)
    assert len(set(before)) == 2
    library.close()


def test_reading_ahead_gives_way_to_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(warming, "_TOGETHER", 1)
    stop, library, told = threading.Event(), make_library(tmp_path), list[str]()

    def keep(texts: Texts) -> None:
        keep_sentences(library, {passage: [(len(told), b"v")] for passage in texts})
        told.append("read")
        if not list(unread(library)):
            stop.set()

    with stoppable(stop):
        warming.stay_ahead(library, lambda: "read" in told, lambda: told.append("opened"), keep)
    assert told[:4] == ["opened", "read", "opened", "read"]
    assert told.count("opened") == 2
    library.close()


def test_what_stands_after_the_first_look_is_not_swept_again(tmp_path: Path) -> None:
    gc.unfreeze()
    stop, library, stood = threading.Event(), make_library(tmp_path), [object()]

    def keep(_texts: Texts) -> None:
        stop.set()

    with stoppable(stop):
        warming.stay_ahead(library, library.revision, lambda: None, keep)
    library.close()
    made_later = [stood]
    try:
        swept = {id(one) for one in gc.get_objects()}
        assert id(stood) not in swept
        assert id(made_later) in swept
    finally:
        gc.unfreeze()


def test_where_nothing_can_be_kept_the_next_change_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.01)
    stop, library, tried = threading.Event(), make_library(tmp_path), list[int]()

    def refused(_texts: Texts) -> None:
        tried.append(library.revision())
        if len(tried) == 2:
            stop.set()
        else:
            library.remove(library.papers()[0].id)
        raise LibraryError("the library may not be written")

    with stoppable(stop):
        warming.stay_ahead(library, library.revision, lambda: None, refused)
    assert len(set(tried)) == 2
    library.close()


def test_an_index_published_after_the_papers_changed_is_opened_before_anybody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.01)
    assistant, stop, published, opened = assistant_over(tmp_path, [passage("The bridge is closed.")]), threading.Event(), [0], list[int]()
    searcher = assistant._searcher

    def search(_query: Query) -> list[Hit]:
        opened.append(published[0])
        if published[0] == 2:
            stop.set()
        published[0] = 2
        return []

    def read(_texts: Texts) -> None:
        published[0] = published[0] or 1

    monkeypatch.setattr(searcher, "published", lambda: published[0])
    monkeypatch.setattr(searcher, "search", search)
    monkeypatch.setattr(searcher, "read_ahead", read, raising=False)
    with stoppable(stop):
        assistant.warm_up()
    assert opened == [1, 2]
