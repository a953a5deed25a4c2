"""Words that turn what a sentence says: denials, limits, how sure it is, which way something went, whose word it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.language.lexicon import listed


class Turn(StrEnum):
    """Kinds of turning words; words of one kind stand for each other."""

    DENIAL = "denial"
    SOLE = "sole"
    ALL = "all"
    CERTAIN = "certain"
    OPEN = "open"
    UP = "up"
    DOWN = "down"
    OVER = "over"
    UNDER = "under"
    RARE = "rare"
    OFTEN = "often"
    IN = "in"
    OUT = "out"
    ACCEPT = "accept"
    REJECT = "reject"
    DECIDED = "decided"
    PROPOSED = "proposed"
    RECOMMENDED = "recommended"
    DEFERRED = "deferred"
    NOTED = "noted"
    SAME = "same"
    OTHER = "other"


_TURNS = {turn: re.compile("|".join(listed(f"turns.{turn.value}"))) for turn in Turn}
_PAIRS = ((Turn.UP, Turn.DOWN), (Turn.OVER, Turn.UNDER), (Turn.RARE, Turn.OFTEN), (Turn.IN, Turn.OUT), (Turn.ACCEPT, Turn.REJECT),
          (Turn.DECIDED, Turn.DEFERRED), (Turn.SAME, Turn.OTHER), (Turn.ACCEPT, Turn.DEFERRED), (Turn.ACCEPT, Turn.NOTED))  # fmt: skip
OPPOSITE = {turn: frozenset(b if a is turn else a for a, b in _PAIRS if turn in (a, b)) for turn in Turn} | {
    Turn.CERTAIN: frozenset({Turn.OPEN}),
    Turn.RECOMMENDED: frozenset({Turn.DECIDED}),
}
"""For each kind of turning words those that say the opposite."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A turning word at its place."""

    turn: Turn
    word: str
    place: int


def is_turning(word: str) -> bool:
    """Whether a folded word turns what is said; such a word is judged here, not by whether the source has it."""
    return any(pattern.fullmatch(word) for pattern in _TURNS.values())


def marks(words: Sequence[tuple[str, int]]) -> list[Mark]:
    """The turning words among folded words with their places."""
    return [Mark(turn, word, place) for word, place in words for turn, pattern in _TURNS.items() if pattern.fullmatch(word)]


# Words that make what follows less than the paper's own word.

_CLAIMED, _CONDITIONAL, _OPEN = (re.compile("|".join(listed(f"turns.{name}"))) for name in ("claimed", "conditional", "open"))
_SPEAKS = re.compile(r"(?:say|said|tell|claim|think|believ|answer|repl|argu|suggest|assum|pretend|hop|fear|urg|demand|ask)\w*")
_TOLD = re.compile(rf"\b{_SPEAKS.pattern}(?: \w+){{0,3}} that\b")
"""Words before a clause that the paper does not vouch for."""
_SAYING = re.compile(r"sa(?:y|ys|id)|according|argu\w+|comment\w*|residents?|public|wrote|asked|respon\w+")
_WITHHOLDING = ((_CLAIMED, (_CLAIMED, _SAYING)), (_CONDITIONAL, (_CONDITIONAL, _OPEN, re.compile("when|where|once|until"))))


def withheld(printed: Sequence[str], mine: Iterable[str]) -> str:
    """The word by which a sentence says that somebody claims something, or that it hangs on a condition, and a statement does not; else "".

    `printed` are the folded words before what the statement takes over, `mine` its own.
    """
    mine = frozenset(mine)
    told = _TOLD.search(" ".join(printed))
    if told and not any(_SPEAKS.fullmatch(word) for word in mine):
        return told[0]
    for pattern, others in _WITHHOLDING:
        word = next((word for word in printed if pattern.fullmatch(word)), "")
        if word and not any(one.fullmatch(own) for one in others for own in mine):
            return word
    return ""
