"""PDF papers, read with pypdf (the only module that imports it): pages, labels, bookmarks, and each page's drawing.

Run it through the sandbox: PDFs come from outside.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from ingest.errors import LimitExceededError, UnreadablePaperError
from ingest.faults import trace
from ingest.formats.asides import MAX_ASIDES, is_label, of_properties
from ingest.language.hyphens import unbroken
from ingest.models import Bookmark, Line, Page, PaperText
from ingest.pdf.asides import across, of_annotation
from ingest.pdf.content import Interpreter
from ingest.pdf.fallback import CIPHER, OVERFULL, SILENT, UNSEEN, Failures, pages_phrase, read_by_second
from ingest.pdf.fields import filled, is_shown, onto
from ingest.pdf.lines import page_lines
from ingest.pdf.page import Drawing, Form, Matrix, PdfFont, Rectangle, Rule, bounds, frame, multiply
from ingest.pdf.quality import SecondReader, is_cipher
from ingest.pdf.rows import rejoined
from ingest.pdf.seen import take_hidden
from ingest.signs import tell

_Found = TypeVar("_Found")
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
        self._file = _File(self._reader)
        self._warnings: list[str] = []
        self._failures = Failures()
        self._asides: list[Line] = []

    def run(self, check: bool) -> PaperText:
        lines: list[Line] = []
        pages: list[Page] = []
        unlabelled: list[str | None] = [None] * self._count
        labels = self._tried(self._labels, unlabelled, "page labels are damaged and were left out")
        layers = "the list of layers is damaged: all of them were read"
        self._file.off = self._tried(lambda: _layers_off(self._reader.root_object), frozenset(), layers)
        self._asides.extend(self._tried(self._titles, (), "the file's properties are damaged and were left out"))
        second = SecondReader(self._path) if check else None
        for number in range(1, self._count + 1):
            tell(number, self._count)
            found, page = self._page(number, second)
            pages.append(replace(page, label=labels[number - 1] or _foot_label(found)))
            lines.extend(found)
        if second is not None and second.count > self._count:
            more, others = second.rest(self._count)
            lines.extend(more)
            pages.extend(others)
            self._warnings.append(f"{pages_phrase([p.number for p in others])} known to the second parser only, which read what is on it")
        self._warnings.extend(self._failures.warnings())
        if second is not None:
            self._warnings.extend(second.close())
        asides = tuple(self._asides[:MAX_ASIDES])
        none: tuple[Bookmark, ...] = ()
        outline = self._tried(lambda: tuple(self._walk(self._reader.outline, 1)), none, "bookmarks are damaged and were left out")
        warnings = tuple(self._warnings)
        return PaperText(self._rejoined(lines), tuple(pages), outline[:MAX_BOOKMARKS], warnings, asides, self._failures.defects)

    def _page(self, number: int, second: SecondReader | None) -> tuple[list[Line], Page]:
        """The lines of a page, read by the second parser where the first or our own reader fails on it."""
        try:
            drawn = self._reader.pages[number - 1]
            none: list[Line] = []
            damaged = f"notes on page {number} are damaged and were left out"
            self._asides.extend(self._tried(lambda: self._notes(drawn, number), none, damaged))
            drawing, width, height = self._draw(drawn)
            self._asides.extend(across(drawing.pieces, number))
            hidden = take_hidden(drawing, width, height)
            found = page_lines(drawing, number, height)
            found = second.better(found, number) if second is not None else found
        except MemoryError:
            raise
        except Exception as error:  # one page must not lose the others
            rescued, page = second.page(number) if second is not None else ([], Page(number, scanned=True))
            self._failures.add(number, error, bool(rescued))
            return rescued, page
        if drawing.overfull:
            self._failures.note(OVERFULL, number)
        if hidden:
            self._failures.note(UNSEEN, number)
        scanned = drawing.images > 0 and sum(len(line.text) for line in found) < 30
        page = Page(number, None, round(width, 1), round(height, 1), scanned, second.text(number, hidden) if second is not None else None)
        ours = "\n".join(line.text for line in found)
        cipher = is_cipher(ours)
        if second is not None and second.knows_more(ours, page.printed, cipher):
            found = second.lines(number, drawing.rules)
            self._failures.note(SILENT, number)
        elif cipher:
            self._failures.note(CIPHER, number)
            return [], replace(page, scanned=True, printed=None)
        return found, page

    def _rejoined(self, lines: list[Line]) -> tuple[Line, ...]:
        try:
            return tuple(unbroken(rejoined(lines)))
        except Exception as error:  # words that stay broken are better than a paper that is lost
            self._failures.defects += (trace(error),)
            self._warnings.append("our reader failed to join words broken at the edge of a line or a cell (reported in the log)")
            return tuple(lines)

    def _draw(self, page: Any) -> tuple[Drawing, float, float]:
        box = page.cropbox
        base, width, height = frame((float(box.left), float(box.bottom), float(box.right), float(box.top)), page.rotation)
        interpreter = Interpreter(_Resources(page.get("/Resources"), self._file), base)
        contents = page.get_contents()
        if contents is not None:
            interpreter.run(contents.operations)
        self._fill_in(page, base, interpreter)
        drawing = interpreter.drawing
        drawing.rules.extend(_strikeouts(page, base))
        return drawing, width, height

    def _fill_in(self, page: Any, base: Matrix, interpreter: Interpreter) -> None:
        """Draw what is filled in on the page: fields of forms, and what was typed over it."""
        for item in filter(is_shown, _annotations(page)):
            try:
                kind = item.get("/Subtype")
                if kind == "/FreeText" or (kind == "/Widget" and item.get("/FT") == "/Sig"):
                    form = _Resources(None, self._file).form_of(_dictionary(item.get("/AP")).get("/N"))
                    if form is not None and form.box is not None:
                        interpreter.overlay(form, multiply(onto(bounds(form.matrix, form.box), item["/Rect"]), base))
                        continue
                for piece in filled(item, base, tuple(interpreter.drawing.pieces), interpreter.order + 1):
                    interpreter.drawing.pieces.append(piece)
                    interpreter.order = piece.order
            except (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError):  # a damaged field is an empty one
                continue

    def _tried(self, work: Callable[[], _Found], otherwise: _Found, said: str) -> _Found:
        """What `work` finds in a part of the file; where that is damaged, `said` is a warning and the pages are read without it."""
        try:
            return work()
        except (MemoryError, RecursionError):
            raise
        except Exception:  # pypdf: "broken files might cause other exceptions"
            self._warnings.append(said)
            return otherwise

    def _titles(self) -> tuple[Line, ...]:
        found = self._reader.metadata
        labels = [value for name, value in (found or {}).items() if is_label(name)]
        return of_properties((found.title, found.subject, found.keywords, *labels)) if found else ()

    def _notes(self, page: Any, number: int) -> list[Line]:
        """What stamps and free-text notes on a page say."""
        notes = (item for item in _annotations(page) if item.get("/Subtype") in ("/FreeText", "/Stamp", "/Watermark"))
        return [line for item in notes for line in of_annotation(item, self._shown(item), number)]

    def _shown(self, annotation: Any) -> str:
        """The words in the picture of an annotation."""
        form = _Resources(None, self._file).form_of(_dictionary(annotation.get("/AP")).get("/N"))
        if form is None:
            return ""
        interpreter = Interpreter(form.resources, form.matrix)
        interpreter.run(form.operations)
        return " ".join(piece.text.strip() for piece in interpreter.drawing.pieces)

    def _labels(self) -> list[str | None]:
        """Declared page labels, where they say more than the position in the file."""
        labels: list[str | None] = list(self._reader.page_labels) if "/PageLabels" in self._reader.root_object else []
        trivial = all(label == str(number) for number, label in enumerate(labels, start=1))
        return [None] * self._count if trivial or len(labels) != self._count else labels

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
    """A /Resources dictionary."""

    def __init__(self, resources: Any, file: "_File") -> None:
        self._dictionary = _dictionary(resources)
        self._file = file
        self._forms: dict[str, Form | None] = {}

    def font(self, name: str) -> PdfFont | None:
        from pypdf.generic._font import Font

        entry = _dictionary(self._dictionary.get("/Font"))
        raw = entry.raw_get(name) if name in entry else None
        if raw is None:
            return None
        key = getattr(raw, "idnum", None) or id(raw)
        fonts = self._file.fonts
        if key not in fonts:
            fonts[key] = PdfFont(_dictionary(raw), Font.from_font_resource)
        return fonts[key]

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
        own = _Resources(item.get("/Resources") or self._dictionary, self._file)
        return Form(ContentStream(item, self._file.reader).operations, _form_matrix(item.get("/Matrix")), own, _form_box(item.get("/BBox")))

    def covers(self, name: str) -> bool:
        image = _dictionary(_dictionary(self._dictionary.get("/XObject")).get(name))
        return "/SMask" not in image and "/Mask" not in image and not image.get("/ImageMask")

    def switched_off(self, content: Any) -> bool:
        found = _dictionary(self._dictionary.get("/Properties")).get(content) if isinstance(content, str) else content
        found = found or _dictionary(_dictionary(self._dictionary.get("/XObject")).get(content)).get("/OC")
        return bool(self._file.off) and self._file.hides(_dictionary(found))

    def space(self, name: str) -> str:
        found = _dictionary(self._dictionary.get("/ColorSpace")).get(name, name)
        found = found.get_object() if hasattr(found, "get_object") else found
        return str(found[0]) if isinstance(found, list) and found else str(found)

    def shine(self, name: str) -> tuple[float, bool]:
        state = _dictionary(_dictionary(self._dictionary.get("/ExtGState")).get(name))
        ink = float(state.get("/ca", 1.0))
        plain = state.get("/BM", "/Normal") in ("/Normal", "/Compatible") and state.get("/SMask", "/None") == "/None"
        return ink, ink > 0.95 and plain


@dataclass(slots=True)
class _File:
    """What all pages of a file share; fonts are kept, since building one costs more than a page of text."""

    reader: Any
    fonts: dict[Any, PdfFont] = field(default_factory=dict)
    off: frozenset[int] = frozenset()
    """Object numbers of the layers (optional content groups) that are not shown."""

    def hides(self, content: Any) -> bool:
        """Whether a layer, or what stands for several, is not shown."""
        listed = content.get("/OCGs") if content.get("/Type") == "/OCMD" else content
        groups = [g for g in listed if g is not None] if isinstance(listed, list) else [listed] if listed else []
        off = [_number_of(group) in self.off for group in groups]
        return bool(off) and (any(off) if content.get("/P") == "/AllOn" else all(off))


def _layers_off(root: Any) -> frozenset[int]:
    layers = _dictionary(root.get("/OCProperties"))
    shown = _dictionary(layers.get("/D"))
    everything = layers.get("/OCGs") if shown.get("/BaseState") == "/OFF" else None
    off, on = ({_number_of(group) for group in found or ()} for found in (everything or shown.get("/OFF"), everything and shown.get("/ON")))
    return frozenset(off - on - {0})


def _number_of(value: Any) -> int:
    """The number of an object, or of the one that a reference names; 0 where it has none."""
    return int(getattr(value if hasattr(value, "idnum") else getattr(value, "indirect_reference", None), "idnum", 0))


def _form_box(value: Any) -> Rectangle | None:
    numbers = [float(v) for v in value] if isinstance(value, list) and len(value) == 4 else []
    return (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])) if numbers else None


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
