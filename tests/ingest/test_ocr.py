import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import ocr
from ingest.reader import read_paper
from ingest.settings import IngestSettings

SETTINGS = IngestSettings(ocr_timeout=300)
WORDS = ("Minutes of the meeting", "The panel resolved to note the", "report and to ask for a reply", "from the cabinet member in June")
tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


def _scan(path: Path, turn: int = 0) -> Path:
    """A page image without a text layer, 8.27 x 11.69 inches before it is turned."""
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for index in range(24):
        draw.text((150, 150 + 60 * index), WORDS[index % 4], fill=0, font=ImageFont.load_default(40))
    image.rotate(turn, expand=True).save(path, resolution=150.0)
    return path


def test_without_the_program_the_pages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _scan(tmp_path / "scan.pdf")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    paper = read_paper(path, SETTINGS)
    assert paper.pages[0].scanned
    (warning,) = paper.warnings
    assert warning.startswith("page 1 is scanned and could not be read: Tesseract is not installed; install it")
    assert "apt-get install tesseract-ocr" in warning


def test_switched_off(tmp_path: Path) -> None:
    assert "switched off" in read_paper(_scan(tmp_path / "scan.pdf"), IngestSettings(ocr=False)).warnings[0]


@tesseract
@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_is_read_turned_upright_with_confidence_and_boxes(tmp_path: Path, turn: int) -> None:
    paper = read_paper(_scan(tmp_path / "scan.pdf", turn), SETTINGS)
    assert [line.text for line in paper.lines[:4]] == list(WORDS)
    page, line = paper.pages[0], paper.lines[0]
    assert line.confidence is not None
    assert line.confidence > 0.8
    box = line.box
    assert box is not None
    width, height = page.width, page.height
    middle = ((box.x0 + box.x1) / 2 / width, (box.y0 + box.y1) / 2 / height)
    expected = {0: (0.3, 0.9), 90: (0.1, 0.3), 180: (0.7, 0.1), 270: (0.9, 0.7)}[turn]
    assert middle == pytest.approx(expected, abs=0.12)


@tesseract
def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    from ingest.errors import UnreadablePaperError

    with pytest.raises(UnreadablePaperError, match="page 7 cannot be drawn"):
        ocr.read_page(_scan(tmp_path / "scan.pdf"), 7, "eng")


@tesseract
@pytest.mark.shared
@pytest.mark.slow
def test_scanned_minutes(shared_papers: Path) -> None:
    lines = ocr.read_page(shared_papers / "scanned" / "greenville-2023-05-22-minutes.pdf", 1, "eng")
    assert "FORMAL MEETING OF CITY COUNCIL" in [line.text for line in lines]
