"""Whether a model's statement binds figures, times and names to what the paper binds them to, and not to their neighbours.

"40 in 2016 and 25 in 2018" holds every word of "40 in 2018". So each figure, time and name of a statement that has rivals of its kind
in the quoted words must be the one nearest to something the statement says beside it.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.check import Finding, Reason
from assistant.check.names import names
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.words import STOP_WORDS, fold, stem

TIMES = frozenset({QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS})
"""Kinds of quantity that say when."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STEP = re.compile(r"[,;:()•]|\.\s|\n|\b(?:and|but|while|whereas|or|against|compared)\b", re.IGNORECASE)
_FAR = 5
"""Words that a break between two parts of a sentence counts for."""
_GAP = " ; ; ; "
"""Stands between units and between cells, so that what is nearest lies in the same one."""
_PAIRED = 5
"""Words within which a statement puts a figure and a time together."""
_ANCHORS = 3
"""Words beside a figure, time or name that may show what it belongs to."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, a time or a name at a place in a text, in words from 0."""

    kind: str
    key: str
    at: int
    start: int
    end: int
    way: str = ""
    """"from" or "to" where that stands right before it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as its content stems, each with its places, and its facts; places count words, and more where a part of a sentence ends."""

    words: dict[str, tuple[int, ...]]
    facts: tuple[Fact, ...]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Read a text for its bindings."""
    places: dict[str, list[int]] = {}
    breaks = [match.start() for match in _STEP.finditer(text)]
    spans = [(m.start(), at + _FAR * bisect(breaks, m.start())) for at, m in enumerate(_WORD.finditer(text))]
    starts = [start for start, _ in spans]
    for match, (_, at) in zip(_WORD.finditer(text), spans, strict=True):
        word = fold(match.group())
        if word not in STOP_WORDS and not word.isdigit() and len(word) > 1:
            places.setdefault(stem(word), []).append(at)

    def place(offset: int) -> int:
        at = bisect(starts, offset) - 1
        return spans[max(at, 0)][1] if spans else 0

    found = [
        Fact("time" if q.kind in TIMES else q.kind, q.value, place(q.start + q.text.startswith("£")), q.start, q.end, _way(text[: q.start]))
        for q in quantities(text)
        if q.kind is not QuantityKind.TIME
    ]
    found += [
        Fact("name", fold(text[start:end]).removesuffix("'s"), place(start), start, end)
        for start, end in names(text)
        if not any(fact.start <= start < fact.end for fact in found)
    ]
    return Reading({word: tuple(at) for word, at in places.items()}, tuple(found))


def _way(before: str) -> str:
    match = re.search(r"\b(from|to)\s+(?:(?:about|around|just|over|under|some)\s+)?$", before, re.IGNORECASE)
    return match[1].lower() if match else ""


def spelled_out(run: Sequence[Unit]) -> str:
    """Units set apart from one another; a table row as each cell behind its column."""
    return _GAP.join(_row(unit) if unit.shape is Shape.ROW else unit.text for unit in run)


def _row(unit: Unit) -> str:
    cells, table = cells_of(unit), unit.passage.table
    columns = table.columns if table and len(table.columns) == len(cells) else ("",) * len(cells)
    label = cells[0] if cells else ""
    return _GAP.join(f"{label} {column} {cell}" for column, cell in list(zip(columns, cells, strict=True))[1:]) or label


def check_bindings(text: str, runs: Sequence[Sequence[Unit]]) -> Iterator[Finding]:
    """Findings on figures, times and names that the quoted words put with something else."""
    said = read(text)
    printed = [read(spelled_out(run)) for run in runs]
    for fact in said.facts:
        verdicts = [_bound(fact, said, source) for source in printed]
        if verdicts and not any(verdict is not False for verdict in verdicts):
            reason = Reason.NAME_NOT_FOUND if fact.kind == "name" else Reason.FIGURE_NOT_FOUND
            yield Finding(reason, fact.start, fact.end, f"{text[fact.start : fact.end]}: the quoted words say it of something else")


def _bound(fact: Fact, said: Reading, source: Reading) -> bool | None:
    """Whether the fact is nearer than its rivals to something beside it; None where nothing can be told."""
    alike = [other for other in source.facts if other.kind == fact.kind]
    own = [other.at for other in alike if _same(fact, other)]
    rivals = [other.at for other in alike if not _same(fact, other)]
    if fact.kind == "name":
        own = own or list(source.words.get(stem(fact.key), ()))
        beside = {other.key for other in said.facts if other.kind == "name" and abs(other.at - fact.at) == 1}
        rivals = [other.at for other in alike if not _same(fact, other) and other.key not in beside]
    if not rivals or not own:
        return None
    ways = {other.way for other in alike if _same(fact, other)} - {""}
    if fact.way and ways:
        return fact.way in ways
    paired = _paired(fact, said, source)
    if paired:
        return _nearer(own, rivals, paired) is not False
    votes = [_nearer(own, rivals, places) for places in _anchors(fact, said, source)]
    return True if True in votes else False if False in votes else None


def _same(left: Fact, right: Fact) -> bool:
    if left.kind == "time":
        return left.key.startswith(right.key) or right.key.startswith(left.key) or left.key.lstrip("-") in right.key
    return left.key == right.key


def _nearer(own: Sequence[int], rivals: Sequence[int], places: Sequence[int]) -> bool | None:
    mine, theirs = (min(abs(a - b) for a in ats for b in places) for ats in (own, rivals))
    return None if mine == theirs else mine < theirs


def _paired(fact: Fact, said: Reading, source: Reading) -> tuple[int, ...]:
    """Places in the source of the time that the statement puts beside a figure, or of the figure beside a time."""
    if fact.kind == "name":
        return ()
    others = [o for o in said.facts if o.kind != "name" and (o.kind == "time") != (fact.kind == "time")]
    for other in sorted(others, key=lambda o: abs(o.at - fact.at)):
        places = tuple(one.at for one in source.facts if one.kind == other.kind and _same(other, one))
        if abs(other.at - fact.at) <= _PAIRED and places:
            return places
    return ()


def _anchors(fact: Fact, said: Reading, source: Reading) -> Iterator[tuple[int, ...]]:
    """Places in the source of the words that stand nearest to the fact in the statement."""
    named = {stem(other.key) for other in said.facts if other.kind == "name"}
    near = sorted(
        (min(abs(at - fact.at) for at in ats), source.words[word])
        for word, ats in said.words.items()
        if word in source.words and word not in named
    )
    yield from (places for _, places in near[:_ANCHORS])
