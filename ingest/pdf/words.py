"""Words of a page and the printed lines they stand on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import eq

from ingest.language.direction import logical
from ingest.pdf.page import Piece, Rule, Shown

_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*\.$")
_MARKER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,2})*[.)]*|[a-zA-Z][.)])$")
SPACE = 0.17
"""Gap between characters, in em, from which they are two words."""


@dataclass(slots=True)
class Word(Shown):
    """Characters between blanks."""

    order: int
    spaced: bool
    """True where a blank was shown before the word."""


def words_of(pieces: Iterable[Piece]) -> list[Word]:
    """Cut pieces at blanks; what is printed twice at one place (poor man's bold), whole or letter by letter, counts once and as bold."""
    words: list[Word] = []
    seen: dict[tuple[str, int], list[Word]] = {}
    spaced = True
    for piece in pieces:
        start = -1
        for index, char in enumerate(piece.text + " "):
            if char != " ":
                start = index if start < 0 else start
                continue
            if start >= 0:
                text, edges = piece.text[start:index], piece.edges[start : index + 1]
                once = _letters_once(text, edges, 0.12 * piece.size)
                word = Word(*once, piece.y, piece.size, piece.bold or once[0] != text, piece.symbol, piece.order, spaced)
                if not _twin(word, seen):
                    words.append(word)
                start = -1
            spaced = index < len(piece.text)
    return words


def _letters_once(text: str, edges: list[float], least: float) -> tuple[str, list[float]]:
    """A word without the letters that are printed over themselves; `least` parts a letter from the same one beside it."""
    if not any(map(eq, text, text[1:])):
        return text, edges
    twice = [i for i, (a, b) in enumerate(pairwise(text), start=1) if a == b and -least < edges[i] - edges[i - 1] < least]
    if not twice:
        return text, edges
    return "".join(c for i, c in enumerate(text) if i not in twice), [x for i, x in enumerate(edges) if i not in twice]


def _twin(word: Word, seen: dict[tuple[str, int], list[Word]]) -> bool:
    """Whether a word stands already where this one is printed; the first is bold then."""
    text, x, y = word.text, word.edges[0], word.y
    reach = (0.12 if len(text) == 1 else 0.3) * word.size
    low, high = int(y - reach) >> 3, int(y + reach) >> 3
    for band in (low,) if low == high else (low, high):
        for twin in seen.get((text, band), ()):
            if abs(twin.edges[0] - x) <= reach and abs(twin.y - y) <= reach:
                twin.bold = True
                return True
    seen.setdefault((text, int(y) >> 3), []).append(word)
    return False


def _printed_once(line: list[Word]) -> list[Word]:
    """A line of which parts were printed twice, cut into other pieces each time: every letter once."""
    found: list[Word] = []
    letters: list[tuple[str, float]] = []
    for word in sorted(line, key=lambda w: w.order):
        reach = 0.12 * word.size
        again = [any(c == d and abs(x - z) < reach for d, z in letters) for c, x in zip(word.text, word.edges, strict=False)]
        letters.extend(zip(word.text, word.edges, strict=False))
        kept = [index for index, seen in enumerate(again) if not seen]
        if kept:
            edges = [*(word.edges[i] for i in kept), word.edges[kept[-1] + 1]]
            found.append(replace(word, text="".join(word.text[i] for i in kept), edges=edges))
    doubled = sum(len(w.text) for w in found) < sum(len(w.text) for w in line)
    return sorted((replace(word, bold=word.bold or doubled) for word in found), key=lambda w: w.x0)


def bands(words: Sequence[Word]) -> list[list[Word]]:
    """Group words into printed lines, top to bottom, each sorted from left to right; raised figures stay on their line."""
    lines: list[list[Word]] = []
    anchors: list[Word] = []
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        for back in range(1, min(4, len(lines)) + 1):
            if _same_line(anchors[-back], word) and (anchors[-back].y == word.y or not _overprints(lines[-back], word)):
                lines[-back].append(word)
                if word.size > anchors[-back].size * 1.15:
                    anchors[-back] = word
                break
        else:
            lines.append([word])
            anchors.append(word)
    for index, line in enumerate(lines):
        line.sort(key=lambda w: w.x0)
        if len(line) < 500 and any(b.x0 < a.x1 - 0.2 * b.size for a, b in pairwise(line)):
            lines[index] = _printed_once(line)
    order = sorted(range(len(lines)), key=lambda i: -anchors[i].y)
    return [lines[i] for i in order]


def _same_line(anchor: Word, word: Word) -> bool:
    if abs(anchor.y - word.y) < 0.12 * max(anchor.size, word.size):
        return True
    low = max(anchor.y - 0.2 * anchor.size, word.y - 0.2 * word.size)
    high = min(anchor.y + 0.7 * anchor.size, word.y + 0.7 * word.size)
    return high - low > 0.5 * 0.9 * min(anchor.size, word.size)


def _overprints(line: Sequence[Word], word: Word) -> bool:
    """True where the word would stand on top of a word of the line that has another baseline."""
    for other in line if len(line) < 500 else ():
        shared = min(other.x1, word.x1) - max(other.x0, word.x0)
        if shared > 0.3 * min(other.x1 - other.x0, word.x1 - word.x0) and abs(other.y - word.y) > 0.1 * word.size:
            return True
    return False


def stamp_words(words: Sequence[Word], height: float) -> list[Word]:
    """The words of a "Page N" stamp in the margin, which may be printed over a table that runs down to the foot."""
    for first, second in pairwise(words):
        margin = first.y < 0.08 * height or first.y > 0.93 * height
        near = abs(first.y - second.y) < 1.0 and 0 < second.x0 - first.x1 < first.size
        if margin and near and first.text == "Page" and second.text.isdigit():
            return [first, second]
    return []


@dataclass(slots=True)
class Run:
    """The text of words side by side, with its struck-out spans."""

    text: str
    struck: list[tuple[int, int]]
    bold: bool
    brim: bool = False
    """True where the line fills its cell to the edge, so that a word may have been broken."""


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def run_of(words: Sequence[Word], rules: Sequence[Rule] = ()) -> Run:
    """Join the words of one printed line; `rules` are the horizontal rules that may strike them out."""
    text = ""
    edges: list[tuple[float, float, Word]] = []
    previous: Word | None = None
    spelled = [w for w in words[1:] if len(w.text) == 1]
    wide = 0.6 if len(spelled) > 0.8 * len(words) and any(w.spaced for w in spelled) else SPACE  # blanks of their own part spelled words
    base = max((w.y for w in words if w.size >= 0.85 * max(v.size for v in words)), default=0.0)
    for word in words:
        if previous is not None:
            gap = word.x0 - previous.x1
            if gap > wide * min(word.size, previous.size) or (word.spaced and gap > 0.02 * word.size) or _numbered(previous, word):
                text += " "
                edges.append((previous.x1, word.x0, word))
        raised = previous is not None and word.size < 0.8 * previous.size and word.y > base + 0.15 * previous.size
        text += word.text.translate(_SUPERSCRIPT) if raised and word.text.isdigit() and len(word.text) < 4 else word.text
        edges.extend((word.edges[i], word.edges[i + 1], word) for i in range(len(word.text)))
        previous = word
    lettered = [w for w in words if any(c.isalnum() for c in w.text)] or list(words)
    lettered = (
        lettered[1:] if len(lettered) > 1 and _MARKER.match(lettered[0].text) else lettered
    )  # Word often sets a bold line's number plain
    return Run(logical(text), _struck(edges, rules), bool(lettered) and all(w.bold for w in lettered))


def _numbered(previous: Word, word: Word) -> bool:
    """True where a number set by itself runs into the text it numbers ("1.1." and "NHS")."""
    return previous.order != word.order and word.text[:1].isupper() and bool(_NUMBER.match(previous.text))


def _struck(edges: Sequence[tuple[float, float, Word]], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """Spans whose characters have a rule through their middle; a rule that runs on beyond the words is a table's, not a strike."""
    if not rules or not edges:
        return []
    left, right = edges[0][0], edges[-1][1]
    near = [r for r in rules if r.x1 > left and r.x0 < right and r.x0 > left - 4 and r.x1 < right + 6]
    marks = (
        [
            any(w.y + 0.1 * w.size < r.y0 < w.y + 0.58 * w.size and r.x0 - 0.7 <= (x0 + x1) / 2 <= r.x1 + 0.7 for r in near)
            for x0, x1, w in edges
        ]
        if near
        else []
    )
    found: list[tuple[int, int]] = []
    start = -1
    for index, mark in enumerate([*marks, False]):
        if mark and start < 0:
            start = index
        elif not mark and start >= 0:
            found.append((start, index))
            start = -1
    return found
