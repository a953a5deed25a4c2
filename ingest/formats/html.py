"""HTML papers: headings, paragraphs, list items and table rows as Lines; scripts, styles and navigation left out."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from ingest.errors import UnreadablePaperError
from ingest.formats.asides import of_properties
from ingest.formats.markup import BOLD_OFF, BOLD_ON, STRUCK_OFF, STRUCK_ON, Inline, spans
from ingest.formats.text import decode, row_line
from ingest.models import Line, PaperText

_HIDDEN = {"title", "script", "style", "nav", "noscript", "template", "svg", "iframe", "select", "button"}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "figcaption",
    "caption",
    "address",
}
_BOLD, _STRUCK = {"b", "strong"}, {"s", "del", "strike"}


def read_html(path: Path) -> PaperText:
    """Read an HTML paper.

    Raises UnreadablePaperError where it holds no words.
    """
    reader = _Reader()
    reader.feed(decode(path.read_bytes(), path.name))
    reader.close()
    reader.flush()
    if not reader.lines:
        raise UnreadablePaperError(f"{path.name}: holds no words outside scripts and menus; save the page with its text, or as PDF")
    return PaperText(tuple(reader.lines), asides=of_properties(["".join(reader.title)]))


@dataclass(slots=True)
class _Row:
    cells: list[Inline] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the text of the open block and closes it into a Line at each block tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.title: list[str] = []
        self._titled = False
        self._text: list[str] = []
        self._hidden = 0
        self._level = 0
        self._lists: list[int | None] = []
        self._marker: str | None = None
        self._gap = False
        self._row: _Row | None = None
        self._span = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
            self._titled = tag == "title"
        elif tag in _BOLD or tag in _STRUCK:
            self._text.append(BOLD_ON if tag in _BOLD else STRUCK_ON)
        elif tag == "br" and self._row is None:
            self.flush()
        elif tag in ("tr", "td", "th"):
            self._open_cell(tag, dict(attrs))
        elif self._row is not None:
            self._text.append(" ")
        else:
            self._open_block(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
            self._titled = False
        elif tag in _BOLD or tag in _STRUCK:
            self._text.append(BOLD_OFF if tag in _BOLD else STRUCK_OFF)
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self._close_row()
        elif self._row is None:
            self._close_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)
        elif self._titled:
            self.title.append(data)

    def flush(self) -> None:
        """Close the open block into a Line."""
        inline = spans(" ".join("".join(self._text).split()))
        self._text.clear()
        if not inline.text:
            return
        marker, self._marker = self._marker, None
        text, shift = (f"{marker} {inline.text}", len(marker) + 1) if marker else (inline.text, 0)
        struck = tuple((a + shift, b + shift) for a, b in inline.struck)
        indent = 2.0 * max(0, len(self._lists) - 1)
        gap, self._gap = self._gap and bool(self.lines), False
        bold = inline.bold
        self.lines.append(Line(text, level=self._level, bold=bold, indent=indent, gap=gap, bullet=marker == "", struck=struck))

    def _open_block(self, tag: str, attrs: dict[str, str | None]) -> None:
        heading = len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"
        if tag in ("ul", "ol"):
            self.flush()
            start = attrs.get("start") or "1"
            self._lists.append(int(start) if tag == "ol" and start.isdigit() else 1 if tag == "ol" else None)
        elif tag == "li":
            self.flush()
            self._marker = self._next_marker()
        elif heading or tag in _BLOCKS or tag == "hr":
            self.flush()
            self._gap = True
            self._level = int(tag[1]) if heading else 0

    def _close_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.flush()
            if self._lists:
                self._lists.pop()
        elif tag == "li" or tag in _BLOCKS or (len(tag) == 2 and tag[0] == "h"):
            self.flush()
            self._level = 0
            self._gap = tag != "li"

    def _next_marker(self) -> str:
        """The number that a browser shows before a list item; "" stands for a bullet."""
        number = self._lists[-1] if self._lists else None
        if number is None:
            return ""
        self._lists[-1] = number + 1
        return f"{number}."

    def _open_cell(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self._row is None:
            self.flush()
            self._row = _Row()
        self._close_cell()
        if tag != "tr":
            span = attrs.get("colspan") or "1"
            self._span = min(int(span), 50) if span.isdigit() and int(span) > 0 else 1
            self._text.append(BOLD_ON if tag == "th" else "")

    def _close_cell(self) -> None:
        if self._row is not None and self._span:
            self._row.cells.append(spans(" ".join("".join(self._text).split())))
            self._row.cells.extend([Inline("", False, ())] * (self._span - 1))
            self._row.spans.extend([self._span, *[0] * (self._span - 1)])
            self._span = 0
        self._text.clear() if self._row is not None else None

    def _close_row(self) -> None:
        self._close_cell()
        if self._row is not None and any(cell.text for cell in self._row.cells):
            self.lines.append(replace(row_line(tuple(self._row.cells), gap=self._gap), spans=tuple(self._row.spans)))
            self._gap = False
        self._row = None
