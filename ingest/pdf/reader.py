"""PDF papers, read with pypdf (the only module that imports it): pages, labels, bookmarks, and each page's drawing.

Run it through the sandbox: PDFs come from outside.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import LimitExceededError, UnreadablePaperError
from ingest.faults import trace
from ingest.formats.asides import MAX_ASIDES, is_label, of_properties
from ingest.models import Bookmark, Line, Page, PaperText
from ingest.pdf.asides import across, of_annotation
from ingest.pdf.content import Interpreter
from ingest.pdf.fallback import Failures, pages_phrase, read_by_second
from ingest.pdf.lines import page_lines
from ingest.pdf.page import Drawing, Form, Matrix, PdfFont, Rule
from ingest.pdf.rows import rejoined

if TYPE_CHECKING:
    from ingest.pdf.quality import SecondReader

_FOOT_LABEL = re.compile(r"^Page\s+([0-9]{1,4}|[ivxlc]{1,7}|[A-Z]\d{1,3})$", re.I)
MAX_BOOKMARKS = 5_000
MAX_NOTES = 2_000
MAX_TOKENS = 400_000
"""Operators and operands of one page above which it is not interpreted (pypdf's own limit takes 10 s to reach); 10,000 is dense."""


def read_pdf(path: Path, max_pages: int, check: bool = True) -> PaperText:
    """Read a PDF: lines in reading order, pages with labels, bookmarks; pages without a text layer are marked as scanned.

    Args:
        path: the file.
        max_pages: pages above which the file is refused.
        check: compare suspicious pages with a second parser and take the better text.

    A page that cannot be read this way is read by the second parser, without its tables, and else by OCR; a file likewise.

    Raises:
        UnreadablePaperError: damaged for both parsers, empty or password-protected.
        LimitExceededError: more pages than `max_pages`.
    """
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with pypdf.apply_configuration(stream_parsing_work_maximum_count=MAX_TOKENS):
            return _Reading(path, max_pages).run(check)
    except (MemoryError, LimitExceededError):
        raise
    except Exception as error:  # pypdf: "broken files might cause other exceptions"
        return read_by_second(path, max_pages, error)


class _Reading:
    """One pass over one file."""

    def __init__(self, path: Path, max_pages: int) -> None:
        from pypdf import PdfReader

        self._path = path
        self._reader = PdfReader(path, strict=False)
        if self._reader.is_encrypted and not self._reader.decrypt(""):
            raise UnreadablePaperError(f"{path.name}: is password-protected; save a copy without the password and add that")
        self._count = len(self._reader.pages)
        if self._count == 0:
            raise UnreadablePaperError(f"{path.name}: holds no pages; get a fresh copy")
        if self._count > max_pages:
            raise LimitExceededError(f"{path.name}: has {self._count} pages, more than {max_pages}; split it or raise max_pages")
        self._fonts: dict[Any, PdfFont] = {}
        self._warnings: list[str] = []
        self._overfull: list[int] = []
        self._failures = Failures()
        self._asides: list[Line] = []

    def run(self, check: bool) -> PaperText:
        from ingest.pdf.quality import SecondReader

        lines: list[Line] = []
        pages: list[Page] = []
        labels = self._labels()
        self._asides.extend(self._titles())
        second = SecondReader(self._path) if check else None
        for number in range(1, self._count + 1):
            found, page = self._page(number, second)
            pages.append(replace(page, label=labels[number - 1] or _foot_label(found)))
            lines.extend(found)
        if second is not None and second.count > self._count:
            more, others = second.rest(self._count)
            lines.extend(more)
            pages.extend(others)
            self._warnings.append(f"{pages_phrase([p.number for p in others])} known to the second parser only, which read what is on it")
        if self._overfull:
            self._warnings.append(f"{pages_phrase(self._overfull)} too full of text and read in part")
        self._warnings.extend(self._failures.warnings())
        if second is not None:
            self._warnings.extend(second.close())
        asides = tuple(self._asides[:MAX_ASIDES])
        return PaperText(self._rejoined(lines), tuple(pages), self._bookmarks(), tuple(self._warnings), asides, self._failures.defects)

    def _page(self, number: int, second: "SecondReader | None") -> tuple[list[Line], Page]:
        """The lines of a page, read by the second parser where the first or our own reader fails on it."""
        try:
            drawn = self._reader.pages[number - 1]
            self._asides.extend(self._notes(drawn, number))
            drawing, width, height = self._draw(drawn)
            self._asides.extend(across(drawing.pieces, number))
            found = page_lines(drawing, number, width, height)
            found = second.better(found, number) if second is not None else found
        except MemoryError:
            raise
        except Exception as error:  # one page must not lose the others
            rescued, page = second.page(number) if second is not None else ([], Page(number, scanned=True))
            self._failures.add(number, error, bool(rescued))
            return rescued, page
        if drawing.overfull:
            self._overfull.append(number)
        scanned = drawing.images > 0 and sum(len(line.text) for line in found) < 30
        page = Page(number, None, round(width, 1), round(height, 1), scanned, second.text(number) if second is not None else None)
        if second is not None and second.knows_more(found, page.printed):
            found = second.lines(number)
            self._failures.silent.append(number)
        return found, page

    def _rejoined(self, lines: list[Line]) -> tuple[Line, ...]:
        try:
            return tuple(rejoined(lines))
        except Exception as error:  # words that stay broken are better than a paper that is lost
            self._failures.defects += (trace(error),)
            self._warnings.append("our reader failed to join words broken at the edge of a cell (reported in the log)")
            return tuple(lines)

    def _draw(self, page: Any) -> tuple[Drawing, float, float]:
        box = page.cropbox
        x0, y0, x1, y1 = (float(v) for v in (box.left, box.bottom, box.right, box.top))
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        rotation = page.rotation % 360
        base: Matrix = {
            90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
            180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
            270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
        }.get(rotation, (1.0, 0.0, 0.0, 1.0, -x0, -y0))
        width, height = (y1 - y0, x1 - x0) if rotation in (90, 270) else (x1 - x0, y1 - y0)
        interpreter = Interpreter(_Resources(page.get("/Resources"), self._fonts, self._reader), base)
        contents = page.get_contents()
        if contents is not None:
            interpreter.run(contents.operations)
        interpreter.drawing.rules.extend(_strikeouts(page, base))
        return interpreter.drawing, width, height

    def _titles(self) -> tuple[Line, ...]:
        try:
            found = self._reader.metadata
            labels = [value for name, value in (found or {}).items() if is_label(name)]
            return of_properties((found.title, found.subject, found.keywords, *labels)) if found else ()
        except (MemoryError, RecursionError):
            raise
        except Exception:  # the properties say nothing that the pages must wait for
            self._warnings.append("the file's properties are damaged and were left out")
            return ()

    def _notes(self, page: Any, number: int) -> list[Line]:
        """What stamps and free-text notes on a page say."""
        notes: list[Line] = []
        try:
            for item in _annotations(page):
                if item.get("/Subtype") in ("/FreeText", "/Stamp", "/Watermark"):
                    notes.extend(of_annotation(item, self._shown(item), number))
        except (MemoryError, RecursionError):
            raise
        except Exception:  # pypdf: "broken files might cause other exceptions"
            self._warnings.append(f"notes on page {number} are damaged and were left out")
        return notes

    def _shown(self, annotation: Any) -> str:
        """The words in the picture of an annotation."""
        form = _Resources(None, self._fonts, self._reader).form_of(_dictionary(annotation.get("/AP")).get("/N"))
        if form is None:
            return ""
        interpreter = Interpreter(form.resources, form.matrix)
        interpreter.run(form.operations)
        return " ".join(piece.text.strip() for piece in interpreter.drawing.pieces)

    def _labels(self) -> list[str | None]:
        """Declared page labels, where they say more than the position in the file."""
        nothing: list[str | None] = [None] * self._count
        try:
            if "/PageLabels" not in self._reader.root_object:
                return nothing
            labels: list[str | None] = list(self._reader.page_labels)
        except MemoryError:
            raise
        except Exception:
            self._warnings.append("page labels are damaged and were left out")
            return nothing
        trivial = all(label == str(number) for number, label in enumerate(labels, start=1))
        return nothing if trivial or len(labels) != self._count else labels

    def _bookmarks(self) -> tuple[Bookmark, ...]:
        try:
            return tuple(self._walk(self._reader.outline, 1))[:MAX_BOOKMARKS]
        except MemoryError:
            raise
        except Exception:
            self._warnings.append("bookmarks are damaged and were left out")
            return ()

    def _walk(self, outline: Iterable[Any], level: int) -> Iterator[Bookmark]:
        for entry in outline:
            if isinstance(entry, list):
                yield from self._walk(entry, level + 1)
            else:
                page = self._reader.get_destination_page_number(entry)
                title = " ".join(str(entry.title or "").split())
                if page is not None and page >= 0 and title:
                    yield Bookmark(title, level, page + 1)


class _Resources:
    """A /Resources dictionary; fonts are kept for the whole file, since building one costs more than a page of text."""

    def __init__(self, resources: Any, fonts: dict[Any, PdfFont], reader: Any) -> None:
        self._dictionary = _dictionary(resources)
        self._fonts = fonts
        self._reader = reader
        self._forms: dict[str, Form | None] = {}

    def font(self, name: str) -> PdfFont | None:
        from pypdf.generic._font import Font

        entry = _dictionary(self._dictionary.get("/Font"))
        raw = entry.raw_get(name) if name in entry else None
        if raw is None:
            return None
        key = getattr(raw, "idnum", None) or id(raw)
        if key not in self._fonts:
            self._fonts[key] = PdfFont(_dictionary(raw), Font.from_font_resource)
        return self._fonts[key]

    def form(self, name: str) -> Form | None:
        if name not in self._forms:
            self._forms[name] = None
            self._forms[name] = self.form_of(_dictionary(self._dictionary.get("/XObject")).get(name))
        return self._forms[name]

    def form_of(self, item: Any) -> Form | None:
        """The form XObject that `item` is or refers to; None where it is none."""
        from pypdf.generic import ContentStream, StreamObject

        item = item.get_object() if item is not None else None
        if not isinstance(item, StreamObject) or item.get("/Subtype", "/Form") != "/Form":
            return None
        own = _Resources(item.get("/Resources") or self._dictionary, self._fonts, self._reader)
        return Form(ContentStream(item, self._reader).operations, _form_matrix(item.get("/Matrix")), own)


def _form_matrix(value: Any) -> Matrix:
    numbers = [float(v) for v in value] if isinstance(value, list) and len(value) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    return numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]


