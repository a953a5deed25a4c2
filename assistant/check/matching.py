"""Whether the cited words bear a statement out: what conflicts, what is not there, and what could only not be matched.

A rule that rejects shows what the paper says instead. A figure, time or name that stands nowhere beside what it is said of is not shown.
What else the statement has of its own (words that the paper does not use there, words that limit or widen what it says) makes it
doubtful: a little leaves it unmatched, much leaves it not shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from assistant.check.alignment import Fit, Placed, align
from assistant.check.bound import rivals
from assistant.check.counted import miscounted
from assistant.check.models import Finding, Reason
from assistant.check.qualifiers import Turned, turned
from assistant.check.reading import evidence_of, printed
from assistant.check.source import Source, source_of
from ingest.language.live_text import plain, stands_in
from ingest.language.measured import number
from ingest.language.tokens import Kind, Read, Token, read
from ingest.language.turns import Turn, is_turning, withheld
from ingest.language.words import fold
from ingest.models import Kind as PassageKind
from ingest.models import Passage

SUPPORTED = 0.5
"""Doubt below which a statement is borne out."""
_FULL, _HALF = 1.0, 0.5
_WIDENING = frozenset({Turn.ALL, Turn.SOLE, Turn.DECIDED, Turn.NOTED, Turn.DEFERRED, Turn.ACCEPT, Turn.REJECT})
"""Turning words that claim more than the paper where it does not have them."""
_SLIGHT = frozenset({Turn.UP, Turn.DOWN, Turn.RARE, Turn.OFTEN, Turn.OUT, Turn.CERTAIN, Turn.OTHER})
"""Those that may be the writer's own way of saying it; words that claim less than the paper (asked, may) are no doubt."""
_FEWEST = 2
"""Words, figures and names of a statement that the words below the headings have at least."""
_MOSTLY = 0.7
"""Share of what is placed above which a statement rests on one line."""
_POWERS = frozenset(Decimal(10) ** power for power in (-6, -3, -2, -1, 1, 2, 3, 6))
_DECIDES = frozenset({PassageKind.RESOLUTION, PassageKind.MINUTE})
"""Kinds whose "that the fee be £12" is done with being said."""
_BEHIND = 3
"""Words behind "from" or "to" that a figure stands within ("to just under 475")."""
_STANDING = frozenset({Turn.DECIDED, Turn.PROPOSED, Turn.RECOMMENDED, Turn.DEFERRED})
_TO_BE, _WAS = "be", frozenset({"was", "were", "is", "are", "been"})
"""What stands before a deed that is yet to be decided on, and before one that is done."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a statement that the paper does not have there."""

    start: int
    end: int
    weight: float
    detail: str


@dataclass(frozen=True)
class Match:
    """What some passages make of a statement; worked out when first needed, as the papers' own words need little of it."""

    text: str
    passages: tuple[Passage, ...]

    @cached_property
    def said(self) -> Read:
        """The statement, read."""
        return read(self.text)

    @cached_property
    def source(self) -> Source:
        """The passages, read."""
        return source_of(self.passages)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Each token of the statement with its place in the source."""
        return align(self.said, self.source)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What conflicts, and what figure, time or name is not there; any of them fails the statement."""
        said, placed, source = self.said, self.placed, self.source
        instead = {rival.said: _printed(rival.printed, source) for rival in rivals(placed, source)}
        conflicts = _conflicts(said, placed, source, self._turns, instead)
        return (*conflicts, *_unbound(self.text, placed, source, instead), *_withheld(said, placed, source))

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """What of the statement is the writer's own."""
        return tuple(_doubts(self.said, self.placed, self._turns))

    @cached_property
    def _turns(self) -> tuple[Turned, ...]:
        return tuple(turned(self.said, self.placed, self.source))

    @property
    def doubt(self) -> float:
        """How much of the statement is the writer's own."""
        return sum(one.weight for one in self.doubts)

    @property
    def size(self) -> int:
        """Words, figures and names of the statement that claim something."""
        return sum(one.fit is not Fit.SPOKEN for one in self.placed)

    @property
    def share(self) -> float:
        """The share of its words, figures and names that the source has there."""
        return sum(one.fit is Fit.PLACED for one in self.placed) / max(1, len(self.placed))

    @property
    def is_verbatim(self) -> bool:
        """Whether the statement stands in a passage as it is, no word or figure cut short."""
        mine = plain(self.text).strip(" .;,:")
        return any(stands_in(mine, printed(passage)) for passage in self.passages)

    @property
    def is_whole(self) -> bool:
        """Whether the statement is a sentence, a list item or a row of the source as it stands."""
        mine = plain(self.text).strip(" .;,:")
        return any(plain(unit.text).strip(" .;,:") == mine for passage in self.passages for unit in evidence_of(passage))

    @property
    def is_clear(self) -> bool:
        """Whether nothing speaks against it and nothing in it is the writer's own."""
        return not self.findings and self.doubt < SUPPORTED


@lru_cache(maxsize=512)
def match(text: str, passages: tuple[Passage, ...]) -> Match:
    """Hold a statement against passages."""
    return Match(text, passages)


def _printed(token: Token, source: Source) -> str:
    """A token of the source as it is printed."""
    return source.text_at(token.place)[token.start : token.end].strip()


