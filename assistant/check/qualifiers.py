"""Words that turn what a sentence says: denials, limits, how sure it is, which way something went.

Each is judged where it stands: beside the words of the source that its neighbours in the statement are put on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.check.alignment import Fit, Placed
from assistant.check.source import Source
from ingest.language.tokens import BREAK, Read
from ingest.language.turns import OPPOSITE, Mark, Turn, marks
from ingest.language.words import word_set

_WINDOW = 5
"""Words of the statement between a turning word and the placed words that show where it belongs."""
_FAR = 12
"""The same where no placed word is as near."""
_AROUND = 9
"""Words of the source around those within which the turning word is looked for."""
_GAP = 10
"""Words of the source between two placed words beyond which what stands between belongs to neither."""
_REPEATED = 0.8
"""Share of a sentence's words from which a statement repeats it."""
_LEADING = frozenset({"from", "to"})
"""Words that lead to a figure and end no clause."""
_MANY = 3
"""Words behind a denial of a whole clause that a statement may not take without it."""
_WHOLE = frozenset({"neither", "nor", "none"})
_SPEAKERS = word_set("passage passages paper papers report reports minutes table extract extracts document documents prints print")
"""Words that say of what stands in the papers that something does not."""
_SCOPE = 6
"""Words behind a denial that it may deny."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A turning word that stands on one side only."""

    turn: Turn
    added: bool
    """Whether the statement has it and the source has not."""
    word: str
    place: int
    """In words of the statement where it was added, of the source where it was left out."""
    against: str = ""
    """The word of the opposite kind that the source has there, and the statement has not; for a denial, what is denied."""


def turned(said: Read, placed: Sequence[Placed], source: Source) -> Iterator[Turned]:
    """The turning words that the statement adds to, and leaves out of, what the source says."""
    anchors = [(one.token.place, one.place) for one in placed if one.fit is Fit.PLACED and one.place is not None]
    mine, theirs = marks(said.words), marks(source.words)
    yield from _added(anchors, mine, theirs, source)
    yield from _left_out(anchors, mine, theirs, source)
    yield from _denials(said.words, placed, mine, theirs, source)


def _added(anchors: Sequence[tuple[int, int]], mine: Sequence[Mark], theirs: Sequence[Mark], source: Source) -> Iterator[Turned]:
    for mark in mine:
        around = _region(mark.place, anchors)
        if mark.turn is Turn.DENIAL or not around:
            continue
        there = _near(around, theirs, source)
        own = next((place for at, place in anchors if at == mark.place), None)
        beside = _region(mark.place, [pair for pair in anchors if pair[0] != mark.place])
        said = {other.turn for other in mine if abs(other.place - mark.place) <= 2 * _AROUND}
        if any(other.turn is mark.turn for other in there):
            if own is None or any(source.is_one_part(own, place) for place in beside):
                continue
            there = _near(beside, theirs, source)  # the word stands in another part of the sentence: what is said of the same thing?
        against = next((o.word for o in there if o.turn in OPPOSITE[mark.turn] and o.turn not in said), "")
        if against or not any(other.turn is mark.turn for other in _near(around, theirs, source)):
            yield Turned(mark.turn, True, mark.word, mark.place, against)


def _near(around: Sequence[int], theirs: Sequence[Mark], source: Source) -> list[Mark]:
    """The turning words of the source around some places, in the same lines."""
    if not around:
        return []
    lines = {source.line_at(place) for place in around}
    low, high = min(around) - _AROUND, max(around) + _AROUND
    return [other for other in theirs if low <= other.place <= high and source.line_at(other.place) in lines]


def _left_out(anchors: Sequence[tuple[int, int]], mine: Sequence[Mark], theirs: Sequence[Mark], source: Source) -> Iterator[Turned]:
    for (left, one), (right, other) in pairwise(anchors):
        low, high = sorted((one, other))
        if high - low > _GAP or source.line_at(low) != source.line_at(high) or right - left > _GAP:
            continue
        for mark in theirs:
            near = any(mark.turn is my.turn and left - _WINDOW <= my.place <= right + _WINDOW for my in mine)
            if mark.turn is not Turn.DENIAL and low < mark.place < high and not near:
                yield Turned(mark.turn, False, mark.word, mark.place)


