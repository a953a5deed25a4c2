"""The facts of a library as they are now: after a change only the papers that changed are read anew, and another process reads none."""

import logging
import threading
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import is_
from typing import Final

from assistant.question.facts import Part, PartCounted, joined, merged
from assistant.question.stored_facts import Place, facts_version, parts_from, stored
from assistant.question.vocabulary import LibraryFacts
from ingest.errors import LibraryError
from ingest.library.library import Library
from ingest.library.told import by_document, keep_told, told
from ingest.models import Classification, Paper, Passage
from vectorstore.stem_counts import Stems

_LOG: Final = logging.getLogger(__name__)
_FACTS: Final = "facts"
"""What they are kept as."""
_AT_ONCE: Final = 64
"""Papers of which what they tell is kept in one transaction."""


Month = tuple[bool, int, int]
"""Whether undated, year and month."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the papers of one document name, two files may have the same, tell."""

    papers: tuple[Paper, ...]
    parts: dict[Place, PartCounted]


class KeptFacts:
    """The facts of one library by what a reader may see; usable from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._facts: dict[frozenset[Classification], tuple[int, LibraryFacts]] = {}
        self._held: dict[frozenset[Classification], dict[str, _Held]] = {}
        self._months: dict[frozenset[Classification], dict[Month, tuple[list[PartCounted], PartCounted]]] = {}
        self._stems = Stems()
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
                held = self._read(papers, readable, revision)
                if self._library.revision() == revision:  # else they may be of two revisions
                    self._held[readable] = held
                    parts = {place: part for one in held.values() for place, part in one.parts.items()}
                    self._facts[readable] = revision, merged(papers, self._by_month(parts, readable))

    def _by_month(self, parts: dict[Place, PartCounted], readable: frozenset[Classification]) -> list[PartCounted]:
        """The parts of each month as one, those of months in which nothing changed as they were joined before."""
        before, now = self._months.get(readable, {}), dict[Month, tuple[list[PartCounted], PartCounted]]()
        for month, places in groupby(sorted(parts), key=_month):
            own = [parts[place] for place in places]
            known = before.get(month)
            same = known is not None and len(known[0]) == len(own) and all(map(is_, known[0], own))
            now[month] = known if known and same else (own, joined(own))
        self._months[readable] = now
        return [whole for _, whole in now.values()]

    def known(self, view: Library, readable: frozenset[Classification]) -> LibraryFacts:
        """What those papers tell that `view` holds, the library as it stood on a day: the same as if every passage of it had been read."""
        while True:
            revision = view.revision()
            self.of(readable)  # so that every paper is read
            papers = tuple(view.papers(readable))
            with self._lock:
                parts = self._parts_known(view, papers, readable)
            if view.revision() == revision:
                return merged(papers, [parts[place] for place in sorted(parts)])

    def _parts_known(self, view: Library, papers: tuple[Paper, ...], readable: frozenset[Classification]) -> dict[Place, PartCounted]:
        found: dict[Place, PartCounted] = {}
        for name, own in by_document(papers).items():
            held = self._held[readable].get(name)
            if held and {paper.id for paper in held.papers} == {paper.id for paper in own}:
                found |= held.parts
            else:  # of two papers of one name one alone was known
                read = parts_of(view.passages(document=name, classifications=readable))
                found |= {place: PartCounted.of(part, self._stems) for place, part in read.items()}
        return found

    def _read(self, papers: tuple[Paper, ...], readable: frozenset[Classification], revision: int) -> dict[str, _Held]:
        """What each document tells: as it is known or kept, and its passages read where a paper of it is new or was changed."""
        of = by_document(papers)
        known = self._held.get(readable)
        held = {name: known[name] for name, own in of.items() if name in known and known[name].papers == own} if known else {}
        kept = {} if known else self._kept(readable)
        for start in range(0, len(names := [name for name in of if name not in held]), _AT_ONCE):
            fresh: dict[str, bytes] = {}
            for name in names[start : start + _AT_ONCE]:
                parts = kept.get(of[name][0].id) if len(of[name]) == 1 else None
                if parts is None:
                    parts = parts_of(self._library.passages(document=name, classifications=readable))
                    fresh |= {paper.id: stored(parts) for paper in of[name] if len(of[name]) == 1}
                held[name] = _Held(of[name], {place: PartCounted.of(part, self._stems) for place, part in parts.items()})
            self._keep(fresh, readable, revision)
        return held

    def _kept(self, readable: frozenset[Classification]) -> dict[str, dict[Place, Part]]:
        """What is kept, by paper id; of what is damaged nothing."""
        found: dict[str, dict[Place, Part]] = {}
        for paper, value in told(self._library, _FACTS, readable, facts_version()).items():
            with suppress(ValueError, zlib.error):  # it is read anew
                found[paper] = parts_from(value)
        return found

    def _keep(self, fresh: dict[str, bytes], readable: frozenset[Classification], revision: int) -> None:
        try:
            if fresh:
                keep_told(self._library, _FACTS, readable, facts_version(), fresh, revision)
        except LibraryError as error:  # a home that may only be read, a full disk: the next process reads them again
            _LOG.info("what papers tell could not be kept: %s", error)


class FactsOnDay:
    """The facts of a library as it stood on a day; usable from several threads."""

    def __init__(self, every: KeptFacts, view: Library) -> None:
        """`every` are the facts of the library that `view` is a view of."""
        self._every, self._view = every, view
        self._facts: dict[frozenset[Classification], tuple[int, LibraryFacts]] = {}

    def of(self, readable: frozenset[Classification]) -> LibraryFacts:
        """What the library told a reader who may see `readable`."""
        revision = self._view.revision()
        if (known := self._facts.get(readable)) is None or known[0] != revision:
            known = self._facts[readable] = revision, self._every.known(self._view, readable)
        return known[1]


def _month(place: Place) -> Month:
    undated, day, _ = place
    return undated, day.year, day.month


def parts_of(passages: Iterable[Passage]) -> dict[Place, Part]:
    """The parts of one document, read off its passages in the order of the library."""
    found: dict[Place, Part] = {}
    for passage in passages:
        day = passage.meeting.date
        found.setdefault((day is None, day or date.min, passage.document), Part()).note(passage)
    return found
