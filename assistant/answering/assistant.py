"""The assistant: one question in, typed events out, ending with a cited answer or a refusal that says what was searched."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant.answering.chat_outcome import account, after_failure, is_thin, unsaid
from assistant.answering.corrections import Corrections
from assistant.answering.direct import direct
from assistant.answering.extractive import compose
from assistant.answering.judge import Judge
from assistant.answering.left_out import left_out
from assistant.answering.outlook import find
from assistant.answering.refusals import is_restricted, refusal, screen, searched
from assistant.answering.remembered import Remembered
from assistant.answering.rendering import Part, render, struck, with_markers
from assistant.answering.silence import speaks
from assistant.answering.warming import stay_ahead
from assistant.answering.wholeness import Whole, leads, settled, written_lead
from assistant.check.draft import Drafted, Style
from assistant.check.statements import Against, Checked, check_statements, verdict_on
from assistant.citations import CitationList, each_told_apart
from assistant.errors import ChatModelError, UnknownBodyError
from assistant.events import Event, Sources, Stated, Token
from assistant.marking import marking_of
from assistant.models import Answer, Ask, Dropped, RankedPassage, Searched, Status
from assistant.retrieval.langchain import build_chain
from assistant.retrieval.models import Evidence, Extract
from assistant.retrieval.retriever import Retriever
from assistant.scope import standing_line
from assistant.settings import AssistantSettings
from assistant.struck import joined
from ingest.library.as_of import Days
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Passage, Standing
from vectorstore.models import Hit, Query, Role
from vectorstore.search import Searcher
from vectorstore.support_model import SupportModel

if TYPE_CHECKING:
    from assistant.answering.chat_engine import Generator

_SHOWN = 10
"""Passages listed with every answer."""
_EXTRACTIVE = "extractive"


@dataclass(slots=True)
class _Run:
    """One answer in the making."""

    ask: Ask
    evidence: Evidence
    within: Searched
    began: float = field(default_factory=time.perf_counter)
    citations: CitationList = field(default_factory=CitationList)
    shown: list[Checked] = field(default_factory=list)
    """Statements that passed the check."""
    dropped: list[Checked] = field(default_factory=list)
    gaps: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    engine: str = _EXTRACTIVE
    partly: set[str] = field(default_factory=set)
    """Statements of the chat model that say besides what the papers lack."""
    tells_gaps: bool = False
    """Whether words of the chat model on what the papers lack are shown; they cite nothing."""
    silent: bool = False
    """Whether the chat model says that the papers do not."""
    lists: Sequence[Sequence[Drafted]] = ()
    """Items of the chat model's lists whose opening line fell or is missing."""

    @property
    def told(self) -> tuple[Dropped, ...]:
        """The sentences of the chat model that are left out; they may come from anything that it was shown."""
        return left_out(self.dropped, marking_of(self.passages)) if self.dropped else ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All that was found, which is all that a chat model may have been shown."""
        return tuple(passage for extract in self.evidence.extracts for passage in extract.passages)


class Assistant:
    """Answers questions from the papers of one library. Safe to share between threads: it keeps nothing of a conversation."""

    def __init__(
        self,
        searcher: Searcher,
        library: Library,
        settings: AssistantSettings,
        generator: "Generator | None" = None,
        support: SupportModel | None = None,
        retriever: Retriever | None = None,
    ) -> None:
        """`generator` stands in for the chat model that the settings name; `support` weighs what of its words is not the papers'.

        `retriever` is that of the library where there is one already. Raises ChatModelError where the chat model cannot be opened.
        """
        self._searcher, self._library = searcher, library
        self._settings = settings
        self._retriever = retriever or Retriever(searcher, library, settings)
        self._generator = generator or (_open_generator(settings) if settings.chat_model else None)
        self._support = support
        self._remembered = Remembered()
        self._chain = build_chain(self._retriever, self._respond)
        self._days = Days(self._as_of)

    @property
    def retriever(self) -> Retriever:
        """What finds the evidence, for those who make other things of it."""
        return self._retriever

    def answer(self, ask: Ask, explain: bool = False) -> Answer:
        """The answer to one question; `explain` keeps the signals of each passage."""
        *_, last = self.stream(ask, explain)
        if not isinstance(last, Answer):
            raise TypeError("the stream of an answer ends with the answer")
        return last

    def stream(self, ask: Ask, explain: bool = False) -> Iterator[Event]:
        """The events of one answer: Sources before the first Token, Stated for each checked statement, the Answer last."""
        if (held := self._on(ask)) is not self:
            return held.stream(ask, explain)
        events = each_told_apart(self._library.papers(ask.role.classifications), self._stream(ask, explain))
        standing = self._library.standing(ask.role.classifications)
        return (_stood(event, standing) for event in events) if standing else events

    def _on(self, ask: Ask) -> "Assistant":
        """What answers from the papers as they stood on the day as of which they are asked."""
        day = ask.filters.as_of
        return self if day in (None, self._library.day) else self._days.on(day)

    def _as_of(self, day: date) -> "Assistant":
        held = self._retriever.on(day)
        return Assistant(self._searcher, held.library, self._settings, self._generator, self._support, held)

    def _stream(self, ask: Ask, explain: bool) -> Iterator[Event]:
        began = time.perf_counter()
        status = screen(ask)
        if status:
            yield from _refused(ask, status, ask.question, self._searched(ask), (), {"total": _since(began)})
            return
        try:
            for event in self._events(ask):
                yield _finished(event, ask, began, explain)
        except UnknownBodyError as error:  # before anything was searched
            text = refusal(Status.NOT_IN_PAPERS, Searched(), told=str(error))
            yield from _refused(ask, Status.NOT_IN_PAPERS, ask.question, Searched(), (), {"total": _since(began)}, text=text)

    def _events(self, ask: Ask) -> Iterator[Event]:
        """What the chain says, or said before where the papers' own words answer."""

        def make() -> Iterator[Event]:
            return (event for chunk in self._chain.stream({"ask": ask}) for event in chunk.get("answer", ()))

        if self._generator:
            return make()
        return self._remembered.events(self._papers, ask.model_dump_json(exclude={"id"}), make)

    def _papers(self) -> tuple[int, object]:
        """Tells one state of the papers, and of what searches them, from another."""
        return self._library.revision(), self._searcher.published()

    def search(self, ask: Ask, k: int) -> list[Hit]:
        """The passages that the question would be answered from, best first, at most `k`."""
        retriever = self._retriever.on(ask.filters.as_of)
        facts = retriever.facts(ask.role.classifications)
        return retriever.ranked(ask, retriever.understand(ask, facts), facts)[:k]

    def warm_up(self) -> None:
        """Read ahead what questions are likely to need, again after each change of the library, until it is stopped (assistant.stopping);
        to be called from a thread of its own."""
        stay_ahead(self._library, self._papers, self._open, self._searcher.read_ahead)

    def _open(self) -> None:
        """Have what every question needs at hand: the facts, and the index that was published last, opened by asking it for anything."""
        self._retriever.facts(Role.PUBLIC.classifications)
        if self._searcher.published():
            self._searcher.search(Query("papers", Role.PUBLIC, k=1))

    def _searched(self, ask: Ask) -> Searched:
        return searched(self._library.papers(ask.role.classifications), ask.filters)

    def _respond(self, ask: Ask, evidence: Evidence) -> Iterator[Event]:
        run = _Run(ask, evidence, self._searched(ask))
        understanding, extracts = evidence.understanding, evidence.extracts
        yield Sources(standalone_question=understanding.standalone, passages=ranked(extracts[:_SHOWN]))
        if lacking := understanding.matter.lacking:
            status, took, about = Status.NOT_IN_PAPERS, {"answer": _since(run.began)}, _told_of(extracts, "")
            text = refusal(status, run.within, extracts, lacking=lacking)
            yield from _refused(ask, status, understanding.standalone, run.within, extracts, took, text=text, about=about)
            return
        judge = Judge(understanding, evidence.facts, self._searcher.cosines)
        on = understanding.matter.of_subject(passage for extract in extracts for passage in extract.passages)
        judged = [c for c in judge.candidates(extracts) if c.unit.passage.id in on and understanding.matter.keeps(c.unit)]
        findings = find(understanding, judge, judged)
        if self._generator and speaks(judged):
            yield from self._generate(run, self._generator, findings.answerable)
        line = None if run.shown or run.silent else direct(understanding, judge, judged, Record(self._library), ask.role.classifications)
        if (findings.answerable or line) and not run.silent and is_thin(run.shown, run.dropped):
            run.engine = run.engine if run.shown else _EXTRACTIVE
            composed = compose(understanding, judge, judged)
            drafted = composed.statements if run.shown else findings.lead(understanding, composed.statements)
            drafted = line.before(composed.statements) if line else drafted
            run.gaps = (*run.gaps, *composed.gaps, *findings.gaps(understanding, drafted))
            yield from _state(run, self._checked(run, unsaid(drafted, run.shown)))
        if run.shown:
            yield _answered(run)
            return
        status = Status.NOT_PERMITTED if is_restricted(ask) else Status.NOT_IN_PAPERS
        text = refusal(status, run.within, extracts, findings.lack, findings.drawn)
        about, timings = (*_told_of(extracts, findings.drawn), *_uncited(run)), {"answer": _since(run.began)}
        yield from _refused(ask, status, understanding.standalone, run.within, extracts, timings, run.notices, text, about, run.told)

    def _generate(self, run: _Run, generator: "Generator", answerable: bool) -> Iterator[Event]:
        """Statements of the chat model that pass the check; where too few do and it is `answerable`, the extractive engine's follow."""
        run.engine = generator.name
        reply = generator.reply(run.evidence)
        against = self._against(run, self._settings.unmatched == "mark")
        whole = Whole(reply.said(), reply.draft, lambda one: verdict_on(one, against))
        run.lists = whole.bare
        try:
            yield from _state(run, self._checked(run, whole, against), self._settings.unsupported == "strike")
        except ChatModelError as error:
            run.notices.append(str(error) + after_failure(bool(run.shown), answerable))
        run.gaps, run.partly = tuple(reply.gaps), reply.partly
        run.shown = settled(run.shown)
        run.silent = not run.shown and (reply.silent or bool(reply.gaps and not run.dropped))
        run.tells_gaps = not run.silent and bool(reply.gaps or reply.partly)
        run.notices += account(run.told, bool(run.shown), answerable and not run.silent and is_thin(run.shown, run.dropped))
        if run.silent:
            run.notices.append("The chat model found no answer in the passages shown to it.")

    def _against(self, run: _Run, unmatched: bool = False) -> Against:
        return Against(run.evidence.understanding.standalone, unmatched, self._support if unmatched else None)

    def _checked(self, run: _Run, statements: Iterable[Drafted], against: Against | None = None) -> Iterator[Checked]:
        """Each statement checked, and beside it what sets right the words that it cites."""
        against = against or self._against(run)
        corrections = Corrections(Record(self._library), run.ask.role.classifications, run.shown)
        among = corrections.among(statements, lambda one: verdict_on(one, against).shown)
        return check_statements(among, against, run.citations)


