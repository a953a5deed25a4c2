"""Whether the figures and times of a statement are said of what the source says them of.

A figure belongs to the words beside it: "£975,000 for specialist services and £480,000 for non-assessed services" binds each to the
words behind it. So each is held against its rivals, figures of its kind near those words in the source: where the words that the
statement puts nearest to it stand clearly nearer to a rival, the source says the rival. In a table the row and the column of a cell are
beside it, and nothing else is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.check.alignment import Placed
from assistant.check.source import Source
from ingest.language.measured import says
from ingest.language.tokens import Kind, Token

_ANCHORS = 5
"""Words beside a figure that show what it belongs to; each weighs less the further it is."""
_PAIRED, _PAIR = 3, 5
"""What a time beside a figure weighs more, and within how many words."""
_REACH = 12
"""Words of a statement within which a word may show it."""
_NEAR = 25
"""Words of the source from one of those within which another figure is a rival."""
_AWAY = 12
"""Words that a time in a heading counts as being away from all that stands below it."""
_BESIDE = 2
"""Words within which a time stands beside what it dates; what is further away may be dated otherwise."""
_CLEAR = 3
"""Words by which one must be nearer than the other to count; by fewer where it stands right beside."""
_SURE = 0.15
"""Lead of a rival's weight from which the source says the rival."""


@dataclass(frozen=True, slots=True)
class Rival:
    """What the source says where the statement says something else."""

    said: Token
    printed: Token


@dataclass(frozen=True, slots=True)
class _Bond:
    """A figure of the statement with the places of the words beside it."""

    one: Placed
    own: tuple[int, ...]
    anchors: tuple[tuple[float, tuple[int, ...], bool], ...]
    """Weight and places in the source of each word beside it, and whether it is no figure or time, nearest first."""

    def vote(self, rival: int, source: Source) -> float:
        """Above 0 where the words beside the figure stand nearer to it in the source than to the rival, below where the rival is nearer."""
        vote = 0.0
        for weight, places, is_word in self.anchors:
            near = min((source.apart(a, b) for a in self.own for b in places), default=_AWAY)
            far = min(source.apart(rival, place) for place in places)
            if is_word and self.one.token.kind is Kind.TIME and (far > _BESIDE or weight < 1 / _BESIDE):
                continue
            vote += weight * ((far - near >= _clear(near)) - (near - far >= _clear(far)))
        return vote


def rivals(placed: Sequence[Placed], source: Source) -> Iterator[Rival]:
    """The figures and times of a statement that the source says of something else, each with what it says instead."""
    yield from _counts(placed, source)
    yield from _led_otherwise(placed, source)
    bonds = [_bond(index, placed, source) for index, one in enumerate(placed) if _is_claimed(one)]
    said = frozenset(one.token.key for one in placed)
    for bond in bonds:
        rival = _strongest(bond, [other for other in bonds if other is not bond], said, source)
        if rival is not None:
            yield Rival(bond.one.token, rival)


def _is_claimed(one: Placed) -> bool:
    """Whether it is a figure or a time that something in the source may be a rival of."""
    if one.token.is_person:
        return one.source is not None
    return one.token.measured is not None and not one.token.is_spelled and not one.token.is_number


def _bond(index: int, placed: Sequence[Placed], source: Source) -> _Bond:
    mine = placed[index]
    near = sorted(
        (abs(other.token.place - mine.token.place), at)
        for at, other in enumerate(placed)
        if at != index and other.source and (other.source.place in source.labels or not _alike(other.token, mine.token))
    )
    anchors = [
        (
            _weight(placed[at].token, distance),
            tuple(one.place for one in source.occurrences(placed[at].token)),
            placed[at].token.measured is None,
        )
        for distance, at in near[:_ANCHORS]
        if distance <= _REACH
    ]
    return _Bond(mine, tuple(one.place for one in source.occurrences(mine.token)), tuple(anchors))


