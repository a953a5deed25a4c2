"""From a question to the extracts that answer it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Protocol

from assistant.models import Ask
from assistant.question.models import Facet, Understanding
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts, label_key
from assistant.retrieval.kept_facts import FactsOnDay, KeptFacts
from assistant.retrieval.models import Evidence as Evidence
from assistant.retrieval.models import Extract
from assistant.retrieval.ranking import WEIGHTS, rank, sharpen, take_turns, within
from assistant.retrieval.signals import Wanted
from assistant.settings import AssistantSettings
from ingest.library.as_of import Days, LibraryAsOf
from ingest.library.library import Library
from ingest.models import Classification, Kind, Paper, Passage
from vectorstore.models import Hit, Query, settled

_SEARCHES = 6
"""Searches a question may take, the whole question's first."""
_PLACES = 200
"""Passages that a named place may bring; one that fits more says too little."""


class Searches(Protocol):
    """What the retriever asks of search."""

    def search(self, query: Query) -> list[Hit]:
        """Hits, best first."""
        ...

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question."""
        ...


class KnownSearches:
    """Searches the papers that were known on a day."""

    def __init__(self, searcher: Searches, view: LibraryAsOf) -> None:
        self._searcher, self._view = searcher, view

    def search(self, query: Query) -> list[Hit]:
        """Hits, best first, each as it stood."""
        known = _ids(self._view.papers(query.role.classifications))
        hits = self._searcher.search(replace(query, papers=known if query.papers is None else query.papers & known))
        ids = [passage.id for hit in hits for passage in (hit.passage, *hit.also_at)]
        stood = {one.id: one for one in self._view.passages(ids=ids, classifications=query.role.classifications)}
        return [
            replace(hit, passage=stood[hit.passage.id], also_at=tuple(stood[one.id] for one in hit.also_at if one.id in stood))
            for hit in hits
            if hit.passage.id in stood
        ]

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question."""
        return self._searcher.cosines(question, texts)


