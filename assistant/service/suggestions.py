"""Questions to start with and to go on with, made from the structure of the papers: each asks for a part that a paper has.

A title stands in quotation marks, as it is printed: it need not be a phrase that fits into a sentence. Where no chat model answers, each
question is tried, and kept only where the answer cites the part that it was made from.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from assistant.models import Answer, Ask, Citation, Turn
from assistant.scope import Scope
from assistant.service.meetings import Overview, find_meeting, list_meetings
from assistant.service.reader import Reader
from assistant.service.services import Services
from ingest.models import Classification, Kind, Paper, Passage
from vectorstore.models import Role

# The matters of a paper, by its structure: what a report holds under which headings, what minutes decide.

DECIDED, RECOMMENDED = 'What was decided on "{}"?', 'What is recommended on "{}"?'
_LONGEST_TITLE = 90
_LONGEST_ACRONYM = 5
_ROUTINE = re.compile(
    r"\b(?:minutes|apologies|declarations?|disclosures?|chair\w*?.?s? announcements|statement from the chair|any other"
    r"|matters arising|urgent (?:business|items?)|membership|exclusion of|exempt|confidential|agenda|date of (?:the )?next"
    r"|public (?:participation|questions)|appendi(?:x|ces)|glossary|contact|background (?:papers|documents)|present"
    r"|substitutes?|forward plan|work programme|questions|election of)\b",
    re.IGNORECASE,
)
"""Titles under which meetings do the same every time, and parts that are no matter of their own."""
_PARTS = (
    re.compile(r"\b(?:financ\w+|resource\w*|costs?|budget\w*)\b", re.IGNORECASE),
    re.compile(r"\brisks?\b", re.IGNORECASE),
    re.compile(r"\b(?:options?|alternatives?)\b", re.IGNORECASE),
    re.compile(r"\bconsult\w+\b", re.IGNORECASE),
    re.compile(r"\b(?:timetable|timescales?|next steps|timelines?)\b", re.IGNORECASE),
    re.compile(r"\bequalit\w+\b", re.IGNORECASE),
    re.compile(r"\blegal\b", re.IGNORECASE),
)
"""Headings that reports share, those that councillors ask about most first."""
_LONGEST_HEADING = 60
_FEWEST_WORDS = 12
"""A part with fewer says that there is nothing to say."""
_NOTHING = re.compile(r"\b(?:none|not applicable|n/a|nil|no (?:\w+ ){0,3}implications)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the passages that an answer to it must cite one of."""

    question: str
    wanted: tuple[Passage, ...]

    def met_by(self, cited: Iterable[Citation]) -> bool:
        """Whether one of these citations is of a wanted passage, or of the same words where the paper prints them again."""
        ids, texts = {passage.id for passage in self.wanted}, [_plain(passage.text) for passage in self.wanted]
        return any(citation.passage_id in ids or any(_plain(citation.quote) in text for text in texts) for citation in cited)


@dataclass(frozen=True, slots=True)
class Matter:
    """A report, or an item of minutes, with its passages."""

    title: str
    passages: tuple[Passage, ...]
    minuted: bool

    def candidates(self) -> Iterator[Candidate]:
        """Questions on its parts."""
        kind, form = (Kind.RESOLUTION, DECIDED) if self.minuted else (Kind.RECOMMENDATION, RECOMMENDED)
        if asked := tuple(passage for passage in self.passages if passage.kind is kind):
            yield Candidate(form.format(self.title), asked)
        if self.minuted:
            return
        for heading in _PARTS:
            part = tuple(passage for passage in self.passages if passage.section and heading.search(passage.section))
            if _says_something(part) and (name := _named(part[0].section or "")):
                yield Candidate(f'What does the report "{self.title}" say about {name}?', part)


def matters_of(passages: Sequence[Passage]) -> list[Matter]:
    """The reports and decided items of one paper, in reading order; what every meeting does is left out."""
    printed = " ".join(passage.text for passage in passages)
    groups: dict[tuple[str, bool], list[Passage]] = {}
    for passage in passages:
        minuted = passage.kind in (Kind.MINUTE, Kind.RESOLUTION)
        if passage.kind not in (Kind.AGENDA_ENTRY, Kind.FRONT_MATTER):
            groups.setdefault(((passage.section if minuted else passage.report_title) or "", minuted), []).append(passage)
    found = ((topic_of(title, printed), minuted, held) for (title, minuted), held in groups.items())
    return [Matter(title, tuple(held), minuted) for title, minuted, held in found if title]


