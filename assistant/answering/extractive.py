"""The extractive engine: picks and orders the papers' own sentences, list items and table rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.judge import Judge
from assistant.answering.reading import Candidate
from assistant.answering.selection import Amount, Selection, leans
from assistant.answering.silence import CLOSE
from assistant.answering.tables import row_words, table_words
from assistant.answering.units import is_aside, is_label
from assistant.answering.wording import NOT_MINUTED, plain_words, worded
from assistant.check.draft import Cells, Drafted, Quote, Style
from assistant.check.models import Claim
from assistant.check.periods import check_periods
from assistant.question.models import AnswerForm, Understanding
from ingest.language.dates import years_of_two
from ingest.language.sentences import Shape, Unit
from ingest.models import Kind, Passage

WORDS = 80
"""Words that an ordinary answer is filled up to."""
SHORT_WORDS = 70
"""The same where a figure, a date or a name is asked for."""
LONG_WORDS = 160
"""The same for long forms: lists, summaries, comparisons, questions of several parts."""
_LONG = frozenset({AnswerForm.LIST, AnswerForm.SUMMARY, AnswerForm.COMPARISON})
_SHORT = frozenset({AnswerForm.FIGURE, AnswerForm.DATE, AnswerForm.WHO, AnswerForm.VOTE})
_ONE = _SHORT | {AnswerForm.FACT, AnswerForm.REASON, AnswerForm.DEFINITION}
"""Forms of answer that one sentence can be."""
_WHOLE = frozenset({AnswerForm.LIST, AnswerForm.DECISION, AnswerForm.RECOMMENDATION})
"""Forms of answer for which one item of a list is not enough."""
_EVERY = 0.99
"""Coverage of the subject from which a unit has every word of it."""
_MOSTLY = 0.8
"""The same from which another unit is on the same matter."""
_NEXT = 3
"""Places after a line that ends with a colon within which what it opens begins; header rows stand between."""
_AND = re.compile(r"\b(?:and|or) (?:what|who|how|when|which|was|were|is|the|in)\b|\b(?:compared (?:with|to)|against|versus)\b", re.I)
_PARTS = 4
"""Parts of a question that are each given a unit of their own."""


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer before the check."""

    statements: tuple[Drafted, ...] = ()
    gaps: tuple[str, ...] = ()
    """What was asked and is not in the papers found, a sentence each; they make the answer partial."""


