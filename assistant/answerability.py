"""Do the papers say it? Features a reader can follow, and the few thresholds by which a question is refused.

A paper that talks around a matter shares its words with the question and lacks the value asked for; a paper that answers in other
words shares few of them. So silence is told by the gap: the subject is met closely, and what meets it holds no such value, or says
that it is still to come. Thresholds were fitted on labelled questions and checked with each paper left out in turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.expectation import PENDING, Value, says_none
from assistant.grounding.periods import years
from assistant.relevance import Candidate, Judge, Wanted, coverage, spoken_years
from assistant.sentences import Shape
from assistant.understanding import AnswerForm, Understanding
from ingest.models import Kind

LEAST = 0.15
"""Coverage of the subject below which the papers do not speak of it at all."""
CLOSE = 0.4
"""Coverage of the subject from which a unit speaks of exactly this matter."""
GAP = 0.08
"""How much less than the closest unit the closest with a value of the kind asked for may cover."""
STILL_TO_COME = 0.5
"""Coverage from which a unit that says "will be provided" settles that the papers do not say."""
_BESIDE = 0.9
"""Credit for standing near a unit of the same passage that speaks of the matter."""
_STEPS = (-2, -1, 1, 2)
_CLAUSES = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION, Kind.MINUTE})
"""Kinds whose passages are clauses of one text."""
_TIME = re.compile(
    r"(?:january|februar|march|april|may|june?|july?|august|septemb|octob|novemb|decemb)\w*|(?:19|20)\d\d(?:/\d\d)?|\d{1,2}|£|%"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to answer, with the features that decided."""

    answerable: bool
    subject: float
    """Highest coverage of the question's subject (its words but for dates and signs) by one unit and its neighbours."""
    value: float
    """The same among units that hold a value of the kind asked for; equal to `subject` where no kind can be told."""
    pending: bool
    """Whether the closest unit says that the matter is still to come."""


def weigh(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Judgement:
    """Judge whether the units found say what the question asks; only units of the years asked for count, where there are any."""
    asked = years(understanding.question)
    judged = [candidate for candidate in judged if _of_years(candidate, asked)] or judged
    subject = [word for word in judge.wanted if not _TIME.fullmatch(word.term)] or list(judge.wanted)
    near = _closeness(subject, judged)
    closest = max(judged, key=lambda candidate: near[_key(candidate)], default=None)
    best = near[_key(closest)] if closest else 0.0
    pending = closest is not None and AnswerForm.SUMMARY not in understanding.forms and bool(PENDING.search(closest.unit.text))
    value = _with_value(judge, judged, near) if judge.expectation.kinds and not understanding.several else best
    silent = best > CLOSE and best - value > GAP
    return Judgement(best >= LEAST and not silent and not (pending and best > STILL_TO_COME), best, value, pending)


def _key(candidate: Candidate) -> tuple[int, int]:
    return candidate.rank, candidate.order


def _closeness(subject: Sequence[Wanted], judged: Sequence[Candidate]) -> dict[tuple[int, int], float]:
    """Coverage of the subject by each unit, its headings and neighbours counting half (a row's headings in full)."""
    own = {_key(candidate): candidate.own for candidate in judged}
    near = {}
    for candidate in judged:
        around = [own.get((candidate.rank, candidate.order + step), frozenset()) for step in (-1, 1)]
        words = candidate.here if candidate.unit.shape is Shape.ROW else candidate.own
        near[_key(candidate)] = coverage(subject, words, candidate.here.union(*around))
    return near


def _with_value(judge: Judge, judged: Sequence[Candidate], near: dict[tuple[int, int], float]) -> float:
    """The highest coverage among units that hold a value, or that stand beside a closer one."""
    beside = 0.0 if Value.NAME in judge.expectation.kinds else _BESIDE
    at = {_key(candidate): candidate.unit.passage for candidate in judged}
    best = 0.0
    for candidate in judged:
        if candidate.value or says_none(judge.expectation, candidate.unit):
            best = max(best, near[_key(candidate)])
        if not candidate.value:
            continue
        for step in _STEPS:
            other = (candidate.rank, candidate.order + step)
            if other in at and (at[other].id == candidate.unit.passage.id or {at[other].kind, candidate.unit.passage.kind} <= _CLAUSES):
                best = max(best, beside * near[other])
    return best


def _of_years(candidate: Candidate, asked: set[int]) -> bool:
    """Whether a unit may speak of the years asked for: it names one, or its meeting was then or in the year after."""
    date = candidate.unit.passage.meeting.date
    spoken = spoken_years(candidate.unit)
    return not asked or not spoken or bool(asked & spoken) or (date is not None and bool({date.year, date.year - 1} & asked))
