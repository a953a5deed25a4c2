"""A batch of files into the library: read in parallel, taken in one by one in path order, so that timing never decides the result."""

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.errors import CouncilPapersError, LibraryError, ReaderFailedError, UnreadablePaperError
from ingest.faults import trace
from ingest.library.corrections import Former, alike, applied, carried, merged
from ingest.library.library import Library
from ingest.library.private import FOLDER, opener
from ingest.models import (
    Classification,
    Outcome,
    OutcomeStatus,
    Overrides,
    Paper,
    PaperInfo,
    PaperText,
    Passage,
    Progress,
    Reading,
)
from ingest.settings import IngestSettings
from ingest.signs import OnPage
from ingest.sources import Source, content_hash, find_sources, printable
from ingest.structure.exempt.forms import named_exempt
from ingest.structure.exempt.kept_back import explained

if TYPE_CHECKING:
    from ingest.workers import Workers

Read = Callable[[Path, IngestSettings], PaperText]
Take = Callable[[Path, str, str, IngestSettings, OnPage], Reading]
Parse = Callable[[PaperText, str, str, IngestSettings], tuple[PaperInfo, tuple[Passage, ...]]]

_NOT_READING: Final = frozenset(
    {
        *("errors.py", "faults.py", "library", "pipeline.py", "record", "signs.py", "sources.py"),
        *("job_owners.py", "jobs.py", "jobs_intake.py", "jobs_store.py", "site_memory.py"),
        *("watched_folder.py", "watched_site.py", "websites", "workers.py"),
    }
)
_LONG: Final = 50
"""Pages above which a file says how far its reading is."""
_SIGN_SECONDS: Final = 1.0
_OPERATIONAL: Final = {"read_timeout", "read_memory", "max_file_size", "max_pages", "workers", "scheduler", "scheduler_tls"}


def ingest(
    library: Library,
    paths: Iterable[Path],
    settings: IngestSettings,
    overrides: Overrides | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    read: Read | None = None,
    parse: Parse | None = None,
    workers: "Workers | None" = None,
) -> list[Outcome]:
    """Take the papers under `paths` into `library`; one outcome a file, sorted by path.

    A file whose content is already there is left alone, whatever its name, unless the reader, its settings or the overrides changed, or
    its name marks it as not for publication.
    Bad input never raises. Where the library itself fails (a full disk) the files left are reported as failed and what was finished
    stays. Waits where another ingest is at work. `read` and `parse` stand in for the paper reader and the structure parser;
    `workers` read in place of this host.
    Raises LibraryError where the library cannot be read or locked.
    """
    report = on_progress or (lambda _: None)
    sources = find_sources(paths)
    with library.lock(lambda: report(Progress("another ingest is at work on this library: waiting for it to end", total=len(sources)))):
        taking, at_once = (workers.take_in, workers.count) if workers else (_taking(read, parse), settings.workers or os.cpu_count() or 1)
        batch = _Batch(library, settings, overrides or Overrides(), taking, at_once)
        outcomes: list[Outcome] = []
        for source, draft in batch.drafts(sources):
            begun = Progress(f"reading {printable(source.path.name)}", len(outcomes), len(sources), printable(source.path))
            report(begun)
            for page, pages in batch.pages(source, draft):
                report(replace(begun, message=f"{begun.message}, page {page} of {pages}"))
            outcomes.append(batch.outcome(source, draft))
            ended = f"{outcomes[-1].status}: {printable(source.path.name)}"
            report(replace(begun, message=ended, done=len(outcomes), outcome=outcomes[-1]))
        if batch.stopped is None:
            library.relate()
    return outcomes