def compose(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Composed:
    """Draft an answer of the papers' own words: the best unit first, then what adds to it."""
    fits = {p.id: _is_of_period(p, understanding) for p in {c.unit.passage.id: c.unit.passage for c in judged}.values()}
    everything, judged = judged, [c for c in judged if fits[c.unit.passage.id] and not is_label(c.unit)]
    judged = _of_years(judged, understanding)
    if not judged:
        return Composed()
    if whole := understanding.matter.whole:
        return Composed(_statements(_in_order(whole, judged), understanding, minuted=True))
    forms = set(understanding.forms)
    amount = Amount(
        words=_words_of(understanding),
        whole_lists=bool(_WHOLE & forms) and AnswerForm.WHO not in forms,
        one_list=AnswerForm.LIST in forms,
        one_row=not (understanding.several or understanding.context or _AND.search(understanding.question)),
    )
    if is_comparison(understanding):
        rows, gaps = compare(understanding, judge, judged)
        return Composed(tuple(rows), (gap_sentence(gaps),) if gaps else ())
    judged = _on_the_matter(judged, understanding)
    parts = [judge.for_facet(facet, judged) for facet in understanding.facets[:_PARTS]]
    picked = Selection(judged, everything, amount).select(parts)
    return Composed(_statements(picked, understanding, any(map(_is_minuted, everything))))


def _on_the_matter(judged: Sequence[Candidate], understanding: Understanding) -> list[Candidate]:
    """The likeliest unit, and of the others those that say something by themselves and are of the same thing.

    Of another thing they are known where one fact is asked for and the likeliest unit has every word of it and its value.

    Beside "the annual running cost of the Lido is £214,000" that of the bowling green is no part of the answer: it lacks the one word that
    says of what.
    """
    best, rest = judged[0], [c for c in judged[1:] if not is_aside(c.unit)]
    settled = best.read.subject >= _EVERY and best.read.holds == 1 and not understanding.several and _ONE.issuperset(understanding.forms)
    return [best, *(c for c in rest if not settled or c.read.subject >= _MOSTLY or (_same_passage(c, best) and c.read.holds != 1))]


def _words_of(understanding: Understanding) -> int:
    """Words that the answer is filled up to."""
    if understanding.several or not _LONG.isdisjoint(understanding.forms):
        return LONG_WORDS
    return SHORT_WORDS if _SHORT.issuperset(understanding.forms) else WORDS


def _in_order(whole: Sequence[str], judged: Sequence[Candidate]) -> list[Candidate]:
    """The units of the passages that answer as they stand, in the order of these, as many as a long answer has room for."""
    place, room, found = {name: at for at, name in enumerate(whole)}, LONG_WORDS, list[Candidate]()
    for candidate in sorted(judged, key=lambda c: (place[c.unit.passage.id], c.order)):
        room -= len(candidate.unit.text.split())
        if room < 0 and found:
            break
        found.append(candidate)
    return found


def _of_years(judged: list[Candidate], understanding: Understanding) -> list[Candidate]:
    """The candidates without what names other financial years than those asked for: sentences, and rows by their tables.

    A later turn may ask for another year than the conversation named: there only rows go, and only where one of that year is found.
    """
    asked = years_of_two(understanding.standalone)
    if not asked:
        return judged
    later = understanding.standalone != understanding.question
    rows = {id(c): years_of_two(table_words(c.unit)) for c in judged if c.unit.shape is Shape.ROW}
    if later and not any(asked & named for named in rows.values()):
        return judged
    spoken = rows if later else rows | {id(c): years_of_two(c.unit.text) for c in judged if c.unit.shape is not Shape.ROW}
    return [c for c in judged if not spoken.get(id(c)) or asked & spoken[id(c)]]


def _is_of_period(passage: Passage, understanding: Understanding) -> bool:
    return not any(check_periods(Claim("", (passage,), understanding.standalone)))


def _same_passage(left: Candidate, right: Candidate) -> bool:
    return left.unit.passage.id == right.unit.passage.id


def _is_minuted(candidate: Candidate) -> bool:
    """Whether a unit of minutes or a resolution speaks of the matter."""
    return candidate.unit.passage.kind in (Kind.MINUTE, Kind.RESOLUTION) and candidate.cover >= CLOSE


def _statements(picked: Sequence[Candidate], understanding: Understanding, minuted: bool) -> tuple[Drafted, ...]:
    """The picked units: passages in the order of choice, units of one passage in reading order, neighbours under one quote.

    Where one fact is asked for, the likeliest unit stands first, wherever in its passage it is. `minuted` says whether minutes of the
    matter were found, quoted or not.
    """
    drafted: list[Drafted] = []
    picked = [candidate for candidate in picked if not _dangles(candidate, picked)] or list(picked)
    first = _direct(picked, understanding)
    minuted = minuted or any(candidate.unit.passage.kind in (Kind.MINUTE, Kind.RESOLUTION) for candidate in picked)
    for passage_id in _passages(picked):
        chosen = sorted((c for c in picked if c.unit.passage.id == passage_id), key=lambda c: c.order)
        for run in _runs(chosen):
            quote = Quote(run[0].hit, run[0].unit.start, run[-1].unit.end)
            for at, candidate in enumerate(run):
                one = worded(candidate, quote, understanding, minuted, opens=at == 0 or candidate is first)
                drafted.insert(0 if candidate is first else len(drafted), one)
                minuted = minuted or one.text.startswith(NOT_MINUTED)
    return _captioned([statement for statement in drafted if statement.text])


def _direct(picked: Sequence[Candidate], understanding: Understanding) -> Candidate | None:
    """The unit that answers by itself: the likeliest, where one fact is asked for and it leans on nothing before it."""
    if not picked or understanding.several or not _ONE.issuperset(understanding.forms):
        return None
    best = max(picked, key=lambda candidate: candidate.score)
    return best if best.unit.shape is Shape.SENTENCE and not leans(best.unit) and not best.unit.text.rstrip().endswith(":") else None


def _captioned(drafted: Sequence[Drafted]) -> tuple[Drafted, ...]:
    """Rows of like tables (those of two years) told apart by their tables' captions."""
    captions: dict[tuple[str, ...], set[str | None]] = {}
    for one in drafted:
        if table := one.quotes[0].passage.table:
            captions.setdefault(table.columns, set()).add(table.caption)
    return tuple(_under_caption(one) if len(captions.get(_columns(one), ())) > 1 else one for one in drafted)


def _columns(statement: Drafted) -> tuple[str, ...]:
    table = statement.quotes[0].passage.table
    return table.columns if table else ()


def _under_caption(statement: Drafted) -> Drafted:
    table = statement.quotes[0].passage.table
    if table is None or not table.caption:
        return statement
    cells = statement.cells and Cells(
        statement.cells.columns, (f"{table.caption}: {statement.cells.values[0]}", *statement.cells.values[1:])
    )
    return replace(statement, text=f"{table.caption}: {statement.text}", claim=statement.claim or statement.text, cells=cells)


def _passages(picked: Sequence[Candidate]) -> list[str]:
    """The ids of the passages in the order of choice, but one whose last line opens another just before that."""
    ids = list(dict.fromkeys(candidate.unit.passage.id for candidate in picked))
    for line in picked:
        if line.unit.text.rstrip().endswith(":"):
            opened = next((c for c in picked if c.rank == line.rank and 0 < c.order - line.order <= _NEXT), None)
            if opened and ids.index(opened.unit.passage.id) < ids.index(line.unit.passage.id):
                ids.remove(line.unit.passage.id)
                ids.insert(ids.index(opened.unit.passage.id), line.unit.passage.id)
    return ids


def _dangles(candidate: Candidate, picked: Sequence[Candidate]) -> bool:
    """Whether a line opens what is not given: it ends with a colon and nothing chosen follows it."""
    follows = any(c.rank == candidate.rank and 0 < c.order - candidate.order <= _NEXT for c in picked)
    return candidate.unit.text.rstrip().endswith(":") and not follows


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


# Years or papers side by side: one row for each period asked for, one citation a cell, a gap said to be a gap.

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
