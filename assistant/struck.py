"""Words of papers with what the papers strike out told apart: the one owner of how struck words are shown."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.models import Passage

Spans = Sequence[tuple[int, int]]
"""Struck-out parts of a text; offsets are code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, live or struck out throughout."""

    text: str
    struck: bool
    start: int
    """Where they begin in the whole text."""


def pieces(text: str, struck: Spans, start: int = 0, cuts: Iterable[int] = ()) -> Iterator[Piece]:
    """The text from `start` on, cut where struck words begin and end and at `cuts`; what is not there is passed over."""
    edges = {start, len(text), *cuts, *(edge for span in struck for edge in span)}
    for left, right in itertools.pairwise(sorted(edge for edge in edges if start <= edge <= len(text))):
        if left < right:
            yield Piece(text[left:right], any(low <= left < high for low, high in struck), left)


def in_words(text: str, struck: Spans, start: int = 0) -> str:
    """The text from `start` on with its struck parts told in words, for where a line through them cannot be drawn."""
    return "".join(f"[struck out: {one.text}]" if one.struck and one.text.strip() else one.text for one in pieces(text, struck, start))


def struck_in(passage: Passage, words: str) -> tuple[tuple[int, int], ...]:
    """The struck parts of verbatim words of a passage, as offsets into the words; () where they do not stand there."""
    at = passage.text.find(words) if passage.struck and words else -1
    if at < 0:
        return ()
    moved = ((max(left - at, 0), min(right - at, len(words))) for left, right in sorted(passage.struck))
    return tuple((left, right) for left, right in moved if left < right)


def joined(passages: Sequence[Passage]) -> tuple[tuple[int, int], ...]:
    """The struck parts of the texts of some passages that are joined by line breaks."""
    found: list[tuple[int, int]] = []
    at = 0
    for passage in passages:
        found.extend((at + left, at + right) for left, right in sorted(passage.struck))
        at += len(passage.text) + 1
    return tuple(found)
