"""What a turn of a conversation does: is polite, asks for more, doubts, sets right what was meant, or asks."""

import re
from collections.abc import Iterable
from enum import StrEnum

from ingest.language.dates import mentions
from ingest.language.lexicon import either, words_of
from ingest.language.measured import measured_in
from ingest.language.words import STOP_WORDS, word_set, words


class Move(StrEnum):
    """What a turn does in its conversation."""

    COURTESY = "courtesy"
    """Thanks, greets or agrees: nothing is asked."""
    MORE = "more"
    AGAIN = "again"
    """Doubts or denies the answer: the papers are asked again, not the reader."""
    OTHER = "other"
    """Says that another subject or time was meant."""
    ASK = "ask"


_POLITE = words_of("talk.courtesy") | frozenset(word for entry in words_of("talk.greeting") for word in re.findall(r"[a-z]+", entry))
_DOUBT, _DISBELIEF, _MORE = words_of("talk.doubting"), words_of("talk.disbelief"), words_of("talk.more")
_EMPTY = (
    STOP_WORDS | _POLITE | _DOUBT | _DISBELIEF | _MORE | frozenset(word for entry in words_of("talk.denying") for word in entry.split())
)
_IMPERATIVE = words_of("talk.imperative") - STOP_WORDS | word_set("summarise")
_ASKING = word_set("who why when where how which whose whom")
_AUXILIARY = word_set("are is was were you")
_DENIES = re.compile(
    rf"\b(?:{either('talk.denying')}|(?:can(?:no|')t|isn't|wasn't|not) (?:be )?(?:{either('talk.doubting')}))\b", re.IGNORECASE
)
_CARRIES_ON = re.compile(r"\b(?:go|carry) on\b", re.IGNORECASE)
_OPENING = re.compile(
    rf"\W*(?:(?:{either('talk.greeting')})\b(?!\s+(?-i:[A-Z]))|(?:{either('talk.courtesy')})\b(?=\s*[,.!;:–]|\W*$))"
    r"(?:\s+(?:you|very much|so much|a lot|for that|for this|that helps|there)\b)*[\s,.!;:–-]*",
    re.IGNORECASE,
)
_JOINING = re.compile(rf"\W*(?:same again (?:but )?for|{either('talk.joining')})\b[\s,:–-]*", re.IGNORECASE)
_MEANT = re.compile(
    rf"\W*(?:(?:no|nope|sorry|oops|rather|actually|{either('talk.denying')})\b[\s,.:;–-]*)*"
    rf"(?:i|we)(?:\s+(?:was|were|am|had)|['’]m)?\s+(?:{either('talk.meaning')})\b\s*(?:about\b|for\b|to know about\b)?[\s,:–-]*",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\W*(?:(?:no|nope|sorry|oops|rather|actually)\b(?:\s*[,.:;–-]+\s*|\s+(?=(?:the|in|for)\b)))+", re.IGNORECASE)
_NOT_THAT = re.compile(r"^\W*+not\b[^,;]{1,60}?(?:[,;]\s*+(?:but\s++)?|\sbut\s++)|[,;]?(?<!\s)\s++(?:and\s++)?not\b.*$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could|should|that's|it's|who|what|when|why|how|which)\b|\?",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:no\b(?!\s+\w+\s+please)|nope\b|wrong\b|incorrect\b|actually\b|surely\b|correct yourself"
    r"|are you (?:really |quite |absolutely )?(?:sure|certain)\b|it(?:['’]s| was| is)\b|you (?:said|told)\b"
    r"|(?:is|was|are|were)n['’]t (?:it|that|there|they)\b"
    r"|they (?:did|do|were|had)\b"
    r"|that(?:'s|’s| is| was| can't be| cannot be) (?:wrong|not right|false|incorrect|untrue)|you(?:'re|’re| are) (?:wrong|mistaken)"
    r"|i (?:(?:do not|don['’]t|can(?:no|['’])t) )?(?:think|believe|know|doubt|am sure|am certain|insist|was (?:told|there|at))\b)",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\b(?:(?:please )?(?:confirm|correct yourself|put that right|admit it)(?: it| that| this)?|say so|i insist(?: on (?:that|it))?"
    r"|agreed\?|right\?|tell me that \w+ (?:did|do|was|were|is|had)|isn't it\?|is it not\?)\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:who|what|which|when|where|why|how)\b[^.!]*\?", re.IGNORECASE)
_NOISE = re.compile(
    r"^\W*(?:no|nope|wrong|actually|surely|that is wrong|that's wrong|you are (?:wrong|mistaken)|i know for certain that|i know that"
    r"|i think(?: that)?|i was at the meeting)\b[\s,.:;]*",
    re.IGNORECASE,
)


def move(turn: str) -> Move:
    """What a turn does, from its words alone."""
    said = words(turn)
    if not _EMPTY.issuperset(said):
        if _only_figures(turn) and not is_joined(turn):
            return Move.AGAIN
        return Move.OTHER if meant(turn) else Move.AGAIN if asserts(turn) else Move.ASK
    if _DENIES.search(turn) or _doubts(said, turn):
        return Move.AGAIN
    if not _ASKING.isdisjoint(said):
        return Move.ASK
    if (said and said[0] in _IMPERATIVE) or (not _MORE.isdisjoint(said) and said[0] not in _AUXILIARY) or _CARRIES_ON.search(turn):
        return Move.MORE
    rest = without_opening(turn)
    return Move.ASK if rest and not _all_polite(words(rest)) and not _all_polite(said) else Move.COURTESY


def asks_nothing(turn: str, follows: bool) -> bool:
    """Whether a turn names nothing that papers could be asked about; `follows` where there are earlier ones, which most turns lean on."""
    return move(turn) is Move.COURTESY if follows else _EMPTY.issuperset(words(turn))


def _only_figures(turn: str) -> bool:
    """Whether all that a turn says of its own is figures that are no time ("52%?")."""
    found = [one for one in measured_in(turn) if not one.is_time]
    for one in reversed(found):
        turn = turn[: one.start] + " " + turn[one.end :]
    return bool(found) and _EMPTY.issuperset(words(turn))


def _all_polite(said: Iterable[str]) -> bool:
    """Whether words are polite, but for small ones, and some are more than small."""
    said = frozenset(said)
    return not said or (not said.isdisjoint(_POLITE) and said <= STOP_WORDS | _POLITE)


def _doubts(said: list[str], turn: str) -> bool:
    if not _DISBELIEF.isdisjoint(said):
        return _POLITE.isdisjoint(said)
    return not _DOUBT.isdisjoint(said) and ("?" in turn or (said[0] in _AUXILIARY and len(said) > 1))


def without_opening(turn: str) -> str:
    """A turn without the polite words and those of joining that it opens with."""
    while match := _OPENING.match(turn) or _JOINING.match(turn):
        turn = turn[match.end() :]
    return turn.strip()


def is_joined(turn: str) -> bool:
    """Whether a turn opens with words that join it to the one before."""
    while match := _OPENING.match(turn):
        turn = turn[match.end() :]
    return bool(_JOINING.match(turn))


def without_courtesy(turn: str) -> str:
    """A turn without the polite words that it opens with; all of it where it says no more."""
    rest = turn
    while match := _OPENING.match(rest):
        rest = rest[match.end() :]
    return rest[:1].upper() + rest[1:] if rest and rest != turn else turn


def without_denied(phrase: str) -> str:
    """A phrase without what it says was not meant: "the crematorium, not the cemetery"."""
    return _NOT_THAT.sub("", phrase)


def meant(turn: str) -> str:
    """The other subject or time that a turn sets in the place of the last one ("No, the Bandstand."); "" where it does not."""
    said = _MEANT.match(turn) or _INSTEAD.match(turn)
    behind = turn[said.end() :] if said else ""
    rest = _NOT_THAT.sub("", behind).strip(" .,!?")
    if _EMPTY.issuperset(words(rest)) or (_CLAUSE.search(behind) and not _MEANT.match(turn)):
        return ""
    return "" if any(not one.is_time for one in measured_in(rest)) and not mentions(rest) else rest


def asserts(turn: str) -> bool:
    """Whether a later turn holds something against the answer given before, and asks nothing new."""
    return bool(_OPENS.match(turn) or _CLOSES.search(turn)) and not _ASKS.search(turn) and not meant(turn)


def asserted(turn: str) -> str:
    """What such a turn says, without the words of insisting."""
    return _NOISE.sub("", _CLOSES.sub("", turn).strip()).strip()
