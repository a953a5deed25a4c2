"""The facts of a library as they are now: after a change only the papers that changed are read anew."""

import threading
from collections.abc import Iterable
from datetime import date

from assistant.question.facts import Part, merged
from assistant.question.vocabulary import LibraryFacts
from ingest.library.library import Library
from ingest.models import Classification, Paper, Passage

Place = tuple[bool, date, str]
"""Where a part stands in the library: undated last, by the day of its meeting, then by document name."""
Parts = dict[Place, Part]
Held = tuple[tuple[Paper, ...], Parts]
"""The papers of one document name, two files may have the same, and what their passages tell."""


class KeptFacts:
    """The facts of one library by what a reader may see; usable from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._facts: dict[frozenset[Classification], tuple[int, LibraryFacts]] = {}
        self._parts: dict[frozenset[Classification], dict[str, Held]] = {}
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
                    ordered = sorted((place, part) for _, held in parts.values() for place, part in held.items())
                    self._facts[readable] = revision, merged(papers, [part for _, part in ordered])

    def _read(self, papers: tuple[Paper, ...], readable: frozenset[Classification]) -> dict[str, Held]:
        """The parts of each document: those that are known, and its passages read where a paper of it is new or was changed."""
        of: dict[str, tuple[Paper, ...]] = {}
        for paper in papers:
            of[paper.document] = (*of.get(paper.document, ()), paper)
        known = self._parts.get(readable)
        if known is None:
            told = _parts(self._library.passages(classifications=readable))
            return {document: (of.get(document, ()), told.get(document, {})) for document in (of | told)}
        return {
            name: known[name] if name in known and known[name][0] == own else (own, self._of(name, readable)) for name, own in of.items()
        }

    def _of(self, document: str, readable: frozenset[Classification]) -> Parts:
        return _parts(self._library.passages(document=document, classifications=readable)).get(document, {})


def _parts(passages: Iterable[Passage]) -> dict[str, Parts]:
    """The parts of papers by document, read off passages in the order of the library."""
    found: dict[str, Parts] = {}
    for passage in passages:
        found.setdefault(passage.document, {}).setdefault(_place(passage), Part()).note(passage)
    return found


def _place(passage: Passage) -> Place:
    day = passage.meeting.date
    return day is None, day or date.min, passage.document
