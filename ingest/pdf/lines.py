"""A drawn page as Lines in reading order: ruled rows, aligned rows, columns of text, sideways stamps."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.models import Box, Line
from ingest.pdf.columns import reading_order
from ingest.pdf.grid import grids
from ingest.pdf.page import Drawing, Piece, Rule, turned, unturned
from ingest.pdf.rows import Draft, grid_drafts, plain_drafts, row_draft
from ingest.pdf.unruled import tables
from ingest.pdf.words import Word, bands, stamp_words, words_of

_BULLETS = "•·▪●◦‣➢○■□◆❖∙"
_BULLET = re.compile(rf"^[{_BULLETS}]\s*(?=\S)")
MAX_RULES = 20_000
MAX_STRIKES = 2_000
"""Rules on one page above which it is a drawing: no tables, no struck-out words are looked for."""


def page_lines(drawing: Drawing, page: int, height: float) -> list[Line]:
    """The printed lines of a page in reading order.

    Text turned the way most of the page is gives the order; text turned otherwise (a stamp set sideways) is put where its top stands.
    """
    by_angle: dict[int, list[Piece]] = {}
    askew: dict[int, list[Piece]] = {}
    for piece in drawing.pieces:
        (askew if piece.askew else by_angle).setdefault(piece.angle, []).append(piece)
    by_angle = by_angle or askew
    if not by_angle:
        return []
    main = max(by_angle, key=lambda angle: (sum(len(p.text) for p in by_angle[angle]), -angle))
    lines: list[Line] = []
    rules = drawing.rules if len(drawing.rules) <= MAX_RULES else []
    for angle in sorted(by_angle, key=lambda a: a != main):
        words = words_of(by_angle[angle])
        turned_rules = [_turn(rule, angle) for rule in rules]
        drafts = _main_drafts(words, turned_rules, height) if angle == main else plain_drafts(bands(words), _strikes(turned_rules))
        finished = _finish(drafts, page, angle)
        lines = finished if angle == main else _insert(lines, finished, main)
    for angle, pieces in askew.items() if askew is not by_angle else ():
        lines = _insert(lines, _finish(plain_drafts(bands(words_of(pieces)), []), page, angle), main)
    return lines


def _turn(rule: Rule, angle: int) -> Rule:
    (a, b), (c, d) = turned(rule.x0, rule.y0, angle), turned(rule.x1, rule.y1, angle)
    return Rule(min(a, c), min(b, d), max(a, c), max(b, d))


def _main_drafts(words: list[Word], rules: Sequence[Rule], height: float) -> list[Draft]:
    """Ruled tables as blocks of rows, the rest as lines in reading order, put together from top to bottom."""
    drawn = grids(rules)
    flat = _strikes(rules)
    inside: list[list[Word]] = [[] for _ in drawn]
    free: list[Word] = stamp_words(words, height) if drawn else []
    for word in (w for w in words if not any(w is s for s in free[:4])):
        x, y = (word.x0 + word.x1) / 2, word.y + 0.3 * word.size
        for index, grid in enumerate(drawn):
            if grid.contains(x, y):
                inside[index].append(word)
                break
        else:
            free.append(word)
    drafts = _free_drafts(free, flat)
    for grid, members in zip(drawn, inside, strict=True):
        rows = grid_drafts(grid, members, flat)
        place = next((i for i, d in enumerate(drafts) if d.base < grid.ys[0] and _below(drafts, i, grid.ys[0])), len(drafts))
        drafts[place:place] = rows
    return drafts


def _below(drafts: Sequence[Draft], index: int, top: float) -> bool:
    """True where no later line of the same block stands above `top` (columns read one after the other break the order)."""
    return all(d.base < top for d in drafts[index : index + 3])


def _strikes(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that may strike words out."""
    flat = [r for r in rules if r.horizontal]
    return flat if len(flat) <= MAX_STRIKES else []


