"""From questions to extracts, on a small library of our own and a searcher that counts common words."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models import Ask, Turn
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts
from assistant.retrieval.langchain import langchain_retriever
from assistant.retrieval.ranking import compare, rank, sharpen
from assistant.retrieval.retriever import Retriever, fullest
from assistant.retrieval.signals import Wanted, measure
from assistant.settings import AssistantSettings
from ingest.language.words import content_stems
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, PaperStatus, Passage
from vectorstore.models import Hit, Query, Role

PANEL = "Parks Scrutiny Panel"
TEXTS = {
    "2016": (
        ("1", "The panel reviews parks each year."),
        ("2", "There were 40 rangers in 2016, paid from the parks budget."),
        ("3", "Rangers are trained by the Wildlife Trust (WT)."),
    ),
    "2018": (
        ("1", "The panel reviews parks each year."),
        ("2", "There were 25 rangers in 2018 after the reduction in the parks budget."),
        ("RECOMMENDATION (i)", "That the panel notes the number of rangers."),
        ("3", "Benches cost £12,000 a year to repair."),
    ),
}


class WordSearcher:
    """Every passage the role may see, by the number of words it shares with the question."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.queries: list[Query] = []

    def search(self, query: Query) -> list[Hit]:
        self.queries.append(query)
        asked = set(content_stems(query.lexical_text or query.text))
        hits = []
        for passage in self._library.passages(classifications=query.role.classifications):
            if query.papers is not None and passage.id.partition("-")[0] not in query.papers:
                continue
            shared = len(asked & set(content_stems(passage.text)))
            hits.append(Hit(passage, shared, (("dense", shared / 10), ("lexical", float(shared)))))
        return sorted(hits, key=lambda hit: -hit.score)[: query.k]

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        asked = set(content_stems(question))
        return [len(asked & set(content_stems(text))) / (1 + len(asked)) for text in texts]


def passages(year: str, item: str = "7") -> list[Passage]:
    meeting = Meeting("Ambridge", PANEL, datetime.date(int(year), 6, 1))
    return [
        Passage(
            id=f"{year}-{ordinal}",
            document=f"{year}.txt",
            ordinal=ordinal,
            text=text,
            kind=Kind.RECOMMENDATION if "REC" in label else Kind.PARAGRAPH,
            paragraph=label,
            agenda_item=item,
            report_title="Park Rangers",
            meeting=meeting,
        )
        for ordinal, (label, text) in enumerate(TEXTS[year])
    ]


def put(library: Library, name: str, found: list[Passage]) -> None:
    paper = Paper(name, f"{name}.txt", f"/{name}.txt", name * 8, 0, len(found), PaperInfo(meeting=found[0].meeting))
    library.put(paper, found)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path)
    for year in TEXTS:
        put(library, year, passages(year))
    yield library
    library.close()


def retriever(library: Library, words: int = 1) -> Retriever:
    return Retriever(WordSearcher(library), library, AssistantSettings(extract_words=words))


def test_the_asked_year_comes_first(library: Library) -> None:
    for year in TEXTS:
        first = retriever(library).retrieve(Ask(question=f"How many park rangers were there in {year}?")).extracts[0]
        assert first.hit.passage.id == f"{year}-1"


def test_a_named_place_is_gone_to_straight(library: Library) -> None:
    evidence = retriever(library).retrieve(Ask(question="In 2018, what does paragraph 3 of item 7 say?"))
    assert evidence.extracts[0].hit.passage.id == "2018-3"
    evidence = retriever(library).retrieve(Ask(question="what is recommendation (i) of item 7?"))
    assert evidence.extracts[0].hit.passage.paragraph == "RECOMMENDATION (i)"


def test_years_set_side_by_side_each_get_a_passage(library: Library) -> None:
    evidence = retriever(library).retrieve(Ask(question="Compare the number of rangers in 2016 with 2018"))
    assert {e.hit.passage.meeting.date.year for e in evidence.extracts[:2] if e.hit.passage.meeting.date} == {2016, 2018}


