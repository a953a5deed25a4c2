"""HTML is read as a browser shows it: what is hidden is no text, and a cell says what it says for all that it spans."""

from pathlib import Path

import pytest

from ingest.formats.html import lines_of, read_html
from ingest.formats.text import parse_text
from ingest.models import Line, Table
from ingest.structure.tables import read_table


def _texts(source: str) -> list[str]:
    return [line.text for line in lines_of(source)]


def _struck(line: Line) -> list[str]:
    return [line.text[start:end] for start, end in line.struck]


def _table(source: str) -> Table:
    (row,) = read_table(lines_of(source), None, "")
    return row.table


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<p hidden>no<p>yes", ["yes"]),
        ("<div hidden><p>no</p><div>no</div></div><p>yes</p>", ["yes"]),
        ("<p style='Display : NONE'>no</p><p style='display:block'>yes</p>", ["yes"]),
        ("<p style='visibility:hidden'>no <b style='visibility: visible'>yes</b></p>", ["yes"]),
        (
            "<style>.draft, #x { color: red; display: none }</style><p class='note draft'>no</p><p id=x>no</p><p class=drafts>yes</p>",
            ["yes"],
        ),
        ("<style>p{display:none} p.open{display:block}</style><p>no</p><p class=open>yes</p>", ["yes"]),
        ("<style>p.open{display:block} p{display:none}</style><p>no</p><p class=open>yes</p>", ["yes"]),
        ("<style>p{display:none!important}</style><p style='display:block'>no</p><div>yes</div>", ["yes"]),
        ("<style>p{display:none ! important}</style><p style='display:block'>no</p><div>yes</div>", ["yes"]),
        ("<style>p{display:none}</style><p style='display:block'>yes</p>", ["yes"]),
        ("<style>@media print { p { display: none } }</style><p>yes</p>", ["yes"]),
        ("<style>@media screen { .a { display: none } } /* p { display:none } */</style><p class=a>no</p><p>yes</p>", ["yes"]),
        ("<style media=print>p{display:none}</style><p>yes</p>", ["yes"]),
        ("<style>p:hover, p::after { display: none }</style><p>yes</p>", ["yes"]),
        ("<style>.f{display:flex}</style><p hidden class=f>yes</p>", ["yes"]),
        ("<div style='font-size:0'>no<span style='font-size:12pt'>yes</span></div>", ["yes"]),
        ("<p style='font-size:.9em'>yes</p><p style='font-size:0.5pt'>no</p><p style='opacity:0'>no</p>", ["yes"]),
        (
            "<p style='color:#FFF'>no</p><p style='color:white;background:#036'>yes</p><p style='color:#036; background-color: #036'>no",
            ["yes"],
        ),
        ("<body bgcolor=navy><p style='color:white'>yes</p></body>", ["yes"]),
        ("<link rel=stylesheet href=x.css><p style='color:white'>yes</p>", ["yes"]),
        ("<div style='background:navy;color:white'><p>yes <b style='background:white'>no</b></p></div>", ["yes"]),
        ("<p>yes<!-- no --></p><template><p>no</p></template><dialog>no</dialog>", ["yes"]),
        ("<details><summary>yes</summary>too</details><dialog open>and</dialog>", ["yes", "too", "and"]),
        ("<table><tr><td>a</td><td hidden>no</td><td>b</td></tr><tr style='display:none'><td>no</td></tr></table>", ["a\tb"]),
    ],
)
def test_what_is_hidden_is_no_text_and_what_is_shown_again_is(source: str, seen: list[str]) -> None:
    assert _texts(source) == seen


@pytest.mark.parametrize(
    ("source", "struck"),
    [
        ("<p>a <del>b</del> <ins>c</ins>", ["b"]),
        ("<p>a <span style='text-decoration: underline line-through'>b</span> c", ["b"]),
        ("<style>.old{text-decoration:line-through}</style><p>a <i class=old>b <b>c</b></i> d", ["b c"]),
        ("<p>a <u style='text-decoration:underline'>b</u>", []),
        ("<p>a <s>b</s><s>c</s> d", ["bc"]),
    ],
)
def test_what_is_struck_is_a_span(source: str, struck: list[str]) -> None:
    (line,) = lines_of(source)
    assert _struck(line) == struck


def test_a_block_inside_what_is_struck_is_struck() -> None:
    assert [_struck(line) for line in lines_of("<del><p>one</p><ul><li>two</ul></del><p>three")] == [["one"], ["two"], []]


def test_the_number_of_a_note_is_no_figure_of_the_sum_before_it() -> None:
    assert _texts("<p>£4.60<sup>1</sup> on the 2<sup>nd</sup> of 5<sup>*</sup> m<sup>2</sup>") == ["£4.60¹ on the 2nd of 5* m²"]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>£5<a href='#sdfootnote1sym'>1</a> a day", ["£5¹ a day"]),
        ("<p>£5<sup><a href='#_edn4'>iv</a></sup> a day", ["£5ⁱᵛ a day"]),
        ("<p><a href='#sdfootnote1anc'>1</a>Provisional", ["¹ Provisional"]),
        ("<p>see paragraph <a href='#p3'>3</a> and (<a href='#p4'>4</a>)", ["see paragraph 3 and (4)"]),
        ("<p><a href='#fees'>1</a> Fees", ["1 Fees"]),
        ("<p>£5<a href='other.html'>1</a>", ["£51"]),
        ("<style>.up{vertical-align:super}</style><p>£5<span class=up>1</span>", ["£5¹"]),
    ],
)
def test_links_to_notes_are_signs_of_notes_and_other_links_are_not(source: str, texts: list[str]) -> None:
    assert _texts(source) == texts


