"""The extractive engine: picks and orders the papers' own sentences, list items and table rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.comparison import compare, gap_sentence, is_comparison
from assistant.draft import Drafted, Quote
from assistant.grounding.models import Claim
from assistant.grounding.periods import check_periods
from assistant.relevance import Candidate, Judge
from assistant.sentences import Shape, Unit
from assistant.tables import is_header
from assistant.understanding import AnswerForm, Understanding
from assistant.wording import NOT_MINUTED, worded
from ingest.models import Kind, Passage

WORDS = 60
"""Words that an ordinary answer is filled up to."""
LONG_WORDS = 160
"""The same for long forms: lists, summaries, comparisons, questions of several parts."""
_LONG = frozenset({AnswerForm.LIST, AnswerForm.SUMMARY, AnswerForm.COMPARISON})
_WHOLE = frozenset({AnswerForm.LIST, AnswerForm.DECISION, AnswerForm.RECOMMENDATION})
"""Forms of answer for which one item of a list is not enough."""
_PARTS = 4
"""Parts of a question that are each given a unit of their own."""
_LEAST = 0.17
"""Share of the best unit's score below which a unit is not worth the reader's time."""
_FOLLOWING = 45
"""Words of what follows a picked unit in its passage that are taken with it."""
_LISTED = 180
"""Words of a list that are taken with the line that opens it, or with an item where the whole of it is asked for."""
_ALIKE = 0.6
"""Share of a unit's words from which it repeats another."""
_OPENING = re.compile(
    r":\s*$|\b(?:as follows|(?:table|list) below|(?:following|below) (?:table|list)|(?:set out|shown|listed) below)\b", re.IGNORECASE
)
_LEANING = re.compile(
    r"^\W*(?:\d[\d.]*\s+)?(?:this|these|it|they|he|she|such|those|their|its|his|her|both|of (?:these|those|which)|however)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer before the check."""

    statements: tuple[Drafted, ...] = ()
    gaps: tuple[str, ...] = ()
    """What was asked and is not in the papers found, a sentence each; they make the answer partial."""


def compose(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Composed:
    """Draft an answer of the papers' own words: the best unit first, then what adds to it."""
    fits = {p.id: _is_of_period(p, understanding) for p in {c.unit.passage.id: c.unit.passage for c in judged}.values()}
    judged = [c for c in judged if fits[c.unit.passage.id] and not _is_label(c.unit)]
    if not judged:
        return Composed()
    limit = LONG_WORDS if _LONG & set(understanding.forms) or understanding.several else WORDS
    if is_comparison(understanding):
        rows, used, gaps = compare(understanding, judge, judged)
        rest = Selection(judged, limit, used).select()
        return Composed((*rows, *_statements(rest, understanding)), (gap_sentence(gaps),) if gaps else ())
    parts = [judge.for_facet(facet, judged) for facet in understanding.facets[:_PARTS]]
    whole = bool(_WHOLE & set(understanding.forms))
    return Composed(_statements(Selection(judged, limit, whole=whole).select(parts), understanding))


def _is_label(unit: Unit) -> bool:
    """Whether a unit only names what follows: a table's header row, or a few capitalised words without a full stop."""
    if unit.shape is Shape.ROW:
        return is_header(unit)
    if re.search(r"[\d,]", unit.text):
        return False
    words = re.findall(r"[A-Za-z][\w'’-]*", unit.text)
    named = sum(word[0].isupper() for word in words if len(word) > 3)
    return unit.text.rstrip()[-1:] not in '.;:?!,”"' and len(words) < 14 and named >= 0.6 * sum(len(word) > 3 for word in words)


def _is_of_period(passage: Passage, understanding: Understanding) -> bool:
    return not any(check_periods(Claim("", (passage,), understanding.standalone)))


class Selection:
    """Chooses units for one answer: best first, each with what it leans on and what follows from it, until the words are used."""

    def __init__(self, judged: Sequence[Candidate], limit: int, given: Sequence[Candidate] = (), whole: bool = False) -> None:
        """`given` are units that the answer holds already; they count towards `limit`, in words; `whole` asks for lists in full."""
        self._judged, self._limit, self._given, self._whole = judged, limit, len(given), whole
        self._at = {(c.rank, c.order): c for c in judged}
        self._picked: list[Candidate] = list(given)
        self._used = sum(len(candidate.unit.text.split()) for candidate in given)

    def select(self, parts: Sequence[Sequence[Candidate]] = ()) -> list[Candidate]:
        """The chosen units in the order of choice; the best of each part of the question comes before what is best for the whole."""
        floor = _LEAST * self._judged[0].score
        for part in parts:
            if part and part[0] not in self._picked and not self._repeats(part[0]) and self._fits(part[0]):
                self._take(part[0])
        for candidate in self._judged:
            if self._used >= self._limit or (self._picked and candidate.score < floor):
                break
            if candidate not in self._picked and not self._repeats(candidate) and self._fits(candidate):
                self._take(candidate)
        return self._picked[self._given :]

    def _fits(self, candidate: Candidate) -> bool:
        return not self._picked or self._used + len(candidate.unit.text.split()) <= self._limit * 1.25

    def _add(self, candidate: Candidate) -> None:
        self._picked.append(candidate)
        self._used += len(candidate.unit.text.split())

    def _take_siblings(self, item: Candidate) -> None:
        """The other items of the list that one is part of, in the order of the paper."""
        room = _LISTED
        for other in sorted(self._judged, key=lambda c: (c.unit.passage.ordinal, c.unit.position)):
            words = len(other.unit.text.split())
            if words <= room and _same_list(other.unit, item.unit) and other not in self._picked and not self._repeats(other):
                self._add(other)
                room -= words

    def _take(self, candidate: Candidate) -> None:
        before = self._at.get((candidate.rank, candidate.order - 1))
        if before and before not in self._picked and _LEANING.match(candidate.unit.text) and _same_passage(before, candidate):
            self._add(before)
        self._add(candidate)
        opens_list = bool(_OPENING.search(candidate.unit.text))
        room = _LISTED if opens_list else _FOLLOWING
        at = candidate
        while at := self._at.get((at.rank, at.order + 1)):  # type: ignore[assignment]
            words = len(at.unit.text.split())
            if at in self._picked or words > room or self._repeats(at) or not (opens_list or _same_passage(at, candidate)):
                break
            if opens_list and at.unit.shape is Shape.SENTENCE and not _same_passage(at, candidate):
                break
            self._add(at)
            room -= words
        if self._whole:
            self._take_siblings(candidate)

    def _repeats(self, candidate: Candidate) -> bool:
        words = set(candidate.unit.text.lower().split())
        return any(len(words & set(p.unit.text.lower().split())) > _ALIKE * len(words) for p in self._picked)


def _same_list(left: Unit, right: Unit) -> bool:
    """Whether both are items under one heading of one paper."""
    a, b = left.passage, right.passage
    same_place = (a.document, a.agenda_item, a.section, a.kind) == (b.document, b.agenda_item, b.section, b.kind)
    return left.shape is right.shape is Shape.ITEM and same_place


def _same_passage(left: Candidate, right: Candidate) -> bool:
    return left.unit.passage.id == right.unit.passage.id


def _statements(picked: Sequence[Candidate], understanding: Understanding) -> tuple[Drafted, ...]:
    """The picked units: passages in the order of choice, units of one passage in reading order, neighbours under one quote."""
    drafted: list[Drafted] = []
    minuted = any(candidate.unit.passage.kind in (Kind.MINUTE, Kind.RESOLUTION) for candidate in picked)
    for passage_id in dict.fromkeys(candidate.unit.passage.id for candidate in picked):
        chosen = sorted((c for c in picked if c.unit.passage.id == passage_id), key=lambda c: c.order)
        for run in _runs(chosen):
            quote = Quote(run[0].hit, run[0].unit.start, run[-1].unit.end)
            for candidate in run:
                drafted.append(worded(candidate, quote, understanding, minuted))
                minuted = minuted or drafted[-1].text.startswith(NOT_MINUTED)
    return tuple(statement for statement in drafted if statement.text)


def _runs(chosen: Iterable[Candidate]) -> list[list[Candidate]]:
    runs: list[list[Candidate]] = []
    for candidate in chosen:
        last = runs[-1][-1] if runs else None
        if last and _same_passage(last, candidate) and candidate.order == last.order + 1 and not _struck_between(last.unit, candidate.unit):
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    return runs


def _struck_between(left: Unit, right: Unit) -> bool:
    return any(a < right.start and b > left.end for a, b in left.passage.struck)
