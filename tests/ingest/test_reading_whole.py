"""A bad page, part or character costs itself only, and is said; a bad file costs itself only, and in time."""

import os
import time
import zipfile
from pathlib import Path

import pytest

from ingest.child import work as child
from ingest.child.sandbox import Sandbox
from ingest.errors import LimitExceededError, ReaderFailedError, UnreadablePaperError
from ingest.library.library import Library
from ingest.models import Line, OutcomeStatus, Page, PaperText
from ingest.pdf import reader as pdf
from ingest.pdf import rows as pdf_rows
from ingest.pdf.grid import Grid
from ingest.pipeline import ingest
from ingest.reader import take_in
from ingest.settings import IngestSettings
from ingest.structure.parse import clean
from tests.ingest.hostile import TEXT, small_pdf
from tests.running import together
from tests.timing import quickest

SETTINGS = IngestSettings(ocr=False, read_timeout=20, read_memory=1024)
STRICT = "http://purl.oclc.org/ooxml/"


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _read(path: Path, settings: IngestSettings = SETTINGS):
    return take_in(path, path.name, "0" * 16, settings)


# Time


def spin(seconds: float) -> str:
    """Use the processor; runs in the child."""
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    return "done"


def start_a_sleeper() -> None:
    """Leave the work to a process of its own; runs in the child."""
    import subprocess

    subprocess.run(["python3", "-c", "while True: pass"], check=False)


@pytest.mark.parametrize(
    "function", ["tests.ingest.test_reading_whole:spin", "time:sleep", "tests.ingest.test_reading_whole:start_a_sleeper"]
)
def test_time_is_bounded_by_the_setting(function: str) -> None:
    arguments = () if function.endswith("sleeper") else (60,)
    with Sandbox(2048) as box:
        box.call("math:gcd", 1, 1, name="a", timeout=20)
        began = time.monotonic()
        with pytest.raises(LimitExceededError, match=r"^a\.pdf: took (?:longer|too much)"):
            box.call(function, *arguments, name="a.pdf", timeout=3)
        assert box.spent < 3 * 1.2
        assert time.monotonic() - began < 30


def test_waiting_for_a_busy_machine_is_not_counted() -> None:
    """Children that share the processors each get their time: what would take 2 s alone takes many on the wall."""
    answers: list[str] = []

    def work() -> None:
        with Sandbox(1024) as box:
            answers.append(box.call("tests.ingest.test_reading_whole:spin", 1.0, name="a.pdf", timeout=2.5))

    works = [work] * 3 * (os.cpu_count() or 1)
    together(*works)
    assert answers == ["done"] * len(works)


@pytest.mark.parametrize("line", ["Signed " + "." * 200 + " by the clerk of the council", "_ " * 3_000 + "x", "1." * 20_000, "(" * 20_000])
def test_a_line_of_runs_is_read_in_no_time(tmp_path: Path, line: str) -> None:
    path = _write(tmp_path / "minutes.txt", f"MINUTES\n\n1. Apologies\n\nNone were made.\n\n{line}\n".encode())
    assert _read(path).passages


