"""HTML papers: headings, paragraphs, list items and table rows as Lines; scripts, styles, navigation and what is hidden left out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import UnreadablePaperError
from ingest.formats.asides import of_properties
from ingest.formats.cells import Cell, Cells
from ingest.formats.encoding import decode
from ingest.formats.html_looks import Look, Looks
from ingest.formats.markup import Inline, marked, note_sign, raised, spans
from ingest.models import Line, PaperText

_NO_TEXT = {"head", "title", "script", "style", "nav", "noscript", "template", "svg", "iframe", "button", "datalist", "rp", "-comment"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = _HEADINGS | {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "dt", "dd", "blockquote", "pre", "figcaption", "caption",
    "address", "hr", "fieldset", "legend", "details", "summary", "form", "table",
}  # fmt: skip
_NOT_SHOWN = {"hidden", "password", "submit", "button", "reset", "image", "file"}
"""Kinds of form fields whose value is no text."""
_CLOSED_AT_ONCE = re.compile(r"<(title|script|style|textarea|iframe|noscript|button)\b([^<>]*+)(?<=/)>", re.I)
"""Elements that XHTML may close where they open; HTML goes on with them to the end of the page."""
_ROW = re.compile(r"<tr\b", re.I)
_ROW_END = re.compile(r"</tr\s*+>", re.I)
_NEXT_ROW = re.compile(r"</table>\s*+<table>")


def read_html(path: Path) -> PaperText:
    """Read an HTML paper.

    Raises UnreadablePaperError where it holds no words.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_mended(decode(path.read_bytes(), path.name)))
    lines = tuple(_Reader(tree).lines())
    if not lines:
        raise UnreadablePaperError(f"{path.name}: holds no words outside scripts and menus; save the page with its text, or as PDF")
    return PaperText(lines, asides=of_properties(node.text() for node in tree.css("head title")))


def _mended(source: str) -> str:
    """The page with what browsers make nothing of: elements that XHTML closes at once, rows that stand in no table."""
    if source.lstrip().startswith("<?xml") or "XHTML" in source[:500]:
        source = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", source)
    if _ROW.search(source) and "<table" not in source.lower():
        source = _NEXT_ROW.sub("", _ROW_END.sub("</tr></table>", _ROW.sub("<table><tr", source)))
    return source


def lines_of(source: str) -> tuple[Line, ...]:
    """The lines of a piece of HTML that stands in a paper of another format."""
    from selectolax.lexbor import LexborHTMLParser

    return tuple(_Reader(LexborHTMLParser(source)).lines())


