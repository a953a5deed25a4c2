import time
from pathlib import Path

import pytest

from ingest.models import Line, PaperText
from ingest.pdf.reader import pages_phrase, read_pdf
from tests.ingest.hostile import small_pdf

FONTS = (
    b"/Font << /F1 5 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> "
    b"/F3 << /Type /Font /Subtype /Type1 /BaseFont /Symbol >> >>"
)


def _say(x: float, y: float, text: str, font: str = "F1", size: float = 10) -> str:
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def _rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def _paper(folder: Path, content: str, *replacements: tuple[bytes, bytes], pages: int = 1, extra: tuple[bytes, ...] = ()) -> PaperText:
    data = small_pdf(content.encode("cp1252"), pages=pages, resources=FONTS, extra=extra)
    for old, new in replacements:
        assert old in data
        data = data.replace(old, new)
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path, 100)


def _lines(folder: Path, content: str, *replacements: tuple[bytes, bytes]) -> tuple[Line, ...]:
    return _paper(folder, content, *replacements).lines


def test_lines_in_reading_order_with_their_look(tmp_path: Path) -> None:
    content = (
        _say(60, 676, "text goes on")
        + _say(60, 730, "SUMMARY", "F2", 12)
        + _say(60, 700, "1.")
        + _say(85, 700, "Some text")
        + _say(85, 688, "in two lines")
    )
    lines = _lines(tmp_path, content)
    assert [(x.text, x.bold, x.size, x.indent, x.gap) for x in lines] == [
        ("SUMMARY", True, 12.0, 60.0, False),
        ("1. Some text", False, 10.0, 60.0, True),
        ("in two lines", False, 10.0, 85.0, False),
        ("text goes on", False, 10.0, 60.0, False),
    ]
    box = lines[0].box
    assert box is not None
    assert (box.page, box.x0) == (1, 60.0)
    assert box.y0 < 730 < box.y1 < 742
    assert 110 < box.x1 < 135


def test_words_are_parted_by_gaps_and_not_by_kerning(tmp_path: Path) -> None:
    content = "BT /F1 10 Tf 60 700 Td [(F) 40 (orm) 20 (al) -320 (Meet) -30 (ing)] TJ ET\n"
    assert [x.text for x in _lines(tmp_path, content)] == ["Formal Meeting"]


def test_raised_figures_stay_on_their_line(tmp_path: Path) -> None:
    content = (
        _say(60, 700, "on 5")
        + _say(79.6, 704, "th", size=6)
        + _say(88, 700, " May see note")
        + _say(150, 704, "2", size=6)
        + _say(60, 688, "next")
    )
    assert [x.text for x in _lines(tmp_path, content)] == ["on 5th May see note²", "next"]


def test_bullets_are_taken_off(tmp_path: Path) -> None:
    content = (
        _say(60, 700, "\u2022")
        + _say(75, 700, "one")
        + _say(60, 688, "o")
        + _say(75, 688, "two")
        + _say(60, 676, "\\267", "F3")
        + _say(75, 676, "three")
    )
    assert [(x.text, x.bullet) for x in _lines(tmp_path, content)] == [("one", True), ("two", True), ("three", True)]


def test_ruled_table_rows_with_wrapped_and_merged_cells(tmp_path: Path) -> None:
    """Three columns, a header merged over two of them, a label merged over two rows, one blank cell."""
    rules = "".join(_rule(60, y, 360, y) for y in (700, 685, 655, 625)) + _rule(160, 640, 360, 640)
    rules += "".join(_rule(x, 625, x, 700) for x in (60, 160, 360)) + _rule(260, 625, 260, 685)
    words = (
        _say(165, 689, "Cost in 2024")
        + _say(65, 672, "Libraries and")
        + _say(65, 661, "museums")
        + _say(165, 672, "12.5")
        + _say(265, 672, "-7.6")
    )
    words += _say(65, 644, "Parks") + _say(165, 644, "3.0") + _say(265, 629, "4.0")
    lines = _lines(tmp_path, rules + words)
    assert [(x.cells, x.spans) for x in lines] == [
        (("", "Cost in 2024", ""), (1, 2, 0)),
        (("Libraries and museums", "12.5", "-7.6"), (1, 1, 1)),
        (("Parks", "3.0", ""), (1, 1, 1)),
        (("", "", "4.0"), (-1, 1, 1)),
    ]
    assert lines[1].text == "Libraries and museums\t12.5\t-7.6"


