"""Papers taken in through the queue: every file has its job, and what becomes of it is kept there the moment it is known."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

from ingest.jobs import Feed, FeedKind, Item, Job, JobState, Queue, Settled
from ingest.models import Outcome, Overrides, Progress
from ingest.sources import content_hash, find_sources, printable

Read = Callable[[Sequence[Path], Overrides, Callable[[Progress], None]], list[Outcome]]
"""Reads files into the library, as ingest.pipeline.ingest does: bad input is an outcome, never an exception."""
Report = Callable[[Progress], None]
GONE = "the file is no longer there: add it again"


class Intake:
    """Takes files in for one library."""

    def __init__(self, queue: Queue, read: Read) -> None:
        self._queue, self._read = queue, read

    def take_in(self, feed: Feed, paths: Sequence[Path], said: Overrides, report: Report) -> list[Outcome]:
        """Put the files under `paths` into the queue and read them; what `read` gives for them.

        Of a feed that looks by itself, dead letters whose content has not changed are passed over. Raises what `read` raises: the files
        that were not read by then wait.
        """
        items = [_item(path, feed.kind.automatic) for path in _files(paths)]
        self._queue.recover()
        with self._queue.working() as owner:
            jobs = self._queue.put(feed, items, said, owner)
            if not jobs:
                return []
            left_out = len(jobs) < len(items)
            return self._work(jobs, [job.path for job in jobs if job.path] if left_out else paths, jobs[0].said, report)

    def go_on(self, report: Report, feed: Feed | None = None, ids: Iterable[int] | None = None) -> list[Outcome]:
        """Read what waits and nobody reads: of one feed, or these jobs, each under what was said of it when it was put in."""
        self._queue.recover()
        outcomes: list[Outcome] = []
        with self._queue.working() as owner:
            there = []
            for job in self._queue.take(owner, feed, None if ids is None else set(ids)):
                if job.path and job.path.is_file():
                    there.append(job)
                elif self._queue.is_elsewhere(job):
                    continue  # it waits for its host
                elif job.feed.kind is FeedKind.FOLDER:
                    self._queue.forget(job.feed, job.address)
                else:
                    self._queue.settle(job.id, Settled(JobState.FAILED, GONE, sha256=job.sha256))
            for said, same in groupby(sorted(there, key=lambda job: repr(job.said)), key=lambda job: job.said):
                jobs = list(same)
                outcomes += self._work(jobs, [job.path for job in jobs if job.path], said, report)
        return outcomes

    def _work(self, jobs: Sequence[Job], paths: Sequence[Path], said: Overrides, report: Report) -> list[Outcome]:
        """Read `paths`, which are the files of the jobs, and settle each job when its outcome comes."""
        waiting = {printable(job.path): job for job in jobs if job.path}
        begun: set[int] = set()

        def note(at: Progress) -> None:
            job = waiting.get(at.path or "")
            if job and at.outcome:
                self._settle(waiting.pop(at.path or ""), at.outcome)
            elif job and job.id not in begun:
                begun.add(job.id)
                self._queue.begin(job.id)
            report(at)

        outcomes = self._read(paths, said, note)
        for outcome in outcomes:
            if job := waiting.pop(outcome.path, None):
                self._settle(job, outcome)
        return outcomes

    def _settle(self, job: Job, outcome: Outcome) -> None:
        self._queue.settle(job.id, Settled.of(outcome, _hash(job.path)))


def _files(paths: Iterable[Path]) -> list[Path]:
    return [source.path for source in find_sources(paths)]


def _item(path: Path, hashed: bool) -> Item:
    return Item(printable(path), path, printable(path.name), _hash(path) if hashed else "")


def _hash(path: Path | None) -> str:
    """The content hash of a file; "" where it cannot be read, which its outcome says."""
    try:
        return content_hash(path) if path else ""
    except OSError:
        return ""
