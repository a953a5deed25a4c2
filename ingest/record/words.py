"""Words of a passage that may be quoted: whole lines or sentences, without what is struck out, none that orders software about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.language.safe_text import gives_orders
from ingest.language.sentences import split_sentences
from ingest.models import Classification, Passage

_BULLET = re.compile(r"^\s*[-•▪◦]\s+")
_ENDS: Final = frozenset('.;:!?”"')
_OPENS = re.compile(r"\(?(?:[ivxl]{1,5}|[a-z]|\d{1,3})[.)]\s|[“\"(]|(?:proposed|seconded|moved|and resolved|resolved)\b", re.IGNORECASE)
"""What begins a line of its own: a label, a quotation, a mover."""
_UNFINISHED = re.compile(
    r"(?:\b(?:the|an?|of|in|at|to|for|and|or|by|with|on|from|that|which|both|between|into|our|its|their)|\b\d{1,2}(?:st|nd|rd|th))\s*+$"
)
"""The end of a line that no sentence and no heading ends with."""
_FILLED: Final = 0.75
_MEASURE: Final = 50
"""Characters from which the longest line of a passage is a line of running text."""


@dataclass(frozen=True, slots=True)
class Words:
    """A span of a passage; offsets are code points, end exclusive."""

    passage: Passage
    start: int
    end: int

    @property
    def pieces(self) -> tuple[str, ...]:
        """The live parts of the span, each verbatim."""
        cuts = [self.start]
        for left, right in sorted(self.passage.struck):
            if right > self.start and left < self.end:
                cuts += [max(left, cuts[-1]), max(right, cuts[-1])]
        cuts.append(max(self.end, cuts[-1]))
        found = (self.passage.text[left:right] for left, right in list(pairwise(cuts))[::2])
        return tuple(piece.strip() for piece in found if piece.strip())

    @property
    def text(self) -> str:
        """The live words on one line."""
        return " ".join(" ".join(self.pieces).split())

    def after(self, offset: int) -> "Words":
        """The words from `offset` characters into the span on."""
        return Words(self.passage, self.start + offset, self.end)

    def until(self, offset: int) -> "Words":
        """The first `offset` characters of the span."""
        return Words(self.passage, self.start, self.start + offset)

    def part(self, start: int, end: int) -> "Words":
        """The characters of the span from one offset to another."""
        return Words(self.passage, self.start + start, self.start + end)

    @property
    def raw(self) -> str:
        """The span as printed on one line, struck words included; places in it are places in the passage."""
        return self.passage.text[self.start : self.end].replace("\n", " ")


def lines_of(passage: Passage) -> Iterator[Words]:
    """The lines of a passage that may be quoted, bullets left outside."""
    at = 0
    for line in passage.text.split("\n"):
        bullet = _BULLET.match(line)
        words = Words(passage, at + (bullet.end() if bullet else 0), at + len(line))
        at += len(line) + 1
        if words.text and not gives_orders(line):
            yield words


def paragraphs_of(passage: Passage) -> Iterator[Words]:
    """The lines of a passage that may be quoted, those that the margin broke put together; the rows of a table stay apart."""
    lines = list(lines_of(passage))
    longest = max((len(line.raw) for line in lines), default=0)
    whole: Words | None = None
    for line in lines:
        if whole and passage.table is None and _goes_on(whole, line, longest):
            whole = Words(passage, whole.start, line.end)
            continue
        if whole and not gives_orders(whole.raw):
            yield whole
        whole = line
    if whole and not gives_orders(whole.raw):
        yield whole


def _goes_on(before: Words, line: Words, longest: int) -> bool:
    """Whether a line goes on with the words before it: in lower case, or where those filled their line or end in the midst of a phrase."""
    text = before.passage.text
    last = text[text.rfind("\n", 0, before.end) + 1 : before.end]
    if line.start != before.end + 1 or last.rstrip(" )*’'")[-1:] in _ENDS or _OPENS.match(line.raw):
        return False
    return line.raw[:1].islower() or bool(_UNFINISHED.search(last)) or (len(last) > _FILLED * longest and longest > _MEASURE)


def sentences_of(passage: Passage) -> Iterator[Words]:
    """The sentences of a passage that may be quoted."""
    for paragraph in paragraphs_of(passage):
        yield from sentences_in(paragraph)


def sentences_in(line: Words) -> Iterator[Words]:
    """The sentences of a line or paragraph."""
    text = line.raw
    for start, end in split_sentences(text):
        begins = start + len(text[start:end]) - len(text[start:end].lstrip())
        words = Words(line.passage, line.start + begins, line.start + end)
        if words.text:
            yield words


def public_first(run: Sequence[Passage]) -> Passage:
    """The passage by which a title that all passages carry is shown: a public one, where there is any."""
    return next((passage for passage in run if passage.classification is Classification.PUBLIC), run[0])
