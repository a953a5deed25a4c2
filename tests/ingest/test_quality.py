from pathlib import Path

from ingest.models import Box, Line
from ingest.pdf.quality import SUSPICIOUS, SecondReader, badness
from tests.ingest.hostile import small_pdf


def test_sound_text_is_not_suspected() -> None:
    for text in (
        "The Committee noted the report of the Director of Children's Services (see http://www.kent.gov.uk/longaddress).",
        "A G E N D A for a meeting of the County Council on Thursday, 13 March 2025, with McDonald and MacIntyre in the chair",
        "Mr N J D Chard, Mr I S Chittenden, Mrs P T Cole, Mr P Cole",
        "",
    ):
        assert badness(text) <= SUSPICIOUS


def test_glued_split_and_garbled_words_are_suspected() -> None:
    for text in ("To t a l co s t of th e po ol", "theCommitteeNotedthe reportoftheDirectorOfChildren", "\ufffd\ufffdn \ufffdx"):
        assert badness(text) > SUSPICIOUS


def test_the_second_parser_mends_a_line_of_the_same_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(small_pdf(pages=1))
    box = Box(1, 60, 777, 300, 789)
    glued = Line("1.Thepanelisaskedtonotethereport.", 1, box=box)
    other = Line("theCommitteeNotedTheReportOfTheDirector", 1, box=box)
    second = SecondReader(path)
    assert [line.text for line in second.better([glued, other], 1)] == ["1. The panel is asked to note the report.", other.text]
    assert second.close() == ["words were glued or split on page 1; the second parser's text was taken"]


def test_without_a_sound_file_the_first_text_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no pdf")
    line = Line("To t a l co s t of th e", 1, box=Box(1, 0, 0, 9, 9))
    second = SecondReader(path)
    assert second.better([line], 1) == [line]
    assert (second.count, second.lines(1), second.text(1)) == (0, [], None)
    assert second.close() == ["the text of page 1 looks garbled; check it against the paper"]
