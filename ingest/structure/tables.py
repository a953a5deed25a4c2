"""Reads rows of cells into tables that keep their meaning: header, caption, unit, whole rows, filled-down cells."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from ingest.language.units import is_unit
from ingest.models import Line, Table
from ingest.structure.labels import is_label
from ingest.structure.numbering import Style, markers

# The head of a table: which rows name the columns, what unit the figures are in, whether figures surely stand under their column.

_STRICT_UNIT = re.compile(
    r"[(\[]in (?:thousands|millions)[)\]]|"
    r"£\s?'?000'?s?(?![\d,])|\(?£\s?(?:k|m|bn|million|thousand)\)?(?!\w)|\((?:in )?(?:£|%|per cent|tonnes|days)\)",
    re.I,
)
_FIGURE = re.compile(r"^[-–+(]*\s?[£$]?\s?[-–]?\d[\d,.]*\s?(?:%|k|m|bn|p)?\)?[*†‡¹²³⁰⁴-⁹]{0,2}$", re.I)
_YEAR = re.compile(r"^(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?$")
_NONE = re.compile(r"^(?:[-–—:*]|\.\.|n/?a|n\.a\.?|nil)$", re.I)
_LONG = 12
"""Words of a cell that is too long to name a column."""

Grid = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands over the body of a table."""

    columns: tuple[str, ...]
    rows: int
    """Rows of the grid that it takes up."""
    caption: str | None
    """A title that fills the first row."""


def is_figure(cell: str) -> bool:
    """True for a number, sum of money or percentage that is no year."""
    return bool(_FIGURE.match(cell)) and not _YEAR.match(cell)


def is_unit_row(row: Sequence[str]) -> bool:
    """True for a row that only says "£000" or "%" over the figures below."""
    filled = [cell for cell in row if cell]
    return bool(filled) and all(map(is_unit, filled))


def read_header(grid: Grid, lines: Sequence[Line]) -> Header:
    """The rows at the top that name the columns; the parts of a split head are joined by spaces."""
    width = len(grid[0])
    if lines[0].head is False:
        return Header(("",) * width, 0, None)
    called = len(list(itertools.takewhile(lambda line: line.head, lines[:-1])))
    title = 1 if len(grid) > 2 and width > 1 and sum(map(bool, grid[0])) == 1 and grid[0][0] and _names(grid, lines, 1) else 0
    count = title
    if called > title or (len(grid) > title + 1 and _names(grid, lines, title) and not _is_form(grid[title:], lines[title:])):
        count = max(title + 1, called)
        while count < min(title + 4, len(grid) - 1) and _names_further(grid, lines, count):
            count += 1
    named = [_spread(grid[at], lines[at].spans) for at in range(title, count)]
    columns = tuple(" ".join(dict.fromkeys(row[column] for row in named if row[column])) for column in range(width))
    return Header(columns, count, grid[0][0] if title and count > title else None)


def _names(grid: Grid, lines: Sequence[Line], at: int) -> bool:
    """Whether a row could name columns: short words, none of them a value as those below it are."""
    filled = [(column, cell) for column, cell in enumerate(grid[at]) if cell]
    if not all(len(cell.split()) <= _LONG for _, cell in filled) or is_unit_row(grid[at]):
        return False
    if any(is_figure(cell) and not is_unit(cell) for _, cell in filled) or _is_data(grid, at):
        return False
    reaches = any(column > 0 and span > 1 for column, span in enumerate(lines[at].spans))
    return len(filled) > 1 or (reaches and at + 1 < len(grid) and _names(grid, lines, at + 1))


def _is_data(grid: Grid, at: int) -> bool:
    """Whether most cells of a row hold what they hold below it: a figure with its unit, or a mark that stands for none."""
    others = [column for column, cell in enumerate(grid[at]) if column and cell]
    alike = [column for column in others if _shape(grid[at][column]) and any(_shape(row[column]) for row in grid[at + 1 :])]
    return bool(alike) and 2 * len(alike) >= len(others)


def _shape(cell: str) -> bool:
    """True for a figure, one with a word of its unit, and a mark that stands for none."""
    first, _, rest = cell.partition(" ")
    return bool(_NONE.match(cell)) or is_figure(cell) or (is_figure(first) and rest.islower() and " " not in rest)


def _names_further(grid: Grid, lines: Sequence[Line], at: int) -> bool:
    """Whether a row goes on with the head above it: it stands over figures, or parts a cell that reached over several columns."""
    row, above = grid[at], grid[at - 1]
    filled = [cell for cell in row if cell]
    values = any((is_figure(cell) and not is_unit(cell)) or len(cell.split()) > 6 for cell in filled)
    if (row[0] and above[0]) or not filled or values or is_unit_row(row):
        return False
    reaches = any(span > 1 for span in lines[at - 1].spans)
    figures = [sum(is_figure(low[column]) for low in grid[at + 1 :]) for column, cell in enumerate(row) if cell and column]
    return reaches or (bool(figures) and sum(figures) >= 0.5 * len(figures) * (len(grid) - at - 1))


