"""Word papers (.docx), opened with python-docx: headings, tables, boxes, notes, and the numbers that Word prints by itself.

What the paper does not show is no text: hidden, deleted and moved words, comments. What it strikes out is marked as struck.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.errors import UnreadablePaperError
from ingest.faults import trace
from ingest.formats.asides import of_sections, of_word
from ingest.formats.cells import row_line
from ingest.formats.markup import Inline, marked, raised, spans
from ingest.formats.word_looks import Look, Looks, W, value_of
from ingest.formats.word_notes import Notes
from ingest.formats.word_numbering import Numbering
from ingest.formats.word_package import open_package
from ingest.formats.word_pieces import AROUND, NOTES, boxes, paragraphs, parts, runs, shown, words
from ingest.models import Line, PaperText

_GAP = 6.0
"""Points of space between paragraphs from which on a reader sees a gap."""


def read_docx(path: Path, max_unpacked: int) -> PaperText:
    """Read a Word paper; pages are not known.

    Args:
        path: the file.
        max_unpacked: mebibytes above which the unpacked file is taken for a zip bomb.

    Raises:
        UnreadablePaperError: not a Word document, damaged or without words.
        LimitExceededError: too large when unpacked.
    """
    package = open_package(path, max_unpacked)
    import docx
    from docx.oxml import parse_xml

    try:
        document = docx.Document(package)
    except MemoryError:
        raise
    except Exception as error:  # damaged parts raise whatever the XML reader raises
        kind = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise UnreadablePaperError(f"{path.name}: python-docx cannot open it as a Word document ({kind}); save it anew as .docx") from error
    body = _Body(document, parse_xml)
    lines = tuple(body.lines())
    if not lines:
        raise UnreadablePaperError(f"{path.name}: holds no words; save it with its text, or as PDF")
    asides, heads = of_word(document, parse_xml), of_sections(document, body.sections)
    return PaperText(lines, warnings=tuple(body.warnings()), asides=asides, page_heads=heads, defects=tuple(body.defects))


class _Body:
    """Walks the document's body in order."""

    def __init__(self, document: Any, parse: Callable[[bytes], Any]) -> None:
        self.defects: list[str] = []
        self._document = document
        self._gap = False
        self._count = 0
        self._hidden = False
        self._waiting: list[Line] = []
        """Notes that stand under the paragraph or table that is being read."""
        self.sections: list[tuple[int, Any]] = []
        """For each section: the number of lines up to its end, and its properties."""
        self._numbering: Numbering | None = self._tried(lambda: Numbering(document))
        self._looks: Looks | None = self._tried(lambda: Looks(document))
        self._notes: Notes | None = self._tried(lambda: Notes(document, parse))

    def _tried(self, make: Callable[[], Any]) -> Any:
        """What `make` gives; None where it fails: the words are worth more than their numbers, looks and notes."""
        try:
            return make()
        except MemoryError:
            raise
        except Exception as error:
            self.defects.append(trace(error))
            return None

    def warnings(self) -> Iterator[str]:
        """What was left out of the text, and what our reader failed on; asked for after `lines`."""
        if self.defects:
            yield f"our reader failed on {len(self.defects)} parts of the file (reported in the log); their words were read plain"
        if self._notes is not None and self._notes.comments:
            yield f"comments on the text, {self._notes.comments} in number, are no part of the paper and were left out"
        if self._hidden:
            yield "the file holds hidden text, which nobody sees in print: it was left out"

    def lines(self) -> Iterator[Line]:
        for line in self._blocks(self._document.element.body):
            self._count += 1
            yield line

    def _blocks(self, parent: Any) -> Iterator[Line]:
        for element in shown(parent):
            if element.tag in (f"{W}p", f"{W}tbl"):
                yield from self._block(element)
                self.sections.extend((self._count, found) for found in element.findall(f"{W}pPr/{W}sectPr"))
            elif element.tag == f"{W}sectPr":
                self.sections.append((self._count, element))
            elif element.tag in AROUND:
                yield from self._blocks(element)

    def _block(self, element: Any) -> list[Line]:
        """The lines of a paragraph or table and of the notes under it; its bare words where our reader fails on it."""
        try:
            lines = list(self._paragraph(element) if element.tag == f"{W}p" else self._table(element))
        except MemoryError:
            raise
        except Exception as error:
            self.defects.append(trace(error))
            texts = (" ".join("".join(piece.text or "" for piece in part.iter(f"{W}t")).split()) for part in element.iter(f"{W}p"))
            return [Line(text) for text in texts if text]
        lines.extend(self._waiting)
        self._waiting.clear()
        return lines

    def _number(self, element: Any) -> tuple[str, bool]:
        return self._numbering.next(element) if self._numbering is not None else ("", False)

    def _paragraph(self, element: Any) -> Iterator[Line]:
        """The line of a paragraph, and those of the boxes that are fixed to it."""
        source = self._marked(element)
        tabbed = source.strip().count("\t") > 1
        inline = spans(source.strip() if tabbed else " ".join(source.split()))
        if inline.text:
            yield self._line(element, inline, tabbed)
        notes = self._waiting[:]
        self._waiting.clear()
        yield from notes
        for box in boxes(element):
            self._gap = True
            yield from self._blocks(box)
        self._gap = self._gap or not inline.text

    def _line(self, element: Any, inline: Inline, tabbed: bool) -> Line:
        number, bullet = self._number(element)
        shift = len(number) + 1 if number else 0
        struck = tuple((a + shift, b + shift) for a, b in inline.struck)
        text = f"{number} {inline.text}" if number else inline.text
        gap = self._gap or self._spaced(element)
        self._gap = False
        level = self._looks.level(element) if self._looks is not None else 0
        cells = tuple(part.strip() for part in text.split("\t")) if tabbed and level == 0 else ()
        numbered = self._numbering.indent(element) if self._numbering is not None else 0.0
        indent = _indent(element, numbered)
        joined = "\t".join(cells) if len(cells) > 1 else " ".join(text.split())
        if joined != text:
            pieces = [" ".join(text[start:end].split()) for start, end in struck]
            struck = tuple((at, at + len(piece)) for piece in pieces if piece and (at := joined.find(piece)) >= 0)
        cells = cells if len(cells) > 1 else ()
        return Line(joined, cells=cells, level=level, bold=inline.bold, indent=indent, gap=gap, bullet=bullet, struck=struck)

    def _spaced(self, element: Any) -> bool:
        """Whether space is set between a paragraph and the one before it."""
        before = element.getprevious()
        if self._looks is None:
            return False
        if before is None or before.tag != f"{W}p":
            return self._looks.space(element, "before") >= _GAP
        alike = (style := self._looks.closed_up(element)) is not None and style == self._looks.closed_up(before)
        return not alike and max(self._looks.space(element, "before"), self._looks.space(before, "after")) >= _GAP

    def _table(self, element: Any) -> Iterator[Line]:
        """A line a row; what stands in a table of single cells that holds another table is read as if it stood in none."""
        rows = [(row, list(parts(row, "tc"))) for row in parts(element, "tr") if not _left_out(row)]
        if all(len(cells) < 2 for _, cells in rows) and any(True for _, cells in rows for cell in cells for _ in cell.iter(f"{W}tbl")):
            for _, cells in rows:
                for cell in cells:
                    yield from self._blocks(cell)
            return
        heads = True
        styled = self._looks is not None and self._looks.opens_with_head(element)
        for at, (row, cells) in enumerate(rows):
            heads = heads and (_on(row, "tblHeader") or (styled and not at))
            line = self._row(row, cells)
            if line.text.strip():
                yield replace(line, gap=self._gap, head=heads or None)
                self._gap = False

    def _row(self, row: Any, cells: list[Any]) -> Line:
        before = _number_of(row.find(f"{W}trPr"), "gridBefore", 0)
        texts: list[Inline] = [Inline("", False, ())] * before
        reach: list[int] = [1] * before
        for cell in cells:
            said = cell.find(f"{W}tcPr")
            width = max(_number_of(said, "gridSpan", 1), 1)
            below, beside = (value_of(said, name) in ("continue", "true") for name in ("vMerge", "hMerge"))
            texts.extend([Inline("", False, ()) if below or beside else self._cell(cell), *[Inline("", False, ())] * (width - 1)])
            reach.extend([-1 if below else 0 if beside else width, *[0] * (width - 1)])
        return replace(row_line(tuple(texts)), spans=tuple(reach))

    def _cell(self, cell: Any) -> Inline:
        """The paragraphs of a cell as one text, with their numbers; those of boxes in it after their own."""
        pieces = []
        for paragraph in paragraphs(cell):
            source = self._marked(paragraph)
            number, _ = self._number(paragraph) if source.strip() else ("", False)
            pieces.append(f"{number} {source}" if number else source)
        return spans(" ".join(" ".join(pieces).split()))

    def _marked(self, paragraph: Any) -> str:
        """Text of the runs with marks for bold and struck; what is hidden left out."""
        parts: list[str] = []
        for run in runs(paragraph):
            look = self._looks.of(run, paragraph) if self._looks is not None else Look()
            if look.hidden:
                self._hidden = self._hidden or any(map(words, shown(run)))
                continue
            text = "".join(self._note(child) if child.tag in NOTES else words(child) for child in shown(run))
            if text:
                parts.append(marked(raised(text) if look.raised else text, bold=look.bold, struck=look.struck))
        return "".join(parts)

    def _note(self, reference: Any) -> str:
        """What stands in the text for a note; the note itself is kept to stand under its paragraph or table."""
        if self._notes is None:
            return ""
        mark, note = self._notes.take(NOTES[reference.tag], reference)
        said = " ".join(self._marked(paragraph) for paragraph in paragraphs(note)) if note is not None else ""
        inline = spans(" ".join(f"{mark} {said}".split()))
        if inline.text:
            self._waiting.append(Line(inline.text, bold=inline.bold, struck=inline.struck, note=True))
        return mark


def _indent(paragraph: Any, default: float) -> float:
    """Points by which a paragraph itself says that it is set in."""
    mark = paragraph.find(f"{W}pPr/{W}ind")
    left = (mark.get(f"{W}left") or mark.get(f"{W}start") or "") if mark is not None else ""
    return int(left) / 20 if left.removeprefix("-").isdecimal() else default


def _left_out(row: Any) -> bool:
    """True for a row that is hidden, or deleted while changes are tracked."""
    return any(_on(row, name) for name in ("hidden", "del"))


def _on(row: Any, name: str) -> bool:
    return value_of(row.find(f"{W}trPr"), name) not in (None, "0", "false", "off")


def _number_of(properties: Any, name: str, default: int) -> int:
    said = value_of(properties, name) or ""
    return min(int(said), 64) if said.isdecimal() else default
