"""Search over real libraries and real published indexes, with an embedder that needs no model."""

import threading

import pytest

from ingest.library.library import Library
from ingest.models import Classification, PaperStatus
from tests.running import together
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import build_index
from vectorstore.dense import Graph
from vectorstore.embed import embedded_text
from vectorstore.errors import ModelError, SearchError
from vectorstore.models import Query, Role
from vectorstore.publish import IndexFolder
from vectorstore.search import Searcher
from vectorstore.verify import LEAST_RECALL

FEW = SETTINGS.model_copy(update={"candidates": 20})


def search(library: Library, text: str, settings=SETTINGS, **options):
    searcher = Searcher(library, HashEmbedder(), settings)
    try:
        return searcher.search(Query(text, **options))
    finally:
        searcher.close()


@pytest.fixture
def asked(monkeypatch):
    """(folder of the shard, passages asked for) of every question that Chroma is asked."""
    nearest, questions = Graph.nearest, []

    def note(graph, vector, k):
        questions.append((graph.folder.name, k))
        return nearest(graph, vector, k)

    monkeypatch.setattr(Graph, "nearest", note)
    return questions


def weaken(library: Library) -> None:
    """Note in the manifest that no graph finds enough, as a build does that measures so."""
    index = IndexFolder(library.home)
    manifest = index.manifest()
    weak = tuple(shard.model_copy(update={"recall": LEAST_RECALL - 0.01}) for shard in manifest.shards)
    index.current.write_text(manifest.model_copy(update={"shards": weak}).model_dump_json())


def shards(library: Library, classification: Classification) -> set[str]:
    return {shard.name for shard in IndexFolder(library.home).manifest().shards if shard.classification is classification}


def test_every_question_is_asked_of_chroma_and_a_narrow_filter_is_compared(council, asked):
    search(council, "bins in ward w3")
    assert asked == [(*shards(council, Classification.PUBLIC), 91)]
    asked.clear()
    search(council, "bins in ward w3", papers=frozenset({council.paper("2024.pdf").id}))
    assert asked == []


def test_the_collection_of_exempt_passages_is_not_opened_for_the_public(council, monkeypatch):
    opened, start = [], Graph.__init__
    monkeypatch.setattr(Graph, "__init__", lambda graph, folder: (opened.append(folder.name), start(graph, folder))[1])
    (public,), (exempt,) = shards(council, Classification.PUBLIC), shards(council, Classification.EXEMPT)
    search(council, "secret sale of the town hall")
    assert opened == [public]
    search(council, "secret sale of the town hall", role=Role.OFFICER)
    assert sorted(opened[1:]) == sorted([public, exempt])


def test_chroma_holds_exempt_passages_in_their_own_collection_alone(council):
    shards_of = {shard.name: shard.classification for shard in IndexFolder(council.home).manifest().shards}
    for name, classification in shards_of.items():
        graph = Graph(IndexFolder(council.home).shards / name)
        held = {passage.classification for passage in council.passages(ids=list(graph.vectors()))}
        graph.close()
        assert held == {classification}


def test_a_graph_that_finds_too_little_is_not_asked_and_nothing_is_lost(council, asked):
    before = search(council, "bins in ward w3", k=200)
    weaken(council)
    asked.clear()
    assert search(council, "bins in ward w3", k=200) == before
    assert asked == []


def test_a_filter_that_is_not_narrow_is_found_by_the_graph(council, asked, monkeypatch):
    """As many are asked for as it takes to have enough within the filter, and those within are the ones that comparing finds."""
    last = frozenset({council.paper("2024.pdf").id})
    compared = search(council, "bins in ward w3", FEW, papers=last, k=5)
    monkeypatch.setattr("vectorstore.local.NARROW", 0)
    assert search(council, "bins in ward w3", FEW, papers=last, k=5) == compared
    assert asked
    assert asked[-1][1] > 2 * 20


