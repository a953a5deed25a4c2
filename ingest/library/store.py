"""Copies of the papers' files under HOME/papers, named by content, and the lock that lets one process at a time change the library."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from ingest.errors import LibraryError, UnreadablePaperError
from ingest.library.private import FILE, FOLDER
from ingest.models import Paper
from ingest.sources import content_hash

Lock = FileLock
"""A lock that is held until it is released or the process ends."""


def stored_name(paper: Paper) -> str:
    """File name of the copy: content hash and the paper's own ending, in lower case."""
    return paper.sha256 + Path(paper.document).suffix.lower()


def keep(source: Path, paper: Paper, folder: Path) -> Path:
    """Copy `source` into `folder`, whole or not at all.

    Raises UnreadablePaperError where the file is no longer the one that was read, OSError where
    it cannot be read, LibraryError where the copy cannot be written.
    """
    target = folder / stored_name(paper)
    if target.exists() and content_hash(target) == paper.sha256:
        return target
    with source.open("rb") as original:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as copy:
                try:
                    _fill(copy, original, paper)
                    Path(copy.name).replace(target)
                except BaseException:
                    Path(copy.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise unwritable(error, folder) from error
    return target


def _fill(copy: IO[bytes], original: IO[bytes], paper: Paper) -> None:
    shutil.copyfileobj(original, copy, 1 << 20)
    copy.flush()
    os.fsync(copy.fileno())
    if content_hash(Path(copy.name)) != paper.sha256:
        raise UnreadablePaperError(f"{paper.document}: the file changed while it was read; ingest it again")


def sweep(folder: Path, wanted: Collection[str]) -> None:
    """Delete every file of `folder` not named in `wanted`: copies left by a process that was stopped. Call it under the lock."""
    if folder.is_dir():
        for file in folder.iterdir():
            if file.is_file() and file.name not in wanted:
                file.unlink(missing_ok=True)


def unwritable(error: OSError, folder: Path) -> LibraryError:
    """What an operating system error at `folder` means to the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LibraryError(f"{folder}: the disk is full: free some space and run the same command again; what was finished is kept")
    return LibraryError(f"{folder}: {error.strerror or error}: check that the folder may be written")


def take(folder: Path) -> Lock | None:
    """The lock of `folder`, held until it is released or the process ends, however it ends; None where another process holds it."""
    lock = FileLock(folder / ".lock", mode=FILE, is_singleton=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock


def wait_for(folder: Path, on_wait: Callable[[], None] | None = None) -> Lock:
    """As `take`, but waits while another process or thread holds the lock, after one call of `on_wait`. Raises OSError."""
    if (lock := take(folder)) is None:
        if on_wait:
            on_wait()
        lock = FileLock(folder / ".lock", mode=FILE, is_singleton=False)
        lock.acquire(poll_interval=0.1)
    return lock


@contextmanager
def write_lock(home: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the library's lock; `on_wait` is called once where another process or thread holds it. It ends with the process."""
    try:
        lock = wait_for(home, on_wait)
    except OSError as error:
        raise unwritable(error, home) from error
    try:
        yield
    finally:
        lock.release()
