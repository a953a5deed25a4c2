"""A sentence of an answer together with what it cites: what every check is given."""

from dataclasses import dataclass
from functools import cached_property

from eval.checks.align import Alignment, align
from eval.checks.quantities import Quantity, quantities, scaled
from eval.checks.refusal import read
from eval.corpus import Corpus
from eval.models import Answerable, Case, CitedPlace, FoundPassage, Response
from eval.text import holds
from ingest.models import Meeting, Passage

UNIT = 5
"""Characters up to which the cells of a first row are units ("£m", "£000")."""

NARROW = 120
"""Words up to which cited words are a few sentences."""


@dataclass(frozen=True)
class Cited:
    """A citation with what the library knows of it."""

    place: CitedPlace
    passage: Passage | None
    text: str
    """The words it stands for: its quote, else the whole passage."""

    @property
    def is_narrow(self) -> bool:
        """Whether it stands for a few sentences at most, so that what it holds is what the sentence is told of."""
        return len(self.text.split()) <= NARROW

    @cached_property
    def titles(self) -> str:
        """Headings, titles and the table's heads: what the words stand under."""
        if self.passage is None:
            return ""
        passage, table = self.passage, self.passage.table
        heads = (table.caption, table.unit, *table.columns) if table else ()
        titles = (passage.agenda_title, passage.report_title, *passage.section_path, passage.section, passage.paragraph)
        return " | ".join(str(part) for part in (*titles, *heads) if part)

    @cached_property
    def context(self) -> str:
        """What gives the words their meaning: what they stand under, the meeting, and whether they recommend or resolve."""
        meeting = self.passage.meeting if self.passage else Meeting()
        kind = self.passage.kind.value if self.passage else ""
        return " | ".join(str(part) for part in (self.titles, meeting.council, meeting.committee, meeting.date, kind) if part)

    @cached_property
    def heads(self) -> str:
        """What may set the scale of the figures of a table: unit, caption, columns, a first row of units, and the section."""
        passage = self.passage
        table = passage.table if passage else None
        if passage is None or table is None:
            return ""
        first = table.rows[0] if table.rows and max(map(len, table.rows[0])) <= UNIT else ()
        return " | ".join(part for part in (*table.columns, *first, table.caption, table.unit, passage.section) if part)

    @cached_property
    def figures(self) -> list[Quantity]:
        """The figures of the words, as scaled by what stands over them, and those of the heads themselves."""
        heads = f"{self.heads} | {self.text}" if self.heads else ""
        return [*scaled(quantities(self.text, labels=True), heads), *quantities(self.heads)]


@dataclass(frozen=True)
class Claim:
    """A sentence of an answer with the citations it carries."""

    text: str
    cited: tuple[Cited, ...]
    dangling: tuple[int, ...]
    """Markers that no citation has."""
    question: str
    case: Case
    corpus: Corpus
    retrieved: tuple[FoundPassage, ...] = ()

    @cached_property
    def premise(self) -> str:
        """All cited words."""
        return "\n".join(cited.text for cited in self.cited)

    @cached_property
    def context(self) -> str:
        """What stands around the cited words."""
        return " | ".join(cited.context for cited in self.cited)

    @cached_property
    def alignment(self) -> Alignment:
        """The claim beside the most similar cited sentence."""
        return align(self.text, self.premise)

    @property
    def false_premise(self) -> bool:
        """True where the question presupposes what is not so: its year and names need not be in the papers."""
        return self.case.answerable is Answerable.FALSE_PREMISE

    def citing(self, cited: tuple[Cited, ...]) -> "Claim":
        """The same sentence with other citations."""
        return Claim(self.text, cited, (), self.question, self.case, self.corpus, self.retrieved)


def claims_of(case: Case, response: Response, corpus: Corpus) -> list[Claim]:
    """The sentences of an answer. A refusal makes those that it claims all the same: each is held against whatever was cited or found."""
    reading = read(response, case.question)
    if response.abstained or reading.refuses:
        beside = [cite(place, corpus, response.passages) for place in response.citations] or [
            cite(_place_of(found), corpus, response.passages) for found in response.passages
        ]
        return [Claim(text, tuple(beside), (), case.question, case, corpus, response.passages) for text in reading.claims]
    places = {place.marker: cite(place, corpus, response.passages) for place in response.citations}
    return [
        Claim(
            stated.text,
            tuple(places[marker] for marker in stated.citations if marker in places),
            tuple(marker for marker in stated.citations if marker not in places),
            case.question,
            case,
            corpus,
            response.passages,
        )
        for stated in response.statements
    ]


def _place_of(found: FoundPassage) -> CitedPlace:
    return CitedPlace(marker=0, document=found.document, passage_id=found.passage_id, page=found.page)


def cite(place: CitedPlace, corpus: Corpus, retrieved: tuple[FoundPassage, ...] = ()) -> Cited:
    """A citation with its passage: by id, else the passage of the paper that holds the quote."""
    passage = corpus.passage(place.passage_id)
    source = corpus.source(place.document)
    if passage is None and source and place.quote:
        passage = next((p for p in source.passages if holds(p.text, place.quote)), None)
    text = place.quote or (passage.text if passage else "")
    if not text and place.passage_id:
        text = next((found.text for found in retrieved if found.passage_id == place.passage_id), "")
    return Cited(place, passage, text)
