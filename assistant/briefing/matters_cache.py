"""The matters of a library as a reader may see them, worked out once for each revision."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.briefing.catalogue import catalogue
from assistant.briefing.matters import Matter, gather_matters
from assistant.retrieval.models import Extract
from assistant.retrieval.retriever import Retriever
from ingest.library.library import Library
from ingest.models import Classification

_FEWEST_SHARE = 0.25
"""Share of the best matter's score from which another is briefed on with it."""
_MOST = 4


@dataclass(frozen=True, slots=True)
class Shelf:
    """The matters one reader may see."""

    matters: tuple[Matter, ...]
    of_passage: dict[str, int]
    """Passage id to the place of its matter."""

    def holding(self, extracts: Sequence[Extract]) -> tuple[Matter, ...]:
        """The matters that extracts come from: those that hold most, by date."""
        scores: dict[int, float] = {}
        for rank, extract in enumerate(extracts):
            place = self.of_passage.get(extract.hit.passage.id)
            if place is not None:
                scores[place] = scores.get(place, 0.0) + 1 / (1 + rank)
        best = sorted(scores, key=lambda place: -scores[place])[:_MOST]
        return tuple(self.matters[place] for place in sorted(best) if scores[place] >= _FEWEST_SHARE * scores[best[0]])


class Shelves:
    """Keeps the shelf of each kind of reader; may serve several threads."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library, self._retriever = library, retriever
        self._known: dict[frozenset[Classification], tuple[int, Shelf]] = {}
        self._lock = threading.Lock()

    def shelf(self, readable: frozenset[Classification]) -> Shelf:
        """The matters whose passages are all of `readable`."""
        with self._lock:
            revision = self._library.revision()
            known = self._known.get(readable)
            if known is None or known[0] != revision:
                entries = catalogue(self._library.papers(readable), self._library.passages(classifications=readable))
                matters = gather_matters(entries, self._retriever.facts(readable).weight)
                of = {i: place for place, m in enumerate(matters) for e in (*m.minutes, *m.entries) for i in e.ids}
                known = revision, Shelf(matters, of)
                self._known[readable] = known
            return known[1]
