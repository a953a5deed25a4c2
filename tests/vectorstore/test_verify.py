"""The check that new shards pass before they are published, in a process of its own."""

import shutil
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

import vectorstore.build
import vectorstore.verify
from assistant.cli.doctor import Verdict, weak_graphs
from bench.graph import alike, measure
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import build_index
from vectorstore.dense import FOLDER, Graph
from vectorstore.errors import IndexBuildError
from vectorstore.models import Query
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher
from vectorstore.shards import Shard
from vectorstore.verify import LEAST_RECALL, ROOT, examine, recall_of, verify

pytestmark = pytest.mark.slow
MODEL = HashEmbedder().name


@pytest.fixture
def shard(council):
    manifest = IndexFolder(council.home).manifest()
    return IndexFolder(council.home).shards / max(manifest.shards, key=lambda shard: shard.passages).name


def test_a_torn_shard_is_named_and_a_whole_one_passes(council, shard):
    assert verify(shard, council.home, MODEL) >= LEAST_RECALL
    (shard / "lengths.npy").unlink()
    with pytest.raises(IndexBuildError, match=r"not whole \(.*lengths.npy.*\): run council-papers ingest --rebuild"):
        verify(shard, council.home, MODEL)


def test_passages_in_the_wrong_place_are_noticed(council, shard):
    keys, ids = np.load(shard / "keys.npy"), np.load(shard / "ids.npy")
    np.save(shard / "keys.npy", keys[::-1])
    with pytest.raises(IndexBuildError, match="Chroma does not hold the vectors"):
        examine(shard, council.home, MODEL)
    np.save(shard / "keys.npy", keys)
    np.save(shard / "ids.npy", ids[::-1])
    with pytest.raises(IndexBuildError, match="out of order"):
        examine(shard, council.home, MODEL)
    np.save(shard / "ids.npy", ids[:-1])
    with pytest.raises(IndexBuildError, match="expected"):
        examine(shard, council.home, MODEL)


def test_a_vector_that_is_not_of_unit_length_is_noticed(council, shard):
    key = str(np.load(shard / "keys.npy")[0], "ascii")
    council.put_vectors(MODEL, [(key, np.full(64, 0.5, "<f4").tobytes())])
    with pytest.raises(IndexBuildError, match="unit length"):
        examine(shard, council.home, MODEL)


def test_a_passage_that_chroma_lacks_is_noticed(council, shard):
    with sqlite3.connect(shard / "chroma" / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM embeddings WHERE id = (SELECT max(id) FROM embeddings)")
    connection.close()
    with pytest.raises(IndexBuildError, match="exactly the passages"):
        examine(shard, council.home, MODEL)
    assert verify(shard, council.home, MODEL) == 0
    assert not (shard / FOLDER).exists()


def test_a_graph_that_went_missing_is_an_error_not_an_empty_one(council, shard):
    shutil.rmtree(shard / FOLDER)
    with pytest.raises(IndexBuildError, match=r"damaged .*missing.* ingest --rebuild"):
        Searcher(council, HashEmbedder(), SETTINGS).search(Query("bins"))
    assert not (shard / FOLDER).exists()


@pytest.mark.parametrize(("size", "seed"), [(300, 1), (500, 4), (700, 7), (900, 10), (1100, 13), (1100, 3)])
def test_passages_much_alike_are_found(tmp_path, size, seed):
    """`python -m bench.graph` does 200 of these, of up to 3,000 passages; Chroma's own widths lose a quarter of some."""
    assert measure(tmp_path / "shard", alike(size, seed)) > 0.9


class Blind:
    """A graph that finds nothing of what is near."""

    def __init__(self, ids):
        self._ids = [one.decode() for one in ids]

    def nearest(self, _vector, k):
        return self._ids[:k], np.zeros(k)


def test_recall_is_measured_against_every_vector(council, shard):
    loaded = Shard.load(shard)
    vectors = loaded.vectors(council, MODEL)
    assert recall_of(loaded, vectors, Blind(loaded.columns.ids)) < LEAST_RECALL
    few = vectors[:40]
    assert recall_of(loaded, few, Blind(loaded.columns.ids[:40])) == 1.0, "of 50 or fewer, all are near"


def test_a_graph_that_finds_too_little_withholds_nothing_and_the_doctor_says_so(library, embedder, monkeypatch):
    """The first index of a library, with a graph that finds hardly anything: published, and every passage is found all the same."""
    put(library, "a.pdf", sentences(400))
    monkeypatch.setattr(vectorstore.build, "verify", examine)
    with monkeypatch.context() as patch:
        patch.setattr(Graph, "nearest", lambda graph, _vector, k: (list(graph.vectors())[:k], np.zeros(k)))
        build_index(library, embedder, SETTINGS)
    (ref,) = IndexFolder(library.home).manifest().shards
    assert ref.recall < LEAST_RECALL
    monkeypatch.setattr(Graph, "nearest", None)
    for number in (3, 333):
        assert f"case 0x{number} " in Searcher(library, embedder, SETTINGS).search(Query(f"case 0x{number}"))[0].passage.text
    told = weak_graphs(library.home)
    assert told.verdict is Verdict.NOTE
    assert "400 of 400 passages" in told.found
    monkeypatch.undo()
    monkeypatch.setattr(vectorstore.build, "verify", examine)
    build_index(library, embedder, SETTINGS, rebuild=True)
    assert weak_graphs(library.home).verdict is Verdict.OK


def test_a_graph_that_cannot_be_read_withholds_nothing(library, embedder, monkeypatch):
    """Where Chroma fails the shard is published without it, once its arrays are proved whole, and its vectors are compared."""
    put(library, "a.pdf", sentences(60))

    def torn(folder, *_):
        (folder / FOLDER).mkdir()
        (folder / FOLDER / "chroma.sqlite3").write_bytes(b"torn" * 100)

    monkeypatch.setattr(vectorstore.build, "verify", verify)
    monkeypatch.setattr(vectorstore.build, "write_graph", torn)
    build_index(library, embedder, SETTINGS)
    index = IndexFolder(library.home)
    (ref,) = index.manifest().shards
    assert not (index.shards / ref.name / FOLDER).exists()
    assert ref.recall == 0
    assert weak_graphs(library.home).verdict is Verdict.NOTE
    assert "case 0x33 " in Searcher(library, HashEmbedder(), SETTINGS).search(Query("case 0x33"))[0].passage.text


def test_a_check_that_takes_too_long_is_an_error_in_one_line(council, shard, monkeypatch):
    monkeypatch.setattr(vectorstore.verify, "TIMEOUT", 0.01)
    with pytest.raises(IndexBuildError, match=r"check was not done in 0 seconds"):
        verify(shard, council.home, MODEL)


def test_a_check_ends_with_the_builder_that_started_it() -> None:
    script = "import time; from vectorstore.verify import end_with_parent; end_with_parent(); print(1, flush=True); time.sleep(60)"
    check = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert check.stdin
    assert check.stdout
    assert check.stdout.readline() == b"1\n"
    assert check.poll() is None, "it goes on while its builder does"
    check.stdin.close()
    assert check.wait(20) == 1
    check.stdout.close()