def _is_form(grid: Grid, lines: Sequence[Line]) -> bool:
    """A form has labels in its first column and no head: "Subject: …", "Decision maker …"."""
    if lines[0].bold and not lines[1].bold:
        return False
    if len(grid[0]) == 2 and lines[0].page is None and lines[0].spans and not any(is_figure(row[1]) for row in grid[1:]):
        return True  # two columns of words that nothing sets apart: their first row names them no more than the others do
    firsts = [row[0] for row in grid if row[0]]
    labels = sum(cell.rstrip().endswith(":") or is_label(cell) for cell in firsts)
    return labels >= max(2, 0.5 * len(firsts)) or any(len(cell.split()) > 6 and "," in cell for cell in grid[0])


def _spread(row: tuple[str, ...], spans: Sequence[int]) -> tuple[str, ...]:
    """A head cell that reaches over several columns names each of them."""
    out = list(row)
    for column in range(1, len(row)):
        if not out[column] and column < len(spans) and spans[column] == 0:
            out[column] = out[column - 1]
    return tuple(out)


def read_unit(columns: Sequence[str], caption: str, above: str) -> str | None:
    """The unit of all figures of a table, from its caption or the short line over it; None where columns may differ in it."""
    for place in (caption, above if len(above.split()) <= 16 and not above.endswith(".") else "", columns[0] if columns else ""):
        if found := _STRICT_UNIT.search(place):
            return found[0].strip("()[]")
    return None


def _unnamed_figures(row: tuple[str, ...]) -> bool:
    """True for figures with no words before them: their label may be the second half of the one above."""
    return sum(map(is_figure, row)) > 1 and not any(cell and not is_figure(cell) for cell in row)


def is_trusted(lines: Sequence[Line], body: Grid, columns: Sequence[str]) -> bool:
    """False where nothing names the columns or a column of figures, cells break words, or rows differ in their cells."""
    if not body:
        return True
    if not any(columns):
        return False
    figured = [column for column in range(1, len(columns)) if sum(is_figure(row[column]) for row in body) > 0.5 * len(body)]
    ruled = all(line.spans for line in lines)
    pairs = [pair for row in body for pair in itertools.pairwise(row)]
    torn = sum(1 for left, right in pairs if left[-1:].isalpha() and right[:1].islower() and len(right) < 12)
    if torn > 0.15 * len(body) and not (ruled and len(figured) >= 3):
        return False
    uneven = not ruled and len({len(line.cells) for line in lines}) > 1
    for line, row in zip(lines[-len(body) :], body, strict=True):
        if (_unnamed_figures(row) and -1 not in line.spans) or (uneven and any(map(is_figure, row))):
            return False
    return not any(columns) or all(columns[column] for column in figured)


_CAPTION = re.compile(
    r"^(table|figure|chart)\s+(\d{1,3}[a-z]?(?:\.\d{1,2})?|[A-Z])\b(?!\s+(?:is|are|shows?|sets?|gives?|below|above|of)\b)", re.I
)
_CODE = re.compile(
    r"^(?=.*\d)(?=.{2,16}$)[A-ZЀ-ӿ][A-ZЀ-ӿ&]{0,5}[\s-]?\d{0,3}\s?[A-Za-z]?%?(?:[-–\s][A-Z]{2})?(?:\s?\(?[a-z%]{1,4}\)?)?\.?$"
)
"""A reference such as "HLS 1", "CP2b %" or "EH 4-QL"; Cyrillic letters are what OCR makes of look-alikes."""
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_COUNTER = re.compile(r"^([A-Z]{1,4})[\s-]?0*(\d{1,3})$")
_REF_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """Some whole rows of a table that are cited together."""

    lines: tuple[Line, ...]
    table: Table
    label: str | None
    """The reference printed in the row ("HLS 1", "3"); None where rows carry none."""
    begins: tuple[int, ...] = ()
    """For each row of the table the index of the line that it begins on."""


@dataclass(frozen=True, slots=True)
class _Group:
    label: str | None
    rows: tuple[int, ...]


def caption_label(text: str) -> str | None:
    """ "Table 3" where `text` is the caption of a table; None elsewhere."""
    found = _CAPTION.match(text.strip())
    return f"Table {found[2]}" if found and found[1].lower() == "table" and len(text.split()) < 30 else None


def table_label(paragraph: str | None) -> str | None:
    """How a table without a name or numbers of its own is cited under a numbered paragraph: "4.10 (table)".

    Under a plain "3" it keeps the paragraph's number: "3 (table)" would be taken for the number of a row.
    """
    return f"{paragraph} (table)" if paragraph and _DOTTED.fullmatch(paragraph) else paragraph


