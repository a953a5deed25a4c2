"""Sorts the lines of a part: what is a heading, what is a row of a table, what is running text.

Word templates set whole reports in a table (numbers in one column, text in the next), so a row is not yet a table:
a number with one cell of prose is a numbered paragraph, and cells that extraction cut out of one sentence are prose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.models import Box, Line
from ingest.structure.headings import heading_text, in_capitals, is_fixed_heading, rank
from ingest.structure.numbering import Marker, Style, markers
from ingest.structure.parts import is_stamp

_INNER = re.compile(r"(?<=[.;:?!)\w])\s+(\d{1,3})\.\s+(?=[A-Z‘'“])")
_CLAUSE = re.compile(r"(?:[;,.:]|\b(?:and|or))\s+(\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5}|\d{1,2})\))\s")
_CONTENTS = re.compile(r"(?<!\.)\.{4,}+\s*+\d{1,3}$|^.{3,80}\t\s*+(?:page\s*+)?\d{1,3}$", re.I)
_ENTRY_UNDER_CONTENTS = re.compile(r"^\S.{1,79}?[^\s.][\s.]++(?:page\s*+)?\d{1,3}$", re.I)
_HEADING_WORDS = 15
"""Bold words that run over lines and past this many are emphasis, not a heading."""
_BESIDE_WORDS = 8
_VOTE = re.compile(
    r"^(?:for|in favour|against|abstain(?:ed|ing)?|abstentions?|ayes|nays|noes)(?: the (?:motion|proposal))?\s*+([:(]|$)", re.I
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A line with its role."""

    line: Line
    rank: int = 0
    """Heading rank, 1 highest; 0 where the line is no heading."""
    row: bool = False
    """A row of a real table."""
    printed: Line | None = None
    """The line with its cells, where it stood in a table, whatever it is."""

    @property
    def celled(self) -> bool:
        return self.printed is not None


def sort_lines(lines: Sequence[Line]) -> list[Sorted]:
    """Each line of a part with its role; lines that hold several numbered paragraphs are cut, contents tables left out."""
    pieces = _split_clauses(_split_inner(_without_contents(lines)))
    prose = [_as_prose(line) for line in pieces]
    found: list[Sorted] = []
    for index, line in enumerate(prose):
        after = prose[index + 1] if index + 1 < len(prose) else None
        filled = [cell for cell in line.cells if cell.strip()]
        heading = rank(line, after) if not line.note else 0
        row = (len(filled) > 1 or _under_merged(line)) and not heading
        if found and not row and _wraps_heading(found[-1], line):
            above = found[-1].line
            text = f"{above.text} {line.text}"
            emphasis = len(text.split()) > _HEADING_WORDS
            found[-1] = Sorted(replace(above, text=text, box=_around(above.box, line.box)), 0 if emphasis else found[-1].rank)
            continue
        if heading and found and not found[-1].rank and _goes_on_bold(found[-1].line, line):
            heading = 0
        found.append(Sorted(line, 0 if row else heading, row, pieces[index] if pieces[index].cells else None))
    return _ranked_by_size(_entries_unranked(_row_heads(found)))


def _entries_unranked(found: list[Sorted]) -> list[Sorted]:
    """A bold line between the numbers before and after its own, neither of them over a heading, is an entry as they are."""
    counted = [(at, mark) for at, item in enumerate(found) if (mark := _number(item)) is not None]
    out = list(found)
    for (before, first), (at, here), (after, last) in zip(counted, counted[1:], counted[2:], strict=False):
        in_count = first + 1 == here == last - 1 and after - before < 30
        if in_count and found[at].rank and not found[before].rank and not found[after].rank and found[at + 1].line.gap:
            out[at] = replace(found[at], rank=0)
    return out


def _number(item: Sorted) -> int | None:
    readings = [] if item.row else markers(item.line.text.strip())
    return readings[0].values[0] if readings and readings[0].style in (Style.DECIMAL, Style.PAREN) else None


