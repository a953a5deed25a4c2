"""Hits in a better order: a weighted sum of signals, and turns for the facets of a question that needs several passages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assistant.retrieval.signals import Wanted, measure, period_fit
from ingest.language.sentences import units
from ingest.language.words import content_stems, stems
from ingest.models import Passage
from vectorstore.models import Hit, best_first

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "dense": 2.8,
        "lexical": 4.5,
        "cover": 2.7,
        "together": 1.3,
        "title": 0.8,
        "form": 1.1,
        "kind": 2.3,
        "period": 0.9,
        "committee": 0.5,
        "neighbours": 1.4,
        "place": 20.0,
        "sentence": 3.5,
        "thin": -0.4,
        "long": 0.2,
        "old": -3.0,
    }
)
"""Fitted over papers by `python -m bench.ablations --fit` (docs/retrieval.md), but three set by argument: a named place outweighs all
else together; a superseded paper comes after the one that replaces it; "committee" as "section"."""


def rank(want: Wanted, hits: Sequence[Hit], weights: Mapping[str, float] = WEIGHTS) -> list[Hit]:
    """The hits re-ordered, best first, each with its signals and their weighted sum as score."""
    rows = [{**searched, **measure(want, hit)} for hit, searched in zip(hits, compare(hits), strict=True)]
    scored = [
        replace(hit, score=sum(weights.get(name, 0.0) * value for name, value in row.items()), signals=tuple(row.items()))
        for hit, row in zip(hits, rows, strict=True)
    ]
    return best_first(scored)


def compare(hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Signals of hits beside each other: cosine as it is, bm25 as a share of the best, and the better neighbour's mean of both."""
    own = [dict(hit.signals) for hit in hits]
    top = max((signals.get("lexical", 0.0) for signals in own), default=0.0) or 1.0
    found = [{"dense": signals.get("dense", 0.0), "lexical": max(0.0, signals.get("lexical", 0.0)) / top} for signals in own]
    at = {(hit.passage.document, hit.passage.ordinal): (s["dense"] + s["lexical"]) / 2 for hit, s in zip(hits, found, strict=True)}
    for hit, signals in zip(hits, found, strict=True):
        beside = ((hit.passage.document, hit.passage.ordinal + step) for step in (-1, 1))
        signals["neighbours"] = max((at.get(place, 0.0) for place in beside), default=0.0)
    return found


def within(want: Wanted, hits: Iterable[Hit]) -> list[Hit]:
    """The hits that fit the period of a facet; all where none does."""
    hits = list(hits)
    return [hit for hit in hits if period_fit(want.periods, hit.passage) >= 0.5] or hits if want.periods else hits


def take_turns(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The first of each list, then the second of each, and so on; every passage once."""
    found: dict[str, Hit] = {}
    for place in range(max(map(len, lists), default=0)):
        for hits in lists:
            if place < len(hits):
                found.setdefault(hits[place].passage.id, hits[place])
    return list(found.values())


# The best hits re-ordered by their closest sentence: a passage that says it in one sentence among others is not watered down.

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
