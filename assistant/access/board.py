"""What the processes of one app share for a while: how often who has asked, failed attempts to sign in, and notes being written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from assistant.access.secrets import new_secret
from assistant.briefing.models import BriefRequest, Note
from vectorstore.models import Role

if TYPE_CHECKING:
    from assistant.briefing.edits import Edits

KEPT_SECONDS: Final = 3600.0
"""How long a note is kept from when it was asked for."""
NOT_BEGUN: Final = -1


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts in a row, when the last was, and until when there may be none; instants are the board's seconds."""

    count: int = 0
    at: float = 0.0
    until: float = 0.0


Rule = Callable[[Mapping[str, Failures], float], Mapping[str, Failures]]
"""Given what is known of each key (`Failures()` where nothing is) and the board's time, what is to be known now of those that change."""


class NoteState(StrEnum):
    """How far a note is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NoteJob:
    """A note that somebody asked for, as it stood when it was looked at."""

    owner: str
    """The reader's `Identity.key`."""
    request: BriefRequest
    role: Role
    """Whose eyes it is made for."""
    writer: str
    """Name of the process that writes it (`Presence.name`)."""
    id: str = field(default_factory=new_secret)
    state: NoteState = NoteState.WAITING
    revision: int = NOT_BEGUN
    """Of the library when the work began."""
    stages: tuple[str, ...] = ()
    """Each stage in words, in order."""
    note: Note | None = None
    edits: "Edits | None" = None
    """What its reader takes out of it and words otherwise; None where nothing."""
    problem: str = ""
    """Why there is no note, in a line for the reader; "" where the reader stopped it."""

    @property
    def at_work(self) -> bool:
        """Whether it is still to come."""
        return self.state in (NoteState.WAITING, NoteState.RUNNING)


@dataclass(frozen=True, slots=True)
class Room:
    """How many notes there is room for."""

    of_one: int = 10
    """Notes kept for one reader; the oldest that has ended goes for the next."""
    at_work: int = 3
    """Notes of one reader that may be in the making."""
    at_work_in_all: int = 30


class Board(Protocol):
    """What processes share. Every method is one step that no other process comes between; all raise AccessError where it cannot be done.

    Its clock goes on whatever process looks at it. Where it was set back, what was written later than now counts as written now: a wait
    begins anew and is never longer than it was, nobody gains a question, and everything still goes in its time.
    """

    def take(self, key: str, rate: int) -> float:
        """Take one of the `rate` questions a minute of `key`. The seconds to wait for one, 0.0 where it was taken."""

    def revise(self, keys: Sequence[str], rule: Rule, kept: float) -> None:
        """Change what is known of failures by `rule`; it is forgotten `kept` seconds after it was changed."""

    def post(self, job: NoteJob, room: Room) -> bool:
        """Add a note to be written; False where there is no room for it."""

    def note(self, job_id: str) -> NoteJob | None:
        """The note of this id, whosever it is; None where there is none (any more)."""

    def notes(self, owner: str) -> list[NoteJob]:
        """A reader's notes, newest first."""

    def notes_at_work(self) -> list[NoteJob]:
        """The notes of all readers that are still to come, the oldest first."""

    def tell(self, job_id: str, state: NoteState, revision: int, stages: Sequence[str]) -> None:
        """How far a note at work is."""

    def stop(self, job_id: str) -> None:
        """Have a note at work stopped, whichever process writes it."""

    def stopped(self, job_id: str) -> bool:
        """Whether a note is no longer wanted: its reader stopped it, or it is gone."""

    def finish(self, job_id: str, state: NoteState, note: Note | None = None, problem: str = "") -> bool:
        """Settle how a note at work ended. False, and nothing is changed, where it is not at work, or to be READY and was stopped."""

    def edit(self, job_id: str, edits: "Edits") -> None:
        """Keep what its reader changes of a note that is there."""

    def take_down(self, writers: Sequence[str]) -> None:
        """Delete all notes but those that `writers` write or wrote."""

    def writers(self) -> list[str]:
        """The processes that write or wrote the notes that are there."""

    def sweep(self) -> None:
        """Delete what means nothing any more; to be called now and then, since what is private must not wait for the next reader."""
