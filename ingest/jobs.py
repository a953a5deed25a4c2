"""The queue of what is to be taken in: one job a file of a feed, what became of it, and the port that a store of them keeps to.

The queue is the truth. A process takes jobs by naming itself their owner and settles each when its file has been read; jobs whose owner
has ended wait again. What failed twice is a dead letter: it is tried no more until its content changes or a person puts it back.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from ingest.models import Outcome, OutcomeStatus, Overrides

MOST_FAILURES: Final = 2
"""Failures after which a job of a feed that looks by itself is a dead letter; of what a person hands in, the first one counts."""
MOST_DEATHS: Final = 3
"""Times that the program may end while it reads a file before that is taken for the file's fault."""


class FeedKind(StrEnum):
    """How papers come in."""

    COMMAND = "command line"
    PAGE = "web page"
    FOLDER = "folder"
    WEBSITE = "website"

    @property
    def automatic(self) -> bool:
        """Whether it looks again by itself, so that what failed is tried a second time."""
        return self in (FeedKind.FOLDER, FeedKind.WEBSITE)


@dataclass(frozen=True, slots=True)
class Feed:
    """Where papers come from."""

    kind: FeedKind
    address: str = ""
    """The folders or the web address; "" where persons hand papers in."""
    exempt: bool = False
    """Whether all its papers are exempt. Once said it holds: see `Queue.feed`."""

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.kind} {self.address}".strip()


COMMAND_LINE: Final = Feed(FeedKind.COMMAND)
WEB_PAGE: Final = Feed(FeedKind.PAGE)


class JobState(StrEnum):
    """How far a job is; the last five are ends."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNCHANGED = "unchanged"
    KEPT_BACK = "kept back"
    """Read; parts of it, or all, are kept back since it marks them as not for publication."""
    DOUBTED = "doubted"
    """Read, with warnings."""
    FAILED = "failed"
    """A dead letter."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be taken in."""

    address: str
    """What it is known by in its feed: its path, or a web address."""
    path: Path | None
    """Where it lies; None where it could not be fetched."""
    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A file of a feed and what became of it."""

    id: int
    feed: Feed
    address: str
    path: Path | None
    name: str
    state: JobState
    tries: int
    """How often its reading was begun since it was put in or put back."""
    failures: int
    reason: str
    """One line: why it failed, or waits again; "" otherwise."""
    notes: tuple[str, ...]
    """What is kept back in it and by which words, and what could not be read."""
    sha256: str
    """Content hash when it was last tried; "" before."""
    document: str
    """Name of the paper in the library; "" until it was read."""
    said: Overrides
    """What a person said of it; holds for every later try."""
    made: datetime.datetime
    changed: datetime.datetime
    host: str = ""
    """On which host its path is one; "" where the queue is of one host."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How the reading of a job ended."""

    state: JobState
    reason: str = ""
    notes: tuple[str, ...] = ()
    sha256: str = ""
    document: str = ""

    @classmethod
    def of(cls, outcome: Outcome, sha256: str) -> "Settled":
        """What an outcome means for a job."""
        notes = (*outcome.kept_back, *outcome.warnings)
        return cls(state_of(outcome), outcome.reason or "", notes, sha256, outcome.document)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look of a feed found."""

    at: datetime.datetime | None = None
    """UTC; None where it was never looked at."""
    next_at: datetime.datetime | None = None
    """When the program that looks will look again; None where none does."""
    found: int = 0
    new: int = 0
    """Files that were new or changed."""
    failed: int = 0
    withdrawn: int = 0
    way: str = ""
    """How a website was read."""
    problem: str = ""
    """Why the look was not complete, or nothing is withdrawn although papers are missing; "" otherwise."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed with what its last look found."""

    feed: Feed
    looked: Looked = field(default_factory=Looked)


class Queue(Protocol):
    """A store of jobs and feeds. Every call is one transaction, and several processes may make them at once."""

    def feed(self, feed: Feed) -> Feed:
        """Take the feed down where it is new, and give it as it is kept: exempt where this or an earlier call says so."""
        ...

    def feeds(self) -> list[FeedState]:
        """All feeds, in the order of their first use."""
        ...

    def note(self, feed: Feed, looked: Looked) -> None:
        """Keep what the last look found."""
        ...

    def working(self) -> AbstractContextManager[str]:
        """The name of a new owner of jobs, for as long as the block and this process live; what it still owns then waits again."""
        ...

    def put(self, feed: Feed, items: Sequence[Item], said: Overrides, owner: str = "") -> list[Job]:
        """Put files in, each waiting for `owner`, or for anybody; what was known of them before gives way to it.

        Of a feed that looks by itself, dead letters with the same content are left out, and of the same content the tries count on.
        An exempt feed's jobs are exempt.
        """
        ...

    def take(self, owner: str, feed: Feed | None = None, ids: Collection[int] | None = None) -> list[Job]:
        """Make `owner` the owner of all waiting jobs that have none: of one feed, or with these ids. No two owners get the same one.

        Among them may be files of another host, which is to be left to it where they cannot be reached from here.
        """
        ...

    def is_elsewhere(self, job: Job) -> bool:
        """Whether the job's path is one of another host."""
        ...

    def begin(self, job_id: int) -> None:
        """Say that the file of a job is being read."""
        ...

    def settle(self, job_id: int, settled: Settled) -> None:
        """Say how it ended. A failure of a feed that looks by itself waits for a second try."""
        ...

    def recover(self) -> int:
        """Let jobs whose owner has ended wait for anybody; how many. One that ended its program too often is a dead letter."""
        ...

    def retry(self, ids: Collection[int] | None = None) -> list[Job]:
        """Put dead letters back, all of them without `ids`; what waits and has no owner is given too."""
        ...

    def forget(self, feed: Feed, address: str) -> None:
        """Drop what is known of a file that is no longer of the feed."""
        ...

    def jobs(self, states: Collection[JobState] | None = None, feed: Feed | None = None, most: int = 1000) -> list[Job]:
        """Jobs in these states, the last changed first."""
        ...

    def counts(self) -> Mapping[JobState, int]:
        """How many jobs are in each state."""
        ...


def state_of(outcome: Outcome) -> JobState:
    """What an outcome is for a job; that a paper is kept back in part, or doubted, is told of an unchanged one too."""
    if outcome.status is OutcomeStatus.FAILED:
        return JobState.FAILED
    if outcome.kept_back:
        return JobState.KEPT_BACK
    if outcome.warnings:
        return JobState.DOUBTED
    return JobState.UNCHANGED if outcome.status is OutcomeStatus.UNCHANGED else JobState.READ
