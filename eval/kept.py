"""Files under HOME/evaluation: their owner's only, written whole or not at all; what grows is JSON lines that are only added to."""

import os
import tempfile
from pathlib import Path
from typing import Final

from ingest.library.private import EVALUATION, FOLDER, opener

RUNS: Final = Path(EVALUATION, "runs")
LABELS: Final = Path(EVALUATION, "labels")
"""Folders within the library's."""


def keep(path: Path, text: str) -> None:
    """Write a file whole or not at all, its folder made where it is missing. Raises OSError."""
    _make_folder(path)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def append(path: Path, line: str) -> None:
    """Add a line with one write, in place of one that was cut off when the machine stopped. Raises OSError."""
    _make_folder(path)
    with open(path, "ab", buffering=0, opener=opener) as stream:
        stream.truncate(path.read_bytes().rfind(b"\n") + 1)
        stream.write(line.encode() + b"\n")
        os.fsync(stream.fileno())


def lines(path: Path) -> list[str]:
    """The lines that were written to their end, oldest first; none where there is no file."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return [line for line in text.split("\n")[:-1] if line]


def _make_folder(path: Path) -> None:
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=FOLDER, exist_ok=True)
