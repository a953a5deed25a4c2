"""A note as a Word document: real headings, lists, tables and footnotes, so that it can be edited, listened to and converted."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.briefing.models import BOTTOM_LINE, Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said
from assistant.briefing.references import Place, Reference, references
from assistant.briefing.walk import names_part, opens_part
from assistant.export.chart import chart_png
from assistant.export.parts import (
    NO_ROWS,
    NOT_FOUND,
    SOURCES,
    body,
    captioned,
    details,
    edited_tag,
    ends_in_figure,
    exempt_tag,
    grids,
    heading,
    not_found,
    reworded,
)
from assistant.export.word.furniture import set_furniture, set_properties
from assistant.export.word.house import Styles, start
from assistant.export.word.lists import Lists
from assistant.export.word.tables import table
from assistant.export.word.xml import Element, bookmark, element, field, keep_next, link, paragraph, text_run
from assistant.marking import marking

if TYPE_CHECKING:
    from docx.document import Document

_WIDE = 6
"""Columns above which tables are set on pages turned on their side."""
_CLOSE = ("Normal", "Note Quotation", "List Bullet", "List Number", "Note Missing", "Note Closing")
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
        self._lists = Lists(document)
        self._tables, self._figures, self._pictures = count(1), count(1), count(1)
        self._below_table, self._reworded = False, reworded(note)
        page = document.sections[0]
        self._width = page.page_width - page.left_margin - page.right_margin  # type: ignore[operator]

    def write(self, marked: str | None) -> None:
        """Everything from the marking to the sources."""
        note = self._note
        if marked:
            self._line("Note Marking", text_run(marked))
        self._line("Title", text_run(note.title))
        self._line("Note Details", *self._details())
        for section in body(note):
            self._line("heading 1", text_run(section.heading))
            for block in section.blocks:
                if section.name == BOTTOM_LINE and isinstance(block, Bullets):
                    self._bottom_line(block)
                else:
                    self._block(block)
            if section.missing:
                self._line("Note Missing", text_run(section.missing))
        self._foot()

    def _details(self) -> list[Element]:
        """Date, recipient and author, and that it decides nothing, on one line."""
        runs: list[Element] = []
        for label, value in details(self._note):
            runs += [text_run(" · ")] if runs else []
            runs += [text_run(f"{label}:", self._styles["Note Label"]), text_run(f" {value}")]
        warning = [text_run(" · "), text_run(self._note.disclaimer, self._styles["Note Label"])] if self._note.disclaimer else []
        return [*runs, *warning]

    def _foot(self) -> None:
        """What is not in the note, and what it stands in."""
        note = self._note
        if note.closing:
            self._line("Note Closing", text_run(note.closing))
        if missing := not_found(note):
            self._line("heading 1", text_run(heading(note, NOT_FOUND)))
            for line in missing:
                self._line("List Bullet", text_run(line), properties=self._bullet())
        if note.sources:
            self._line("heading 1", text_run(heading(note, SOURCES)))
            for reference in references(note.sources):
                self._source(reference)

    def _bottom_line(self, block: Bullets) -> None:
        for item in block.items:
            self._line("Note Bottom Line", *self._runs(item, after_label="\t"))

    def _line(self, style: str, *runs: Element, properties: tuple[Element, ...] = ()) -> None:
        if self._below_table and style in _CLOSE:
            properties = (*properties, element("w:spacing", {"w:before": 160}))
        self._below_table = False
        self._end.addprevious(paragraph(self._styles[style], *runs, properties=properties))

    def _block(self, block: Paragraph | Bullets | Quotation | Grid | Chart) -> None:
        if names_part(block):
            self._line("heading 2", *self._runs(block.said[0]))  # type: ignore[union-attr]
        elif isinstance(block, Paragraph):
            runs = [run for at, said in enumerate(block.said) for run in [*([text_run(" ")] if at else []), *self._runs(said)]]
            self._line("Normal", *runs, properties=(keep_next(),) if opens_part(block) else ())
        elif isinstance(block, Bullets):
            number = self._lists.numbered() if block.numbered else None
            for item in block.items:
                numbering = self._bullet() if number is None else (self._lists.item(number),)
                self._line("List Bullet" if number is None else "List Number", *self._runs(item), properties=numbering)
        elif isinstance(block, Quotation):
            for item in block.items:
                self._line("Note Quotation", *self._runs(item, after_label="\t", quoted=True))
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            self._grid(block)

    def _bullet(self) -> tuple[Element, ...]:
        return () if self._styles.numbered("List Bullet") else (self._lists.bullets(),)

    def _runs(self, said: Said, after_label: str = " ", quoted: bool = False) -> list[Element]:
        label = [text_run(said.label, self._styles["Note Label"]), text_run(after_label)] if said.label else []
        if after_label == "\t" and not said.label:
            label = [text_run("\t")]
        ours = self._styles["Note Ours"] if said.origin is Origin.FIXED else None
        tag = edited_tag(said, quoted)
        cited = self._cited(said.markers, apart=ends_in_figure(said.text))
        return [*label, text_run(said.text, ours), *cited, *([text_run(tag, self._styles["Note Label"])] if tag else [])]

    def _cited(self, markers: tuple[int, ...], apart: bool = False) -> list[Element]:
        """The numbers of the sources, each leading to its place in the list; `apart` puts a space between words and numbers."""
        style = self._styles["Note Marker"]
        runs = [text_run("\u00a0", style)] if apart and markers else []
        for at, marker in enumerate(markers):
            runs += [text_run(", ", style)] if at else []
            runs.append(link(_anchor(marker), text_run(str(marker), style)))
        tag = exempt_tag(markers, self._note.sources)
        return [*runs, text_run(tag, self._styles["Note Label"])] if tag else runs

    def _caption(self, kind: str, numbers: Iterator[int], words: str, markers: tuple[int, ...] = ()) -> None:
        lead, words = captioned(kind, numbers, words)
        number = lead.removeprefix(kind).strip(" :")
        counted = [text_run(f"{kind} "), *field(rf"SEQ {kind} \* ARABIC", number), text_run(": ")] if lead else []
        self._line("caption", *counted, text_run(words), *self._cited(markers), properties=(keep_next(),))

    def _grid(self, grid: Grid) -> None:
        self._caption("Table", self._tables, grid.caption or "", grid.markers)
        if grid.rows:
            self._end.addprevious(table(grid, round(self._width / _TWIP), self._styles, self._runs))
            self._below_table = True
        else:
            self._line("Note Missing", text_run(NO_ROWS))
        if grid.note:
            self._line("Note Table Note", text_run(f"Note: {grid.note}"))

    def _chart(self, chart: Chart) -> None:
        from docx.shared import Inches

        self._caption("Figure", self._figures, chart.title)
        inline = self._document.part.new_pic_inline(BytesIO(chart_png(chart)), width=min(Inches(6.3), self._width))
        inline.docPr.set("descr", chart.alt)
        inline.docPr.set("name", f"Figure {next(self._pictures)}")
        self._line("Note Figure", element("w:r", None, element("w:drawing", None, inline)))
        self._grid(chart.data)

    def _source(self, reference: Reference) -> None:
        """A paper and its places in one paragraph."""
        runs = [text_run(f"{reference.title}: ")]
        for at, place in enumerate(reference.places):
            runs += [text_run("; ")] if at else []
            runs += self._place(place)
        self._line("Note Source", *runs)

    def _place(self, place: Place) -> list[Element]:
        marker = place.source.marker
        words = f" {place.where}" if place.where else ""
        if marker in self._reworded:
            words += f' (the paper says: "{place.source.quote}")'
        number = text_run(str(marker), self._styles["Note Label"])
        return [*bookmark(_anchor(marker), marker, number), text_run(words)]


def _anchor(marker: int) -> str:
    return f"_Source{marker}"  # a leading underscore keeps it out of Word's list of bookmarks