class Retriever:
    """Finds the evidence for questions; one may serve several threads."""

    def __init__(
        self,
        searcher: Searches,
        library: Library,
        settings: AssistantSettings,
        weights: Mapping[str, float] = WEIGHTS,
        facts: KeptFacts | FactsOnDay | None = None,
    ) -> None:
        """`facts` are those of the library where they are kept already."""
        self._searcher, self._library, self._settings, self._weights = searcher, library, settings, weights
        self._facts = facts or KeptFacts(library)
        self._days = Days(self._as_of)

    @property
    def library(self) -> Library:
        """The papers that are searched."""
        return self._library

    def on(self, day: date | None) -> "Retriever":
        """What finds the evidence in the papers as they stood on a day; this one, which may be of a day itself, for None."""
        return self if day in (None, self._library.day) else self._days.on(day)

    def _as_of(self, day: date) -> "Retriever":
        view = LibraryAsOf(self._library, day)
        facts = FactsOnDay(self._facts, view) if isinstance(self._facts, KeptFacts) else None
        return Retriever(KnownSearches(self._searcher, view), view, self._settings, self._weights, facts)

    def facts(self, readable: frozenset[Classification]) -> LibraryFacts:
        """What the library tells a reader who may see `readable`, read anew when the library has changed."""
        return self._facts.of(readable)

    def read(self, ask: Ask) -> Evidence:
        """The question understood, with nothing found yet."""
        facts = self.facts(ask.role.classifications)
        return Evidence(self.understand(ask, facts), (), facts)

    def find(self, ask: Ask, read: Evidence) -> tuple[Extract, ...]:
        """The extracts for a question that was read, best first; only what the asker's role may see is ever read.

        Raises UnknownBodyError where the question is asked of a body that no paper is of.
        """
        hits = self.ranked(ask, read.understanding, read.facts)
        best = hits[: 3 * self._settings.answer_passages]
        near = self._library.around([hit.passage.id for hit in best], REACH, ask.role.classifications)
        around = {of: [passage for passage in found if read.understanding.matter.holds(passage)] for of, found in near.items()}
        return grow_extracts(best, around, self._settings.extract_words, self._settings.answer_passages)

    def retrieve(self, ask: Ask) -> Evidence:
        """The question understood and its extracts."""
        read = self.read(ask)
        return replace(read, extracts=self.find(ask, read))

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question, by the searcher's model."""
        return self._searcher.cosines(question, texts)

    def understand(self, ask: Ask, facts: LibraryFacts) -> Understanding:
        """What the question asks for."""
        return understand(ask.question, ask.history, facts)

    def ranked(self, ask: Ask, understanding: Understanding, facts: LibraryFacts) -> list[Hit]:
        """Hits of what the question names, with turns for its facets where it has several."""
        return [hit for hit in self._ranked(ask, understanding, facts) if understanding.matter.holds(hit.passage)]

    def _ranked(self, ask: Ask, understanding: Understanding, facts: LibraryFacts) -> list[Hit]:
        whole = Wanted.of(understanding, facts)
        pool: dict[str, Hit] = {hit.passage.id: hit for hit in self._placed(ask, understanding, facts)}
        own: list[tuple[Facet, dict[str, Hit]]] = []
        for facet, query in islice(self._queries(ask, understanding, facts), _SEARCHES):
            found = {hit.passage.id: hit for hit in map(fullest, self._searcher.search(query))}
            if facet is not None:
                own.append((facet, found))
            pool = {**found, **pool}
        wholes = self.wholes(ask, pool.values())
        first = self._sharp(understanding.standalone, rank(whole, list(pool.values()), wholes, self._weights))
        if not own:
            return first
        score = {hit.passage.id: hit.score for hit in first}
        turns = [first]
        for facet, found in own:
            want = Wanted.of(understanding, facts, facet)
            ranked = rank(want, within(want, ({**pool, **found} if facet.period else found).values()), wholes, self._weights)
            turns.append(sorted(ranked, key=lambda hit: (-settled(hit.score + score[hit.passage.id]), hit.passage.id)))
        return take_turns(turns[1:] if all(facet.period for facet, _ in own) else turns)

    def wholes(self, ask: Ask, hits: Iterable[Hit]) -> dict[str, tuple[Passage, ...]]:
        """By the id of each hit's passage the extract that would be shown for it alone."""
        found = [hit.passage for hit in hits]
        around = self._library.around([passage.id for passage in found], REACH, ask.role.classifications)
        return {p.id: _grown(p, around.get(p.id, ()), self._settings.extract_words, set()) for p in found}

    def _sharp(self, question: str, hits: list[Hit]) -> list[Hit]:
        """The best hits re-ordered by what costs more to read."""
        count = self._settings.sentence_passages
        return sharpen(question, hits, self._searcher.cosines, count, self._weights) if count else hits

    def _queries(self, ask: Ask, understanding: Understanding, facts: LibraryFacts) -> Iterator[tuple[Facet | None, Query]]:
        """The whole question, then each facet, then the meetings of a period that is named."""
        scope = ask.filters
        papers = _ids(scope.papers(facts.papers)) if scope.bounded else None
        printed = " ".join(expansion.printed for expansion in understanding.expansions)
        k = self._settings.retrieved_passages
        yield None, Query(understanding.standalone, ask.role, papers, k, f"{understanding.standalone} {printed}")
        for facet in understanding.facets:
            yield facet, Query(facet.text, ask.role, papers, k, f"{facet.text} {printed}")
        for period in understanding.periods:
            start = max(filter(None, (scope.date_from, period.start)))
            end = min(filter(None, (scope.date_to, period.end)))
            if any(start <= date <= end for date in facts.meetings) and len(facts.meetings) > 1:
                narrow = scope.model_copy(update={"date_from": start, "date_to": end}).papers(facts.papers)
                yield None, Query(understanding.standalone, ask.role, _ids(narrow), k // 2, f"{understanding.standalone} {printed}")

    def _placed(self, ask: Ask, understanding: Understanding, facts: LibraryFacts) -> list[Hit]:
        """The passages at the place that the question names, or of the meeting whose decisions it asks for, so that it goes there."""
        place = understanding.place
        label = label_key(place.paragraph or place.minute)
        if ask.filters.bounded:
            return []
        ids = understanding.matter.whole or (facts.places.get((place.agenda_item or "", label), ()) if label else ())
        found = self._library.passages(ids=ids, classifications=ask.role.classifications) if len(ids) <= _PLACES else ()
        return [Hit(passage, 1.0) for passage in found]


def _ids(papers: Sequence[Paper]) -> frozenset[str]:
    return frozenset(paper.id for paper in papers)


def fullest(hit: Hit) -> Hit:
    """The hit at the place that says most of where it stands: in the pack of its meeting rather than as a loose copy."""
    if hit.passage.agenda_item:
        return hit
    packed = next((other for other in hit.also_at if other.agenda_item and other.status is hit.passage.status), None)
    if packed is None:
        return hit
    rest = tuple(other for other in hit.also_at if other.id != packed.id)
    return replace(hit, passage=packed, also_at=(hit.passage, *rest))


# Passages grown into extracts: small to match, large enough to answer.

REACH = 8
"""Passages on either side that may be joined."""
_ALONE = frozenset({Kind.AGENDA_ENTRY, Kind.FRONT_MATTER})


def grow_extracts(hits: Sequence[Hit], around: Mapping[str, Sequence[Passage]], words: int, count: int) -> tuple[Extract, ...]:
    """The first `count` extracts of at most `words` words each (a longer passage stands alone), none overlapping another.

    `around` holds for each hit's passage the passages about it in reading order, itself included. A hit that an earlier extract holds
    already is passed over, so that what is left brings something new.
    """
    used: set[str] = set()
    found: list[Extract] = []
    for hit in hits:
        if len(found) == count:
            break
        if hit.passage.id in used:
            continue
        passages = _grown(hit.passage, around.get(hit.passage.id, ()), words, used)
        used.update(passage.id for passage in passages)
        used.update(other.id for other in hit.also_at)
        found.append(Extract(hit, passages))
    return tuple(found)


def _grown(passage: Passage, around: Sequence[Passage], words: int, used: set[str]) -> tuple[Passage, ...]:
    """The passage with its neighbours, nearest in place first: its own paragraph or table, its section, its report."""
    near = {other.ordinal: other for other in around if other.document == passage.document and other.id not in used}
    first = last = passage.ordinal
    room = words - _length(passage.text)
    while True:
        sides = [other for other in (near.get(last + 1), near.get(first - 1)) if other is not None and _joins(passage, other, room)]
        if not sides:
            break
        chosen = max(sides, key=lambda other: _closeness(passage, other))
        room -= _length(chosen.text)
        first, last = min(first, chosen.ordinal), max(last, chosen.ordinal)
    return tuple(passage if at == passage.ordinal else near[at] for at in range(first, last + 1))


def _joins(passage: Passage, other: Passage, room: int) -> bool:
    same = other.report_title == passage.report_title and other.agenda_item == passage.agenda_item
    return same and other.kind not in _ALONE and passage.kind not in _ALONE and _length(other.text) <= room


@lru_cache(maxsize=5_000)
def _length(text: str) -> int:
    """Words of a passage, which is tried beside each of its neighbours."""
    return len(text.split())


def _closeness(passage: Passage, other: Passage) -> int:
    """3 the same paragraph or table, 2 the same section, 1 the same report."""
    same_section = other.section_path == passage.section_path
    if same_section and other.paragraph == passage.paragraph and other.kind is passage.kind:
        return 3
    return 2 if same_section else 1