def _open_generator(settings: AssistantSettings) -> "Generator":
    from assistant.answering.chat_engine import Generator

    return Generator(settings)


def _state(run: _Run, checked: Iterator[Checked], strike: bool = False) -> Iterator[Event]:
    for one in checked:
        if one.statement:
            run.shown.append(one)
            yield Stated(statement=one.statement, citations=one.new)
            yield Token(text=_line(run, one, with_markers(one.statement, run.citations)) + "\n")
        else:
            run.dropped.append(one)
            if strike:
                yield Token(text=struck(left_out([one], None)[0]) + "\n")


def _line(run: _Run, one: Checked, words: str) -> str:
    """A statement as it is written: an item as a bullet, the first of a list without an opening line under one for that item."""
    if one.style is not Style.BULLET:
        return words
    begins = any(items[0] is one.drafted for items in run.lists if items)
    return f"{written_lead([one.drafted])}\n- {words}" if begins else f"- {words}"


def _answered(run: _Run) -> Answer:
    set_over = zip(run.shown, leads(run.shown, run.lists), strict=True)
    parts = [Part(one.statement, one.style, one.drafted.cells, lead) for one, lead in set_over if one.statement]
    return Answer(
        id=run.ask.id,
        question=run.ask.question,
        standalone_question=run.evidence.understanding.standalone,
        answer=render(parts, run.citations, run.gaps),
        abstained=False,
        status=Status.PARTIAL if run.gaps or any(one.drafted.text in run.partly for one in run.shown) else Status.ANSWERED,
        statements=tuple(part.statement for part in parts),
        citations=tuple(run.citations),
        passages=ranked(run.evidence.extracts[:_SHOWN]),
        searched=run.within,
        timings_ms={"answer": _since(run.began)},
        engine=run.engine,
        notices=tuple(run.notices),
        dropped=run.told,
        marking=marking_of((*run.citations.passages, *_uncited(run))),
    )


