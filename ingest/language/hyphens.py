"""Words that a line end breaks with a hyphen, hard or soft, are put together where they are known whole, in the paper or in English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ingest.language.english import english
from ingest.models import Line

_HYPHENS = "-\xad\u2010"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)[{_HYPHENS}]$")
_FIRST = re.compile(r"([^\W\d_]+)\S*")
_INSIDE = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)(?:[{_HYPHENS}] |\xad)([^\W\d_]+)")
_SUSPENDED = frozenset(("and", "or", "to"))
"""What follows a hyphen that waits for the rest of its word: "two- and three-year"."""


def unbroken(lines: Sequence[Line]) -> list[Line]:
    """The lines of a paper, each word whole on the line it begins on; a line of which nothing is left goes."""
    return list(_Breaks(lines).mended())


class _Breaks:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def _known(self) -> frozenset[str]:
        """Words and compounds of the paper in lower case, without the halves at line ends."""
        return frozenset(word.lower() for line in self._lines for word in _WORD.findall(_LAST.sub("", line.text)))

    def mended(self) -> Iterator[Line]:
        """One line after the other, with the head of the next where that belongs to it."""
        waiting: Line | None = None
        for line in self._lines:
            if any(mark in line.text for mark in ("\xad", *("- ", "\u2010 ")[: 2 * bool(line.cells)])):
                line = self._inside(line)
            if waiting is not None:
                waiting, rest = self._over(waiting, line)
                yield waiting
                waiting = None
                if rest is None:
                    continue
                line = rest
            if line.text[-1:] in _HYPHENS and not line.cells:
                waiting = line
            else:
                yield line
        if waiting is not None:
            yield waiting

    def _inside(self, line: Line) -> Line:
        """A row whose cells break words, or a line with hyphens that only a line end would show."""
        if line.struck:
            return line
        text = _INSIDE.sub(lambda m: self._whole(m[1], m[2]) or m[0], line.text)
        return replace(line, text=text, cells=tuple(text.split("\t")) if line.cells else ())

    def _over(self, line: Line, below: Line) -> tuple[Line, Line | None]:
        """The line with the rest of its last word, and the line below without it; None where that is all of it."""
        head, tail = _LAST.search(line.text), _FIRST.match(below.text)
        if head is None or tail is None or line.page != below.page or below.cells or below.bullet or line.struck or below.struck:
            return line, below
        part = line.text[head.start(1) - 1 : head.start(1)] in tuple(_HYPHENS)  # of a compound: "day-to-"
        whole = f"{head[1]}-{tail[1]}" if part else self._whole(head[1], tail[1])
        if whole is None:
            return line, below
        text = line.text[: head.start(1)] + whole + tail[0][len(tail[1]) :]
        left = below.text[tail.end() :].lstrip()
        return replace(line, text=text), replace(below, text=left) if left else None

    def _whole(self, head: str, tail: str) -> str | None:
        """The word of two halves, with its hyphen where it is a compound; None where nobody knows it."""
        if not (tail[0].islower() or (head.isupper() and tail.isupper() and len(head) > 1)) or tail.lower() in _SUSPENDED:
            return None
        joined, compound = (head + tail).lower(), f"{head}-{tail}".lower()
        if compound in self._known and joined not in self._known:
            return f"{head}-{tail}"
        if joined in self._known or joined in english() or _root(joined) in english():
            return head + tail
        parts = (head.lower(), tail.lower())
        return f"{head}-{tail}" if all(len(part) > 2 and part in english() for part in parts) else None


def _root(word: str) -> str:
    """A word without its ending of number or tense, where it has one."""
    return re.sub(r"(?:'s|s|ed|ing|ly)$", "", word)
