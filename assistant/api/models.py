"""What the API takes and gives beside Answer, Sources and Note, which are documented where they are defined."""

import datetime
from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import BeforeValidator, Field

from assistant.models import Ask, AsOf, Frozen, Marking, MeetingRef, Turn
from assistant.registers.action_models import Action
from assistant.registers.models import Decision, Quoted, quoted
from assistant.scope import Day, Name, PastDay, Scope
from ingest.models import Box, Classification, Kind, PaperStatus, Table
from ingest.record.models import ClauseKind, CorrectionKind, Ending, Outcome, Side
from ingest.record.models import Role as PaperRole
from ingest.record.words import Words
from vectorstore.models import Role

LONGEST_QUESTION: Final = 2000
"""Characters of a question, wherever it is asked."""
Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


Filters = Annotated[Scope, Field(description="The papers that are asked; `from` and `to` are dates of meetings, both included.")]


class EarlierTurn(Frozen):
    """An earlier question with the answer that was given."""

    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]
    answer: Annotated[str, Field(max_length=20_000)] = ""


def scope_in_query(
    council: Annotated[Name | None, Query(description="A council's name or part of it.")] = None,
    committee: Annotated[Name | None, Query(description="A body's name or part of it.")] = None,
    date_from: Annotated[Day | None, Query(alias="from", description="First day of the meetings.")] = None,
    date_to: Annotated[Day | None, Query(alias="to", description="Last day of the meetings.")] = None,
    documents: Annotated[list[Name] | None, Query(max_length=100, description="Names of papers; may be given several times.")] = None,
    as_of: Annotated[PastDay, Query(description="The papers as they stood on this day: what was not known yet is left out.")] = None,
    kinds: Annotated[list[Name] | None, Query(max_length=20, description='Kinds of papers: "minutes", "report", "agenda pack", …')] = None,
) -> Scope:
    """The papers that an address asks for; `from` and `to` are meeting dates, both included; `as_of` is the day on which they stood so."""
    lists = {"documents": tuple(documents or ()), "kinds": tuple(kinds or ())}
    return Scope(council=council, committee=committee, date_from=date_from, date_to=date_to, as_of=as_of, **lists)


class AskRequest(Frozen):
    """One question. Whose eyes it is answered for follows from the token alone."""

    question: Annotated[Question, Field(description="The question, in plain words.")]
    id: Annotated[str, Field(max_length=200, description="A name of your own, which the answer bears again.")] = ""
    history: Annotated[tuple[EarlierTurn, ...], Field(max_length=20, description="What was asked and answered before, oldest first.")] = ()
    filters: Filters = Scope()

    def ask(self, role: Role) -> Ask:
        """The question as the assistant takes it."""
        history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        return Ask(question=self.question, id=self.id, history=history, role=role, filters=self.filters)


class NoteIn(Frozen):
    """A briefing note that is asked for."""

    topic: Annotated[str, Field(min_length=1, max_length=500, description="What the note is on: an item, a meeting or a topic.")]
    template: Annotated[str, Field(max_length=100, description="The kind of note; without it, what suits the topic.")] = ""
    recipient: Annotated[Name | None, Field(description="For whom it is.")] = None
    author: Annotated[Name | None, Field(description="Who sends it.")] = None
    date: Annotated[Day | None, Field(description="The day on it; without it, today.")] = None
    filters: Filters = Scope()


class BriefIn(NoteIn):
    """A briefing note that is asked for, and the form it is to come in."""

    format: Annotated[
        Literal["json", "md", "html", "docx"] | None, Field(description="The form it comes in; without it the header Accept decides.")
    ] = None


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


Said = Annotated[Quoted, BeforeValidator(lambda said: quoted(said) if isinstance(said, Words) else said)]
"""Words of the record with their citation."""


class FromRecord(Frozen, from_attributes=True):
    """Made from what the record of meetings holds."""


class PaperRef(Frozen):
    """A paper by name, and what it is to the meeting."""

    id: str
    document: str
    title: str | None
    role: PaperRole


class CorrectionOut(FromRecord):
    """What a paper sets right, in its own words; what it does not print is null."""

    kind: CorrectionKind
    said: Said
    old: str | None
    """The words that are replaced."""
    new: str | None
    moved_to: datetime.date | None
    """New day of a meeting that was moved."""


class MeetingOut(Frozen):
    """A meeting with the papers that tell of it."""

    id: str
    meeting: MeetingRef
    papers: tuple[PaperRef, ...]
    cancelled: CorrectionOut | None = None
    """The words by which it was cancelled or moved."""
    moved_to: str | None = None
    """Id of the meeting held in its place, where the papers tell of one."""


class MeetingList(Frozen):
    """Meetings, newest first."""

    total: int
    meetings: tuple[MeetingOut, ...]


class RecommendedOut(Frozen):
    """Recommendations of one report."""

    report: str | None
    passages: tuple[PassageOut, ...]


class ClauseOut(FromRecord):
    """A recommendation, resolution or action, word for word."""

    kind: ClauseKind
    label: str | None
    """As printed: "299(3)(i)"."""
    stem: tuple[Said, ...]
    """The words that lead into it."""
    words: tuple[Said, ...]
    outcome: Outcome


class MotionOut(FromRecord):
    """What was moved, and how it ended."""

    said: Said
    proposer: str
    seconder: str | None
    amendment: bool
    ending: Ending | None


class VoteOut(FromRecord):
    """A vote; a number is null where the minutes give none."""

    said: Said
    in_favour: int | None
    against: int | None
    abstained: int | None
    names: tuple[tuple[Side, str], ...]
    """Side and member, as printed; nobody who is not named with the vote."""
    ending: Ending | None


class ItemOut(Frozen):
    """An item of business."""

    number: str
    """On the agenda, as printed; "" where none is printed."""
    title: str
    """ "" where none is printed."""
    minute: str | None
    """Number of its minute, as printed."""
    recommended: tuple[RecommendedOut, ...]
    resolved: tuple[PassageOut, ...]
    """The passages that hold resolutions; `clauses` has their exact words."""
    clauses: tuple[ClauseOut, ...]
    motions: tuple[MotionOut, ...]
    votes: tuple[VoteOut, ...]
    corrections: tuple[CorrectionOut, ...]
    """What sets the item right, or says that it was withdrawn."""
    marking: Marking = None
    """Set where something of the item is exempt."""


class MeetingDetail(MeetingOut):
    """What the papers say of one meeting."""

    items: tuple[ItemOut, ...]
    """Those of the agenda, in its order."""
    other_items: tuple[ItemOut, ...]
    """Those that no agenda among the papers lists, known from reports, minutes or decision records."""
    also_resolved: tuple[PassageOut, ...]
    """The passages that hold resolutions of `other_items`."""
    minuted: bool
    """Whether minutes of this meeting are among the papers."""


class DecisionList(Frozen):
    """Decisions, oldest first."""

    total: int
    decisions: tuple[Decision, ...]
    as_of: AsOf = None


class ActionList(Frozen):
    """Actions, oldest first."""

    total: int
    actions: tuple[Action, ...]
    unread: tuple[str, ...]
    """A line for each paper with rows of actions whose columns could not be told apart."""
    as_of: AsOf = None
