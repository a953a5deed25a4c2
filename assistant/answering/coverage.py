"""How near the papers come to a question: for each unit found, what of the question it has and what it lacks; the nearest unit tells.

Every measure lies between 0 and 1 and can be read off the page: words covered, the thing asked for, its names, its year, a value of the
kind asked for. `assistant.answerability` weighs them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from assistant.answering.relevance import Candidate, Judge, Wanted, coverage
from assistant.question.models import AnswerForm, Facet, Understanding
from assistant.question.wanted import Focus, Kindred, Value, focus, holds_name, says_none
from ingest.language.dates import years_named, years_of_two
from ingest.language.lexicon import listed
from ingest.language.live_text import context
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape
from ingest.language.standing import SETTLED
from ingest.language.words import content_stems, stem, stems
from ingest.models import Kind

MOST = 30
"""Units looked at, likeliest first."""
_TIME = re.compile(r"(?:19|20)\d\d(?:/\d\d)?|\d{1,2}|£|%")
_MONTHS = frozenset(map(stem, listed("months.english")))
_MONEY = re.compile(
    r"\b(?:how much|what)\b.*\b(?:pay|paid|costs?|earns?|salary|rent|price|fees?|charged?|tax|spend|spent|quote|fine|budget|offered|bidding"
    r"|worth|valuation|value)\b|\bhow high\b",
    re.IGNORECASE,
)
_VOTES = re.compile(r"\b(?:for|against|abstain\w*|abstention\w*)\b.{0,40}\b(?:against|abst\w+|\d+)|\bvot(?:es?|ed|ing)\b", re.I | re.S)
_NATIONAL = re.compile(r"\b(?:nationally|national(?: average)?|England|statistical neighbours?|country)\b", re.IGNORECASE)
"""Says that a figure is the country's; where the question asks of a place it is not the one asked for."""
_FIGURES = (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.PERCENT)


@dataclass(frozen=True, slots=True)
class Presence:
    """What one unit has of the question."""

    candidate: Candidate
    close: float
    """Cosine of the unit with the question."""
    cover: float
    """Share of the subject's words, by rarity, in the unit, its headings and its neighbours."""
    head: float
    """Share of the things asked for that are missing there."""
    names: float
    """Rarity of the rarest name that is missing there and for three units around, as a share of the rarest there can be; 1 for a body."""
    value: float | None
    """1 where it holds a value of the kind asked for, 0 where it does not; None where no kind can be told."""
    period: float
    """1 where it speaks of the years asked for, 0.2 where nothing says so, 0 where it speaks of others."""


