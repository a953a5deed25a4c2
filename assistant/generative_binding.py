"""Whether a model's statement binds figures, times and names to what the paper binds them to, and not to their neighbours.

"40 in 2016 and 25 in 2018" holds every word of "40 in 2018". So each figure, time and name of a statement that has rivals of its kind
in the quoted words must be the one nearest to something the statement says beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.grounding import Finding, Reason
from assistant.grounding.names import names
from assistant.grounding.quantities import QuantityKind, quantities
from assistant.sentences import Shape, Unit
from assistant.tables import cells_of
from assistant.terms import STOP_WORDS, fold, stem

_TIMES = {QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GAP = " ; x x x x x x ; "
"""Stands between units and between cells, so that what is nearest lies in the same one."""
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as its content stems, each with its places in words, and its facts."""

    words: dict[str, tuple[int, ...]]
    facts: tuple[Fact, ...]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Read a text for its bindings."""
    places: dict[str, list[int]] = {}
    starts = [match.start() for match in _WORD.finditer(text)]
    for at, match in enumerate(_WORD.finditer(text)):
        word = fold(match.group())
        if word not in STOP_WORDS and not word.isdigit() and len(word) > 1:
            places.setdefault(stem(word), []).append(at)

    def place(offset: int) -> int:
        return sum(start <= offset for start in starts) - 1

    found = [
        Fact("time" if q.kind in _TIMES else q.kind, q.value, place(q.start), q.start, q.end)
        for q in quantities(text)
        if q.kind is not QuantityKind.TIME
    ]
    found += [
        Fact("name", fold(text[start:end]).removesuffix("'s"), place(start), start, end)
        for start, end in names(text)
        if not any(fact.start <= start < fact.end for fact in found)
    ]
    return Reading({word: tuple(at) for word, at in places.items()}, tuple(found))


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
    """Whether the fact is nearest of its kind to something beside it; None where nothing can be told."""
    own = [other.at for other in source.facts if other.kind == fact.kind and _same(fact, other)]
    rivals = [other.at for other in source.facts if other.kind == fact.kind and not _same(fact, other)]
    if fact.kind == "name":
        own = own or list(source.words.get(stem(fact.key), ()))
        spoken = {other.key for other in said.facts if other.kind == "name" and abs(other.at - fact.at) == 1}
        rivals = [o.at for o in source.facts if o.kind == "name" and not _same(fact, o) and o.key not in spoken]
    if not rivals or not own:
        return None
    anchors = list(_anchors(fact, said, source))
    if not anchors:
        return None
    return any(_distance(own, places) <= _distance(rivals, places) for places in anchors)


def _same(left: Fact, right: Fact) -> bool:
    if left.kind == "time":
        return left.key.startswith(right.key) or right.key.startswith(left.key) or left.key.lstrip("-") in right.key
    return left.key == right.key


def _anchors(fact: Fact, said: Reading, source: Reading) -> Iterator[tuple[int, ...]]:
    """Places in the source of what stands nearest to the fact in the statement: the nearest facts of other kinds, the nearest words."""
    near: list[tuple[int, tuple[int, ...]]] = []
    for other in said.facts:
        if other.kind != fact.kind:
            places = tuple(one.at for one in source.facts if one.kind == other.kind and _same(other, one))
            near.append((abs(other.at - fact.at), places))
    names_said = {stem(other.key) for other in said.facts if other.kind == "name"}
    near += [
        (min(abs(at - fact.at) for at in ats), source.words[word])
        for word, ats in said.words.items()
        if word in source.words and word not in names_said
    ]
    yield from (places for _, places in sorted(near)[:_ANCHORS] if places)


def _distance(left: Sequence[int], right: Sequence[int]) -> int:
    return min(abs(a - b) for a in left for b in right)