def _is_led(bond: _Bond, source: Source) -> bool:
    """Whether the statement and the source lead to the figure by the same word: "from £1.9m", "to £1.2m"."""
    way = bond.one.token.measured.way if bond.one.token.measured else ""
    return bool(way) and way in source.ways(bond.own)


def _weight(token: Token, distance: int) -> float:
    """What a word beside a figure weighs; a time beside a figure, and a figure beside a time, tells more than a noun that is said once."""
    return (_PAIRED if token.measured and distance <= _PAIR else 1) / max(1, distance)


def _strongest(bond: _Bond, others: Sequence[_Bond], said: frozenset[str], source: Source) -> Token | None:
    """The rival that the words beside a figure prefer most; one that the statement says too must prefer the exchange as well."""
    worst: tuple[float, Token | None] = (-_SURE, None)
    if _is_led(bond, source):
        return None
    least = max((source.row_said(place, said) for place in bond.own), default=0.0)
    for rival in source.people if bond.one.token.is_person else source.measured:
        if not _is_rival(rival, bond, source) or source.row_said(rival.place, said) < least:
            continue
        vote = bond.vote(rival.place, source)
        holders = [other for other in others if rival.place in other.own]
        mine = bond.one.place
        vetoed = not holders and bond.own and bond.one.token.kind is not Kind.TIME and not _is_said_more(rival, bond, said, source)
        if vote >= worst[0] or vetoed:
            continue
        if not holders or (mine is not None and any(o.vote(mine, source) < -_SURE for o in holders)):
            worst = (vote, rival)
    return worst[1]


def _is_said_more(rival: Token, bond: _Bond, said: frozenset[str], source: Source) -> bool:
    """Whether the part of a sentence that has the rival is as much of the statement as the part that has the figure.

    "The Harbour Board will pay £310,000 of the cost and the Council £95,000": the Council's part is said in full, and lacks the verb only.
    """
    own = max(source.segment_said(place, said) for place in bond.own)
    return source.segment_said(rival.place, said) >= own


def _is_rival(rival: Token, bond: _Bond, source: Source) -> bool:
    if not _alike(rival, bond.one.token) or rival.place in source.labels or rival.place in bond.own:
        return False
    if bond.one.place is not None and bond.one.place in source.labels:
        return False
    return any(source.apart(rival.place, place) <= _NEAR for _, places, _ in bond.anchors for place in places)


def _alike(left: Token, right: Token) -> bool:
    if left.measured is None or right.measured is None:
        return left.is_person and right.is_person
    return left.kind is right.kind and (left.kind is Kind.TIME or left.measured.kind is right.measured.kind)


def _clear(distance: int) -> int:
    """Words by which something must be further away than this to be clearly further."""
    return max(1, min(distance, _CLEAR))


def _led_otherwise(placed: Sequence[Placed], source: Source) -> Iterator[Rival]:
    """Figures that the source leads to by the other word: "from £1.2m" where it prints "to £1.2m"."""
    for one in placed:
        if one.token.measured and one.token.measured.way and one.source:
            ways = source.ways([other.place for other in source.occurrences(one.token)])
            other = next((t for t in source.measured if t.measured and t.measured.way == one.token.measured.way), None)
            if ways and one.token.measured.way not in ways and other:
                yield Rival(one.token, other)


def _counts(placed: Sequence[Placed], source: Source) -> Iterator[Rival]:
    """What the source counts otherwise than a spelled-out count of the statement: "six bus routes" where it prints "eight bus routes"."""
    for one, noun in pairwise(placed):
        mine = one.token.measured
        if mine is None or not mine.spelled or noun.token.measured or noun.token.place > one.token.place + 2:
            continue
        before = [source.before(other.place) for other in source.occurrences(noun.token)]
        counts = [token for token in before if token and token.measured and not token.measured.is_time]
        alike = any(token.measured and says(token.measured, mine) for token in counts)
        if counts and len(counts) == len(before) and not alike:
            yield Rival(one.token, counts[0])
