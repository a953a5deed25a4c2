"""Questions to start with and to go on with, made from the structure of the papers: each asks for a part that a paper has.

A title stands in quotation marks, as it is printed: it need not be a phrase that fits into a sentence. Where no chat model answers, each
question is tried, and kept only where the answer cites the part that it was made from.
"""

import string
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from assistant.models import Answer, Ask, Citation, Turn
from assistant.scope import Scope
from assistant.service.meetings import Overview, find_meeting, holding, list_meetings
from assistant.service.reader import Reader
from assistant.service.services import Services
from ingest.language.words import content_stems, word_set
from ingest.language.words import words as words_in
from ingest.library.record import Record
from ingest.models import Classification, Kind, Paper, Passage
from ingest.record.models import Entry, Part
from ingest.record.names import unnumbered
from vectorstore.models import Role

DECIDED, RECOMMENDED = 'What was decided on "{}"?', 'What is recommended on "{}"?'
_LONGEST_TITLE = 90
_LONGEST_ACRONYM = 5
_ROUTINE = tuple(
    f" {title} " for title in (
        "minutes", "apologies", "declaration", "declarations", "disclosure", "disclosures", "announcements", "statement from the chair",
        "any other", "matters arising", "urgent business", "urgent item", "urgent items", "membership", "exclusion of", "exempt",
        "confidential", "agenda", "date of next", "date of the next", "public participation", "public questions", "appendix", "appendices",
        "glossary", "contact", "background papers", "background documents", "present", "substitute", "substitutes", "forward plan",
        "work programme", "questions", "election of",
    )
)  # fmt: skip
"""Titles under which meetings do the same every time, and parts that are no matter of their own."""
_PARTS = tuple(
    frozenset(content_stems(named)) for named in (
        "finance financial finances resource cost budget", "risk", "option alternative", "consultation consulted consultees",
        "timetable timescale timeline steps", "equality equalities", "legal",
    )
)  # fmt: skip
"""Stems of headings that reports share, those that councillors ask about most first."""
_LONGEST_HEADING = 60
_FEWEST_WORDS = 12
"""A part with fewer says that there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the passages that an answer to it must cite one of."""

    question: str
    wanted: tuple[Passage, ...]

    def met_by(self, cited: Iterable[Citation]) -> bool:
        """Whether one of these citations is of a wanted passage, or of the same words where the paper prints them again."""
        ids, texts = {passage.id for passage in self.wanted}, [_plain(passage.text) for passage in self.wanted]
        return any(citation.passage_id in ids or any(_plain(citation.quote) in text for text in texts) for citation in cited)


def questions_on(entry: Entry, printed: str) -> Iterator[Candidate]:
    """Questions on the parts of a report, or on what a minute decides; none on what every meeting does. `printed`: text of its paper."""
    decides = entry.part in (Part.MINUTE, Part.DECISION)
    title = topic_of(entry.title or "", printed)
    if not title or entry.part is Part.AGENDA:
        return
    if asked := holding(entry.clauses):
        yield Candidate((DECIDED if decides else RECOMMENDED).format(title), asked)
    if not decides:
        yield from _on_parts(title, entry.passages)


def _on_parts(title: str, passages: Sequence[Passage]) -> Iterator[Candidate]:
    for heading in _PARTS:
        part = tuple(passage for passage in passages if passage.section and heading.intersection(content_stems(passage.section)))
        if _says_something(part) and (name := _named(part[0].section or "")):
            yield Candidate(f'What does the report "{title}" say about {name}?', part)


def topic_of(title: str, printed: str) -> str:
    """A title as it stands in a question; "" where it names no matter, is too long or a single word.

    Words in capitals are written as the text `printed` writes them most often, since a name cannot be told from another word otherwise.
    """
    name = unnumbered(title)
    name = name[: len(name.lower().partition("(page")[0])].strip(" .:-–").replace('"', "'")
    if name.isupper():
        forms = Counter(word.strip(string.punctuation) for word in printed.split())
        name = " ".join(_as_printed(word, forms) for word in name.split())
        name = name[0].upper() + name[1:]
    routine = any(one in f" {' '.join(words_in(name))} " for one in _ROUTINE)
    return name if len(name.split()) > 1 and len(name) <= _LONGEST_TITLE and not routine else ""


