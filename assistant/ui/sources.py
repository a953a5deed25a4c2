"""A source: the cited words in their passage, and the image of the page they stand on."""

import io
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.citations import locator, told_apart
from assistant.marking import marking, marking_of
from assistant.service.reader import Reader, covers, found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.render import render
from ingest.child.sandbox import Sandbox
from ingest.models import Box, Classification, Paper, PaperStatus, Passage

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

# A page of a PDF as an image, with the cited words marked.

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
Drawn = tuple[bytes, str]
"""A PNG, and where on it the first marked words begin: how far from the left and from the top, in percent ("12 64"); "" where none are."""


class PageImages:
    """Draws pages, one at a time, and keeps the last few."""

    def __init__(self) -> None:
        self._sandbox = Sandbox(_MEMORY)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()

    def png(self, file: Path, page: int, quote: str, boxes: Sequence[Box], marking: str = "") -> Drawn:
        """Page `page` (1-based) of `file` with the words of `quote` marked, or the `boxes` where the words are not found on it.

        `marking` is set over the page, so that it goes where the image goes.

        Raises CouncilPapersError where the page cannot be drawn.
        """
        rectangles = tuple((box.x0, box.y0, box.x1, box.y1) for box in boxes if box.page == page)
        key = (file.name, page, quote, rectangles, marking)
        with self._lock:
            if key not in self._kept:
                arguments = (str(file), page, quote, rectangles, marking)
                self._kept[key] = self._sandbox.call("assistant.ui.sources:draw", *arguments, name=f"page {page}", timeout=_SECONDS)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._sandbox.close()


def draw(file: str, number: int, quote: str, boxes: Sequence[Rectangle], marking: str = "") -> Drawn:
    """One page; runs in the child process."""
    from PIL import Image, ImageChops, ImageDraw
    from pypdfium2 import PdfDocument

    page = PdfDocument(file)[number - 1]
    bitmap = page.render(scale=min(_SCALE, _LONGEST_SIDE / max(page.get_size())))
    place = bitmap.get_posconv(page)
    marks = Image.new("RGB", (bitmap.width, bitmap.height), "white")
    brush, places = ImageDraw.Draw(marks), []
    for left, bottom, right, top in _rectangles(page, quote, boxes):
        (x0, y0), (x1, y1) = place.to_bitmap(left, bottom), place.to_bitmap(right, top)
        x0, x1, y0, y1 = min(x0, x1) - 2, max(x0, x1) + 2, min(y0, y1) - 2, max(y0, y1) + 2
        brush.rectangle((x0, y0, x1, y1), fill="#ffe97a")
        brush.line((x0, y1, x1, y1), fill="#1a1a1a", width=3)
        places.append((x0, y0))
    out = io.BytesIO()
    image = ImageChops.multiply(bitmap.to_pil().convert("RGB"), marks)
    headed = _headed(image, marking) if marking else image
    headed.quantize(128).save(out, "PNG")
    x, y = min(places, key=lambda place: place[1], default=(0, 0))
    down = 100 * (y + headed.height - image.height) / headed.height
    return out.getvalue(), f"{100 * x / headed.width:.0f} {down:.0f}" if places else ""


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


