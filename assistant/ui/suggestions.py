"""Questions to start with and to go on with, made from the papers and kept only where the papers answer them."""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

from assistant.models import Answer, Ask, FilterSpec, Status, Turn
from assistant.ui.access import Reader
from assistant.ui.meetings import find_meeting, list_meetings
from assistant.ui.services import Services
from ingest.models import Classification, Kind, Paper
from vectorstore.models import Role

COUNT = 3
_MEETINGS = 3
_TRIED, _TRIED_AFTER = 8, 4
"""Candidates asked at most for a first and for a follow-up question, so that trials do not crowd out what readers ask."""
_LONGEST_TOPIC = 90
_ANSWERED = (Status.ANSWERED, Status.PARTIAL)
_RECOMMENDED, _DECIDED = "What is recommended about {}?", "What was decided about {}?"
_FORMS = (_RECOMMENDED, _DECIDED, "What would {} cost?")


class Suggestions:
    """Makes suggestions for what a reader may see; those to start with are kept until the library changes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._free = threading.Semaphore(1)
        self._kept: dict[frozenset[Classification], tuple[int, tuple[str, ...]]] = {}

    def first(self, filters: FilterSpec, role: Role) -> tuple[str, ...]:
        """Questions on what the newest papers within the filters recommend, decide and hold."""
        if filters != FilterSpec():
            return self._first(filters, role)
        with self._lock:
            revision, kept = self._services.library.revision(), self._kept.get(role.classifications)
            if kept is None or kept[0] != revision:
                kept = self._kept[role.classifications] = revision, self._first(filters, role)
            return kept[1]

    def after(self, answers: Sequence[Answer], filters: FilterSpec, role: Role) -> tuple[str, ...]:
        """Questions on the reports that the last answer cites.

        None where a chat model answers, whose every trial would cost, or while suggestions are being made for somebody else.
        """
        if not answers or answers[-1].engine != "extractive" or not self._free.acquire(blocking=False):
            return ()
        try:
            return self._after(answers, filters, role)
        finally:
            self._free.release()

    def _after(self, answers: Sequence[Answer], filters: FilterSpec, role: Role) -> tuple[str, ...]:
        last, asked = answers[-1], {answer.question for answer in answers}
        history = tuple(Turn(question=answer.question, answer=answer.answer) for answer in answers)
        titles = dict.fromkeys(citation.report_title for citation in last.citations if citation.report_title)
        printed = " ".join(passage.text for passage in last.passages)
        topics = [topic for title in titles if (topic := topic_of(title, printed))]
        questions = (form.format(topic) for topic in topics for form in _FORMS)
        fresh = islice((question for question in questions if question not in asked), _TRIED_AFTER)
        return self._answered(fresh, Ask(question="", history=history, role=role, filters=filters))

    def _first(self, filters: FilterSpec, role: Role) -> tuple[str, ...]:
        reader = Reader(self._services.library, role)
        questions = _in_turn(_about_meetings(reader, filters), _about_papers(reader, filters))
        return self._answered(questions, Ask(question="", role=role, filters=filters))

    def _answered(self, questions: Iterable[str], trial: Ask) -> tuple[str, ...]:
        """The first few of `questions` that the papers answer."""
        tried = islice(dict.fromkeys(questions), _TRIED)
        asks = (trial.model_copy(update={"question": question}) for question in tried)
        return tuple(islice((ask.question for ask in asks if self._is_answered(ask)), COUNT))

    def _is_answered(self, ask: Ask) -> bool:
        *_, last = self._services.assistant.stream(ask)
        return isinstance(last, Answer) and last.status in _ANSWERED


def _about_meetings(reader: Reader, filters: FilterSpec) -> Iterator[str]:
    held = [held for held in list_meetings(reader) if any(_within(paper, filters) for paper in held.papers)]
    for overview in (find_meeting(reader, meeting.key) for meeting in held[:_MEETINGS]):
        if overview is None:
            continue
        printed = " ".join(passage.text for paper in overview.papers for passage in reader.passages(paper))
        for item in overview.items:
            if topic := topic_of(item.title, printed) if item.recommended else "":
                yield (_DECIDED if item.resolved else _RECOMMENDED).format(topic)


def _about_papers(reader: Reader, filters: FilterSpec) -> Iterator[str]:
    """From papers of no meeting (an annual report), the matters they treat at most length."""
    for paper in reader.papers():
        if paper.info.meeting.date is None and paper.info.title and _within(paper, filters):
            passages = [passage for passage in reader.passages(paper) if passage.kind is Kind.PARAGRAPH]
            printed = " ".join(passage.text for passage in passages)
            counts = Counter(topic for passage in passages if (topic := topic_of(passage.section or "", printed)))
            yield from (f"What does {paper.info.title} say about {topic}?" for topic, _ in counts.most_common(COUNT))


def topic_of(title: str, printed: str) -> str:
    """A title as it stands in a question; "" where it is too long or a single word.

    Words in capitals are written as the text `printed` writes them most often, since a name cannot be told from another word otherwise.
    """
    words = re.sub(r"\s*\(pages?\b.*$|^\W*(?:\d+[.)]?|appendix \w+\s*:)\s*", "", title, flags=re.IGNORECASE).strip(" .:-–")
    if words.isupper():
        forms = Counter(re.findall(r"\w+", printed))
        words = re.sub(r"\w+", lambda word: max((word[0].lower(), word[0].capitalize()), key=lambda form: forms[form]), words)
    return words if len(words.split()) > 1 and len(words) <= _LONGEST_TOPIC else ""


def _within(paper: Paper, filters: FilterSpec) -> bool:
    """Whether a paper is among the documents chosen; the other filters are left to the trial of the question."""
    return not filters.documents or paper.document in filters.documents


def _in_turn(*streams: Iterable[str]) -> Iterator[str]:
    """One from each stream in turn, so that no kind of paper takes every place."""
    return (question for row in zip_longest(*streams) for question in row if question)
