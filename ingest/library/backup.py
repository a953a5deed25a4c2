"""A copy of a library that is in use: both databases as they were at one moment each, the copies of the papers that they name, and what
the evaluation keeps beside them."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from ingest.errors import LibraryError
from ingest.library.connections import open_file
from ingest.library.private import DATABASES, EVALUATION, FILE, FOLDER, PASSING, make_file
from ingest.library.schema import FILE_NAME, explained
from ingest.library.store import unwritable

_SETTINGS: Final = "settings.toml"
_TRIES: Final = 5
_BUSY_SECONDS: Final = 30.0


def back_up(home: Path, target: Path) -> int:
    """Copy the library in `home` to the new folder `target`, its owner's only; the number of papers in the copy.

    Programs may use the library, and change it, meanwhile. The library is copied before the record of who did what, so that there is a
    line for everything in the copy. The index is left out: it is built from the library. All is copied or nothing is left.
    Raises LibraryError where there is no library, the target is there already or lies within the library, the copy is damaged or cannot be
    written.
    """
    if not (home / FILE_NAME).is_file():
        raise LibraryError(f"no library in {home}: name another folder with --home")
    if target.exists() or target.is_symlink():
        raise LibraryError(f"{target} is there already: name a new folder")
    if target.resolve().is_relative_to(home.resolve()):
        raise LibraryError(f"{target} lies within the library's folder: name one outside it, best on another disk")
    part = target.with_name(f".{target.name}.part-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir(mode=FOLDER)
        papers = _copy(home, part)
        part.rename(target)
    except OSError as error:
        raise unwritable(error, target) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return papers


def _copy(home: Path, part: Path) -> int:
    (part / "papers").mkdir(mode=FOLDER)
    for _ in range(_TRIES):
        names = _library(home, part)
        if _papers(home, part, names):
            break
    else:
        raise LibraryError("papers kept being removed while they were copied: try again when that has ended")
    for name in DATABASES:
        if name != FILE_NAME and (home / name).is_file():
            _database(home / name, part / name)
    for file in (home / EVALUATION).rglob("[!.]*"):
        copy = part / file.relative_to(home)
        copy.parent.mkdir(mode=FOLDER, exist_ok=True)
        if file.is_file():
            _file(file, copy)
    if (home / _SETTINGS).is_file():
        _file(home / _SETTINGS, part / _SETTINGS)
    return len(names)


def _library(home: Path, part: Path) -> list[str]:
    """Copy the library's database; the names of the papers' files in the copy."""
    _database(home / FILE_NAME, part / FILE_NAME)
    with closing(open_file(part / FILE_NAME, _BUSY_SECONDS)) as copy:
        return [row["sha256"] + Path(row["document"]).suffix.lower() for row in copy.execute("SELECT sha256, document FROM paper")]


def _papers(home: Path, part: Path, names: list[str]) -> bool:
    """Copy files that are not copied yet; False where one was removed from the library since its database was copied."""
    before = _revision(part)
    for name in names:
        try:
            if not (part / "papers" / name).exists():
                _file(home / "papers" / name, part / "papers" / name)
        except FileNotFoundError:
            if _revision(home) != before:
                return False  # otherwise none was ever kept
    for file in (part / "papers").iterdir():
        if file.name not in names:
            file.unlink()
    return True


def _revision(folder: Path) -> int:
    with closing(open_file(folder / FILE_NAME, _BUSY_SECONDS)) as connection:
        return int(connection.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()[0])


def _database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, whoever writes to it. Raises LibraryError where it is damaged or cannot be copied."""
    make_file(target)
    try:
        with closing(open_file(source, _BUSY_SECONDS)) as original, closing(open_file(target, _BUSY_SECONDS)) as copy:
            original.backup(copy)
            _empty(copy)
            if (found := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise LibraryError(f"{source} is damaged ({found}): restore it from an earlier backup")
    except sqlite3.Error as error:
        raise explained(error, source.parent) from error


def _empty(copy: sqlite3.Connection) -> None:
    """Delete what holds for an hour at most, and overwrite it with zeros, in the log too."""
    copy.execute("PRAGMA secure_delete = ON")
    there = {row["name"] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in PASSING:
        if table in there:
            copy.execute(f"DELETE FROM {table}")
    copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file(source: Path, target: Path) -> None:
    with source.open("rb") as original, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as copy:
        shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