def read_table(lines: Sequence[Line], caption: str | None, above: str, before: Row | None = None) -> list[Row]:
    """Rows of one table, one entry for each printed reference, or one for the table where rows carry none.

    `above` is the text over the table: it may give the unit. `before` is the last row of the table before it: where a page break only
    cut that table, its head and reference hold on. A row whose leading cells are blank goes on with the row above it (a cell cut by a
    page) or stands under its merged cells; both are cited by the reference above.
    """
    width = max(len(line.cells) for line in lines)
    grid = [tuple(cell.strip() for cell in _live(line)) + ("",) * (width - len(line.cells)) for line in lines]
    header = read_header(grid, lines)
    heads, columns = header.rows, header.columns
    same = before is not None and _same_header(before.table.columns, columns)
    first = next((cell for cell in grid[0] if cell), "")
    cut = before is not None and not same and _is_cut(before, lines[0], width) and (not heads or not lines[0].bold)
    if before is not None and cut:
        heads, columns = 0, before.table.columns
    goes_on = before is not None and (same or (not heads and (not grid[0][0] or first[:1].islower())))
    carried = before.label if before and goes_on else None
    table = Table(columns, (), caption or header.caption, read_unit(columns, caption or header.caption or "", above))
    table = replace(
        table, trusted=is_trusted(lines, grid[heads:], columns), unit=table.unit or (before.table.unit if before and cut else None)
    )
    rows = _Body(grid, lines, heads).rows()
    groups = _groups(grid, heads, columns, carried)
    if len(groups) > 1 and heads < len(grid) and is_unit_row(grid[heads]):
        table = replace(table, columns=tuple(f"{name} ({unit})" if unit else name for name, unit in zip(columns, grid[heads], strict=True)))
    labels = _told_apart(grid, heads, columns, groups)
    return [_row(lines, group, table, rows, label) for group, label in zip(groups, labels, strict=True)]


def _live(line: Line) -> Iterator[str]:
    """The cells without what the paper strikes out: a struck figure must not be told as a value of its column."""
    at = 0
    for cell in line.cells:
        begin = line.text.find(cell, at) if line.struck else -1
        if begin < 0:
            yield cell
            continue
        at = begin + len(cell)
        kept = (char for place, char in enumerate(cell, begin) if not any(left <= place < right for left, right in line.struck))
        yield " ".join("".join(kept).split())


def _row(lines: Sequence[Line], group: _Group, table: Table, rows: dict[int, tuple[str, ...]], label: str | None) -> Row:
    begins = [(index, at) for index, at in enumerate(group.rows) if at in rows]
    body = replace(table, rows=tuple(rows[at] for _, at in begins))
    return Row(tuple(lines[at] for at in group.rows), body, label, tuple(index for index, _ in begins))


def _is_cut(before: Row, first: Line, width: int) -> bool:
    """Whether a table that begins on the next page with as many columns is the rest of the one before it."""
    last = before.lines[-1].page
    return first.page is not None and last is not None and first.page == last + 1 and len(before.table.columns) == width


