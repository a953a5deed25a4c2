import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import UnreadablePaperError
from ingest.formats.word import read_docx
from ingest.formats.word_numbering import formatted
from ingest.models import Line

LEVELS = (("decimal", "%1."), ("lowerRoman", "(%2)"), ("lowerLetter", "%1.%2%3)"))


def _read(document: docx.document.Document, folder: Path) -> tuple[Line, ...]:
    path = folder / "paper.docx"
    document.save(str(path))
    return read_docx(path, 100).lines


def _define_numbering(document: docx.document.Document) -> None:
    """Abstract numbering 90 with two instances: 90 as it is, 91 started again at 5."""
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (style, text) in enumerate(LEVELS)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    for number, inner in ((90, ""), (91, restart)):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="90"/>{inner}</w:num>'))


def _numbered(document: docx.document.Document, text: str, level: int, number: int = 90) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def test_numbers_are_printed_as_word_shows_them(tmp_path: Path) -> None:
    document = docx.Document()
    _define_numbering(document)
    for text, level, number in (("a", 0, 90), ("b", 1, 90), ("c", 1, 90), ("d", 2, 90), ("e", 0, 90), ("f", 1, 90), ("g", 0, 91)):
        _numbered(document, text, level, number)
    assert [line.text for line in _read(document, tmp_path)] == ["1. a", "(i) b", "(ii) c", "1.iia) d", "2. e", "(i) f", "5. g"]


def test_list_styles_of_word(tmp_path: Path) -> None:
    document = docx.Document()
    for text, style in (("x", "List Number"), ("y", "List Number"), ("z", "List Bullet")):
        document.add_paragraph(text, style=style)
    assert [(line.text, line.bullet) for line in _read(document, tmp_path)] == [("1. x", False), ("2. y", False), ("z", True)]


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (7, "decimalZero", "07"),
    ],
)
def test_number_formats(number: int, style: str, printed: str) -> None:
    assert formatted(number, style) == printed


def test_headings_bold_and_struck_runs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Safe Streets", 2)
    paragraph = document.add_paragraph("Keep ")
    for text in ("drop ", "this"):
        paragraph.add_run(text).font.strike = True
    paragraph.add_run(" on.")
    document.add_paragraph().add_run("RESOLVED").bold = True
    heading, struck, bold = _read(document, tmp_path)
    assert (heading.text, heading.level) == ("Safe Streets", 2)
    assert [struck.text[a:b] for a, b in struck.struck] == ["drop this"]
    assert bold.bold
    assert not struck.bold


def test_deleted_text_is_left_out_and_inserted_text_kept(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("cost ")
    for tag, words, text_tag in (("w:del", "5,000", "w:delText"), ("w:ins", "6,000", "w:t")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    assert [line.text for line in _read(document, tmp_path)] == ["cost 6,000"]


def test_tables_tell_merged_cells_from_blank_ones(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(table.rows, (("Ward", "2024", ""), ("North", "1", "2"), ("", "", "4")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    lines = _read(document, tmp_path)
    assert [(line.cells, line.spans) for line in lines] == [
        (("Ward", "2024", ""), (1, 2, 0)),
        (("North", "1", "2"), (1, 1, 1)),
        (("", "", "4"), (-1, 1, 1)),
    ]


def test_tabs_in_a_line_part_cells_only_where_there_are_several(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("To:\tCouncil")
    document.add_paragraph("North\t12\t13")
    assert [(line.text, line.cells) for line in _read(document, tmp_path)] == [
        ("To: Council", ()),
        ("North\t12\t13", ("North", "12", "13")),
    ]


def test_empty_paragraphs_are_gaps(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("a", "", "b"):
        document.add_paragraph(text)
    assert [(line.text, line.gap) for line in _read(document, tmp_path)] == [("a", False), ("b", True)]


def _repacked(folder: Path, change: Callable[[str, bytes], bytes], named: Callable[[str], str] = str, left_out: str = "") -> Path:
    document = docx.Document()
    document.add_paragraph("words")
    document.save(str(folder / "whole.docx"))
    with zipfile.ZipFile(folder / "whole.docx") as old, zipfile.ZipFile(folder / "changed.docx", "w") as new:
        for name in old.namelist():
            if name != left_out:
                new.writestr(named(name), change(name, old.read(name)))
    return folder / "changed.docx"


@pytest.mark.parametrize("left_out", ["word/styles.xml", "word/settings.xml", "word/numbering.xml", "docProps/core.xml"])
def test_a_part_that_is_not_there_is_missed_by_nobody(tmp_path: Path, left_out: str) -> None:
    path = _repacked(tmp_path, lambda _, data: data, left_out=left_out)
    assert [line.text for line in read_docx(path, 100).lines] == ["words"]


@pytest.mark.parametrize("target", ["NULL", "#_Toc1", "../../gone.png"])
@pytest.mark.parametrize("end", ["/>", "></Relationship>"])
def test_relations_that_lead_nowhere(tmp_path: Path, target: str, end: str) -> None:
    relation = (
        f'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{target}"{end}'
    )
    path = _repacked(
        tmp_path,
        lambda name, data: (
            data.replace(b"</Relationships>", relation.encode() + b"</Relationships>") if name == "word/_rels/document.xml.rels" else data
        ),
    )
    assert [line.text for line in read_docx(path, 100).lines] == ["words"]


def test_names_with_the_wrong_slash_and_a_main_part_without_its_type(tmp_path: Path) -> None:
    path = _repacked(tmp_path, lambda _, data: data, lambda name: name.replace("/", "\\"))
    assert [line.text for line in read_docx(path, 100).lines] == ["words"]
    path = _repacked(tmp_path, lambda name, data: data.replace(b"/word/document.xml", b"/word/none.xml") if name[0] == "[" else data)
    assert [line.text for line in read_docx(path, 100).lines] == ["words"]


def test_a_document_without_its_main_part_says_so(tmp_path: Path) -> None:
    path = _repacked(tmp_path, lambda _, data: data, left_out="word/document.xml")
    with pytest.raises(UnreadablePaperError, match=r"its main part \(word/document.xml\) is missing"):
        read_docx(path, 100)


def test_archive_that_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnreadablePaperError, match="not a Word document"):
        read_docx(path, 100)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/document.xml", "<broken")
    with pytest.raises(UnreadablePaperError, match="is damaged"):
        read_docx(path, 100)
