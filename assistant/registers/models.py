"""The nouns of the decisions register."""

import datetime
from collections.abc import Sequence
from enum import StrEnum

from assistant.citations import make_citation
from assistant.models import Citation, Frozen
from ingest.models import Meeting, Passage
from ingest.record.models import Clause, Outcome
from ingest.record.words import Words


class Adoption(StrEnum):
    """What became of the recommendation that the decision was taken on."""

    UNCHANGED = "adopted unchanged"
    """The same words; verb forms ("note", "notes", "be noted") and lead-ins ("That the Committee") apart."""
    CHANGED = "adopted with changed words"
    REFUSED = "recommendation refused"
    NOT_FOUND = "no recommendation found"


class Quoted(Frozen):
    """Words of a paper with where they stand; what the paper strikes out is left out of them."""

    text: str
    citation: Citation


def quoted(words: Words, also: tuple[Passage, ...] = (), more: Sequence[Words] = ()) -> Quoted:
    """The words, and those that go on with them elsewhere, with their citation; its marker is set when a document is made of them."""
    text = " ".join(one.text for one in (words, *more))
    return Quoted(text=text, citation=make_citation(0, words.passage, text, (*also, *(one.passage for one in more))))


class Vote(Frozen):
    """A vote as the minutes record it; None where they give no number."""

    said: Quoted
    """The words by which the minutes say how it ended."""
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    names_in_favour: tuple[str, ...] = ()
    names_against: tuple[str, ...] = ()
    names_abstained: tuple[str, ...] = ()
    names_not_voting: tuple[str, ...] = ()
    names_absent: tuple[str, ...] = ()


class Motion(Frozen):
    """Who moved and seconded."""

    proposer: str
    seconder: str | None = None
    amendment: bool = False
    said: Quoted


class Recommended(Frozen):
    """A clause of a report's recommendations."""

    label: str | None
    said: Quoted

    @classmethod
    def of(cls, clause: Clause) -> "Recommended":
        """The recommendation of the record."""
        return cls(label=clause.label, said=quoted(clause.words[0], more=clause.words[1:]))


class Difference(Frozen):
    """Words that stand on one side only, in order; each is a run of words of the paper."""

    recommended_only: tuple[str, ...] = ()
    decided_only: tuple[str, ...] = ()


class Decision(Frozen):
    """A clause that was resolved, a decision that was recorded, or an item that was noted, deferred, refused or withdrawn."""

    date: datetime.date | None
    """Of the meeting that decided, which is not the meeting whose pack prints the minutes."""
    body: str | None
    item: str | None
    """Minute number, or reference of the decision record, as printed."""
    title: str | None
    """As printed; None where the minutes print no title of their own."""
    clause: str | None
    """As printed: "299(3)(i)"."""
    words: tuple[Quoted, ...]
    """Word for word, one entry a passage; sub-clauses follow their clause."""
    stem: tuple[Quoted, ...] = ()
    """The words that lead into the clause ("RESOLVED that Council:")."""
    outcome: Outcome
    votes: tuple[Vote, ...] = ()
    motions: tuple[Motion, ...] = ()
    correction: tuple[Quoted, ...] = ()
    """The words of a paper by which the decision, or a figure in it, was set right or its item withdrawn."""
    recorded: tuple[Quoted, ...] = ()
    """Members who asked that how they voted be recorded."""
    flags: tuple[Quoted, ...] = ()
    """What is printed of call-in and urgency."""
    adoption: Adoption = Adoption.NOT_FOUND
    recommendation: Recommended | None = None
    reason: str = ""
    """Why the two are held to belong together."""
    difference: Difference = Difference()
    routine: bool = False
    """Business of every meeting: its minutes, apologies, the public sent out, a report noted."""
    left: tuple[Recommended, ...] = ()
    """Recommendations of the same report that no clause takes up; told once, with the first clause."""

    @property
    def text(self) -> str:
        """The words of the decision without its stem."""
        return " ".join(quoted.text for quoted in self.words)

    @property
    def lead(self) -> str:
        """The words of its stem."""
        return " ".join(quoted.text for quoted in self.stem)

    @property
    def citation(self) -> Citation:
        """Where the decision stands."""
        return self.words[0].citation

    @property
    def meeting(self) -> Meeting:
        """The meeting that decided."""
        return Meeting(self.citation.meeting.council, self.body, self.date)
