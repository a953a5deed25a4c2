"""Notes being written: each by a thread of one process, told on the board, where any process shows it, stops it and gives it out."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from assistant.access.board import Board, NoteJob, NoteState, Room
from assistant.access.presence import Presence
from assistant.answering.stopping import stoppable
from assistant.briefing.edits import Edits, edited
from assistant.briefing.models import BriefRequest, Note
from assistant.errors import StoppedError, TooManyError
from assistant.service.faults import log_fault
from assistant.service.services import OnProgress
from ingest.errors import CouncilPapersError
from vectorstore.models import Role

_LOG = logging.getLogger(__name__)
_ROOM = Room()
_WAIT_SECONDS = 15.0
_HEED_SECONDS = 0.3
"""How often a process that writes a note looks whether another was told to stop it."""
_FAULT = "There is a fault in this service. Try again."
_LOST = "The part of this service that wrote the note has ended, and what there was of it is lost. Write the note again."
Write = Callable[[BriefRequest, Role, OnProgress], Note]
Ended = Callable[[NoteJob], None]


def chosen(job: NoteJob) -> Note | None:
    """The note as its reader wants it sent on."""
    return job.note and edited(job.note, job.edits or Edits())


class Jobs:
    """The notes of all readers, as one process sees and writes them; usable from several threads."""

    def __init__(self, write: Write, revision: Callable[[], int], board: Board, presence: Presence, at_once: int = 1) -> None:
        """`revision` tells that of the library; this process writes `at_once` notes at the same time."""
        self._write, self._revision, self._board, self._presence = write, revision, board, presence
        self._turns = threading.BoundedSemaphore(at_once)
        self._stops: dict[str, threading.Event] = {}
        """Id of each note that this process writes to what stops it."""

    def start(self, owner: str, request: BriefRequest, role: Role, ended: Ended) -> NoteJob:
        """Have a note written; `ended` is called from another thread when it is ready, has failed or was stopped, before anybody sees that.

        Where `ended` raises, the note is not shown. Raises TooManyError where this reader, or all together, have too many in the making.
        """
        self._bury(self._board.notes_at_work())
        job = NoteJob(owner, request, role, self._presence.name)
        stop = self._stops[job.id] = threading.Event()
        try:
            if not self._board.post(job, _ROOM):
                raise TooManyError("too many notes are being written: stop one, or try again in a little while", _WAIT_SECONDS)
            threading.Thread(target=self._run, args=(job, stop, ended), daemon=True).start()
        except BaseException:
            del self._stops[job.id]
            raise
        return job

    def find(self, owner: str, job_id: str, role: Role) -> NoteJob | None:
        """A reader's note; None where there is none of theirs, or it was made for eyes that see more than theirs do now."""
        return next((job for job in self.of(owner, role) if job.id == job_id), None)

    def of(self, owner: str, role: Role) -> list[NoteJob]:
        """A reader's notes as they may know of them now, newest first."""
        own = self._board.notes(owner)
        if self._bury(own):
            own = self._board.notes(owner)
        return [job for job in own if job.role.classifications <= role.classifications]

    def look(self, job: NoteJob) -> NoteJob | None:
        """The note as it stands now; None where it is gone."""
        now = self._board.note(job.id)
        return self._board.note(job.id) if now and self._bury([now]) else now

    def stop(self, job: NoteJob) -> None:
        """Have a note stopped, whichever process writes it."""
        self._board.stop(job.id)
        if stop := self._stops.get(job.id):
            stop.set()

    def edit(self, job: NoteJob, edits: Edits) -> None:
        """Keep what the reader changes of a note."""
        self._board.edit(job.id, edits)

    def _bury(self, jobs: Iterable[NoteJob]) -> bool:
        """Settle notes that nobody writes any more, as their process has died; whether there were any."""
        lost = [job for job in jobs if job.at_work and not self._is_written(job)]
        for job in lost:
            self._board.finish(job.id, NoteState.STOPPED, problem=_LOST)
        return bool(lost)

    def _is_written(self, job: NoteJob) -> bool:
        return job.id in self._stops or (job.writer != self._presence.name and self._presence.lives(job.writer))

    def _run(self, job: NoteJob, stop: threading.Event, ended: Ended) -> None:
        try:
            with self._heeding(job, stop):
                self._settle(self._made(_Progress(self._board, job, stop), stop), stop, ended)
        except Exception as error:  # the board or the record cannot be written: that nobody writes it any more is found by who looks
            log_fault(_LOG, "recording a note failed", error)
        finally:
            del self._stops[job.id]

    def _made(self, progress: "_Progress", stop: threading.Event) -> NoteJob:
        """The note as it ended, which nobody knows of yet."""
        job = progress.job
        if not self._turns.acquire(blocking=False):
            progress.say("waiting for the notes of others")
            self._turns.acquire()
        try:
            progress.begin(revision := self._revision())
            with stoppable(stop):
                note = self._write(job.request, job.role, progress.tell)
            return replace(job, state=NoteState.READY, revision=revision, note=note)
        except StoppedError:
            return replace(job, state=NoteState.STOPPED)
        except CouncilPapersError as error:
            return replace(job, state=NoteState.FAILED, problem=str(error))
        except Exception as error:
            log_fault(_LOG, "writing a note failed", error)
            return replace(job, state=NoteState.FAILED, problem=_FAULT)
        finally:
            self._turns.release()

    def _settle(self, job: NoteJob, stop: threading.Event, ended: Ended) -> None:
        """Record how it ended, and only then let it be seen; what was ready in the moment it was stopped is not kept."""
        if stop.is_set() or self._board.stopped(job.id):
            job = replace(job, state=NoteState.STOPPED, note=None, problem="")
        try:
            ended(job)
        except Exception as error:
            log_fault(_LOG, "recording a note failed", error)
            job = replace(job, state=NoteState.FAILED, note=None, problem=_FAULT)
        if not self._board.finish(job.id, job.state, job.note, job.problem):
            self._board.finish(job.id, NoteState.STOPPED)

    @contextmanager
    def _heeding(self, job: NoteJob, stop: threading.Event) -> Iterator[None]:
        """Meanwhile `stop` is set when another process is told to stop the note, or it has had its time."""
        over = threading.Event()

        def heed() -> None:
            while not over.wait(_HEED_SECONDS) and not stop.is_set():
                try:
                    if self._board.stopped(job.id):
                        stop.set()
                except Exception as error:
                    log_fault(_LOG, "whether a note is wanted cannot be seen", error)

        threading.Thread(target=heed, daemon=True).start()
        try:
            yield
        finally:
            over.set()


class _Progress:
    """Tells the board how far a note is."""

    def __init__(self, board: Board, job: NoteJob, stop: threading.Event) -> None:
        self.job = job
        self._board, self._stop = board, stop
        self._state, self._revision = job.state, job.revision
        self._stages: list[str] = []

    def begin(self, revision: int) -> None:
        """The work begins."""
        self._state, self._revision = NoteState.RUNNING, revision
        self._board.tell(self.job.id, self._state, self._revision, self._stages)

    def say(self, stage: str) -> None:
        """Another stage begins."""
        self._stages.append(stage)
        self._board.tell(self.job.id, self._state, self._revision, self._stages)

    def tell(self, done: int, total: int, message: str) -> None:
        """As OnProgress. Raises StoppedError where the note was stopped."""
        if self._stop.is_set():
            raise StoppedError("the note was stopped")
        self.say(f"{done + 1} of {total}: {message}" if total else message)
