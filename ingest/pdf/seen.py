"""What a reader of the page sees: words in no ink, in the colour of their ground, tiny, clipped away or painted over are no text.

A layer of words that OCR put under or over a scan is text: it says what the picture shows.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.pdf.page import Colour, Drawing, Piece, Rectangle, unturned

WHITE: Colour = (1.0, 1.0, 1.0)
SAME = 0.06
"""Difference of each part of two colours up to which the eye does not tell them apart."""
TINY = 2.0
"""Points under which letters are too small to read beside others of the usual size."""
MAX_AREAS = 3_000


def colour_of(kind: str, parts: Sequence[float]) -> Colour | None:
    """The colour that operands name in a colour space of this kind; None where it is a pattern or cannot be told."""
    if kind in ("/Separation", "/DeviceN") and parts:
        return (1 - max(parts),) * 3
    if kind in ("/Indexed", "/Pattern", "/Lab"):
        return None
    if len(parts) == 4:
        return 1 - min(1.0, parts[0] + parts[3]), 1 - min(1.0, parts[1] + parts[3]), 1 - min(1.0, parts[2] + parts[3])
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    return (parts[0],) * 3 if len(parts) == 1 else None


def meet(a: Rectangle | None, b: Rectangle) -> Rectangle:
    """What two rectangles share; its sides are the wrong way round where they share nothing."""
    return b if a is None else (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def take_hidden(drawing: Drawing, width: float, height: float) -> list[str]:
    """Take out of the drawing of a page of this size in points what nobody sees; the texts taken out."""
    sight = _Sight(drawing, width, height)
    kept: list[Piece] = []
    gone: list[str] = []
    for piece in drawing.pieces:
        marks = sight.marks(piece)
        if not any(marks):
            kept.append(piece)
            continue
        gone.append("".join(char for char, mark in zip(piece.text, marks, strict=True) if mark))
        kept.extend(_rest(piece, marks))
    drawing.pieces[:] = kept
    return [text for text in gone if text.strip()]


def _rest(piece: Piece, marks: Sequence[bool]) -> list[Piece]:
    """The parts of a piece that are seen."""
    found = []
    start = 0
    for index in range(len(marks) + 1):
        if index == len(marks) or marks[index]:
            if index > start:
                found.append(replace(piece, text=piece.text[start:index], edges=piece.edges[start : index + 1]))
            start = index + 1
    return found


class _Sight:
    """What hides the pieces of one drawing."""

    def __init__(self, drawing: Drawing, width: float, height: float) -> None:
        self._page = (-2.0, -2.0, width + 2, height + 2) if width and height else None
        areas = drawing.areas if len(drawing.areas) <= MAX_AREAS else []
        self._judges = len(areas) == len(drawing.areas)
        self._areas = areas
        self._orders = [area.order for area in areas]
        self._pictures = [area for area in areas if area.image]
        usual = sum(len(piece.text) for piece in drawing.pieces if piece.size >= 2 * TINY)
        self._tiny = TINY if usual > 20 else 0.0
        self._colours = {area.colour for area in areas}
        self._covers = [area for area in areas if area.covers]
        pictured = sum((a.box[2] - a.box[0]) * (a.box[3] - a.box[1]) for a in self._pictures)
        self._scan = pictured > 0.5 * width * height and self._is_layer(drawing.pieces)

    def _is_layer(self, pieces: Sequence[Piece]) -> bool:
        """Whether the words that no one sees on the pictures are more than those that are printed over them."""
        unseen = seen = 0
        for piece in pieces:
            over = [a for a in self._pictures if _inside(piece, a.box)]
            if over and (piece.invisible or any(a.covers and a.order > piece.order for a in over)):
                unseen += len(piece.text)
            elif over:
                seen += len(piece.text)
        return unseen > seen

    def marks(self, piece: Piece) -> list[bool]:
        """For each character whether it is hidden."""
        count = len(piece.text)
        if piece.hidden or piece.size < self._tiny:
            return [True] * count
        if self._page and not _inside(piece, self._page):
            marks = [not _holds(self._page, *unturned(x, piece.y + 0.3 * piece.size, piece.angle)) for x in _middles(piece)]
            if any(marks):
                return marks
        over = self._pictures and any(_inside(piece, area.box) for area in self._pictures)
        if self._scan and over:
            return [False] * count
        if piece.invisible:
            return [True] * count
        if self._covers and self._covers[-1].order > piece.order:
            marks = self._covered(piece)
            if any(marks):
                return marks
        return [self._judges and self._blends(piece)] * count

    def _covered(self, piece: Piece) -> list[bool]:
        low, high = piece.y + 0.05 * piece.size, piece.y + 0.5 * piece.size
        marks = [False] * len(piece.text)
        for area in self._covers:
            if area.order < piece.order or not piece.meets(area.box):
                continue
            for index, x in enumerate(_middles(piece)):
                marks[index] = marks[index] or all(_holds(area.box, *unturned(x, y, piece.angle)) for y in (low, high))
        return marks

    def _blends(self, piece: Piece) -> bool:
        """True where a piece has the colour of everything that may be its ground."""
        ink = piece.colour
        if ink is None or not any(_alike(ink, colour) for colour in (WHITE, *self._colours)):
            return False
        for area in reversed(self._areas[: bisect_right(self._orders, piece.order)]):
            if piece.meets(area.box):
                if not _alike(ink, area.colour):
                    return False
                if area.covers and _inside(piece, area.box):
                    return True
        return _alike(ink, WHITE)


def _alike(a: Colour, b: Colour | None) -> bool:
    return b is not None and all(abs(x - y) < SAME for x, y in zip(a, b, strict=True))


def _middles(piece: Piece) -> list[float]:
    return [(a + b) / 2 for a, b in pairwise(piece.edges)]


def _holds(box: Rectangle, x: float, y: float) -> bool:
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _inside(piece: Piece, box: Rectangle) -> bool:
    x0, y0, x1, y1 = piece.bounds()
    return _holds(box, x0, y0) and _holds(box, x1, y1)