def _taking(read: Read | None, parse: Parse | None) -> Take:
    """How papers are taken in: in a child process, but for what stands in for its halves."""
    from ingest.reader import read_paper, take_in
    from ingest.structure.parse import parse as find_structure

    if read is None and parse is None:
        return take_in

    def take(path: Path, document: str, paper_id: str, settings: IngestSettings, _on_page: OnPage) -> Reading:
        text = (read or read_paper)(path, settings)
        info, passages = (parse or find_structure)(text, document, paper_id, settings)
        return Reading(info, passages, len(text.pages), text.warnings)

    return take


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file read and parsed, not yet in the library; `paper` is None where its content is there already."""

    sha256: str
    paper: Paper | None = None
    reading: Reading | None = None


class _Batch:
    """One run of ingest, under the library's lock."""

    def __init__(self, library: Library, settings: IngestSettings, overrides: Overrides, take: Take, at_once: int) -> None:
        self.library, self.settings, self.overrides, self.take, self.at_once = library, settings, overrides, take, at_once
        self.recipe = recipe(settings)
        self.stopped: str | None = None
        self.retired: dict[str, Former] = {}
        self.far: dict[Path, tuple[int, int]] = {}
        library.sweep()
        self.known = {paper.sha256: paper for paper in library.papers()}

    def drafts(self, sources: list[Source]) -> Iterator[tuple[Source, Future[_Draft]]]:
        """Each source in order with its draft, which is being made meanwhile; a few are made ahead, so memory stays bounded."""
        pool = ThreadPoolExecutor(self.at_once, thread_name_prefix="read")
        try:
            rest = iter(sources)
            queue = deque((source, pool.submit(self.draft, source)) for source in islice(rest, self.at_once + 1))
            while queue:
                yield queue.popleft()
                queue.extend((source, pool.submit(self.draft, source)) for source in islice(rest, 1))
        finally:
            pool.shutdown(cancel_futures=True)

    def pages(self, source: Source, draft: Future[_Draft]) -> Iterator[tuple[int, int]]:
        """While a long file is being read, now and then the page it is at, and how many it has; it ends with the reading."""
        told = 0
        while not wait([draft], _SIGN_SECONDS).done:
            page, pages = self.far.get(source.path, (0, 0))
            if pages > _LONG and page > told:
                told = page
                yield page, pages

    def draft(self, source: Source) -> _Draft:
        """Hash and, where it is needed, read and parse one file. Raises CouncilPapersError and OSError for bad input."""
        if source.problem or self.stopped:
            raise UnreadablePaperError(source.problem or self.stopped)
        path = source.path
        sha256 = content_hash(path)
        known = self.known.get(sha256)
        if known and self._settled(known, path.name):
            return _Draft(sha256)
        document = known.document if known and not _marked_by(path.name, known) else printable(path.name)
        paper_id = sha256[:16]
        reading = self.take(path, document, paper_id, self.settings, lambda page, pages: self.far.update({path: (page, pages)}))
        origin = known.path if known else printable(path)
        paper = Paper(paper_id, document, origin, sha256, reading.pages, len(reading.passages), reading.info, reading.warnings)
        return _Draft(sha256, paper, reading)

    def outcome(self, source: Source, draft: Future[_Draft]) -> Outcome:
        """Take the draft in and say what became of the file; a failure of any kind concerns this file only, or stops the batch."""
        path, name = printable(source.path), printable(source.path.name)
        try:
            read = draft.result()
            if self.stopped:
                raise LibraryError(self.stopped)
            return self._commit(source, read)
        except LibraryError as error:
            self.stopped = reason = str(error)
        except ReaderFailedError as error:
            reason = f"{error} ({_log(self.library.home, path, error.details)})"
        except CouncilPapersError as error:
            reason = str(error)
        except OSError as error:
            reason = f"the file cannot be read ({error.strerror or error}): check it and its permissions"
        except Exception as error:
            reason = f"internal error: {type(error).__name__}, please report ({_log(self.library.home, path, trace(error))})"
        if any(paper.path == path for paper in self.known.values()):
            reason += "; the version ingested before is kept"
        return Outcome(path, OutcomeStatus.FAILED, name, reason=printable(" ".join(reason.split())))

    def _settled(self, paper: Paper, name: str) -> bool:
        """True where a paper need not be read again for a file of this name with its content."""
        same = paper.recipe == self.recipe and merged(paper.overrides, self.overrides) == paper.overrides
        return same and not _marked_by(name, paper)

    def _commit(self, source: Source, draft: _Draft) -> Outcome:
        path, known = printable(source.path), self.known.get(draft.sha256)
        earlier = next((paper for paper in self.known.values() if paper.path == path and paper.sha256 != draft.sha256), None)
        if known and self._settled(known, source.path.name):
            return self._unchanged(source, known, earlier)
        if draft.paper is None or draft.reading is None or draft.paper.path != (known.path if known else path):
            return self._commit(source, self.draft(source))
        before = known or earlier
        former = self._former(draft.sha256, before) or self._namesake(draft.paper.document, draft.reading.passages)
        said = merged(former.said if former else Overrides(), self.overrides)
        fresh = replace(draft.paper, overrides=said, recipe=self.recipe)
        paper, passages = carried(fresh, draft.reading.passages, former) if former else applied(fresh, draft.reading.passages)
        self._keep(earlier)
        self.library.put(paper, passages, source.path, draft.reading.shingles)
        for defect in draft.reading.defects:
            _log(self.library.home, path, defect)
        self.known[paper.sha256] = paper
        if earlier:
            self._retire(earlier, put=known is None)
        reason = "read again: the reader, its settings or what is said of the paper changed" if known else None
        if known and _marked_by(source.path.name, known):
            reason = f"same content as {known.document}, under a name that marks it"
        return _outcome(path, OutcomeStatus.REPLACED if before else OutcomeStatus.NEW, paper, reason)

    def _former(self, sha256: str, before: Paper | None) -> Former | None:
        """What held before of this content, or of the version that the file held; None where there was neither."""
        if before:
            return self.library.former(before)
        return self.retired.get(sha256) or self.library.gone(sha256)

    def _namesake(self, document: str, passages: Sequence[Passage]) -> Former | None:
        """An exempt paper, in whole or part, of the same name and much the same words: an upload has no path by which it replaces one."""
        for paper in self.known.values():
            if paper.document == document and self.library.passage_count(paper.id, [Classification.EXEMPT]):
                former = self.library.former(paper)
                if alike(self.library.passages(document=document), passages):
                    return replace(former, paper=replace(paper, overrides=Overrides()))
        return None

    def _keep(self, paper: Paper | None) -> None:
        """Remember a paper that goes: its file may have been moved, and be found under its new name later in this batch."""
        if paper:
            self.retired[paper.sha256] = self.library.former(paper)

    def _unchanged(self, source: Source, known: Paper, earlier: Paper | None) -> Outcome:
        """The content is there; where the path held another paper before, that one goes."""
        path = printable(source.path)
        reason = f"same content as {known.document}" if known.path != path else None
        if earlier:
            self._keep(earlier)
            self._retire(earlier, put=False)
        if known.path != path and not _holds(Path(known.path), known.sha256):
            self.library.repoint(known, path)
            self.known[known.sha256] = replace(known, path=path)
        return _outcome(path, OutcomeStatus.REPLACED if earlier else OutcomeStatus.UNCHANGED, known, reason)

    def _retire(self, paper: Paper, put: bool) -> None:
        """Forget a paper that its path no longer holds; `put` says that the library has replaced it already."""
        if not put:
            self.library.remove(paper.id)
        del self.known[paper.sha256]


