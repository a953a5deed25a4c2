"""The XML of a Word note: what Word, LibreOffice and screen readers rely on."""

import io
import zipfile
from typing import Any

import docx
import pytest
from lxml import etree

from assistant.briefing.length import LOOKS
from assistant.briefing.models import Grid, Note, Origin, Paragraph, Quotation, Section
from assistant.export import note_bytes
from ingest.models import Classification
from tests.export.notes import rich_note, said, small_note, source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}
VAL = f"{{{W}}}val"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs color position sz szCs vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd",
    "settings": "zoom defaultTabStop characterSpacingControl footnotePr compat themeFontLang decimalSymbol listSeparator",
    "style": "name basedOn next link uiPriority semiHidden qFormat pPr rPr tblPr",
    "numbering": "abstractNum num",
}
"""Children in the sequence of the schema; Word refuses a file that breaks it."""


class Parts:
    """The parts of a Word file, parsed."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.names = archive.namelist()
            self.raw = {name: archive.read(name) for name in self.names}

    def find(self, name: str, path: str) -> list[Any]:
        found: list[Any] = etree.fromstring(self.raw[name]).xpath(path, namespaces=NS)
        return found

    def text(self, name: str = "word/document.xml") -> str:
        return "".join(self.find(name, "//w:t/text()"))


@pytest.fixture(scope="module")
def parts() -> Parts:
    return Parts(note_bytes(rich_note(), "docx"))


def test_every_number_leads_to_its_place_in_the_one_list_of_sources(parts: Parts) -> None:
    led = parts.find("word/document.xml", "//w:hyperlink/@w:anchor")
    places = parts.find("word/document.xml", "//w:bookmarkStart/@w:name")
    assert len(led) > 20
    assert set(led) == set(places) == {f"_Source{number}" for number in range(1, 12)}
    assert len(places) == len(set(places))
    assert not any("footnotes" in name for name in parts.names)


def test_a_paper_is_named_once_with_all_its_places(parts: Parts) -> None:
    (listed,) = parts.find("word/document.xml", "//w:p[w:pPr/w:pStyle/@w:val='NoteSource']")
    words = "".join(listed.itertext())
    assert words.startswith(
        f'Environment Scrutiny Committee, 12 September 2024, item 7 "Food waste collection" ({source(1).document}): 1 para'
    )
    assert words.count(source(1).document) == 1
    assert "3 para 2.3 (p. 11, PDF 15)" in words


def test_numbers_in_the_text_and_of_the_list_of_sources_agree() -> None:
    made = Parts(note_bytes(small_note(), "docx"))
    first = made.find("word/document.xml", "string(//w:p[w:hyperlink][1])")
    (listed,) = made.find("word/document.xml", "//w:p[w:pPr/w:pStyle/@w:val='NoteSource']")
    assert str(first).startswith("The service starts in April 2025.1")
    assert "1 para 2.1" in "".join(listed.itertext())


def test_words_changed_by_hand_are_marked_and_more_so_among_words_given_word_for_word() -> None:
    block = small_note().sections[1].blocks[0]
    assert isinstance(block, Quotation)
    own = block.items[0].model_copy(update={"text": "Approve it.", "origin": Origin.OFFICER})
    sections = (Section(name="r", heading="R", blocks=(Quotation(items=(own, block.items[1])), Paragraph(said=(own,)))),)
    made = Parts(note_bytes(small_note().model_copy(update={"sections": sections}), "docx")).text()
    assert made.count("(edited: no longer word for word)") == made.count("(edited)") == 1


def test_a_table_of_one_place_names_it_once_and_keeps_its_own_number() -> None:
    rows = tuple((said(str(at), 1), said("5", 1)) for at in range(3))
    grid = Grid(columns=("a", "b"), rows=rows, caption="Table A: Income")
    note = small_note().model_copy(update={"sections": (Section(name="f", heading="F", blocks=(grid,)),), "sources": (source(1),)})
    made = Parts(note_bytes(note, "docx"))
    assert len(made.find("word/document.xml", "//w:hyperlink")) == 1
    assert "Table 1" not in made.text()


def test_the_closing_line_stands_for_what_was_not_found() -> None:
    note = small_note().model_copy(update={"closing": "Nothing was found in the papers on: risk."})
    text = Parts(note_bytes(note, "docx")).text()
    assert "Nothing was found in the papers on: risk." in text
    assert "Not found in the papers" not in text


def test_tables_have_header_rows_whole_rows_captions_and_alternative_text(parts: Parts) -> None:
    tables = parts.find("word/document.xml", "//w:tbl")
    assert len(tables) == 2
    for table in tables:
        rows = table.findall("w:tr", NS)
        assert [bool(row.xpath("w:trPr/w:tblHeader", namespaces=NS)) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.xpath("w:trPr/w:cantSplit", namespaces=NS) for row in rows)
        assert table.xpath("string(w:tblPr/w:tblCaption/@w:val)", namespaces=NS)
        assert "Columns:" in table.xpath("string(w:tblPr/w:tblDescription/@w:val)", namespaces=NS)
        grid = [int(width) for width in table.xpath("w:tblGrid/w:gridCol/@w:w", namespaces=NS)]
        assert [int(width) for width in rows[1].xpath("w:tc/w:tcPr/w:tcW/@w:w", namespaces=NS)] == grid
        assert sum(grid) <= 9638
        assert table.getprevious().xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=NS) == "Caption"
        assert table.getnext().tag == f"{{{W}}}p"


def test_a_picture_has_alternative_text_and_its_figures_after_it(parts: Parts) -> None:
    (picture,) = parts.find("word/document.xml", "//wp:docPr")
    assert picture.get("descr").startswith("Line chart. Dry recycling rises")
    after = parts.find("word/document.xml", "//w:p[.//wp:docPr]/following-sibling::*[position() < 3]")
    assert [child.tag.rpartition("}")[2] for child in after] == ["p", "tbl"]


def test_headings_are_in_order_and_no_paragraph_is_empty(parts: Parts) -> None:
    styles = parts.find("word/document.xml", "//w:body/w:p/w:pPr/w:pStyle/@w:val")
    assert [style for style in styles if style in {"Title", "Heading1"}] == ["Title"] + ["Heading1"] * 11
    assert not parts.find("word/document.xml", "//w:p[not(.//w:t) and not(.//w:drawing)]")
    defined = parts.find("word/styles.xml", "//w:style/@w:styleId")
    assert set(parts.find("word/document.xml", "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")) <= set(defined)


def test_recommendations_stand_word_for_word_with_their_numbers() -> None:
    document = docx.Document(io.BytesIO(note_bytes(rich_note(), "docx")))
    quoted = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style is not None and paragraph.style.name == "Note Quotation"
    ]
    block = rich_note().sections[2].blocks[0]
    assert isinstance(block, Quotation)
    assert [text.rstrip("6") for text in quoted] == [f"{item.label}\t{item.text}" for item in block.items]


def test_properties_language_and_page_numbers(parts: Parts) -> None:
    document = docx.Document(io.BytesIO(note_bytes(rich_note(), "docx")))
    properties, note = document.core_properties, rich_note()
    assert (properties.title, properties.subject, properties.author) == (note.title, note.subject, note.author)
    assert properties.language == "en-GB"
    assert "exempt" in properties.keywords
    assert parts.find("word/styles.xml", "//w:docDefaults//w:lang/@w:val") == ["en-GB"]
    (footer,) = [name for name in parts.names if name.startswith("word/footer")]
    assert [code.strip() for code in parts.find(footer, "//w:instrText/text()")] == ["PAGE", "NUMPAGES"]
    assert "Page 1 of 1" in parts.text(footer)


def test_exempt_matter_is_marked_on_the_first_page_and_in_the_header(parts: Parts) -> None:
    words = "NOT FOR PUBLICATION by virtue of paragraphs 3 and 5 of Schedule 12A of the Local Government Act 1972"
    (header,) = [name for name in parts.names if name.startswith("word/header")]
    assert parts.text(header) == words
    assert parts.text().startswith(words)
    public = Parts(note_bytes(small_note(), "docx"))
    assert not any(b"NOT FOR PUBLICATION" in content for content in public.raw.values())


def test_the_marking_is_there_where_no_paragraph_is_named_and_takes_no_words_from_papers() -> None:
    note = small_note().model_copy(update={"classification": Classification.EXEMPT, "exempt_paragraphs": ('1"; <b>', "")})
    made = Parts(note_bytes(note, "docx"))
    assert made.text().startswith("NOT FOR PUBLICATION: exempt or confidential")


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/settings.xml", "word/numbering.xml"])
def test_elements_stand_in_the_order_of_the_schema(parts: Parts, name: str) -> None:
    for parent in parts.find(name, "descendant-or-self::*"):
        local = etree.QName(parent).localname
        if local in ORDER:
            found, wanted = [etree.QName(child).localname for child in parent], ORDER[local].split()
            assert set(found) <= set(wanted), f"{local}: {found}"
            assert found == sorted(found, key=wanted.index), f"{local}: {found}"


def test_each_numbered_list_begins_at_one(parts: Parts) -> None:
    lists = parts.find("word/document.xml", "//w:p[w:pPr/w:pStyle/@w:val='ListNumber']/w:pPr/w:numPr/w:numId/@w:val")
    assert len(lists) == 4
    assert len(set(lists)) == 2
    for number in set(lists):
        assert parts.find("word/numbering.xml", f"//w:num[@w:numId={number}]//w:startOverride/@w:val") == ["1"]


def test_hostile_words_stay_words() -> None:
    nasty = 'A\x00\x0b\x1b\ufffe\ud800\u202e <w:br/> &amp; ]]> {MERGEFIELD x} https://evil.example "q"'
    note = Note(
        template="t", title=nasty, subject=nasty, date=small_note().date, author=nasty, not_found=(nasty,),
        sections=(Section(name="s", heading=nasty, blocks=(
            Paragraph(said=(said(nasty, 1, label=nasty),)), Grid(columns=(nasty,), rows=((said(nasty, 1),),), caption=nasty, note=nasty),
        )),),
        sources=(source(1, quote=nasty, document=nasty),),
    )  # fmt: skip
    made = Parts(note_bytes(note, "docx"))
    assert not made.find(
        "word/document.xml", "//w:br | //w:hyperlink[not(starts-with(@w:anchor, '_Source'))] | //w:instrText[contains(., 'MERGEFIELD')]"
    )
    assert made.text().count('A <w:br/> &amp; ]]> {MERGEFIELD x} https://evil.example "q"') >= 8
    assert b"evil.example" not in made.raw["word/_rels/document.xml.rels"]


def test_pages_are_estimated_from_the_styles_that_are_written(parts: Parts) -> None:
    body = float(parts.find("word/styles.xml", "string(//w:rPrDefault//w:sz/@w:val)"))
    for name, look in LOOKS.items():
        (style,) = parts.find("word/styles.xml", f"//w:style[@w:styleId='{name}']")
        size = style.xpath("string(w:rPr/w:sz/@w:val)", namespaces=NS) or body
        assert float(size) / 2 == look.size, name
        after = style.xpath("string(w:pPr/w:spacing/@w:after)", namespaces=NS)
        assert not after or abs(float(after) / 20 - look.after) < 0.5, name


def test_wide_tables_turn_the_page() -> None:
    columns = tuple(f"Column {number}" for number in range(8))
    grid = Grid(columns=columns, rows=(tuple(said("words", 1) for _ in columns),))
    note = small_note().model_copy(update={"sections": (Section(name="t", heading="Tracker", blocks=(grid,)),), "sources": (source(1),)})
    page = docx.Document(io.BytesIO(note_bytes(note, "docx"))).sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert page.page_width > page.page_height
