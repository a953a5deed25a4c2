"""Run by test_writers.py with a home, its address on standard input: does deeds one after the other, and tells each when it is kept."""

import datetime
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification, Meeting, Overrides, Paper, PaperInfo
from tests.cluster.papers import ALL
from tests.ingest.test_record import JUNE, MAY, minute

Deed = Callable[[Library], object]


def deeds() -> Iterator[Deed]:
    """Papers come, are related and corrected, and go; each is one transaction, and all are the same whoever does them."""
    for turn in range(100):
        number = 1 + turn % 5
        yield _put(number, turn, (MAY, JUNE)[turn % 2])
        yield lambda library: library.relate()
        yield lambda library, number=number, turn=turn: library.correct(f"{number}.pdf", Overrides(title=f"Title {turn}"))
        if turn > 3:
            yield lambda library, number=number: library.remove(f"{1 + (number + 1) % 5}.pdf")


def _put(number: int, turn: int, day: datetime.date) -> Deed:
    meeting, paper_id = Meeting("Larkmere Borough Council", "Environment Committee", day), f"{turn:016x}"
    said = [minute(str(n), f"Matter {turn} {n}", f"RESOLVED that matter {turn} {n} be done.") for n in range(12)]
    placed = [replace(p, id=f"{paper_id}-{n}", document=f"{number}.pdf", ordinal=n, meeting=meeting) for n, p in enumerate(said)]
    placed[turn % 12] = replace(placed[turn % 12], classification=Classification.EXEMPT)
    paper = Paper(paper_id, f"{number}.pdf", f"/{number}.pdf", f"{turn:064x}", 9, 12, PaperInfo(paper_type="minutes", meeting=meeting))
    return lambda library: library.put(paper, placed)


def state(library: Library) -> str:
    """A digest of all that readers are told, and of papers that are not whole."""
    record = Record(library)
    meetings, clauses = [record.meeting(one.key, ALL) for one in record.meetings(ALL)], record.clauses(ALL)
    torn = [paper.document for paper in library.papers() if paper.passages != library.passage_count(paper.id, ALL)]
    told = (library.papers(), list(library.passages()), meetings, [replace(placed, item=None) for placed in clauses], torn)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def states(library: Library, count: int) -> list[str]:
    """The state before the first deed, and after each of `count`."""
    found = [state(library)]
    for deed in islice(deeds(), count):
        deed(library)
        found.append(state(library))
    return found


def main() -> None:
    address = sys.stdin.readline().strip()
    with Library.open(Path(sys.argv[1]), address=address) as library:
        print("open", flush=True)
        for number, deed in enumerate(deeds()):
            deed(library)
            print(number, flush=True)


if __name__ == "__main__":
    main()
