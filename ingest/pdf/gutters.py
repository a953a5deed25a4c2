"""Gutters: the parts of printed lines that may be cells, and the columns between the strips that most rows leave empty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.words import Word

Part = list[Word]
Cells = list[Part]
Range = tuple[float, float]

_FIGURE = re.compile(r"^[-+–−(<>~£$€]*\d[\d,.\s]*(?:%|p|m|k|bn|\))*[*†‡]*$|^(?:n/?a|n\.a\.?|nil|tbc|\.\.|-|–|—|:|\*)$", re.I)
_NUMBER = re.compile(r"^[-+–−(£$€]*(?!0\d)\d[\d,.]*[%)]*$")
UNIT = re.compile(r"^\(?[£$€]?\s?[’']?0?000[’']?s?\)?$")
GAP = 0.75
"""Empty space in em from which words of a line may stand in two cells."""
TIGHT = 0.42
"""Empty space in em from which words over two columns may be the names of both."""
SLACK = 0.15
"""Share of the rows that may cross a gutter."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; `spans` as in Line.spans, () where no cell reaches over others."""

    cells: Cells
    spans: tuple[int, ...] = ()


def text_of(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def is_figure(words: Sequence[Word]) -> bool:
    """True where the words are one figure, or a mark that stands for none."""
    return bool(_FIGURE.match(text_of(words)))


def is_value(words: Sequence[Word]) -> bool:
    """True for a figure that may carry a word or two of its unit ("100 million")."""
    text = text_of(words)
    return not UNIT.match(text) and (is_figure(words) or (len(words) == 2 and bool(_NUMBER.match(words[0].text))))


def parts_of(words: Sequence[Word]) -> Cells:
    """The words of a line that may be cells: parted by a wide gap, figures from each other by any where there are many."""
    parts: Cells = []
    many = sum(bool(_NUMBER.match(word.text)) for word in words) > max(2.0, 0.5 * len(words))
    for word in words:
        last = parts[-1][-1] if parts else None
        gap = word.x0 - last.x1 if last else 0.0
        size = max(word.size, last.size) if last else 0.0
        figures = many and last is not None and gap > 0.2 * size and _NUMBER.match(last.text) and _NUMBER.match(word.text)
        if last is None or gap > GAP * size or (figures and not _of_one(word.text)):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def is_number(word: Word) -> bool:
    return bool(_NUMBER.match(word.text))


def _of_one(text: str) -> bool:
    """True for a figure that may belong to the one before it: "10 000", "38 (24.7%)"."""
    return (text[:3].isdecimal() and text[3:4] in ("", ".", ",")) or (text[0] == "(" and text[-1] == ")")


def ranges(rows: Sequence[Cells], slack: float = SLACK) -> list[Range]:
    """x ranges of the columns: what stands in a few rows over a gutter that the others leave empty reaches over it and makes none."""
    allowed = int(slack * len(rows))
    cores = _parted(_covered([(p[0].x0, p[-1].x1) for row in rows for p in row], allowed), rows)
    kept = [
        (part[0].x0, part[-1].x1) for row in rows for part in row if sum(part[0].x0 < high and part[-1].x1 > low for low, high in cores) < 2
    ]
    return _covered(kept, 0)


def _parted(cores: Sequence[Range], rows: Sequence[Cells]) -> list[Range]:
    """The cores, neighbours put together between which no row has a gutter."""
    gutters = [(left[-1].x1, right[0].x0) for row in rows for left, right in pairwise(row)]
    found = list(cores[:1])
    for low, high in cores[1:]:
        if any(x0 < low and x1 > found[-1][1] and x0 < x1 and not (x1 > high or x0 < found[-1][0]) for x0, x1 in gutters):
            found.append((low, high))
        else:
            found[-1] = (found[-1][0], high)
    return found


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
    for part in (piece for whole in parts for piece in split(whole, columns)):
        over = reach(part, columns)
        cells[over[0]].extend(part)
        if len(over) > 1 and not any(cells[at] for at in over[1:]):
            spans[over[0] : over[-1] + 1] = [len(over), *[0] * (len(over) - 1)]
    return Row(cells, tuple(spans) if max(spans) > 1 else ())


def split(part: Part, columns: Sequence[Range]) -> Cells:
    """A part that reaches over columns cut where its words stand a little apart, if that puts each piece in a column of its own."""
    if len(reach(part, columns)) < 2:
        return [part]
    pieces: Cells = [part[:1]]
    for left, right in pairwise(part):
        figures = _NUMBER.match(left.text) and _NUMBER.match(right.text)
        if right.x0 - left.x1 > (0.1 if figures else TIGHT) * right.size:
            pieces.append([right])
        else:
            pieces[-1].append(right)
    each = [[word] for word in part]
    return next((cut for cut in (pieces, each) if (cut is pieces or len(cut) > 2) and _one_each(cut, columns)), [part])


def _one_each(pieces: Cells, columns: Sequence[Range]) -> bool:
    under = [reach(piece, columns) for piece in pieces]
    return all(len(over) == 1 for over in under) and len({over[0] for over in under}) == len(pieces)
