"""The passages that a statement rests on, read once so that statements can be aligned with them."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from assistant.check.reading import Line, evidence_of, lines_of
from ingest.language.live_text import context
from ingest.language.measured import says
from ingest.language.tokens import BREAK, Kind, Read, Token, initials, read
from ingest.language.units import scales_in
from ingest.models import Kind as PassageKind
from ingest.models import Passage

NEAR, FAR = 14, 40
"""Words up to which a leap is free, and from which it costs most."""
_STEP, _SHORT, _LONG, _OTHER = 0.004, 0.25, 1.3, 1.6
"""Cost of a word, of a leap within a sentence, to another one, and to another passage."""
_ROOT, _ENDING = 5, 4
"""Letters that two forms of one word share at least, and by which they differ at most."""
_ACRONYM = 3
"""Letters of an acronym at least."""
_SIGNS = ("%", "percent", "per cent")
_LINES = 24
"""Lines that a statement is aligned with: those that share most with it."""


class Source:
    """Some passages as tokens at places that run through all of them; a place is a word, with more for each stop between."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Read the passages."""
        self.passages = tuple(passages)
        self.lines: list[tuple[int, Line]] = []
        """Each line with the number of its passage, from 0."""
        self.tokens: list[Token] = []
        self.words: list[tuple[str, int]] = []
        """All folded words with their places."""
        self.labels: set[int] = set()
        """Places that name a row or a column: figures there are no values."""
        self._line_at: list[int] = []
        self._segment_at: list[int] = []
        self._rows: dict[int, frozenset[str]] = {}
        for number, passage in enumerate(self.passages):
            for line in lines_of(passage):
                self._add(number, line)
        heads = " ; ".join(f"{context(one)} ; {kind_words(one)}" for one in self.passages if evidence_of(one))
        self._heads = read(heads).tokens
        self._headed = frozenset(token.key for token in self._heads)
        self._index(heads)

    def _add(self, number: int, line: Line) -> None:
        one, at, index = read(line.text), len(self._line_at), len(self.lines)
        self.lines.append((number, line))
        factors = tuple(sorted(scales_of(self.passages[number], line.text[line.row : line.label]))) if line.label else (1,)
        self.tokens += [_placed(token, at, factors if token.start >= line.label else (1,)) for token in one.tokens]
        self.words += [(word, place + at) for word, place in one.words]
        length = (one.words[-1][1] if one.words else 0) + BREAK
        self._line_at += [index] * length
        self._segment_at += _segments([place for _, place in one.words], length, self._segment_at[-1] + 1 if self._segment_at else 0)
        if line.label:
            self._rows[index] = frozenset(token.key for token in one.tokens if token.start < line.row)
            self.labels.update(token.place + at for token in one.tokens if token.start < line.label)

    def _index(self, heads: str) -> None:
        self._at: dict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.tokens):
            self._at[token.key].append(index)
        self.measured = [token for token in self.tokens if token.measured]
        """The figures and times."""
        self._in_segment: dict[int, list[str]] = defaultdict(list)
        for token in self.tokens:
            if token.measured is None or token.kind is Kind.TIME:
                self._in_segment[self._segment_at[token.place]].append(token.key)
        self._words_at = {place: word for word, place in self.words}
        self.people = [token for token in self.tokens if token.is_person]
        """Names behind a title."""
        self._by_place = {token.place: token for token in reversed(self.tokens)}
        printed = " ".join([heads, *(line.text for _, line in self.lines)])
        cells = " ".join([heads, *(line.text for _, line in self.lines if line.label)]).lower()
        self.prints_shares = any(sign in cells for sign in _SIGNS)
        """Whether a heading or a column says that figures are percentages."""
        self._initials = initials(printed)

    def ways(self, places: Iterable[int]) -> set[str]:
        """By which words ("from", "to") the figures at some places are led to."""
        tokens = (self._by_place.get(place) for place in places)
        return {token.measured.way for token in tokens if token and token.measured} - {""}

    def line_at(self, place: int) -> int:
        """The number of the line that a place lies in."""
        return self._line_at[place]

    def passage_at(self, place: int) -> int:
        """The number of the passage that a place lies in."""
        return self.lines[self._line_at[place]][0]

    def text_at(self, place: int) -> str:
        """The words of the line that a place lies in."""
        return self.lines[self._line_at[place]][1].text

    def occurrences(self, token: Token) -> list[Token]:
        """The tokens of the source that say what a token says, in any form."""
        mine = token.measured
        if mine:
            return [token for token in self.measured if token.measured and says(token.measured, mine)]
        return [self.tokens[i] for i in self._at.get(token.key) or self._near_forms(token)]

    def _near_forms(self, token: Token) -> list[int]:
        """Where words of the same root stand: "intervene" for "intervention"."""
        if token.kind is not Kind.WORD or len(token.key) < _ROOT:
            return []
        root = token.key[: max(_ROOT, len(token.key) - _ENDING + 1)]
        return [i for key, at in self._at.items() if key.startswith(root) and abs(len(key) - len(token.key)) <= _ENDING for i in at]

    def closest_lines(self, said: Read) -> frozenset[int]:
        """The lines that share most with a statement; the others are left out of account."""
        shared: dict[int, set[str]] = defaultdict(set)
        for token in said.tokens:
            for other in self.occurrences(token):
                shared[self._line_at[other.place]].add(token.key)
        return frozenset(sorted(shared, key=lambda line: (-len(shared[line]), line))[:_LINES])

    def is_headed(self, token: Token) -> bool:
        """Whether a heading over the lines has the token; of figures only times, and numbers of items and paragraphs."""
        mine = token.measured
        if mine:
            return (token.kind is Kind.TIME or token.is_number) and any(o.measured and says(o.measured, mine) for o in self._heads)
        acronym = token.kind is Kind.NAME and len(token.key) >= _ACRONYM and token.key in self._initials
        return acronym or token.key in self._headed

    def before(self, place: int) -> Token | None:
        """The token right before a place, in the same line."""
        found = self._by_place.get(place - 1)
        return found if found and self._line_at[found.place] == self._line_at[place] else None

    def word_before(self, place: int) -> str:
        """The folded word right before a place; empty where a part of a sentence begins."""
        return self._words_at.get(place - 1, "")

    def after(self, place: int, words: int) -> list[Token]:
        """The tokens of the same line behind a place, within so many words."""
        places = range(place + 1, min(place + words + 1, len(self._line_at)))
        return [self._by_place[at] for at in places if at in self._by_place and self._line_at[at] == self._line_at[place]]

    def apart(self, left: int, right: int) -> int:
        """Words between two places; what stands in one cell of a table, with its row and column, is together."""
        line = self._line_at[left]
        if line != self._line_at[right]:
            return FAR
        return 1 if line in self._rows else abs(left - right)

    def is_one_part(self, left: int, right: int) -> bool:
        """Whether two places lie in one part of a sentence, between stops and joining words."""
        return self._segment_at[left] == self._segment_at[right]

    def segment_said(self, place: int, said: frozenset[str]) -> float:
        """The share of the words of a part of a sentence, figures aside, that a statement says; 1 where there are none."""
        words = self._in_segment.get(self._segment_at[place], ())
        return sum(word in said for word in words) / len(words) if words else 1.0

    def row_said(self, place: int, said: frozenset[str]) -> float:
        """The share of the words naming the row of a cell that a statement says; 1 outside tables."""
        row = self._rows.get(self._line_at[place])
        return len(row & said) / len(row) if row else 1.0

    def leap(self, left: int, right: int) -> float:
        """The cost of going from one place to another."""
        if self.passage_at(left) != self.passage_at(right):
            return _OTHER
        distance = abs(left - right)
        if distance <= NEAR:
            return _STEP * distance
        if self._line_at[left] == self._line_at[right]:
            return _SHORT + _STEP * min(distance, FAR)
        return _LONG if distance > FAR else _SHORT + (_LONG - _SHORT) * (distance - NEAR) / (FAR - NEAR)


