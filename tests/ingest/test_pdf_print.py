"""Fonts, letters printed twice, hyphens, columns and forms: how makers of PDFs print words, and what of it is read."""

from itertools import pairwise
from pathlib import Path

import pytest

from ingest.language.direction import logical
from ingest.language.hyphens import unbroken
from ingest.models import Line
from ingest.pdf.pdfium import PdfiumDocument
from tests.ingest.hostile import assemble
from tests.ingest.test_pdf_seen import read, say, words

PROGRAM = b"%!FontType1\n/Encoding 256 array\ndup 65 /B put\ndup 66 /C put\nreadonly def\ncurrentfile eexec\n"


def _typeset(folder: Path, encoding: bytes) -> list[str]:
    """Codes 65 and 66 in a font whose own encoding makes B and C of them."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /X " + encoding + b" /FontDescriptor 7 0 R >>"
    described = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile 8 0 R >>"
    program = b"<< /Length %d >>\nstream\n" % len(PROGRAM) + PROGRAM + b"\nendstream"
    return words(read(folder, say(60, 700, "AB"), b"/Font << /F1 6 0 R >>", (font, described, program), check=False))


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (b"/Encoding /WinAnsiEncoding", "AB"),
        (b"/Encoding << /BaseEncoding /WinAnsiEncoding >>", "AB"),
        (b"/Encoding << /Differences [65 /A] >>", "AC"),
        (b"", "BC"),
    ],
)
def test_what_the_page_says_of_codes_goes_before_the_font(encoding: bytes, expected: str, tmp_path: Path) -> None:
    assert _typeset(tmp_path, encoding) == [expected]


def test_names_of_glyphs_that_are_letters_together_are_spelled(tmp_path: Path) -> None:
    assert _typeset(tmp_path, b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [65 /f_i /T_h.alt] >>") == ["fiTh"]


# Printed twice


def _letters(text: str, dx: float, dy: float = 0.0) -> str:
    """Each letter set by itself, twice."""
    return "".join(say(60 + 7 * k + shift * dx, 700 + shift * dy, c) for k, c in enumerate(text) for shift in (0, 1))


_BACK = "".join(f"({c}) {w} ({c}) " for c, w in zip("RESOLVED", (700, 650, 650, 760, 540, 650, 650, 700), strict=True))
"""Each letter, back by nearly its width, and again, in one string."""


@pytest.mark.parametrize(
    "content",
    [
        _letters("RESOLVED", 0.35),
        _letters("RESOLVED", 0.3, 0.2),
        say(60, 700, "RESOLVED") + say(60.4, 700.3, "RESOLVED"),
        say(67.9, 700, "RESOLVED") + say(68.1, 700, "RESOLVED"),
        f"BT /F1 10 Tf 60 700 Td [{_BACK}] TJ ET",
        say(60, 700, "RESOLVED") + "BT /F1 10 Tf 60.3 700 Td [(RES) (OLV) (ED)] TJ ET",
    ],
)  # fmt: skip
def test_bold_by_printing_twice_is_read_once(content: str, tmp_path: Path) -> None:
    (line,) = read(tmp_path, content).lines
    assert (line.text, line.bold) == ("RESOLVED", True)


def test_letters_that_are_doubled_in_the_word_stay(tmp_path: Path) -> None:
    text = "Committee: 11 bookkeepers, llama, 55,000 ... www"
    (line,) = read(tmp_path, say(60, 700, text) + say(60, 680, "") + "".join(say(300 + 3 * k, 700, "l") for k in range(2))).lines
    assert (line.text.replace(" ", ""), line.bold) == (text.replace(" ", "") + "ll", False)


# Hyphens


def _joined(*texts: str) -> list[str]:
    return [line.text for line in unbroken([Line(text, 1) for text in texts])]


def test_words_broken_at_a_line_end_are_joined_where_they_are_known() -> None:
    assert _joined("was inef-", "fective and a re\xad", "placement", "came.") == ["was ineffective", "and a replacement", "came."]
    assert _joined("A Zor-", "blax is") == ["A Zor-", "blax is"]
    assert _joined("The zorblaxes.", "Two zor-", "blaxes.") == ["The zorblaxes.", "Two zorblaxes."]
    assert _joined("the bene\xadfits of CITY COUN-", "CIL") == ["the benefits of CITY COUNCIL"]


def test_hyphens_that_are_the_word_s_own_stay() -> None:
    assert _joined("in-house work", "the in-", "house team") == ["in-house work", "the in-house", "team"]
    assert _joined("a long-", "term plan of day-to-", "day use") == ["a long-term", "plan of day-to-day", "use"]
    assert _joined("two-", "and three-year") == ["two-", "and three-year"]
    assert _joined("grown by 60-", "40 and -", "so on") == ["grown by 60-", "40 and -", "so on"]


def test_broken_words_of_a_cell_are_joined_and_its_rows_are_not() -> None:
    row = Line("Preva- lence\tone- or two", cells=("Preva- lence", "one- or two"))
    assert unbroken([row, Line("next-", cells=("next-",)), Line("ed")])[0].cells == ("Prevalence", "one- or two")


# Direction


def test_lines_that_are_read_from_the_right() -> None:
    assert logical("(ףוס) 12.50 םולש") == "שלום 12.50 (סוף)"
    assert logical("The word םולש is kept") == "The word שלום is kept"
    assert logical("plain – (text) 12") == "plain – (text) 12"


# Columns


def _column(x: float, top: float, tag: str, lines: int, width: float = 220) -> list[str]:
    """Lines of prose, each word set by itself and the line filled."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    prose = [
        "residents",
        "of",
        "many",
        "wards",
        "asked",
        "about",
        "roads",
        "and",
        "parks",
        "while",
        "officers",
        "said",
        "repairs",
        "would",
        "begin",
        "after",
        "some",
        "weeks",
    ]
    found, at = [], 0
    for number in range(lines):
        line = [f"{tag}{number}"]
        while stringWidth(" ".join([*line, prose[at % len(prose)]]), "Helvetica", 10) < width:
            line.append(prose[at % len(prose)])
            at += 1
        free = (width - stringWidth("".join(line), "Helvetica", 10)) / (len(line) - 1)
        starts = [x]
        for word in line:
            starts.append(starts[-1] + stringWidth(word, "Helvetica", 10) + free)
        found.append("".join(say(start, top - 12 * number, word) for start, word in zip(starts, line, strict=False)))
    return found