def test_passages_of_the_same_words_are_all_weighed_however_many(library, embedder, asked):
    """The graph would return any of them; the first by id are to be the same in every build."""
    ids = [one for n in range(5) for one in put(library, f"{n}.pdf", ["The report was noted."] * 30, title="Minutes")]
    put(library, "z.pdf", sentences(300))
    build_index(library, embedder, SETTINGS)
    asked.clear()
    hits = search(library, "the report was noted", FEW.model_copy(update={"duplicate_overlap": 1.0}), k=20)
    assert [hit.passage.id for hit in hits] == sorted(ids)[:20]
    assert [k for _, k in asked] == [40, 160]


@pytest.mark.parametrize("settings", [SETTINGS, FEW], ids=["all", "few"])
def test_a_case_named_in_the_question_comes_first(council, settings):
    hits = search(council, "What was said of case 23x17?", settings)
    assert "case 23x17 " in hits[0].passage.text
    assert hits[0].score > hits[1].score
    assert [name for name, _ in hits[0].signals] == ["dense", "lexical"]


@pytest.mark.parametrize("settings", [SETTINGS, FEW], ids=["all", "few"])
def test_exempt_passages_are_found_only_by_those_entitled(council, settings):
    question = "secret sale of the town hall, case 99x9"
    assert "secret.pdf" not in {hit.passage.document for hit in search(council, question, settings, k=200)}
    for role in (Role.MEMBER, Role.OFFICER):
        assert search(council, question, settings, role=role)[0].passage.document == "secret.pdf"


def test_exempt_passages_do_not_even_change_the_scores_of_public_ones(council, embedder):
    before = search(council, "bins in ward w3")
    put(council, "more-secrets.pdf", ["Bins and ward w3 again."] * 3, classification=Classification.EXEMPT)
    build_index(council, embedder, SETTINGS)
    assert search(council, "bins in ward w3") == before


def test_a_paper_made_exempt_is_hidden_before_the_index_is_built_again(council):
    paper = council.paper("2024.pdf")
    council.update_info("2024.pdf", paper.info.__class__(meeting=paper.info.meeting, classification=Classification.EXEMPT))
    assert "2024.pdf" not in {hit.passage.document for hit in search(council, "case 24x3", k=200)}


def test_a_removed_paper_is_gone_before_the_index_is_built_again(council):
    council.remove("2023.pdf")
    assert "2023.pdf" not in {hit.passage.document for hit in search(council, "case 23x17", k=200)}


@pytest.mark.parametrize("narrow", [0, 2_500])
@pytest.mark.parametrize(
    "named", [(), ("2022.pdf",), ("2022.pdf", "undated.pdf"), ("secret.pdf", "2024.pdf"), ("2022.pdf", "2023.pdf", "2024.pdf")]
)
def test_only_the_papers_asked_for_are_searched(council, monkeypatch, narrow, named):
    monkeypatch.setattr("vectorstore.local.NARROW", narrow)
    papers = frozenset(council.paper(document).id for document in named)
    hits = search(council, "bins and libraries", papers=papers, k=200)
    assert {hit.passage.document for hit in hits} == set(named) - {"secret.pdf"}
    everywhere = search(council, "bins and libraries", papers=None, k=200)
    assert {hit.passage.document for hit in everywhere} == {"2022.pdf", "2023.pdf", "2024.pdf", "undated.pdf"}


def test_both_scores_of_every_hit_are_exact(council, embedder):
    question = "parking for ward w7"
    hits = search(council, question, k=200)
    vector = embedder.embed_query(question)
    assert len(hits) > SETTINGS.candidates / 2
    for hit in hits:
        signals = dict(hit.signals)
        cosine = float(embedder.embed_documents([embedded_text(hit.passage)])[0] @ vector)
        assert signals["dense"] == pytest.approx(cosine, abs=1e-5)
        assert (signals["lexical"] > 0) == any(word in hit.passage.text.casefold() for word in ("parking", "ward", "w7"))


def test_the_graph_finds_what_comparing_every_vector_finds(council):
    found = search(council, "museums and flooding", FEW, k=10)
    weaken(council)
    assert search(council, "museums and flooding", FEW, k=10) == found


