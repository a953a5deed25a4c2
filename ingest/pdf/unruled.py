"""Tables that no drawn line parts: columns by the gutters that most rows leave empty, heads by what they stand over.

What makes lines side by side a table is that their parts stand under each other and are short or figures; running text in columns, lists
with page numbers and forms are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.pdf.columns import MARKER
from ingest.pdf.grid import merged
from ingest.pdf.gutters import UNIT, Cells, Part, Range, Row, is_number, is_value, parts_of, placed, ranges, reach, split, text_of
from ingest.pdf.page import Rule

_YEAR = re.compile(r"^(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?[*†]*$")
_CAPTION = ("table ", "figure ", "chart ")
LINES_APART = 5.2
"""Baselines, in em, up to which lines may belong to one table."""
LOOK_BACK = 12
"""Rows of a table that a further row must fit."""
SINGLE = 12
"""Lines of one part in a row that a table may hold: labels that wrap or have no figures."""
MAX_HEAD = 6
"""Lines of a head."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table: the lines it takes up (end exclusive) and its rows."""

    start: int
    end: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    words: Part
    parts: Cells
    """Words with wide gaps between them, leaders left out."""
    led: bool
    """True where dots lead from one part to the next."""

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def size(self) -> float:
        return max(w.size for w in self.words)

    @property
    def several(self) -> bool:
        return len(self.parts) > 1


def _line(words: Part) -> _Line:
    kept = []
    led = False
    for word in words:
        text = word.text.rstrip(".…·_")
        leader = len(word.text) - len(text) >= 3
        led = led or leader
        if text or not leader:
            kept.append(replace(word, text=text, edges=word.edges[: len(text) + 1]) if leader else word)
    parts = parts_of(kept)
    if len(parts) > 1 and len(parts[0]) == 1 and not is_value(parts[1]) and _is_marker(parts[0][0].text, len(parts)):
        parts[:2] = [parts[0] + parts[1]]
    return _Line(words, parts or [kept or words], led and bool(parts))


def _is_marker(text: str, parts: int) -> bool:
    """True for the number or bullet of a paragraph; a bare number may name a row where other cells follow."""
    return bool(MARKER.match(text)) and (parts == 2 or not text.isalnum())


