"""Text that every store and every reader of JSON accepts: no halves of characters, no lines without end."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from ingest.models import Line, PaperText

_HALVES = re.compile("[\ud800-\udfff]")
LONGEST_LINE = 20_000
"""Characters of a line above which it is cut at a blank; a page of print holds 3,000, a paragraph saved as one line hardly more."""


def whole(text: str) -> str:
    """The text with a replacement character for each half of a surrogate pair that stands alone; two halves become their character."""
    if not _HALVES.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def well_formed(text: PaperText) -> PaperText:
    """The paper with every word of it well formed."""
    pages = tuple(replace(page, label=_maybe(page.label), printed=_maybe(page.printed)) for page in text.pages)
    bookmarks = tuple(replace(bookmark, title=whole(bookmark.title)) for bookmark in text.bookmarks)
    pieces = [tuple(_cut(_line(line))) for line in text.lines]
    starts = list(accumulate(map(len, pieces), initial=0))
    heads = (replace(head, text=whole(head.text), start=starts[head.start], end=starts[head.end]) for head in text.page_heads)
    return replace(
        text,
        lines=tuple(part for cut in pieces for part in cut),
        page_heads=tuple(heads),
        pages=pages if any(_HALVES.search(f"{page.label}{page.printed}") for page in text.pages) else text.pages,
        bookmarks=bookmarks,
        warnings=tuple(map(whole, text.warnings)),
    )


def _maybe(text: str | None) -> str | None:
    return None if text is None else whole(text)


def _line(line: Line) -> Line:
    if not _HALVES.search(line.text) and not any(map(_HALVES.search, line.cells)):
        return line
    return replace(line, text=_HALVES.sub("\ufffd", line.text), cells=tuple(_HALVES.sub("\ufffd", cell) for cell in line.cells))


def _cut(line: Line) -> Iterator[Line]:
    """The line, or the pieces of one that is too long; struck spans go with the piece that holds them, the cells of a row are given up."""
    start, text = 0, line.text
    if len(text) <= LONGEST_LINE:
        yield line
        return
    while start < len(text):
        end = min(start + LONGEST_LINE, len(text))
        blank = text.rfind(" ", start + LONGEST_LINE // 2, end) if end < len(text) else -1
        end = blank + 1 if blank > 0 else end
        struck = tuple((max(a, start) - start, min(b, end) - start) for a, b in line.struck if a < end and b > start)
        piece = text[start:end].replace("\t", " ")
        yield replace(line, text=piece, cells=(), spans=(), struck=struck, gap=line.gap and not start, bullet=line.bullet and not start)
        start = end