def _denials(
    words: Sequence[tuple[str, int]], placed: Sequence[Placed], mine: Sequence[Mark], theirs: Sequence[Mark], source: Source
) -> Iterator[Turned]:
    """Denials of what the source affirms, and the other way round, by the words that stand behind each."""
    ours = [mark for mark in mine if mark.turn is Turn.DENIAL]
    printed = [mark for mark in theirs if mark.turn is Turn.DENIAL]
    anchors = [(one.token.place, one.place) for one in placed if one.fit is Fit.PLACED and one.place is not None]
    used = {place for _, place in anchors}
    for mark in ours:
        if any(word in _SPEAKERS for word, at in words if mark.place - _WINDOW <= at < mark.place + 2):
            continue
        scope = (2 if mark.word in _WHOLE else 1) * _SCOPE
        end = _clause_end(words, mark.place)
        behind = [one for one in placed if mark.place < one.token.place <= min(mark.place + max(scope, _AROUND), end)][:1]
        around = [place for at, place in anchors if mark.place - _WINDOW <= at <= mark.place + scope]
        affirmed = bool(behind) and behind[0].fit is Fit.PLACED
        if affirmed and not any(_covers(other, place, source) for other in printed for place in around):
            yield Turned(Turn.DENIAL, True, mark.word, mark.place, "denied")
    yield from _miscounted(anchors, [mark for mark in ours if _denies_placed(words, mark, placed)], printed, source)
    for mark in printed:
        denied = [token.place for token in source.after(mark.place, 2 * _SCOPE)]
        said = [at for at, place in anchors if place in denied]
        near = bool(denied) and used.issuperset(denied[:2])
        whole = mark.word in _WHOLE and len(said) >= _MANY
        if (near or whole) and not any(abs(other.place - at) <= 2 * _SCOPE for other in ours for at in said):
            yield Turned(Turn.DENIAL, False, mark.word, mark.place, "denied")


def _denies_placed(words: Sequence[tuple[str, int]], mark: Mark, placed: Sequence[Placed]) -> bool:
    """Whether what a denial of the statement denies stands in the source; "did not turn it down" denies what is not there."""
    end = _clause_end(words, mark.place)
    behind = [one for one in placed if mark.place < one.token.place <= min(mark.place + _AROUND, end)][:1]
    return mark.word != "none" and bool(behind) and behind[0].fit is Fit.PLACED


def _clause_end(words: Sequence[tuple[str, int]], place: int) -> int:
    """The place of the last word before the next stop or joining word: "They did not: the Council …" denies nothing of the Council."""
    behind = [(word, at) for word, at in words if at >= place]
    stops = (at for (_, at), (word, following) in pairwise(behind) if following - at > BREAK and word not in _LEADING)
    return next(stops, behind[-1][1] if behind else place)


def _miscounted(anchors: Sequence[tuple[int, int]], ours: Sequence[Mark], printed: Sequence[Mark], source: Source) -> Iterator[Turned]:
    """One denial more or less than the sentence that the statement repeats nearly word for word."""
    places = [place for _, place in anchors]
    lines = {source.line_at(place) for place in places}
    if len(lines) != 1:
        return
    behind = any(mark.place > anchors[-1][0] for mark in ours)
    ahead = any(mark.place < anchors[0][0] for mark in ours)
    low, high = min(places) - (_AROUND if ahead else _WINDOW), max(places) + (_AROUND if behind else 0)
    there = [mark for mark in printed if low <= mark.place <= high and source.line_at(mark.place) in lines]
    tokens = source.after(min(places) - 1, high - min(places) + 1)
    if len(set(places)) >= _REPEATED * len(tokens) and len(there) != len(ours):
        mark = (ours if len(ours) > len(there) else there)[-1]
        yield Turned(Turn.DENIAL, len(ours) > len(there), mark.word, mark.place, "denied")


def _covers(denial: Mark, place: int, source: Source) -> bool:
    """Whether a denial of the source may be of what stands at a place: a little behind it in the same line."""
    return 0 < place - denial.place <= _AROUND and source.line_at(denial.place) == source.line_at(place)


def _region(place: int, anchors: Sequence[tuple[int, int]]) -> list[int]:
    """The places of the source that the words beside a place of the statement are put on."""
    before = max((pair for pair in anchors if pair[0] <= place and place - pair[0] <= _WINDOW), default=None)
    after = min((pair for pair in anchors if pair[0] >= place and pair[0] - place <= _WINDOW), default=None)
    if not before and not after:
        before = min((pair for pair in anchors if abs(pair[0] - place) <= _FAR), key=lambda pair: abs(pair[0] - place), default=None)
    ends = [pair[1] for pair in (before, after) if pair]
    if ends and max(ends) - min(ends) > 4 * _AROUND:
        ends = [after[1]] if after else ends[:1]
    return ends
