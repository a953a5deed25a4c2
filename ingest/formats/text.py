"""Text papers (.txt, .md): one Line a physical line, markup read for its meaning and removed, no pages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.errors import UnreadablePaperError
from ingest.formats.cells import row_line
from ingest.formats.encoding import decode
from ingest.formats.markup import plain
from ingest.models import Line, PaperText

_HEADING = re.compile(r"^(#{1,6})\s++(.*)$")
_BULLET = re.compile(r"^([-*+•·▪●◦‣\uf0b7]|o(?=\s{1,4}[A-Z(]))\s+(?=\S)")
_RULE = re.compile(r"^\s*([-*_=–—])(?:\s*\1){2,}\s*$|^```\w*$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_CELL_END = re.compile(r"(?<!\\)\|")
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def read_text(path: Path) -> PaperText:
    """Read a text or markdown paper.

    Raises UnreadablePaperError where the file holds binary data or no words.
    """
    return parse_text(decode(path.read_bytes(), path.name), path.name)


def parse_text(text: str, name: str = "text") -> PaperText:
    """Lines of a text paper; blank lines and drawn rules become the `gap` of the next line."""
    lines: list[Line] = []
    gap = ruled = False
    for physical in _pieces(_without_comments(text)):
        if isinstance(physical, tuple):
            lines.extend(physical)
            gap = True
        elif not physical.strip() or _RULE.match(physical):
            gap = True
        elif _TABLE_RULE.match(physical.strip()):
            ruled = physical.lstrip().startswith("|")
        else:
            line = _line(physical, gap and bool(lines))
            ruled = ruled and physical.lstrip().startswith("|")
            if line.text.strip():
                lines.append(replace(line, head=False) if ruled else line)
                gap = False
    if not lines:
        raise UnreadablePaperError(f"{name}: holds no words; check that it was saved with its text")
    return PaperText(tuple(lines))


def _pieces(text: str) -> Iterator[str | tuple[Line, ...]]:
    """The physical lines of a text; for a table written as HTML, as where markdown cannot merge cells, the lines of that table."""
    held: list[str] = []
    depth = 0
    for physical in _BREAKS.split(text):
        plain_case = physical.lower()
        if not held and not plain_case.lstrip().startswith("<table"):
            yield physical
            continue
        held.append(physical)
        depth += plain_case.count("<table") - plain_case.count("</table")
        if depth <= 0:
            from ingest.formats.html import lines_of

            yield lines_of("\n".join(held))
            held, depth = [], 0
    yield from held


def _without_comments(text: str) -> str:
    """The text without HTML comments, which no reader sees; one that nothing closes stays."""
    kept: list[str] = []
    while "<!--" in text:
        before, _, rest = text.partition("<!--")
        _, closed, after = rest.partition("-->")
        if not closed:
            break
        kept.append(before)
        text = after
    return "".join((*kept, text))


def _line(physical: str, gap: bool) -> Line:
    body = physical.rstrip(" \r\n")
    if body.lstrip(" ").startswith("|") or "\t" in body:
        return _row(body, gap)
    body = body.rstrip()
    stripped = body.lstrip()
    if stripped.startswith("> "):
        stripped = stripped[2:].lstrip()
    indent = float(len(body) - len(stripped))
    if heading := _HEADING.match(stripped):
        inline = plain(heading[2].rstrip("#").rstrip())
        return Line(inline.text, level=len(heading[1]), bold=inline.bold, indent=indent, gap=gap, struck=inline.struck)
    bullet = _BULLET.match(stripped)
    inline = plain(stripped[bullet.end() :] if bullet else stripped)
    return Line(inline.text, bold=inline.bold, indent=indent, gap=gap, bullet=bool(bullet), struck=inline.struck)


def _row(body: str, gap: bool) -> Line:
    """A table row: tab-separated as converters write it, or a markdown row between pipes."""
    if "\t" in body and not body.lstrip(" ").startswith("|"):
        sources = body.rstrip("\r\n").split("\t")
    else:
        inner = body.strip().removeprefix("|")
        sources = _CELL_END.split(inner.removesuffix("|") if not inner.endswith("\\|") else inner)
    return row_line(tuple(plain(source) for source in sources), gap=gap)