def _segments(places: Sequence[int], length: int, first: int) -> list[int]:
    """For each place of a line the number of the part of its sentence; parts are what stops and joining words leave."""
    starts = [one for last, one in pairwise(places) if one - last > BREAK]
    return [first + bisect(starts, place) for place in range(length)]


def _placed(token: Token, by: int, factors: tuple[int, ...]) -> Token:
    measured = token.measured and replace(token.measured, factors=factors)
    return replace(token, place=token.place + by, measured=measured)


def scales_of(passage: Passage, column: str) -> frozenset[int]:
    """Factors that the head of its column, or else the unit or caption of its table, puts on a bare figure."""
    table = passage.table
    own = scales_in(column) - {1}
    return own | {1} if own or table is None else scales_in(f"{table.unit or ''} {table.caption or ''}") | {1}


@lru_cache(maxsize=256)
def source_of(passages: tuple[Passage, ...]) -> Source:
    """The passages, read once."""
    return Source(passages)


def kind_words(passage: Passage) -> str:
    """Words of deciding that the place of a passage says for it: a recommendation need not repeat that it is one."""
    if passage.kind is PassageKind.RECOMMENDATION:
        return "recommended recommends recommend recommendation"
    return "resolved resolves agreed agrees decided decides" if passage.kind in (PassageKind.RESOLUTION, PassageKind.MINUTE) else ""
