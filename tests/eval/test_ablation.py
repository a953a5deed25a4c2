"""The ablation tells a citation that caused its sentence from one that was found for it afterwards."""

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.models import Answer, Ask, Citation, Statement, Status
from eval.ablation import Ablated, drawn
from ingest.models import Passage
from tests.eval.papers import ROADS_2023, corpus
from vectorstore.models import Hit, Query

PASSAGES = [passage for source in corpus().sources for passage in source.passages if passage.document == ROADS_2023]


class _Library:
    def passages(self) -> list[Passage]:
        return PASSAGES


class _Searcher:
    def search(self, query: Query) -> list[Hit]:  # noqa: ARG002 the searcher's signature
        return [Hit(passage, 1.0) for passage in PASSAGES]


class _System:
    """Says the first passage it finds, and "Roads matter." whatever it finds; cites the first two for both."""

    def __init__(self, searcher: Any, library: Any) -> None:
        self._searcher, self._library = searcher, library

    def answer(self, ask: Ask) -> Answer:
        found = [hit.passage for hit in self._searcher.search(Query(ask.question))][:2]
        assert {p.id for p in found} <= {p.id for p in self._library.passages()}
        citations = tuple(
            Citation(marker=at, document=p.document, passage_id=p.id, quote=p.text, locator=p.document) for at, p in enumerate(found, 1)
        )
        markers = tuple(citation.marker for citation in citations)
        statements = (Statement(text=found[0].text, citations=markers[:1]), Statement(text="Roads matter.", citations=markers[1:]))
        return Answer(
            id=ask.id, question="?", standalone_question="?", answer="-", abstained=False, status=Status.ANSWERED,
            statements=statements, citations=citations,
        )  # fmt: skip


def test_a_citation_that_caused_its_sentence_is_necessary_and_one_that_did_not_is_not() -> None:
    ablated = Ablated(_System, _Searcher(), _Library())
    ask = Ask(question="What of roads?", id="q")
    answer = _System(_Searcher(), _Library()).answer(ask)
    assert ablated.measure(ask, answer) == pytest.approx({"sufficiency": 1.0, "necessity": 0.5})
    assert ablated.measure(ask, answer.model_copy(update={"citations": ()})) == {}
    swapped = answer.model_copy(update={"citations": tuple(c.model_copy(update={"passage_id": PASSAGES[3].id}) for c in answer.citations)})
    assert ablated.measure(ask, swapped)["sufficiency"] == 0.5, "alone, the passages cited by mistake do not bring the sentence back"


def test_the_sample_is_drawn_among_the_answers_that_cite_and_is_always_the_same() -> None:
    answers = [SimpleNamespace(id=str(at), citations=(1,) if at % 2 else ()) for at in range(40)]
    first = drawn(answers, 5)  # type: ignore[arg-type]
    assert first == drawn(answers, 5)  # type: ignore[arg-type]
    assert len(first) == 5
    assert all(int(name) % 2 for name in first)