def _same_header(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool("".join(one)) and fuzz.ratio(" ".join(one), " ".join(other)) >= 90


class _Body:
    """The body rows of a grid: merged cells filled down, halves of a row that a page cut put together, repeated heads left out."""

    def __init__(self, grid: Grid, lines: Sequence[Line], heads: int) -> None:
        self._grid, self._lines, self._heads = grid, lines, heads

    def rows(self) -> dict[int, tuple[str, ...]]:
        """Row by index of the line that it begins on."""
        rows: dict[int, tuple[str, ...]] = {}
        last: int | None = None
        for at in range(self._heads, len(self._grid)):
            if not any(any(map(str.isalnum, cell)) for cell in self._grid[at]) or is_repeated_head(self._grid, self._heads, at):
                continue
            if last is not None and self._is_second_half(at, last):
                rows[last] = tuple(f"{one} {other}".strip() for one, other in zip(rows[last], self._grid[at], strict=True))
            else:
                rows[at] = self._filled(at, rows[last] if last is not None else None)
                last = at
        return rows

    def _is_second_half(self, at: int, last: int) -> bool:
        row = self._grid[at]
        filled = [column for column, cell in enumerate(row) if cell]
        page = self._lines[at].page
        turned = page is not None and page == (self._lines[at - 1].page or 0) + 1
        first = row[filled[0]][:1]
        torn = (first.islower() or (turned and first == "(")) and all(self._grid[last][column] for column in filled)
        return torn and (page is None or turned or not row[0])

    def _filled(self, at: int, above: tuple[str, ...] | None) -> tuple[str, ...]:
        row, spans = list(self._grid[at]), self._lines[at].spans
        lead = next((column for column, cell in enumerate(row) if cell), 0)
        figures = any(is_figure(cell) for cell in row)
        for column in range(lead):
            merged = spans[column] == -1 if column < len(spans) else not figures
            if above and (merged or (column < len(spans) and not figures)):
                row[column] = above[column]
        for column, span in enumerate(spans[: len(row)] if spans[:1] < (len(row),) else ()):
            if span == -1 and above:
                row[column] = above[column]
            elif span == 0 and column:
                row[column] = row[column - 1]
        return tuple(row)


def is_repeated_head(grid: Grid, heads: int, at: int) -> bool:
    """True for a row of the body that prints the head again, as on a new page."""
    return heads > 0 and at >= heads and grid[at] in grid[:heads] and any(grid[at])


def _groups(grid: Grid, heads: int, columns: tuple[str, ...], carried: str | None) -> list[_Group]:
    """The rows of each cited group; head rows stand with the first."""
    if _counted_in_figures(grid[heads:]):
        return [_Group(carried, tuple(range(len(grid))))]
    found: list[tuple[str | None, list[int]]] = [(carried, list(range(heads)))]
    for at in range(heads, len(grid)):
        if is_repeated_head(grid, heads, at):
            continue
        reference = _reference(grid[at])
        here = found[-1][0]
        if reference is not None:
            found.append((reference, [at]))
        elif here is not None and here != carried and grid[at][0] and grid[at][0] not in columns and not _is_rest(grid[at]):
            found.append((None, [at]))
        else:
            found[-1][1].append(at)
    references = [label for label, _ in found if label]
    if len(references) < 2 and not carried and not (references and len(found) > 1 and found[1][1][0] == heads):
        return [_Group(None, tuple(at for _, rows in found for at in rows))]
    if found[0] == (None, list(range(heads))) and len(found) > 1:
        found[1] = (found[1][0], found[0][1] + found[1][1])
        del found[0]
    return [_Group(label, tuple(rows)) for label, rows in found if rows]


def _counted_in_figures(body: Grid) -> bool:
    """True for a table of figures whose short rows are counted by a code ("C01", "C02"): the codes name rows, not paragraphs."""
    codes = [(found[1], int(found[2])) for row in body if (found := _COUNTER.match(row[0]))]
    counted = sum(one[0] == other[0] and other[1] == one[1] + 1 for one, other in itertools.pairwise(codes))
    figured = sum(any(map(is_figure, row[1:])) for row in body)
    words = sum(len(cell.split()) for row in body for cell in row)
    return counted > 1 and counted >= 0.6 * (len(body) - 1) and figured >= 0.8 * len(body) and words <= _LONG * len(body)


def _is_rest(row: tuple[str, ...]) -> bool:
    """True for a first cell that is too long for a heading, or alone in the middle of a sentence: a page cut it off the row above."""
    return len(row[0].split()) > _LONG or (not any(row[1:]) and row[0][:1].islower())


def _reference(row: tuple[str, ...]) -> str | None:
    """The reference that a row carries in one of its first columns."""
    for column, cell in enumerate(row[:_REF_COLUMNS]):
        if not cell:
            continue
        if column == 0 and _CODE.match(re.sub(r"(?<!\s)\s*+[-–]\s*+", "-", cell)):
            return cell
        found = markers(cell)
        if found and found[0].style in (Style.DECIMAL, Style.PAREN, Style.MULTI) and not is_figure(cell):
            return found[0].label if len(found[0].values) == 1 or column == 0 else None
        if column == 0 and found and found[0].end >= len(cell) and found[0].style is Style.DECIMAL and cell.endswith((".", ")")):
            return found[0].label
    return None


def _told_apart(grid: Grid, heads: int, columns: Sequence[str], groups: Sequence[_Group]) -> list[str | None]:
    """Labels of the groups; where a count starts again under other leading cells, the first and last of these go before the number."""
    doubled = max(Counter(group.label for group in groups if group.label).values(), default=0) > 1
    lead = [""] * _REF_COLUMNS
    labels: list[str | None] = []
    for group in groups:
        row = next((grid[at] for at in group.rows if at >= heads), grid[group.rows[0]])
        at = next(
            (column for column, cell in enumerate(row[:_REF_COLUMNS]) if (found := markers(cell)) and found[0].label == group.label), 0
        )
        for column in range(at):
            lead[column] = row[column] or ("" if any(row[:column]) else lead[column])
        names = list(dict.fromkeys(cell for cell in (lead[0], lead[max(at - 1, 0)]) if cell and len(cell.split()) <= 10))
        if group.label is None or not doubled or at == 0 or row in grid[:heads] or not names:
            labels.append(group.label)
            continue
        kind = columns[at].split()[0].casefold() if columns[at] else ""
        labels.append(", ".join([*names, f"{kind} {group.label}" if kind in ("action", "recommendation") else group.label]))
    return labels
