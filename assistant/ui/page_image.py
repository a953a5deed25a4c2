"""A page of a PDF as an image, with the cited words marked.

Pages are drawn in a child process, since PDFs come from outside; it also keeps pdfium, which is not made for threads, in one place.
"""

import io
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.models import Box
from ingest.sandbox import Sandbox

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

_SCALE = 2.0
"""Pixels a point: sharp on a tablet, legible when enlarged."""
_LONGEST_SIDE = 2600
_SECONDS = 20.0
_MEMORY = 2048
_KEPT = 48
_FEWEST_LETTERS = 12
"""A piece of a quotation shorter than this may stand on the page by chance."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


class PageImages:
    """Draws pages, one at a time, and keeps the last few."""

    def __init__(self) -> None:
        self._sandbox = Sandbox(_MEMORY)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()

    def png(self, file: Path, page: int, quote: str, boxes: Sequence[Box], marking: str = "") -> bytes:
        """Page `page` (1-based) of `file` with the words of `quote` marked, or the `boxes` where the words are not found on it.

        `marking` is set over the page, so that it goes where the image goes.

        Raises CouncilPapersError where the page cannot be drawn.
        """
        rectangles = tuple((box.x0, box.y0, box.x1, box.y1) for box in boxes if box.page == page)
        key = (file.name, page, quote, rectangles, marking)
        with self._lock:
            if key not in self._kept:
                arguments = (str(file), page, quote, rectangles, marking)
                self._kept[key] = self._sandbox.call("assistant.ui.page_image:draw", *arguments, name=f"page {page}", timeout=_SECONDS)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._sandbox.close()


def draw(file: str, number: int, quote: str, boxes: Sequence[Rectangle], marking: str = "") -> bytes:
    """The PNG of one page; runs in the child process."""
    from PIL import Image, ImageChops, ImageDraw
    from pypdfium2 import PdfDocument

    page = PdfDocument(file)[number - 1]
    bitmap = page.render(scale=min(_SCALE, _LONGEST_SIDE / max(page.get_size())))
    place = bitmap.get_posconv(page)
    marks = Image.new("RGB", (bitmap.width, bitmap.height), "white")
    brush = ImageDraw.Draw(marks)
    for left, bottom, right, top in _rectangles(page, quote, boxes):
        (x0, y0), (x1, y1) = place.to_bitmap(left, bottom), place.to_bitmap(right, top)
        x0, x1, y0, y1 = min(x0, x1) - 2, max(x0, x1) + 2, min(y0, y1) - 2, max(y0, y1) + 2
        brush.rectangle((x0, y0, x1, y1), fill="#ffe97a")
        brush.line((x0, y1, x1, y1), fill="#1a1a1a", width=3)
    out = io.BytesIO()
    image = ImageChops.multiply(bitmap.to_pil().convert("RGB"), marks)
    (_headed(image, marking) if marking else image).quantize(128).save(out, "PNG")
    return out.getvalue()


def _headed(image: "Image", marking: str) -> "Image":
    """The image under a strip that holds the marking, as large as its width lets it be."""
    from PIL import Image, ImageDraw, ImageFont

    size = 40.0
    font = ImageFont.load_default(size)
    if (width := font.getlength(marking)) > image.width - 40:
        size *= (image.width - 40) / width
        font = ImageFont.load_default(size)
    strip = round(size * 2)
    headed = Image.new("RGB", (image.width, image.height + strip), "white")
    headed.paste(image, (0, strip))
    brush = ImageDraw.Draw(headed)
    brush.rectangle((1, 1, image.width - 2, strip - 2), outline="#a8201a", width=3)
    brush.text((image.width / 2, strip / 2), marking, fill="#a8201a", font=font, anchor="mm")
    return headed


def _rectangles(page: "PdfPage", quote: str, boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """Where the words stand on the page, a rectangle a line; the boxes of the passage where they cannot be told."""
    textpage = page.get_textpage()
    letters, places = _letters(textpage)
    found = [
        [textpage.get_rect(n) for n in range(textpage.count_rects(places[start], places[end - 1] - places[start] + 1))]
        for start, end in _occurrences(letters, "".join(letter for letter, _ in _folded(quote)))
    ]
    inside = [rectangles for rectangles in found if not boxes or any(_meets(rectangles[0], box) for box in boxes)]
    return (inside or found or [list(boxes)])[0]


def _letters(textpage: Any) -> tuple[str, list[int]]:
    """The letters and digits of the page as one string, and the index of each among the page's characters."""
    from pypdfium2.raw import FPDFText_GetUnicode

    pairs = [
        (letter, index)
        for index in range(textpage.count_chars())
        for letter, _ in _folded(chr(min(FPDFText_GetUnicode(textpage, index), 0x10FFFF)))
    ]
    return "".join(letter for letter, _ in pairs), [index for _, index in pairs]


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Letters and digits in lower case, ligatures taken apart, each with the index it comes from."""
    for index, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).lower():
            if letter.isalnum():
                yield letter, index


def _occurrences(letters: str, wanted: str) -> list[tuple[int, int]]:
    """Spans of `letters` that hold `wanted`, or the longest beginning or end of it, where it runs over a page."""
    if not wanted:
        return []
    spans, start = [], letters.find(wanted)
    while start >= 0:
        spans.append((start, start + len(wanted)))
        start = letters.find(wanted, start + 1)
    if spans:
        return spans
    head = _longest(len(wanted), lambda size: letters.find(wanted[:size]))
    tail = _longest(len(wanted), lambda size: letters.find(wanted[-size:]))
    best = max(head, tail, key=lambda span: span[1] - span[0])
    return [best] if best[1] - best[0] >= min(_FEWEST_LETTERS, len(wanted)) else []


def _longest(limit: int, find: Any) -> tuple[int, int]:
    """The span of the longest piece that `find` finds; a piece is found only where every shorter one is."""
    low, high, start = 0, limit, 0
    while low < high:
        size = (low + high + 1) // 2
        place = find(size)
        low, high, start = (size, high, place) if place >= 0 else (low, size - 1, start)
    return start, start + low


def _meets(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