def test_words_of_one_cell_are_not_torn_and_its_lines_not_glued() -> None:
    assert _texts("<table><tr><td>£4<span>.60</span><td>net<br>gross<p>more</table>") == ["£4.60\tnet gross more"]


def test_a_cell_over_several_rows_is_said_of_each() -> None:
    table = _table(
        "<table><tr><th>Ward<th>Type<th>Granted<th>Refused<tr><td rowspan=2>Priory<td>Taxi<td>14<td>3<tr><td>Alcohol<td>22<td>1"
        "<tr><td>Quay<td>Taxi<td colspan=2>None</table>"
    )
    assert table.columns == ("Ward", "Type", "Granted", "Refused")
    assert table.rows == (("Priory", "Taxi", "14", "3"), ("Priory", "Alcohol", "22", "1"), ("Quay", "Taxi", "None", "None"))
    assert table.trusted


@pytest.mark.parametrize("cells", [("th", "th"), ("td", "td")])
def test_a_head_of_two_rows_stands_over_the_right_columns(cells: tuple[str, str]) -> None:
    one, other = cells
    table = _table(
        f"<table><tr><{one} rowspan=2>Ticket<{one} colspan=2>Fare<{one} rowspan=2>Pass<tr><{other}>2025<{other}>2026"
        "<tr><td>Adult<td>£4.00<td>£4.60<td>£40.00<tr><td>Child<td>£2.00<td>£2.30<td>£20.00</table>"
    )
    assert table.columns == ("Ticket", "Fare 2025", "Fare 2026", "Pass")
    assert table.rows == (("Adult", "£4.00", "£4.60", "£40.00"), ("Child", "£2.00", "£2.30", "£20.00"))


def test_a_cell_over_rows_and_columns_and_one_to_the_end_of_its_group() -> None:
    lines = lines_of(
        "<table><tbody><tr><td rowspan=0>A<td>B<td>C<tr><td rowspan=2 colspan=2>x<tr><tr><td>d<td>e<tbody><tr><td>f<td>g<td>h</table>"
    )
    assert [(line.cells, line.spans) for line in lines] == [
        (("A", "B", "C"), (1, 1, 1)),
        (("", "x", ""), (-1, 2, 0)),
        (("", "d", "e"), (-1, 1, 1)),
        (("f", "g", "h"), (1, 1, 1)),
    ]


def test_a_cell_over_the_whole_table_is_the_name_of_the_rows_under_it_not_their_values() -> None:
    table = _table(
        "<table><tr><th>Item<th>2025<th>2026<tr><td colspan=3>Adult services<tr><td>Care<td>4<td>5<tr><td>Homes<td>6<td>7</table>"
    )
    assert table.rows[0] == ("Adult services", "", "")


def test_rows_that_the_file_calls_heads_are_heads_and_no_others() -> None:
    words = "<tr><{0}>Ward<{0}>Town<tr><td>North<td>Lower<tr><td>South<td>Upper"
    assert _table("<table>" + words.format("th") + "</table>").columns == ("Ward", "Town")
    form = _table("<table><tr><th>Chair<td>Councillor Ann Lee<tr><th>Vice-chair<td>Councillor Bob Kay</table>")
    assert form.columns == ("", "")
    assert form.rows[0] == ("Chair", "Councillor Ann Lee")


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    source = "<table><tr><td><h1>Cabinet</h1><table><tr><td>A<td>B<tr><td>1<td>2</table><td>beside</table>"
    assert [(line.text, line.cells[1:]) for line in lines_of(source)] == [
        ("Cabinet", ()),
        ("A\tB", ("B",)),
        ("1\t2", ("2",)),
        ("beside", ()),
    ]
    assert [line.cells for line in lines_of("<table role=presentation><tr><td>Dear<td>Sir</table>")] == [(), ()]


def test_what_is_filled_into_a_form_is_text() -> None:
    source = (
        "<p>Name: <input value='Ann Lee'> <input type=checkbox checked> Yes <input type=checkbox> No <input type=hidden value=no>"
        "<select><option>no<option selected>Ward 3</select> <textarea>As said</textarea> <input type=submit value=no>"
    )
    assert _texts(source) == ["Name: Ann Lee ☑ Yes ☐ No Ward 3 As said"]


def test_a_table_written_as_html_in_markdown() -> None:
    source = "# Fees\n\n<table>\n<tr><td rowspan=2>Hall</td><td>Day</td></tr>\n<tr><td>Night</td></tr>\n</table>\n\n<!-- a\nb -->After.\n"
    assert [(line.text, line.spans) for line in parse_text(source).lines] == [
        ("Fees", ()),
        ("Hall\tDay", (1, 1)),
        ("\tNight", (-1, 1)),
        ("After.", ()),
    ]
    assert [line.text for line in parse_text("<table> that nothing ends\nwords").lines][-1] == "words"


def test_what_xhtml_closes_at_once_does_not_swallow_the_page(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?><html><head><title/><script src="a.js"/></head><body><p>The fee is £12.</p></body></html>'
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert [line.text for line in read_html(tmp_path / "a.html").lines] == ["The fee is £12."]


def test_rows_that_stand_in_no_table_are_rows(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>A</h1><tr><td>Exempt<td>Yes</tr>\n<TR><td>Date<td>9 May</tr><p>After", encoding="utf-8")
    assert [line.text for line in read_html(tmp_path / "a.html").lines] == ["A", "Exempt\tYes", "Date\t9 May", "After"]


def test_deep_and_wide_pages_are_read_to_their_end(tmp_path: Path) -> None:
    page = "<div>" * 3_000 + "deep" + "</div>" * 3_000 + "<table><tr>" + "<td colspan=1000 rowspan=65000>x" * 50 + "</table><p>end"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    lines = read_html(tmp_path / "a.html").lines
    assert (lines[0].text, lines[-1].text) == ("deep", "end")
