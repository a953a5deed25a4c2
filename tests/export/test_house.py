"""A council's own .docx as the look of a note: the look is taken over, everything else is left behind."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.shared import RGBColor
from PIL import Image

from assistant.errors import ExportError
from assistant.export import note_bytes, write_note
from tests.export.notes import rich_note, small_note


def _picture(colour: str) -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(stream, "PNG")
    stream.seek(0)
    return stream


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A letterhead with a picture, a first page of its own, a comment and two sections."""
    document = docx.Document()
    heading = document.styles["Heading 1"]
    heading.font.color.rgb = RGBColor(0x5A, 0x2D, 0x82)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].add_run().add_picture(_picture("purple"))
    section.header.paragraphs[0].text = "Netherfold Borough Council"
    section.footer.paragraphs[0].text = "Town Hall"
    document.add_heading("Budget of last year", 1)
    secret = document.add_paragraph().add_run("A secret of last year")
    document.add_comment(secret, "A comment of last year", "Bob")
    document.add_picture(_picture("red"))
    document.add_section(WD_SECTION.NEW_PAGE)
    document.core_properties.author = "Bob"
    path = tmp_path / "house.docx"
    document.save(str(path))
    return path


def test_the_look_is_taken_over_and_the_words_are_not(house: Path) -> None:
    made = note_bytes(small_note(), "docx", house)
    document = docx.Document(io.BytesIO(made))
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x5A, 0x2D, 0x82)
    assert document.sections[0].header.paragraphs[0].text == "Netherfold Borough Council"
    assert len(document.sections) == 1
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert [name for name in archive.namelist() if "media" in name] == ["word/media/image1.png"]
        assert not any("comments" in name or "thumbnail" in name for name in archive.namelist())
        numbering = archive.read("word/numbering.xml")
    assert b"of last year" not in everything
    assert b"Bob" not in everything
    assert numbering.rindex(b"<w:abstractNum ") < numbering.index(b"<w:num ")


def test_every_sort_of_page_is_marked_and_numbered(house: Path) -> None:
    section = docx.Document(io.BytesIO(note_bytes(rich_note(), "docx", house))).sections[0]
    for header in (section.header, section.first_page_header):
        assert header.paragraphs[0].text.startswith("NOT FOR PUBLICATION by virtue of paragraphs 3 and 5")
    assert section.header.paragraphs[-1].text == "Netherfold Borough Council"
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[-1].text.endswith("Page 1 of 1")
    assert section.footer.paragraphs[0].text == "Town Hall"


def test_a_style_without_lists_or_notes_gets_them(tmp_path: Path) -> None:
    bare = docx.Document()
    for style in list(bare.styles.element.xpath("w:style[not(@w:default)]")):
        bare.styles.element.remove(style)
    for name, relation in list(bare.part.rels.items()):
        if relation.reltype.endswith("/numbering"):
            del bare.part.rels[name]
    path = tmp_path / "bare.docx"
    bare.save(str(path))
    document = docx.Document(io.BytesIO(note_bytes(rich_note(), "docx", path)))
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Note Quotation", "List Bullet", "List Number", "Caption"} <= used


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"words"])
def test_a_bad_style_file_is_named_and_nothing_is_written(tmp_path: Path, content: bytes) -> None:
    style, out = tmp_path / "house.docx", tmp_path / "note.docx"
    style.write_bytes(content)
    with pytest.raises(ExportError, match=r"house\.docx: cannot be used as house style.*save it as \.docx"):
        write_note(small_note(), out, style)
    assert not out.exists()


def test_a_missing_style_file_and_a_template_are_refused(tmp_path: Path, house: Path) -> None:
    with pytest.raises(ExportError, match="there is no such file"):
        note_bytes(small_note(), "docx", tmp_path / "none.docx")
    template = tmp_path / "house.dotx"
    with zipfile.ZipFile(house) as old, zipfile.ZipFile(template, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"document.main+xml", b"template.main+xml") if name == "[Content_Types].xml" else content)
    with pytest.raises(ExportError, match="dotx"):
        note_bytes(small_note(), "docx", template)
