"""The extractive engine: picks and orders the papers' own sentences, list items and table rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.draft import Draft, Drafted, Quote, Style
from assistant.relevance import Candidate, candidates
from assistant.sentences import Shape, Unit, units
from assistant.understanding import AnswerForm, Understanding
from assistant.vocabulary import LibraryFacts
from vectorstore.models import Hit

WORDS = 85
"""Words that an ordinary answer is filled up to; long forms (list, summary, comparison, several parts) take half as many again."""
_LONG = frozenset({AnswerForm.LIST, AnswerForm.SUMMARY, AnswerForm.COMPARISON})
_LEAST = 0.45
"""Share of the best unit's score below which a unit is not worth the reader's time."""
_LEADING = re.compile(r"^\W*(?:\(?(?:[ivxl]{1,5}|[a-z]|\d{1,3}(?:\.\d+)*)[.)]\s+)+|^[-*•▪◦·–]\s*|^\s*\d{1,2}(?:\.\d+)+\s+")
_MARKUP = re.compile(r"</?[a-zA-Z]{1,6}\b[^>]*>|!?\[([^\]]*)\]\([^)]*\)|https?://\S+|www\.\S+")


@dataclass(frozen=True, slots=True)
class _Picked:
    candidate: Candidate
    words: int


def plain_words(text: str) -> str:
    """A unit's words as they are shown: list marker, markup, pictures and addresses left out, white space single."""
    text = _LEADING.sub("", text)
    text = _MARKUP.sub(lambda match: match.group(1) or "", text)
    return re.sub(r"\s+", " ", text.replace("**", "").replace("|", " ")).strip()


def row_words(unit: Unit) -> str:
    """A table row as a phrase: its label, then each value behind its column."""
    cells = [cell.strip() for cell in re.split(r"\t|\s\|\s", unit.text.strip("| "))]
    return plain_words(" · ".join(cell for cell in cells if cell))


def compose(understanding: Understanding, hits: Sequence[Hit], facts: LibraryFacts) -> Draft:
    """Draft an answer of the papers' own words: the best unit first, then what adds to it."""
    judged = candidates(understanding, hits, facts)
    if not judged:
        return Draft()
    limit = WORDS * 3 // 2 if _LONG & set(understanding.forms) or understanding.several else WORDS
    return Draft(_statements(_select(judged, limit)))


def _select(judged: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Greedy choice: a unit's own score, plus what it adds of the wanted words, less what it repeats."""
    picked: list[Candidate] = []
    covered: set[str] = set()
    used = 0
    pool = list(judged[:60])
    while pool and used < limit:
        best = max(pool, key=lambda c: _gain(c, picked, covered))
        pool.remove(best)
        if picked and _gain(best, picked, covered) < _LEAST * picked[0].score:
            break
        words = len(best.unit.text.split())
        if picked and used + words > limit * 1.25:
            continue
        picked.append(best)
        covered |= best.matched
        used += words
    return picked


def _gain(candidate: Candidate, picked: Sequence[Candidate], covered: set[str]) -> float:
    fresh = len(candidate.matched - covered) / max(1, len(candidate.matched))
    words = set(candidate.unit.text.lower().split())
    repeated = max((len(words & set(p.unit.text.lower().split())) / max(1, len(words)) for p in picked), default=0.0)
    follows = any(p.unit.passage.id == candidate.unit.passage.id and abs(p.unit.position - candidate.unit.position) == 1 for p in picked)
    return candidate.score * (0.8 + 0.2 * fresh) + (0.08 if follows else 0.0) - (0.5 * repeated if repeated > 0.6 else 0.0)


def _statements(picked: Sequence[Candidate]) -> tuple[Drafted, ...]:
    """The picked units: passages in the order of their best unit, units of one passage in reading order, neighbours under one quote."""
    order = list(dict.fromkeys(candidate.unit.passage.id for candidate in picked))
    drafted: list[Drafted] = []
    for passage_id in order:
        chosen = sorted((c for c in picked if c.unit.passage.id == passage_id), key=lambda c: c.unit.position)
        for run in _runs(chosen):
            quote = Quote(run[0].hit, run[0].unit.start, run[-1].unit.end)
            drafted += [_drafted(candidate, quote) for candidate in run]
    return tuple(statement for statement in drafted if statement.text)


def _runs(chosen: Sequence[Candidate]) -> list[list[Candidate]]:
    runs: list[list[Candidate]] = []
    for candidate in chosen:
        if runs and candidate.unit.position == runs[-1][-1].unit.position + 1 and not _struck_between(runs[-1][-1].unit, candidate.unit):
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    return runs


def _struck_between(left: Unit, right: Unit) -> bool:
    return any(a < right.start and b > left.end for a, b in left.passage.struck)


def _drafted(candidate: Candidate, quote: Quote) -> Drafted:
    unit = candidate.unit
    if unit.shape is Shape.ROW:
        return Drafted(row_words(unit), (quote,), Style.BULLET)
    return Drafted(plain_words(unit.text), (quote,), Style.BULLET if unit.shape is Shape.ITEM else Style.PROSE)


__all__ = ["compose", "plain_words", "units"]
