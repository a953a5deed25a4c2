"""The second PDF parser (pypdfium2, optional at run time; the only module of ingest that imports it): text by place, page images."""

import math
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.models import Box
from ingest.pdf.page import Area, Drawing, Matrix, Piece, applied, bounds, clean, frame, turned

MAX_CHARACTERS = 100_000
_PICTURE = 3
"""FPDF_PAGEOBJ_IMAGE."""
_NO_INK = (3, 7)


def available() -> bool:
    """Whether pypdfium2 can be used."""
    try:
        import pypdfium2  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


class PdfiumDocument:
    """An open PDF. Raises RuntimeError or ValueError where pdfium cannot open it; not safe for threads."""

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(path)

    def __enter__(self) -> "PdfiumDocument":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._document.close()

    @property
    def count(self) -> int:
        """Pages."""
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page (1-based) as displayed, in points."""
        width, height = self._document[number - 1].get_size()
        return round(width, 1), round(height, 1)

    def text(self, number: int) -> str:
        """All text of a page (1-based), lines parted by newlines."""
        page = self._document[number - 1]
        textpage = page.get_textpage()
        text = str(textpage.get_text_range()).replace("\r", "")
        textpage.close()
        page.close()
        return text

    def drawing(self, number: int) -> tuple[Drawing, float, float]:
        """The letters of a page (1-based) where they stand, with what is filled in, and its pictures; no rules. Its width and height."""
        from pypdfium2 import raw

        page = self._document[number - 1]
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = self._document[number - 1]  # the page as it was opened does not know
        base, width, height = frame(page.get_cropbox(), page.get_rotation())
        drawing = Drawing()
        for picture in page.get_objects(filter=[_PICTURE], max_depth=4):
            drawing.areas.append(Area(bounds(base, picture.get_bounds()), None, 0, False, image=True))
        textpage = page.get_textpage()
        letters = _Letters(textpage, base)
        last: Piece | None = None
        for index in range(min(textpage.count_chars(), MAX_CHARACTERS)):
            piece = letters.at(index)
            if piece is None or last is None or not _goes_on(last, piece):
                last = piece
                drawing.pieces.extend([piece] if piece else [])
            else:
                last.text += piece.text
                last.edges[-1:] = piece.edges
        textpage.close()
        return drawing, width, height

    def texts(self, number: int, boxes: list[Box]) -> list[str]:
        """The text in each box; empty where the page is turned, since the boxes are those of the displayed page."""
        page = self._document[number - 1]
        if page.get_rotation():
            return [""] * len(boxes)
        left, bottom = page.get_cropbox()[:2]
        textpage = page.get_textpage()
        return [
            " ".join(str(textpage.get_text_bounded(b.x0 + left - 0.5, b.y0 + bottom - 0.5, b.x1 + left + 0.5, b.y1 + bottom + 0.5)).split())
            for b in boxes
        ]

    def image(self, number: int, dpi: int) -> Any:
        """The page as displayed, as a grey PIL image; pages too large to hold are drawn smaller."""
        page = self._document[number - 1]
        width, height = page.get_size()
        scale = min(dpi / 72, 6000 / max(width, height, 1.0))
        return page.render(scale=scale, grayscale=True).to_pil()


class _Letters:
    """The characters of a page, each as a piece of the displayed page."""

    def __init__(self, textpage: Any, base: Matrix) -> None:
        from ctypes import byref, c_double, c_uint

        from pypdfium2 import raw

        self._raw, self._page, self._base, self._zero = raw, textpage, base, applied(base, 0.0, 0.0)
        self._x, self._y, self._ink = c_double(), c_double(), [c_uint() for _ in range(4)]
        self._matrix, self._box = raw.FS_MATRIX(), raw.FS_RECTF()
        self._origin, self._inks = (byref(self._x), byref(self._y)), [byref(part) for part in self._ink]

    def at(self, index: int) -> Piece | None:
        """A character where it stands; None for a blank, for what pdfium puts in and for what it cannot place."""
        raw, page, base, matrix, box = self._raw, self._page, self._base, self._matrix, self._box
        text = clean(chr(raw.FPDFText_GetUnicode(page, index)))
        placed = raw.FPDFText_GetCharOrigin(page, index, *self._origin) and raw.FPDFText_GetMatrix(page, index, matrix)
        if not text.strip() or not placed or raw.FPDFText_IsGenerated(page, index) == 1:
            return None
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetFillColor(page, index, *self._inks)
        a = applied(base, matrix.a, matrix.b)
        angle = round(math.degrees(math.atan2(a[1] - self._zero[1], a[0] - self._zero[0])) / 90) % 4 * 90
        size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        start, ground = turned(*applied(base, self._x.value, self._y.value), angle)
        end = max(turned(*applied(base, *corner), angle)[0] for corner in ((box.left, box.bottom), (box.right, box.top)))
        colour = (self._ink[0].value / 255, self._ink[1].value / 255, self._ink[2].value / 255)
        edges = [start + (end - start) * part / len(text) for part in range(len(text) + 1)]
        piece = Piece(text, edges, ground, size, False, False, angle, index, colour=colour)
        owner = raw.FPDFText_GetTextObject(page, index)
        piece.invisible = bool(owner) and raw.FPDFTextObj_GetTextRenderMode(owner) in _NO_INK
        return piece if size > 0 else None


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Whether a character stands beside the one before, looking like it."""
    alike = (last.angle, round(last.size, 1), last.colour, last.invisible) == (
        piece.angle,
        round(piece.size, 1),
        piece.colour,
        piece.invisible,
    )
    return alike and abs(last.y - piece.y) < 0.1 and -0.6 * piece.size < piece.x0 - last.x1 < 0.13 * piece.size
