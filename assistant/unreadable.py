"""Figures that the papers draw and do not print: a chart without values, a table whose columns could not be told apart, a page not read.

Where the question aims at such a figure, what is said is where it stands and that it could not be read; a figure of something else is no
answer.
"""

import re
from collections.abc import Sequence

from assistant.citations import locator
from assistant.draft import Drafted
from assistant.expectation import Value
from assistant.presence import Presence, Reader
from assistant.relevance import Candidate, Judge, coverage
from assistant.understanding import AnswerForm, Understanding

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
    if first is None or first.table is None or first.table.trusted or AnswerForm.FIGURE not in understanding.forms:
        return None
    return f"The columns of this table could not be told apart; its words are given as printed ({locator(first)})."