def test_a_band_without_inner_rules_is_split_by_its_figures(tmp_path: Path) -> None:
    rules = "".join(_rule(60, y, 360, y) for y in (700, 640)) + "".join(_rule(x, 640, x, 700) for x in (60, 260, 360))
    words = (
        _say(65, 688, "Long-term")
        + _say(265, 688, "280.1")
        + _say(65, 674, "Cash and cash")
        + _say(65, 662, "equivalents")
        + _say(265, 668, "44.4")
    )
    assert [x.cells for x in _lines(tmp_path, rules + words)] == [("Long-term", "280.1"), ("Cash and cash equivalents", "44.4")]


def test_text_in_a_box_is_no_table(tmp_path: Path) -> None:
    content = "60 600 300 100 re S\n" + _say(70, 680, "Decision taken") + _say(70, 668, "and why")
    assert [(x.text, x.cells) for x in _lines(tmp_path, content)] == [("Decision taken", ()), ("and why", ())]


def test_words_broken_by_a_narrow_cell_are_joined_and_whole_words_are_not(tmp_path: Path) -> None:
    rules = "".join(_rule(60, y, 300, y) for y in (700, 660, 620)) + "".join(_rule(x, 620, x, 700) for x in (60, 96, 300))
    words = (
        _say(62, 688, "Mediu")
        + _say(62, 676, "m")
        + _say(100, 688, "1,350")
        + _say(62, 648, "Total")
        + _say(62, 636, "cost")
        + _say(100, 648, "9")
    )
    prose = _say(60, 760, "The medium total was a cost.")
    assert [x.cells for x in _lines(tmp_path, rules + words + prose)][1:] == [("Medium", "1,350"), ("Total cost", "9")]


def test_aligned_columns_without_rules_are_rows(tmp_path: Path) -> None:
    rows = [("Ward", "2023", "2024"), ("North", "12", "13"), ("South", "7", "")]
    content = _say(60, 730, "The table shows calls by ward in both years.")
    for index, row in enumerate(rows):
        content += "".join(_say(x, 700 - 12 * index, text) for x, text in zip((60, 200, 300), row, strict=True) if text)
    assert [x.cells for x in _lines(tmp_path, content)] == [(), *rows]


@pytest.mark.parametrize("shift", [0, 6, 12])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, shift: int) -> None:
    """Whether or not their baselines agree."""
    left = "".join(_say(60, 700 - 12 * i, f"left column line {i} of text") for i in range(7))
    right = "".join(_say(320, 700 + shift - 12 * i, f"right column line {i} of text") for i in range(7))
    below = _say(60, 600, "after both") + _say(60, 20, "foot") + _say(500, 20, "1 of 4")
    texts = [x.text for x in _lines(tmp_path, left + right + below)]
    assert [t.split()[0] for t in texts] == ["left"] * 7 + ["right"] * 7 + ["after", "foot"]


def test_rules_through_words_strike_them_and_rules_below_do_not(tmp_path: Path) -> None:
    content = _say(60, 700, "keep this and drop that") + _say(60, 680, "underlined") + _rule(60, 678.5, 108, 678.5)
    before = _lines(tmp_path, content)
    box = before[0].box
    assert box is not None
    start = box.x1 - 44
    struck, underlined = _lines(tmp_path, content + _rule(start, 703, box.x1, 703))
    assert [struck.text[a:b].strip() for a, b in struck.struck] == ["drop that"]
    assert underlined.struck == ()


def test_strikeout_annotations_count(tmp_path: Path) -> None:
    note = b"/Annots [<< /Subtype /StrikeOut /QuadPoints [60 710 90 710 60 698 90 698] >>] /Contents"
    (line,) = _lines(tmp_path, _say(60, 700, "gone words"), (b"/Contents", note))
    assert line.text[slice(*line.struck[0])].startswith("gone")


def test_sideways_stamp_stands_where_it_is_printed(tmp_path: Path) -> None:
    stamp = "BT /F1 12 Tf 0 1 -1 0 580 740 Tm (Agenda Item 3) Tj ET\n"
    lines = _lines(tmp_path, _say(60, 700, "First line of the paper") + _say(60, 688, "second line") + stamp)
    assert [x.text for x in lines] == ["Agenda Item 3", "First line of the paper", "second line"]
    box = lines[0].box
    assert box is not None
    assert box.y1 - box.y0 > 60 > box.x1 - box.x0


