"""The nouns of the record of meetings: what one paper says of the meetings it is about, each statement with the span that says it.

A span is `Words`: a passage and two offsets (code points, end exclusive). Nothing here is a quotation yet; citations are made above.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from ingest.models import Meeting, Passage
from ingest.record.words import Words


class Part(StrEnum):
    """What a run of passages is in the life of a meeting."""

    AGENDA = "agenda"
    REPORT = "report"
    APPENDIX = "appendix"
    MINUTE = "minute"
    DECISION = "decision"


class Role(StrEnum):
    """What a paper is to a meeting."""

    AGENDA = "agenda"
    REPORT = "report to"
    MINUTES = "minutes of"
    REPRINTED = "reprinted in"
    """Its minutes stand in the pack of another meeting."""
    DECISION = "decision"
    NOTICE = "notice"
    """It says that the meeting is cancelled, or has been moved to this day."""


class ClauseKind(StrEnum):
    """What a clause is."""

    RECOMMENDATION = "recommendation"
    RESOLUTION = "resolution"
    ACTION = "action"
    """What somebody is to do, said outside a resolution."""


class Outcome(StrEnum):
    """What a clause does, told from its own words."""

    AGREED = "agreed"
    NOTED = "noted"
    RECOMMENDED = "recommended to another"
    REFUSED = "refused"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """How a motion ended."""

    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Where minutes list a member in a recorded vote; the last two did not vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    NOT_VOTING = "not voting"
    ABSENT = "absent"


class CorrectionKind(StrEnum):
    """What a paper sets right."""

    WORDS = "words"
    """Words or a figure of an earlier paper should read otherwise."""
    MINUTES = "minutes"
    """Minutes were approved with an amendment."""
    WITHDRAWN = "withdrawn"
    """An item, report or motion was withdrawn."""
    MEETING = "meeting"
    """A meeting was cancelled, or moved to another day."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as the minutes record it; a number is None where they give none."""

    said: Words
    """The words that say how it ended, or that it was taken."""
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    names: tuple[tuple[Side, str], ...] = ()
    """Members by side, as printed, in the order of print. Nobody is listed here who is not named with the vote."""
    named: Words | None = None
    """The words that hold the names; None where there are none."""
    part: str | None = None
    """Label of the recommendation, clause or part that was put to the vote ("ii"), where one is named."""
    amendment: bool = False
    """It was on an amendment."""
    ending: Ending | None = None

    def on(self, side: Side) -> tuple[str, ...]:
        """The members named on one side."""
        return tuple(name for own, name in self.names if own is side)


@dataclass(frozen=True, slots=True)
class Motion:
    """What was moved, by whom, and how it ended."""

    said: Words
    proposer: str
    seconder: str | None = None
    amendment: bool = False
    amends: int | None = None
    """Index, among the motions of its minute, of the motion that an amendment is to."""
    ending: Ending | None = None
    vote: int | None = None
    """Index, among the votes of its minute, of the vote that ended it."""
    ended: Words | None = None
    """The words that say how it ended."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A recommendation, resolution or action, clause by clause."""

    label: str | None
    """As printed: "299(3)(i)"."""
    words: tuple[Words, ...]
    """One entry a line; sub-clauses follow their clause."""
    stem: tuple[Words, ...] = ()
    """The words that lead into it ("RESOLVED that Council:")."""
    heading: str | None = None
    """Sub-heading within the minute that it stands under."""
    resolution: int = 0
    """Which resolution of its minute, from 0; clauses of one share votes and movers."""
    asides: tuple[Words, ...] = ()
    """What members asked to have recorded of how they voted."""
    who: Words | None = None
    """Of an action, the words that name who is to do it."""
    kind: ClauseKind = ClauseKind.RESOLUTION
    outcome: Outcome = Outcome.AGREED
    """Of a recommendation: what it asks for."""
    votes: tuple[int, ...] = ()
    """Indexes of its votes among those of its minute."""
    motions: tuple[int, ...] = ()
    """Indexes of the motions that it resolves."""

    @property
    def text(self) -> str:
        """Its live words on one line, without its stem."""
        return " ".join(words.text for words in self.words)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a paper sets right, and where; a part is None where the paper does not print it."""

    kind: CorrectionKind
    said: Words
    old: str | None = None
    """The words that are replaced, as printed, without quotation marks."""
    new: str | None = None
    body: str | None = None
    """Body whose meeting or paper is corrected."""
    date: datetime.date | None = None
    """Day of the meeting whose minutes or papers are corrected, or that was cancelled."""
    number: str | None = None
    """Minute or item that is corrected."""
    paragraph: str | None = None
    moved_to: datetime.date | None = None
    """New day of a meeting that was moved."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of passages of one paper on one item of business."""

    part: Part
    passages: tuple[Passage, ...]
    """In reading order."""
    number: str | None
    """Agenda item of an agenda entry or report, minute number, or reference of a decision record; as printed."""
    title: str | None
    titled: Passage
    """The passage that prints the title; who may not see it is not told the title."""
    agenda_item: str | None
    """Number on the agenda of its meeting, where it is printed with it."""
    meeting: Meeting
    """The meeting it belongs to, which is not the meeting whose pack reprints its minutes."""
    clauses: tuple[Clause, ...] = ()
    votes: tuple[Vote, ...] = ()
    motions: tuple[Motion, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that a paper tells of."""

    meeting: Meeting
    role: Role
    told: Passage | None = None
    """The passage that tells of it; None where the whole paper was published for it."""


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """All that one paper says of meetings."""

    sittings: tuple[Sitting, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[Correction, ...]
