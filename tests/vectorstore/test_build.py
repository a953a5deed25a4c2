"""Building and publishing: only what changed, nothing of what is gone, never with another model."""

import json
import os

import pytest

import vectorstore.build
import vectorstore.shards
from ingest.library.library import Library
from ingest.models import Classification
from tests.running import together
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import IndexState, build_index, index_state
from vectorstore.dense import Graph
from vectorstore.errors import IndexBuildError, ModelError
from vectorstore.models import Query
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher
from vectorstore.terms import query_terms


def published(library: Library) -> dict[str, int]:
    manifest = IndexFolder(library.home).manifest()
    assert manifest
    return {shard.name: shard.passages for shard in manifest.shards}


def test_the_state_follows_library_and_model(library, embedder):
    def state(with_embedder=embedder):
        return index_state(library.home, library, with_embedder, SETTINGS)

    assert state() is IndexState.ABSENT
    put(library, "a.pdf", sentences(3))
    build_index(library, embedder, SETTINGS)
    assert state() is IndexState.FRESH
    put(library, "b.pdf", sentences(3, 1))
    assert state() is IndexState.STALE
    assert state(HashEmbedder("other")) is IndexState.OTHER_MODEL
    IndexFolder(library.home).current.write_text("{ torn")
    assert state() is IndexState.ABSENT


def test_a_classification_is_one_shard(library, embedder):
    put(library, "april.pdf", sentences(2), date="2014-04-30")
    put(library, "other.pdf", sentences(5), date="2024-05-01", council="Elsewhere Council")
    put(library, "exempt.pdf", sentences(6), date="2024-05-01", classification=Classification.EXEMPT)
    put(library, "undated.pdf", sentences(7), date=None)
    build_index(library, embedder, SETTINGS)
    shards = IndexFolder(library.home).manifest().shards
    assert {(shard.classification, shard.passages) for shard in shards} == {(Classification.PUBLIC, 14), (Classification.EXEMPT, 6)}


def test_a_large_library_is_cut_by_date_so_that_new_papers_change_the_last_shard_alone(library, embedder, monkeypatch):
    monkeypatch.setattr(vectorstore.shards, "PASSAGES", 8)
    put(library, "new.pdf", sentences(6, 1), date="2024-05-01")
    put(library, "old.pdf", sentences(8, 2), date="2014-04-30")
    put(library, "undated.pdf", sentences(1, 3), date=None)
    build_index(library, embedder, SETTINGS)
    before = published(library)
    assert sorted(before.values()) == [7, 8]
    put(library, "newer.pdf", sentences(4, 4), date="2024-06-01")
    assert build_index(library, embedder, SETTINGS).built == 2
    after = published(library)
    assert sorted(after.values()) == [3, 8, 8]
    assert len(set(before) & set(after)) == 1
    assert {hit.passage.document for hit in Searcher(library, embedder, SETTINGS).search(Query("bins", k=50))} == {
        "new.pdf", "newer.pdf", "old.pdf", "undated.pdf",
    }  # fmt: skip


def test_an_index_of_an_earlier_version_is_built_anew_without_embedding(council, embedder):
    index, before = IndexFolder(council.home), published(council)
    index.current.write_text(json.dumps(json.loads(index.current.read_text()) | {"format": 1}))
    assert index_state(council.home, council, embedder, SETTINGS) is IndexState.ABSENT
    assert build_index(council, embedder, SETTINGS).built == len(before)
    assert embedder.embedded == 0
    assert {folder.name for folder in index.shards.iterdir()} == set(published(council))


@pytest.mark.parametrize("mask", [0, 0o022])
def test_an_index_is_its_owners_only(library, embedder, mask):
    put(library, "a.pdf", sentences(3))
    before = os.umask(mask)
    try:
        build_index(library, embedder, SETTINGS)
    finally:
        os.umask(before)
    files = list(library.home.rglob("*"))
    assert "chroma.sqlite3" in {file.name for file in files}
    assert {oct(file.stat().st_mode & 0o777) for file in files if file.is_file()} == {"0o600"}
    assert {oct(file.stat().st_mode & 0o777) for file in files if file.is_dir()} == {"0o700"}


def test_an_update_embeds_and_builds_only_what_changed(council, embedder):
    before = published(council)
    put(council, "new.pdf", sentences(4, 9), date="2024-07-01")
    report = build_index(council, embedder, SETTINGS)
    assert (report.built, report.passages) == (1, sum(before.values()) + 4)
    assert embedder.embedded == 4
    assert len(set(before) & set(published(council))) == len(before) - 1


def test_a_second_build_finds_nothing_to_do(council, embedder):
    before = published(council)
    assert build_index(council, embedder, SETTINGS).built == 0
    assert published(council) == before
    assert embedder.embedded == 0


def test_rebuild_builds_every_shard_from_cached_vectors(council, embedder):
    before = published(council)
    assert build_index(council, embedder, SETTINGS, rebuild=True).built == len(before)
    assert not set(before) & set(published(council))
    assert embedder.embedded == 0


