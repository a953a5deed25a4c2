"""Do the papers say it? A score from features a reader can follow, with a threshold; below it the question is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Extract
from assistant.relevance import candidates
from assistant.understanding import Understanding
from assistant.vocabulary import LibraryFacts

_LEAST_COVER = 0.15
"""Share of the question's weighted words that the best passage must hold."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to answer, with the features that decided."""

    answerable: bool
    score: float
    features: tuple[tuple[str, float], ...] = ()


def judge(understanding: Understanding, extracts: Sequence[Extract], facts: LibraryFacts) -> Judgement:
    """Judge whether the retrieved passages say what the question asks."""
    judged = candidates(understanding, extracts, facts)
    near = max((candidate.cover for candidate in judged), default=0.0)
    return Judgement(near >= _LEAST_COVER, near, (("near", near),))
