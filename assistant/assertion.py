"""Turns of a conversation that assert instead of asking: "No, it was 52%. Please confirm." The papers are asked again, not the reader."""

import re

_OPENS = re.compile(
    r"^\W*(?:no\b(?!\s+\w+\s+please)|nope\b|wrong\b|incorrect\b|actually\b|surely\b|correct yourself"
    r"|it (?:was|is)\b|they (?:did|do|were|had)\b"
    r"|that(?:'s|’s| is| was| can't be| cannot be) (?:wrong|not right|false|incorrect|untrue)|you(?:'re|’re| are) (?:wrong|mistaken)"
    r"|i (?:think|believe|know|am sure|am certain|insist|was (?:told|there|at))\b)",
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


def asserts(turn: str) -> bool:
    """Whether a later turn holds something against the answer given before, and asks nothing new."""
    return bool(_OPENS.match(turn) or _CLOSES.search(turn)) and not _ASKS.search(turn)


def asserted(turn: str) -> str:
    """What such a turn says, without the words of insisting."""
    return _NOISE.sub("", _CLOSES.sub("", turn).strip()).strip()