def test_a_follow_up_is_searched_with_what_it_follows(library: Library) -> None:
    history = (Turn(question="How many rangers were there in 2016?", answer="40."),)
    evidence = retriever(library).retrieve(Ask(question="and in 2018?", history=history))
    assert evidence.understanding.standalone == "How many rangers were there in 2018?"
    assert evidence.extracts[0].hit.passage.id == "2018-1"


def test_extracts_join_neighbours_of_their_report_up_to_the_words_and_never_overlap(library: Library) -> None:
    evidence = retriever(library, words=30).retrieve(Ask(question="How many rangers were there in 2018?"))
    first = evidence.extracts[0]
    assert len(first.passages) > 1
    assert len(first.text.split()) <= 30
    assert "25 rangers" in first.text
    shown = [passage.id for extract in evidence.extracts for passage in extract.passages]
    assert len(shown) == len(set(shown))


def test_a_superseded_paper_comes_after_unless_asked_for(library: Library) -> None:
    old = [replace(p, id=f"old-{p.ordinal}", document="old.txt", status=PaperStatus.SUPERSEDED) for p in passages("2018")]
    put(library, "old", old)
    ask = "How many rangers were there in {}2018{}?"
    found = retriever(library).retrieve(Ask(question=ask.format("", ""))).extracts
    assert found[0].hit.passage.status is PaperStatus.CURRENT


def test_exempt_words_are_never_read_for_the_public(library: Library) -> None:
    secret = [replace(p, id=f"x-{p.ordinal}", document="x.txt", classification=Classification.EXEMPT) for p in passages("2018")]
    secret[1] = replace(secret[1], text="The Zebra Settlement Fund (ZSF) paid the rangers.")
    put(library, "x", secret)
    ask = Ask(question="what does ZSF mean for rangers?")
    public = retriever(library, words=300).retrieve(ask)
    assert "Zebra" not in "".join(extract.text for extract in public.extracts)
    assert "ZSF" not in public.facts.acronyms
    assert all(e.printed != "zebra settlement fund" for e in public.understanding.expansions)
    member = retriever(library).retrieve(ask.model_copy(update={"role": Role.MEMBER}))
    assert "ZSF" in member.facts.acronyms


def test_facts_follow_the_library(library: Library) -> None:
    found = retriever(library)
    before = found.facts(Role.PUBLIC.classifications)
    assert found.facts(Role.PUBLIC.classifications) is before
    library.remove("2016")
    assert found.facts(Role.PUBLIC.classifications).meetings == (datetime.date(2018, 6, 1),)


def test_the_copy_in_the_pack_is_shown_for_a_loose_one() -> None:
    packed = passages("2018")[1]
    loose = replace(packed, id="loose", document="loose.txt", agenda_item=None)
    hit = fullest(Hit(loose, 1.0, (), (packed,)))
    assert (hit.passage, hit.also_at) == (packed, (loose,))


def test_signals_say_why(library: Library) -> None:
    hit = retriever(library).retrieve(Ask(question="How many rangers were there in 2018?")).extracts[0].hit
    signals = dict(hit.signals)
    assert signals["form"] == 1.0
    assert signals["period"] == 1.0
    assert 0 < signals["cover"] <= 1


def test_langchain_documents_carry_their_place(library: Library) -> None:
    documents = langchain_retriever(retriever(library)).invoke("How many rangers were there in 2018?")
    assert documents[0].metadata["paragraph"] == "2"
    assert documents[0].metadata["meeting_date"] == "2018-06-01"


def test_langchain_documents_are_the_evidence_of_the_ask(library: Library) -> None:
    ours, asks = (
        retriever(library),
        [Ask(question="How many rangers were there in 2018?", role=role) for role in (Role.PUBLIC, Role.OFFICER)],
    )
    for ask in asks:
        documents = langchain_retriever(ours).invoke(ask.question, ask=ask)
        assert tuple(document.metadata["extract"] for document in documents) == ours.retrieve(ask).extracts