def test_another_model_is_refused_until_the_index_is_rebuilt(council):
    other, before = HashEmbedder("hash/2", dimension=32), published(council)
    with pytest.raises(ModelError, match=r"built with hash/1, .* hash/2: run council-papers ingest --rebuild"):
        build_index(council, other, SETTINGS)
    assert published(council) == before
    build_index(council, other, SETTINGS, rebuild=True)
    assert Searcher(council, other, SETTINGS).search(Query("case 23x17"))[0].passage.document == "2023.pdf"


def test_the_words_of_a_removed_paper_leave_the_disk_with_the_next_build(library, embedder):
    put(library, "keep.pdf", sentences(5))
    put(library, "gone.pdf", ["Councillor Zebedee declared a peculiar interest."])
    build_index(library, embedder, SETTINGS)

    def held() -> bool:
        return any(b"zebede" in file.read_bytes() for file in IndexFolder(library.home).path.rglob("*") if file.is_file())

    assert held()
    library.remove("gone.pdf")
    build_index(library, embedder, SETTINGS)
    assert not held()


def test_a_search_that_an_index_overtakes_starts_again(council, embedder, monkeypatch):
    """Files of the index before are deleted once it is replaced: what was read of them meanwhile is not answered from."""
    nearest, overtaken = Graph.nearest, []

    def overtake(graph, vector, k):
        if not overtaken:
            overtaken.append(True)
            put(council, "new.pdf", ["Case 31x31 was taken in meanwhile."])
            build_index(council, embedder, SETTINGS)
        return nearest(graph, vector, k)

    searcher = Searcher(council, embedder, SETTINGS)
    searcher.search(Query("case 31x31"))
    before = published(council)
    monkeypatch.setattr(Graph, "nearest", overtake)
    assert searcher.search(Query("case 31x31"))[0].passage.document == "new.pdf"
    index = IndexFolder(council.home)
    assert not any((index.shards / name).exists() for name in set(before) - set(published(council)))


def test_a_shard_that_fails_its_check_is_not_published(council, embedder, monkeypatch):
    before = published(council)
    put(council, "new.pdf", sentences(4, 9))

    def torn(*_):
        raise IndexBuildError("torn")

    with monkeypatch.context() as patch:
        patch.setattr(vectorstore.build, "verify", torn)
        with pytest.raises(IndexBuildError):
            build_index(council, embedder, SETTINGS)
    assert published(council) == before
    assert build_index(council, embedder, SETTINGS).passages == sum(before.values()) + 4
    assert not IndexFolder(council.home).staging.exists()


def test_a_damaged_index_is_never_served_and_one_command_mends_it(council, embedder):
    index = IndexFolder(council.home)
    shard = max(published(council), key=published(council).get)
    (index.shards / shard / "keys.npy").write_bytes(b"torn")
    with pytest.raises(IndexBuildError, match=r"damaged .* ingest --rebuild"):
        Searcher(council, embedder, SETTINGS).search(Query("bins"))
    build_index(council, embedder, SETTINGS, rebuild=True)
    assert Searcher(council, embedder, SETTINGS).search(Query("case 23x17"))


def test_papers_taken_in_while_the_index_is_built_are_not_lost(council):
    class Meanwhile(HashEmbedder):
        def embed_documents(self, texts):
            if not self.embedded:
                council.remove("2022.pdf")
                put(council, "meanwhile.pdf", ["Taken in meanwhile, case 77x7."])
            return super().embed_documents(texts)

    embedder = Meanwhile()
    put(council, "new.pdf", sentences(4, 9), date="2022-03-01")
    build_index(council, embedder, SETTINGS)
    assert index_state(council.home, council, embedder, SETTINGS) is IndexState.STALE
    build_index(council, embedder, SETTINGS)
    hits = Searcher(council, embedder, SETTINGS).search(Query("case 77x7", k=500))
    assert hits[0].passage.document == "meanwhile.pdf"
    assert "2022.pdf" not in {hit.passage.document for hit in hits}


def test_two_builders_at_once_build_once(council):
    put(council, "new.pdf", sentences(400, 9))
    reports = []

    def build() -> None:
        reports.append(build_index(council, HashEmbedder(), SETTINGS))

    together(build, build)
    assert sorted(report.built for report in reports) == [0, 1]
    assert len({report.generation for report in reports}) == 1


def test_progress_counts_passages(library, embedder):
    put(library, "a.pdf", sentences(600))
    told: list[tuple[int, int, str]] = []
    build_index(library, embedder, SETTINGS, lambda *what: told.append(what))
    assert [(done, total) for done, total, _ in told] == [(0, 0), (0, 600), (512, 600), (600, 600), (600, 600)]


def test_the_manifest_says_what_the_index_holds(council, embedder):
    manifest = json.loads(IndexFolder(council.home).current.read_text())
    assert (manifest["model"], manifest["revision"], manifest["passages"]) == (embedder.name, council.revision(), 92)


def test_questions_and_passages_are_stemmed_alike():
    assert query_terms("What are the libraries' BUDGETS?") == query_terms("budget of a library")
    assert query_terms("meeting in May") == [b"may", b"meet"]
    assert query_terms("what is it?") == [b"is", b"it", b"what"]
    assert query_terms("") == []