@pytest.mark.slow
def test_results_do_not_depend_on_the_order_of_ingest(tmp_path, embedder):
    papers = [(f"{n}.pdf", sentences(15, n), f"20{20 + n % 3}-0{1 + n}-01") for n in range(3)]
    seen = []
    for order in (papers, papers[::-1]):
        with Library.open(tmp_path / str(len(seen))) as library:
            for number, (name, texts, date) in enumerate(order):
                put(library, name, texts, date=date)
                if number % 2:
                    build_index(library, embedder, SETTINGS)
            build_index(library, embedder, SETTINGS)
            seen.append(search(library, "cycling and schools in ward w3", k=100))
    assert seen[0] == seen[1]


def test_ties_are_broken_by_passage_id(library, embedder):
    for name in "cab":
        put(library, f"{name}.pdf", ["None."])
    build_index(library, embedder, SETTINGS)
    ids = [hit.passage.id for hit in search(library, "none")]
    assert len(ids) == 3
    assert ids == sorted(ids)


def test_a_question_of_unknown_or_odd_words_is_answered_by_the_vectors_alone(council):
    for text in ('"', "AND OR NOT *", "zzz", "what is the", "' OR 1=1 --", "£"):
        hits = search(council, text, k=5)
        assert len(hits) == 5


def test_lexical_words_may_differ_from_the_words_embedded(council):
    hits = search(council, "bins", lexical_text="case 24x5")
    assert "case 24x5 " in hits[0].passage.text


def test_the_same_minutes_printed_twice_are_one_hit(library, embedder):
    text = ["RESOLVED that the contract for refuse collection be let for a term of eight years from April 2013."]
    old = put(library, "july.pdf", text, date="2012-07-12", status=PaperStatus.SUPERSEDED)
    new = put(library, "july-supplement.pdf", text, date="2012-07-12")
    put(library, "other.pdf", ["Refuse is collected each week and the contract is watched by officers."])
    build_index(library, embedder, SETTINGS)
    first, second = search(library, "refuse collection contract of eight years")
    assert ([first.passage.id], [place.id for place in first.also_at]) == (new, old)
    assert second.passage.document == "other.pdf"


def test_no_index_yet_says_what_to_do(library, embedder):
    with pytest.raises(SearchError, match="council-papers ingest"):
        search(library, "bins")
    build_index(library, embedder, SETTINGS)
    assert search(library, "bins") == []


def test_an_index_of_another_model_is_refused(council):
    searcher = Searcher(council, HashEmbedder("hash/2"), SETTINGS)
    with pytest.raises(ModelError, match="ingest --rebuild"):
        searcher.search(Query("bins"))


def test_many_threads_may_open_one_shard_at_once(council):
    folder = IndexFolder(council.home).shards / next(iter(shards(council, Classification.PUBLIC)))
    at_once, wrong = threading.Barrier(8), []

    def ask() -> None:
        at_once.wait()
        for _ in range(3):
            try:
                graph = Graph(folder)
                assert len(graph.nearest(HashEmbedder().embed_query("bins"), 5)[0]) == 5
                graph.close()
            except Exception as error:
                wrong.append(error)

    together(*[ask] * 8)
    assert wrong == []


@pytest.mark.slow
def test_readers_see_each_index_as_it_is_published(council, embedder):
    searcher = Searcher(council, embedder, SETTINGS)
    texts: list[str] = []
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                hits = searcher.search(Query("refuse rota", k=500))
            except Exception as error:
                wrong.append(error)
                return
            found = [hit.passage.text for hit in hits if hit.passage.document == "rota.pdf"]
            if len(found) != len(set(found)) or not set(found) <= set(texts) or len(hits) < 90:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        texts.append(f"Refuse rota number {number} for the crews of depot {number * 7}, with lorries and bins of kind {number * 3}.")
        put(council, "rota.pdf", texts)
        build_index(council, embedder, SETTINGS)
    assert len(searcher.search(Query("refuse rota", papers=frozenset({council.paper("rota.pdf").id})))) == 4
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
