"""The second PDF parser (pypdfium2, optional at run time; the only module of ingest that imports it): text by place, page images."""

from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.models import Box


def available() -> bool:
    """Whether pypdfium2 can be used."""
    try:
        import pypdfium2  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


class PdfiumDocument:
    """An open PDF. Raises RuntimeError or ValueError where pdfium cannot open it; not safe for threads."""

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(path)

    def __enter__(self) -> "PdfiumDocument":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._document.close()

    @property
    def count(self) -> int:
        """Pages."""
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page (1-based) as displayed, in points."""
        width, height = self._document[number - 1].get_size()
        return round(width, 1), round(height, 1)

    def text(self, number: int) -> str:
        """All text of a page (1-based), lines parted by newlines."""
        page = self._document[number - 1]
        textpage = page.get_textpage()
        text = str(textpage.get_text_range()).replace("\r", "")
        textpage.close()
        page.close()
        return text

    def texts(self, number: int, boxes: list[Box]) -> list[str]:
        """The text in each box; empty where the page is turned, since the boxes are those of the displayed page."""
        page = self._document[number - 1]
        if page.get_rotation():
            return [""] * len(boxes)
        left, bottom = page.get_cropbox()[:2]
        textpage = page.get_textpage()
        return [
            " ".join(str(textpage.get_text_bounded(b.x0 + left - 0.5, b.y0 + bottom - 0.5, b.x1 + left + 0.5, b.y1 + bottom + 0.5)).split())
            for b in boxes
        ]

    def image(self, number: int, dpi: int) -> Any:
        """The page as displayed, as a grey PIL image; pages too large to hold are drawn smaller."""
        page = self._document[number - 1]
        width, height = page.get_size()
        scale = min(dpi / 72, 6000 / max(width, height, 1.0))
        return page.render(scale=scale, grayscale=True).to_pil()
