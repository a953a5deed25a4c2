"""What a question asks for, as nouns that retrieval and answering share."""

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.question.matter import Matter
from ingest.language.periods import Period
from ingest.language.words import content_stems, stems


class AnswerForm(StrEnum):
    """The form in which an answer would stand in a paper."""

    FIGURE = "figure"
    DATE = "date"
    LIST = "list"
    TABLE = "table"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    SUMMARY = "summary"
    WHO = "who"
    VOTE = "vote"
    REASON = "reason"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the question names, each part as printed; None where it is not named."""

    agenda_item: str | None = None
    paragraph: str | None = None
    """As named, without brackets: "12", "4.3.1", "ii", "Table 1" as named."""
    minute: str | None = None
    page: int | None = None
    appendix: str | None = None

    def __bool__(self) -> bool:
        return any((self.agenda_item, self.paragraph, self.minute, self.page, self.appendix))


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words searched beside the reader's own."""

    said: str
    printed: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of the question that needs passages of its own: one of its clauses, periods or papers."""

    text: str
    terms: tuple[str, ...]
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question made plain."""

    question: str
    """As asked, slips mended and short names of bodies written out."""
    standalone: str
    """Readable without the conversation."""
    terms: tuple[str, ...]
    """Stems that the question itself asks for."""
    context: tuple[str, ...] = ()
    """Stems carried over from the conversation; they count less."""
    forms: tuple[AnswerForm, ...] = (AnswerForm.FACT,)
    """Never empty; the likeliest first."""
    periods: tuple[Period, ...] = ()
    committees: tuple[str, ...] = ()
    place: Place = Place()
    entities: tuple[str, ...] = ()
    """Proper names and acronyms in the question."""
    expansions: tuple[Expansion, ...] = ()
    facets: tuple[Facet, ...] = ()
    """Two or more where the question needs several passages; () where it has one part."""
    older: bool = False
    """Whether superseded papers are asked for."""
    matter: Matter = field(default_factory=Matter)
    """What it names among the papers."""

    @property
    def others(self) -> dict[str, frozenset[str]]:
        """Stems of the question to the stems of printed words that stand for them."""
        found: dict[str, frozenset[str]] = {}
        for expansion in self.expansions:
            for said in stems(expansion.said):
                found[said] = found.get(said, frozenset()) | frozenset(content_stems(expansion.printed))
        return found

    @property
    def several(self) -> bool:
        """Whether passages from several papers, years or parts are needed."""
        return len(self.facets) > 1
