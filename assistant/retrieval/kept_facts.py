"""The facts of a library as they are now: after a change only the papers that changed are read anew."""

import threading
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from assistant.question.facts import Part, merged, part_of
from assistant.question.vocabulary import LibraryFacts
from ingest.library.library import Library
from ingest.models import Classification, Paper, Passage

Place = tuple[bool, date, str, str]
"""Where a part stands in the library: undated last, by the day of its meeting, then document and id of its paper."""
Parts = dict[Place, Part]


class KeptFacts:
    """The facts of one library by what a reader may see; usable from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._facts: dict[frozenset[Classification], tuple[int, LibraryFacts]] = {}
        self._parts: dict[frozenset[Classification], dict[Paper, Parts]] = {}
        self._lock = threading.Lock()

    def of(self, readable: frozenset[Classification]) -> LibraryFacts:
        """What the library tells a reader who may see `readable`; the same as if every passage had been read just now."""
        with self._lock:
            while True:
                revision = self._library.revision()
                known = self._facts.get(readable)
                if known is not None and known[0] == revision:
                    return known[1]
                papers = tuple(self._library.papers(readable))
                parts = self._read(papers, readable)
                if self._library.revision() == revision:  # else they may be of two revisions
                    self._parts[readable] = parts
                    ordered = sorted((place, part) for held in parts.values() for place, part in held.items())
                    self._facts[readable] = revision, merged(papers, [part for _, part in ordered])

    def _read(self, papers: tuple[Paper, ...], readable: frozenset[Classification]) -> dict[Paper, Parts]:
        """The parts of each paper: those that are known, and its passages read where it is new or was changed."""
        known = self._parts.get(readable)
        if known is None:
            held = _parts(self._library.passages(classifications=readable))
            return {paper: held.get(paper.id, {}) for paper in papers}
        return {paper: known[paper] if paper in known else self._parts_of(paper, readable) for paper in papers}

    def _parts_of(self, paper: Paper, readable: frozenset[Classification]) -> Parts:
        return _parts(self._library.passages(document=paper.document, classifications=readable)).get(paper.id, {})


def _parts(passages: Iterable[Passage]) -> dict[str, Parts]:
    """The parts of papers by their id, read off passages in the order of the library."""
    found: dict[str, Parts] = {}
    for place, held in groupby(passages, key=_place):
        found.setdefault(place[-1], {})[place] = part_of(held)
    return found


def _place(passage: Passage) -> Place:
    day = passage.meeting.date
    return day is None, day or date.min, passage.document, passage.id.rpartition("-")[0]