def _dictionary(value: Any) -> Any:
    from pypdf.generic import DictionaryObject

    resolved = value.get_object() if value is not None else None
    return resolved if isinstance(resolved, DictionaryObject) else DictionaryObject()


def _annotations(page: Any) -> Iterator[Any]:
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    return (_dictionary(annotation) for annotation in annotations[:MAX_NOTES]) if isinstance(annotations, list) else iter(())


def _strikeouts(page: Any, base: Matrix) -> Iterator[Rule]:
    """StrikeOut annotations as rules through the middle of their quadrilaterals."""
    for item in _annotations(page):
        points = item.get("/QuadPoints") if item.get("/Subtype") == "/StrikeOut" else None
        numbers = [float(p) for p in points] if isinstance(points, list) else []
        for start in range(0, len(numbers) - 7, 8):
            a, b, c, d, e, f = base
            xs = [a * x + c * y + e for x, y in zip(numbers[start : start + 8 : 2], numbers[start + 1 : start + 8 : 2], strict=True)]
            ys = [b * x + d * y + f for x, y in zip(numbers[start : start + 8 : 2], numbers[start + 1 : start + 8 : 2], strict=True)]
            middle = min(ys) + 0.42 * (max(ys) - min(ys))
            yield Rule(min(xs), middle, max(xs), middle)


def _foot_label(lines: Sequence[Line]) -> str | None:
    """The "Page N" stamp, which ModernGov sets alone on a line at the foot (or head) of a page."""
    for line in (*lines[-3:], *lines[:2]):
        if _FOOT_LABEL.match(line.text):
            return " ".join(line.text.split())
    return None
