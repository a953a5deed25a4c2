"""What PostgreSQL costs beside a file: puts the papers of a library into a new one in a file, and into the empty database of an address.

    python -m bench.postgresql HOME ADDRESS

Prints the milliseconds of wall time, and of processor time of this process alone, that taking all papers in and what readers ask take of
either.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

from ingest.library.headings import headings
from ingest.library.library import Library
from ingest.library.outlines import outlines
from ingest.library.record import Record
from ingest.models import Classification, Paper, Passage

TIMES = 3
PUBLIC = frozenset({Classification.PUBLIC})

Asked = dict[str, Callable[[], object]]


def measured(deed: Callable[[], object], times: int = TIMES) -> tuple[float, float]:
    """The shortest wall time and processor time of some runs, in milliseconds."""
    found = []
    for _ in range(times):
        wall, used = time.perf_counter(), time.process_time()
        deed()
        found.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - used)))
    return min(wall for wall, _ in found), min(used for _, used in found)


def put(library: Library, papers: Collection[tuple[Paper, list[Passage]]]) -> None:
    """Take the papers in, as ingest does once they are read."""
    for paper, passages in papers:
        library.put(paper, passages)
    library.relate()


def asked_of(library: Library, ids: list[str]) -> Asked:
    """What readers ask, by name."""
    record = Record(library)
    return {
        "revision": library.revision,
        "papers": lambda: library._papers("TRUE", allowed=PUBLIC),
        "passages": lambda: list(library.passages(classifications=PUBLIC)),
        "meetings": lambda: record.meetings(PUBLIC),
        "clauses": lambda: record.clauses(PUBLIC),
        "headings": lambda: headings(library, PUBLIC),
        "outlines": lambda: outlines(library, PUBLIC),
        "around 10 passages": lambda: library.around(ids, 2, PUBLIC),
    }


def main(home: Path, address: str) -> None:
    """Print a line for each question: the file, then PostgreSQL."""
    with Library.open(home, create=False) as library, tempfile.TemporaryDirectory() as folder:
        papers = [(paper, library._of(paper)) for paper in library.papers()]
        ids = [passages[0].id for _, passages in papers[:10] if passages]
        print(f"{len(papers)} papers, {sum(len(passages) for _, passages in papers)} passages; ms wall (ms of this process)")
        with Library.open(Path(folder) / "file") as file, Library.open(Path(folder) / "server", address=address) as server:
            both = (file, server)
            timed = {"put all": [measured(lambda one=one: put(one, papers), 1) for one in both]}
            questions = [asked_of(one, ids) for one in both]
            timed |= {name: [measured(own[name]) for own in questions] for name in questions[0]}
        for name, figures in timed.items():
            print(f"{name:20}" + "".join(f"{wall:12.1f} ({used:8.1f})" for wall, used in figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
