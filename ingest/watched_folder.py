"""A folder that is watched: what is new in it is taken in, what was taken out of it is withdrawn from the library.

A file is read once it looked the same twice, so that none is read while it is being written, and a paper is withdrawn once its file was
missing twice. Nothing is withdrawn while part of the folder cannot be searched, or while it holds no paper at all: a disk that is not
mounted is no order to forget its papers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.library.library import Library
from ingest.models import Outcome, Paper
from ingest.sources import Source, find_sources, printable

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""
Take = Callable[[Sequence[Path]], list[Outcome]]
"""Takes files in; one outcome a file."""
Withdraw = Callable[[Paper], None]
"""Removes a paper from the library."""


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in the folders at one moment."""

    files: Mapping[Path, Stamp]
    faults: tuple[Source, ...]
    """What could not be looked at, each with its problem."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one look led to."""

    outcomes: tuple[Outcome, ...] = ()
    """Of the files that were taken in, or tried."""
    withdrawn: tuple[str, ...] = ()
    """Papers that were removed from the library, by document name."""
    waiting: int = 0
    """Files that are new or were changed since the last look, and are tried when they look the same again."""
    held: str | None = None
    """Why nothing is withdrawn although papers are missing; None where nothing is missing, or it was withdrawn."""


def look(folders: Iterable[Path]) -> Look:
    """What lies in the folders now."""
    files: dict[Path, Stamp] = {}
    faults: list[Source] = []
    for source in find_sources(folders):
        try:
            if source.problem is None:
                told = source.path.stat()
                files[source.path] = (told.st_size, told.st_mtime_ns)
            else:
                faults.append(source)
        except OSError as error:  # it went between the list and the look, or may not be read
            faults.append(Source(source.path, error.strerror or str(error)))
    return Look(files, tuple(faults))


@dataclass(slots=True)
class Watch:
    """Folders that are watched over for one library."""

    library: Callable[[], Library]
    """The library, opened when first needed: there may be none before the first paper."""
    folders: tuple[Path, ...]
    _last: Look | None = None
    _taken: dict[Path, Stamp] = field(default_factory=dict)
    _missing: frozenset[str] = frozenset()
    _began: bool = False
    """Whether anything was taken in yet, so that there is a library."""

    @property
    def found(self) -> int:
        """Files that the last look found."""
        return len(self._last.files) if self._last else 0

    def round(self, take: Take, withdraw: Withdraw) -> Round:
        """Look once: take in what is ready and withdraw what is gone. Raises LibraryError as the library and what is given do."""
        now = look(self.folders)
        before = self._last.files if self._last else {}
        fresh = {path for path, stamp in now.files.items() if self._taken.get(path) != stamp}
        ready = sorted(path for path in fresh if before.get(path) == now.files[path])
        outcomes = take(ready) if ready else []
        self._taken = {path: stamp for path, stamp in now.files.items() if path in ready or self._taken.get(path) == stamp}
        self._last = now
        self._began |= bool(outcomes)
        withdrawn, held = self._withdraw(now, withdraw) if self._began else ((), None)
        return Round(tuple(outcomes), withdrawn, len(fresh) - len(ready), held)

    def _withdraw(self, now: Look, withdraw: Withdraw) -> tuple[tuple[str, ...], str | None]:
        there = {printable(path) for path in now.files}
        gone = [paper for paper in self.library().papers() if self._is_ours(paper) and paper.path not in there]
        if held := _held(now, gone):
            return (), held
        again = [paper for paper in gone if paper.path in self._missing]
        for paper in again:
            withdraw(paper)
        self._missing = frozenset(paper.path for paper in gone if paper not in again)
        return tuple(paper.document for paper in again), None

    def _is_ours(self, paper: Paper) -> bool:
        return any(Path(paper.path).is_relative_to(printable(folder.absolute())) for folder in self.folders)


def _held(now: Look, gone: Collection[Paper]) -> str | None:
    """Why nothing of what is gone is withdrawn."""
    if not gone:
        return None
    count = f"{len(gone)} {'paper is' if len(gone) == 1 else 'papers are'} missing and kept"
    if not now.files:
        return f"{count}: no paper is left in the folder; if that is meant, remove them with council-papers papers remove"
    if now.faults:
        first = now.faults[0]
        return f"{count}: {printable(first.path)}: {first.problem}"
    return None
