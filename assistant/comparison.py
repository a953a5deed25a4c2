"""Years or papers side by side: one row for each period asked for, one citation a cell, a gap said to be a gap."""

from collections.abc import Sequence

from assistant.draft import Drafted, Quote, Style
from assistant.relevance import Candidate, Judge
from assistant.sentences import Shape
from assistant.tables import row_words
from assistant.understanding import AnswerForm, Understanding
from assistant.wording import plain_words

_MOST = 4
"""Periods that are set side by side."""


def is_comparison(understanding: Understanding) -> bool:
    """Whether two or more periods are to be compared."""
    periods = [facet for facet in understanding.facets if facet.period]
    return AnswerForm.COMPARISON in understanding.forms and len(periods) > 1


def compare(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> tuple[list[Drafted], list[str]]:
    """Rows of the comparison, and the labels of the periods for which nothing was found."""
    rows: list[Drafted] = []
    used: list[Candidate] = []
    gaps: list[str] = []
    for facet in [facet for facet in understanding.facets if facet.period][:_MOST]:
        label = facet.period.label if facet.period else ""
        best = next((c for c in judge.for_facet(facet, judged) if c not in used), None)
        if best is None:
            gaps.append(label)
            continue
        used.append(best)
        unit = best.unit
        words = row_words(unit, understanding) if unit.shape is Shape.ROW else plain_words(unit.text)
        rows.append(Drafted(f"{label}: {words}", (Quote(best.hit, unit.start, unit.end),), Style.ROW, claim=plain_words(unit.text)))
    return rows, gaps


def gap_sentence(labels: Sequence[str]) -> str:
    """What is said of periods for which the papers found hold nothing."""
    return f"The papers found do not say this for {' or '.join(labels)}."
