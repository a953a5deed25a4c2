"""A SQLite file while it is in use: nobody else in the process may open it, and that it is still the same file is asked before every use.

SQLite's locks are the process's: they all end when any descriptor of the file is closed, whoever opened it. Other processes then take
the file for unused, and delete the log that this one goes on writing to: what is written is lost. So an opening by anything but SQLite
is refused while the file is in use (an audit hook, which Python code cannot get round), and a file or log that was replaced or deleted
all the same is noticed by its device and inode, which cannot be given to another file while they are open.
"""

import errno
import os
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ingest.errors import LostFileError
from ingest.library.private import close_to_others

Identity = tuple[int, int]
"""Device and inode."""
LOG: Final = "-wal"
_MEMORY: Final = "-shm"
_PROCESSES: Final = Path("/proc")
_in_use: Counter[tuple[Identity, Path]] = Counter()
_lock = threading.RLock()  # a finalizer may run at any moment, in the thread that holds it too
_hooked = False


class Watch:
    """One file in use, from `begin` to `end`. Usable from several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._beside = [file.with_name(file.name + ending) for ending in (LOG, _MEMORY)]
        self._known: tuple[tuple[Path, Identity], ...] = ()
        self._end: Callable[[], object] = lambda: None

    def begin(self) -> None:
        """Watch from now on; a connection must be open and have read, so that the log, where there is one, is there."""
        self.end()
        found = [(path, identity) for path in (self._file, *self._beside) if (identity := _identity(path))]
        held = [(identity, path.absolute()) for path, identity in found]
        _hold(held)
        self._end = weakref.finalize(self, _let_go, held)
        self._known = tuple((path, identity) for path, identity in found if path != self._beside[1])
        for path, _ in found:
            with suppress(OSError):  # another owner's: the doctor tells
                if path.stat().st_mode & 0o077:
                    close_to_others(path)

    def check(self) -> None:
        """Raises LostFileError where the file, or its log, is no longer the one that was opened."""
        for path, identity in self._known:
            if _identity(path) != identity:
                raise LostFileError(
                    f"{path} was replaced or deleted while this program was using it: nothing more is read or written; "
                    "end the program and start it again (to restore a backup, end it first)"
                )

    def end(self) -> None:
        """Watch no longer."""
        self._known = ()
        self._end()


def lost_by_others(file: Path) -> list[int]:
    """Ids of this user's processes that have an earlier `file` or log of it open, which is deleted; none where /proc does not tell."""
    gone = {f"{file.resolve()}{ending} (deleted)" for ending in ("", LOG)}
    return sorted({int(process.name) for process in _processes() if gone & _open_files(process)})


def _processes() -> list[Path]:
    return [process for process in _PROCESSES.iterdir() if process.name.isdecimal()] if _PROCESSES.is_dir() else []


def _open_files(process: Path) -> set[str]:
    names = set()
    with suppress(OSError):  # another user's, or it has ended meanwhile
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                names.add(str(descriptor.readlink()))
    return names


def _identity(path: Path) -> Identity | None:
    try:
        status = os.stat(path)  # noqa: PTH116 half the time of Path.stat, and it is asked before every statement
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _hold(held: list[tuple[Identity, Path]]) -> None:
    global _hooked
    with _lock:
        _in_use.update(held)
        if not _hooked:
            sys.addaudithook(_refuse_opening)
            _hooked = True


def _let_go(held: list[tuple[Identity, Path]]) -> None:
    with _lock:
        _in_use.subtract(held)
        for one in held:
            if _in_use[one] <= 0:
                del _in_use[one]


def _refuse_opening(event: str, arguments: tuple[Any, ...]) -> None:
    """Python tells of every opening before it happens; an exception prevents it. SQLite itself opens files without Python."""
    if event != "open" or not _in_use or isinstance(arguments[0], int | None):
        return
    try:
        status = os.stat(arguments[0])  # noqa: PTH116
    except (OSError, ValueError, TypeError):
        return
    opened = status.st_dev, status.st_ino
    if any(identity == opened == _identity(path) for identity, path in list(_in_use)):
        raise PermissionError(errno.EACCES, "a database in use is opened by SQLite alone", arguments[0])
