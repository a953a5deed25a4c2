"""Small papers of an invented council, some marked as not for publication: PDF, Word, HTML and text, made on the spot.

Pages are drawn as lines of words; the first characters of a line may say where it is printed:
`^` in the head of the page, `_` in its foot, `|` sideways in the margin, `/` across the page, `%` across the page in a form XObject,
`@` as a free-text annotation, `!` as a stamp of that name. All else is running text from the top.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

SECRET, OPEN = "Ravelstone", "Oakenshaw"
TOP = "Marlbury District Council\nProperty Panel\n9 June 2026\n"
KEPT = f"1. Introduction\n1.1 The lowest sum that {SECRET} would take is £412,000.\n1.2 The buyer has not been told of this sum.\n"
MORE = f"1.3 A second valuation of {SECRET} was made in May.\n1.4 It came to the same sum.\n"
SEEN = f"1. Introduction\n1.1 The site at {OPEN} has been empty since 2019.\n1.2 It was offered to the market in May.\n"
ON = f"1.3 More was heard of {OPEN} in June.\n1.4 It stays empty.\n"
PAGE = "\f"
"""Begins a page."""


def as_pdf(path: Path, pages: str, title: str = "") -> Path:
    """The pages, parted by form feeds, as a PDF."""
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    canvas = Canvas(str(path), pagesize=(595, 842), pageCompression=0)
    canvas.setTitle(title)
    notes: list[tuple[int, str, str]] = []
    for number, page in enumerate(pages.split(PAGE)):
        y = 770
        for line in page.strip("\n").splitlines():
            if line[:1] in ("@", "!"):
                notes.append((number, line[0], line[1:]))
            elif line[:1] in _DRAWN:
                canvas.saveState()
                _DRAWN[line[0]](canvas, line[1:], number)
                canvas.restoreState()
            else:
                y -= 16
                canvas.setFont("Helvetica", 11)
                canvas.drawString(72, y, line)
        canvas.showPage()
    canvas.save()
    if notes:
        _annotate(path, notes)
    return path


def _head(canvas: Any, words: str, _: int) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 810, words)


def _foot(canvas: Any, words: str, _: int) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 30, words)


def _sideways(canvas: Any, words: str, _: int) -> None:
    canvas.translate(570, 300)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(0, 0, words)


def _across(canvas: Any, words: str, _: int) -> None:
    canvas.translate(120, 420)
    canvas.rotate(40)
    canvas.setFillGray(0.93)
    canvas.setFont("Helvetica-Bold", 52)
    canvas.drawString(0, 0, words)


def _form(canvas: Any, words: str, number: int) -> None:
    canvas.beginForm(f"mark{number}")
    _across(canvas, words, number)
    canvas.endForm()
    canvas.doForm(f"mark{number}")


_DRAWN = {"^": _head, "_": _foot, "|": _sideways, "/": _across, "%": _form}


def _annotate(path: Path, notes: list[tuple[int, str, str]]) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(path.read_bytes())))
    box = (300, 780, 500, 830)
    for number, kind, words in notes:
        if kind == "@":
            writer.add_annotation(number, FreeText(text=words, rect=box))
            continue
        rect = ArrayObject([FloatObject(side) for side in box])
        stamp = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Stamp"), "/Name": NameObject(f"/{words}"), "/Rect": rect}
        writer.add_annotation(number, DictionaryObject({NameObject(key): value for key, value in stamp.items()}))
    with path.open("wb") as file:
        writer.write(file)


def as_word(
    path: Path, body: str, *, head: str = "", foot: str = "", box: str = "", mark: str = "", title: str = "", rows: tuple[str, ...] = ()
) -> Path:
    """The body as a Word file, with a page header, a footer, a text box, a watermark, a title among its properties, a row of a table."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.core_properties.title = title
    section = document.sections[0]
    section.header.paragraphs[0].text = head
    section.footer.paragraphs[0].text = foot
    if rows:
        for cell, words in zip(document.add_table(1, len(rows)).rows[0].cells, rows, strict=True):
            cell.text = words
    for number, line in enumerate(body.strip("\n").splitlines()):
        paragraph = document.add_paragraph(line)
        if box and number == 2:
            paragraph.add_run()._r.append(parse_xml(_BOX.replace("WORDS", box)))
    if mark:
        section.header.paragraphs[0].add_run()._r.append(parse_xml(_WORDART.replace("WORDS", mark)))
    document.save(str(path))
    return path


_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
_BOX = (
    f"<w:pict {_NAMES}><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>WORDS</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict>"
)
_WORDART = f'<w:pict {_NAMES}><v:shape><v:textpath string="WORDS"/></v:shape></w:pict>'


def as_html(path: Path, body: str) -> Path:
    """The lines as paragraphs; a line that begins with a tag stays as it is."""
    lines = [line if line.startswith("<") else f"<p>{line}</p>" for line in body.strip("\n").splitlines()]
    path.write_text("<html><body>" + "\n".join(lines) + "</body></html>", encoding="utf-8")
    return path


def as_text(path: Path, body: str) -> Path:
    """The lines as paragraphs of a text file."""
    path.write_text(body.strip("\n").replace("\n", "\n\n"), encoding="utf-8")
    return path
