"""Run by fail_over.py: `python -m tests.cluster.fail_over_writer HOME FIRST`, the database's address on standard input, takes papers in and
publishes them, one deed after the other beginning with FIRST; does a deed again that failed, and ends when standard input does.

Prints the number and the library's revision of each deed that was kept, and why one was not.
"""

import select
import sys
import time
from pathlib import Path

from ingest.errors import LibraryError
from ingest.library.library import Library
from ingest.models import Classification
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder, put, sentences
from vectorstore.errors import IndexBuildError, SearchError
from vectorstore.postgresql.index import PostgresIndex

PASSAGES = 6
"""Of every paper, so that a torn one is told by their number."""
TOLD = (LibraryError, SearchError, IndexBuildError)


def deed(library: Library, number: int) -> None:
    """A paper comes, another, the first is replaced, the second goes: the papers are the same however often each of these is done."""
    if number % 4 == 3:
        name = f"{number - 2}.pdf"
        if any(paper.document == name for paper in library.papers()):
            library.remove(name)
        return
    kind = Classification.EXEMPT if number % 8 == 4 else Classification.PUBLIC
    name = f"{number - number % 4 // 2 * 2}.pdf"
    put(library, name, sentences(PASSAGES, number), date=f"20{number % 20:02}-03-01", classification=kind)


def main(home: Path, number: int, address: str) -> None:
    with Library.open(home, address=address) as library:
        index = PostgresIndex(library, HashEmbedder(), SETTINGS, address)
        while not select.select([sys.stdin], [], [], 0)[0]:
            try:
                deed(library, number)
                index.publish()
                print("kept", number, library.revision(), flush=True)
                number += 1
            except TOLD as error:
                print("again", number, error, flush=True)
                time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.stdin.readline().strip())