@pytest.mark.parametrize(
    "unit", ["1.1 The cost is £1,200. ", "ALL CAPITALS HEADING\n\n", "| a | b | 1 |\n", "a", "RESOLVED: that\n(i) x\n", "\t1\t2\n"]
)
def test_reading_grows_with_the_text_alone(unit: str) -> None:
    """Four times the text takes no more than about four times the time, whatever the text repeats."""
    from ingest.formats.text import parse_text

    def seconds(characters: int) -> float:
        text = parse_text("MINUTES of the Council\n\n" + unit * (characters // len(unit)))
        return quickest(lambda: child.finish(text, "a.txt", "0" * 16, SETTINGS))

    assert seconds(80_000) < 9 * seconds(20_000) + 0.5


def test_parsing_runs_in_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "finish", lambda *_: pytest.fail("parsed in the parent"))
    assert _read(_write(tmp_path / "a.pdf", small_pdf())).passages


def test_a_pipe_with_the_name_of_a_paper_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    _write(tmp_path / "b.txt", b"Noted.")
    with Library.open(tmp_path / "home") as library:
        outcomes = ingest(library, [tmp_path, tmp_path / "a.pdf"], SETTINGS)
    assert [(o.document, o.status) for o in outcomes] == [("a.pdf", OutcomeStatus.FAILED), ("b.txt", OutcomeStatus.NEW)]


# Pages


def _page_of(monkeypatch: pytest.MonkeyPatch, error: Exception, bad: int = 2) -> None:
    sound = pdf.page_lines

    def broken(drawing, number, height):
        if number == bad:
            raise error
        return sound(drawing, number, height)

    monkeypatch.setattr(pdf, "page_lines", broken)


def test_a_defect_of_ours_on_one_page_is_said_as_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _page_of(monkeypatch, IndexError("of secret words"))
    text = child.read(_write(tmp_path / "a.pdf", small_pdf(pages=3)), "pdf", SETTINGS)
    assert [line.page for line in text.lines] == [1, 1, 2, 2, 3, 3]
    assert text.warnings == ("our reader failed on page 2 (reported in the log); read by the second parser, without tables",)
    (defect,) = text.defects
    assert "IndexError at" in defect
    assert "secret" not in defect


def test_a_page_that_neither_reads_is_left_to_ocr_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _page_of(monkeypatch, IndexError("x"), 1)
    text = child.read(_write(tmp_path / "a.pdf", small_pdf(b"0 0 m 9 9 l S", pages=1)), "pdf", SETTINGS)
    assert text.pages[0].scanned
    assert "found no words there" in text.warnings[0]


def test_a_page_whose_words_our_reader_misses_is_read_by_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "page_lines", lambda *_: [Line("1.", 1)])
    text = child.read(_write(tmp_path / "a.pdf", small_pdf(pages=1)), "pdf", SETTINGS)
    assert "12,500" in text.lines[-1].text
    assert text.warnings == ("our reader found few or no words on page 1; read by the second parser",)


@pytest.mark.parametrize("cut", ["no cross-reference", "no trailer"])
def test_a_file_that_the_first_parser_refuses_is_read_by_the_second(tmp_path: Path, cut: str) -> None:
    sound = small_pdf()
    data = sound[: sound.index(b"startxref")] if cut == "no cross-reference" else sound.replace(b"startxref", b"startnothing")
    reading = _read(_write(tmp_path / "a.pdf", data))
    assert "The cost is 12,500 a year." in " ".join(passage.text for passage in reading.passages)


def test_what_no_parser_reads_is_said_to_be_damaged(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePaperError, match="is damaged: neither PDF parser can open it"):
        _read(_write(tmp_path / "a.pdf", b"%PDF-1.7\nnothing of the kind"))


def test_a_cell_that_is_no_rectangle_is_read() -> None:
    """An L of merged squares comes twice in its row, parted by another cell."""
    grid = Grid((0.0, 10.0, 20.0, 30.0), (20.0, 10.0, 0.0), (((0, 0), (0, 1), (0, 0)), ((0, 0), (0, 0), (0, 0))))
    assert [pdf_rows._spans(owners, row) for row, owners in enumerate(grid.owner)] == [(1, 1, 1), (-1, 0, 0)]


def test_what_parsing_fails_on_is_ours_and_logged(tmp_path: Path) -> None:
    def bug(*_: object) -> None:
        raise ValueError("words of the paper")

    _write(tmp_path / "a.txt", b"Noted.")
    with Library.open(tmp_path / "home") as library:
        (outcome,) = ingest(library, [tmp_path / "a.txt"], SETTINGS, parse=bug)
        log = (tmp_path / "home" / "log" / "ingest.log").read_text()
    assert outcome.status is OutcomeStatus.FAILED
    assert "please report" in str(outcome.reason)
    assert "words of the paper" not in log
    with Sandbox(1024) as box, pytest.raises(ReaderFailedError, match="this is a fault of ours"):
        box.call("ingest.child.work:finish", None, "a.txt", "0" * 16, SETTINGS, name="a.txt", timeout=20)


# Characters and names


def test_halves_of_characters_are_replaced(tmp_path: Path) -> None:
    lines = (Line("one \ud800 half"), Line("a\tb\udfff", cells=("a", "b\udfff")))
    text = child.well_formed(PaperText(lines, (Page(1, "\ud800", printed="x"),), warnings=("\udc00",)))
    for words in (*(line.text for line in text.lines), *text.lines[1].cells, text.pages[0].label, *text.warnings):
        words.encode()
    assert child.well_formed(PaperText((Line("whole"),))).lines[0].text == "whole"
    cmap = b"1 beginbfchar\n<41> <D83D>\nendbfchar\n1 beginbfchar\n<42> <D83DDE00>\nendbfchar"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R /FirstChar 65 /LastChar 66 /Widths [500 500] >>"
    extra = (font, b"<< /Length %d >>\nstream\n" % len(cmap) + cmap + b"\nendstream")
    path = _write(tmp_path / "a.pdf", small_pdf(TEXT.replace(b"note", b"ABAB"), resources=b"/Font << /F1 6 0 R >>", extra=extra))
    with Library.open(tmp_path / "home") as library:
        (outcome,) = ingest(library, [path], SETTINGS)
    assert (outcome.status, outcome.reason) == (OutcomeStatus.NEW, None)


