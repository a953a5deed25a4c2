"""What stands side by side without rules: columns of text, which are read one after the other, and aligned rows, which are tables."""

import re
from collections.abc import Sequence

from ingest.pdf_words import Word, segments

Printed = list[Word]
_MARKER = re.compile(r"^(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)]?|\(?[a-zA-Z][.)]|\(?[ivxlIVXL]{1,6}[.)]|[•·▪●◦‣➢○■\-–o\uf0b7])$")
_FIGURE = re.compile(r"^[-+(£$€]*\d[\d,.\s]*(?:%|p|m|k|bn|\))*$|^(?:n/?a|nil|tbc|-|–|—)$", re.I)
MIN_COLUMN_LINES, MAX_COLUMN_LINES = 5, 150


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
        result.extend(part for part in (*left, *right) if part)
        index = end
    return result


def _column_block(lines: Sequence[Printed], start: int) -> tuple[int, float | None]:
    """End of the block of two columns that begins at `start` and the x of its gutter; (start, None) where none begins."""
    parts = _parts(lines[start])
    if len(parts) != 2:
        return start, None
    low, high = parts[0][-1].x1, parts[1][0].x0
    end, both = start, 0
    while end < min(len(lines), start + MAX_COLUMN_LINES):
        line = lines[end]
        left = max((w.x1 for w in line if w.x0 < (low + high) / 2), default=low)
        right = min((w.x0 for w in line if w.x0 >= (low + high) / 2), default=high)
        if min(high, right) - max(low, left) < 8.0:
            break
        low, high = max(low, left), min(high, right)
        both += any(w.x1 <= low + 0.1 for w in line) and any(w.x0 >= high - 0.1 for w in line)
        end += 1
    block = lines[start:end]
    gutter = (low + high) / 2
    sides = [[w for line in block for w in line if (w.x0 < gutter) == left_side] for left_side in (True, False)]
    if both < MIN_COLUMN_LINES or not all(_running_text(side, both) for side in sides):
        return start, None
    return (end, gutter) if max(w.order for w in sides[0]) < min(w.order for w in sides[1]) else (start, None)


def _running_text(words: Sequence[Word], lines: int) -> bool:
    """True where a side holds words enough to be read by itself rather than as the cells of a table."""
    return len(words) >= 2.2 * lines and sum(w.text[:1].isalpha() for w in words) > 0.6 * len(words)


def _parts(line: Printed) -> list[list[Word]]:
    """Segments of a line, a paragraph number or bullet kept with what follows it."""
    parts = segments(line)
    if len(parts) > 1 and len(parts[0]) == 1 and _MARKER.match(parts[0][0].text) and len(parts) == 2:
        return [parts[0] + parts[1]]
    return parts


def aligned_rows(lines: Sequence[Printed]) -> dict[int, list[list[Word]]]:
    """Cells of the lines that form tables without rules: line index to cells, each row with the same columns.

    Three or more columns in two lines running, or a label and a figure in three lines running.
    """
    parts = [_parts(line) for line in lines]
    rows: dict[int, list[list[Word]]] = {}
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and len(parts[end]) >= 2 and (end == index or _follows(lines[end - 1], lines[end])):
            end += 1
        block = parts[index:end]
        columns = _columns(block)
        if _is_table(block, columns):
            for offset, row in enumerate(block):
                rows[index + offset] = _placed(row, columns)
        index = max(end, index + 1)
    return rows


def _follows(above: Printed, below: Printed) -> bool:
    return above[0].y - below[0].y < 3.2 * max(above[0].size, below[0].size)


def _columns(block: Sequence[Sequence[list[Word]]]) -> list[tuple[float, float]]:
    """x ranges of the columns: segments that overlap share one."""
    ranges: list[tuple[float, float]] = []
    for x0, x1 in sorted((part[0].x0, part[-1].x1) for row in block for part in row):
        if ranges and x0 < ranges[-1][1] + 1.0:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], x1))
        else:
            ranges.append((x0, x1))
    return ranges


def _is_table(block: Sequence[Sequence[list[Word]]], columns: Sequence[tuple[float, float]]) -> bool:
    if len(columns) >= 3 and len(block) >= 2:
        return sum(len(row) for row in block) >= 0.6 * len(columns) * len(block) and len({len(row) for row in block}) <= 3
    if len(columns) != 2 or len(block) < 3:
        return False
    return all(len(row) == 2 and is_figure(row[1]) for row in block)


def is_figure(words: Sequence[Word]) -> bool:
    """True where the words are one figure, or a mark that stands for none."""
    return bool(_FIGURE.match(" ".join(w.text for w in words)))


def _placed(row: Sequence[list[Word]], columns: Sequence[tuple[float, float]]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in columns]
    for part in row:
        middle = (part[0].x0 + part[-1].x1) / 2
        distances = [max(low - middle, middle - high, 0.0) for low, high in columns]
        nearest = distances.index(min(distances))
        cells[nearest].extend(part)
    return cells
