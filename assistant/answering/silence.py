"""Do the papers say it? Two measures a reader can follow, and the few thresholds by which a question is refused.

A paper that talks around a matter shares its words with the question and lacks the one that is asked for: the value, the thing, the name
or the year. So silence is told in two ways. By reach: no unit is close in meaning, covers the subject, and has what was asked for too.
By gap: what meets the subject most closely holds no value of the kind asked for, or says that it is still to come. Thresholds were fitted
on labelled questions over two sets of papers at a time and measured on the third (docs/answers.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.coverage import Presence, Reader
from assistant.answering.relevance import Candidate, Judge, Wanted, coverage, spoken_years
from assistant.check.draft import Drafted
from assistant.citations import locator
from assistant.question.models import AnswerForm, Understanding
from assistant.question.wanted import PENDING, Value, says_none
from ingest.language.dates import years_named
from ingest.language.sentences import Shape
from ingest.models import Kind

LEAST = 0.15
"""Coverage of the subject (of the question, where a chat model is to be asked) below which the papers do not speak of it at all."""
CLOSE = 0.4
"""Coverage of the subject from which a unit speaks of exactly this matter."""
GAP = 0.08
"""How much less than the closest unit the closest with a value of the kind asked for may cover, where the question says much besides."""
SHORT_GAP = 0.15
"""The same for a short question."""
STILL_TO_COME = 0.5
"""Coverage from which a unit that says "will be provided" settles that the papers do not say."""
_BESIDE = 0.9
"""Credit for standing near a unit of the same passage that speaks of the matter."""
_STEPS = (-2, -1, 1, 2)
_LONG = 14
"""Words above which a question says so much besides what it asks that a word missing means less."""
_FEW = 5
"""Words that carry content, up to which a question is short however it is put."""
_MANY = 16
"""Words that carry content, from which a question of several parts is of many."""
_WH = r"\b(?:who|what|which|when|how|where|why)\b"
_ALSO = re.compile(rf"{_WH}[^?]*, {_WH}|\band (?:(?:at|on|for) )?{_WH}", re.IGNORECASE)
"""Joins a second question to the first."""
_OF_OTHERS = 0.2
"""Fit of the period at or below which a unit speaks of other years, or does not say of which."""
_CLAUSES = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION, Kind.MINUTE})
"""Kinds whose passages are clauses of one text."""


class Lack(StrEnum):
    """What the nearest of the papers found does not have."""

    SUBJECT = "subject"
    NAME = "name"
    PERIOD = "period"
    THING = "thing"
    VALUE = "value"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a question must be reached, and what is taken off for what a unit lacks."""

    least: float
    head: float
    name: float
    value: float
    period: float


