"""The queue of papers to take in as one visitor may see it, and dead letters put back from a page.

What a paper is called, where it lies and why it failed may tell what is exempt: who may not see exempt papers is shown that of public
papers alone, and of what was not read where nothing marks it.
"""

import datetime
import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.access.models import Action
from assistant.service.faults import log_fault
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from ingest.jobs import FeedState, Job, JobState, Looked, Queue
from ingest.models import Classification, Paper
from ingest.sources import printable
from ingest.structure.exempt.forms import named_exempt

_LOG = logging.getLogger(__name__)
HIDDEN: Final = "A paper that you may not see"
HIDDEN_FEED: Final = "a source whose papers are exempt"
_PATIENCE: Final = datetime.timedelta(hours=1)
"""How late a look may be, if looks are not further apart, before it is called overdue: one at a site may take that long."""
_READ: Final = (JobState.READ, JobState.UNCHANGED, JobState.KEPT_BACK, JobState.DOUBTED)


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as a visitor sees it."""

    job: Job
    name: str
    feed: str
    reason: str
    notes: tuple[str, ...]
    paper: Paper | None
    """The paper that was made of it, where the library holds it and the visitor may see it."""
    exempt: bool
    """Whether the paper is one that the public may not know of."""
    gone: bool
    """Whether it was read and the library does not hold it any more, so that nobody knows whether it was exempt."""

    @property
    def can_be_read(self) -> bool:
        """Whether it is read as soon as it is put back; otherwise at the next look of its website."""
        return self.job.path is not None


@dataclass(frozen=True, slots=True)
class ShownFeed:
    """A source as a visitor sees it."""

    name: str
    exempt: bool
    looked: Looked
    problem: str
    overdue: bool
    """Whether its next look should have been: the program that looks has ended, or hangs."""


@dataclass(frozen=True, slots=True)
class IntakeView:
    """The queue as a visitor sees it."""

    visitor: Visitor
    queue: Queue
    papers: Mapping[str, Paper]
    """Papers that the visitor may know of, by content hash."""
    every: Mapping[str, Paper]
    """All papers, by content hash and by path."""
    public: frozenset[str]
    """Ids of papers that the public may know of."""

    @classmethod
    def of(cls, visitor: Visitor, queue: Queue) -> "IntakeView":
        """The view, as the library is now."""
        library = visitor.services.library
        papers = library.papers()
        every = {paper.sha256: paper for paper in papers} | {paper.path: paper for paper in papers}
        seen = {paper.sha256: paper for paper in visitor.reader.papers()}
        public = frozenset(paper.id for paper in papers if paper.info.classification is Classification.PUBLIC)
        return cls(visitor, queue, seen, every, public)

    def counts(self) -> Mapping[JobState, int]:
        """Jobs by state."""
        return self.queue.counts()

    def feeds(self) -> list[ShownFeed]:
        """The sources that were looked at."""
        return [self._shown_feed(one) for one in self.queue.feeds() if one.looked.at]

    def _shown_feed(self, one: FeedState) -> ShownFeed:
        due, at = one.looked.next_at, one.looked.at
        patience = max(_PATIENCE, due - at) if due and at else _PATIENCE
        overdue = due is not None and due + patience < datetime.datetime.now(datetime.UTC)
        problem = one.looked.problem if self.visitor.entitled or not one.feed.exempt else ""
        return ShownFeed(self._feed(one.feed.kind.value, one.feed.address, one.feed.exempt), one.feed.exempt, one.looked, problem, overdue)

    def jobs(self, states: Collection[JobState]) -> list[ShownJob]:
        """Jobs in these states, the last changed first."""
        return [self._shown(job) for job in self.queue.jobs(states)]

    def _feed(self, kind: str, address: str, exempt: bool) -> str:
        if exempt and not self.visitor.entitled:
            return HIDDEN_FEED
        return f"{kind}: {address}" if address else kind

    def _shown(self, job: Job) -> ShownJob:
        exempt, gone = self._is_exempt(job), job.state in _READ and job.sha256 not in self.every
        feed = self._feed(job.feed.kind.value, job.feed.address, job.feed.exempt)
        if (exempt or gone) and not self.visitor.entitled:
            return ShownJob(job, HIDDEN, feed, "", (), None, exempt, gone)
        notes = job.notes if self.visitor.entitled else ()  # they quote the paper
        return ShownJob(job, job.name, feed, job.reason, notes, self.papers.get(job.sha256), exempt, gone)

    def _is_exempt(self, job: Job) -> bool:
        """Whether the public may not know of the paper; what is in no library is judged by what is said of it and by its name."""
        known = (self.every.get(job.sha256), self.every.get(printable(job.path) if job.path else ""))
        if any(paper and paper.id not in self.public for paper in known):
            return True
        return job.said.exempt or job.feed.exempt or named_exempt(job.name)


class IntakeDesk:
    """Puts dead letters back and has them read, one after the other, by a thread of its own."""

    def __init__(self, services: Services, queue: Queue) -> None:
        self._services, self._queue = services, queue
        self._lock = threading.Lock()

    def retry(self, visitor: Visitor, ids: Collection[int] | None) -> int:
        """Put these dead letters back, or all; how many. Recorded before it is done, as exempt: nobody knows what could not be read."""
        view = IntakeView.of(visitor, self._queue)
        chosen = [one for one in view.jobs([JobState.FAILED, JobState.WAITING]) if ids is None or one.job.id in ids]
        for one in chosen:
            visitor.record(Action.UPLOADED, f"put back: {one.job.name}", [one.job.name], "put back", exempt=True)
        back = self._queue.retry([one.job.id for one in chosen]) if chosen else []
        if back:
            self.start([job.id for job in back])
        return len(back)

    def start(self, ids: Sequence[int] | None = None) -> None:
        """Read these jobs, or what uploads left, while others go on."""
        threading.Thread(target=self._read, args=(ids,), daemon=True).start()

    def _read(self, ids: Sequence[int] | None) -> None:
        try:
            with self._lock:
                self._services.go_on(ids)
        except Exception as error:
            log_fault(_LOG, "reading what was put back failed", error)
