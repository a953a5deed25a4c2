"""Cosines of texts that are not indexed: worked out or read ahead they are the same, and what was read ahead goes with its passage."""

from pathlib import Path

import numpy as np
import pytest

from ingest.library.library import Library
from ingest.models import Classification
from tests.web_fakes import make_library
from vectorstore.closeness import Closeness, packed, unpacked
from vectorstore.embed import NEAR, Vectors

TEXTS = ["The meadows are mown twice.", "The depot is sold.", "A motion on benches fell."]


class Hashed:
    """Embeds by hash, and counts what it is asked for."""

    dimension = 48

    def __init__(self, name: str = "hashed") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> Vectors:
        self.asked += texts
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        made = np.random.default_rng(sum(text.encode())).normal(size=self.dimension).astype(np.float32)
        return np.asarray(made / np.linalg.norm(made), np.float32)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def test_what_was_read_ahead_is_not_worked_out_again_and_tells_the_same(library: Library) -> None:
    fresh = Closeness(Hashed(), library).cosines("Who mows?", TEXTS)
    Closeness(Hashed(), library).read_ahead({next(library.passages()).id: TEXTS[:2]})
    later = Hashed()
    assert Closeness(later, library).cosines("Who mows?", TEXTS) == fresh
    assert later.asked == TEXTS[2:]


def test_vectors_of_another_model_are_not_used(library: Library) -> None:
    Closeness(Hashed(), library).read_ahead({next(library.passages()).id: TEXTS})
    other = Hashed("other")
    Closeness(other, library).cosines("Who mows?", TEXTS)
    assert other.asked == TEXTS


def test_they_go_with_their_passage_and_come_with_no_passage_that_is_gone(library: Library) -> None:
    paper = library.papers()[0]
    passage = next(library.passages(document=paper.document))
    close = Closeness(Hashed(), library)
    close.read_ahead({passage.id: TEXTS})
    assert len(library.rows("SELECT * FROM sentence", allowed=frozenset(Classification))) == len(TEXTS)
    library.remove(paper.id)
    assert not library.rows("SELECT * FROM sentence", allowed=frozenset(Classification))
    close.read_ahead({passage.id: TEXTS})
    assert not library.rows("SELECT * FROM sentence", allowed=frozenset(Classification))


def test_a_byte_for_each_part_changes_a_cosine_by_less_than_half_of_what_processors_differ_by() -> None:
    made = np.random.default_rng(1).normal(size=(400, 384)).astype(np.float32)
    made[:, 5] += 3 * (np.arange(400) % 2)  # half of them with a part that outweighs the others
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    back = np.stack([unpacked(packed(vector)) for vector in made])
    assert np.abs(back @ made.T - made @ made.T).max() < NEAR / 2