def build_sources(services: Services, images: PageImages) -> APIRouter:
    """The routes of sources, bound to the services."""
    router = APIRouter()

    @router.get("/source/{passage_id}", response_class=HTMLResponse)
    def source(request: Request, passage_id: str, page: int | None = None, start: int = 0, end: int | None = None) -> str:
        visitor = visitor_of(services, request)
        passage = found(visitor.reader.passage(passage_id))
        paper, in_panel = found(visitor.reader.paper_of(passage)), "x-panel" in request.headers
        shown = _source(visitor, passage, page or passage.page, max(start, 0), len(passage.text) if end is None else end)
        exempt = visitor.entitled and (passage.classification is Classification.EXEMPT or kept_from_public(services, paper, page))
        visitor.opened(f"passage {passage.id}" + (f", page {page}" if page else ""), [paper], exempt)
        template, heading = ("source_body.html", "h2") if in_panel else ("source.html", "h1")
        return render(template, here="", visitor=visitor, heading=heading, **shown)

    @router.get("/source/{passage_id}/page/{page}.png")
    def page_image(request: Request, passage_id: str, page: int, start: int = 0, end: int | None = None) -> Response:
        visitor = visitor_of(services, request)
        passage = found(visitor.reader.passage(passage_id))
        paper = found(visitor.reader.paper_of(passage))
        file = found(services.library.stored_file(paper) if _drawable(visitor.reader, paper, page) else None)
        if visitor.entitled and kept_from_public(services, paper, page):
            visitor.opened(f"image of page {page}", [paper], exempt=True)
        image, at = images.png(file, page, passage.text[max(start, 0) : end], passage.boxes, _page_marking(visitor, paper, page) or "")
        return Response(image, media_type="image/png", headers={"cache-control": "private, no-cache", "x-marked-at": at})

    return router


def _source(visitor: Visitor, passage: Passage, page: int | None, start: int, end: int) -> dict[str, object]:
    """What the template of a source shows."""
    reader = visitor.reader
    paper = found(reader.paper_of(passage))
    near = {other.ordinal: other for other in reader.passages(paper)}
    before, after = near.get(passage.ordinal - 1), near.get(passage.ordinal + 1)
    page_marking = _page_marking(visitor, paper, page)
    span = urlencode({"start": start, "end": end})
    file_url = f"/papers/{paper.id}/file" + (f"#page={page}" if page else "")
    pages, whole = reader.pages(paper), reader.whole_file(paper)
    with told_apart(reader.papers()):
        place = locator(passage)
    beside = _beside(pages, page) if page else ()
    return {
        "document": paper.document,
        "locator": place, "labels": labels_of(passage), "passage": passage, "start": start, "end": end,
        "before": before, "after": after,
        "marking": marking_of([one for one in (passage, before, after) if one]) or page_marking,
        "page_marking": page_marking,
        "page": page if pages else None, "pages": len(pages) if whole else None, "file_url": file_url if whole else None,
        "image_url": f"/source/{passage.id}/page/{page}.png?{span}" if page and _drawable(reader, paper, page) else None,
        "page_urls": [number and f"/source/{passage.id}?page={number}&{span}#page-title" for number in beside],
        "on_page": page is not None and passage.page is not None and passage.page <= page <= (passage.page_end or passage.page),
    }  # fmt: skip


def _beside(pages: Sequence[int], page: int) -> tuple[int | None, int | None]:
    """The pages before and after this one among those that may be seen."""
    return max((number for number in pages if number < page), default=None), min(
        (number for number in pages if number > page), default=None
    )


def _page_marking(visitor: Visitor, paper: Paper, page: int | None) -> str | None:
    """The marking of a page of a PDF; one of which nothing was read, in a paper with exempt parts, is taken to be exempt."""
    if page is None or not visitor.entitled or not kept_from_public(visitor.services, paper, page):
        return None
    return marking_of([one for one in visitor.reader.passages(paper) if covers(one, page)]) or marking(Classification.EXEMPT, ())


def _drawable(reader: Reader, paper: Paper, page: int) -> bool:
    return Path(paper.document).suffix.lower() == ".pdf" and 1 <= page <= paper.pages and reader.page(paper, page)


def labels_of(passage: Passage) -> list[str]:
    """What must be known of the paper or the words, said in words."""
    labels = [] if passage.status is PaperStatus.CURRENT else [f"{passage.status.value.capitalize()} paper"]
    if passage.struck:
        labels.append("Some of these words are struck out in the paper")
    if passage.confidence is not None:
        labels.append("Read from a scanned image: check the wording on the page")
    return labels
