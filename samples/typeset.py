"""Sets a sample paper as a PDF; the one owner of reportlab.

A paper is set twice: the first time to learn on which pack pages each agenda item falls and how many pages there are, the second
to print them. Nothing depends on the clock or on the order of a set, so the bytes are the same every time.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_CENTER, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from samples.markup import BULLET, Block, Command, Entry, Grid, Heading, Source, Text

MARGIN = 62.0
STEP = 24.0
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=8)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9.5, leading=12)
HEADINGS = {
    1: ParagraphStyle("h1", BODY, fontName="Helvetica-Bold", fontSize=16, leading=20, spaceBefore=4, spaceAfter=12),
    2: ParagraphStyle("h2", BODY, fontName="Helvetica-Bold", fontSize=11, leading=14, spaceBefore=9, spaceAfter=6, keepWithNext=1),
    3: ParagraphStyle("h3", BODY, fontName="Helvetica-Bold", fontSize=10.5, leading=14, spaceBefore=5, spaceAfter=4, keepWithNext=1),
    4: ParagraphStyle("h4", BODY, fontName="Helvetica-Oblique", fontSize=10.5, leading=14, spaceBefore=3, spaceAfter=3, keepWithNext=1),
}
STYLES = {
    "center": ParagraphStyle("center", BODY, alignment=TA_CENTER),
    "right": ParagraphStyle("right", BODY, alignment=TA_RIGHT),
    "small": ParagraphStyle("small", BODY, fontSize=8.5, leading=11),
    "caption": ParagraphStyle("caption", HEADINGS[3], fontSize=9.5, spaceBefore=8),
    "hidden": ParagraphStyle("hidden", BODY, fontSize=1, leading=2, textColor=colors.white),
}
SHADE = colors.Color(0.9, 0.92, 0.94)


@dataclass
class Places:
    """What one setting of a paper learns and what it is to draw: pages are 1-based positions in the file."""

    items: dict[str, int] = field(default_factory=dict)
    """First page of each agenda item, in order of appearance."""
    stamps: dict[int, list[tuple[str, bool]]] = field(default_factory=dict)
    """What is stamped at the top right of a page; True where it is printed sideways."""
    first_numbered: int = 1
    """The page that carries the printed number 1."""
    pages: int = 0

    def printed(self, item: str) -> str:
        """The agenda's "(Pages 3 - 12)" for `item`; the last item ends where the paper does."""
        starts = [*self.items.items(), ("", self.pages + 1)]
        for (name, first), (_, after) in pairwise(starts):
            if name == item:
                return f"(Pages {first - self.first_numbered + 1} - {after - self.first_numbered})"
        return "(Pages 00 - 00)"


class _Mark(Flowable):  # type: ignore[misc]
    """A point in the flow that notes its page, or outlines it, when it is reached; takes no room."""

    def __init__(self, command: Command, places: Places, outline: bool) -> None:
        super().__init__()
        self.width = self.height = 0
        self._command, self._places, self._outline = command, places, outline

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        page, name, argument = self.canv.getPageNumber(), self._command.name, self._command.argument
        if name == "item":
            self._places.items[argument] = page
        elif name == "numbering":
            self._places.first_numbered = page
        elif name in ("stamp", "sidestamp"):
            self._places.stamps.setdefault(page, []).append((argument, name == "sidestamp"))
        elif self._outline:
            level, title = argument.split(" ", 1)
            key = f"b{page}-{title}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(title, key, level=int(level) - 1)


class _Chart(Flowable):  # type: ignore[misc]
    """Bars without a word or a number on them: a chart whose figures cannot be read from the file."""

    def __init__(self, bars: list[float]) -> None:
        super().__init__()
        self.width, self.height, self._bars = 360.0, 130.0, bars
        self.keepWithNext = 1  # its caption stands below it

    def draw(self) -> None:
        self.canv.setStrokeColor(colors.grey)
        self.canv.line(0, 8, self.width, 8)
        slot = self.width / len(self._bars)
        for position, bar in enumerate(self._bars):
            self.canv.setFillColor(colors.steelblue if position % 2 else colors.darkseagreen)
            self.canv.rect(position * slot + slot / 5, 8, slot * 3 / 5, bar / max(self._bars) * 112, stroke=0, fill=1)


def typeset(source: Source) -> bytes:
    """The PDF of `source`: the same bytes every time."""
    known = Places()
    _set(source, known, Places())
    return _set(source, Places(first_numbered=known.first_numbered), known)


def _set(source: Source, places: Places, known: Places) -> bytes:
    buffer, header = BytesIO(), source.header
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, title=header["title"], author=header.get("author", ""), subject=header.get("subject", "")
    )

    def finish(canvas: Canvas, _document: BaseDocTemplate) -> None:
        places.pages = canvas.getPageNumber()
        _furniture(canvas, source, places, known.pages)

    for name, size in (("portrait", A4), ("landscape", landscape(A4))):
        frame = Frame(MARGIN - 6, MARGIN, size[0] - 2 * MARGIN + 12, size[1] - 2 * MARGIN - 10)
        document.addPageTemplates(PageTemplate(name, [frame], pagesize=size, onPageEnd=finish))
    document.build(_Story(places, known, source.on("outline")).of(source.blocks), canvasmaker=Canvas)
    return buffer.getvalue()


