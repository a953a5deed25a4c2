"""Do the papers say it? What the units found have of the question, weighed as a whole by a fitted sum; else what is lacking is told.

A paper that talks around a matter shares its words with the question and lacks the one that is asked for: the value, the thing, the name
or the year. Silence is told by reach (is any unit close in meaning, on the subject, and has what was asked for too?), by gap (does what
meets the subject most closely hold a value of the kind asked for, or say that it is still to come?) and by the judge's own likelihoods.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Final

from assistant.answering.asked import Asked, coverage
from assistant.answering.fitted import weighted
from assistant.answering.judge import Judge
from assistant.answering.reading import MOST, Candidate
from assistant.answering.units import spoken_years
from assistant.check.draft import Drafted
from assistant.citations import locator
from assistant.question.models import AnswerForm, Understanding
from assistant.question.wanted import Value, says_none
from ingest.language.dates import years_named
from ingest.language.sentences import Shape
from ingest.models import Kind

LEAST: Final = 0.15
"""Coverage of the question below which the papers do not speak of it at all, so that no chat model is asked."""
CLOSE: Final = 0.4
"""Coverage of the question from which a unit speaks of exactly this matter."""
_LACKING: Final = (("head", 0.5), ("names", 0.4), ("holds", 0.4), ("period", 0.4))
"""What is left of a unit's reach for each thing that it lacks."""
_FOREIGN: Final = 0.5
"""Share of the subject's words that are printed nowhere, above which the question is of something that the papers do not have."""
_ALIKE: Final = 0.6
"""Closeness in meaning from which a unit may be of it in other words all the same."""
_GAP: Final = 0.1
"""How much less than the closest unit the closest with a value of the kind asked for may cover, before it is told that none has one."""
_STILL: Final = 0.5
"""Coverage from which a unit that says "will be provided" tells that the papers do not say yet."""
_BESIDE: Final = 0.9
"""Credit for standing near a unit of the same passage that speaks of the matter."""
_STEPS: Final = (-2, -1, 1, 2)
_WH = r"\b(?:who|what|which|when|how|where|why)\b"
_ALSO = re.compile(rf"{_WH}[^?]*, {_WH}|\band (?:(?:at|on|for) )?{_WH}", re.IGNORECASE)
"""Joins a second question to the first."""
_OF_OTHERS: Final = 0.2
"""Fit of the period at or below which a unit speaks of other years, or does not say of which."""
_CLAUSES: Final = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION, Kind.MINUTE})
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
class Judgement:
    """Whether to answer, and from what it was judged."""

    answerable: bool
    logit: float
    """How likely the papers say it, against the likelihood from which it is answered."""
    signs: Mapping[str, float]
    """What was weighed, by name."""
    lack: Lack | None = None
    """What is missing, where it is not answerable."""
    nearest: Candidate | None = None


def speaks(judged: Sequence[Candidate]) -> bool:
    """Whether anything found is on the matter at all, so that a chat model is worth asking; it may still say that the papers do not."""
    return any(candidate.cover >= LEAST for candidate in judged)


