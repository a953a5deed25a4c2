"""Signals by which hits are re-ordered: cheap, each explainable in a sentence, each between 0 and 1, combined linearly."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from assistant.question.models import AnswerForm, Facet, Place, Understanding
from assistant.question.vocabulary import LibraryFacts, label_key
from ingest.language.dates import MONTH_WORD
from ingest.language.lexicon import either
from ingest.language.periods import Period
from ingest.language.standing import SETTLED
from ingest.language.words import content, content_of, content_stems, stem, stems, words
from ingest.library.context import context_line
from ingest.models import Kind, PaperStatus, Passage

WINDOW = 40
"""Words within which the words of a question count as standing together."""
_CARRIED = 0.5
"""What a word carried over from the conversation counts beside one of the question itself."""
_EXPANDED = 0.6
"""Credit of a word that stands for the reader's own (an acronym spelled out, a council word)."""
_FIGURES = re.compile(r"£|%|\d")
_NAMES = re.compile(rf"\b(?:{either('people.titles')}|Head of|Director|Manager|Chair|Board|Officer|Service)\b")
_REASONS = re.compile(
    r"\b(?:because|due to|as a result|reason|led to|caused?|owing to|in order to|since|therefore|linked to|impact)\b", re.I
)
_DEFINING = re.compile(r"\b(?:is an?|means?|defined as|refers? to|known as|stands for|is where|which is)\b|\([A-Z]{2,}s?\)", re.I)
_ASKED = re.compile(r"\b(?:recommend\w*|is asked|are asked|asked to|to approve|to note)\b", re.I)
_LISTED = re.compile(r"^[^\S\n]*+(?:[-•*]|\(?[a-z0-9ivx]{1,4}[).])\s", re.MULTILINE)
_CHANGED = re.compile(
    r"\b(?:increase\w*|decrease\w*|reduc\w+|compared|higher|lower|more than|less than|from .{1,20} to|improve\w*|than)\b", re.I
)
_TELLING: Mapping[AnswerForm, re.Pattern[str]] = {
    AnswerForm.FIGURE: _FIGURES,
    AnswerForm.DATE: MONTH_WORD,
    AnswerForm.WHO: _NAMES,
    AnswerForm.REASON: _REASONS,
    AnswerForm.DEFINITION: _DEFINING,
    AnswerForm.DECISION: SETTLED,
    AnswerForm.RECOMMENDATION: _ASKED,
    AnswerForm.COMPARISON: _CHANGED,
    AnswerForm.LIST: _LISTED,
}
_KINDS: Mapping[AnswerForm, frozenset[Kind]] = {
    AnswerForm.DECISION: frozenset({Kind.RESOLUTION, Kind.MINUTE}),
    AnswerForm.RECOMMENDATION: frozenset({Kind.RECOMMENDATION}),
    AnswerForm.TABLE: frozenset({Kind.TABLE}),
    AnswerForm.LIST: frozenset({Kind.LIST, Kind.TABLE}),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The words of a passage, read once."""

    words: tuple[str, ...]
    """Stems of the text in order."""
    here: frozenset[str]
    context: frozenset[str]
    """Stems of its meeting, report and section."""
    pairs: frozenset[tuple[str, str]]
    """Stems of content words that follow each other."""

    @property
    def everywhere(self) -> frozenset[str]:
        """Stems of the text and of what stands over it."""
        return self.here | self.context


@lru_cache(maxsize=20_000)
def prepare(passage: Passage) -> Prepared:
    """Stems of a passage and of what stands over it."""
    printed = words(passage.text)
    text = tuple(map(stem, printed))
    return Prepared(text, frozenset(text), _over(context_line(passage)), frozenset(pairwise(content_of(printed))))


@lru_cache(maxsize=2_000)
def _over(line: str) -> frozenset[str]:
    """Stems of a line of context, which the passages of a section share."""
    return frozenset(stems(line))


class _Found(NamedTuple):
    """What of a question a passage has."""

    terms: frozenset[str]
    """The wanted stems, and those that stand for them, in the text and over it."""
    places: Sequence[tuple[int, str]]
    """The wanted stems of the text in order, each with its place."""
    length: int


@dataclass(frozen=True)
class Wanted:
    """What passages are compared with, worked out once for a question or one facet of it."""

    weights: Mapping[str, float]
    """Stem to inverse document frequency, less for words carried over from the conversation."""
    others: Mapping[str, frozenset[str]]
    """Stem to the stems that stand for it."""
    pairs: frozenset[tuple[str, str]]
    """Stems of the content words that follow each other."""
    forms: tuple[AnswerForm, ...]
    periods: tuple[Period, ...]
    committees: tuple[str, ...]
    place: Place
    older: bool

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The stems that are looked for."""
        return frozenset(self.weights).union(*self.others.values())

    @cached_property
    def _found(self) -> dict[Passage, _Found]:
        """What was found in passages so far: one is measured in every extract that it would be shown in."""
        return {}

    def found(self, passage: Passage) -> _Found:
        """What of the question a passage has."""
        if (found := self._found.get(passage)) is None:
            read, weights = prepare(passage), self.weights
            has = not weights.keys().isdisjoint(read.here)
            places = [(at, word) for at, word in enumerate(read.words) if word in weights] if has else []
            found = self._found[passage] = _Found(self._stems & read.here | self._stems & read.context, places, len(read.words))
        return found

    @classmethod
    def of(cls, understanding: Understanding, facts: LibraryFacts, facet: Facet | None = None) -> "Wanted":
        """The whole question, or one facet with the words and the period of its own."""
        asked = facet.terms if facet else understanding.terms
        return cls(
            weights={term: facts.weight(term) for term in asked}
            | {t: _CARRIED * facts.weight(t) for t in understanding.context if t not in asked},
            others=understanding.others,
            pairs=frozenset(pairwise(content(facet.text if facet else understanding.standalone))),
            forms=understanding.forms,
            periods=_periods(understanding, facet),
            committees=understanding.committees,
            place=understanding.place,
            older=understanding.older,
        )


def _periods(understanding: Understanding, facet: Facet | None) -> tuple[Period, ...]:
    """The periods a passage should fit: a clause that names none of its own is not bound by that of another."""
    if facet is None:
        return understanding.periods
    return (facet.period,) if facet.period else tuple(p for p in understanding.periods if set(content_stems(p.label)) <= set(facet.terms))


def measure(want: Wanted, passage: Passage, whole: Sequence[Passage]) -> dict[str, float]:
    """Every signal of a passage but those that compare hits with each other; `whole` is the extract that it would be shown in."""
    around = [want.found(other) for other in whole]
    return {
        "cover": _cover(want, want.found(passage).terms),
        "whole": _cover(want, frozenset[str]().union(*(other.terms for other in around))),
        "together": _together(want, around),
        "pairs": len(want.pairs & prepare(passage).pairs) / len(want.pairs) if want.pairs else 0.0,
        "form": _form(want.forms, passage),
        "kind": float(any(passage.kind in _KINDS[form] for form in want.forms if form in _KINDS)),
        "period": period_fit(want.periods, passage),
        "committee": float(passage.meeting.committee in want.committees) if want.committees else 0.0,
        "place": place_fit(want.place, passage),
        "old": float(passage.status is PaperStatus.SUPERSEDED and not want.older),
    }


def _cover(want: Wanted, here: Collection[str]) -> float:
    """Weighted share of the wanted words that stand here, a word that stands for one counting less."""
    total = sum(want.weights.values())
    if not total:
        return 0.0
    others = want.others
    return (
        sum(
            weight if term in here else weight * _EXPANDED if term in others and not others[term].isdisjoint(here) else 0.0
            for term, weight in want.weights.items()
        )
        / total
    )


def _together(want: Wanted, around: Sequence[_Found]) -> float:
    """The best cover within a window of words, so that words strewn over a long extract count less."""
    total = sum(want.weights.values())
    if not total:
        return 0.0
    begins = accumulate((other.length for other in around), initial=0)
    places = [(begin + at, word) for begin, other in zip(begins, around, strict=False) for at, word in other.places]
    best, current, counts, start = 0.0, 0.0, dict[str, int](), 0
    for at, word in places:
        counts[word] = counts.get(word, 0) + 1
        current += want.weights[word] if counts[word] == 1 else 0.0
        while places[start][0] <= at - WINDOW:
            gone = places[start][1]
            counts[gone] -= 1
            current -= want.weights[gone] if counts[gone] == 0 else 0.0
            start += 1
        best = max(best, current)
    return best / total


def _form(forms: Sequence[AnswerForm], passage: Passage) -> float:
    """Share of the asked forms that the words show; a half where any form would do."""
    told = [bool(_TELLING[form].search(passage.text)) for form in forms if form in _TELLING]
    return sum(told) / len(told) if told else 0.5


def period_fit(periods: Sequence[Period], passage: Passage) -> float:
    """How well a passage fits a period that is asked for: 1 its words name it, 0.6 its meeting falls in it, 0.5 they name the year."""
    read, best = prepare(passage), 0.0
    everywhere = read.everywhere
    for period in periods:
        if everywhere.issuperset(content_stems(period.label)):
            return 1.0
        best = max(best, 0.6 if period.holds(passage.meeting.date) else 0.5 if str(period.start.year) in everywhere else 0.0)
    return best


def place_fit(place: Place, passage: Passage) -> float:
    """1 where the passage stands at the place that is asked for, every named part of it; else 0."""
    if not place:
        return 0.0
    fits = (
        place.agenda_item is None or place.agenda_item.lower() == (passage.agenda_item or "").lower(),
        place.paragraph is None
        or label_key(place.paragraph) in (label_key(passage.paragraph), label_key(passage.paragraph).removeprefix("recommendation")),
        place.minute is None or place.minute == passage.paragraph,
        place.page is None or str(place.page) in (passage.page_label or "").split() or place.page == passage.page,
        place.appendix is None or f"appendix {place.appendix}".lower() in (passage.report_title or "").lower(),
    )
    return float(all(fits))