def _ranked_by_size(found: list[Sorted]) -> list[Sorted]:
    """Where font sizes are known, larger headings rank higher; at one size capitals and prescribed headings do.

    Prescribed headings count as large as the largest of their kind: some stand in cells of a smaller print.
    """
    headings = [(at, heading_text(item.line)) for at, item in enumerate(found) if item.rank and item.line.size]
    looks = {at: (is_fixed_heading(text), in_capitals(text), bool(markers(text))) for at, text in headings}
    largest = {look: max(found[at].line.size for at in looks if looks[at] == look) for look in looks.values()}
    of_size = {at: largest[look] if look[0] else found[at].line.size for at, look in looks.items()}
    sizes = sorted(set(of_size.values()), reverse=True)
    out = list(found)
    for at, (fixed, capitals, counted) in looks.items():
        lesser = not (capitals or ((fixed or counted) and len(sizes) == 1))
        out[at] = replace(found[at], rank=1 + 2 * sizes.index(of_size[at]) + lesser)
    return out


def _row_heads(found: list[Sorted]) -> list[Sorted]:
    """A lone cell between the rows of a table is a row (a sub-heading inside it, or a cell that a page cut), not text."""
    out = list(found)
    for index, item in enumerate(found):
        if not item.celled or item.row or markers(item.line.text) or is_fixed_heading(item.line.text):
            continue
        before = index > 0 and (found[index - 1].row or out[index - 1].row) and not item.line.gap
        after = index + 1 < len(found) and found[index + 1].row and not found[index + 1].line.gap
        torn = item.line.text.strip()[:1].islower() and (after or (index > 0 and out[index - 1].row))
        if torn or (before and (after or not item.rank)) or (after and item.rank):
            out[index] = replace(item, rank=0, row=True, line=item.printed or item.line)
    return out


def _goes_on_bold(above: Line, line: Line) -> bool:
    """True where a bold line is the next of a bold paragraph, not a heading under it."""
    same = above.page == line.page is not None
    return same and above.bold and line.bold and not line.gap and not is_fixed_heading(line.text)


def _wraps_heading(above: Sorted, line: Line) -> bool:
    """True where a bold line goes on with the bold heading above it."""
    if not above.rank or not above.line.bold or not line.bold or line.gap or line.level or line.bullet or line.cells:
        return False
    same = above.line.page == line.page and abs(above.line.size - line.size) < 0.2 and line.page is not None
    short = len(line.text.split()) <= 12 and not markers(line.text) and not is_fixed_heading(line.text) and not is_stamp(above.line.text)
    return same and short and not is_fixed_heading(above.line.text)


