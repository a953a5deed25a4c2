from pathlib import Path

import pytest

from ingest.errors import UnreadablePaperError
from ingest.formats.html import read_html
from ingest.formats.markup import plain
from ingest.formats.text import parse_text, read_text
from ingest.models import Line


def _one(source: str) -> Line:
    (line,) = parse_text(source).lines
    return line


def test_headings_bold_and_gaps() -> None:
    lines = parse_text("## **Public information**\n\n**RESOLVED**\nthat **both** be noted\n").lines
    assert [(x.text, x.level, x.bold, x.gap) for x in lines] == [
        ("Public information", 2, True, False),
        ("RESOLVED", 0, True, True),
        ("that both be noted", 0, False, False),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("12<sup>th</sup> April and 2 <sup>nd</sup> May", "12th April and 2nd May"),
        ("neighbours<sup>1</sup>", "neighbours¹"),
        ("<b>Name:</b> [a@b.uk](mailto:a@b.uk)", "Name: a@b.uk"),
        ("1\\. None, cost \\$5 \\*", "1. None, cost $5 *"),
        ("Housing &amp; Leisure", "Housing & Leisure"),
        ("5+ A*-C and 4*", "5+ A*-C and 4*"),
        ("fewer than <5% or >10%", "fewer than <5% or >10%"),
        ("snake_case and 3 * 4 * 5", "snake_case and 3 * 4 * 5"),
        ('<input type="checkbox"/> Confidential', "☐ Confidential"),
        ("one<br>two", "one two"),
        ("**Being healthy****Grade 2**", "Being healthy Grade 2"),
    ],
)
def test_markup_goes_and_words_stay(source: str, words: str) -> None:
    assert plain(source).text == words


def test_bullets_keep_their_nesting() -> None:
    lines = parse_text("- 2. The inspection\n  - sub\n- – dash\n-5 degrees\n").lines
    assert [(x.text, x.bullet, x.indent) for x in lines] == [
        ("2. The inspection", True, 0.0),
        ("sub", True, 2.0),
        ("– dash", True, 0.0),
        ("-5 degrees", False, 0.0),
    ]


def test_table_rows() -> None:
    lines = parse_text("**SUBJECT:**\tSafe\t\n| a | b \\| c |\n|---|:--:|\n| | 2 |\n").lines
    assert [(x.cells, x.text) for x in lines] == [
        (("SUBJECT:", "Safe", ""), "SUBJECT:\tSafe\t"),
        (("a", "b | c"), "a\tb | c"),
        (("", "2"), "\t2"),
    ]


def test_struck_out_words_are_spans_of_the_text() -> None:
    line = _one("keep ~~drop this~~ <del>and that</del> end")
    assert [line.text[a:b] for a, b in line.struck] == ["drop this", "and that"]
    row = _one("a\t~~b~~")
    assert [row.text[a:b] for a, b in row.struck] == ["b"]


def test_drawn_rules_are_gaps() -> None:
    assert [(x.text, x.gap) for x in parse_text("a\n---\nb\n\fc").lines] == [("a", False), ("b", True), ("c", True)]


def test_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes("cost £5 – café".encode(encoding))
        assert read_text(path).lines[0].text == "cost £5 – café"


def test_no_words(tmp_path: Path) -> None:
    path = tmp_path / "rules.txt"
    path.write_text("---\n")
    with pytest.raises(UnreadablePaperError, match="holds no words"):
        read_text(path)


def test_long_hostile_lines_are_quick() -> None:
    for source in ("**" * 20_000, "[" * 20_000, "*a" * 20_000, "<b" * 20_000, "_ " * 20_000, "~~" * 20_000):
        assert parse_text(source + " x").lines


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<head><title>t</title></head><nav>menu</nav><h2>Minutes</h2><p>Was <s>gone</s> &amp; <b>kept</b><br>next</p>"
        "<ol start=3><li>one<ul><li>sub</li></ul></li><li><p>two</p></li></ol>"
        "<table><tr><th>A</th><th colspan=2>B</th></tr><tr><td>1<td>2<br>x<td>3</table><p>open"
    )
    lines = read_html(path).lines
    assert [(x.text, x.level, x.bullet) for x in lines] == [
        ("Minutes", 2, False),
        ("Was gone & kept", 0, False),
        ("next", 0, False),
        ("3. one", 0, False),
        ("sub", 0, True),
        ("4. two", 0, False),
        ("A\tB\t", 0, False),
        ("1\t2 x\t3", 0, False),
        ("open", 0, False),
    ]
    assert [lines[1].text[a:b] for a, b in lines[1].struck] == ["gone"]
    assert lines[6].spans == (1, 2, 0)
    assert lines[6].bold


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Minutes</title><p>The fee is £12.</p></html>",
        "<head><meta charset=utf-8><style>p{color:red}</style><h1>Fees</h1><p>The fee is £12.</p>",
        "<html><head><link rel=x><body><p>The fee is £12.</p></body></html>",
        "<head><title>t</title></head><p>The fee is £12.</p>",
    ],
)
def test_the_end_of_an_html_head_may_be_left_out(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    assert [line.text for line in read_html(path).lines][-1:] == ["The fee is £12."]


def test_what_only_the_head_of_an_html_page_holds_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><head><title>Minutes</title><script>var fee = 12</script></head><body></body></html>", encoding="utf-8")
    with pytest.raises(UnreadablePaperError, match="holds no words outside scripts"):
        read_html(path)
