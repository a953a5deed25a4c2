"""The support model as it is shipped, and those that may stand in its place."""

import pytest

from tests.vectorstore.test_rerank import tiny  # noqa: F401 (a fixture)
from vectorstore.errors import ModelError
from vectorstore.settings import SearchSettings
from vectorstore.support_model import Borne, CrossEncoderSupport, TrainedSupport, load_support_model
from vectorstore.support_net import LONGEST, LONGEST_CLAIM, encode

WINDOW = "7. Library hours\nThe Committee agreed that the library in Mill Street will open on Saturdays from June. Staff were thanked."
TRUE = "From June the Mill Street library will open on Saturdays."
FALSE = "From June the Mill Street library will open on Saturdays free of charge for pensioners."


@pytest.fixture(scope="module")
def model():
    """The shipped model, loaded once."""
    return load_support_model(SearchSettings())


@pytest.mark.model
def test_a_true_statement_stands_above_its_false_twin(model):
    (true,), (false,) = model.scores(TRUE, [WINDOW]), model.scores(FALSE, [WINDOW])
    assert true.sentence > false.sentence


@pytest.mark.model
def test_the_words_that_nothing_bears_out_are_found(model):
    (borne,) = model.scores(FALSE, [WINDOW])
    said = {FALSE[start:end]: logit for start, end, logit in borne.tokens}
    assert max(said["free"], said["charge"]) < min(said["library"], said["June"])


@pytest.mark.model
def test_a_window_that_says_it_stands_above_one_that_does_not(model):
    other = "8. Play areas\nThe Committee noted that two swings in Hill Park had been repaired in May."
    there, elsewhere = model.scores(TRUE, [WINDOW, other])
    assert there.sentence > elsewhere.sentence


@pytest.mark.model
def test_windows_read_together_score_as_they_do_alone(model):
    together = model.scores(TRUE, [WINDOW, "Nothing.", WINDOW * 4] * 7)
    assert len(together) == 21
    assert together[0].sentence == pytest.approx(model.scores(TRUE, [WINDOW])[0].sentence, abs=0.01)
    assert model.scores(TRUE, []) == []


@pytest.mark.model
def test_the_tokens_spell_the_claim(model):
    (borne,) = model.scores("Café £4.2m — agreed", [""])
    assert "".join("Café £4.2m — agreed"[start:end] for start, end, _ in borne.tokens) == "Café£4.2m—agreed"


@pytest.mark.model
def test_what_is_too_long_is_cut_from_the_window_then_from_the_claim(model):
    tokenizer, _ = model._loaded
    batch = encode(tokenizer, ["word " * 300, "one two"], ["text " * 300, "two three"])
    assert batch.ids.shape == (2, LONGEST)
    assert [len(spans) for spans in batch.spans] == [LONGEST_CLAIM, 2]
    assert batch.claim.sum(1).tolist() == [LONGEST_CLAIM, 2]
    assert batch.matches[1, :7].tolist() == [0, 0, 1, 0, 4, 3, 3]


def test_damaged_and_missing_weights_are_refused(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"not these")
    with pytest.raises(ModelError, match=r"damaged .*support_model to none"):
        TrainedSupport(tmp_path / "w.safetensors", "0" * 64).scores(TRUE, [WINDOW])
    with pytest.raises(ModelError, match="missing"):
        TrainedSupport(tmp_path / "none.safetensors", "0" * 64).scores(TRUE, [WINDOW])


def test_none_goes_without():
    assert load_support_model(SearchSettings(support_model="none")) is None


@pytest.mark.model
def test_a_cross_encoder_gives_one_score_a_window(tiny):  # noqa: F811
    model = load_support_model(SearchSettings(support_model=str(tiny)))
    scores = model.scores("bins", ["bins and roads", "parks of council"])
    assert [type(borne) for borne in scores] == [Borne, Borne]
    assert scores[0].sentence != scores[1].sentence
    assert scores[0].tokens == ()
    assert model.scores("bins", []) == []


@pytest.mark.model
@pytest.mark.parametrize("labels", [["contradiction", "entailment", "neutral"], ["refuted", "nothing", "other"]])
def test_an_entailment_model_is_read_by_its_labels(tiny, tmp_path, labels):  # noqa: F811
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    BertForSequenceClassification.from_pretrained(
        str(tiny), num_labels=3, ignore_mismatched_sizes=True, id2label=dict(enumerate(labels))
    ).save_pretrained(tmp_path)
    CrossEncoder(str(tiny), device="cpu").tokenizer.save_pretrained(tmp_path)
    model = CrossEncoderSupport(str(tmp_path))
    if "entailment" not in labels:
        with pytest.raises(ModelError, match="no label for entailment"):
            model.scores("bins", ["roads"])
    else:
        assert len(model.scores("bins", ["roads", "parks"])) == 2


@pytest.mark.model
def test_a_model_that_is_not_there_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"the support model .* cannot be loaded"):
        CrossEncoderSupport(str(tmp_path)).scores("bins", ["roads"])
