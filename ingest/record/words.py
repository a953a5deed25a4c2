"""Words of a passage that may be quoted: whole lines or sentences, without what is struck out, none that orders software about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.language.safe_text import gives_orders
from ingest.language.sentences import split_sentences
from ingest.models import Passage

_BULLET = re.compile(r"^\s*[-•▪◦]\s+")


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

    @property
    def raw(self) -> str:
        """The span as printed, struck words included."""
        return self.passage.text[self.start : self.end]


def lines_of(passage: Passage) -> Iterator[Words]:
    """The lines of a passage that may be quoted, bullets left outside."""
    at = 0
    for line in passage.text.split("\n"):
        bullet = _BULLET.match(line)
        words = Words(passage, at + (bullet.end() if bullet else 0), at + len(line))
        at += len(line) + 1
        if words.text and not gives_orders(line):
            yield words


def sentences_of(passage: Passage) -> Iterator[Words]:
    """The sentences of a passage that may be quoted."""
    for line in lines_of(passage):
        yield from sentences_in(line)


def sentences_in(line: Words) -> Iterator[Words]:
    """The sentences of a line."""
    text = line.passage.text
    for start, end in split_sentences(text, line.start, line.end):
        words = Words(line.passage, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
        if words.text:
            yield words
