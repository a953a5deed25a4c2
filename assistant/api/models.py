"""What the API takes and gives beside Answer, Sources and Note, which are documented where they are defined."""

from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import Field

from assistant.models import Ask, Frozen, Marking, MeetingRef, Turn
from assistant.registers.action_models import Action
from assistant.registers.models import Decision
from assistant.scope import Day, Name, Scope
from ingest.models import Box, Classification, Kind, PaperStatus, Table
from vectorstore.models import Role

LONGEST_QUESTION: Final = 2000
"""Characters of a question, wherever it is asked."""
Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


class EarlierTurn(Frozen):
    """An earlier question with the answer that was given."""

    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]
    answer: Annotated[str, Field(max_length=20_000)] = ""


def scope_in_query(
    council: Annotated[Name | None, Query(description="A council's name or part of it.")] = None,
    committee: Annotated[Name | None, Query(description="A body's name or part of it.")] = None,
    date_from: Annotated[Day | None, Query(alias="from")] = None,
    date_to: Annotated[Day | None, Query(alias="to")] = None,
    documents: Annotated[list[Name] | None, Query(max_length=100)] = None,
    kinds: Annotated[list[Name] | None, Query(max_length=20, description='Kinds of papers: "minutes", "report", "agenda pack", …')] = None,
) -> Scope:
    """The papers that an address asks for; `from` and `to` are meeting dates, both included."""
    lists = {"documents": tuple(documents or ()), "kinds": tuple(kinds or ())}
    return Scope(council=council, committee=committee, date_from=date_from, date_to=date_to, **lists)


class AskRequest(Frozen):
    """One question. Whose eyes it is answered for follows from the token alone."""

    question: Question
    id: Annotated[str, Field(max_length=200)] = ""
    history: Annotated[tuple[EarlierTurn, ...], Field(max_length=20)] = ()
    filters: Scope = Scope()

    def ask(self, role: Role) -> Ask:
        """The question as the assistant takes it."""
        history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        return Ask(question=self.question, id=self.id, history=history, role=role, filters=self.filters)


class BriefIn(Frozen):
    """A briefing note that is asked for."""

    topic: Annotated[str, Field(min_length=1, max_length=500)]
    template: Annotated[str, Field(max_length=100)] = ""
    recipient: Name | None = None
    author: Name | None = None
    date: Day | None = None
    filters: Scope = Scope()
    format: Literal["json", "md", "html", "docx"] | None = None
    """Without it the header Accept decides."""


class PassageOut(Frozen):
    """A passage with its place. `marking`, `exempt_paragraphs` and what follows them are present where the passage has them."""

    document: str
    passage_id: str
    page: int | None
    page_end: int | None
    page_label: str | None
    agenda_item: str | None
    agenda_title: str | None
    report_title: str | None
    paragraph: str | None
    section: str | None
    section_path: tuple[str, ...]
    kind: Kind
    meeting: MeetingRef
    classification: Classification
    status: PaperStatus
    text: str
    marking: Marking = None
    """Set where the passage is exempt."""
    exempt_paragraphs: tuple[str, ...] = ()
    """Paragraphs of Schedule 12A to the Local Government Act 1972 under which the paper says it is exempt."""
    table: Table | None = None
    struck: tuple[tuple[int, int], ...] = ()
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None


class FoundPassage(PassageOut):
    """A passage that was found; scores are comparable within one search only."""

    rank: int
    score: float


class SearchResult(Frozen):
    """What a search found, best first."""

    query: str
    count: int
    passages: tuple[FoundPassage, ...]


class PaperOut(Frozen):
    """A paper of the library."""

    id: str
    document: str
    title: str | None
    paper_type: str | None
    meeting: MeetingRef
    author: str | None
    decision_reference: str | None
    classification: Classification
    status: PaperStatus
    supersedes: str | None
    duplicate_of: str | None
    pages: int
    """Pages of the file; where part of it is kept from the caller, the last page they may see."""
    warnings: tuple[str, ...]
    marking: Marking = None
    """Set where the paper, or a part of it that the caller may see, is exempt."""


class PaperList(Frozen):
    """Papers, newest meeting first."""

    total: int
    papers: tuple[PaperOut, ...]


class PassageList(Frozen):
    """Passages of a paper in reading order."""

    total: int
    passages: tuple[PassageOut, ...]


class PaperRef(Frozen):
    """A paper by name."""

    id: str
    document: str
    title: str | None


class MeetingOut(Frozen):
    """A meeting with its papers."""

    id: str
    meeting: MeetingRef
    papers: tuple[PaperRef, ...]


class MeetingList(Frozen):
    """Meetings, newest first."""

    total: int
    meetings: tuple[MeetingOut, ...]


class RecommendedOut(Frozen):
    """Recommendations of one report."""

    report: str | None
    passages: tuple[PassageOut, ...]


class ItemOut(Frozen):
    """An agenda item; `number` is as printed."""

    number: str
    title: str
    recommended: tuple[RecommendedOut, ...]
    resolved: tuple[PassageOut, ...]


class MeetingDetail(MeetingOut):
    """What the papers say of one meeting."""

    items: tuple[ItemOut, ...]
    also_resolved: tuple[PassageOut, ...]
    """Resolutions whose minute matches no item of the agenda."""
    minuted: bool
    """Whether minutes of this meeting are among the papers."""


class DecisionList(Frozen):
    """Decisions, oldest first."""

    total: int
    decisions: tuple[Decision, ...]


class ActionList(Frozen):
    """Actions, oldest first."""

    total: int
    actions: tuple[Action, ...]
    unread: tuple[str, ...]
    """A line for each paper with rows of actions whose columns could not be told apart."""
