"""Where the words of a statement stand in the words it cites: one way through the source that keeps neighbours together.

Each word, figure and name of a statement is put on a place of the source where it stands near what its neighbours are put on, or on
none. "£480,000 for specialist services" finds no place for £480,000 where the source prints it a page away: it is then *elsewhere*.
The way is the best under a gain for each word placed and a cost for each leap, found by a beam search (a Viterbi path over occurrences).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.check.source import Source
from ingest.language.lexicon import words_of
from ingest.language.tokens import Kind, Read, Token
from ingest.language.words import stem

_SPEAKING = frozenset(stem(word) for word in words_of("words.of_papers", "words.light"))
_WORD, _FIGURE, _SPOKEN = 1.0, 1.6, 0.5
"""What placing a word or a name, a figure or a time, and a word of speaking gains."""
_BEAM = 16


class Fit(StrEnum):
    """How a token of a statement stands in the source."""

    PLACED = "placed"
    """Beside what its neighbours stand beside."""
    HEADED = "headed"
    """In a heading over the words."""
    SPOKEN = "spoken"
    """A word about papers or of comparing, or one too general to claim anything of the matter."""
    ELSEWHERE = "elsewhere"
    """In the source, but not with what the statement puts it with."""
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Placed:
    """A token of a statement with what became of it."""

    token: Token
    fit: Fit
    source: Token | None = None
    """The token of the source that it was put on; None unless PLACED."""

    @property
    def place(self) -> int | None:
        """Its place in the source; None unless PLACED."""
        return self.source.place if self.source else None

    @property
    def is_missing(self) -> bool:
        """Whether the source does not have it there."""
        return self.fit in (Fit.ELSEWHERE, Fit.ABSENT)


@dataclass(frozen=True, slots=True)
class _Way:
    score: float
    last: int | None
    chosen: tuple[Token | None, ...]


def align(said: Read, source: Source) -> tuple[Placed, ...]:
    """Each token of a statement with its place in the source."""
    close = source.closest_lines(said)
    options = [[one for one in source.occurrences(token) if source.line_at(one.place) in close] for token in said.tokens]
    ways = [_Way(0.0, None, ())]
    for token, found in zip(said.tokens, options, strict=True):
        ways = _further(ways, token, found, source)
    return tuple(_fitted(token, one, found, source) for token, one, found in zip(said.tokens, ways[0].chosen, options, strict=True))


def _further(ways: Sequence[_Way], token: Token, found: Sequence[Token], source: Source) -> list[_Way]:
    best: dict[int | None, _Way] = {}
    for way in ways:
        _keep(best, _Way(way.score, way.last, (*way.chosen, None)))
        for one in found:
            cost = source.leap(way.last, one.place) if way.last is not None else 0.0
            _keep(best, _Way(way.score + _gain(token) - cost, one.place, (*way.chosen, one)))
    return sorted(best.values(), key=lambda way: -way.score)[:_BEAM]


def _keep(best: dict[int | None, _Way], way: _Way) -> None:
    if way.last not in best or best[way.last].score < way.score:
        best[way.last] = way


def _gain(token: Token) -> float:
    return _SPOKEN if token.key in _SPEAKING else _FIGURE if token.measured else _WORD


def _fitted(token: Token, one: Token | None, found: Sequence[Token], source: Source) -> Placed:
    if one is not None:
        return Placed(token, Fit.PLACED, one)
    if source.is_headed(token):
        return Placed(token, Fit.HEADED)
    if token.key in _SPEAKING and token.kind is not Kind.NAME:
        return Placed(token, Fit.SPOKEN)
    return Placed(token, Fit.ELSEWHERE if found else Fit.ABSENT)
