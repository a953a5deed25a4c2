"""The assistant: one question in, typed events out, ending with a cited answer or a refusal that says what was searched."""

import time
from collections.abc import Iterator, Sequence

from assistant.answerability import weigh
from assistant.chain import build_chain
from assistant.checking import Checked, check_draft
from assistant.citations import CitationList
from assistant.events import Event, Sources, Stated, Token
from assistant.evidence import Evidence, Extract
from assistant.extractive import compose
from assistant.models import Answer, Ask, RankedPassage, Searched, Status
from assistant.refusals import is_restricted, refusal, screen, searched
from assistant.relevance import Judge
from assistant.rendering import render, with_markers
from assistant.retriever import Retriever
from assistant.settings import AssistantSettings
from ingest.library import Library
from vectorstore.search import Searcher

_SHOWN = 10
"""Passages listed with every answer."""


class Assistant:
    """Answers questions from the papers of one library. Safe to share between threads: it keeps nothing of a conversation."""

    def __init__(self, searcher: Searcher, library: Library, settings: AssistantSettings) -> None:
        self._library = library
        self._settings = settings
        self._retriever = Retriever(searcher, library, settings)
        self._chain = build_chain(self._retriever.retrieve, self._respond)

    def answer(self, ask: Ask, explain: bool = False) -> Answer:
        """The answer to one question; `explain` keeps the signals of each passage."""
        *_, last = self.stream(ask, explain)
        if not isinstance(last, Answer):
            raise TypeError("the stream of an answer ends with the answer")
        return last

    def stream(self, ask: Ask, explain: bool = False) -> Iterator[Event]:
        """The events of one answer: Sources before the first Token, Stated for each checked statement, the Answer last."""
        status = screen(ask)
        if status:
            yield from self._refuse(ask, status, ask.question, self._searched(ask), [], {})
            return
        began = time.perf_counter()
        for chunk in self._chain.stream({"ask": ask}):
            for event in chunk.get("answer", ()):
                yield self._finish(event, began, explain)

    def _finish(self, event: Event, began: float, explain: bool) -> Event:
        """Round off what only the whole run knows: the total time, and the signals where they were not asked for."""
        if isinstance(event, Answer):
            timings = event.timings_ms | {"total": _since(began)}
            passages = event.passages if explain else _unexplained(event.passages)
            return event.model_copy(update={"timings_ms": timings, "passages": passages})
        if isinstance(event, Sources) and not explain:
            return event.model_copy(update={"passages": _unexplained(event.passages)})
        return event

    def _searched(self, ask: Ask) -> Searched:
        return searched(self._library.papers(), ask.filters)

    def _respond(self, ask: Ask, evidence: Evidence) -> Iterator[Event]:
        understanding, extracts, facts = evidence.understanding, evidence.extracts, evidence.facts
        passages = ranked(extracts[:_SHOWN])
        yield Sources(standalone_question=understanding.standalone, passages=passages)
        within = self._searched(ask)
        began = time.perf_counter()
        judge = Judge(understanding, facts)
        judged = judge.candidates(extracts)
        judgement = weigh(understanding, judge, judged)
        if not judgement.answerable:
            status = Status.NOT_PERMITTED if is_restricted(ask) else Status.NOT_IN_PAPERS
            yield from self._refuse(ask, status, understanding.standalone, within, extracts, {"answer": _since(began)})
            return
        draft = compose(understanding, judge, judged)
        citations, shown = CitationList(), list[Checked]()
        for checked in check_draft(draft, understanding.standalone, facts.weight, citations):
            if checked.statement:
                shown.append(checked)
                yield Stated(statement=checked.statement, citations=checked.new)
                yield Token(text=with_markers(checked.statement) + "\n")
        if not shown:
            spent = {"answer": _since(began)}
            yield from self._refuse(ask, Status.NOT_IN_PAPERS, understanding.standalone, within, extracts, spent)
            return
        parts = [(checked.statement, checked.style) for checked in shown if checked.statement]
        yield Answer(
            id=ask.id,
            question=ask.question,
            standalone_question=understanding.standalone,
            answer=render(draft.lead, parts, draft.gaps),
            abstained=False,
            status=Status.PARTIAL if draft.gaps else Status.ANSWERED,
            statements=tuple(statement for statement, _ in parts),
            citations=tuple(citations),
            passages=passages,
            searched=within,
            timings_ms={"answer": _since(began)},
        )

    def _refuse(
        self, ask: Ask, status: Status, standalone: str, within: Searched, extracts: Sequence[Extract], timings: dict[str, float]
    ) -> Iterator[Event]:
        text = refusal(status, within, extracts)
        yield Token(text=text)
        yield Answer(
            id=ask.id,
            question=ask.question,
            standalone_question=standalone,
            answer=text,
            abstained=True,
            status=status,
            passages=ranked(extracts[:_SHOWN]),
            searched=within,
            timings_ms=timings,
        )


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


def _unexplained(passages: Sequence[RankedPassage]) -> tuple[RankedPassage, ...]:
    return tuple(passage.model_copy(update={"signals": None}) for passage in passages)


def ranked(extracts: Sequence[Extract]) -> tuple[RankedPassage, ...]:
    """Extracts as they are listed with an answer, best first, with their signals; the place is that of the passage that matched."""
    return tuple(
        RankedPassage(
            rank=rank,
            document=hit.passage.document,
            passage_id=hit.passage.id,
            agenda_item=hit.passage.agenda_item,
            report_title=hit.passage.report_title,
            paragraph=hit.passage.paragraph,
            page=hit.passage.page,
            score=hit.score,
            text=extract.text,
            signals=dict(hit.signals),
        )
        for rank, extract in enumerate(extracts, 1)
        for hit in (extract.hit,)
    )
