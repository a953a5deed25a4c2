"""What Word hides or strikes by a style is hidden or struck, and what is switched off again is not (ECMA-376 part 1, 17.7.3)."""

from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

from ingest.formats.word import read_docx
from ingest.models import Line, PaperText


def _read(document: docx.document.Document, folder: Path) -> PaperText:
    path = folder / "paper.docx"
    document.save(str(path))
    return read_docx(path, 100)


def _style(document: docx.document.Document, name: str, kind: WD_STYLE_TYPE, base: str | None = None, **said: bool) -> None:
    style = document.styles.add_style(name, kind)
    style.base_style = document.styles[base] if base else None
    for prop, value in said.items():
        setattr(style.font, prop, value)


@pytest.fixture
def document() -> docx.document.Document:
    """With styles that hide or strike, styles based on these, and one that switches off again."""
    document = docx.Document()
    for prop in ("hidden", "strike", "double_strike"):
        for kind, letter in ((WD_STYLE_TYPE.PARAGRAPH, "P"), (WD_STYLE_TYPE.CHARACTER, "C")):
            _style(document, f"{letter} {prop}", kind, **{prop: True})
            _style(document, f"{letter} {prop} heir", kind, f"{letter} {prop}")
            _style(document, f"{letter} {prop} off", kind, f"{letter} {prop} heir", **{prop: False})
    return document


def _said(document: docx.document.Document, folder: Path, paragraph: str | None, run: str | None, prop: str, own: bool | None) -> Line:
    added = document.add_paragraph("Kept ", style=paragraph if paragraph != "none" else None)
    if paragraph not in (None, "none"):  # the first run is to be seen whatever the style says
        setattr(added.runs[0].font, prop, False)
    words = added.add_run("fee", style=run)
    setattr(words.font, prop, own)
    return _read(document, folder).lines[-1]


SIDES = [
    (None, None, True, True),
    (None, None, None, False),
    ("P {}", None, None, True),
    ("P {} heir", None, None, True),
    ("P {} off", None, None, False),
    (None, "C {}", None, True),
    (None, "C {} heir", None, True),
    (None, "C {} off", None, False),
    ("P {}", None, False, False),
    (None, "C {}", False, False),
]


@pytest.mark.parametrize(("paragraph", "run", "own", "gone"), SIDES)
def test_hidden_words_are_no_text(
    document: docx.document.Document, tmp_path: Path, paragraph: str | None, run: str | None, own: bool | None, gone: bool
) -> None:
    names = [name.format("hidden") if name else None for name in (paragraph, run)]
    line = _said(document, tmp_path, *names, "hidden", own)
    assert line.text == ("Kept" if gone else "Kept fee")


@pytest.mark.parametrize("prop", ["strike", "double_strike"])
@pytest.mark.parametrize(("paragraph", "run", "own", "struck"), SIDES)
def test_struck_words_are_struck(
    document: docx.document.Document, tmp_path: Path, paragraph: str | None, run: str | None, own: bool | None, struck: bool, prop: str
) -> None:
    names = [name.format(prop) if name else None for name in (paragraph, run)]
    line = _said(document, tmp_path, *names, prop, own)
    assert [line.text[start:end] for start, end in line.struck] == (["fee"] if struck else [])
    assert line.text == "Kept fee"


def test_two_styles_that_both_strike_cancel_each_other_as_word_prints_them(document: docx.document.Document, tmp_path: Path) -> None:
    assert not _said(document, tmp_path, "P strike", "C strike", "strike", None).struck
    assert _said(document, tmp_path, "P double_strike", "C double_strike", "double_strike", None).struck


def test_what_the_defaults_of_the_document_hide_is_hidden_until_a_run_says_otherwise(tmp_path: Path) -> None:
    document = docx.Document()
    defaults = document.styles.element.find(".//{*}docDefaults/{*}rPrDefault/{*}rPr")
    defaults.append(parse_xml(f"<w:vanish {nsdecls('w')}/>"))
    document.add_paragraph("gone")
    document.add_paragraph().add_run("seen").font.hidden = False
    paper = _read(document, tmp_path)
    assert [line.text for line in paper.lines] == ["seen"]
    assert any("hidden text" in warning for warning in paper.warnings)


def test_a_table_style_and_the_default_style_of_paragraphs_count(tmp_path: Path) -> None:
    document = docx.Document()
    _style(document, "Old table", WD_STYLE_TYPE.TABLE, strike=True)
    document.add_table(1, 1, style="Old table").cell(0, 0).text = "old"
    document.styles["Normal"].font.hidden = True
    document.add_paragraph("gone")
    document.add_paragraph("seen", style="Title")
    document.styles["Title"].font.hidden = False
    document.styles["Normal"].font.hidden = None
    document.add_paragraph("plain")
    assert [(line.text, line.struck) for line in _read(document, tmp_path).lines] == [
        ("old", ((0, 3),)),
        ("gone", ()),
        ("seen", ()),
        ("plain", ()),
    ]
    document.styles["Normal"].font.hidden = True
    assert [line.text for line in _read(document, tmp_path).lines] == ["seen"]


def test_a_style_based_on_itself_does_no_harm(tmp_path: Path) -> None:
    document = docx.Document()
    _style(document, "Round", WD_STYLE_TYPE.PARAGRAPH, "Normal")
    document.styles["Round"].element.find("{*}basedOn").set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", document.styles["Round"].style_id
    )
    document.add_paragraph("words", style="Round")
    assert [line.text for line in _read(document, tmp_path).lines] == ["words"]


SEEN = [
    ('<w:color w:val="FFFFFF"/>', "", False),
    ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>', "", True),
    ('<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>', True),
    ('<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>', "", True),
    ('<w:color w:val="C00000"/>', "", True),
    ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="auto"/>', "", False),
    ('<w:color w:val="FFFFFF"/><w:shd w:val="solid" w:color="1F3864" w:fill="auto"/>', "", True),
    ('<w:shd w:val="clear" w:fill="000000"/>', "", True),
    ('<w:sz w:val="2"/>', "", False),
    ('<w:sz w:val="12"/>', "", True),
    ('<w:highlight w:val="black"/>', "", False),
    ('<w:highlight w:val="yellow"/>', "", True),
    ('<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>', "", False),
]


@pytest.mark.parametrize(("run", "paragraph", "seen"), SEEN)
def test_words_of_the_colour_behind_them_or_too_small_are_no_text(tmp_path: Path, run: str, paragraph: str, seen: bool) -> None:
    document = docx.Document()
    document.element.body[-1].addprevious(
        parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>words</w:t></w:r></w:p>")
    )
    document.add_paragraph("last")
    assert [line.text for line in _read(document, tmp_path).lines] == (["words", "last"] if seen else ["last"])


def test_white_words_in_a_table_may_lie_on_the_shade_of_its_style(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run("head").font.color.rgb = RGBColor(255, 255, 255)
    assert [line.text for line in _read(document, tmp_path).lines] == ["head"]


def test_a_raised_figure_is_no_figure_of_the_sum_before_it(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The fee is £5")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(" on the 2")
    paragraph.add_run("nd").font.superscript = True
    paragraph.add_run(" of CO")
    paragraph.add_run("2").font.subscript = True
    assert _read(document, tmp_path).lines[0].text == "The fee is £5¹ on the 2nd of CO2"
