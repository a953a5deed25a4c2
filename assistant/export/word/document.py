"""A note as a Word document: real headings, lists, tables and footnotes, so that it can be edited, listened to and converted."""

from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.briefing.models import Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said
from assistant.export.chart import chart_png
from assistant.export.parts import (
    NO_ROWS,
    NOT_FOUND,
    SOURCES,
    body,
    details,
    ends_in_figure,
    exempt_tag,
    footnote,
    grids,
    heading,
    reworded,
)
from assistant.export.word.footnotes import Footnotes
from assistant.export.word.furniture import set_furniture, set_properties
from assistant.export.word.house import Styles, start
from assistant.export.word.lists import Lists
from assistant.export.word.tables import table
from assistant.export.word.xml import Element, element, field, keep_next, paragraph, text_run
from assistant.marking import marking
from assistant.models import Citation

if TYPE_CHECKING:
    from docx.document import Document

_WIDE = 6
"""Columns above which tables are set on pages turned on their side."""
_CLOSE = ("Normal", "Note Quotation", "List Bullet", "List Number", "Note Missing")
"""Styles without space above, which a table needs below it."""
_TWIP = 635
"""English Metric Units in a twentieth of a point."""


def word_bytes(note: Note, style: Path | None = None) -> bytes:
    """The note as .docx; expects a note that is `prepared`. Raises ExportError where the house style cannot be read."""
    document = start(style)
    if max((len(grid.columns) for _, grid in grids(note)), default=0) > _WIDE:
        _turn(document)
    styles = Styles(document, house=style is not None)
    marked = marking(note.classification, note.exempt_paragraphs)
    writer = _Writer(document, note, styles)
    writer.write(marked)
    set_furniture(document, note, styles, marked)
    set_properties(document, note, marked)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _turn(document: "Document") -> None:
    from docx.enum.section import WD_ORIENT

    page = document.sections[0]
    if page.page_width and page.page_height and page.page_width < page.page_height:
        page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width


class _Writer:
    def __init__(self, document: "Document", note: Note, styles: Styles) -> None:
        self._document, self._note, self._styles = document, note, styles
        self._end = document.element.body.sectPr
        self._footnotes, self._lists = Footnotes(note.sources, styles), Lists(document)
        self._tables, self._figures, self._pictures = count(1), count(1), count(1)
        self._below_table = False
        page = document.sections[0]
        self._width = page.page_width - page.left_margin - page.right_margin  # type: ignore[operator]

    def write(self, marked: str | None) -> None:
        """Everything from the marking to the sources."""
        note = self._note
        if marked:
            self._line("Note Marking", text_run(marked))
        self._line("Title", text_run(note.title))
        for label, value in details(note):
            self._line("Note Details", text_run(f"{label}:", self._styles["Note Label"]), text_run(f"\t{value}"))
        if note.disclaimer:
            self._line("Note Disclaimer", text_run(note.disclaimer))
        for section in body(note):
            self._line("heading 1", text_run(section.heading))
            for block in section.blocks:
                self._block(block)
            if section.missing:
                self._line("Note Missing", text_run(section.missing))
        if note.not_found:
            self._line("heading 1", text_run(heading(note, NOT_FOUND)))
            for line in note.not_found:
                self._line("List Bullet", text_run(line), properties=self._bullet())
        if note.sources:
            self._line("heading 1", text_run(heading(note, SOURCES)))
            self._sources()
        self._footnotes.attach(self._document)

    def _line(self, style: str, *runs: Element, properties: tuple[Element, ...] = ()) -> None:
        if self._below_table and style in _CLOSE:
            properties = (*properties, element("w:spacing", {"w:before": 160}))
        self._below_table = False
        self._end.addprevious(paragraph(self._styles[style], *runs, properties=properties))

    def _block(self, block: Paragraph | Bullets | Quotation | Grid | Chart) -> None:
        if isinstance(block, Paragraph):
            runs = [run for at, said in enumerate(block.said) for run in [*([text_run(" ")] if at else []), *self._runs(said)]]
            self._line("Normal", *runs)
        elif isinstance(block, Bullets):
            number = self._lists.numbered() if block.numbered else None
            for item in block.items:
                numbering = self._bullet() if number is None else (self._lists.item(number),)
                self._line("List Bullet" if number is None else "List Number", *self._runs(item), properties=numbering)
        elif isinstance(block, Quotation):
            for item in block.items:
                self._line("Note Quotation", *self._runs(item, after_label="\t"))
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            self._grid(block)

    def _bullet(self) -> tuple[Element, ...]:
        return () if self._styles.numbered("List Bullet") else (self._lists.bullets(),)

    def _runs(self, said: Said, after_label: str = " ") -> list[Element]:
        label = [text_run(said.label, self._styles["Note Label"]), text_run(after_label)] if said.label else []
        if after_label == "\t" and not said.label:
            label = [text_run("\t")]
        ours = self._styles["Note Ours"] if said.origin is Origin.FIXED else None
        tag = exempt_tag(said.markers, self._note.sources)
        references = self._footnotes.references(said.markers, apart=ends_in_figure(said.text))
        return [*label, text_run(said.text, ours), *references, *([text_run(tag, self._styles["Note Label"])] if tag else [])]

    def _caption(self, kind: str, number: int, words: str) -> None:
        self._line(
            "caption",
            text_run(f"{kind} "),
            *field(rf"SEQ {kind} \* ARABIC", str(number)),
            text_run(f": {words}"),
            properties=(keep_next(),),
        )

    def _grid(self, grid: Grid) -> None:
        self._caption("Table", next(self._tables), grid.caption or "")
        if grid.rows:
            self._end.addprevious(table(grid, round(self._width / _TWIP), self._styles, self._runs))
            self._below_table = True
        else:
            self._line("Note Missing", text_run(NO_ROWS))
        if grid.note:
            self._line("Note Table Note", text_run(f"Note: {grid.note}"))

    def _chart(self, chart: Chart) -> None:
        from docx.shared import Inches

        self._caption("Figure", next(self._figures), chart.title)
        inline = self._document.part.new_pic_inline(BytesIO(chart_png(chart)), width=min(Inches(6.3), self._width))
        inline.docPr.set("descr", chart.alt)
        inline.docPr.set("name", f"Figure {next(self._pictures)}")
        self._line("Note Figure", element("w:r", None, element("w:drawing", None, inline)))
        self._grid(chart.data)

    def _sources(self) -> None:
        number, worded = self._lists.numbered(), reworded(self._note)
        for source in self._note.sources:
            self._line("Note Source", text_run(_source_words(source, source.marker in worded)), properties=(self._lists.item(number),))


def _source_words(source: Citation, quoted: bool) -> str:
    parts = [footnote(source)]
    if source.also_in:
        parts.append(f"The same words are in {', '.join(source.also_in)}")
    if quoted:
        parts.append(f'The paper says: "{source.quote}"')
    return ". ".join(parts)