def _as_printed(word: str, forms: Counter[str]) -> str:
    """A word in capitals in small letters, or with the capital that the text gives it; short ones that it never prints so are acronyms."""
    bare = word.strip(string.punctuation)
    best = max((bare.lower(), bare.capitalize()), key=lambda form: forms[form])
    return word if not forms[best] and len(bare) <= _LONGEST_ACRONYM else word.replace(bare, best)


def _says_something(part: Sequence[Passage]) -> bool:
    said = words_in(" ".join(passage.text for passage in part))
    nothing = {"none", "nil", "not applicable", "no implications"}
    short = len(said) < 3 * _FEWEST_WORDS
    return len(said) >= _FEWEST_WORDS and not (short and any(f" {one} " in f" {' '.join(said)} " for one in nothing))


def _named(heading: str) -> str:
    """A heading as it stands in a sentence."""
    name = unnumbered(heading).partition("(")[0].strip(" .:-").lower()
    return name if len(name) <= _LONGEST_HEADING and not set("/:;,").intersection(name) else ""


def _plain(text: str) -> str:
    return " ".join(words_in(text))


COUNT = 3
_MEETINGS = 3
_TRIED, _TRIED_AFTER = 10, 6
"""Candidates tried at most for those to start with and to go on with, so that trials do not crowd out what readers ask."""
_TREATED = 3
"""Passages under a heading from which on an undated paper is taken to treat a matter."""
_NO_TOPIC = frozenset(
    content_stems("introduction contents foreword background summary conclusion appendix appendices contact glossary source")
)
_UNFINISHED = word_set("said says include includes including included are is was were by to of for and the planned following")


class Suggestions:
    """Makes suggestions for what a reader may see; those to start with are kept until the library changes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tries = services.access is None or not services.access.settings.chat_model
        self._lock = threading.Lock()
        self._free = threading.Semaphore(1)
        self._kept: dict[frozenset[Classification], tuple[int, tuple[str, ...]]] = {}

    def first(self, scope: Scope, role: Role) -> tuple[str, ...]:
        """Questions on what the newest papers in scope recommend, decide and hold. Raises UnknownBodyError as `Scope.papers`."""
        if scope.bounded:
            return self._first(scope, role)
        with self._lock:
            revision, kept = self._services.library.revision(), self._kept.get(role.classifications)
            if kept is None or kept[0] != revision:
                kept = self._kept[role.classifications] = revision, self._first(scope, role)
            return kept[1]

    def after(self, answers: Sequence[Answer], scope: Scope, role: Role) -> tuple[str, ...]:
        """Questions on what the last answer did not cite of the matters it cites, then on others of the same papers.

        None while suggestions are being made for somebody else. Raises UnknownBodyError as `Scope.papers`.
        """
        if not self._free.acquire(blocking=False):
            return ()
        try:
            reader, asked = Reader(self._services.library, role), {answer.question for answer in answers}
            history = tuple(Turn(question=answer.question, answer=answer.answer) for answer in answers)
            fresh = (one for one in _near(reader, answers[-1], _in_scope(reader, scope)) if one.question not in asked)
            return self._answered(islice(fresh, _TRIED_AFTER), Ask(question="", history=history, role=role, filters=scope))
        finally:
            self._free.release()

    def _first(self, scope: Scope, role: Role) -> tuple[str, ...]:
        reader = Reader(self._services.library, role)
        papers = _in_scope(reader, scope)
        candidates = _in_turn(_about_meetings(reader, papers), _about_reports(reader, papers), _about_papers(reader, papers))
        return self._answered(islice(candidates, _TRIED), Ask(question="", role=role, filters=scope))

    def _answered(self, candidates: Iterable[Candidate], trial: Ask) -> tuple[str, ...]:
        """The first few questions that the papers answer with what they were made from."""
        distinct = {candidate.question: candidate for candidate in candidates}.values()
        return tuple(islice((one.question for one in distinct if self._is_answered(one, trial)), COUNT))

    def _is_answered(self, candidate: Candidate, trial: Ask) -> bool:
        if not self._tries:
            return True
        *_, last = self._services.assistant.stream(trial.model_copy(update={"question": candidate.question}))
        return isinstance(last, Answer) and candidate.met_by(last.citations)


Papers = Mapping[str, Paper]
"""Papers by id."""


def _in_scope(reader: Reader, scope: Scope) -> Papers:
    return {paper.id: paper for paper in scope.papers(reader.papers())}


def _newest(reader: Reader, papers: Papers) -> Iterator[Overview]:
    listed = (one for one in list_meetings(reader) if any(paper.id in papers for paper, _ in one.papers))
    for meeting in islice(listed, _MEETINGS):
        if overview := find_meeting(reader, meeting.held.key):
            yield overview


def _near(reader: Reader, answer: Answer, among: Papers) -> Iterator[Candidate]:
    """Questions on the matters that an answer cites, without the parts it cites; then on the other matters of the same papers."""
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    seen = reader.library.passages(ids=list(cited), classifications=reader.role.classifications)
    papers = {paper.id: paper for passage in seen if (paper := reader.paper_of(passage)) and paper.id in among}
    record, groups = Record(reader.library), dict[bool, list[Iterator[Candidate]]]({True: [], False: []})
    for paper_id in papers:
        entries = record.entries([paper_id], reader.role.classifications)
        printed = _printed(passage for entry in entries for passage in entry.passages)
        for entry in entries:
            groups[any(passage.id in cited for passage in entry.passages)].append(questions_on(entry, printed))
    for group in groups.values():
        for candidate in _in_turn(*group):
            if not any(passage.id in cited for passage in candidate.wanted):
                yield candidate


def _about_meetings(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What was decided, or is to be, on the items of the newest meetings."""
    for overview in _newest(reader, papers):
        printed = _printed(passage for entry in overview.entries for passage in entry.passages)
        for item in overview.items:
            recommended = [clause for _, own in item.recommended for clause in own]
            if (title := topic_of(item.title, printed)) and (wanted := holding(item.resolved or recommended)):
                yield Candidate((DECIDED if item.resolved else RECOMMENDED).format(title), wanted)