class Reader:
    """Reads units with one question in mind."""

    def __init__(self, understanding: Understanding, judge: Judge) -> None:
        self._understanding, self._judge = understanding, judge
        question = understanding.standalone
        self.focus: Focus = focus(question)
        self.years = spoken(understanding.question if understanding.context else question)
        self._local = not _NATIONAL.search(question)
        lost = lost_words(understanding, judge)
        self.subject: Sequence[Wanted] = [w for w in judge.wanted if not tells_time(w.term) and w.term not in lost] or list(judge.wanted)
        self._others = _expanded(understanding)
        self._rarest = log(2 + judge.facts.passages)
        kinds = set(judge.expectation.kinds)
        self._money = bool(_MONEY.search(question)) and not kinds & {Value.SHARE, Value.COUNT, Value.DATE}
        plain = not kinds and not self._money and set(understanding.forms) == {AnswerForm.FIGURE}
        self._figure = plain and question.lower().lstrip().startswith("what")
        self.typed = bool(kinds or self._money or self._figure or self.focus.kindred)

    @property
    def unseen(self) -> bool:
        """Whether a thing asked for is printed nowhere in the papers, under this or another word."""
        printed = self._judge.facts.frequency
        return any(not printed.get(h) and not any(printed.get(o) for o in self._others.get(h, ())) for h in self.focus.heads)

    def read(self, judged: Sequence[Candidate]) -> list[Presence]:
        """What the likeliest units have, in their order."""
        own = {_at(candidate): candidate for candidate in judged}
        best = judged[:MOST]
        return [self._read(c, close, own) for c, close in zip(best, self._judge.closeness(best), strict=True)]

    def _read(self, candidate: Candidate, close: float, all_units: Mapping[tuple[int, int], Candidate]) -> Presence:
        near = candidate.here.union(*(c.own for c in _around(candidate, 1, all_units)))
        wide = candidate.here.union(*(c.own for c in _around(candidate, 3, all_units)))
        heads = self.focus.heads
        return Presence(
            candidate=candidate,
            close=close,
            cover=coverage(self.subject, near),
            head=sum(not self._has(head, near) for head in heads) / len(heads) if heads else 0.0,
            names=self._unnamed(candidate, wide, _around(candidate, 2, all_units)),
            value=self._value(candidate),
            period=self._period(candidate, _around(candidate, 2, all_units)),
        )

    def _unnamed(self, candidate: Candidate, wide: frozenset[str], around: Sequence[Candidate]) -> float:
        """Rarity of the rarest name that is not printed about here."""
        if self.focus.bodies:
            texts = [candidate.unit.text, context(candidate.unit.passage), *(other.unit.text for other in around)]
            printed = " ".join(" ".join(stems(text)) for text in texts)
            initials = {"".join(word[0] for word in body if word not in ("and", "of", "for", "the")) for body in self.focus.bodies}
            if not any(" ".join(body) in printed for body in self.focus.bodies) and not initials & set(printed.split()):
                return 1.0
        weight = self._judge.facts.weight
        return max((weight(s) / self._rarest for name in self.focus.names for s in name if not self._has(s, wide)), default=0.0)

    def _has(self, term: str, here: frozenset[str]) -> bool:
        """Whether a word stands here itself, by a printed word for it, or as the start of a longer one ("Reg")."""
        if term in here or self._others.get(term, frozenset()) & here:
            return True
        return 3 <= len(term) <= 4 and any(word.startswith(term) for word in here)

    def _value(self, candidate: Candidate) -> float | None:
        """Whether every kind of value that can be told from the question stands in the unit."""
        unit, expectation = candidate.unit, self._judge.expectation
        if self.typed and self._local and _NATIONAL.search(unit.text) and unit.shape is not Shape.ROW:
            return float(self._named_here(unit.text))
        tests = []
        if expectation.kinds:
            tests.append(bool(candidate.value) or says_none(expectation, unit))
        if self._money:
            found = quantities(unit.text)
            figures = any(q.kind is QuantityKind.MONEY and q.value not in expectation.known for q in found)
            tests.append(figures or (unit.shape is Shape.ROW and any(q.kind is QuantityKind.COUNT for q in found)))
        if self._figure:
            tests.append(any(q.kind in _FIGURES and q.value not in expectation.known for q in quantities(unit.text)))
        if Kindred.NAMED in self.focus.kindred:
            tests.append(holds_name(expectation, unit))
        if Kindred.DECISION in self.focus.kindred:
            tests.append(unit.passage.kind in (Kind.RESOLUTION, Kind.MINUTE) or bool(SETTLED.search(unit.text)))
        if Kindred.VOTES in self.focus.kindred:
            tests.append(bool(_VOTES.search(unit.text)))
        return float(all(tests)) if tests else None

    def _named_here(self, text: str) -> bool:
        """Whether a text that speaks of the country names what the question names besides."""
        printed = frozenset(stems(text))
        return any(set(name) <= printed for name in self.focus.names)

    def _period(self, candidate: Candidate, around: Sequence[Candidate]) -> float:
        asked = {year for year in self.years if "/" in year} or self.years
        if not asked:
            return 1.0
        passage = candidate.unit.passage
        said, headings = spoken(candidate.unit.text), spoken(context(passage))
        financial = {year for year in said if "/" in year}
        if financial and "/" in "".join(asked) and not financial & asked:
            return 0.0
        if asked & (said | headings):
            return 1.0
        if said and not said & self.years:
            return 0.0
        near = said | headings | {year for other in around for year in spoken(other.unit.text)}
        if asked & near:
            return 1.0
        date = passage.meeting.date
        beside = self.years & near or (date and {str(date.year), str(date.year - 1)} & self.years)
        return 0.7 if beside else 0.2


def tells_time(stem: str) -> bool:
    """Whether a stem is a month, a year or a short number, or a sign beside one: it says when or in what, not of what."""
    return stem in _MONTHS or bool(_TIME.fullmatch(stem))


def spoken(text: str) -> frozenset[str]:
    """Years that a text names: "2019", and for a financial or municipal year "2019/20" with both its years."""
    return frozenset(map(str, years_named(text))) | years_of_two(text)


def _expanded(understanding: Understanding) -> dict[str, frozenset[str]]:
    others: dict[str, frozenset[str]] = {}
    for expansion in understanding.expansions:
        for said in stems(expansion.said):
            others[said] = others.get(said, frozenset()) | frozenset(content_stems(expansion.printed))
    return others


def _at(candidate: Candidate) -> tuple[int, int]:
    return candidate.rank, candidate.order


def _around(candidate: Candidate, reach: int, units: Mapping[tuple[int, int], Candidate]) -> list[Candidate]:
    places = ((candidate.rank, candidate.order + step) for step in range(-reach, reach + 1) if step)
    return [units[place] for place in places if place in units]


# Which part of a question of several parts the papers do not speak of at all.

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