def _around(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return one or other
    return Box(one.page, min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def is_vote(text: str, *, minutes: bool = False) -> bool:
    """True for "For (38)": names that follow are kept to it. In minutes "FOR" alone is one too; in other papers it is a heading."""
    found = _VOTE.match(text)
    return bool(found and (found[1] or minutes))


def _as_prose(line: Line) -> Line:
    """A row that only lays out prose becomes a line of text."""
    filled = [cell.strip() for cell in line.cells if cell.strip()]
    if not filled:
        return line
    numbered = bool(found := markers(filled[0] + " ")) and found[0].end >= len(filled[0])
    numbered = numbered or (len(filled) == 2 and filled[0].isdigit() and len(re.findall(r"[A-Za-z]{2,}", filled[1])) > 1)
    if numbered and not line.cells[0].strip() and len(filled) == 2 and not re.match(r"^\(?\w{1,4}[.)]+$", filled[0]):
        return line
    rest = filled[1:] if numbered else filled
    told = line.page is None and (bool(line.spans) or line.head is not None)
    torn = len(rest) > 1 and len(rest[0].split()) > 2 and all(_is_scrap(cell, drawn=bool(line.spans)) for cell in rest[1:])
    torn = torn and (len(rest) == 2 or not line.spans) and not told
    alone = len(rest) == 1 and (numbered or len(filled) == 1) and not _under_merged(line)
    if alone or (torn and (numbered or not line.cells[0].strip() or len(rest) == 2)):
        return replace(line, text=" ".join(filled), cells=(), struck=line.struck if len(filled) == 1 else ())
    return line


def _is_scrap(cell: str, *, drawn: bool) -> bool:
    """Whether a cell is the end of a sentence or its answer ("No"); drawn lines cut no sentence."""
    return (len(cell) < 4 and cell.isalpha() and (len(cell) > 1 or not drawn)) or (cell[:1].islower() and not drawn)


def _under_merged(line: Line) -> bool:
    """True where the words of a row stand beside a cell that reaches into it from above; long ones are text beside its number."""
    return -1 in line.spans and line.page is None and len(line.text.split()) <= _BESIDE_WORDS


def _split_inner(lines: Sequence[Line]) -> list[Line]:
    """Cut a line at the numbers inside it that carry on the paragraphs' count and stand at no line's start."""
    starts = {index: found[0].values[0] for index, line in enumerate(lines) if (found := _decimal(line))}
    out: list[Line] = []
    last = 0
    for index, line in enumerate(lines):
        last = starts.get(index, last)
        later = {value for at, value in starts.items() if at > index}
        rest = line
        while len(line.text) >= 80 and (cut := _next_cut(rest, last, later)) is not None:
            head, rest = _cut(rest, cut)
            out.append(head)
            last = int(rest.text.split(".", 1)[0])
        out.append(rest)
    return out


def _split_clauses(lines: Sequence[Line]) -> list[Line]:
    """Cut a line before "(b)" where "(a)" opened the last entry and a stop, "and" or "or" leads over to the next."""
    out: list[Line] = []
    last: Marker | None = None
    for line in lines:
        rest, opens = line, _clause(line.text)
        while not line.cells:
            last = opens or last
            found = next((found for found in _CLAUSE.finditer(rest.text) if last and _is_next(found[1], last)), None)
            if found is None:
                break
            head, rest = _cut(rest, found.start(1))
            out.append(head)
            opens = _clause(rest.text)
        last = None if line.cells else last
        out.append(rest)
    return out


def _clause(text: str) -> Marker | None:
    return next((marker for marker in markers(text) if marker.style in (Style.LETTER, Style.ROMAN, Style.PAREN)), None)


def _is_next(mark: str, last: Marker) -> bool:
    return any(m.style is last.style and m.closed == last.closed and m.values[0] == last.values[0] + 1 for m in markers(f"{mark} "))


def _decimal(line: Line) -> list[Marker] | None:
    found = markers(heading_text(line))
    return [found[0]] if found and found[0].style in (Style.DECIMAL, Style.BARE) else None


def _next_cut(line: Line, last: int, later: set[int]) -> int | None:
    if line.cells or last == 0:
        return None
    for found in _INNER.finditer(line.text):
        value = int(found[1])
        if value in (last + 1, last + 2) and value not in later and any(other > value for other in later):
            return found.start(1)
    return None


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    left = tuple((start, min(end, at)) for start, end in line.struck if start < at)
    right = tuple((max(start - at, 0), end - at) for start, end in line.struck if end > at)
    return replace(line, text=line.text[:at].rstrip(), struck=left), replace(line, text=line.text[at:], struck=right, gap=True)


def _without_contents(lines: Sequence[Line]) -> list[Line]:
    """Leave out runs of contents entries: titles with page numbers are not content."""
    keep = [True] * len(lines)
    start = 0
    while start < len(lines):
        above = [heading_text(line).casefold() for line in lines[max(0, start - 2) : start]]
        pattern = _ENTRY_UNDER_CONTENTS if "contents" in above else _CONTENTS
        end = start
        while end < len(lines) and len(lines[end].text.split()) < 20 and pattern.search(lines[end].text.strip()):
            end += 1
        listed = any("contents" in text for text in above) or any("...." in line.text for line in lines[start:end])
        if end - start >= 4 and listed:
            keep[start:end] = [False] * (end - start)
        start = max(end, start + 1)
    return [line for line, kept in zip(lines, keep, strict=True) if kept]