def _about_reports(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What the reports to the newest meetings hold besides."""
    documents = {paper.document for paper in papers.values()}
    for overview in _newest(reader, papers):
        printed = _printed(passage for entry in overview.entries for passage in entry.passages)
        for entry in overview.entries:
            report = entry.part in (Part.REPORT, Part.APPENDIX) and entry.passages[0].document in documents
            if report and (title := topic_of(entry.title or "", printed)):
                yield from islice(_on_parts(title, entry.passages), 1)


def _about_papers(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """From papers of no meeting (an annual report), the matters they treat at most length."""
    for paper in papers.values():
        if paper.info.meeting.date is None and paper.info.title:
            passages = [passage for passage in reader.passages(paper) if passage.kind is Kind.PARAGRAPH]
            printed = _printed(passages)
            treated: dict[str, list[Passage]] = {}
            for passage in passages:
                treated.setdefault(_treated(passage, printed), []).append(passage)
            for topic, held in sorted(treated.items(), key=lambda one: -len(one[1]))[: 2 * COUNT]:
                if topic and len(held) >= _TREATED:
                    yield Candidate(f'What does the report "{paper.info.title}" say about "{topic}"?', tuple(held))


def _treated(passage: Passage, printed: str) -> str:
    heading = passage.section or ""
    said = words_in(heading)
    no_topic = set(":;?").intersection(heading) or _NO_TOPIC.intersection(content_stems(heading)) or (said and said[-1] in _UNFINISHED)
    return "" if no_topic else topic_of(heading, printed)


def _printed(passages: Iterable[Passage]) -> str:
    return " ".join(passage.text for passage in passages)


def _in_turn(*streams: Iterable[Candidate]) -> Iterator[Candidate]:
    """One from each stream in turn, so that no kind of paper takes every place."""
    return (candidate for row in zip_longest(*streams) for candidate in row if candidate)