def weigh(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Judgement:
    """Judge whether the units found say what the question asks; only units of the years asked for count, where there are any."""
    years = years_named(understanding.question if understanding.context else understanding.standalone)
    judged = [candidate for candidate in judged if _of_years(candidate, years)] or judged if years else judged
    read = judged[:MOST]
    if not read:
        return Judgement(False, -9.0, {}, Lack.SUBJECT)
    found, nearest = signs(judge.asked, read)
    model = weighted("silence")
    logit = model.logit(found) - model.turn
    foreign = _is_foreign(judge.asked, read[0])
    lack = Lack.THING if foreign else None if logit >= 0 else _lack(found, nearest)
    return Judgement(lack is None, logit, found, lack, nearest)


def _is_foreign(asked: Asked, best: Candidate) -> bool:
    """Whether the question is of something that the papers print nowhere: a value of it, or more than half of its subject.

    This is set by argument, not fitted: the labelled questions are all near the papers, and a figure of another thing is the worst answer.
    """
    printed = asked.facts.frequency
    unseen = [word for word in asked.subject if not any(printed.get(term) for term in (word.term, *word.others))]
    share = sum(word.weight for word in unseen) / (sum(word.weight for word in asked.subject) or 1.0)
    of = asked.typed and any(word.term in asked.focus.of for word in unseen)
    return of or (share > _FOREIGN and best.read.close < _ALIKE)


def signs(asked: Asked, read: Sequence[Candidate]) -> tuple[dict[str, float], Candidate]:
    """What is weighed, by name, and the unit that reaches furthest; `read` holds one unit at least, best first."""
    understanding = asked.understanding
    reach, nearest = max(((_reach(candidate), candidate) for candidate in read), key=lambda pair: pair[0])
    near = _closeness(asked, read)
    closest = max(read, key=lambda candidate: near[candidate.at])
    best = near[closest.at]
    parts = understanding.several or bool(_ALSO.search(understanding.question))
    value = _with_value(asked, read, near) if asked.expectation.kinds and not parts else best
    furthest = max(c.read.close * c.read.subject for c in read)
    best_unit, forms = read[0], understanding.forms
    settled = AnswerForm.SUMMARY in forms or closest.unit.passage.kind in (Kind.MINUTE, Kind.RESOLUTION)
    found = {
        "gap": best - value,
        "gap_known": float(best > CLOSE and best - value > _GAP),
        "pending": float(best > _STILL and not settled and bool(closest.read.pending)),
        "typed": float(asked.typed),
        "parts": float(parts),
        "follows": float(understanding.standalone != understanding.question),
        "terms": float(len(understanding.terms)),
        "mass": log(1e-6 + sum(c.score for c in read)),
        "close": best_unit.read.close,
        "period": best_unit.read.period,
        "whole": reach / furthest if furthest > 0 else 0.0,
    }
    return found, nearest


def _reach(candidate: Candidate) -> float:
    """Closeness in meaning times coverage, less for each thing that the unit lacks."""
    reach = candidate.read.close * candidate.read.subject
    lacking = _lacks(candidate)
    for name, left in _LACKING:
        reach *= left if lacking[name] else 1.0
    return reach


def _lacks(candidate: Candidate) -> dict[str, bool]:
    read = candidate.read
    return {"head": read.head > 0.5, "names": read.names > 0, "holds": read.holds == 0, "period": read.period <= _OF_OTHERS}


def _lack(found: Mapping[str, float], nearest: Candidate) -> Lack:
    """What to say is missing: the plainest first."""
    lacking = _lacks(nearest)
    lacks = (
        (Lack.PENDING, bool(found["pending"])),
        (Lack.VALUE, bool(found["gap_known"])),
        (Lack.PERIOD, lacking["period"]),
        (Lack.NAME, lacking["names"]),
        (Lack.VALUE, lacking["holds"]),
        (Lack.THING, nearest.read.head > 0),
    )
    return next((lack for lack, is_lacking in lacks if is_lacking), Lack.SUBJECT)


def _closeness(asked: Asked, read: Sequence[Candidate]) -> dict[tuple[int, int], float]:
    """Coverage of the subject by each unit, its headings and neighbours counting half (a row's headings in full)."""
    own = {candidate.at: candidate.own for candidate in read}
    near = {}
    for candidate in read:
        beside = [own.get((candidate.rank, candidate.order + step), frozenset()) for step in (-1, 1)]
        words = candidate.here if candidate.unit.shape is Shape.ROW else candidate.own
        near[candidate.at] = coverage(asked.subject, words, candidate.here.union(*beside))
    return near


def _with_value(asked: Asked, read: Sequence[Candidate], near: Mapping[tuple[int, int], float]) -> float:
    """The highest coverage among units that hold a value, or that stand beside a closer one."""
    beside = 0.0 if Value.NAME in asked.expectation.kinds else _BESIDE
    at = {candidate.at: candidate.unit.passage for candidate in read}
    best = 0.0
    for candidate in read:
        if candidate.value or says_none(asked.expectation, candidate.unit):
            best = max(best, near[candidate.at])
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
    return not spoken or bool(asked & spoken) or (date is not None and bool({date.year, date.year - 1} & asked))


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
    asked = judge.asked
    if not {Value.COUNT, Value.MONEY, Value.SHARE} & set(asked.expectation.kinds):
        return None
    named = _CHART.search(understanding.question)
    read = judged[:MOST]
    charts = [p for p in read if _is_caption(p, named and named[1]) and (named or _aims(p, asked))]
    if not charts or any(_holds(p, asked, charts[0]) for p in read):
        return None
    unit = charts[0].unit
    told = _CHART.search(unit.text)
    label = told[1][0].upper() + told[1][1:] if told else "a chart"
    return f"The papers show this in {label}, which has no figures that can be read ({locator(unit.passage)})."


def _is_caption(candidate: Candidate, named: str | None) -> bool:
    text = candidate.unit.text
    if named:
        return named.lower() in text.lower() and len(text.split()) <= _LONGEST
    return bool(_CHART.search(text) or _DRAWN.search(text)) and len(text.split()) <= _LONGEST and candidate.unit.passage.table is None


def _aims(candidate: Candidate, asked: Asked) -> bool:
    if candidate.read.names and not _BY.search(candidate.unit.text):
        return False
    names = {stem for name in asked.focus.names for stem in name}
    subject = [word for word in asked.subject if word.term not in names and word.term not in ("chart", "figur", "graph")]
    return len(subject) > 1 and coverage(subject, candidate.own) >= _AIMED


def _holds(candidate: Candidate, asked: Asked, chart: Candidate) -> bool:
    """Whether a unit itself holds the value for the names that the question gives, as well as the chart's caption speaks of it."""
    names = [name for name in asked.focus.names if name[0] not in ("chart", "figur")]
    own = candidate.own
    said = all(set(name) <= candidate.here if not candidate.value else set(name) <= own for name in names)
    about = coverage(asked.subject, candidate.here) >= coverage(asked.subject, chart.own) - 0.1
    return bool(candidate.read.holds == 1) and candidate is not chart and said and about and candidate.read.period > 0.2


def columns_unknown(understanding: Understanding, statements: Sequence[Drafted]) -> str | None:
    """What is said with figures of a table whose columns could not be told apart; None where no statement rests on one."""
    first = next((statement.quotes[0].passage for statement in statements[:1] if statement.quotes), None)
    doubtful = first is not None and first.table is not None and not first.table.trusted and len(first.table.columns) > 2
    if first is None or not doubtful or AnswerForm.FIGURE not in understanding.forms:
        return None
    return f"The columns of this table could not be told apart; its words are given as printed ({locator(first)})."