def _furniture(canvas: Canvas, source: Source, places: Places, total: int) -> None:
    """Head, foot, stamps and page label of the page just set, drawn after its words as the publisher's software does."""
    page = canvas.getPageNumber()
    width, height = canvas._pagesize
    number = page - places.first_numbered + 1
    if source.on("labels"):
        style = "ARABIC" if number > 0 else "ROMAN_LOWER"
        canvas.addPageLabel(page - 1, style, number if number > 0 else page, "")
    canvas.setFillColor(colors.black)
    canvas.setFont("Helvetica", 9)
    if running := source.header.get("running"):
        canvas.drawCentredString(width / 2, height - 34, running)
    if (foot := source.header.get("foot")) and number > 0:
        canvas.drawCentredString(width / 2, 30, foot.replace("{n}", str(number)).replace("{total}", str(total)))
    canvas.setFont("Helvetica-Bold", 11)
    for row, (words, sideways) in enumerate(places.stamps.get(page, [])):
        if sideways:
            canvas.saveState()
            canvas.translate(width - 22, height - 60)
            canvas.rotate(-90)
            canvas.drawString(0, 0, words)
            canvas.restoreState()
        else:
            canvas.drawRightString(width - 40, height - 34 - 14 * row, words)


class _Story:
    """Turns blocks into flowables; holds what carries from one block to the next (the style that a command set)."""

    def __init__(self, places: Places, known: Places, outline: bool) -> None:
        self._places, self._known, self._outline = places, known, outline

    def of(self, blocks: tuple[Block, ...]) -> list[Flowable]:
        """The flowables of `blocks`, in order."""
        return [flowable for block in blocks for flowable in self._flowables(block)]

    def _flowables(self, block: Block) -> list[Flowable]:
        match block:
            case Heading(level, text):
                room = [CondPageBreak(72)] if level > 1 else []
                return [*room, Paragraph(self._inline(text), HEADINGS[level])]
            case Text(text):
                return [Paragraph(self._inline(text), BODY)]
            case Entry(label, text, indent):
                return [self._entry(label, text, indent)]
            case Grid():
                return [self._table(block), Spacer(0, 9)]
            case Command():
                return self._obey(block)

    def _obey(self, command: Command) -> list[Flowable]:
        argument = command.argument
        match command.name:
            case "page":
                return [PageBreak()]
            case "landscape" | "portrait":
                return [NextPageTemplate(command.name), PageBreak()]
            case "space":
                return [Spacer(0, float(argument))]
            case "chart":
                return [_Chart([float(bar) for bar in argument.split()])]
            case "center" | "right" | "small" | "caption" | "hidden":
                return [Paragraph(self._inline(argument), STYLES[command.name])]
            case "item" | "numbering" | "stamp" | "sidestamp" | "bookmark":
                return [_Mark(command, self._places, self._outline)]
        raise ValueError(f"The sample text uses @{command.name}, which the typesetter does not know.")

    def _inline(self, text: str) -> str:
        text = re.sub(r"\{pages (\w+)\}", lambda match: self._known.printed(match[1]), text)
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        for mark, tag in ((r"\*\*", "b"), (r"\b_|_\b", "i"), ("~~", "strike")):
            text = re.sub(f"(?:{mark})(.+?)(?:{mark})", rf"<{tag}>\1</{tag}>", text)
        return text

    def _entry(self, label: str, text: str, indent: int) -> Flowable:
        left = indent * STEP
        hang = 16.0 if label == BULLET else max(40.0, 6.5 * len(label) + 8)
        style = ParagraphStyle(
            "entry",
            BODY,
            leftIndent=left + hang,
            bulletIndent=left,
            bulletFontSize=BODY.fontSize,
            spaceAfter=4 if label == BULLET else 7,
            keepWithNext=int(bool(re.fullmatch(r"\*\*[^*]+\*\*", text))),
        )
        return Paragraph(self._inline(text), style, bulletText=label or None)

    def _table(self, grid: Grid) -> Flowable:
        options = grid.options
        columns = len(grid.rows[0])
        shares = [float(share) for share in options.get("widths", ",".join("1" * columns)).split(",")]
        room = (A4[1] if "wide" in options else A4[0]) - 2 * MARGIN
        aligns = options.get("align", "l" * columns)
        size = float(options.get("size", 9.5))
        header = int(options.get("header", 1))
        base = ParagraphStyle("cell", CELL, fontSize=size, leading=size + 2.5)
        right = ParagraphStyle("right", base, alignment=TA_RIGHT)
        cells = [
            [
                Paragraph(self._inline(f"**{cell}**" if row < header and cell else cell), right if align == "r" else base)
                for cell, align in zip(line, aligns, strict=True)
            ]
            for row, line in enumerate(grid.rows)
        ]
        rules: list[tuple[object, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
        if options.get("style") != "plain":
            rules.append(("GRID", (0, 0), (-1, -1), 0.5, colors.grey))
        if header:
            rules.append(("BACKGROUND", (0, 0), (-1, header - 1), SHADE))
        rules += _spans(grid)
        widths = [room * share / sum(shares) for share in shares]
        repeat = header if options.get("repeat") == "yes" else 0
        return Table(cells, colWidths=widths, repeatRows=repeat, style=TableStyle(rules), splitInRow=int("split" in options), hAlign="LEFT")


def _spans(grid: Grid) -> list[tuple[object, ...]]:
    """Merged cells: a cell that holds only "<" belongs to the one on its left."""
    spans: list[tuple[object, ...]] = []
    for row, line in enumerate(grid.rows):
        start = 0
        for column, cell in enumerate(line):
            if cell == "<":
                spans = [span for span in spans if span[1] != (start, row)]
                spans.append(("SPAN", (start, row), (column, row)))
            else:
                start = column
    return spans
