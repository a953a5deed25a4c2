"""What holds although no two processors work out the same vectors: digests, the order of hits, ties, an index taken elsewhere."""

import itertools

import numpy as np
import pytest

import vectorstore.build
from ingest.library.library import Library
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, NoisyEmbedder, put, sentences
from vectorstore.build import IndexState, build_index, index_state, is_current
from vectorstore.embed import NEAR, same_model
from vectorstore.errors import ModelError
from vectorstore.models import Hit, Query, best_first
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher, fuse
from vectorstore.verify import examine

NOISE = 0.0005
"""Standard deviation of a cosine between two bf16 kernels (docs/retrieval.md)."""
QUESTIONS = (
    "bins and libraries in ward w3",
    "What was said of case 2x17?",
    "parking near museums for ward w11",
    "flooding",
    "case 1x5 cost",
)


def council(home, embedder, settings=SETTINGS):
    library = Library.open(home)
    for number in range(3):
        put(library, f"{number}.pdf", sentences(60, number), date=f"202{number // 2}-06-01")
    put(library, "again.pdf", ["The recommendations of the report be agreed and the officers be thanked."] * 12, date="2021-07-01")
    build_index(library, embedder, settings)
    return library


def digests(library):
    return [shard.digest for shard in IndexFolder(library.home).manifest().shards]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """The same papers on three processors: (library, searcher) of each. Not to be changed."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorstore.build, "verify", examine)
        for seed in (0, 1, 2):
            embedder = NoisyEmbedder(HashEmbedder(), NOISE if seed else 0.0, seed)
            library = council(tmp_path_factory.mktemp("places") / str(seed), embedder)
            found.append((library, Searcher(library, embedder, SETTINGS)))
    yield found
    for library, searcher in found:
        searcher.close()
        library.close()


def test_the_digests_of_shards_do_not_hang_on_the_vectors(places):
    first, *others = [digests(library) for library, _ in places]
    assert all(other == first for other in others)


def test_only_hits_nearer_than_the_noise_change_places(places):
    moved = 0
    for question in QUESTIONS:
        lists = [searcher.search(Query(question, k=20)) for _, searcher in places]
        score = {hit.passage.id: hit.score for hit in lists[0]}
        for other in lists[1:]:
            ids = [hit.passage.id for hit in other]
            assert ids[0] == lists[0][0].passage.id
            for hit in lists[0]:
                assert hit.passage.id in ids or hit.score - lists[0][-1].score < 8 * NOISE, "missing though it was not among the last"
            known = [score[one] for one in ids if one in score]
            drops = [before - after for before, after in itertools.pairwise(known)]
            assert all(drop > -8 * NOISE for drop in drops), "changed places with a hit that was better by more than noise"
            moved += sum(drop < 0 for drop in drops)
    assert moved < 20, "even that is rare"


def test_the_same_words_in_one_paper_keep_the_order_of_their_ids(places):
    for _, searcher in places:
        hits = searcher.search(Query("recommendations agreed, officers thanked", k=20))
        ids = [hit.passage.id for hit in hits if hit.passage.document == "again.pdf"]
        assert ids
        assert ids == sorted(ids)


def test_scores_that_differ_in_their_last_digits_are_equal():
    passages = [hit.passage for hit in _hits([0.0] * 3)]
    noisy = [Hit(passage, 0.7 + extra) for passage, extra in zip(passages, (-3e-8, 4e-8, 1e-8), strict=True)]
    assert [hit.passage.id for hit in best_first(noisy)] == [passage.id for passage in passages]
    assert [hit.passage.id for hit in best_first(_hits([0.1, 0.3, 0.2]))] == ["p1", "p2", "p0"]


def test_fused_scores_differ_by_no_more_than_their_share_of_the_noise():
    random = np.random.default_rng(3)
    dense, lexical = random.uniform(0.1, 0.8, 100).astype(np.float32), random.uniform(0, 20, 100).astype(np.float32)
    disturbed = dense + random.uniform(-NEAR, NEAR, 100).astype(np.float32)
    spread = float(dense.max() - dense.min())
    assert np.abs(fuse(dense, lexical, 0.5) - fuse(disturbed, lexical, 0.5)).max() < 0.5 * 4 * NEAR / spread


def test_an_index_goes_with_its_home_to_a_processor_of_another_precision(tmp_path):
    """Made with bf16, read and gone on with where there is none: nothing is embedded again, and no question is refused."""
    there, here = HashEmbedder("words@1/bf16"), HashEmbedder("words@1/fp32")
    named = SETTINGS.model_copy(update={"embedding_model": "words"})
    library = council(tmp_path / "home", there, named)
    before = set(digests(library))
    assert index_state(library.home, library, here, named) is IndexState.FRESH
    assert is_current(library, named)
    assert "case 2x17 " in Searcher(library, here, named).search(Query("case 2x17"))[0].passage.text
    put(library, "new.pdf", sentences(4, 9), date="2020-07-01")
    report = build_index(library, here, named)
    assert (report.built, here.embedded) == (1, 4)
    assert len(before & set(digests(library))) == len(before) - 1
    assert IndexFolder(library.home).manifest().model == there.name
    build_index(library, here, named, rebuild=True)
    assert IndexFolder(library.home).manifest().model == here.name
    library.close()


def test_a_precision_that_is_set_is_kept_to(tmp_path):
    there, here = HashEmbedder("words@1/bf16"), HashEmbedder("words@1/fp32")
    library = council(tmp_path / "home", there)
    strict = SETTINGS.model_copy(update={"embedding_precision": "fp32"})
    assert index_state(library.home, library, here, strict) is IndexState.OTHER_MODEL
    with pytest.raises(ModelError, match="ingest --rebuild"):
        build_index(library, here, strict)
    with pytest.raises(ModelError, match="ingest --rebuild"):
        Searcher(library, here, strict).search(Query("bins"))
    library.close()


def test_only_the_precision_may_differ():
    assert same_model("a@1/bf16", "a@1/fp32")
    assert not same_model("a@1/bf16", "a@2/bf16")
    assert not same_model("hash/1", "hash/2")


def _hits(scores):
    from ingest.models import Kind, Passage

    return [Hit(Passage(f"p{number}", "a.pdf", number, "None.", Kind.PARAGRAPH), score) for number, score in enumerate(scores)]
