"""Which units an answer is made of: the best first, each with what it leans on and what follows from it, until the words are used."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.reading import Candidate
from ingest.language.sentences import Shape, Unit

_LEAST = 0.12
"""Share of the best unit's likelihood below which a unit is not worth the reader's time."""
_LISTED = 180
"""Words of a list or table that are taken with the line that opens it, or with a part of it where the whole is asked for."""
_COLUMN = 2
"""Words by which a cell is longer with its column named."""
_A_LIST = 3
"""Items that make a list."""
_ALIKE = 0.6
"""Share of a unit's words from which it repeats another."""
_OPENING = re.compile(
    r":\s*$|\b(?:as follows|(?:table|list) below|(?:following|below) (?:table|list)|(?:set out|shown|listed) below)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\W*(\d{1,2}|[a-z])[.)]\s", re.IGNORECASE)
_LEANING = re.compile(
    r"^\W*(?:\d[\d.]*\s+)?(?:this|these|it|they|he|she|such|those|their|its|his|her|both|of (?:these|those|which)|however)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of an answer is wanted."""

    words: int
    """Words that it is filled up to."""
    whole_lists: bool = False
    """Whether an item of a list brings the others."""
    one_list: bool = False
    """Whether it ends with the first whole list."""
    one_row: bool = False
    """Whether a table row that the question points to stands alone."""


class Selection:
    """Chooses the units of one answer."""

    def __init__(self, judged: Sequence[Candidate], everything: Sequence[Candidate], amount: Amount) -> None:
        """`judged` may be chosen, best first; `everything` holds also what may not, and is stepped over."""
        self._judged, self._amount = judged, amount
        self._at = {(c.rank, c.order): c for c in judged}
        self._last: dict[int, int] = {}
        for candidate in everything:
            self._last[candidate.rank] = max(candidate.order, self._last.get(candidate.rank, 0))
        self._picked: list[Candidate] = []
        self._used = 0

    def select(self, parts: Sequence[Sequence[Candidate]] = ()) -> list[Candidate]:
        """The chosen units in the order of choice; the best of each part of the question comes before what is best for the whole."""
        floor = _LEAST * self._judged[0].score
        for part in parts:
            if part and part[0] not in self._picked and not self._repeats(part[0], figures=True) and self._fits(part[0]):
                self._take(part[0])
        for candidate in self._judged:
            if self._used >= self._amount.words or (self._picked and candidate.score < floor) or self._has_whole_list():
                break
            if candidate not in self._picked and not self._repeats(candidate) and self._fits(candidate) and not self._beside(candidate):
                self._take(candidate)
        return self._picked

    def _has_whole_list(self) -> bool:
        """Whether a list was asked for and taken: what comes after it is of another list."""
        return self._amount.one_list and sum(c.unit.shape is Shape.ITEM for c in self._picked) >= _A_LIST

    def _beside(self, candidate: Candidate) -> bool:
        """Whether this is another row of a table of which the question pointed to one that is chosen."""
        if candidate.unit.shape is not Shape.ROW or candidate.pointed or not self._amount.one_row:
            return False
        return any(c.pointed and _same_table(c.unit, candidate.unit) for c in self._picked)

    def _fits(self, candidate: Candidate) -> bool:
        return not self._picked or self._used + len(candidate.unit.text.split()) <= self._amount.words * 1.25

    def _add(self, candidate: Candidate) -> None:
        self._picked.append(candidate)
        self._used += _words(candidate.unit)

    def _take_siblings(self, item: Candidate) -> None:
        """The rest of the list that one is an item of, in the order of the paper; what follows it goes first where room is short."""
        if item.unit.shape is not Shape.ITEM:
            return
        before, after = self._run(item, -1), self._run(item, 1)
        room, kept = _LISTED, {id(item)}
        for other in (*after, *before):
            words = _words(other.unit)
            if words <= room and other not in self._picked:
                kept.add(id(other))
                room -= words
        self._picked.remove(item)
        self._used -= _words(item.unit)
        for other in (*reversed(before), item, *after):
            if id(other) in kept:
                self._add(other)

    def _run(self, item: Candidate, step: int) -> list[Candidate]:
        """The items of the same list that follow one another from `item`, forwards or backwards."""
        found: list[Candidate] = []
        order = item.order + step
        while 0 <= order <= self._last[item.rank]:
            other = self._at.get((item.rank, order))
            order += step
            if other is None:
                continue
            if not _same_list(other.unit, item.unit):
                break
            found.append(other)
        return found

    def _take(self, candidate: Candidate) -> None:
        before = self._at.get((candidate.rank, candidate.order - 1))
        if before and before not in self._picked and leans(candidate.unit) and _same_passage(before, candidate):
            self._add(before)
        self._add(candidate)
        if _OPENING.search(candidate.unit.text):
            self._take_list(candidate)
        if self._amount.whole_lists:
            self._take_siblings(candidate)
        if candidate.unit.shape is Shape.ROW and not candidate.pointed:
            self._take_rows(candidate)

    def _take_list(self, line: Candidate) -> None:
        """The list or table that a line opens, as far as there is room."""
        room, numbered = _LISTED, 0
        for order in range(line.order + 1, self._last[line.rank] + 1):
            at = self._at.get((line.rank, order))
            if at is None:
                continue
            words = _words(at.unit)
            if at in self._picked or words > room or self._repeats(at):
                break
            if at.unit.shape is Shape.SENTENCE and not _same_passage(at, line) and _ordinal(at.unit) != numbered + 1:
                break
            numbered = _ordinal(at.unit) or numbered
            self._add(at)
            room -= words

    def _take_rows(self, row: Candidate) -> None:
        """The other rows of a small table, where the question points to none of them."""
        rows = [c for c in self._judged if c.unit.shape is Shape.ROW and _same_table(c.unit, row.unit) and c not in self._picked]
        if sum(_words(c.unit) for c in rows) <= _LISTED:
            for other in sorted(rows, key=lambda c: (c.unit.passage.ordinal, c.unit.position)):
                self._add(other)

    def _repeats(self, candidate: Candidate, figures: bool = False) -> bool:
        """Whether a unit says again what is chosen; with `figures` one that has a figure of its own does not."""
        words = set(candidate.unit.text.lower().split())
        own = {word for word in words if any(letter.isdigit() for letter in word)}
        chosen = [set(other.unit.text.lower().split()) for other in self._picked]
        return any(len(words & other) > _ALIKE * len(words) and not (figures and own - other) for other in chosen)


def leans(unit: Unit) -> bool:
    """Whether a unit begins with a word that means something said before it."""
    return bool(_LEANING.match(unit.text))


def _ordinal(unit: Unit) -> int | None:
    """The place in its list that a unit is printed with: 2 for "2." or "(b)"."""
    mark = _NUMBERED.match(unit.text)
    if not mark:
        return None
    return int(mark[1]) if mark[1].isdigit() else ord(mark[1].lower()) - ord("a") + 1


def _words(unit: Unit) -> int:
    """Words that a unit takes up in the answer."""
    return len(unit.text.split()) + (_COLUMN * unit.text.count("\t") if unit.shape is Shape.ROW else 0)


def _same_list(left: Unit, right: Unit) -> bool:
    """Whether both are items under one heading of one paper."""
    a, b = left.passage, right.passage
    same_place = (a.document, a.agenda_item, a.section, a.kind) == (b.document, b.agenda_item, b.section, b.kind)
    return left.shape is right.shape is Shape.ITEM and same_place


def _same_table(left: Unit, right: Unit) -> bool:
    """Whether both are rows of one table, which may run over several passages."""
    a, b = left.passage, right.passage
    if a.table is None or b.table is None:
        return a.id == b.id
    return (a.document, a.section_path, a.table.columns, a.table.caption) == (b.document, b.section_path, b.table.columns, b.table.caption)


def _same_passage(left: Candidate, right: Candidate) -> bool:
    return left.unit.passage.id == right.unit.passage.id
