"""The nouns of an answer; their JSON is the stable interface (docs/interface.md).

Markers are 1-based and run in the order of first use. Scores are comparable within one question only.
"""

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.scope import Scope
from ingest.models import Standing
from vectorstore.models import Role


class Frozen(BaseModel):
    """Base of every noun here: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Marking = Annotated[str | None, Field(exclude_if=lambda value: value is None)]
"""The words that exempt matter is to be marked with wherever it goes; absent where it is public."""

AsOf = Annotated[Standing | None, Field(exclude_if=lambda value: value is None)]
"""How much was known on the day as of which the papers were asked; absent where they were asked as they stand now."""

Struck = Annotated[tuple[tuple[int, int], ...], Field(exclude_if=lambda value: not value)]
"""Parts that the paper strikes out, as offsets in code points, end exclusive; absent where there are none."""


class Status(StrEnum):
    """How a question ended; everything but ANSWERED and PARTIAL is a refusal and carries no citation."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_PAPERS = "not_in_papers"
    NEEDS_CLARIFICATION = "needs_clarification"
    NOT_PERMITTED = "not_permitted"
    BLOCKED = "blocked"
    ERROR = "error"


class Matched(StrEnum):
    """How far a shown statement was matched to the papers."""

    SUPPORTED = "supported"
    UNMATCHED = "unmatched"
    """In a chat model's words: its figures, names and decisions are the papers', the rest could not be matched."""


class LeftOut(StrEnum):
    """Why a sentence of a chat model is not part of the answer."""

    NOT_MATCHED = "not_matched"
    """The papers cited do not show it."""
    CONFLICTS = "conflicts"
    """The papers cited say otherwise."""
    ORPHANED = "orphaned"
    """It points at a sentence that is left out, and says nothing without it."""


class Turn(Frozen):
    """An earlier question with the answer that was given."""

    question: str
    answer: str = ""


class Ask(Frozen):
    """One question with what is needed to answer it."""

    question: str
    id: str = ""
    history: tuple[Turn, ...] = ()
    role: Role = Role.PUBLIC
    filters: Scope = Scope()


class Statement(Frozen):
    """A sentence (or list item, or table row) of the answer with the markers of the citations that support it."""

    text: str
    citations: tuple[int, ...]
    support: Matched = Matched.SUPPORTED
    marking: Marking = None
    """Set where a passage that it cites is exempt."""


class Dropped(Frozen):
    """A sentence of a chat model that is no part of the answer: to be shown struck, with its reason, or not at all."""

    text: str
    reason: str
    """In plain words, for the reader."""
    kind: LeftOut
    marking: Marking = None
    """Set where any passage that the model was shown is exempt: the sentence may come from it."""


class MeetingRef(Frozen):
    """The meeting of a cited paper; parts that the paper does not print are null."""

    council: str | None = None
    committee: str | None = None
    date: datetime.date | None = None


class Citation(Frozen):
    """Where the words stand, and the words."""

    marker: int
    document: str
    passage_id: str
    page: int | None = None
    page_label: str | None = None
    agenda_item: str | None = None
    report_title: str | None = None
    paragraph: str | None = None
    section: str | None = None
    meeting: MeetingRef = MeetingRef()
    quote: str
    """Verbatim words of the paper."""
    struck: Struck = ()
    """Parts of `quote` that the paper strikes out."""
    locator: str
    """The citation as a person would write it; parts that the paper does not print are left out."""
    also_in: tuple[str, ...] = ()
    """Documents that hold the same words."""
    marking: Marking = None
    """Set where the words are exempt."""


class RankedPassage(Frozen):
    """A retrieved passage, best first."""

    rank: int
    document: str
    passage_id: str
    agenda_item: str | None
    report_title: str | None
    paragraph: str | None
    page: int | None
    score: float
    text: str
    struck: Struck = ()
    """Parts of `text` that the paper strikes out."""
    signals: dict[str, float] | None = None
    """Only where an explanation was asked for."""
    marking: Marking = None
    """Set where the passage is exempt."""


class Searched(Frozen):
    """What was searched, so that silence means something."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    documents: int = 0
    meetings: tuple[str, ...] = ()
    date_from: Annotated[datetime.date | None, Field(alias="from")] = None
    date_to: Annotated[datetime.date | None, Field(alias="to")] = None
    as_of: AsOf = None


class Answer(Frozen):
    """A cited answer, or a refusal that says what was searched."""

    id: str = ""
    question: str
    standalone_question: str
    answer: str
    """Markdown with [1] markers."""
    abstained: bool
    """True exactly where no statement is made."""
    status: Status
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[RankedPassage, ...] = ()
    searched: Searched = Searched()
    timings_ms: dict[str, float] = {}
    engine: str = "extractive"
    notices: tuple[str, ...] = ()
    """What the reader must know besides: a chat model that failed, how many of its sentences were left out."""
    dropped: Annotated[tuple[Dropped, ...], Field(exclude_if=lambda value: not value)] = ()
    """Sentences of a chat model that are left out, in its order; absent where there are none."""
    marking: Marking = None
    """Set where what is said is exempt in part or whole: to stand first in every copy. `passages` have markings of their own."""