def test_a_name_that_is_no_text_is_taken(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"Noted.")
    with Library.open(tmp_path / "home") as library:
        assert [o.status for o in ingest(library, [path], SETTINGS)] == [OutcomeStatus.NEW]
        assert [o.status for o in ingest(library, [path], SETTINGS)] == [OutcomeStatus.UNCHANGED]


# Word files


def _docx(
    path: Path, main: str = "word/document.xml", base: str = "http://schemas.openxmlformats.org/", kind: str = "document.main"
) -> Path:
    year = "" if base == STRICT else "2006/"
    types = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/></Types>"""
    relation = f'<Relationship Id="r1" Type="{base}officeDocument/{year}relationships/officeDocument" Target="{main}"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    body = f'<w:document xmlns:w="{base}wordprocessingml/{year}main"><w:body><w:p><w:r><w:t>Noted.</w:t></w:r></w:p></w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr(main, body)
    return path


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"main": "word/document2.xml"},
        {"main": "other/body.xml"},
        {"base": STRICT},
        {"base": STRICT, "main": "word/d.xml"},
        {"kind": "template.main"},
    ],
)
def test_word_files_of_every_form_are_read(tmp_path: Path, options: dict[str, str]) -> None:
    assert [p.text for p in _read(_docx(tmp_path / "a.docx", **options)).passages] == ["Noted."]


def test_other_archives_are_called_what_they_are(tmp_path: Path) -> None:
    sheet = _docx(tmp_path / "a.docx", main="xl/workbook.xml")
    text = zipfile.ZipFile(sheet).read("[Content_Types].xml").replace(b"wordprocessingml", b"spreadsheetml")
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", text)
        archive.writestr("_rels/.rels", zipfile.ZipFile(sheet).read("_rels/.rels"))
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadablePaperError, match="is another kind of Office file"):
        _read(tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(UnreadablePaperError, match="is a zip archive but not a Word document"):
        _read(tmp_path / "c.docx")


# Words


def _paper(*pages: list[str]) -> PaperText:
    from ingest.models import Box

    lines = [
        Line(text, number, cells=tuple(text.split("\t")) if "\t" in text else (), box=Box(number, 50, 800 - 14 * row, 500, 812 - 14 * row))
        for number, page in enumerate(pages, start=1)
        for row, text in enumerate(page)
    ]
    return PaperText(tuple(lines), tuple(Page(n, printed="\n".join(page)) for n, page in enumerate(pages, start=1)))


def test_rows_of_figures_at_the_edge_of_pages_are_kept() -> None:
    pages = [
        ["Ward\tCost\tHomes", f"{n}57\t6{n}\t1{n * 3}", f"Text of page {'abcde'[n]} goes here", f"{n * 7}\t{n + 3}\t{n * n}"]
        for n in range(5)
    ]
    kept = {line.text for line in clean(_paper(*pages)).lines}
    assert all(row in kept for page in pages for row in page[1:])


@pytest.mark.parametrize("count", [2, 3, 5])
def test_pages_that_are_alike_are_kept_whole(count: int) -> None:
    page = ["Name of the applicant", "Address of the premises", "Signature of the officer"]
    assert {line.page for line in clean(_paper(*[page] * count)).lines} == set(range(1, count + 1))


def test_running_heads_and_page_numbers_still_go() -> None:
    pages = [
        ["Anytown Council budget report", f"Words of {'abcdef'[n]} that differ", f"and {'uvwxyz'[n]} more", f"Budget report page {n + 4}"]
        for n in range(6)
    ]
    texts = [line.text for line in clean(_paper(*pages)).lines]
    assert texts.count("Anytown Council budget report") == 1
    assert not any("page" in text for text in texts)


def test_a_line_of_a_table_is_no_running_head_and_two_pages_have_none() -> None:
    pages = [["Ward\tCost", f"Text of page {'abc'[n]} goes here", f"and {'uvw'[n]} more"] for n in range(3)]
    assert [line.text for line in clean(_paper(*pages)).lines].count("Ward\tCost") == 3
    pages = [["Anytown Council budget report 2025", f"Words of {'ab'[n]} that differ"] for n in range(2)]
    assert [line.text for line in clean(_paper(*pages)).lines].count(pages[0][0]) == 2


def _numbered(labels: list[str | None], numbers: list[str], y: float = 30) -> list[str]:
    """Texts that stay of pages with a number at a height, below three lines of text and a label each."""
    from ingest.models import Box

    words = ("Apologies were read", "The minutes were signed", "A plan was shown", "The clerk spoke")
    lines = [
        Line(text, n + 1, box=Box(n + 1, 50, at, 500, at + 10))
        for n, number in enumerate(numbers)
        for text, at in ((words[n], 700), (words[n - 1] + " again", 680), (number, y))
    ]
    pages = [Page(n + 1, label, 595, 842) for n, label in enumerate(labels)]
    return [line.text for line in clean(PaperText(tuple(lines), tuple(pages))).lines if line.text in numbers]


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (["i", "ii", "1", "2"], ["i", "ii", "1", "2"]),
        ([None] * 4, ["ii", "iii", "3", "4"]),
        ([None] * 3, ["14", "15", "16"]),
        ([None] * 2, ["- 7 -", "- 8 -"]),
        ([None] * 2, ["1 of 2", "2 of 2"]),
        ([None], ["1"]),
        ([None] * 2, ["Page i", "Page ii"]),
    ],
)
def test_numbers_of_pages_go(labels: list[str | None], numbers: list[str]) -> None:
    assert _numbered(labels, numbers) == []


def test_numbers_that_number_no_page_stay() -> None:
    assert _numbered([None] * 2, ["31", "47"]) == ["31", "47"]
    assert _numbered([None] * 2, ["3 of 9", "5 of 9"]) == ["3 of 9", "5 of 9"]
    assert _numbered([None] * 2, ["1", "2"], y=400) == ["1", "2"]
    assert _numbered([None] * 2, ["civil", "mix it"]) == ["civil", "mix it"]


def test_no_passage_stands_on_three_pages() -> None:
    lines = tuple(Line(f"Note {word} of the clerk", number) for number, word in enumerate(("one", "two", "three", "four"), start=1))
    passages = child.finish(PaperText(lines, tuple(Page(n) for n in range(1, 5))), "a.pdf", "0" * 16, SETTINGS).passages
    assert all(p.page_end - p.page <= 1 for p in passages)
    assert " ".join(word for p in passages for word in p.text.split()) == " ".join(line.text for line in lines)


def test_a_page_that_lost_words_is_said_with_its_cause() -> None:
    whole = "The council met in the town hall and agreed the budget for parks and roads in every ward of the borough"
    text = _paper([whole], [whole.replace("parks", "pools")])
    assert child.finish(text, "a.pdf", "0" * 16, SETTINGS).warnings == ()
    printed = f"{whole} while seventeen residents asked about buses trains trams ferries and cycling"
    lossy = PaperText(text.lines, (Page(1, printed=whole), Page(2, printed=printed)))
    (warning,) = child.finish(lossy, "a.pdf", "0" * 16, SETTINGS).warnings
    assert warning.startswith("page 2: 6")
    assert "our reader did not find the others" in warning


@pytest.mark.parametrize(
    "printed", ["The coun-\ncil met in the town hall", "T h e c o u n c i l met in the t o w n hall", "The council met in the town hall 7"]
)
def test_words_parted_otherwise_are_not_lost(printed: str) -> None:
    text = PaperText((Line("The council met in the town hall", 1),), (Page(1, printed=printed),))
    assert child.finish(text, "a.pdf", "0" * 16, SETTINGS).warnings == ()


def test_a_paper_without_passages_is_never_just_new() -> None:
    blank = PaperText((Line("Page 1", 1),), (Page(1, printed="Page 1"),))
    with pytest.raises(UnreadablePaperError, match="holds no text that can be cited"):
        child.finish(blank, "a.pdf", "0" * 16, SETTINGS)
    scan = PaperText((), (Page(1, scanned=True),), warnings=("page 1 is scanned",))
    assert child.finish(scan, "a.pdf", "0" * 16, SETTINGS).warnings[0].startswith("no text:")