def _conflicts(
    said: Read, placed: Sequence[Placed], source: Source, turns: Sequence[Turned], instead: Mapping[Token, str]
) -> Iterator[Finding]:
    """What the source says otherwise; `instead` is what it prints where the statement has a figure, a time or a person."""
    text = said.text
    for one in placed:
        if one.token in instead and not one.is_missing:
            reason = Reason.NAME_CONFLICTS if one.token.is_person else Reason.FIGURE_CONFLICTS
            yield Finding(reason, one.token.start, one.token.end, _instead(text, one.token, instead[one.token]))
    for wrong in miscounted(text, placed, source):
        yield Finding(Reason.FIGURE_UNIT, wrong.said.start, wrong.said.end, wrong.detail)
    yield from _done(said, placed, source)
    for turn in turns:
        if turn.against and not _is_shown(turn, said, placed):
            yield _turned_round(text, turn)


def _done(said: Read, placed: Sequence[Placed], source: Source) -> Iterator[Finding]:
    """Deeds that the statement tells as done and the source only as to be done: "was granted" for "that permission be granted"."""
    before = {place + 1: word for word, place in said.words}
    for one in placed:
        if not one.source or source.passages[source.passage_at(one.source.place)].kind in _DECIDES:
            continue
        if before.get(one.token.place) in _WAS and source.word_before(one.source.place) == _TO_BE:
            words = said.text[one.token.start : one.token.end]
            yield Finding(Reason.STATUS_CHANGED, one.token.start, one.token.end, f"“{words}”: the passage says that it is to be")


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
    at = text.casefold().find(turn.word) if turn.added else -1
    return Finding(reason, *((at, at + len(turn.word)) if at >= 0 else (0, len(text))), detail)


def _unbound(text: str, placed: Sequence[Placed], source: Source, instead: Mapping[Token, str]) -> Iterator[Finding]:
    for one in placed:
        token = one.token
        if not one.is_missing or token.kind is Kind.WORD or token.is_loose:
            continue
        reason = Reason.NAME_NOT_FOUND if token.kind is Kind.NAME else Reason.FIGURE_NOT_FOUND
        scaled = _scaled(token, source)
        printed = scaled or instead.get(token, "")
        where = "is nowhere in the passage" if one.fit is Fit.ABSENT else "stands in the passage, but not with this"
        detail = _instead(text, token, printed) if printed else f"{text[token.start : token.end].strip()} {where}"
        yield Finding(Reason.FIGURE_SCALE if scaled else reason, token.start, token.end, detail)


def _instead(text: str, token: Token, printed: str) -> str:
    return f"the passage says {printed}, the statement {text[token.start : token.end].strip()}"


def _withheld(said: Read, placed: Sequence[Placed], source: Source) -> Iterator[Finding]:
    """What makes the words of the source less than its own word, and the statement leaves out: that somebody claims it, or a condition.

    Only where most of the statement rests on the one line that has it, before those words.
    """
    lines = [source.line_at(one.place) for one in placed if one.place is not None]
    if not lines:
        return
    main = max(set(lines), key=lines.count)
    first = min(one.place for one in placed if one.place is not None and source.line_at(one.place) == main)
    printed = [word for word, place in source.words if place < first and source.line_at(place) == main]
    word = withheld(printed, (word for word, _ in said.words)) if lines.count(main) > len(lines) * _MOSTLY else ""
    if word:
        yield Finding(Reason.ATTRIBUTION_DROPPED, 0, len(said.text), f"the passage says it with “{word}”")


def _scaled(token: Token, source: Source) -> str:
    """The figure of the source that is the same at another power of ten; empty where there is none."""
    value = number(token.measured) if token.measured and not token.measured.is_time else None
    for other in source.measured if value else ():
        printed = number(other.measured) if other.measured and not other.measured.is_time else None
        if value and printed and other.measured and any(abs(value / (printed * f)) in _POWERS for f in other.measured.factors):
            return other.measured.text.strip()
    return ""


def _doubts(said: Read, placed: Sequence[Placed], turns: Sequence[Turned]) -> Iterator[Doubt]:
    text = said.text
    own, headed = (sum(one.fit is fit and not one.token.measured for one in placed) for fit in (Fit.PLACED, Fit.HEADED))
    if sum(one.fit is Fit.PLACED for one in placed) < _FEWEST or headed > own:
        yield Doubt(0, len(text), _FULL, "the headings say it, not the words below them")
    for one in placed:
        token = one.token
        words = text[token.start : token.end].strip()
        counted = token.kind is Kind.WORD or token.is_loose
        if one.is_missing and counted and not is_turning(fold(words)):
            yield Doubt(token.start, token.end, _FULL, f"“{words}” is not said there")
    seen: set[tuple[bool, int]] = set()
    for turn in turns:
        if (turn.added, turn.place) in seen:
            continue  # one word may turn in two ways
        weight = _FULL if turn.turn in _WIDENING and turn.added else _HALF if turn.turn in _SLIGHT and turn.added else 0.0
        if turn.turn is Turn.SOLE and not turn.added:
            weight = _FULL
        if weight and not turn.against and not _is_shown(turn, said, placed):
            detail = f"“{turn.word}” is not said there" if turn.added else f"the passage says “{turn.word}”"
            seen.add((turn.added, turn.place))
            yield Doubt(0, len(text), weight, detail)
