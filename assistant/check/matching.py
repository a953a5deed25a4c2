"""Whether the cited words bear a statement out: what conflicts, what is not there, and what could only not be matched.

A rule that rejects shows what the paper says instead. A figure, time or name that stands nowhere beside what it is said of is not shown.
What else the statement has of its own (words that the paper does not use there, words that limit or widen what it says) makes it
doubtful: a little leaves it unmatched, much leaves it not shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.check.alignment import Fit, Placed, align
from assistant.check.bound import rivals
from assistant.check.counted import miscounted
from assistant.check.models import Finding, Reason
from assistant.check.qualifiers import Turn, Turned, is_turning, turned
from assistant.check.quantity_forms import number
from assistant.check.reading import Kind, Read, Token, read
from assistant.check.source import Source, source_of
from ingest.language.words import fold
from ingest.models import Passage

SUPPORTED = 0.5
"""Doubt below which a statement is borne out."""
_FULL, _HALF = 1.0, 0.5
_WIDENING = frozenset({Turn.ALL, Turn.SOLE, Turn.DECIDED})
"""Turning words that claim more than the paper where it does not have them."""
_SLIGHT = frozenset({Turn.UP, Turn.DOWN, Turn.RARE, Turn.OFTEN, Turn.OUT, Turn.ACCEPT, Turn.REJECT, Turn.CERTAIN, Turn.OTHER})
"""Those that may be the writer's own way of saying it; words that claim less than the paper (asked, may) are no doubt."""
_BEHIND = 3
"""Words behind "from" or "to" that a figure stands within ("to just under 475")."""
_STANDING = frozenset({Turn.DECIDED, Turn.PROPOSED, Turn.DEFERRED, Turn.CERTAIN, Turn.OPEN})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a statement that the paper does not have there."""

    start: int
    end: int
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Match:
    """What some passages make of a statement."""

    said: Read
    placed: tuple[Placed, ...]
    source: Source
    findings: tuple[Finding, ...]
    """What conflicts, and what figure, time or name is not there; any of them fails the statement."""
    doubts: tuple[Doubt, ...]

    @property
    def doubt(self) -> float:
        """How much of the statement is the writer's own."""
        return sum(one.weight for one in self.doubts)

    @property
    def share(self) -> float:
        """The share of its words, figures and names that the source has there."""
        return sum(one.fit is Fit.PLACED for one in self.placed) / max(1, len(self.placed))

    @property
    def is_clear(self) -> bool:
        """Whether nothing speaks against it and nothing in it is the writer's own."""
        return not self.findings and self.doubt < SUPPORTED


@lru_cache(maxsize=512)
def match(text: str, passages: tuple[Passage, ...]) -> Match:
    """Hold a statement against passages."""
    said, source = read(text), source_of(passages)
    placed = align(said, source)
    turns = tuple(turned(said, placed, source))
    findings = (*_conflicts(said, placed, source, turns), *_unbound(text, placed))
    return Match(said, placed, source, findings, tuple(_doubts(said, placed, turns)))


def _conflicts(said: Read, placed: Sequence[Placed], source: Source, turns: Sequence[Turned]) -> Iterator[Finding]:
    text = said.text
    for rival in rivals(placed, source):
        mine, printed = rival.said, rival.printed
        words = source.text_at(printed.place)[printed.start : printed.end].strip()
        detail = f"the passage says {words}, the statement {text[mine.start : mine.end].strip()}"
        yield Finding(Reason.FIGURE_CONFLICTS, mine.start, mine.end, detail)
    for wrong in miscounted(text, placed, source):
        yield Finding(Reason.FIGURE_UNIT, wrong.said.start, wrong.said.end, wrong.detail)
    for turn in turns:
        if turn.against and not _is_shown(turn, said, placed):
            yield _turned_round(text, turn)


def _is_shown(turn: Turned, said: Read, placed: Sequence[Placed]) -> bool:
    """Whether two figures of the statement show the way that something went: "fell from 540 to 475"."""
    return _moved(turn, said, placed) == (turn.turn is Turn.UP) if turn.turn in (Turn.UP, Turn.DOWN) else False


def _moved(turn: Turned, said: Read, placed: Sequence[Placed]) -> bool | None:
    """True where the statement's figures behind "from" and "to" rise, False where they fall, None where there are none."""
    behind = [one.token for one in placed if turn.added and one.fit is Fit.PLACED and one.token.kind is Kind.FIGURE]
    ways = {way: next((t for t in behind if _stands_behind(way, t, said)), None) for way in ("from", "to")}
    one, other = ways["from"], ways["to"]
    if one is None or other is None or one.measured is None or other.measured is None:
        return None
    left, right = number(one.measured), number(other.measured)
    return None if left is None or right is None or left == right else left < right


def _stands_behind(way: str, token: Token, said: Read) -> bool:
    return any(word == way and 0 < token.place - at <= _BEHIND for word, at in said.words)


def _turned_round(text: str, turn: Turned) -> Finding:
    reason = Reason.STATUS_CHANGED if turn.turn in _STANDING else Reason.POLARITY_CHANGED
    if turn.turn is Turn.DENIAL:
        detail = f"“{turn.word}”: the passage " + ("does not deny it" if turn.added else "denies it")
    else:
        detail = f"“{turn.word}”: the passage says “{turn.against}”"
    return Finding(reason, 0, len(text), detail)


def _unbound(text: str, placed: Sequence[Placed]) -> Iterator[Finding]:
    for one in placed:
        token = one.token
        if not one.is_missing or token.kind is Kind.WORD or token.is_spelled:
            continue
        reason = Reason.NAME_NOT_FOUND if token.kind is Kind.NAME else Reason.FIGURE_NOT_FOUND
        where = "is nowhere in the passage" if one.fit is Fit.ABSENT else "stands in the passage, but not with this"
        yield Finding(reason, token.start, token.end, f"{text[token.start : token.end].strip()} {where}")


def _doubts(said: Read, placed: Sequence[Placed], turns: Sequence[Turned]) -> Iterator[Doubt]:
    text = said.text
    for one in placed:
        token = one.token
        words = text[token.start : token.end].strip()
        counted = token.kind is Kind.WORD or token.is_spelled
        if one.is_missing and counted and not is_turning(fold(words)):
            yield Doubt(token.start, token.end, _FULL, f"“{words}” is not said there")
    for turn in turns:
        weight = _FULL if turn.turn in _WIDENING and turn.added else _HALF if turn.turn in _SLIGHT and turn.added else 0.0
        if turn.turn is Turn.SOLE and not turn.added:
            weight = _FULL
        if weight and not turn.against and not _is_shown(turn, said, placed):
            detail = f"“{turn.word}” is not said there" if turn.added else f"the passage says “{turn.word}”"
            yield Doubt(0, len(text), weight, detail)