def tables(lines: Sequence[Part], rules: Sequence[Rule]) -> list[Found]:
    """The tables without drawn columns among the lines of a page, which come from top to bottom."""
    looked = [_line(line) for line in lines]
    dashes = [Rule(w.x0, w.y, w.x1, w.y) for line in lines for w in line if len(line) == 1 and _dashed(w.text)]
    flat = merged([*(r for r in rules if r.horizontal), *dashes])
    found: list[Found] = []
    floor = 0
    for start, end in _runs(looked):
        looked[start:end] = _figures_first(looked[start:end])
        body = [at for at in range(start, end) if looked[at].several]
        block = looked[start:end]
        columns = _labelled(block, _columns([looked[at] for at in body]))
        first = next((at for at in body if _is_body(looked[at], columns)), start)
        rows_from = [looked[at] for at in body if at >= first]
        headed = len(rows_from) < len(body)
        if not _is_table(rows_from, columns, _ruled(block, flat), headed):
            continue
        first -= _labels(looked[floor:first], columns)
        top = _head_start(looked, floor, first, columns, flat)
        rows = (*_head(looked[top:first], columns, flat), *_rows(looked[first:end], columns, flat))
        found.append(Found(top, end, tuple(rows)))
        floor = end
    return found


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Where lines of several parts follow each other whose parts stand under each other, with few single ones in between."""
    start = 0
    while start < len(lines):
        if not lines[start].several:
            start += 1
            continue
        run = [start]
        at = start + 1
        while at < len(lines) and at - run[-1] <= SINGLE and _follows(lines[at - 1], lines[at]):
            if lines[at].several:
                above = [lines[one] for one in run[-LOOK_BACK:]]
                if not _fits(above, lines[at]) or _begins(above, lines[at - 1], lines[at]):
                    break
                run.append(at)
            elif _is_prose(lines[at], [lines[one] for one in run]):
                break
            at += 1
        yield start, run[-1] + 1
        start = run[-1] + 1


def _begins(rows: Sequence[_Line], above: _Line, line: _Line) -> bool:
    """True for the head of a further table: it stands apart from rows of figures and has none itself."""
    figured = sum(any(map(is_value, row.parts[1:])) and not _years(row.parts[1:]) for row in rows)
    heads = not any(map(is_value, line.parts[1:])) or _years(line.parts[1:])
    return figured > 0 and heads and above.y - line.y > 1.8 * line.size


def _follows(above: _Line, below: _Line) -> bool:
    return -0.5 * above.size < above.y - below.y < LINES_APART * max(above.size, below.size)


def _is_prose(line: _Line, run: Sequence[_Line]) -> bool:
    """True for a line of running text rather than a cell or a heading between rows."""
    left, right = min(one.words[0].x0 for one in run), max(one.words[-1].x1 for one in run)
    wide = len(line.words) > 5 and line.words[-1].x1 - line.words[0].x0 > 0.6 * (right - left)
    return wide or (line.words[0].x0 < left - 12 and not _dashed(line.words[0].text))


def _fits(rows: Sequence[_Line], line: _Line) -> bool:
    """Whether a line leaves most of the gutters of the rows above it empty."""
    before = len(ranges([row.parts for row in rows])) - 1
    after = len(ranges([*(row.parts for row in rows), line.parts])) - 1
    return after >= max(1.0, 0.6 * min(before, len(line.parts) - 1))


def _figures_first(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, a figure that stands before the label of most rows a part of its own."""
    several = [line.parts[0] for line in lines if line.several and len(line.parts[0]) > 1]
    led = [part for part in several if is_number(part[0]) and not part[0].text.endswith((".", ")"))]
    begins = sorted(part[1].x0 for part in led)
    led = [part for part in led if abs(part[1].x0 - begins[len(begins) // 2]) < 2.0]
    if len(led) < max(3.0, 0.6 * sum(line.several for line in lines)):
        return list(lines)
    return [replace(o, parts=[o.parts[0][:1], o.parts[0][1:], *o.parts[1:]]) if o.parts[0] in led else o for o in lines]


def _columns(body: Sequence[_Line]) -> list[Range]:
    """The columns, by the rows of figures or else by those that have most of the cells: heads reach over several."""
    values = [line for line in body if 2 * sum(map(is_value, line.parts[1:])) >= len(line.parts) and not _years(line.parts[1:])]
    rows = values if len(values) >= 0.5 * len(body) or any(len(line.parts) > 4 for line in values) else body
    counts = sorted(len(line.parts) for line in rows)
    usual = counts[(3 * len(counts)) // 4] if counts else 0
    units = [line for line in body if len(line.parts) >= usual and all(UNIT.match(text_of(part)) for part in line.parts)]
    return ranges([line.parts for line in (*rows, *units) if len(line.parts) >= 0.6 * usual])


def _labelled(block: Sequence[_Line], columns: list[Range]) -> list[Range]:
    """The columns, with that of labels that stand beside the figures' lines, not on them."""
    beside = [line.words for line in block if not line.several and columns and line.words[-1].x1 < columns[0][0]]
    return [(min(w[0].x0 for w in beside), max(w[-1].x1 for w in beside)), *columns] if len(beside) > 1 else columns


def _is_body(line: _Line, columns: Sequence[Range]) -> bool:
    """True for a row of figures: the first of them ends the head."""
    others = [part for part in line.parts if reach(part, columns)[0] > 0]
    return bool(others) and sum(map(is_value, others)) >= 0.5 * len(others) and not _years(others)


def _years(parts: Sequence[Part]) -> bool:
    """True for a head that counts years, not for figures."""
    texts = [text_of(part) for part in parts]
    return len(texts) > 1 and all(map(_YEAR.match, texts))


def _dashed(text: str) -> bool:
    """True for a line drawn with characters."""
    return len(text) >= 5 and set(text) <= set("-_=–—")


def _ruled(block: Sequence[_Line], flat: Sequence[Rule]) -> int:
    """Drawn lines between the lines of a block that reach over most of it."""
    left, right = min(line.words[0].x0 for line in block), max(line.words[-1].x1 for line in block)
    low, high = block[-1].y, block[0].y
    levels = {round(r.y0) for r in flat if low < r.y0 < high and min(r.x1, right) - max(r.x0, left) > 0.6 * (right - left)}
    return len(levels)


def _is_table(body: Sequence[_Line], columns: Sequence[Range], ruled: int, headed: bool) -> bool:
    """Whether the rows are a table: figures under each other, or short words that stand in line in three columns or more."""
    whole = sum(len(line.parts) >= 0.6 * len(columns) for line in body)
    enough = 1.0 if headed and len(columns) > 4 else max(2, 0.15 * len(body))
    if len(columns) < 2 or whole < enough:
        return False
    cells = [(part, over) for line in body for part in line.parts if (over := reach(part, columns)[0]) > 0]
    filled = len(cells) + sum(reach(line.parts[0], columns)[0] == 0 for line in body)
    if filled < 0.35 * len(columns) * len(body):
        return False
    values = sum(is_value(part) for part, _ in cells)
    if all(line.led for line in body) and _counts_pages(body):
        return False
    if values >= 0.6 * len(cells):
        return len(columns) > 2 or sum(len(line.parts) == 2 and is_value(line.parts[1]) for line in body) >= max(3.0, 0.6 * len(body))
    words = sum(len(part) for line in body for part in line.parts) / max(1, sum(len(line.parts) for line in body))
    if ruled >= max(2, 0.6 * (len(body) - 1)):
        return len(columns) >= 3 or values >= 0.3 * len(cells)
    apart = min(right[0] - left[1] for left, right in pairwise(columns)) > body[0].size
    return len(columns) >= 3 and whole >= max(3.0, 0.5 * len(body)) and words <= 4.5 and apart and _aligned(body, columns)


def _counts_pages(body: Sequence[_Line]) -> bool:
    """True for a list of contents: whole numbers that never fall, one a line."""
    last = [text_of(line.parts[-1]) for line in body]
    pages = [int(text) for text in last if text.isdecimal()]
    return all(len(line.parts) == 2 for line in body) and len(pages) >= 0.8 * len(last) and all(a <= b for a, b in pairwise(pages))


def _aligned(body: Sequence[_Line], columns: Sequence[Range]) -> bool:
    """Whether most parts begin, end or are centred where others of their column are."""
    fine = total = 0
    for at in range(len(columns)):
        parts = [part for line in body for part in line.parts if reach(part, columns)[0] == at]
        total += len(parts)
        edges = ([p[0].x0 for p in parts], [p[-1].x1 for p in parts], [(p[0].x0 + p[-1].x1) / 2 for p in parts])
        fine += max((sum(abs(x - sorted(xs)[len(xs) // 2]) < 3.0 for x in xs) for xs in edges), default=0)
    return fine >= 0.7 * total


# Heads


def _labels(lines: Sequence[_Line], columns: Sequence[Range]) -> int:
    """How many lines between the head and the first row of figures are headings inside the table or the first lines of a label."""
    count = 0
    while count < len(lines) and not (line := lines[-1 - count]).several:
        if line.words[0].x0 > columns[0][1] or line.words[-1].x1 > columns[1][0] + 12 or count > 3:
            return 0
        count += 1
    near = count and count < len(lines) and lines[-1 - count].y - lines[-count].y < 2.6 * lines[-count].size
    return count if near and not _is_body(lines[-1 - count], columns) else 0


def _head_start(lines: Sequence[_Line], floor: int, first: int, columns: Sequence[Range], flat: Sequence[Rule]) -> int:
    """The first line of the head over the first row of figures."""
    top = first
    while top > floor and first - top < MAX_HEAD and _follows(lines[top - 1], lines[top]) and _heads(lines[top - 1], lines[top], columns):
        if top < first and _divides(lines[top - 1], lines[top], columns, flat) and not lines[top - 1].several:
            break
        top -= 1
    return top


def _heads(line: _Line, below: _Line, columns: Sequence[Range]) -> bool:
    """Whether a line may be part of a head: its parts are short, stand over the columns and not only at the left edge of the table."""
    x0, x1 = line.words[0].x0, line.words[-1].x1
    if x0 < columns[0][0] - 12 or x1 > columns[-1][1] + 40 or line.y - below.y > (3.0 if line.several else 2.2) * line.size:
        return False
    text = text_of(line.words).casefold()
    prose = any(len(part) > 8 for part in line.parts) or text.endswith((".", ":", ";"))
    if prose or text.startswith(_CAPTION) or (MARKER.match(line.words[0].text) and not line.words[0].text.isalnum()):
        return False
    return line.several or (x0 > columns[0][0] + 12 and x0 > columns[0][1] - 12)


def _divides(above: _Line, below: _Line, columns: Sequence[Range], flat: Sequence[Rule]) -> bool:
    """Whether a line is drawn across the table between two printed lines."""
    left, right = columns[0][0], columns[-1][1]
    return any(below.y < r.y0 < above.y and min(r.x1, right) - max(r.x0, left) > 0.8 * (right - left) for r in flat)


def _head(lines: Sequence[_Line], columns: Sequence[Range], flat: Sequence[Rule]) -> Iterator[Row]:
    """The rows of a head: one of what reaches over several columns for each line that has it, then the names of the columns."""
    names: Cells = [[] for _ in columns]
    for index, line in enumerate(lines):
        below = lines[index + 1].y if index + 1 < len(lines) else line.y - 2 * line.size
        wide: list[tuple[Part, list[int]]] = []
        for part in (piece for whole in line.parts for piece in split(whole, columns)):
            over = _under(part, below, columns, flat)
            if len(over) > 1 and index + 1 < len(lines):
                wide.append((part, over))
            else:
                names[over[0]].extend(part)
        if wide:
            yield _wide_row(wide, len(columns))
    if any(names):
        yield Row(names)


def _under(part: Part, below: float, columns: Sequence[Range], flat: Sequence[Rule]) -> list[int]:
    """The columns that a part of a head names: those over which the line beneath it is drawn, else those it stands over."""
    over = reach(part, columns)
    y, x0, x1, wide = part[0].y, part[0].x0, part[-1].x1, 0.9 * (columns[-1][1] - columns[0][0])
    drawn = [r for r in flat if below < r.y0 < y + 0.1 and r.x0 < x0 + 2 and r.x1 > x1 - 2 and r.x1 - r.x0 < wide]
    if drawn:
        under = min(drawn, key=lambda r: y - r.y0)
        return [at for at, (low, high) in enumerate(columns) if under.x0 - 3 < (low + high) / 2 < under.x1 + 3] or over
    return over


def _wide_row(wide: Sequence[tuple[Part, list[int]]], count: int) -> Row:
    cells: Cells = [[] for _ in range(count)]
    spans = [1] * count
    for part, over in wide:
        if any(cells[at] or spans[at] != 1 for at in over):
            over = [over[0]]
        cells[over[0]].extend(part)
        spans[over[0] : over[-1] + 1] = [len(over), *[0] * (over[-1] - over[0])]
    return Row(cells, tuple(spans))


# Rows


def _rows(lines: Sequence[_Line], columns: Sequence[Range], flat: Sequence[Rule]) -> Iterator[Row]:
    """One row a printed line, but for the further lines of a wrapped cell: drawn lines tell them, else figures and small letters."""
    ruled = _ruled(lines, flat) >= max(2, 0.6 * (sum(line.several for line in lines) - 1))
    steps = sorted(above.y - below.y for above, below in pairwise(lines) if above.several and below.several)
    close = 0.87 * steps[len(steps) // 2] if len(steps) > 1 else 0.0
    held: Row | None = None
    before = lines[0].size * 1.5
    for index, line in enumerate(lines):
        if len(line.words) == 1 and _dashed(line.words[0].text):
            continue
        row = placed(line.parts, columns)
        above, below = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else None
        joined = ruled and not _divides(above, line, columns, flat)
        tail = _is_label(row) and held is not None and not _is_label(held) and below is not None
        near = above.y - line.y < (close or 0.87 * before) and not (tail and below and above.y - line.y > 0.87 * (line.y - below.y))
        if held is not None and (joined or _goes_on(held, row, above, line, near)):
            held = Row([one + other for one, other in zip(held.cells, row.cells, strict=True)], held.spans)
            continue
        if held is not None:
            yield held
        held, before = row, above.y - line.y if index else before
    if held is not None:
        yield held


def _is_label(row: Row) -> bool:
    """True where only the first cell is filled."""
    return bool(row.cells[0]) and not any(row.cells[1:])


def _goes_on(held: Row, row: Row, above: _Line, line: _Line, near: bool) -> bool:
    """Whether a printed line belongs to the row above it; `near` where it stands closer to it than rows do to each other."""
    filled = [at for at, cell in enumerate(row.cells) if cell]
    small = bool(filled) and row.cells[filled[0]][0].text[:1].islower()
    if above.y - line.y < 0.85 * line.size and (_is_label(held) or _is_label(row)):
        return True
    if not filled or above.y - line.y > 1.6 * line.size:
        return False
    if _is_label(held):
        return filled[0] == 0 and (small or near) and not held.cells[0][-1].text.endswith(":")
    if any(is_value(row.cells[at]) for at in filled):
        return False
    return (small or (near and filled == [0])) and all(held.cells[at] for at in filled)
