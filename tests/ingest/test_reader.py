import os
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from ingest.errors import LimitExceededError, UnreadablePaperError
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from tests.ingest.hostile import small_pdf

SETTINGS = IngestSettings(ocr=False)


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_reads_each_format(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Noted.")
    document.save(str(tmp_path / "a.docx"))
    papers = [
        _write(tmp_path / "a.pdf", small_pdf()),
        tmp_path / "a.docx",
        _write(tmp_path / "a.html", b"<p>Noted.</p>"),
        _write(tmp_path / "a.md", b"# Minutes\n\nNoted."),
        _write(tmp_path / "a.txt", b"Noted."),
    ]
    assert [read_paper(p, SETTINGS).lines[-1].text for p in papers] == ["2. The cost is 12,500 a year.", *["Noted."] * 4]


def test_pdf_under_another_name_is_read_as_pdf(tmp_path: Path) -> None:
    assert read_paper(_write(tmp_path / "a.txt", small_pdf()), SETTINGS).pages


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.pdf", b"", "is empty"),
        ("blank.txt", b" \n\n", "is empty"),
        ("page.pdf", b"<html>Not found</html>", "is not a PDF, though its name says so"),
        ("report.docx", b"plain words", "is not a Word document"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file or a protected one; save it as .docx or PDF"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx or PDF"),
        ("slides.pptx", b"PK\x03\x04", "(.pptx) are not read; save it as PDF"),
        ("logo.png", b"PNG", "papers can be .pdf, .docx"),
        ("letter.rtf", b"{\\rtf1 Words}", "(.rtf) are not read; save it as .docx or PDF"),
        ("sheet.xlsx", b"PK\x03\x04", "is damaged or cut off"),
        ("sheet2.xlsx", b"a,b", "is not an Excel workbook"),
        ("noise.txt", b"\x00\x01\x02", "is not a text file"),
        ("cut.pdf", small_pdf()[:300], "is damaged"),
        ("cut.docx", b"PK\x03\x04\x14\x00\x00\x00", "is damaged or cut off"),
    ],
)
def test_bad_files_are_explained_in_one_line(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(UnreadablePaperError) as caught:
        read_paper(_write(tmp_path / name, data), SETTINGS)
    assert message in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePaperError, match="there is no such file"):
        read_paper(tmp_path / "none.pdf", SETTINGS)
    with pytest.raises(UnreadablePaperError, match="is a folder"):
        read_paper(tmp_path, SETTINGS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_file(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", b"x")
    path.chmod(0)
    with pytest.raises(UnreadablePaperError, match="check its permissions"):
        read_paper(path, SETTINGS)


def test_passwords(tmp_path: Path) -> None:
    """A file that opens without a password is read; one that asks for it is refused."""
    for password, name in (("", "open.pdf"), ("secret", "closed.pdf")):
        writer = PdfWriter(clone_from=PdfReader(_write(tmp_path / "plain.pdf", small_pdf())))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
        writer.write(tmp_path / name)
    assert read_paper(tmp_path / "open.pdf", SETTINGS).lines
    with pytest.raises(UnreadablePaperError, match=r"closed\.pdf: is password-protected; save a copy without the password"):
        read_paper(tmp_path / "closed.pdf", SETTINGS)


def test_limits(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError, match="has 9 pages, more than 5"):
        read_paper(_write(tmp_path / "long.pdf", small_pdf(pages=9)), IngestSettings(max_pages=5))
    with pytest.raises(LimitExceededError, match="is 2 MiB, more than the limit of 1 MiB"):
        read_paper(_write(tmp_path / "big.txt", b"x" * (2 << 20)), IngestSettings(max_file_size=1))
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (20 << 20))
    with pytest.raises(LimitExceededError, match="zip bomb"):
        read_paper(tmp_path / "bomb.docx", IngestSettings(max_unpacked=10))


@pytest.mark.shared
@pytest.mark.slow
def test_every_development_paper_is_read(shared_papers: Path) -> None:
    papers = [p for folder in ("text", "pdf", "kent") for p in sorted((shared_papers / folder).iterdir())]
    for path in papers:
        paper = read_paper(path, SETTINGS)
        assert len(paper.lines) > 30, path.name
        assert not any("damaged" in warning for warning in paper.warnings), path.name


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("saved as a page.doc", b"<html><body><p>The fee is \xc2\xa312.</p></body></html>", "The fee is £12."),
        ("exported.xls", b"\xef\xbb\xbf<table><tr><td>Fee<td>\xc2\xa312</table>", "Fee\t£12"),
    ],
)
def test_a_file_that_is_newer_than_its_name_says_is_read(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    assert read_paper(_write(tmp_path / name, data), SETTINGS).lines[0].text == words


def test_word_files_with_macros_and_one_under_an_old_name_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The fee is £12.")
    for name in ("report.docm", "report.dotx", "report.doc"):
        document.save(str(tmp_path / name))
        assert read_paper(tmp_path / name, SETTINGS).lines[0].text == "The fee is £12."