def _free_drafts(words: Sequence[Word], rules: Sequence[Rule]) -> list[Draft]:
    lines = reading_order(bands(words))
    drafts: list[Draft] = []
    done = 0
    for table in tables(lines, rules):
        drafts.extend(plain_drafts(lines[done : table.start], rules))
        drafts.extend(replace(row_draft(row.cells, rules), spans=row.spans) for row in table.rows if any(row.cells))
        done = table.end
    return [*drafts, *plain_drafts(lines[done:], rules)]


def _finish(drafts: Sequence[Draft], page: int, angle: int) -> list[Line]:
    """Lines with the look that carries meaning: size, indent, gap above, bullets, box on the displayed page."""
    leading = _leading(drafts)
    lines: list[Line] = []
    for index, draft in enumerate(drafts):
        sizes = Counter(round(w.size * 2) / 2 for w in draft.words for _ in w.text)
        size = max(sizes, key=lambda s: (sizes[s], s))
        gap = index > 0 and _stands_apart(drafts[index - 1], draft, size, leading)
        x0, x1 = min(w.x0 for w in draft.words), max(w.x1 for w in draft.words)
        (ax, ay), (bx, by) = unturned(x0, draft.bottom, angle), unturned(x1, draft.top, angle)
        box = Box(page, *(round(v, 1) for v in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
        text, struck, bullet = _unbulleted(draft)
        if text:
            lines.append(
                Line(
                    text,
                    page,
                    draft.cells,
                    bold=draft.bold,
                    size=size,
                    indent=round(x0, 1),
                    gap=gap,
                    bullet=bullet,
                    struck=tuple(struck),
                    box=box,
                    spans=draft.spans,
                )
            )
    return lines


def _unbulleted(draft: Draft) -> tuple[str, list[tuple[int, int]], bool]:
    """Take a bullet off the front; in symbol fonts any single character is one, and a lone "o" set apart is Word's round bullet."""
    first = draft.words[0]
    match = _BULLET.match(draft.text)
    cut = match.end() if match else 0
    if not cut and len(draft.words) > 1 and len(first.text) == 1 and not draft.cells:
        apart = draft.words[1].x0 - first.x1 > 0.55 * first.size
        if (first.symbol or first.text in "o-–" or not first.text.isprintable() or "\ue000" <= first.text <= "\uf8ff") and apart:
            cut = len(draft.text) - len(draft.text[1:].lstrip())
    if not cut or draft.cells:
        return draft.text, draft.struck, False
    struck = [(max(0, start - cut), end - cut) for start, end in draft.struck if end > cut]
    return draft.text[cut:], struck, True


def _leading(drafts: Sequence[Draft]) -> float:
    """The distance between baselines inside a paragraph, in em: the least that is usual, as pages of lists have few of them."""
    steps: Counter[float] = Counter()
    for above, below in pairwise(drafts):
        if not above.cells and not below.cells:
            step = (above.base - below.base) / below.words[0].size
            if 0.8 < step < 2.2:
                steps[round(step * 20) / 20] += 1
    usual = [step for step, count in steps.items() if count >= 0.15 * steps.total()]
    return min([*usual, 1.6]) if steps else 1.2


def _stands_apart(above: Draft, below: Draft, size: float, leading: float) -> bool:
    if above.cells and below.cells:
        return False
    if below.cells or above.cells:
        return above.bottom - below.top > 0.5 * size
    step = above.base - below.base
    return step > (leading + 0.28) * size or step < -2 * size


def _insert(lines: list[Line], others: Sequence[Line], frame: int) -> list[Line]:
    """Put lines that are turned otherwise before the first line that stands lower."""
    result = list(lines)
    for other in others:
        height = _height(other, frame)
        place = next((i for i, line in enumerate(result) if _height(line, frame) < height), len(result))
        result.insert(place, other)
    return result


def _height(line: Line, frame: int) -> float:
    box = line.box
    return 0.0 if box is None else max(turned(box.x0, box.y0, frame)[1], turned(box.x1, box.y1, frame)[1])