@pytest.mark.parametrize(("rotation", "matrix"), [(90, "0 1 -1 0 300 100"), (180, "-1 0 0 -1 500 300"), (270, "0 -1 1 0 300 700")])
def test_turned_pages_are_read_as_displayed(tmp_path: Path, rotation: int, matrix: str) -> None:
    content = f"BT /F1 10 Tf {matrix} Tm 12 TL (first line here) Tj T* (second line) Tj ET"
    paper = _paper(tmp_path, content, (b"/Contents", b"/Rotate %d /Contents" % rotation))
    assert [x.text for x in paper.lines] == ["first line here", "second line"]
    page, box = paper.pages[0], paper.lines[0].box
    assert (page.width > page.height) == (rotation != 180)
    assert box is not None
    assert 0 < box.x0 < box.x1 < page.width
    assert box.y1 - box.y0 < 15


def test_text_printed_twice_counts_once_and_as_bold(tmp_path: Path) -> None:
    (line,) = _lines(tmp_path, _say(60, 700, "Recommendation") + _say(60.3, 700, "Recommendation"))
    assert (line.text, line.bold) == ("Recommendation", True)


def test_ligatures_are_spelled_out_and_other_characters_kept(tmp_path: Path) -> None:
    font = b"/F2 << /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [65 /fi /afii10017] >> >>"
    data = small_pdf(b"BT /F2 10 Tf 60 700 Td (A B) Tj ET", pages=1, resources=b"/Font << " + font + b" >>")
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert read_pdf(path, 10).lines[0].text == "fi \u0410"


def test_labels_and_bookmarks(tmp_path: Path) -> None:
    outline = (b"<< /First 7 0 R /Last 7 0 R >>", b"<< /Title (9 Safe Streets) /Parent 6 0 R /Dest [3 0 R /Fit] >>")
    labels = b"/Catalog /Outlines 6 0 R /PageLabels << /Nums [0 << /S /r /St 4 >>] >>"
    paper = _paper(tmp_path, _say(60, 700, "x"), (b"/Catalog", labels), extra=outline)
    assert [p.label for p in paper.pages] == ["iv"]
    assert [(b.title, b.level, b.page) for b in paper.bookmarks] == [("9 Safe Streets", 1, 1)]


def test_the_page_stamp_gives_the_label_and_stays_a_line(tmp_path: Path) -> None:
    """Also where it is printed over a table that runs to the foot."""
    grid = "".join(_rule(60, y, 500, y) for y in (200, 100, 30)) + "".join(_rule(x, 30, x, 200) for x in (60, 200, 500))
    words = _say(65, 150, "a") + _say(205, 150, "b") + _say(65, 60, "c") + _say(205, 60, "d") + _say(270, 36, "Page 15")
    paper = _paper(tmp_path, grid + words)
    assert paper.pages[0].label == "Page 15"
    assert [x.text for x in paper.lines] == ["a\tb", "c\td", "Page 15"]


def test_a_page_of_images_is_marked_as_scanned(tmp_path: Path) -> None:
    image = "q 500 0 0 700 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q "
    assert _paper(tmp_path, image).pages[0].scanned
    assert not _paper(tmp_path, image + _say(60, 700, "a page with words enough to be read by itself")).pages[0].scanned


def test_pages_phrase() -> None:
    assert pages_phrase([4]) == "page 4 is"
    assert pages_phrase([2, 3, 4, 9]) == "pages 2-4, 9 are"


@pytest.mark.shared
def test_treasury_table_keeps_its_figures(shared_papers: Path) -> None:
    paper = read_pdf(shared_papers / "kent" / "kent-2025-03-13-council-treasury-midyear-report.pdf", 100)
    rows = [x.cells for x in paper.lines if x.page == 7]
    assert ("Call Deposits (Banks)", "13.6", "-7.6", "6.0", "4.41", "A+") in rows
    assert ("Equity", "1.3", "0.0", "1.3", "", "") in rows


@pytest.mark.shared
def test_struck_amendments_of_the_minutes(shared_papers: Path) -> None:
    paper = read_pdf(shared_papers / "kent" / "kent-2025-03-13-council-minutes.pdf", 100)
    struck = {page: " ".join(x.text[a:b] for x in paper.lines for a, b in x.struck if x.page == page) for page in range(1, 20)}
    assert {page for page, words in struck.items() if words} == {12, 17}
    assert struck[12].startswith("The following arrangements in relation to amendments")
    assert struck[12].endswith("Chairman may rule that the amendment fails")
    assert struck[17].startswith("on disposable vapes, rather than a decade-long study;")


@pytest.mark.shared
@pytest.mark.slow
def test_speed(shared_papers: Path) -> None:
    """At least 25 pages a second of processor time."""
    start = time.process_time()
    pages = len(read_pdf(shared_papers / "pdf" / "2012-07-12-osmc-agenda-pack.pdf", 500).pages)
    assert pages / (time.process_time() - start) > 25
