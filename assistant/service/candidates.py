"""Questions that papers can be asked, made from their structure: each asks for a part that a paper has, as a person would put it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile, zip_longest
from string import punctuation

from assistant.models import Answer, Citation
from assistant.service.meetings import Overview, find_meeting, holding, list_meetings
from assistant.service.reader import Reader
from ingest.language.words import content_stems, word_set
from ingest.language.words import words as words_in
from ingest.library.record import Record
from ingest.models import Kind, Meeting, Paper, Passage
from ingest.record.models import Entry, Part
from ingest.record.topics import phrase_of

DECIDED, RECOMMENDED, SAYS = "decided", "recommended", "says"
_FORMS: Mapping[str, tuple[str, ...]] = {
    DECIDED: ("What was decided about {}?",),
    RECOMMENDED: ("What is recommended on {}?",),
    "cost": ("What will {} cost?", "What are the financial implications of {}?"),
    "risk": ("What are the risks of {}?",),
    "options": ("What other options were considered for {}?",),
    "consultation": ("Who was consulted on {}?", "What did the consultation on {} show?"),
    "next": ("What happens next with {}?", "What is the timetable for {}?"),
    "equality": ("What does {} mean for equality?",),
    "legal": ("What are the legal implications of {}?",),
}
"""Kind of question to the ways of putting it, the plainest first."""
_PARTS = tuple(
    (kind, frozenset(content_stems(named))) for kind, named in (
        ("cost", "finance financial finances resource cost budget"), ("risk", "risk"), ("options", "option alternative"),
        ("consultation", "consultation consulted consultees"), ("next", "timetable timescale timeline steps"),
        ("equality", "equality equalities"), ("legal", "legal"),
    )
)  # fmt: skip
"""Stems of headings that reports share, those that councillors ask about most first."""
_FEWEST_WORDS = 12
"""A part with fewer says that there is nothing to say."""
_MEETINGS = 3
_MOST_TREATED = 6
_TREATED = 3
"""Passages under a heading from which on an undated paper is taken to treat a matter."""
_NO_TOPIC = frozenset(
    content_stems("introduction contents foreword background summary conclusion appendix appendices contact glossary source context")
)
_LINKS = word_set("of for in on to with from by at between within under")
_PART_NAMED = 2
"""Words up to which a heading names a part that reports share ("legal implications") and no matter."""
_UNFINISHED = word_set("said says include includes including included are is was were by to of for and the planned following")

Papers = Mapping[str, Paper]
"""Papers by id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the passages that an answer to it must cite one of."""

    question: str
    wanted: tuple[Passage, ...]
    kind: str = ""
    topic: str = ""

    def met_by(self, cited: Iterable[Citation]) -> bool:
        """Whether one of these citations is of a wanted passage, or of the same words where the paper prints them again."""
        ids, texts = {passage.id for passage in self.wanted}, [_plain(passage.text) for passage in self.wanted]
        return any(citation.passage_id in ids or any(_plain(citation.quote) in text for text in texts) for citation in cited)


def named(title: str, printed: str) -> str:
    """What a title names, as it stands in a sentence; "" where that is no noun phrase.

    Nobody writes "the quality Assurance unit": where a word stays in capitals that the text elsewhere writes small, its first word has
    that of the title, and of a title all in capitals all are small.
    """
    phrase = phrase_of(title, printed)
    article, body = ("the ", phrase[4:]) if phrase.startswith("the ") else ("", phrase)
    at = title.casefold().find(body.casefold())
    first = body.partition(" ")[0]
    if at < 0 or not first.islower():
        return phrase
    beside = takewhile(lambda word: word not in _LINKS, body.split()[1:])
    small = {word.strip(punctuation) for word in printed.split()}
    uneven = [word for word in beside if word.istitle() and word.lower() in small]
    if title.isupper():
        return article + " ".join(word.lower() if word in uneven else word for word in body.split())
    return f"{article}{title[at : at + len(first)]}{body[len(first) :]}" if uneven else phrase


def questions_on(entry: Entry, printed: str, several: bool = False) -> Iterator[Candidate]:
    """Questions on the parts of a report, or on what a minute decides; none on what every meeting does. `printed`: text of its paper.

    With `several` councils to choose from the question says which is asked.
    """
    decides = entry.part in (Part.MINUTE, Part.DECISION)
    topic = named(entry.title or "", printed)
    if not topic or entry.part is Part.AGENDA:
        return
    council = _council(entry.meeting, several)
    if asked := holding(entry.clauses):
        yield from _put(DECIDED if decides else RECOMMENDED, topic, asked, council)
    if not decides:
        yield from _on_parts(topic, entry.passages, council)


def about_meetings(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What was decided, or is to be, on the items of the newest meetings."""
    several = _are_several(papers)
    for overview in _newest(reader, papers):
        printed, council = _text_of(overview), _council(overview.meeting.held.meeting, several)
        for item in overview.items:
            recommended = [clause for _, own in item.recommended for clause in own]
            if (topic := named(item.title, printed)) and (wanted := holding(item.resolved or recommended)):
                yield from _put(DECIDED if item.resolved else RECOMMENDED, topic, wanted, council)


