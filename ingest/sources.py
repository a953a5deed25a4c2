"""Which files to ingest: folders are searched, files are taken as they are, and what cannot be taken is said."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDINGS: Final = (".pdf", ".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".html", ".htm", ".md", ".txt")
"""Of files that are read."""
_WORDS, _SHEETS, _SLIDES = "save it as .docx or PDF", "save it as .xlsx or PDF", "save it as PDF"
NOT_READ: Final = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".odt", ".ott", ".fodt", ".pages", ".wps", ".wpd"), _WORDS),
    **dict.fromkeys((".xls", ".xlt", ".xlsb", ".xltx", ".ods", ".fods", ".numbers", ".csv"), _SHEETS),
    **dict.fromkeys(
        (".ppt", ".pps", ".pptx", ".pptm", ".ppsx", ".odp", ".fodp", ".key", ".xps", ".oxps", ".epub", ".mht", ".mhtml"), _SLIDES
    ),
    **dict.fromkeys((".eml", ".msg"), "save the message as PDF, and what is attached to it as files of their own"),
    **dict.fromkeys((".zip", ".7z", ".rar"), "unpack it and give the folder"),
}
"""Of files in which papers come too and that are not read, with what a person can do: they are named, never passed over."""
_TRIED: Final = (*ENDINGS, *NOT_READ)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest, or a path that cannot be."""

    path: Path
    """Absolute; a link keeps its own name."""
    problem: str | None = None
    """One line that says why the path cannot be ingested and what to do; None where it can be tried."""


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """Every paper under `paths` once, sorted by path, whatever the order they are given in.

    Folders are searched through; hidden files, the marks that Word leaves of open files (~$) and files in which no papers come are left
    out. A path that is missing, a folder without papers and a single file of no known kind come back with their problem set.
    """
    found = {source.path: source for path in paths for source in _expand(Path(os.path.abspath(path)))}  # noqa: PTH100 resolve() would lose a link's own name
    return [found[path] for path in sorted(found)]


def _expand(path: Path) -> Iterator[Source]:
    endings = " ".join(ENDINGS)
    if path.is_dir():
        inside = list(_walk(path))
        yield from inside or [Source(path, f"no papers in this folder: give a folder that holds {endings}")]
    elif not path.exists():
        yield Source(path, "there is no such file: check the path")
    elif not path.is_file():
        yield Source(path, "not a file but a device, pipe or socket: give a file or a folder")
    elif not path.name.lower().endswith(_TRIED):
        yield Source(path, f"not a kind of file that can be read: give one of {endings}")
    else:
        yield Source(path)


def _walk(folder: Path) -> Iterator[Source]:
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith((".", "~$")) and name.lower().endswith(_TRIED):
                file = Path(parent, name)
                odd = file.exists() and not file.is_file()
                yield Source(file, "not a file but a device, pipe or socket: leave it out" if odd else None)
    for error in closed:
        yield Source(Path(error.filename), f"the folder cannot be searched ({error.strerror}): check its permissions")


def printable(path: Path | str) -> str:
    """A path as text that can be stored and printed; bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
