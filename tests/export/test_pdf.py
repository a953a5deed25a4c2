"""LibreOffice opens the Word note and makes a PDF of it."""

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from assistant.export import write_note
from tests.export.notes import rich_note, source


@pytest.mark.slow
def test_libreoffice_makes_a_pdf_with_pages_and_footnotes(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install it to convert Word notes to PDF")
    write_note(rich_note(), tmp_path / "note.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "note.docx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    with pypdf.PdfReader(tmp_path / "note.pdf") as reader:
        pages = [" ".join(page.extract_text().split()) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    assert 3 <= len(pages) <= 6
    assert title == rich_note().title
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "NOT FOR PUBLICATION by virtue of paragraphs 3 and 5" in page
    assert f"1 {source(1, '1.1', 13).locator}. File: {source(1).document}" in pages[0]
    assert "Error" not in " ".join(pages)  # what LibreOffice prints for a reference without a target