def _tags(folder: Path, content: str) -> list[str]:
    return [line.text.split()[0] for line in read(folder, content).lines]


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("order", ["in turn", "by line"])
@pytest.mark.parametrize("gutter", [9, 20])
def test_columns_are_read_one_after_the_other(count: int, order: str, gutter: int, tmp_path: Path) -> None:
    width = 440 / count - gutter
    columns = [_column(60 + k * (width + gutter), 700, "abc"[k], 10, width) for k in range(count)]
    content = "".join("".join(part) for part in (columns if order == "in turn" else zip(*columns, strict=True)))
    assert _tags(tmp_path, content) == [f"{'abc'[k]}{n}" for k in range(count) for n in range(10)]


def test_what_stands_over_between_and_below_columns_keeps_its_place(tmp_path: Path) -> None:
    def pair(top: float, left: str, right: str) -> list[str]:
        return _column(60, top, left, 8) + _column(289, top + 5, right, 6)

    over, between, below = (_column(60, top, tag, 1, 449) for top, tag in ((760, "head"), (600, "mid"), (460, "foot")))
    content = "".join([*over, *pair(720, "a", "b"), *between, *pair(580, "c", "d"), *below])
    found = [tag.rstrip("0123456789") for tag in _tags(tmp_path, content)]
    assert [tag for tag, after in pairwise([*found, ""]) if tag != after] == ["head", "a", "b", "mid", "c", "d", "foot"]


def test_rows_and_single_columns_are_not_parted(tmp_path: Path) -> None:
    rows = "".join(say(60, 700 - 12 * k, f"Income {k} from fees") + say(300, 700 - 12 * k, f"Paid to the fund {k}") for k in range(8))
    assert _tags(tmp_path, rows) == ["Income"] * 8
    assert _tags(tmp_path, "".join(_column(60, 700, "a", 25, 449))) == [f"a{n}" for n in range(25)]
    numbered = "".join(say(60, 700 - 36 * k, f"{k}.") + "".join(_column(90, 700 - 36 * k, f"p{k}-", 3, 300)) for k in range(5))
    assert _tags(tmp_path, numbered) == [tag for k in range(5) for tag in (f"{k}.", f"p{k}-1", f"p{k}-2")]


# Forms

LABELS = say(60, 700, "Name:") + say(60, 670, "Consent") + say(120, 670, "given") + say(60, 640, "Notes:") + say(60, 560, "Ward:")
FIELDS = (
    b"<< /Subtype /Widget /FT /Tx /V (Ann Hill) /Rect [90 695 300 712] >>",
    b"<< /Subtype /Widget /FT /Btn /AS /Yes /Rect [104 668 114 680] >>",
    b"<< /Subtype /Widget /FT /Tx /Ff 4096 /V (first line\\rsecond line) /Rect [100 590 400 652] >>",
    b"<< /Subtype /Widget /Parent << /FT /Ch /V (b2) /Opt [[(a1) (North)] [(b2) (South)]] >> /Rect [100 555 300 572] >>",
    b"<< /Subtype /Widget /FT /Btn /AS /Off /Rect [104 528 114 540] >>",
    b"<< /Subtype /FreeText /Contents (typed over) /Rect [300 555 400 572] >>",
)
SILENT = (
    b"<< /Subtype /Widget /FT /Btn /Ff 65536 /V (Send) /Rect [300 555 400 572] >>",
    b"<< /Subtype /Widget /FT /Tx /Ff 8192 /V (password) /Rect [300 555 400 572] >>",
    b"<< /Subtype /Widget /F 2 /FT /Tx /V (not shown) /Rect [300 555 400 572] >>",
    b"<< /Subtype /Text /Contents (a comment) /Rect [300 555 400 572] >>",
)


def _form(fields: tuple[bytes, ...]) -> bytes:
    content = LABELS.encode()
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots ["
            + b" ".join(fields)
            + b"] >>",
            b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
    )


def _filled(folder: Path, fields: tuple[bytes, ...]) -> list[str]:
    from ingest.pdf.reader import read_pdf

    (folder / "form.pdf").write_bytes(_form(fields))
    return words(read_pdf(folder / "form.pdf", 10))


def test_what_is_filled_in_stands_beside_its_label(tmp_path: Path) -> None:
    assert _filled(tmp_path, FIELDS) == [
        "Name: Ann Hill", "Consent ☑ given", "Notes: first line", "second line", "Ward: South typed over", "☐",
    ]  # fmt: skip


def test_buttons_secrets_and_comments_are_no_text(tmp_path: Path) -> None:
    assert _filled(tmp_path, SILENT) == ["Name:", "Consent given", "Notes:", "Ward:"]


def test_the_second_parser_places_its_letters(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(_form(()))
    with PdfiumDocument(tmp_path / "a.pdf") as document:
        drawing, width, height = document.drawing(1)
    assert (round(width), round(height)) == (595, 842)
    assert [(p.text, round(p.x0), round(p.y), round(p.size)) for p in drawing.pieces][:2] == [
        ("Name:", 60, 700, 10),
        ("Consent", 60, 670, 10),
    ]
