"""Which part of a question of several parts the papers do not speak of at all."""

from assistant.relevance import Judge, Wanted
from assistant.understanding import Facet, Understanding

_FEWEST = 2
"""Words of its own that a part must have, before it can be told that the papers have none of them."""


def lost_words(understanding: Understanding, judge: Judge) -> frozenset[str]:
    """Stems of the parts of whose own words, those that no other part has, none is printed anywhere in the papers."""
    return frozenset(word.term for _, own in _lost(understanding, judge) for word in own)


def uncovered(understanding: Understanding, judge: Judge) -> tuple[str, ...]:
    """A sentence for each such part. A part that shares a word with the papers may be answered in others; nothing is said of it."""
    return tuple(f"The papers do not say: {facet.text.strip(' ,.;?')}." for facet, _ in _lost(understanding, judge))


def _lost(understanding: Understanding, judge: Judge) -> list[tuple[Facet, list[Wanted]]]:
    printed = judge.facts.frequency
    lost = []
    for facet in understanding.facets:
        others = {term for other in understanding.facets if other is not facet for term in other.terms}
        own = [word for word in judge.wanted if word.term in facet.terms and word.term not in others and word.term.isalpha()]
        known = any(printed.get(term) for word in own for term in (word.term, *word.others))
        if facet.period is None and len(own) >= _FEWEST and not known:
            lost.append((facet, own))
    return lost if len(lost) < len(understanding.facets) else []
