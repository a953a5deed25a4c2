"""Hits in a better order: a weighted sum of signals, and turns for the facets of a question that needs several passages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assistant.question.wanted import Expectation, expect, holds
from assistant.retrieval.signals import Wanted, measure, period_fit
from ingest.language.sentences import units
from ingest.language.words import content_stems, stems
from ingest.models import Passage
from vectorstore.models import Hit, best_first

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "dense": 5.3,
        "lexical": 3.2,
        "nearest": 2.3,
        "neighbours": 1.1,
        "cover": 3.0,
        "whole": 3.5,
        "together": 3.0,
        "pairs": 2.7,
        "form": 1.2,
        "kind": 1.7,
        "period": 1.5,
        "committee": 0.5,
        "place": 40.0,
        "sentence": 2.7,
        "value": 1.5,
        "old": -6.0,
    }
)
"""Fitted over papers by `python -m bench.ablations --fit` (docs/retrieval.md), but three set by argument: a named place outweighs all
else together; a superseded paper comes after the one that replaces it; "committee" as "section"."""


def rank(want: Wanted, hits: Sequence[Hit], wholes: Mapping[str, Sequence[Passage]], weights: Mapping[str, float] = WEIGHTS) -> list[Hit]:
    """The hits re-ordered, best first, each with its signals and their weighted sum as score.

    `wholes` holds for each hit's passage (by its id) the extract that it would be shown in.
    """
    measured = (measure(want, hit.passage, wholes[hit.passage.id]) for hit in hits)
    rows = [{**searched, **own} for searched, own in zip(compare(hits), measured, strict=True)]
    scored = [
        replace(hit, score=sum(weights.get(name, 0.0) * value for name, value in row.items()), signals=tuple(row.items()))
        for hit, row in zip(hits, rows, strict=True)
    ]
    return best_first(scored)


_NEAREST = 3
"""Places after which "nearest" has fallen to a half."""


def compare(hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Signals of hits beside each other: cosine as it is and by its place among the hits, bm25 as a share of the best, and the better
    neighbour's mean of cosine and bm25."""
    own = [dict(hit.signals) for hit in hits]
    top = max((signals.get("lexical", 0.0) for signals in own), default=0.0) or 1.0
    found = [{"dense": signals.get("dense", 0.0), "lexical": max(0.0, signals.get("lexical", 0.0)) / top} for signals in own]
    at = {(hit.passage.document, hit.passage.ordinal): (s["dense"] + s["lexical"]) / 2 for hit, s in zip(hits, found, strict=True)}
    nearest = best_first(replace(hit, score=signals["dense"]) for hit, signals in zip(hits, found, strict=True))
    place = {hit.passage.id: number for number, hit in enumerate(nearest)}
    for hit, signals in zip(hits, found, strict=True):
        beside = ((hit.passage.document, hit.passage.ordinal + step) for step in (-1, 1))
        signals["neighbours"] = max((at.get(spot, 0.0) for spot in beside), default=0.0)
        signals["nearest"] = _NEAREST / (_NEAREST + place[hit.passage.id])
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


# The best hits re-ordered by what costs more to read: their closest sentence, so that a passage that says it in one sentence among
# others is not watered down, and whether a value of the kind asked for stands in them.

Cosines = Callable[[str, Sequence[str]], list[float]]
"""A question and texts to the cosine of each text with the question."""
MOST = 3
"""Sentences or rows of one passage that are compared, those that share most words with the question: each costs about 5 ms."""
_SHORT = 8
"""Words below which a sentence is read with the one before it."""


def sharpen(question: str, hits: Sequence[Hit], cosines: Cosines, count: int, weights: Mapping[str, float] = WEIGHTS) -> list[Hit]:
    """The hits (best first) with the first `count` re-ordered: "sentence", the cosine of their closest sentence, and "value" added."""
    best = hits[:count]
    asked, expectation = set(content_stems(question)), expect(question)
    texts = [_likeliest(sentences(hit.passage), asked) for hit in best]
    found = iter(cosines(question, [text for of_one in texts for text in of_one]) if best else ())
    sharpened = []
    for hit, of_one in zip(best, texts, strict=True):
        more = {"sentence": max((next(found) for _ in of_one), default=0.0), "value": _valued(expectation, hit.passage)}
        score = hit.score + sum(weights.get(name, 0.0) * value for name, value in more.items())
        sharpened.append(replace(hit, score=score, signals=(*hit.signals, *more.items())))
    return [*best_first(sharpened), *hits[count:]]


def _valued(expectation: Expectation, passage: Passage) -> float:
    """Whether a new value of an expected kind stands in a passage; a half where no kind is expected."""
    return float(any(holds(expectation, unit) for unit in units(passage))) if expectation.kinds else 0.5


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
