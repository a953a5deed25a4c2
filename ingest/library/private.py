"""The library's folder and what lies in it is for its owner only, whatever the umask: folders 0700, files 0600.

A folder that other programs keep things in as well is left as it is, and so are those things: only what the library makes is its own.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

FILE: Final = 0o600
FOLDER: Final = 0o700
_OPEN_TO_OTHERS: Final = 0o077
EVALUATION: Final = "evaluation"
"""Folder of what the evaluation keeps beside the library."""
PROCESSES: Final = "processes"
"""Folder in which each process that serves the web app holds a lock."""
SOURCES: Final = "sources"
"""Folder of what was fetched from websites."""
JOBS: Final = "jobs.sqlite3"
_FOLDERS: Final = ("papers", "index", "log", EVALUATION, PROCESSES, SOURCES)
DATABASES: Final = ("library.sqlite3", "access.sqlite3", JOBS)
"""File names of the library, of access and of the queue of papers to take in."""
PASSING: Final = ("bucket", "failure", "note_job")
"""Tables of what holds for an hour at most, notes with words of papers among it: a backup, which is kept for years, leaves them empty."""
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
_FILES: Final = (".lock", "settings.toml", *(name + ending for name in DATABASES for ending in _BESIDE))


def make_home(home: Path) -> None:
    """Make the folder where it is missing, and close to others what an earlier version left open in it. Raises OSError.

    What this user may not change (a folder of another owner) stays as it is: `open_to_others` tells.
    """
    home.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    for path in open_to_others(home):
        with suppress(OSError):
            close_to_others(path)


def open_to_others(home: Path) -> list[Path]:
    """What of the library's own files and folders others than their owner may reach; none on Windows, which has no such modes."""
    if sys.platform == "win32" or not home.is_dir():
        return []
    return [path for path in _own(home) if not path.is_symlink() and path.exists() and path.stat().st_mode & _OPEN_TO_OTHERS]


def close_to_others(path: Path) -> None:
    """Let its owner alone reach a file or folder, which is not opened for that. Raises OSError."""
    path.chmod(FOLDER if path.is_dir() else FILE)


def make_file(path: Path) -> None:
    """Make an empty file where there is none, its owner's from the first moment on. Raises OSError.

    Another thread may have it open as a database by the time it is there, so it is never opened under its own name: SQLite's locks on a
    file end when any descriptor of it is closed in the process.
    """
    if path.exists():
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    os.close(descriptor)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    except OSError:  # no hard links on this file system
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, FILE))
    finally:
        Path(name).unlink()


def opener(path: str, flags: int) -> int:
    """For `open`: a file that is made is its owner's only."""
    return os.open(path, flags, FILE)


def _own(home: Path) -> Iterator[Path]:
    names = {path.name for path in home.iterdir()}
    if names <= {*_FOLDERS, *_FILES}:
        yield home
    yield from (home / name for name in _FILES if name in names)
    for name in _FOLDERS:
        if name in names:
            yield home / name
            yield from (home / name).rglob("*")
