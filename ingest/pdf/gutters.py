"""Tables that no drawn line parts: columns by the gutters that most rows leave empty, heads by what they stand over.

What makes lines side by side a table is that their parts stand under each other and are short or figures; running text in columns, lists
with page numbers and forms are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.pdf.page import Rule
from ingest.pdf.words import Word

Part = list[Word]
Cells = list[Part]
Range = tuple[float, float]

_MARKER = re.compile(r"^(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)]?|\(?[a-zA-Z][.)]|\(?[ivxlIVXL]{1,6}[.)]|[•·▪●◦‣➢○■\-–o\uf0b7])$")
_FIGURE = re.compile(r"^[-+–−(<>~£$€]*\d[\d,.\s]*(?:%|p|m|k|bn|\))*[*†‡]*$|^(?:n/?a|n\.a\.?|nil|tbc|\.\.|-|–|—|:|\*)$", re.I)
_NUMBER = re.compile(r"^[-+–−(£$€]*\d[\d,.]*[%)]*$")
_OF_ONE = re.compile(r"^\d{3}(?:[.,]\d+)?$|^\(.*\)$")
"""Figures that may belong to the one before them: "10 000", "38 (24.7%)"."""
_LEADER = re.compile(r"[.…·_]{4,}$|(?<=[^.])\.{3,}$")
GAP = 0.75
"""Empty space in em from which words of a line may stand in two cells."""
LINES_APART = 3.2
"""Baselines, in em, up to which lines may belong to one table."""
SLACK = 0.15
"""Share of the rows that may cross a gutter."""
LOOK_BACK = 12
"""Rows of a table that a further row must fit."""
MAX_HEAD = 6
"""Lines of a head."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; `spans` as in Line.spans, () where no cell reaches over others."""

    cells: Cells
    spans: tuple[int, ...] = ()


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


