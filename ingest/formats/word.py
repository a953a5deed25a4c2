"""Word papers (.docx), read with python-docx: headings, tables, struck-out runs, and the numbers that Word prints by itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import UnreadablePaperError
from ingest.faults import trace
from ingest.formats.asides import of_sections, of_word
from ingest.formats.markup import BOLD_OFF, BOLD_ON, STRUCK_OFF, STRUCK_ON, Inline, spans
from ingest.formats.text import row_line
from ingest.formats.word_numbering import Numbering
from ingest.formats.word_package import open_package
from ingest.models import Line, PaperText

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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
    body = _Body(document)
    lines = tuple(body.lines())
    if not lines:
        raise UnreadablePaperError(f"{path.name}: holds no words; save it with its text, or as PDF")
    defects = tuple(body.defects)
    said = (
        (f"our reader failed on {len(defects)} paragraphs or tables (reported in the log); their words were read plain",) if defects else ()
    )
    asides, heads = of_word(document, parse_xml), of_sections(document, body.sections)
    return PaperText(lines, warnings=said, asides=asides, page_heads=heads, defects=defects)


class _Body:
    """Walks the document's body in order."""

    def __init__(self, document: Any) -> None:
        self.defects: list[str] = []
        self._document = document
        self._gap = False
        self._count = 0
        self.sections: list[tuple[int, Any]] = []
        """For each section: the number of lines up to its end, and its properties."""
        try:
            self._numbering: Numbering | None = Numbering(document)
        except Exception as error:  # the words are worth more than their numbers
            self._numbering = None
            self.defects.append(trace(error))

    def lines(self) -> Iterator[Line]:
        for line in self._blocks(self._document.element.body):
            self._count += 1
            yield line

    def _blocks(self, parent: Any) -> Iterator[Line]:
        for element in parent.iterchildren():
            if element.tag in (f"{W}p", f"{W}tbl"):
                yield from self._block(element)
                self.sections.extend((self._count, found) for found in element.findall(f"{W}pPr/{W}sectPr"))
            elif element.tag == f"{W}sectPr":
                self.sections.append((self._count, element))
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml"):
                yield from self._blocks(element)

    def _block(self, element: Any) -> list[Line]:
        """The lines of a paragraph or table; its bare words where our reader fails on it."""
        try:
            return list(self._paragraph(element) if element.tag == f"{W}p" else self._table(element))
        except MemoryError:
            raise
        except Exception as error:
            self.defects.append(trace(error))
            texts = (" ".join("".join(piece.text or "" for piece in part.iter(f"{W}t")).split()) for part in element.iter(f"{W}p"))
            return [Line(text) for text in texts if text]

    def _number(self, element: Any) -> tuple[str, bool]:
        return self._numbering.next(element) if self._numbering is not None else ("", False)

    def _paragraph(self, element: Any) -> Iterator[Line]:
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(element, self._document._body)
        inline, tabbed = _inline(element)
        number, bullet = self._number(element) if inline.text else ("", False)
        if not inline.text:
            self._gap = True
            return
        style = paragraph.style
        shift = len(number) + 1 if number else 0
        struck = tuple((a + shift, b + shift) for a, b in inline.struck)
        text = f"{number} {inline.text}" if number else inline.text
        spaced = paragraph.paragraph_format.space_before or (style.paragraph_format.space_before if style is not None else None)
        gap = bool(self._gap or (spaced is not None and spaced.pt >= 6))
        self._gap = False
        level = _heading_level(style)
        cells = tuple(part.strip() for part in text.split("\t")) if tabbed and level == 0 else ()
        left = paragraph.paragraph_format.left_indent
        bold = inline.bold or (level > 0 and style is not None and bool(style.font.bold))
        numbered = self._numbering.indent(element) if self._numbering is not None else 0.0
        indent = left.pt if left is not None else numbered
        joined = "\t".join(cells) if len(cells) > 1 else " ".join(text.split())
        kept = struck if joined == text else ()
        yield Line(
            joined, cells=cells if len(cells) > 1 else (), level=level, bold=bold, indent=indent, gap=gap, bullet=bullet, struck=kept
        )

    def _table(self, element: Any) -> Iterator[Line]:
        for index, row in enumerate(element.iter(f"{W}tr")):
            if next(row.iterancestors(f"{W}tbl")) is not element:
                continue  # a table inside a cell is read with its cell
            cells: list[Inline] = []
            reach: list[int] = []
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is row:
                    width = _span(cell)
                    continued = _continued(cell)
                    cells.extend([self._cell(cell) if not continued else Inline("", False, ()), *[Inline("", False, ())] * (width - 1)])
                    reach.extend([-1 if continued else width, *[0] * (width - 1)])
            if any(cell.text for cell in cells):
                line = row_line(tuple(cells), gap=self._gap and index == 0)
                self._gap = False
                yield Line(line.text, cells=line.cells, bold=line.bold, gap=line.gap, struck=line.struck, spans=tuple(reach))

    def _cell(self, cell: Any) -> Inline:
        """The paragraphs of a cell as one text, with their numbers."""
        marked = []
        for paragraph in cell.iter(f"{W}p"):
            source = _marked(paragraph)
            number, _ = self._number(paragraph) if source.strip() else ("", False)
            marked.append(f"{number} {source}" if number else source)
        return spans(" ".join(" ".join(marked).split()))


def _heading_level(style: Any) -> int:
    """Level of a heading style, also where a house style is based on one; "Title" is level 1."""
    for _ in range(10):
        if style is None:
            return 0
        name = (style.name or "").lower()
        if name == "title":
            return 1
        if name.startswith("heading ") and name[8:9].isdigit():
            return min(int(name[8:9]), 6)
        style = style.base_style
    return 0


def _inline(paragraph: Any) -> tuple[Inline, bool]:
    """The paragraph's words, and whether tabs part them as in a table."""
    marked = _marked(paragraph)
    tabs = marked.strip().count("\t")
    return spans(marked.strip() if tabs > 1 else " ".join(marked.split())), tabs > 1


def _marked(paragraph: Any) -> str:
    """Text of the runs, inserted text kept and deleted text left out, with marks for bold and struck."""
    parts: list[str] = []
    for run in paragraph.iter(f"{W}r"):
        if any(True for _ in run.iterancestors(f"{W}del", f"{W}moveFrom")):
            continue
        text = "".join(_piece(child) for child in run.iterchildren())
        if not text:
            continue
        bold, struck = _on(run, "b"), _on(run, "strike") or _on(run, "dstrike")
        parts.extend((STRUCK_ON if struck else "", BOLD_ON if bold else "", text, BOLD_OFF if bold else "", STRUCK_OFF if struck else ""))
    return "".join(parts).replace(STRUCK_OFF + STRUCK_ON, "")


def _piece(child: Any) -> str:
    if child.tag == f"{W}t":
        return child.text or ""
    return {f"{W}tab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}.get(child.tag, "")


def _on(run: Any, name: str) -> bool:
    mark = run.find(f"{W}rPr/{W}{name}")
    return mark is not None and mark.get(f"{W}val", "true") not in ("0", "false", "none", "off")


def _span(cell: Any) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    value = found.get(f"{W}val", "1") if found is not None else "1"
    return min(max(int(value), 1), 64) if value.isdigit() else 1


def _continued(cell: Any) -> bool:
    """True where the cell is the lower part of one merged with the cell above."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