def test_the_closest_sentence_lifts_a_long_passage(library: Library) -> None:
    hits = [Hit(passage, 1.0) for passage in library.passages()]
    sharp = sharpen("benches repaired at what cost?", hits, WordSearcher(library).cosines, len(hits), {"sentence": 1.0})
    assert "Benches" in sharp[0].passage.text
    assert dict(sharp[0].signals)["sentence"] == sharp[0].score - 1.0
    assert [hit.passage.id for hit in sharpen("benches", hits, WordSearcher(library).cosines, 0)] == [h.passage.id for h in hits]


def wanted(question: str) -> Wanted:
    return Wanted.of(understand(question, (), LibraryFacts()), LibraryFacts())


def said(*texts: str) -> list[Passage]:
    return [Passage(f"t-{at}", "t.txt", at, text, Kind.PARAGRAPH) for at, text in enumerate(texts)]


def test_a_value_of_the_kind_asked_for_lifts_a_passage_and_no_other_figure_does(library: Library) -> None:
    close = WordSearcher(library).cosines
    told, dated = said("The bandstand was painted for £900.", "The bandstand was painted on 4 May 2021.")
    for question, right in (("How much was paid to paint the bandstand?", told), ("When was the bandstand painted?", dated)):
        first = sharpen(question, [Hit(told, 1.0), Hit(dated, 1.0)], close, 2, {"value": 1.0})[0]
        assert (first.passage, dict(first.signals)["value"]) == (right, 1.0)
    assert {dict(hit.signals)["value"] for hit in sharpen("Is the bandstand safe?", [Hit(told, 1.0)], close, 1)} == {0.5}


def test_words_that_follow_each_other_count_and_the_same_words_apart_do_not() -> None:
    want = wanted("Where is the play area of the parish?")
    near, apart = said("The play area is by the ford.", "They play football there; the area by the ford is closed.")
    assert measure(want, near, [near])["pairs"] > measure(want, apart, [apart])["pairs"] == 0.0


def test_what_stands_beside_a_passage_in_its_extract_counts_and_what_stands_elsewhere_does_not() -> None:
    want = wanted("What did the bandstand repairs cost?")
    heading, figure = said("Bandstand repairs", "They cost £900.")
    with_it, alone = measure(want, figure, [heading, figure]), measure(want, figure, [figure])
    assert with_it["cover"] == alone["cover"] == alone["whole"] < with_it["whole"] == 1.0
    assert alone["together"] < with_it["together"] == 1.0
    strewn = said("Bandstand repairs", "other words " * 30, "They cost £900.")
    assert measure(want, strewn[2], strewn)["together"] < with_it["together"]


def test_the_nearest_passage_is_ahead_of_the_next_by_more_than_a_later_one_of_the_one_after_it() -> None:
    hits = [Hit(passage, 1.0, (("dense", 0.5 - passage.ordinal / 100),)) for passage in reversed(said("a", "b", "c"))]
    third, second, first = (signals["nearest"] for signals in compare(hits))
    assert first == 1.0
    assert first - second > second - third > 0


def test_one_shared_order_whatever_the_order_in_which_hits_come() -> None:
    texts = said("The ford is closed.", "The ford is open.", "The ford is deep.")
    hits, wholes = [Hit(passage, 1.0, (("dense", 0.5),)) for passage in texts], {passage.id: (passage,) for passage in texts}
    orders = [[hit.passage.id for hit in rank(wanted("Is the ford deep?"), some, wholes)] for some in (hits, hits[::-1])]
    assert orders[0] == orders[1]
    assert orders[0][0] == "t-2"


def test_an_empty_library_has_no_extracts(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    assert retriever(library).retrieve(Ask(question="How many rangers?")).extracts == ()
    library.close()