def text_of(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def is_figure(words: Sequence[Word]) -> bool:
    """True where the words are one figure, or a mark that stands for none."""
    return bool(_FIGURE.match(text_of(words)))


def is_value(words: Sequence[Word]) -> bool:
    """True for a figure that may carry a word or two of its unit ("100 million")."""
    return is_figure(words) or (len(words) == 2 and bool(_NUMBER.match(words[0].text)))


def parts_of(words: Sequence[Word]) -> Cells:
    """The words of a line that may be cells: parted by a wide gap, figures from each other by any where there are many."""
    parts: Cells = []
    many = sum(bool(_NUMBER.match(word.text)) for word in words) > max(2.0, 0.5 * len(words))
    for word in words:
        last = parts[-1][-1] if parts else None
        gap = word.x0 - last.x1 if last else 0.0
        size = max(word.size, last.size) if last else 0.0
        figures = many and last is not None and gap > 0.2 * size and _NUMBER.match(last.text) and _NUMBER.match(word.text)
        if last is None or gap > GAP * size or (figures and not _OF_ONE.match(word.text)):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _line(words: Part) -> _Line:
    kept = []
    led = False
    for word in words:
        found = _LEADER.search(word.text)
        led = led or bool(found)
        if not found:
            kept.append(word)
        elif found.start():
            kept.append(replace(word, text=word.text[: found.start()], edges=word.edges[: found.start() + 1]))
    parts = parts_of(kept)
    if len(parts) > 1 and len(parts[0]) == 1 and not is_value(parts[1]) and _is_marker(parts[0][0].text, len(parts)):
        parts[:2] = [parts[0] + parts[1]]
    return _Line(words, parts or [kept or words], led and bool(parts))


def _is_marker(text: str, parts: int) -> bool:
    """True for the number or bullet of a paragraph; a bare number may name a row where other cells follow."""
    return bool(_MARKER.match(text)) and (parts == 2 or not text.isalnum())


def ranges(rows: Sequence[Cells], slack: float = SLACK) -> list[Range]:
    """x ranges of the columns: what stands in a few rows over a gutter that the others leave empty reaches over it and makes none."""
    allowed = int(slack * len(rows))
    cores = _covered([(p[0].x0, p[-1].x1) for row in rows for p in row], allowed)
    kept = [
        (part[0].x0, part[-1].x1)
        for row in rows
        for part in row
        if sum(part[0].x0 < high and part[-1].x1 > low for low, high in cores) < 2
    ]
    return _covered(kept, 0)


def _covered(spans: Sequence[Range], allowed: int) -> list[Range]:
    """Where more than `allowed` of the spans lie, those that all but touch taken as one."""
    events = sorted([(x0, 1) for x0, _ in spans] + [(x1, -1) for _, x1 in spans], key=lambda e: (e[0], -e[1]))
    found: list[Range] = []
    depth, start = 0, 0.0
    for x, step in events:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            start = x
        elif depth <= allowed < before:
            if found and start - found[-1][1] < 1.0:
                found[-1] = (found[-1][0], x)
            else:
                found.append((start, x))
    return found


def reach(part: Sequence[Word], columns: Sequence[Range]) -> list[int]:
    """The columns that a part stands over; the nearest where it stands over none."""
    x0, x1 = part[0].x0, part[-1].x1
    over = [at for at, (low, high) in enumerate(columns) if min(x1, high) - max(x0, low) > min(2.0, 0.5 * (x1 - x0))]
    middle = (x0 + x1) / 2
    return over or [min(range(len(columns)), key=lambda at: max(columns[at][0] - middle, middle - columns[at][1], 0.0))]


def placed(parts: Sequence[Part], columns: Sequence[Range]) -> Row:
    """The parts of a line in their columns; figures that stand close are parted, other words that reach over columns span them."""
    cells: Cells = [[] for _ in columns]
    spans = [1] * len(columns)
    for part in parts:
        over = reach(part, columns)
        if len(over) > 1 and all(_NUMBER.match(w.text) for w in part):
            for word in part:
                cells[reach([word], columns)[0]].append(word)
            continue
        cells[over[0]].extend(part)
        if len(over) > 1 and not any(cells[at] for at in over[1:]):
            spans[over[0] : over[-1] + 1] = [len(over), *[0] * (len(over) - 1)]
    return Row(cells, tuple(spans) if max(spans) > 1 else ())


def tables(lines: Sequence[Part], rules: Sequence[Rule]) -> list[Found]:
    """The tables without drawn columns among the lines of a page, which come from top to bottom."""
    looked = [_line(line) for line in lines]
    flat = [r for r in rules if r.horizontal]
    found: list[Found] = []
    floor = 0
    for start, end in _runs(looked):
        body = [at for at in range(start, end) if looked[at].several]
        columns = _columns([looked[at] for at in body])
        block = looked[start:end]
        if not _is_table([looked[at] for at in body], columns, _ruled(block, flat)):
            continue
        first = next((at for at in body if _is_body(looked[at], columns)), start)
        top = _head_start(looked, max(floor, 0), first, columns, flat)
        rows = (*_head(looked[top:first], columns, flat), *_rows(looked[first:end], columns, flat))
        found.append(Found(top, end, tuple(rows)))
        floor = end
    return found


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Where lines of several parts follow each other whose parts stand under each other; at most two single ones in between."""
    start = 0
    while start < len(lines):
        if not lines[start].several:
            start += 1
            continue
        run = [start]
        at = start + 1
        while at < len(lines) and at - run[-1] <= 3 and _follows(lines[at - 1], lines[at]):
            if lines[at].several:
                if not _fits([lines[one] for one in run[-LOOK_BACK:]], lines[at]):
                    break
                run.append(at)
            elif _is_prose(lines[at], [lines[one] for one in run]):
                break
            at += 1
        yield start, run[-1] + 1
        start = run[-1] + 1


def _follows(above: _Line, below: _Line) -> bool:
    return -0.5 * above.size < above.y - below.y < LINES_APART * max(above.size, below.size)


def _is_prose(line: _Line, run: Sequence[_Line]) -> bool:
    """True for a line of running text rather than a cell or a heading between rows."""
    left, right = min(one.words[0].x0 for one in run), max(one.words[-1].x1 for one in run)
    return len(line.words) > 5 and line.words[-1].x1 - line.words[0].x0 > 0.6 * (right - left)


def _fits(rows: Sequence[_Line], line: _Line) -> bool:
    """Whether a line leaves most of the gutters of the rows above it empty."""
    before = len(ranges([row.parts for row in rows])) - 1
    after = len(ranges([*(row.parts for row in rows), line.parts])) - 1
    return after >= max(1.0, 0.6 * min(before, len(line.parts) - 1))


def _columns(body: Sequence[_Line]) -> list[Range]:
    """The columns, by the rows that have most of the cells: heads reach over several."""
    counts = sorted(len(line.parts) for line in body)
    usual = counts[(3 * len(counts)) // 4] if counts else 0
    return ranges([line.parts for line in body if len(line.parts) >= 0.6 * usual])


def _is_body(line: _Line, columns: Sequence[Range]) -> bool:
    """True for a row of figures: the first of them ends the head."""
    others = [part for part in line.parts if reach(part, columns)[0] > 0]
    return bool(others) and sum(map(is_value, others)) >= 0.5 * len(others) and not _years(others)


def _years(parts: Sequence[Part]) -> bool:
    """True for a head that counts years, not for figures."""
    texts = [text_of(part) for part in parts]
    return len(texts) > 1 and all(re.match(r"^(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?[*†]*$", text) for text in texts)


def _ruled(block: Sequence[_Line], flat: Sequence[Rule]) -> int:
    """Drawn lines between the lines of a block that reach over most of it."""
    left, right = min(line.words[0].x0 for line in block), max(line.words[-1].x1 for line in block)
    low, high = block[-1].y, block[0].y
    levels = {round(r.y0) for r in flat if low < r.y0 < high and min(r.x1, right) - max(r.x0, left) > 0.6 * (right - left)}
    return len(levels)


def _is_table(body: Sequence[_Line], columns: Sequence[Range], ruled: int) -> bool:
    """Whether the rows are a table: figures under each other, or short words that stand in line in three columns or more."""
    whole = sum(len(line.parts) >= 0.6 * len(columns) for line in body)
    if len(columns) < 2 or whole < max(2, 0.4 * len(body)):
        return False
    cells = [(part, over) for line in body for part in line.parts if (over := reach(part, columns)[0]) > 0]
    filled = len(cells) + sum(reach(line.parts[0], columns)[0] == 0 for line in body)
    if filled < 0.4 * len(columns) * len(body):
        return False
    values = sum(is_value(part) for part, _ in cells)
    if all(line.led for line in body) and _counts_pages(body):
        return False
    if values >= 0.6 * len(cells):
        return len(body) >= (3 if len(columns) == 2 else 2)
    words = sum(len(part) for line in body for part in line.parts) / max(1, sum(len(line.parts) for line in body))
    if ruled >= max(2, 0.6 * (len(body) - 1)):
        return len(columns) >= 3 or values >= 0.3 * len(cells)
    apart = min(right[0] - left[1] for left, right in pairwise(columns)) > body[0].size
    return len(columns) >= 3 and whole >= 3 and words <= 4.5 and apart and _aligned(body, columns)


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
    if line.words[0].x0 < columns[0][0] - 12 or line.words[-1].x1 > columns[-1][1] + 40 or line.y - below.y > 2.2 * line.size:
        return False
    text = text_of(line.words)
    if any(len(part) > 8 for part in line.parts) or text.endswith((".", ":", ";")) or re.match(r"^(?:table|figure|chart|\d+\.)\s", text, re.I):
        return False
    return line.several or (line.words[0].x0 > columns[0][0] + 12 and line.words[0].x0 > columns[0][1] - 12)


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
        for part in line.parts:
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
    y, x0, x1 = part[0].y, part[0].x0, part[-1].x1
    drawn = [r for r in flat if below < r.y0 < y + 0.1 and r.x0 < x0 + 2 and r.x1 > x1 - 2 and r.x1 - r.x0 < 0.9 * (columns[-1][1] - columns[0][0])]
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
    held: Row | None = None
    for index, line in enumerate(lines):
        row = placed(line.parts, columns)
        if held is not None and _goes_on(held, row, lines[index - 1], line, ruled and not _divides(lines[index - 1], line, columns, flat)):
            held = Row([one + other for one, other in zip(held.cells, row.cells, strict=True)], held.spans)
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _goes_on(held: Row, row: Row, above: _Line, line: _Line, joined: bool) -> bool:
    """Whether a printed line belongs to the row above it."""
    if joined:
        return True
    filled = [at for at, cell in enumerate(row.cells) if cell]
    if not filled or above.y - line.y > 1.6 * line.size:
        return False
    small = row.cells[filled[0]][0].text[:1].islower()
    if [at for at, cell in enumerate(held.cells) if cell] == filled[:1] == [0]:
        return small and not held.cells[0][-1].text.endswith(":")
    if any(is_value(row.cells[at]) for at in filled):
        return False
    label = filled == [0] and small and not any(cell for cell in held.cells[1:])
    return (small and all(held.cells[at] for at in filled)) or label
