"""The check that new shards pass before they are published, in a process of its own."""

import shutil
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

import vectorstore.build
import vectorstore.verify
from bench.graph import alike, write_shard
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import build_index
from vectorstore.dense import FOLDER, Graph
from vectorstore.errors import IndexBuildError
from vectorstore.models import Query
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher
from vectorstore.shards import LEAST_RECALL, Shard
from vectorstore.verify import ROOT, fault_of, note_recall, recall_of, verify

pytestmark = pytest.mark.slow
BY_GRAPH = SETTINGS.model_copy(update={"exact_limit": 0, "candidates": 20})


@pytest.fixture
def shard(council):
    manifest = IndexFolder(council.home).manifest()
    return IndexFolder(council.home).shards / max(manifest.shards, key=lambda shard: shard.passages).name


def test_a_torn_shard_is_named_and_a_whole_one_passes(shard):
    verify([shard])
    assert Shard.load(shard).check.recall > 0.99
    (shard / "vectors.npy").unlink()
    with pytest.raises(IndexBuildError, match=r"not whole \(.*vectors.npy.*\): run council-papers ingest --rebuild"):
        verify([shard])


def test_vectors_in_the_wrong_place_are_noticed(shard):
    vectors = np.load(shard / "vectors.npy")
    np.save(shard / "vectors.npy", vectors[::-1])
    assert "not those that were written" in (fault_of(shard) or "")
    (shard / "check.json").unlink()  # as in a shard of an earlier version: what Chroma holds tells
    assert "Chroma does not hold the vectors" in (fault_of(shard) or "")
    np.save(shard / "vectors.npy", vectors[:-1])
    assert "expected" in (fault_of(shard) or "")
    np.save(shard / "vectors.npy", vectors * 2)
    assert "unit length" in (fault_of(shard) or "")


def test_a_passage_that_chroma_lacks_is_noticed(shard):
    with sqlite3.connect(shard / "chroma" / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM embeddings WHERE id = (SELECT max(id) FROM embeddings)")
    connection.close()
    assert fault_of(shard) is not None


def test_a_missing_graph_is_an_error_not_an_empty_one(shard):
    shutil.rmtree(shard / "chroma")
    with pytest.raises(IndexBuildError, match="missing"):
        fault_of(shard)
    assert not (shard / "chroma").exists()


@pytest.mark.parametrize(("size", "seed"), [(300, 1), (500, 4), (700, 7), (900, 10), (1100, 13), (1100, 3)])
def test_a_shard_of_passages_much_alike_is_never_refused(tmp_path, size, seed):
    """`python -m bench.graph` does 200 of these, of up to 3,000 passages."""
    (folder := tmp_path / "shard").mkdir()
    write_shard(folder, alike(size, seed))
    assert fault_of(folder) is None
    note_recall(folder)
    assert Shard.load(folder).check.recall > 0.8


class Blind:
    """A graph that finds nothing of what is near."""

    def __init__(self, ids):
        self._ids = ids

    def nearest(self, _vector, k):
        return self._ids[:k]


def test_recall_is_measured_against_every_vector(shard):
    loaded = Shard.load(shard)
    assert recall_of(loaded, Blind([one.decode() for one in loaded.columns.ids])) == 1.0, "of 50 or fewer, all are near"
    (folder := shard.parent / "alike").mkdir()
    write_shard(folder, alike(600, 2))
    loaded = Shard.load(folder)
    assert recall_of(loaded, Blind([one.decode() for one in loaded.columns.ids])) < 0.5


def test_a_graph_that_finds_too_little_withholds_nothing_and_is_not_searched(library, embedder, monkeypatch):
    """The first index of a library, with a graph that finds hardly anything: published, and every passage is found all the same."""
    put(library, "a.pdf", sentences(400))
    monkeypatch.setattr(vectorstore.build, "verify", lambda folders: [(_pass(folder), note_recall(folder)) for folder in folders])
    with monkeypatch.context() as patch:
        patch.setattr(Graph, "nearest", lambda graph, _vector, k: graph.ids()[:k])
        build_index(library, embedder, SETTINGS)
    index = IndexFolder(library.home)
    (ref,) = index.manifest().shards
    assert Shard.load(index.shards / ref.name).check.recall < LEAST_RECALL
    monkeypatch.setattr(Graph, "nearest", None)
    for number in (3, 333):
        assert f"case 0x{number} " in Searcher(library, embedder, BY_GRAPH).search(Query(f"case 0x{number}"))[0].passage.text


def _pass(folder):
    assert fault_of(folder) is None


def test_a_graph_that_cannot_be_read_withholds_nothing(library, embedder, monkeypatch):
    """Chroma only makes large libraries faster: where it fails, the shard is published without it, once its arrays are proved whole."""
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
    assert fault_of(index.shards / ref.name) is None
    assert "case 0x33 " in Searcher(library, HashEmbedder(), BY_GRAPH).search(Query("case 0x33"))[0].passage.text


def test_a_check_that_takes_too_long_is_an_error_in_one_line(shard, monkeypatch):
    monkeypatch.setattr(vectorstore.verify, "TIMEOUT", 0.01)
    with pytest.raises(IndexBuildError, match=r"check was not done in 0 seconds"):
        verify([shard])


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