_TYPED = Bar(0.31, 0.5, 0.4, 0.4, 0.4)
"""A short question for a value of a known kind: its few words are all needed."""
_OPEN = Bar(0.18, 0.5, 0.4, 0.4, 0.4)
_LENIENT = Bar(0.12, 0.7, 0.6, 0.6, 0.5)
"""A long question, or one of several parts."""
_MANY_PARTS = Bar(0.04, 0.7, 0.6, 0.6, 0.5)
"""A question of so many parts that no unit can cover much of it."""
_FOLLOWUP = Bar(0.10, 0.7, 0.6, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether to answer, with the features that decided; all between 0 and 1."""

    answerable: bool
    reach: float
    """How near the nearest unit comes: closeness in meaning times coverage of the subject, less for what it lacks."""
    subject: float
    """Highest coverage of the question's subject (its words but for dates and signs) by one unit and its neighbours."""
    value: float
    """The same among units that hold a value of the kind asked for; equal to `subject` where no kind can be told."""
    pending: bool
    """Whether the closest unit says that the matter is still to come."""
    lack: Lack | None = None
    """What is missing, where it is not answerable."""
    nearest: Candidate | None = None


def speaks(judged: Sequence[Candidate]) -> bool:
    """Whether anything found is on the matter at all, so that a chat model is worth asking; it may still say that the papers do not."""
    return any(candidate.cover >= LEAST for candidate in judged)


def weigh(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Judgement:
    """Judge whether the units found say what the question asks; only units of the years asked for count, where there are any."""
    asked = years_named(understanding.question if understanding.context else understanding.standalone)
    judged = [candidate for candidate in judged if _of_years(candidate, asked)] or judged
    if not judged:
        return Judgement(False, 0.0, 0.0, 0.0, False, Lack.SUBJECT)
    reader = Reader(understanding, judge)
    bar = _bar(understanding, reader.typed)
    reach, nearest = max(((_reach(presence, bar), presence) for presence in reader.read(judged)), key=lambda pair: pair[0])
    near = _closeness(reader.subject, judged)
    closest = max(judged, key=lambda candidate: near[_key(candidate)])
    best = near[_key(closest)]
    pending = best > STILL_TO_COME and _is_pending(closest, understanding)
    value = _with_value(judge, judged, near) if judge.expectation.kinds and not _has_parts(understanding) else best
    silent = bar is not _FOLLOWUP and best > CLOSE and best - value > (GAP if bar in (_LENIENT, _MANY_PARTS) else SHORT_GAP)
    unprinted = reader.unseen and not _has_parts(understanding)
    answerable = best >= LEAST and reach >= bar.least and not (silent or pending or unprinted)
    lack = None if answerable else Lack.PENDING if pending else Lack.THING if unprinted else Lack.VALUE if silent else _lack(nearest)
    return Judgement(answerable, reach, best, value, pending, lack, nearest.candidate)


def _has_parts(understanding: Understanding) -> bool:
    return understanding.several or bool(_ALSO.search(understanding.question))


def _is_long(understanding: Understanding) -> bool:
    return len(understanding.question.split()) > _LONG and len(understanding.terms) > _FEW


def _is_pending(closest: Candidate, understanding: Understanding) -> bool:
    """Whether the closest unit puts the matter off; minutes that decide it do not, whatever else they say."""
    settled = AnswerForm.SUMMARY in understanding.forms or closest.unit.passage.kind in (Kind.MINUTE, Kind.RESOLUTION)
    return not settled and bool(PENDING.search(closest.unit.text))


def _bar(understanding: Understanding, typed: bool) -> Bar:
    if understanding.standalone != understanding.question:
        return _FOLLOWUP
    if _has_parts(understanding) and len(understanding.terms) > _MANY:
        return _MANY_PARTS
    if _has_parts(understanding) or AnswerForm.SUMMARY in understanding.forms or _is_long(understanding):
        return _LENIENT
    return _TYPED if typed else _OPEN


def _reach(presence: Presence, bar: Bar) -> float:
    """Closeness in meaning times coverage, less for each thing that the unit lacks."""
    reach = presence.close * presence.cover
    reach *= bar.head if presence.head > 0.5 else 1.0
    reach *= bar.name if presence.names else 1.0
    reach *= bar.value if presence.value == 0 else 1.0
    return reach * (bar.period if presence.period <= _OF_OTHERS else 1.0)


def _lack(presence: Presence) -> Lack:
    """What to say is missing: the plainest first."""
    lacks = (
        (Lack.PERIOD, presence.period <= _OF_OTHERS),
        (Lack.NAME, presence.names > 0),
        (Lack.VALUE, presence.value == 0),
        (Lack.THING, presence.head > 0),
    )
    return next((lack for lack, lacking in lacks if lacking), Lack.SUBJECT)


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


def _of_years(candidate: Candidate, asked: frozenset[int]) -> bool:
    """Whether a unit may speak of the years asked for: it or its table names one, or its meeting was then or in the year after."""
    passage = candidate.unit.passage
    date, spoken = passage.meeting.date, spoken_years(candidate.unit)
    if passage.table:
        spoken = spoken | years_named(" ".join((passage.table.caption or "", *passage.table.columns)))
    return not asked or not spoken or bool(asked & spoken) or (date is not None and bool({date.year, date.year - 1} & asked))


# Figures that the papers draw and do not print: a chart without values, a table whose columns could not be told apart, a page not read.

_CHART = re.compile(r"\b((?:chart|figure|graph|diagram|map)\s+\d+[a-z]?)\b", re.IGNORECASE)
_DRAWN = re.compile(
    r"\b(?:in|by) (?:the )?(?:chart|graph|diagram|figure)\b|\b(?:chart|graph|figure) (?:below|above|overleaf)\b", re.IGNORECASE
)
_BY = re.compile(r"\bby (?!the\b|an?\b|years?\b|months?\b|quarters?\b|dates?\b|when\b)\w+", re.IGNORECASE)
"""Says that a chart has a bar for each of something, which need not be named around it."""
_LONGEST = 40
"""Words of a caption, with the line that leads to it."""
_AIMED = 0.5
"""Coverage of the subject, its names put aside, from which a chart shows what is asked for."""


def drawn_only(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> str | None:
    """Where the figure asked for is drawn and not printed, as a sentence; None where that is not so."""
    reader = Reader(understanding, judge)
    if not {Value.COUNT, Value.MONEY, Value.SHARE} & set(judge.expectation.kinds):
        return None
    named = _CHART.search(understanding.question)
    read = reader.read(judged)
    charts = [p for p in read if _is_caption(p, named and named[1]) and (named or _aims(p, reader))]
    if not charts or any(_holds(p, reader, charts[0]) for p in read):
        return None
    unit = charts[0].candidate.unit
    told = _CHART.search(unit.text)
    label = told[1][0].upper() + told[1][1:] if told else "a chart"
    return f"The papers show this in {label}, which has no figures that can be read ({locator(unit.passage)})."


def _is_caption(presence: Presence, named: str | None) -> bool:
    text = presence.candidate.unit.text
    if named:
        return named.lower() in text.lower() and len(text.split()) <= _LONGEST
    return (
        bool(_CHART.search(text) or _DRAWN.search(text)) and len(text.split()) <= _LONGEST and presence.candidate.unit.passage.table is None
    )


def _aims(presence: Presence, reader: Reader) -> bool:
    if presence.names and not _BY.search(presence.candidate.unit.text):
        return False
    names = {stem for name in reader.focus.names for stem in name}
    subject = [word for word in reader.subject if word.term not in names and word.term not in ("chart", "figur", "graph")]
    return len(subject) > 1 and coverage(subject, presence.candidate.own) >= _AIMED


def _holds(presence: Presence, reader: Reader, chart: Presence) -> bool:
    """Whether a unit itself holds the value for the names that the question gives, as well as the chart's caption speaks of it."""
    names = [name for name in reader.focus.names if name[0] not in ("chart", "figur")]
    own = presence.candidate.own
    said = all(set(name) <= presence.candidate.here if not presence.candidate.value else set(name) <= own for name in names)
    about = coverage(reader.subject, presence.candidate.here) >= coverage(reader.subject, chart.candidate.own) - 0.1
    return bool(presence.value) and presence.candidate is not chart.candidate and said and about and presence.period > 0.2


def columns_unknown(understanding: Understanding, statements: Sequence[Drafted]) -> str | None:
    """What is said with figures of a table whose columns could not be told apart; None where no statement rests on one."""
    first = next((statement.quotes[0].passage for statement in statements[:1] if statement.quotes), None)
    doubtful = first is not None and first.table is not None and not first.table.trusted and len(first.table.columns) > 2
    if first is None or not doubtful or AnswerForm.FIGURE not in understanding.forms:
        return None
    return f"The columns of this table could not be told apart; its words are given as printed ({locator(first)})."