def recipe(settings: IngestSettings) -> str:
    """What decides which passages a file gives: the code that reads and the settings that matter, as a short hash.

    A paper made by another recipe is read again, so a library never mixes passages of two readers unnoticed.
    """
    return hashlib.sha256((_code() + settings.model_dump_json(exclude=_OPERATIONAL)).encode()).hexdigest()[:12]


@cache
def _code() -> str:
    here = Path(__file__).parent
    files = sorted(file for kind in ("*.py", "*.toml") for file in here.rglob(kind) if file.relative_to(here).parts[0] not in _NOT_READING)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _outcome(path: str, status: OutcomeStatus, paper: Paper, reason: str | None = None) -> Outcome:
    kept_back = explained(paper.info, paper.id, paper.overrides)
    return Outcome(path, status, paper.document, paper.pages, paper.passages, reason, paper.warnings, paper.info.paper_type, kept_back)


def _marked_by(name: str, paper: Paper) -> bool:
    """True where a file's name marks a paper that is there under another name, of which nobody has said who may see it."""
    said = paper.overrides.exempt or paper.overrides.public or paper.info.classification is Classification.EXEMPT
    return not said and named_exempt(name) and not named_exempt(paper.document)


def _holds(path: Path, sha256: str) -> bool:
    try:
        return content_hash(path) == sha256
    except OSError:
        return False


def _log(home: Path, path: str, defect: str) -> Path:
    """Write a defect of ours (see `trace`: a log holds no words of papers) and the file that met it to the library's log; its path."""
    log = home / "log" / "ingest.log"
    log.parent.mkdir(exist_ok=True, mode=FOLDER)
    with open(log, "a", encoding="utf-8", opener=opener) as file:
        file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {path}\n{defect}\n")
    return log
