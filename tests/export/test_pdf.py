"""LibreOffice opens the Word note and makes a PDF of it."""

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from assistant.briefing.frame import Frame, trimmed
from assistant.briefing.models import Bullets, Note, Quotation, Section
from assistant.export import write_note
from tests.export.notes import rich_note, said, small_note


def pages_of(note: Note, folder: Path) -> tuple[list[str], str | None]:
    """The words of each page as LibreOffice sets the note, and the title of the file; skips without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install it to convert Word notes to PDF")
    write_note(note, folder / "note.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "note.docx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    with pypdf.PdfReader(folder / "note.pdf") as reader:
        pages = [" ".join(page.extract_text().split()) for page in reader.pages]
        return pages, reader.metadata.title if reader.metadata else None


@pytest.mark.slow
def test_libreoffice_makes_a_pdf_with_pages_and_sources(tmp_path: Path) -> None:
    pages, title = pages_of(rich_note(), tmp_path)
    assert 3 <= len(pages) <= 6
    assert title == rich_note().title
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "NOT FOR PUBLICATION by virtue of paragraphs 3 and 5" in page
    assert "1 para 1.1 (p. 9, PDF 13)" in pages[-1]
    assert "Error" not in " ".join(pages)  # what LibreOffice prints for a reference without a target


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 2])
def test_a_note_cut_to_so_many_pages_takes_no_more(most: int, tmp_path: Path) -> None:
    words = "The Council will spend a further £{} on the repair of the sea wall at the western end of the promenade before the winter."
    points = Bullets(items=tuple(said(words.format(at), 1) for at in range(120)))
    asked = Quotation(items=tuple(said(words.format(at), 2, label=f"({at})") for at in range(6)))
    sections = (
        Section(name="recommendations", heading="Asked", blocks=(asked,)),
        Section(name="key_points", heading="Points", blocks=(points,)),
    )
    pages, _ = pages_of(trimmed(small_note().model_copy(update={"sections": sections}), most, Frame()), tmp_path)
    assert len(pages) == most
