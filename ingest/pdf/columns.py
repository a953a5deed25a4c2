"""Columns of text, which are read one after the other."""

import re
from collections.abc import Sequence

from ingest.pdf.words import Word, segments

Printed = list[Word]
MARKER = re.compile(r"^(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)]?|\(?[a-zA-Z][.)]|\(?[ivxlIVXL]{1,6}[.)]|[•·▪●◦‣➢○■\-–o\uf0b7])$")
MIN_COLUMN_LINES, MAX_COLUMN_LINES = 3, 150


def reading_order(lines: Sequence[Printed]) -> list[Printed]:
    """Put two columns of running text one after the other; all else stays from top to bottom.

    Columns are lines parted by one gutter, of which the left side was drawn wholly before the right: a table is drawn row by row.
    """
    result: list[Printed] = []
    index = 0
    while index < len(lines):
        end, gutter = _column_block(lines, index)
        if gutter is None:
            result.append(lines[index])
            index += 1
            continue
        left = [[w for w in line if w.x1 <= gutter] for line in lines[index:end]]
        right = [[w for w in line if w.x0 >= gutter] for line in lines[index:end]]
        last = max(w.order for part in left for w in part)
        while result and all(w.x0 >= gutter and w.order > last for w in result[-1]):
            right.insert(0, result.pop())  # the right column began higher than the left
        result.extend(part for part in (*left, *right) if part)
        index = end
    return result


def _column_block(lines: Sequence[Printed], start: int) -> tuple[int, float | None]:
    """End of the block of two columns that begins at `start` and the x of its gutter; (start, None) where none begins."""
    found = _gutter(lines, start)
    if found is None:
        return start, None
    low, high = found
    end = start
    while end < min(len(lines), start + MAX_COLUMN_LINES):
        line = lines[end]
        left = max((w.x1 for w in line if w.x0 < (low + high) / 2), default=low)
        right = min((w.x0 for w in line if w.x0 >= (low + high) / 2), default=high)
        if min(high, right) - max(low, left) < 8.0 or (end > start and not _follows(lines[end - 1], line)):
            break
        low, high = max(low, left), min(high, right)
        end += 1
    gutter = (low + high) / 2
    end = _last_line(lines, start, end, gutter)
    sides = [[part for line in lines[start:end] if (part := [w for w in line if (w.x0 < gutter) == first])] for first in (True, False)]
    if not all(_running_text(side) for side in sides):
        return start, None
    in_turn = max(w.order for part in sides[0] for w in part) < min(w.order for part in sides[1] for w in part)
    return (end, gutter) if in_turn else (start, None)


def _gutter(lines: Sequence[Printed], start: int) -> tuple[float, float] | None:
    """The empty x range between two parts of a line, or between two lines that stand side by side on their own baselines."""
    parts = _parts(lines[start])
    if len(parts) == 1 and start + 1 < len(lines):
        beside = _parts(lines[start + 1])
        if len(beside) == 1 and abs(parts[0][0].y - beside[0][0].y) < parts[0][0].size:
            parts = sorted((parts[0], beside[0]), key=lambda part: part[0].x0)
    return (parts[0][-1].x1, parts[1][0].x0) if len(parts) == 2 else None


def _last_line(lines: Sequence[Printed], start: int, end: int, gutter: float) -> int:
    """End of the block without what was drawn after the right column and only happens to stand below."""
    right = [w.order for line in lines[start:end] for w in line if w.x0 >= gutter]
    while end > start + 1 and all(w.x0 < gutter for w in lines[end - 1]) and max(w.order for w in lines[end - 1]) > min(right, default=0):
        end -= 1
    return end


def _running_text(side: Sequence[Printed]) -> bool:
    """True where a side holds words enough to be read by itself rather than as the cells of a table."""
    words = [w for line in side for w in line]
    return len(side) >= MIN_COLUMN_LINES and len(words) >= 2.2 * len(side) and sum(w.text[:1].isalpha() for w in words) > 0.6 * len(words)


def _parts(line: Printed) -> list[list[Word]]:
    """Segments of a line, a paragraph number or bullet kept with what follows it."""
    parts = segments(line)
    if len(parts) > 1 and len(parts[0]) == 1 and MARKER.match(parts[0][0].text) and len(parts) == 2:
        return [parts[0] + parts[1]]
    return parts


def _follows(above: Printed, below: Printed) -> bool:
    return above[0].y - below[0].y < 3.2 * max(above[0].size, below[0].size)
