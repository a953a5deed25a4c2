"""The best hits re-ordered by their closest sentence: a passage that says it in one sentence among others is not watered down."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.question_terms import content_stems, stems
from assistant.sentences import units
from ingest.models import Passage
from vectorstore.models import Hit, best_first

Cosines = Callable[[str, Sequence[str]], list[float]]
"""A question and texts to the cosine of each text with the question."""
MOST = 3
"""Sentences or rows of one passage that are compared, those that share most words with the question: each costs about 5 ms."""
_SHORT = 8
"""Words below which a sentence is read with the one before it."""


def sharpen(question: str, hits: Sequence[Hit], cosines: Cosines, count: int, weight: float) -> list[Hit]:
    """The hits (best first) with the first `count` re-ordered by score plus `weight` times the cosine of their closest sentence."""
    best = hits[:count]
    asked = set(content_stems(question))
    texts = [_likeliest(sentences(hit.passage), asked) for hit in best]
    found = iter(cosines(question, [text for of_one in texts for text in of_one]) if best else ())
    closest = [max((next(found) for _ in of_one), default=0.0) for of_one in texts]
    sharpened = [
        replace(hit, score=hit.score + weight * cosine, signals=(*hit.signals, ("sentence", cosine)))
        for hit, cosine in zip(best, closest, strict=True)
    ]
    return [*best_first(sharpened), *hits[count:]]


def _likeliest(texts: list[str], asked: set[str]) -> list[str]:
    return sorted(texts, key=lambda text: -len(asked & set(stems(text))))[:MOST]


def sentences(passage: Passage) -> list[str]:
    """Its sentences, list items and table rows, each behind the heading over it, very short ones joined to the one before."""
    heading = passage.section or passage.report_title
    joined: list[str] = []
    for unit in units(passage):
        text = " ".join(unit.text.split())
        if joined and len(joined[-1].split()) < _SHORT:
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return [f"{heading}: {text}" if heading else text for text in joined]
