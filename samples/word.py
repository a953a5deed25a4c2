"""Sets a sample paper as a Word document with real heading styles, a table and list numbering; same bytes every time."""

import datetime
import re
import zipfile
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from samples.markup import BULLET, Block, Command, Entry, Grid, Heading, Source, Text

LISTS = {"#": "List Number", BULLET: "List Bullet"}
EPOCH = datetime.datetime(2024, 10, 1)


def compose(source: Source) -> bytes:
    """The .docx of `source`: headings in Word's heading styles, entries labelled "#" numbered by Word itself."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = source.header["title"], source.header.get("author", "")
    properties.created = properties.modified = EPOCH
    for block in source.blocks:
        _add(document, block)
    buffer = BytesIO()
    document.save(buffer)
    return _undated(buffer.getvalue())


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, 0 if level == 1 else level - 1)
        case Text(text):
            _write(document.add_paragraph(), text)
        case Entry(label, text, _) if style := LISTS.get(label):
            _write(document.add_paragraph(style=style), text)
        case Entry(label, text, _):
            _write(document.add_paragraph(), f"{label}\t{text}")
        case Grid(rows, _):
            _tabulate(document, rows)
        case Command(name, _):
            raise ValueError(f"The sample text uses @{name}, which a Word paper cannot show.")


def _tabulate(document: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            _write(table.cell(row, column).paragraphs[0], cell)
    document.add_paragraph()


def _write(paragraph: Paragraph, text: str) -> None:
    for part in re.split(r"(\*\*.+?\*\*)", text):
        run = paragraph.add_run(part.strip("*") if part.startswith("**") else part)
        run.bold = part.startswith("**") or None


def _undated(content: bytes) -> bytes:
    """The same archive with every member dated 1980, so that two builds are the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