class _Reader:
    """Walks the page's tree; collects the text of the open block and closes it into a Line at each block element."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._looks = Looks(tree)
        self._lines: list[Line] = []
        self._around = [self._looks.page()]
        self._text: list[str] = []
        self._level = 0
        self._lists: list[int | None] = []
        self._marker: str | None = None
        self._gap = False
        self._tables: list[Cells | None] = []
        """The open tables, outermost first; None for one that only lays out the page."""

    def lines(self) -> list[Line]:
        """The lines of the page, in its order."""
        root = node = self._tree.root
        entered = root is not None
        while node is not None:
            entered = self._enter(node)
            if entered and node.child is not None:
                node = node.child
                continue
            while node is not None:
                if entered:
                    self._leave(node)
                if node.mem_id == root.mem_id:
                    node = None
                elif node.next is not None:
                    node = node.next
                    break
                else:
                    node, entered = node.parent, True
        self._flush()
        return self._lines

    @property
    def _cells(self) -> Cells | None:
        """The table in a cell of which the text stands; None outside of tables, and in those that lay out the page."""
        return self._tables[-1] if self._tables and self._tables[-1] is not None and self._tables[-1].open else None

    def _enter(self, node: Any) -> bool:
        """Open an element, or take a text; True where what is inside it is to be read."""
        if node.tag == "-text":
            look = self._around[-1]
            if look.seen:
                text = self._note_sign(look, node.text_content or "")
                self._text.append(marked(raised(text) if look.raised else text, bold=look.bold, struck=look.struck))
            return False
        if node.tag in _NO_TEXT or self._looks.gone(node):
            return False
        self._around.append(self._looks.of(node, self._around[-1]))
        if node.tag in ("input", "select"):
            self._field(node)
        elif node.tag in ("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
            self._open_table_part(node)
        elif self._cells is not None:
            self._text.append(" " if node.tag in _BLOCKS or node.tag in ("br", "li") else "")
        else:
            self._open_block(node)
        return bool(node.tag != "select")

    def _leave(self, node: Any) -> None:
        if node.tag == "-text":
            return
        self._around.pop()
        if node.tag in ("table", "tr", "td", "th"):
            self._close_table_part(node)
        elif self._cells is not None:
            self._text.append(" " if node.tag in _BLOCKS or node.tag == "li" else "")
        else:
            self._close_block(node.tag)

    def _note_sign(self, look: Look, text: str) -> str:
        """The number of a note, set above the line: one that links within the page and stands hard on a word, or opens the note."""
        sign = note_sign(text) if look.link.startswith("#") else None
        before = spans("".join(self._text)).text if sign else ""
        if sign and before and not "".join(self._text)[-1].isspace() and before[-1] not in "([":
            return sign
        opens = sign and not before and any(word in look.link for word in ("fn", "ftn", "note"))
        return f"{sign} " if opens else text

    def _flush(self) -> None:
        """Close the open block into a Line."""
        inline = self._taken()
        if not inline.text:
            return
        marker, self._marker = self._marker, None
        text, shift = (f"{marker} {inline.text}", len(marker) + 1) if marker else (inline.text, 0)
        struck = tuple((a + shift, b + shift) for a, b in inline.struck)
        indent = 2.0 * max(0, len(self._lists) - 1)
        gap, self._gap = self._gap and bool(self._lines), False
        line = Line(text, level=self._level, bold=inline.bold, indent=indent, gap=gap, bullet=marker == "", struck=struck)
        self._lines.append(line)

    def _taken(self) -> Inline:
        inline = spans(" ".join("".join(self._text).split()))
        self._text.clear()
        return inline

    def _field(self, node: Any) -> None:
        """What a form shows as filled in."""
        kind, said = (node.attributes.get("type") or "text").casefold(), self._around[-1]
        value = node.attributes.get("value") or ""
        if node.tag == "select":
            value = " ".join(option.text() for option in node.css("option[selected]"))
        elif kind in ("checkbox", "radio"):
            value = "☑" if "checked" in node.attributes else "☐"
        if said.seen and kind not in _NOT_SHOWN:
            self._text.append(f" {marked(value, bold=said.bold, struck=said.struck)} ")

    def _open_block(self, node: Any) -> None:
        tag = node.tag
        if tag in ("ul", "ol"):
            self._flush()
            start = node.attributes.get("start") or "1"
            self._lists.append(int(start) if tag == "ol" and start.isdecimal() else 1 if tag == "ol" else None)
        elif tag == "li":
            self._flush()
            self._marker = self._next_marker()
        elif tag == "br":
            self._flush()
        elif tag in _BLOCKS:
            self._flush()
            self._gap = True
            self._level = int(tag[1]) if tag in _HEADINGS else 0

    def _close_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._flush()
            self._lists.pop()
        elif tag == "li" or tag in _BLOCKS:
            self._flush()
            self._level = 0
            self._gap = tag != "li"

    def _next_marker(self) -> str:
        """The number that a browser shows before a list item; "" stands for a bullet."""
        number = self._lists[-1] if self._lists else None
        if number is None:
            return ""
        self._lists[-1] = number + 1
        return f"{number}."

    def _open_table_part(self, node: Any) -> None:
        table = self._tables[-1] if self._tables else None
        if node.tag == "table":
            self._flush()
            self._gap = True
            self._tables.append(None if _lays_out(node) else Cells())
        elif table is None:
            self._flush()
        elif node.tag == "tr":
            table.begin_row(head=node.parent.tag == "thead")
        elif node.tag in ("td", "th"):
            self._text.clear()
            cell = Cell(_count(node, "colspan") or 1, _count(node, "rowspan"), heads=node.tag == "th")
            table.begin_cell(cell)
        else:
            table.begin_group()

    def _close_table_part(self, node: Any) -> None:
        table = self._tables[-1]
        if table is None:
            self._flush()
        elif node.tag in ("td", "th"):
            table.end_cell(self._taken())
        elif node.tag == "table":
            self._lines.extend(table.lines(gap=self._gap and bool(self._lines)))
        if node.tag == "table":
            self._tables.pop()
            self._gap = True


def _count(node: Any, name: str) -> int:
    """A count of columns or rows; 0 is said of rows that go on to the end of their group, and 1 meant where nothing sensible stands."""
    said = (node.attributes.get(name) or "1").strip()
    return int(said) if said.isdecimal() and len(said) < 6 else 1


def _lays_out(table: Any) -> bool:
    """True for a table that only lays out the page: it holds headings or other tables."""
    role = table.attributes.get("role") or ""
    return role in ("presentation", "none") or any(True for _ in _inside(table))


def _inside(table: Any) -> Iterator[Any]:
    yield from (found for found in table.css("table") if found.mem_id != table.mem_id)
    yield from table.css(", ".join(f"td {heading}" for heading in sorted(_HEADINGS)))