def topic_of(title: str, printed: str) -> str:
    """A title as it stands in a question; "" where it names no matter, is too long or a single word.

    Words in capitals are written as the text `printed` writes them most often, since a name cannot be told from another word otherwise.
    """
    words = re.sub(r"(?<!\s)\s*+\(pages?\b.*$|^\W*+\d++[.)]?\s*+", "", title, flags=re.IGNORECASE).strip(" .:-–").replace('"', "'")
    if words.isupper():
        forms = Counter(re.findall(r"\w+", printed))
        words = re.sub(r"\w+", lambda word: _as_printed(word[0], forms), words)
        words = words[0].upper() + words[1:]
    return words if len(words.split()) > 1 and len(words) <= _LONGEST_TITLE and not _ROUTINE.search(words) else ""


def _as_printed(word: str, forms: Counter[str]) -> str:
    """A word in capitals in small letters, or with the capital that the text gives it; short ones that it never prints so are acronyms."""
    best = max((word.lower(), word.capitalize()), key=lambda form: forms[form])
    return word if not forms[best] and len(word) <= _LONGEST_ACRONYM else best


def _says_something(part: Sequence[Passage]) -> bool:
    said = " ".join(passage.text for passage in part)
    return len(said.split()) >= _FEWEST_WORDS and not (_NOTHING.search(said) and len(said.split()) < 3 * _FEWEST_WORDS)


def _named(heading: str) -> str:
    """A heading as it stands in a sentence."""
    name = re.sub(r"^\W*[\d.]*\s*|\s*\(.*$", "", heading).strip(" .:-").lower()
    return name if len(name) <= _LONGEST_HEADING and not re.search(r"[/:;,]", name) else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


COUNT = 3
_MEETINGS = 3
_TRIED, _TRIED_AFTER = 10, 6
"""Candidates tried at most for those to start with and to go on with, so that trials do not crowd out what readers ask."""
_TREATED = 3
"""Passages under a heading from which on an undated paper is taken to treat a matter."""
_NO_TOPIC = re.compile(
    r"\b(?:introduction|contents|foreword|background|summary|conclusions?|appendi\w+|contacts?|glossary|source)\b|[:;?]", re.IGNORECASE
)
_UNFINISHED = re.compile(r"\b(?:said|says|include\w*|are|is|was|were|by|to|of|for|and|the|planned|following)$", re.IGNORECASE)


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
    held = (held for held in list_meetings(reader) if any(paper.id in papers for paper in held.papers))
    for meeting in islice(held, _MEETINGS):
        if overview := find_meeting(reader, meeting.key):
            yield overview


def _near(reader: Reader, answer: Answer, among: Papers) -> Iterator[Candidate]:
    """Questions on the matters that an answer cites, without the parts it cites; then on the other matters of the same papers."""
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    seen = reader.library.passages(ids=list(cited), classifications=reader.role.classifications)
    papers = {paper.id: paper for passage in seen if (paper := reader.paper_of(passage)) and paper.id in among}
    matters = [matter for paper in papers.values() for matter in matters_of(reader.passages(paper))]
    near = [matter for matter in matters if any(passage.id in cited for passage in matter.passages)]
    for group in (near, [matter for matter in matters if matter not in near]):
        for candidate in _in_turn(*(matter.candidates() for matter in group)):
            if not any(passage.id in cited for passage in candidate.wanted):
                yield candidate


def _about_meetings(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What was decided, or is to be, on the items of the newest meetings."""
    for overview in _newest(reader, papers):
        printed = _printed(passage for paper in overview.papers for passage in reader.passages(paper))
        for item in overview.items:
            recommended = tuple(passage for report in item.recommended for passage in report.passages)
            if (title := topic_of(item.title, printed)) and (wanted := tuple(item.resolved) or recommended):
                yield Candidate((DECIDED if item.resolved else RECOMMENDED).format(title), wanted)


def _about_reports(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What the reports to the newest meetings hold besides."""
    for overview in _newest(reader, papers):
        for paper in overview.papers:
            if paper.id in papers:
                for matter in matters_of(reader.passages(paper)):
                    parts = (
                        one
                        for one in matter.candidates()
                        if one.question not in (DECIDED.format(matter.title), RECOMMENDED.format(matter.title))
                    )
                    yield from islice(parts, 1)


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
    return "" if _NO_TOPIC.search(heading) or _UNFINISHED.search(heading.strip()) else topic_of(heading, printed)


def _printed(passages: Iterable[Passage]) -> str:
    return " ".join(passage.text for passage in passages)


def _in_turn(*streams: Iterable[Candidate]) -> Iterator[Candidate]:
    """One from each stream in turn, so that no kind of paper takes every place."""
    return (candidate for row in zip_longest(*streams) for candidate in row if candidate)
