"""The nouns of the action and recommendation tracker."""

import datetime
from enum import StrEnum

from assistant.models import Frozen
from assistant.registers.models import Quoted
from ingest.models import Meeting
from ingest.record.monitoring import Status


class Kind(StrEnum):
    """What put an action on the list."""

    TRACKED = "tracked"
    """A row of a monitoring table or action log."""
    RESOLVED = "resolved"
    """A clause of a resolution that asks somebody to do something."""
    UNDERTAKEN = "undertaken"
    """Minuted as asked of or promised by a named person."""
    PLANNED = "planned"
    """A row of an action plan."""
    RECOMMENDED = "recommended"
    """A recommendation of a report."""


class Entry(Frozen):
    """What one paper says of an action."""

    kind: Kind
    date: datetime.date | None
    """Of the meeting whose paper or minutes say it."""
    action: Quoted
    """The action word for word."""
    rest: tuple[Quoted, ...] = ()
    """Sub-clauses that stand in passages of their own."""
    update: Quoted | None = None
    status: Quoted | None = None
    """The status cell as printed."""
    joined: str = ""
    """Why the entry is held to be of the same action as those before it; "" for the first."""

    @property
    def text(self) -> str:
        """The whole action, word for word."""
        return " ".join(quoted.text for quoted in (self.action, *self.rest))


class Action(Frozen):
    """One action through the papers."""

    reference: str | None
    """As printed: minute clause, row reference or number of the action."""
    kind: Kind
    date: datetime.date | None
    """Of the meeting that asked for it."""
    body: str | None
    item: str | None
    """Minute or agenda item, and title, as printed."""
    entries: tuple[Entry, ...]
    """In the order of their dates, at least one; the first asks for the action."""
    responsible: Quoted | None = None
    deadline: Quoted | None = None
    status: Status = Status.NO_UPDATE
    correction: tuple[Quoted, ...] = ()
    """The words of a paper by which the action was set right or its item withdrawn."""

    @property
    def asked(self) -> Entry:
        """The entry that asks for the action first; of one resolved the resolution, not the recommendation before it."""
        first = self.entries[0]
        if self.kind is not Kind.RECOMMENDED:
            first = next((entry for entry in self.entries if entry.kind is not Kind.RECOMMENDED), first)
        return first

    @property
    def action(self) -> Quoted:
        """The action word for word; its sub-clauses are in `asked.rest`."""
        return self.asked.action

    @property
    def meeting(self) -> Meeting:
        """The meeting that asked for it."""
        return Meeting(self.action.citation.meeting.council, self.body, self.date)

    def is_for(self, name: str) -> bool:
        """Whether the name, or part of it, is that of who is responsible."""
        return name.casefold() in (self.responsible.text if self.responsible else "").casefold()

    @property
    def latest(self) -> Entry | None:
        """The latest entry that says how the action stands; None where none does."""
        return next((entry for entry in reversed(self.entries) if entry.update or entry.status), None)


class Tracker(Frozen):
    """The actions within the bounds, and what could not be read."""

    actions: tuple[Action, ...]
    recommended: tuple[Action, ...] = ()
    """What reports recommend and no meeting is minuted to have asked for: proposals, lost or not yet decided, and no actions."""
    unread: tuple[str, ...] = ()
    """A line for each paper with rows of actions whose columns could not be told apart."""
