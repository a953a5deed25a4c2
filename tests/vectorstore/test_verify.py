"""The check that new shards pass before they are published, in a process of its own."""

import shutil
import sqlite3

import numpy as np
import pytest

from vectorstore.errors import IndexBuildError
from vectorstore.publish import IndexFolder
from vectorstore.verify import fault_of, verify

pytestmark = pytest.mark.slow


@pytest.fixture
def shard(council):
    manifest = IndexFolder(council.home).manifest()
    return IndexFolder(council.home).shards / max(manifest.shards, key=lambda shard: shard.passages).name


def test_a_torn_shard_is_named_and_a_whole_one_passes(shard):
    verify([shard])
    (shard / "vectors.npy").unlink()
    with pytest.raises(IndexBuildError, match=r"not whole \(.*vectors.npy.*\): run council-papers ingest --rebuild"):
        verify([shard])


def test_vectors_in_the_wrong_place_are_noticed(shard):
    vectors = np.load(shard / "vectors.npy")
    np.save(shard / "vectors.npy", vectors[::-1])
    assert "not found by its own vector" in (fault_of(shard) or "")
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