def about_reports(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """What the reports to the newest meetings hold besides."""
    documents, several = {paper.document for paper in papers.values()}, _are_several(papers)
    for overview in _newest(reader, papers):
        printed = _text_of(overview)
        for entry in overview.entries:
            report = entry.part in (Part.REPORT, Part.APPENDIX) and entry.passages[0].document in documents
            if report and (topic := named(entry.title or "", printed)):
                yield from _on_parts(topic, entry.passages, _council(entry.meeting, several))


def about_papers(reader: Reader, papers: Papers) -> Iterator[Candidate]:
    """From papers of no meeting (an annual report), the matters they treat at most length."""
    several = _are_several(papers)
    for paper in papers.values():
        passages = [passage for passage in reader.passages(paper) if passage.kind is Kind.PARAGRAPH]
        printed = _joined(passages)
        if paper.info.meeting.date is None and (title := named(paper.info.title or "", printed)):
            council = _council(paper.info.meeting, several)
            treated: dict[str, list[Passage]] = {}
            for passage in passages:
                treated.setdefault(_treated(passage, printed), []).append(passage)
            for topic, held in sorted(treated.items(), key=lambda one: -len(one[1]))[:_MOST_TREATED]:
                if topic and len(held) >= _TREATED:
                    does = "do" if _is_plural(title) else "does"
                    yield Candidate(_at(council, f"What {does} {title} say about {topic}?"), tuple(held), SAYS, topic)


def near(reader: Reader, answer: Answer, among: Papers) -> Iterator[Candidate]:
    """Questions on the matters that an answer cites, without the parts it cites; then on the other matters of the same papers."""
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    seen = reader.library.passages(ids=list(cited), classifications=reader.role.classifications)
    papers = {paper.id: paper for passage in seen if (paper := reader.paper_of(passage)) and paper.id in among}
    several = _are_several(among)
    record, groups = Record(reader.library), dict[bool, list[Iterator[Candidate]]]({True: [], False: []})
    for paper_id in papers:
        entries = record.entries([paper_id], reader.role.classifications)
        printed = _joined(passage for entry in entries for passage in entry.passages)
        for entry in entries:
            groups[any(passage.id in cited for passage in entry.passages)].append(questions_on(entry, printed, several))
    for group in groups.values():
        for candidate in in_turn(*group):
            if not any(passage.id in cited for passage in candidate.wanted):
                yield candidate


def in_turn(*streams: Iterable[Candidate]) -> Iterator[Candidate]:
    """One from each stream in turn, so that no kind of paper takes every place."""
    return (candidate for row in zip_longest(*streams) for candidate in row if candidate)


def _on_parts(topic: str, passages: Sequence[Passage], council: str) -> Iterator[Candidate]:
    for kind, heading in _PARTS:
        part = tuple(passage for passage in passages if passage.section and heading.intersection(content_stems(passage.section)))
        if _says_something(part):
            yield from _put(kind, topic, part, council)


def _put(kind: str, topic: str, wanted: tuple[Passage, ...], council: str) -> Iterator[Candidate]:
    """The question in each of its ways."""
    decided = (f"What did {council} decide about {topic}?",) if council and kind == DECIDED else ()
    for question in decided or (_at(council, form.format(topic)) for form in _FORMS[kind]):
        yield Candidate(question, wanted, kind, topic)


def _at(council: str, question: str) -> str:
    return f"At {council}, {question[0].lower()}{question[1:]}" if council else question


def _council(meeting: Meeting, several: bool) -> str:
    return meeting.council or "" if several else ""


def _are_several(papers: Papers) -> bool:
    """Whether papers are of several councils, so that a question has to say which one it asks about."""
    return len({paper.info.meeting.council for paper in papers.values()} - {None}) > 1


def _says_something(part: Sequence[Passage]) -> bool:
    said = words_in(" ".join(passage.text for passage in part))
    nothing = {"none", "nil", "not applicable", "no implications"}
    short = len(said) < 3 * _FEWEST_WORDS
    return len(said) >= _FEWEST_WORDS and not (short and any(f" {one} " in f" {' '.join(said)} " for one in nothing))


def _plain(text: str) -> str:
    return " ".join(words_in(text))


def _newest(reader: Reader, papers: Papers) -> Iterator[Overview]:
    listed = (one for one in list_meetings(reader) if any(paper.id in papers for paper, _ in one.papers))
    for meeting in islice(listed, _MEETINGS):
        if overview := find_meeting(reader, meeting.held.key):
            yield overview


def _treated(passage: Passage, printed: str) -> str:
    heading = passage.section or ""
    said = words_in(heading)
    no_topic = set(":;?").intersection(heading) or _NO_TOPIC.intersection(content_stems(heading)) or (said and said[-1] in _UNFINISHED)
    topic = "" if no_topic else named(heading, printed)
    stems = set(content_stems(topic))
    return "" if len(stems) <= _PART_NAMED and any(part.intersection(stems) for _, part in _PARTS) else topic


def _is_plural(title: str) -> bool:
    last = title.split()[-1].casefold()
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def _text_of(overview: Overview) -> str:
    return _joined(passage for entry in overview.entries for passage in entry.passages)


def _joined(passages: Iterable[Passage]) -> str:
    return " ".join(passage.text for passage in passages)
