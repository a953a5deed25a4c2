"""The optional CrossEncoder, with a tiny one made here."""

import pytest

from ingest.models import Kind, Passage
from vectorstore.errors import ModelError
from vectorstore.models import Hit
from vectorstore.rerank import load_reranker
from vectorstore.settings import SearchSettings

WORDS = ["bins", "roads", "parks", "and", "of", "council"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Folder of a CrossEncoder with random weights and six words."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    torch.manual_seed(3)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 64}
    BertForSequenceClassification(BertConfig(vocab_size=11, num_labels=1, initializer_range=1.0, **size)).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    CrossEncoder(str(folder), device="cpu").save_pretrained(str(folder))
    return folder


def hits(count):
    texts = [f"{WORDS[n % 6]} {WORDS[n % 5]} {WORDS[n % 4]}" for n in range(count)]
    return [Hit(Passage(f"p{n:02}", "a.pdf", n, text, Kind.PARAGRAPH), 1 - n / 100) for n, text in enumerate(texts)]


def test_without_a_model_there_is_none():
    assert load_reranker(SearchSettings()) is None


@pytest.mark.model
def test_the_best_hits_are_read_and_put_first(tiny):
    reranker = load_reranker(SearchSettings(rerank_model=str(tiny), rerank_passages=10))
    before = hits(14)
    after = reranker.rerank("bins and roads", before)
    assert {hit.passage.id for hit in after[:10]} == {hit.passage.id for hit in before[:10]}
    assert after[10:] == before[10:]
    assert [hit.passage.id for hit in after[:10]] != [hit.passage.id for hit in before[:10]]
    scores = [hit.score for hit in after]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= dict(hit.signals)["rerank"] <= 1 for hit in after[:10])
    assert reranker.rerank("bins and roads", before[::-1])[0].passage.text == reranker.rerank("bins and roads", before)[0].passage.text
    assert reranker.rerank("bins", []) == []


@pytest.mark.model
def test_a_folder_without_a_model_says_so(tmp_path):
    with pytest.raises(ModelError, match="rerank model"):
        load_reranker(SearchSettings(rerank_model=str(tmp_path))).rerank("bins", hits(1))
