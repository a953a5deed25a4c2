"""Reads rows of cells into tables that keep their meaning: header, caption, unit, whole rows, filled-down cells."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.models import Line, Table
from ingest.numbering import Style, markers

_CAPTION = re.compile(r"^(table|figure|chart)\s+(\d{1,3}[a-z]?(?:\.\d{1,2})?)\b", re.I)
_UNIT = re.compile(r"£\s?(?:000'?s?|k|m(?:illion)?|bn)\b|£'?000s?|\(£\)|per cent\b|%", re.I)
_CODE = re.compile(r"^(?=.*\d)(?=.{2,16}$)[A-ZЀ-ӿ][A-ZЀ-ӿ&]{0,5}[\s-]?\d{0,3}[A-Za-z]?%?(?:[-–\s](?:QL|NI))?(?:\s?\(?[a-z%]{1,4}\)?)?\.?$")
_NUMBER = re.compile(r"^[-–(]?[£$]?\d[\d,.]*\s?(?:%|k|m|bn|p)?\)?$")
_REF_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """Some whole rows of a table that are cited together."""

    lines: tuple[Line, ...]
    table: Table
    label: str | None
    """The reference printed in the row ("HLS 1", "3"); None where rows carry none."""


def caption_label(text: str) -> str | None:
    """ "Table 3" where `text` is the caption of a table; None elsewhere."""
    found = _CAPTION.match(text.strip())
    return f"Table {found[2]}" if found and found[1].lower() == "table" and len(text.split()) < 30 else None


def read_table(lines: Sequence[Line], caption: str | None, above: str, before: Row | None = None) -> list[Row]:
    """Rows of one table, one entry for each printed reference, or one for the table where rows carry none.

    `above` is the text over the table: it may give the unit. `before` is the last row of the table before it: under the same
    header its reference holds on, because a page break only cut the table. A row whose leading cells are blank goes on with the row above
    it (a cell cut by a page) or stands under its merged cells; both are cited by the reference above.
    """
    width = max(len(line.cells) for line in lines)
    grid = [_pad(line.cells, width) for line in lines]
    heads = _header_rows(grid)
    columns = _join_header(grid[:heads], width)
    unit = _unit(" ".join(columns), above, caption or "")
    first = next((cell for cell in grid[0] if cell), "")
    goes_on = before and (_same_header(before.table.columns, columns) or (not heads and (not grid[0][0] or first[:1].islower())))
    carried = before.label if before and goes_on else None
    groups = _group(grid, heads, columns, carried)
    trusted = _trusted(grid[heads:])
    rows = []
    for label, indexes in groups:
        body = tuple(_filled(grid, index, heads) for index in indexes if index >= heads)
        rows.append(Row(tuple(lines[index] for index in indexes), Table(columns, body, caption, unit, trusted), label))
    return rows


def _pad(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells) + ("",) * (width - len(cells))


def _header_rows(grid: Sequence[tuple[str, ...]]) -> int:
    """Rows at the top that name the columns: short words, no figures of their own."""
    heads = 0
    for row in grid[: min(3, len(grid) - 1)]:
        filled = [cell for cell in row if cell]
        if any(_NUMBER.match(cell) for cell in filled) or any(len(cell.split()) > 12 for cell in filled) or _reference(row):
            break
        heads += 1
        if len(filled) > 0.7 * len(row):
            break
    return heads


def _join_header(rows: Sequence[tuple[str, ...]], width: int) -> tuple[str, ...]:
    return tuple(" ".join(row[column] for row in rows if row[column]) for column in range(width))


def _unit(*places: str) -> str | None:
    for place in places:
        if found := _UNIT.search(place):
            return found[0]
    return None


def _same_header(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool("".join(one)) and fuzz.ratio(" ".join(one), " ".join(other)) >= 90


def _group(
    grid: Sequence[tuple[str, ...]], heads: int, columns: tuple[str, ...], carried: str | None
) -> list[tuple[str | None, list[int]]]:
    """Indexes of the lines of each cited group; header lines stand with the first."""
    groups: list[tuple[str | None, list[int]]] = [(carried, list(range(heads)))]
    for index in range(heads, len(grid)):
        reference = None if heads and grid[index] == grid[0] else _reference(grid[index])
        if reference is not None:
            groups.append((reference, [index]))
        elif groups[-1][0] is not None and groups[-1][0] != carried and grid[index][0] and grid[index][0] not in columns:
            groups.append((None, [index]))
        else:
            groups[-1][1].append(index)
    references = [label for label, _ in groups if label]
    if len(references) < 2 and not carried and not (references and len(groups) > 1 and groups[1][1][0] == heads):
        return [(None, list(range(len(grid))))]
    return [(label, indexes) for label, indexes in groups if indexes]


def _reference(row: tuple[str, ...]) -> str | None:
    """The reference that a row carries in one of its first columns."""
    for column, cell in enumerate(row[:_REF_COLUMNS]):
        if not cell:
            continue
        if column == 0 and _CODE.match(cell):
            return cell
        found = markers(cell)
        if found and found[0].style in (Style.DECIMAL, Style.PAREN, Style.MULTI) and not _NUMBER.match(cell):
            return found[0].label if len(found[0].values) == 1 or column == 0 else None
        if found and found[0].end >= len(cell) and found[0].style is Style.DECIMAL and cell.endswith((".", ")")):
            return found[0].label
    return None


def _filled(grid: Sequence[tuple[str, ...]], index: int, heads: int) -> tuple[str, ...]:
    """A row with its blank leading cells taken from the rows above, as merged cells read."""
    row = list(grid[index])
    lead = next((column for column, cell in enumerate(row) if cell), 0)
    for column in range(lead):
        row[column] = next((grid[above][column] for above in range(index - 1, heads - 1, -1) if grid[above][column]), "")
    return tuple(row)


def _trusted(body: Sequence[tuple[str, ...]]) -> bool:
    """False where cells break words or figures stand in varying columns: the columns cannot be told apart."""
    if len(body) < 2:
        return True
    torn = sum(1 for row in body for left, right in itertools.pairwise(row) if left[-1:].isalpha() and right[:1].islower())
    counts = [sum(1 for cell in row if cell) for row in body]
    return torn <= 0.15 * len(body) and max(counts) - min(counts) <= max(2, 0.6 * max(counts))
