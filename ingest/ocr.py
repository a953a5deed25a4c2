"""Pages without a text layer, read with Tesseract (a system program, through pytesseract) from the page image."""

import os
import shutil
from pathlib import Path
from statistics import mean, median
from typing import Any

from ingest.errors import UnreadablePaperError
from ingest.models import Box, Line
from ingest.pdf.pdfium import PdfiumDocument, available

DPI = 300
MIN_CONFIDENCE = 0.3
"""Mean word confidence under which a line is taken for specks and rules."""


def missing_program() -> str | None:
    """What to install before scans can be read; None where all is there."""
    if shutil.which("tesseract") is None:
        return "Tesseract is not installed; install it (Debian, Ubuntu: apt-get install tesseract-ocr) and ingest the paper again"
    try:
        import pytesseract  # noqa: F401
    except ImportError:
        return "the package pytesseract is not installed; run pip install pytesseract and ingest the paper again"
    return None if available() else "the package pypdfium2 is not installed; run pip install pypdfium2 and ingest the paper again"


def read_page(path: Path, number: int, language: str) -> tuple[Line, ...]:
    """The lines of a scanned page (1-based), with confidence and boxes; pages lying on their side are turned first.

    Raises UnreadablePaperError where the page cannot be drawn or Tesseract refuses it.
    """
    import pytesseract

    os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract's threads wait for each other: one is three times cheaper
    try:
        with PdfiumDocument(path) as document:
            image = document.image(number, DPI)
            scale = 72 / DPI
    except (RuntimeError, ValueError, IndexError) as error:
        raise UnreadablePaperError(f"{path.name}: page {number} cannot be drawn ({error})") from error
    turn = _turn(image)
    upright = image.rotate(turn, expand=True) if turn else image
    try:
        data = pytesseract.image_to_data(upright, lang=language, output_type=pytesseract.Output.DICT)
    except (pytesseract.TesseractError, RuntimeError) as error:
        raise UnreadablePaperError(f"{path.name}: Tesseract could not read page {number} ({str(error)[:120]})") from error
    return _lines(data, number, upright.size, turn, scale)


def _turn(image: Any) -> int:
    """Degrees counter-clockwise by which the image must be turned to stand upright; 0 where Tesseract cannot tell."""
    import pytesseract

    try:
        found = pytesseract.image_to_osd(image.reduce(2), output_type=pytesseract.Output.DICT)
    except (pytesseract.TesseractError, RuntimeError):  # too few characters on the page
        return 0
    sure = float(found.get("orientation_conf", 0)) > 1.0
    return -int(found.get("rotate", 0)) % 360 if sure else 0


def _lines(data: dict[str, list[Any]], page: int, size: tuple[int, int], turn: int, scale: float) -> tuple[Line, ...]:
    groups: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(data["text"]):
        if str(word).strip() and float(data["conf"][index]) >= 0:
            key = (int(data["block_num"][index]), int(data["par_num"][index]), int(data["line_num"][index]))
            groups.setdefault(key, []).append(index)
    lines: list[Line] = []
    paragraph: tuple[int, int] | None = None
    for key, members in groups.items():
        confidence = mean(float(data["conf"][i]) for i in members) / 100
        text = " ".join(str(data["text"][i]).strip() for i in members)
        if confidence >= MIN_CONFIDENCE and any(c.isalnum() for c in text):
            edges = [
                (data["left"][i], data["top"][i], data["left"][i] + data["width"][i], data["top"][i] + data["height"][i]) for i in members
            ]
            box = _box(edges, page, size, turn, scale)
            height = round(median(b - a for _, a, _, b in edges) * scale, 1)
            indent = round(min(e[0] for e in edges) * scale, 1)
            gap = bool(lines) and paragraph != key[:2]
            lines.append(Line(text, page, size=height, indent=indent, gap=gap, box=box, confidence=round(confidence, 3)))
            paragraph = key[:2]
    return tuple(lines)


def _box(edges: list[tuple[int, int, int, int]], page: int, size: tuple[int, int], turn: int, scale: float) -> Box:
    """Pixels of the upright image (origin top left) as points of the displayed page (origin lower left)."""
    x0, y0 = min(e[0] for e in edges), min(e[1] for e in edges)
    x1, y1 = max(e[2] for e in edges), max(e[3] for e in edges)
    width, height = size
    if turn == 90:  # the page was turned counter-clockwise, so its right side is now on top
        x0, y0, x1, y1, height = height - y1, x0, height - y0, x1, width
    elif turn == 180:
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    elif turn == 270:
        x0, y0, x1, y1, height = y0, width - x1, y1, width - x0, width
    return Box(page, *(round(v * scale, 1) for v in (x0, height - y1, x1, height - y0)))
