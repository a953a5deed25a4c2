"""Sorts the lines of a part: what is a heading, what is a row of a table, what is running text.

Word templates set whole reports in a table (numbers in one column, text in the next), so a row is not yet a table:
a number with one cell of prose is a numbered paragraph, and cells that extraction cut out of one sentence are prose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.headings import heading_text, rank
from ingest.models import Line
from ingest.numbering import Style, markers

_INNER = re.compile(r"(?<=[.;:?!)\w])\s+(\d{1,3})\.\s+(?=[A-Z‘'“])")
_CONTENTS = re.compile(r"\.{4,}\s*\d{1,3}$|^.{3,80}\t\s*(?:page\s*)?\d{1,3}$", re.I)
_VOTE = re.compile(r"^(?:for|against|abstain(?:ed|ing)?|abstentions?)\s*[:(]", re.I)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A line with its role."""

    line: Line
    rank: int = 0
    """Heading rank, 1 highest; 0 where the line is no heading."""
    row: bool = False
    """A row of a real table."""


def sort_lines(lines: Sequence[Line]) -> list[Sorted]:
    """Each line of a part with its role; lines that hold several numbered paragraphs are cut, contents tables left out."""
    prose = [_as_prose(line) for line in _split_inner(lines)]
    found = []
    for index, line in enumerate(prose):
        after = prose[index + 1] if index + 1 < len(prose) else None
        filled = [cell for cell in line.cells if cell.strip()]
        heading = rank(line, after)
        row = len(filled) > 1 and not heading
        found.append(Sorted(line, 0 if row else heading, row))
    return _without_contents(found)


def is_vote(text: str) -> bool:
    """True for "For (38)": names that follow are kept to it."""
    return bool(_VOTE.match(text))


def _as_prose(line: Line) -> Line:
    """A row that only lays out prose becomes a line of text."""
    filled = [cell.strip() for cell in line.cells if cell.strip()]
    if not filled:
        return line
    numbered = bool(found := markers(filled[0] + " ")) and found[0].end >= len(filled[0])
    if numbered and not line.cells[0].strip() and len(filled) == 2 and not re.match(r"^\(?\w{1,4}[.)]+$", filled[0]):
        return line
    rest = filled[1:] if numbered else filled
    torn = len(rest) > 1 and all(cell[:1].islower() or len(cell) < 4 for cell in rest[1:]) and len(rest[0].split()) > 2
    if len(rest) == 1 or (torn and (numbered or not line.cells[0].strip() or len(rest) == 2)):
        if numbered or len(filled) == 1 or torn:
            return replace(line, text=" ".join(filled), cells=(), struck=line.struck if len(filled) == 1 else ())
    return line


def _split_inner(lines: Sequence[Line]) -> list[Line]:
    """Cut a line at the numbers inside it that carry on the paragraphs' count and stand at no line's start."""
    starts = {index: found[0].values[0] for index, line in enumerate(lines) if (found := _decimal(line))}
    out: list[Line] = []
    last = 0
    for index, line in enumerate(lines):
        last = starts.get(index, last)
        later = {value for at, value in starts.items() if at > index}
        rest = line
        while (cut := _next_cut(rest, last, later)) is not None:
            head, rest = _cut(rest, cut)
            out.append(head)
            last += 1
        out.append(rest)
    return out


def _decimal(line: Line) -> list[object] | None:
    found = markers(heading_text(line))
    return [found[0]] if found and found[0].style in (Style.DECIMAL, Style.BARE) else None


def _next_cut(line: Line, last: int, later: set[int]) -> int | None:
    if line.cells or last == 0 or len(line.text) < 80:
        return None
    for found in _INNER.finditer(line.text):
        if int(found[1]) == last + 1 and last + 1 not in later and any(value > last for value in later | {0}):
            return found.start(1)
    return None


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    left = tuple((start, min(end, at)) for start, end in line.struck if start < at)
    right = tuple((max(start - at, 0), end - at) for start, end in line.struck if end > at)
    return replace(line, text=line.text[:at].rstrip(), struck=left), replace(line, text=line.text[at:], struck=right, gap=True)


def _without_contents(found: list[Sorted]) -> list[Sorted]:
    """Leave out runs of contents entries: titles with page numbers are not content."""
    marks = [bool(_CONTENTS.search(item.line.text.strip())) and len(item.line.text.split()) < 20 for item in found]
    keep = [True] * len(found)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and marks[end]:
            end += 1
        under = any("contents" in heading_text(item.line).casefold() for item in found[max(0, start - 2) : start])
        dotted = any("...." in item.line.text for item in found[start:end])
        if end - start >= 4 and (under or dotted):
            keep[start:end] = [False] * (end - start)
        start = max(end, start + 1)
    return [item for item, kept in zip(found, keep, strict=True) if kept]
