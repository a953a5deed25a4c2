"""Run by test_kill.py: `python -m tests.vectorstore.killed_build HOME SEED [POINT]` changes the papers of HOME and builds its index.

With POINT the process kills itself (SIGKILL) after that many of the file operations and SQL statements that Python sees; without it
prints how many there were.
"""

import os
import signal
import sys
from pathlib import Path

import vectorstore.embed
from ingest.library.library import Library
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.build import build_index

SEEN = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "subprocess.Popen", "sqlite3.connect")


class Steps:
    """Counts what this process does to the disk, and kills it at a given count."""

    def __init__(self, last: int) -> None:
        self.last, self.taken = last, 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in SEEN and (event != "open" or "home" in str(arguments[0])):
            self.taken += 1
            if self.taken == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def change(library: Library, seed: int) -> None:
    """The papers as they are after change `seed`: one replaced, one of a new year, one removed."""
    put(library, "pack.pdf", sentences(30, seed))
    put(library, f"{seed}.pdf", sentences(6, 100 + seed), date=f"{2000 + seed}-06-01")
    if any(paper.document == f"{seed - 1}.pdf" for paper in library.papers()):
        library.remove(f"{seed - 1}.pdf")


def main(home: Path, seed: int, point: int = 0) -> None:
    vectorstore.embed.CHUNK = 8
    with Library.open(home) as library:
        change(library, seed)
        steps = Steps(point)
        sys.addaudithook(steps)
        build_index(library, HashEmbedder(), SETTINGS)
    print(steps.taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