def _uncited(run: _Run) -> tuple[Passage, ...]:
    """The passages that words of a chat model may come from that cite nothing: what failed the check and is told of, and gaps."""
    return run.passages if run.dropped or run.tells_gaps else ()


def _told_of(extracts: Sequence[Extract], drawn: str) -> tuple[Passage, ...]:
    """The passages that a refusal may tell of: the nearest, or those among which a figure is drawn."""
    return tuple(extract.hit.passage for extract in (extracts if drawn else extracts[:1]))


def _refused(
    ask: Ask,
    status: Status,
    standalone: str,
    within: Searched,
    extracts: Sequence[Extract],
    timings: dict[str, float],
    notices: Sequence[str] = (),
    text: str = "",
    about: Sequence[Passage] = (),
    dropped: tuple[Dropped, ...] = (),
) -> Iterator[Event]:
    text = text or refusal(status, within, extracts)
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
        notices=tuple(notices),
        dropped=dropped,
        marking=marking_of(about),
    )


def _finished(event: Event, ask: Ask, began: float, explain: bool) -> Event:
    """The event with what is of this asking alone: its id, the total time, and no signals where they were not asked for."""
    if isinstance(event, Answer | Sources) and not explain:
        event = event.model_copy(update={"passages": tuple(p.model_copy(update={"signals": None}) for p in event.passages)})
    if isinstance(event, Answer):
        event = event.model_copy(update={"id": ask.id, "timings_ms": event.timings_ms | {"total": _since(began)}})
    return event


def _stood(event: Event, standing: Standing) -> Event:
    """The event of an answer from the papers as they stood on a day, which says so first."""
    if not isinstance(event, Answer):
        return event
    within = event.searched.model_copy(update={"as_of": standing})
    return event.model_copy(update={"searched": within, "notices": (standing_line(standing), *event.notices)})


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


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
            struck=joined(extract.passages),
            marking=marking_of(extract.passages),
        )
        for rank, extract in enumerate(extracts, 1)
        for hit in (extract.hit,)
    )
