"""Notes being written and lately written: a small register in memory, by reader, from which each goes after an hour."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.access.secrets import new_secret
from assistant.answering.stopping import stoppable
from assistant.briefing.edits import Edits, edited
from assistant.briefing.models import BriefRequest, Note
from assistant.errors import StoppedError, TooManyError
from assistant.service.faults import log_fault
from assistant.service.services import OnProgress
from ingest.errors import CouncilPapersError
from vectorstore.models import Role

_LOG = logging.getLogger(__name__)
KEPT_SECONDS = 3600.0
_OF_ONE = 10
"""Notes kept for one reader; the oldest goes for the next."""
_AT_WORK = 3
"""Notes of one reader that may be in the making."""
_AT_WORK_IN_ALL = 30
_WAIT_SECONDS = 15.0
Write = Callable[[BriefRequest, Role, OnProgress], Note]


class State(StrEnum):
    """How far a note is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """A note that somebody asked for."""

    owner: str
    """The reader's `Identity.key`."""
    request: BriefRequest
    role: Role
    """Whose eyes it is made for."""
    made: float
    revision: int = -1
    """Of the library when the work began."""
    id: str = field(default_factory=new_secret)
    state: State = State.WAITING
    stages: list[str] = field(default_factory=list)
    """Each stage in words, in order."""
    note: Note | None = None
    edits: Edits = field(default_factory=Edits)
    """What its reader takes out of it and words otherwise."""
    problem: str = ""
    """Why it failed, in a line for the reader."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def chosen(self) -> Note | None:
        """The note as its reader wants it sent on."""
        return self.note and edited(self.note, self.edits)

    @property
    def at_work(self) -> bool:
        """Whether it is still to come."""
        return self.state in (State.WAITING, State.RUNNING)


class Jobs:
    """The notes of all readers; usable from several threads."""

    def __init__(self, write: Write, revision: Callable[[], int], at_once: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        """`revision` tells that of the library; `at_once` notes are written at the same time; `clock` gives seconds from any moment."""
        self._write, self._revision, self._clock = write, revision, clock
        self._turns = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, owner: str, request: BriefRequest, role: Role, ended: Callable[[Job], None]) -> Job:
        """Have a note written; `ended` is called from another thread when it is ready, has failed or was stopped.

        Raises TooManyError where this reader, or all together, have too many in the making.
        """
        job = Job(owner, request, role, self._clock())
        with self._lock:
            self._forget()
            own = [one for one in self._jobs.values() if one.owner == owner]
            at_work = sum(one.at_work for one in self._jobs.values())
            if sum(one.at_work for one in own) >= _AT_WORK or at_work >= _AT_WORK_IN_ALL:
                raise TooManyError("too many notes are being written: stop one, or try again in a little while", _WAIT_SECONDS)
            for old in [one for one in own if not one.at_work][: max(0, len(own) + 1 - _OF_ONE)]:
                del self._jobs[old.id]
            self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(job, ended), daemon=True).start()
        return job

    def find(self, owner: str, job_id: str, role: Role) -> Job | None:
        """A reader's note; None where there is none of theirs, or it was made for eyes that see more than theirs do now."""
        return next((job for job in self.of(owner, role) if job.id == job_id), None)

    def of(self, owner: str, role: Role) -> list[Job]:
        """A reader's notes as they may know of them now, newest first."""
        with self._lock:
            self._forget()
            own = [job for job in self._jobs.values() if job.owner == owner and job.role.classifications <= role.classifications]
        return own[::-1]

    def _forget(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        for job in [job for job in self._jobs.values() if job.made < oldest]:
            job.stop.set()
            del self._jobs[job.id]

    def _run(self, job: Job, ended: Callable[[Job], None]) -> None:
        if not self._turns.acquire(blocking=False):
            job.stages.append("waiting for the notes of others")
            self._turns.acquire()
        try:
            job.state, job.revision = State.RUNNING, self._revision()
            with stoppable(job.stop):
                note = self._write(job.request, job.role, lambda *at: _tell(job, *at))
            _end(job, State.READY, note=note)
        except StoppedError:
            _end(job, State.STOPPED)
        except CouncilPapersError as error:
            _end(job, State.FAILED, str(error))
        except Exception as error:
            log_fault(_LOG, "writing a note failed", error)
            _end(job, State.FAILED, "There is a fault in this service. Try again.")
        finally:
            self._turns.release()
        try:
            ended(job)
        except Exception as error:
            log_fault(_LOG, "recording a note failed", error)


def _tell(job: Job, done: int, total: int, message: str) -> None:
    if job.stop.is_set():
        raise StoppedError("the note was stopped")
    job.stages.append(f"{done + 1} of {total}: {message}" if total else message)


def _end(job: Job, state: State, problem: str = "", note: Note | None = None) -> None:
    """Settle how it ended; what was ready in the moment it was stopped is not kept."""
    stopped = job.stop.is_set()
    job.note, job.problem = (None, "") if stopped else (note, problem)
    job.state = State.STOPPED if stopped else state
