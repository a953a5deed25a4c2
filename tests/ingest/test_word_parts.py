"""What stands beside the paragraphs of a Word file: boxes, notes, fields of forms, page heads, comments, odd rows."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.child.work import read
from ingest.formats.word import read_docx
from ingest.models import Line, PaperText
from ingest.settings import IngestSettings
from ingest.structure.tables import read_table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _document(*body: str) -> docx.document.Document:
    document = docx.Document()
    last = document.element.body[-1]
    for xml in body:
        last.addprevious(parse_xml(xml.replace(">", f" {_SPACES}>", 1) if not xml.startswith("<w:p/>") else f"<w:p {_SPACES}/>"))
    return document


def _read(document: docx.document.Document, folder: Path) -> PaperText:
    path = folder / "paper.docx"
    document.save(str(path))
    return read_docx(path, 100)


def _p(inner: str) -> str:
    return f"<w:p >{inner}</w:p>"


def _r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _box(*paragraphs: str) -> str:
    """A text box as Word saves it: once as a shape, once as VML for programs that know no shapes."""
    inside = "".join(f"<w:p>{_r(text)}</w:p>" for text in paragraphs)
    shape = f"<w:drawing><a:graphic><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphic></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    forms = f'<mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>"


def _texts(paper: PaperText) -> list[str]:
    return [line.text for line in paper.lines]


def test_a_box_is_read_once_after_its_paragraph_and_its_paragraphs_stay_apart(tmp_path: Path) -> None:
    document = _document(_p(_r("Before.") + _box("Student falls ill", "Report it")), _p(_box("Alone")), _p(_r("After.")))
    paper = _read(document, tmp_path)
    assert _texts(paper) == ["Before.", "Student falls ill", "Report it", "Alone", "After."]
    assert all(line.gap for line in paper.lines[1:])


def test_a_box_of_old_word_and_one_in_a_cell(tmp_path: Path) -> None:
    old = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>{_r('Old box')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    cell = f"<w:tc><w:p>{_r('Cell')}{_box('Boxed')}</w:p></w:tc>"
    document = _document(_p(old), f"<w:tbl ><w:tr>{cell}<w:tc><w:p>{_r('Other')}</w:p></w:tc></w:tr></w:tbl>")
    assert _texts(_read(document, tmp_path)) == ["Old box", "Cell Boxed\tOther"]


def test_the_second_form_is_read_where_the_first_holds_no_words(tmp_path: Path) -> None:
    run = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"/><mc:Fallback><w:t>fallback</w:t></mc:Fallback></mc:AlternateContent></w:r>'
    )
    assert _texts(_read(_document(_p(run)), tmp_path)) == ["fallback"]


def test_deleted_and_moved_words_rows_and_hidden_rows_are_no_text(tmp_path: Path) -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    rows = "".join(
        row.format(properties, _r(name), _r("1"))
        for properties, name in (
            ("", "kept"),
            ("<w:trPr><w:hidden/></w:trPr>", "hidden"),
            ('<w:trPr><w:del w:id="1" w:author="x"/></w:trPr>', "deleted"),
            ('<w:trPr><w:hidden w:val="0"/></w:trPr>', "shown"),
        )
    )
    moved = f'<w:moveFrom w:id="2" w:author="x">{_r("away")}</w:moveFrom><w:moveTo w:id="3" w:author="x">{_r("here")}</w:moveTo>'
    assert _texts(_read(_document(_p(moved), f"<w:tbl >{rows}</w:tbl>"), tmp_path)) == ["here", "kept\t1", "shown\t1"]


def test_content_controls_stand_around_anything(tmp_path: Path) -> None:
    control = "<w:sdt{}><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    cell = f"<w:tc><w:p>{_r('{}')}</w:p></w:tc>"
    rows = (
        f"<w:tr>{cell.format('Decision')}{cell.format('Value')}</w:tr>"
        + control.format("", f"<w:tr>{cell.format('Fraud cases found')}{cell.format('14')}</w:tr>")
        + f"<w:tr>{cell.format('Key')}{control.format('', cell.format('Yes'))}</w:tr>"
    )
    document = _document(
        _p(_r("The fee is ") + control.format("", _r("£5"))), control.format(" ", f"<w:p>{_r('Whole')}</w:p>"), f"<w:tbl >{rows}</w:tbl>"
    )
    assert _texts(_read(document, tmp_path)) == ["The fee is £5", "Whole", "Decision\tValue", "Fraud cases found\t14", "Key\tYes"]


def test_fields_of_forms_are_filled_in_and_their_codes_left_out(tmp_path: Path) -> None:
    ticked = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    chosen = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="North"/>'
        '<w:listEntry w:val="South"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    code = "<w:r><w:instrText>DATE</w:instrText></w:r>"
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    body = (
        _p(ticked.format('<w:default w:val="0"/><w:checked/>') + _r(" Yes ") + ticked.format("<w:default/>") + _r(" No")),
        _p(chosen + code + symbol),
    )
    document = _document(body[0].replace("<w:default/>", '<w:default w:val="0"/>'), body[1])
    assert _texts(_read(document, tmp_path)) == ["☑ Yes ☐ No", "South☑"]


def _with_notes(folder: Path, body: str, notes: dict[str, str], kind: str = "footnote") -> PaperText:
    """A file with notes: python-docx makes none, so the part is added to the package."""
    document = _document(*body.split("|"))
    plain, made = folder / "plain.docx", folder / "notes.docx"
    document.save(str(plain))
    inside = "".join(f'<w:{kind} w:id="{key}"><w:p><w:r><w:{kind}Ref/></w:r>{text}</w:p></w:{kind}>' for key, text in notes.items())
    part = f'<w:{kind}s {_SPACES}><w:{kind} w:id="-1" w:type="separator"><w:p/></w:{kind}>{inside}</w:{kind}s>'
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace("</Types>", f'<Override PartName="/word/{kind}s.xml" ContentType="{content}"/></Types>')
            if name == "word/_rels/document.xml.rels":
                data = data.replace(
                    "</Relationships>", f'<Relationship Id="rIdN" Type="{_RELATIONS}/{kind}s" Target="{kind}s.xml"/></Relationships>'
                )
            new.writestr(name, data)
        new.writestr(f"word/{kind}s.xml", part)
    return read_docx(made, 100)


def _ref(key: str, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{key}"{more}/></w:r>'


def test_footnotes_stand_under_their_paragraph_by_their_number_in_print(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtContent>{_r('In a control.')}</w:sdtContent></w:sdt>"
    body = _p(_r("Cost £5m") + _ref("7") + _r(".")) + "|" + _p(_r("Fee") + _ref("4")) + "|" + _p(_r("Last."))
    paper = _with_notes(tmp_path, body, {"4": control, "7": _r(" Provisional.")})
    assert _texts(paper) == ["Cost £5m¹.", "¹ Provisional.", "Fee²", "² In a control.", "Last."]
    assert [line.note for line in paper.lines] == [False, True, False, True, False]


def test_endnotes_marks_of_ones_own_and_deleted_references(tmp_path: Path) -> None:
    deleted = f'<w:del w:id="9" w:author="x">{_ref("2", "endnote")}</w:del>'
    own = _ref("3", "endnote", ' w:customMarkFollows="1"') + _r("*")
    body = _p(_r("One") + _ref("1", "endnote")) + "|" + _p(_r("Two") + deleted) + "|" + _p(_r("Three") + own)
    paper = _with_notes(tmp_path, body, {"1": _r(" first"), "2": _r(" second"), "3": _r("* third")}, "endnote")
    assert _texts(paper) == ["Oneⁱ", "ⁱ first", "Two", "Three*", "* third"]


def test_a_note_in_a_table_stands_under_the_table(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc><w:p>{inner}</w:p></w:tc>" for inner in (_r("Parks"), _r("1,204") + _ref("1")))
    row = "".join(f"<w:tc><w:p>{_r(text)}</w:p></w:tc>" for text in ("Roads", "17"))
    paper = _with_notes(tmp_path, f"<w:tbl ><w:tr>{cells}</w:tr><w:tr>{row}</w:tr></w:tbl>", {"1": _r(" Provisional.")})
    assert _texts(paper) == ["Parks\t1,204¹", "Roads\t17", "¹ Provisional."]


def test_comments_are_no_text_and_are_said(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The fee is £5.")
    assert _read(document, tmp_path).warnings == ()
    document.add_comment(runs=paragraph.runs, text="Is it £6?", author="A. Clerk")
    paper = _read(document, tmp_path)
    assert _texts(paper) == ["The fee is £5."]
    assert [warning for warning in paper.warnings if "comments on the text, 1" in warning]


def test_the_head_of_the_pages_names_the_meeting_where_the_text_does_not(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Riverholme Borough Council\tAudit Committee\t10 June 2025"
    document.add_heading("Internal audit", 1)
    document.add_paragraph("The plan was met.")
    document.save(str(tmp_path / "a.docx"))
    paper = read(tmp_path / "a.docx", "docx", IngestSettings())
    assert _texts(paper) == ["Riverholme Borough Council", "Audit Committee", "10 June 2025", "Internal audit", "The plan was met."]
    assert {(head.start, head.end) for head in paper.page_heads} == {(0, 5)}


@pytest.mark.parametrize("head", ["Page 3", "OFFICIAL", "Version 2 of the plan"])
def test_a_head_that_says_nothing_of_the_meeting_stays_apart(tmp_path: Path, head: str) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = head
    document.add_paragraph("The plan was met.")
    document.save(str(tmp_path / "a.docx"))
    assert _texts(read(tmp_path / "a.docx", "docx", IngestSettings())) == ["The plan was met."]


def _cell(text: str, *properties: str) -> str:
    return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr><w:p>{_r(text) if text else ''}</w:p></w:tc>"


def test_merged_cells_hold_for_all_that_they_span(tmp_path: Path) -> None:
    wide, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        _cell("Stream", down) + _cell("2023/24", wide) + _cell("2024/25", wide),
        _cell("", on) + "".join(map(_cell, ("Tonnes", "Cost £") * 2)),
        _cell("Food") + "".join(map(_cell, ("1,204", "88,150", "1,377", "101,920"))),
        _cell("Glass", down) + _cell("906") + _cell("22,650") + _cell("Service ended", wide),
        _cell("", on) + _cell("17") + _cell("250") + _cell("None", wide, down),
        _cell("Wood") + _cell("3") + _cell("4") + _cell("", wide, on),
    )
    paper = _read(_document(f"<w:tbl >{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"), tmp_path)
    (row,) = read_table(paper.lines, None, "")
    assert row.table.columns == ("Stream", "2023/24 Tonnes", "2023/24 Cost £", "2024/25 Tonnes", "2024/25 Cost £")
    assert row.table.rows == (
        ("Food", "1,204", "88,150", "1,377", "101,920"),
        ("Glass", "906", "22,650", "Service ended", "Service ended"),
        ("Glass", "17", "250", "None", "None"),
        ("Wood", "3", "4", "None", "None"),
    )
    assert row.table.trusted


def test_a_row_that_begins_further_right_and_a_head_that_the_file_names(tmp_path: Path) -> None:
    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + _cell("Ward") + _cell("Town") + "</w:tr>",
        "<w:tr>" + _cell("North") + _cell("Lower") + "</w:tr>",
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + _cell("Upper") + "</w:tr>",
    )
    lines = _read(_document(f"<w:tbl >{''.join(rows)}</w:tbl>"), tmp_path).lines
    assert [(line.cells, line.head) for line in lines] == [(("Ward", "Town"), True), (("North", "Lower"), None), (("", "Upper"), None)]


@pytest.mark.parametrize(
    ("style", "asked", "head"), [("Light Grid Accent 1", True, True), ("Light Grid Accent 1", False, None), ("Table Grid", True, None)]
)
def test_a_head_that_the_style_of_the_table_sets_apart(tmp_path: Path, style: str, asked: bool, head: bool | None) -> None:
    document = docx.Document()
    table = document.add_table(2, 2, style=style)
    look = table._tbl.tblPr.find(f"{{{_W}}}tblLook")
    look.set(f"{{{_W}}}firstRow", "1" if asked else "0")
    look.set(f"{{{_W}}}val", "04A0" if asked else "0480")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), ("Ward", "Town", "North", "Lower"), strict=True):
        cell.text = text
    assert [line.head for line in _read(document, tmp_path).lines] == [head, None]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ((("Chair", "Councillor Ann Lee"), ("Vice-chair", "Councillor Bob Kay")), ("", "")),
        ((("Service", "Budget"), ("Parks", "1,200"), ("Roads", "310")), ("Service", "Budget")),
        ((("Ward", "Town", "Type"), ("North", "Lower", "Old"), ("South", "Upper", "New")), ("Ward", "Town", "Type")),
    ],
)
def test_the_first_of_two_columns_of_words_is_no_head_unless_it_looks_like_one(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...], columns: tuple[str, ...]
) -> None:
    table = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    (row,) = read_table(_read(_document(f"<w:tbl >{table}</w:tbl>"), tmp_path).lines, None, "")
    assert row.table.columns == columns


def test_a_table_of_single_cells_around_a_table_is_none(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr>{_cell('Ward')}{_cell('2025')}</w:tr></w:tbl>"
    outer = f"<w:tbl ><w:tr><w:tc><w:p>{_r('Title')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert [line.cells for line in _read(_document(outer), tmp_path).lines] == [(), ("Ward", "2025")]


@pytest.mark.parametrize(
    ("before", "after", "contextual", "gap"),
    [(0, 0, False, False), (120, 0, False, True), (0, 160, False, True), (0, 160, True, False), (40, 40, False, False)],
)
def test_space_between_paragraphs_is_a_gap(tmp_path: Path, before: int, after: int, contextual: bool, gap: bool) -> None:
    document = docx.Document()
    close = "<w:contextualSpacing/>" if contextual else ""
    properties = parse_xml(f'<w:pPr {nsdecls("w")}><w:spacing w:before="{before}" w:after="{after}"/>{close}</w:pPr>')
    document.styles["Normal"].element.append(properties)
    for text in ("one", "two"):
        document.add_paragraph(text)
    lines: tuple[Line, ...] = _read(document, tmp_path).lines
    assert lines[1].gap is gap
