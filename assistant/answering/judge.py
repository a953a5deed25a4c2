"""The judge: how likely each unit is to be (part of) the answer, and how likely the papers are to say it at all.

Both likelihoods are fitted over questions of several councils, each left out in turn (docs/answers.md, `python -m bench.judge`).
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from assistant.answering.asked import Asked, Wanted, coverage
from assistant.answering.fitted import forest
from assistant.answering.reading import Candidate, Cosines, Reader
from assistant.answering.units import spoken_years
from assistant.question.models import Facet, Understanding
from assistant.question.vocabulary import LibraryFacts
from assistant.question.wanted import Expectation
from assistant.retrieval.models import Extract

_PART = 8.0
"""Weight of how much better a unit covers one part of the question than the whole of it."""


class Judge:
    """Judges the units of extracts for one question."""

    def __init__(self, understanding: Understanding, facts: LibraryFacts, cosines: Cosines | None = None) -> None:
        """`cosines` compares the likeliest units with the question by meaning; without it words alone decide."""
        self.asked = Asked(understanding, facts)
        self._reader = Reader(self.asked, cosines)

    @property
    def facts(self) -> LibraryFacts:
        """What the library knows of itself."""
        return self.asked.facts

    @property
    def expectation(self) -> Expectation:
        """The kind of value asked for."""
        return self.asked.expectation

    def candidates(self, extracts: Sequence[Extract]) -> list[Candidate]:
        """Every unit of the extracts; best first, ties in the order of the extracts."""
        read, rest = self._reader.read(extracts)
        trees = forest("reading")
        judged = [replace(candidate, score=_likely(trees.logit(candidate.read))) for candidate in read]
        return [*sorted(judged, key=lambda candidate: -candidate.score), *rest]

    def for_facet(self, facet: Facet, judged: Sequence[Candidate]) -> list[Candidate]:
        """The candidates as one part of the question ranks them; for a period only what is of its years."""
        terms = set(facet.terms)
        wanted = [word for word in self.asked.wanted if word.term in terms]
        wanted += [Wanted(term, self.facts.weight(term), frozenset()) for term in terms - {word.term for word in wanted}]
        if facet.period:
            span = set(range(facet.period.start.year, facet.period.end.year + 1))
            judged = [candidate for candidate in judged if span & spoken_years(candidate.unit)]
        return sorted(judged, key=lambda c: -(_logit(c.score) + _PART * (coverage(wanted, c.here) - c.cover)))


def _logit(likelihood: float) -> float:
    bounded = min(max(likelihood, 1e-6), 1 - 1e-6)
    return log(bounded / (1 - bounded))


def _likely(logit: float) -> float:
    return 1 / (1 + exp(-logit))
