"""Columns of text, which are read one after the other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.words import Word

Printed = list[Word]
MARKER = re.compile(r"^(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)]?|\(?[a-zA-Z][.)]|\(?[ivxlIVXL]{1,6}[.)]|[•·▪●◦‣➢○■\-–o\uf0b7])$")
MIN_COLUMN_LINES, MAX_COLUMN_LINES = 3, 150
NARROWEST, WIDE = 3.5, 13.0
"""Points of a gutter at least; and from which few lines are enough to show that it is one."""
MAX_DEPTH, MAX_BESIDE, MAX_EDGES, MAX_WORDS = 4, 4, 20, 5_000
"""Columns in columns; lines above and below that have a gap by chance; places that are tried; words of a page (dense print has 2,000)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines start to end that stand in two columns, parted at `x`."""

    start: int
    end: int
    x: float
    width: float
    """The narrowest part of the gutter, in points."""


def reading_order(lines: Sequence[Printed], depth: int = 0) -> list[Printed]:
    """Put columns of running text one after the other; all else stays from top to bottom.

    Columns are lines parted by one empty strip, their right side aligned along it, of which the left side was drawn wholly before the
    right, as a table is drawn row by row; or sentences that break at the strip on both sides, line after line.
    """
    result: list[Printed] = []
    index = 0
    for block in _blocks(lines) if depth < MAX_DEPTH and sum(map(len, lines)) <= MAX_WORDS else ():
        result.extend(lines[index : block.start])
        index = block.end
        sides = [_side(lines[block.start : block.end], block.x, left) for left in (True, False)]
        last = max(w.order for part in sides[0] for w in part)
        while result and all(w.x0 >= block.x and w.order > last for w in result[-1]):
            sides[1].insert(0, result.pop())  # the right column began higher than the left
        result.extend(line for side in sides for line in reading_order(side, depth + 1))
    return [*result, *lines[index:]]


def _side(lines: Sequence[Printed], x: float, left: bool) -> list[Printed]:
    return [part for line in lines if (part := [w for w in line if (w.x0 < x) == left])]


def _blocks(lines: Sequence[Printed]) -> list[_Block]:
    """Blocks of columns from top to bottom, the longer first where two share lines, and the broader gutter."""
    found = [block for x in _edges(lines) for block in _runs(lines, x)]
    chosen: list[_Block] = []
    for block in sorted(found, key=lambda b: (b.start - b.end, -b.width)):
        if all(block.end <= other.start or block.start >= other.end for other in chosen):
            chosen.append(block)
    return sorted(chosen, key=lambda b: b.start)


def _edges(lines: Sequence[Printed]) -> list[float]:
    """Where right columns may begin: x at which three lines or more begin, or go on after a gap."""
    starts: Counter[int] = Counter()
    for line in lines:
        starts.update({round(w.x0 / 2) for v, w in pairwise((None, *line)) if w and (v is None or w.x0 - v.x1 >= NARROWEST)})
    near = {at: starts[at - 1] + starts[at] + starts[at + 1] for at in starts}
    margin = min(starts, default=0)
    found = [at for at in near if near[at] >= MIN_COLUMN_LINES and starts[at] >= max(starts[at - 1], starts[at + 1]) and at > margin + 10]
    return [2.0 * at - 2.0 for at in sorted(found, key=lambda at: (-near[at], at))[:MAX_EDGES]]


def _runs(lines: Sequence[Printed], x: float) -> Iterator[_Block]:
    """The blocks of lines on which no word stands over `x`."""
    start = 0
    for index in range(len(lines) + 1):
        ends = index == len(lines) or _gap(lines[index], x) < NARROWEST
        if ends or index - start >= MAX_COLUMN_LINES or (index > start and not _follows(lines[index - 1], lines[index])):
            block = _trimmed(lines, start, index, x) if index - start >= MIN_COLUMN_LINES else None
            if block is not None:
                yield block
            start = index + 1 if ends else index


def _gap(line: Printed, x: float) -> float:
    """Points between the words left of `x` and those right of it; much where one side is empty, none where a word stands over it."""
    left, right = -1e6, 1e6
    for word in line:
        if word.edges[0] < x:
            left = max(left, word.edges[-1])
        else:
            right = min(right, word.edges[0])
    return right - left if left <= x + 0.5 else 0.0


def _trimmed(lines: Sequence[Printed], start: int, end: int, x: float) -> _Block | None:
    """The block without what only happens to stand above or below its columns; None where these are no columns.

    A few lines that run over both columns may have a gap just there.
    """
    while end > start and all(w.x0 < x for w in lines[start]) and not (start + 1 < end and _beside(lines[start], lines[start + 1], x)):
        start += 1
    for first in range(start, min(start + MAX_BESIDE, end)):
        last = end
        right = min((w.order for line in lines[first:end] for w in line if w.x0 >= x), default=0)
        while last > first + 1 and all(w.x0 < x and w.order > right for w in lines[last - 1]):
            last -= 1
        for below in range(last, max(last - MAX_BESIDE, first), -1):
            if _are_columns(lines[first:below], x):
                return _Block(first, below, x, min(_gap(line, x) for line in lines[first:below]))
    return None


def _beside(line: Printed, below: Printed, x: float) -> bool:
    """Whether the line below stands beside this one, on a baseline of its own."""
    return min(w.x0 for w in below) >= x and line[0].y - below[0].y < line[0].size


def _are_columns(lines: Sequence[Printed], x: float) -> bool:
    sides = [_side(lines, x, left) for left in (True, False)]
    both = [line for line in lines if _gap(line, x) < 1e5]
    narrow = min((_gap(line, x) for line in both), default=WIDE) < WIDE
    if not all(_running_text(side, 2 * MIN_COLUMN_LINES if narrow else MIN_COLUMN_LINES) for side in sides):
        return False
    drawn = sorted((w.order, w.x0 < x) for line in lines for w in line)
    turns = sum(a != b for (_, a), (_, b) in pairwise(drawn))
    return turns <= max(1, 0.15 * len(lines)) or (turns > 1.2 * len(both) > 2 * MIN_COLUMN_LINES and all(map(_runs_on, sides)))


def _runs_on(side: Sequence[Printed]) -> bool:
    """Whether the lines of a side are sentences that go on from line to line, as wide as the column lets them."""
    edge, start = max(line[-1].x1 for line in side), min(line[0].x0 for line in side)
    full = sum(line[-1].x1 > edge - 0.15 * (edge - start) for line in side)
    lower = sum(line[0].text[:1].islower() for line in side)
    return full > 0.6 * len(side) and lower > 0.35 * len(side) and sum(map(len, side)) > 3.5 * len(side)


def _running_text(side: Sequence[Printed], least: int) -> bool:
    """True where a side holds words enough to be read by itself rather than as the cells of a table."""
    words = [w for line in side for w in line]
    return len(side) >= least and len(words) >= 2.2 * len(side) and sum(w.text[:1].isalpha() for w in words) > 0.6 * len(words)


def _follows(above: Printed, below: Printed) -> bool:
    return above[0].y - below[0].y < 3.2 * max(above[0].size, below[0].size)
