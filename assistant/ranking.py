"""Hits in a better order: a weighted sum of signals, and turns for the facets of a question that needs several passages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assistant.signals import Wanted, measure, period_fit
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
