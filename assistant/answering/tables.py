"""Table rows said in words: the row's label, then each value that was asked for behind its column."""

import re
from collections.abc import Sequence

from assistant.check.draft import Cells
from assistant.question.models import Understanding
from ingest.language.dates import months_named, years_named
from ingest.language.sentences import Unit, cells_of
from ingest.language.units import is_unit, scales_in, unit_row
from ingest.language.words import content_stems
from ingest.models import Table

_SHORT = 8
"""Cells up to which a row may be of the table that opens a report."""
_SET = 7
"""Columns up to which rows are set as a table."""
_FEW = 6
"""Values of a row that are all shown; of a wider row only those asked for, or the first of them."""
_NOTE_MARKS = "*†‡^¹²³⁴⁵⁶⁷⁸⁹"
_NOTE_WORDS = 25
_HEAD = re.compile(
    r"\W*(?:decision[- ]maker|subject|title|date|date of (?:decision|meeting)|report of|author|director|contact(?: details)?|classification"
    r"|from|to|by|name|tel|e-?mail|key decision|wards?/?\s?(?:communities)? affected)\b\W*",
    re.IGNORECASE,
)
"""Labels of the table that opens a report; who wrote it and when is shown with every citation."""


def table_words(unit: Unit) -> str:
    """The words of a row with those that stand over it: its table's caption and columns, its headings, its report's title."""
    passage, table = unit.passage, unit.passage.table
    over = [passage.report_title or "", *passage.section_path, table.caption or "" if table else "", *(table.columns if table else ())]
    return "\n".join([*over, unit.text])


def spelled_out(unit: Unit) -> str:
    """A row with each cell behind its column, under the table's caption; only the cells where they cannot be told apart."""
    cells, table = cells_of(unit), unit.passage.table
    if table is None or not table.trusted or len(cells) != len(table.columns):
        return " ".join(cell for cell in cells if cell)
    named = "; ".join(f"{column} {cell}".strip() for column, cell in zip(table.columns, cells, strict=True) if cell)
    return f"{table.caption}: {named}" if table.caption else named


def is_header(unit: Unit) -> bool:
    """Whether a row only repeats the header, names units, opens a report, or is empty."""
    cells = [cell for cell in cells_of(unit) if cell]
    if cells and len(cells) <= _SHORT and _HEAD.fullmatch(cells[0]):
        return True
    table = unit.passage.table
    heads = " ".join(table.columns).casefold() if table else ""
    return not cells or all(is_unit(cell) or (heads and cell.casefold() in heads) for cell in cells)


def row_words(unit: Unit, understanding: Understanding) -> str:
    """A row as a phrase; the columns are named only where the parser could tell them apart."""
    cells, table = cells_of(unit), unit.passage.table
    if table is None or not table.trusted or len(cells) != len(table.columns):
        return (": " if len(cells) == 2 else " · ").join(cell for cell in cells if cell)
    labels = label_width(cells)
    chosen = _columns(cells, table, labels, understanding)
    units = unit_row(table.rows)
    values = [_value(cells[i], table.columns[i], units[i] if i < len(units) else "") for i in chosen]
    label = " ".join(part for part in (" · ".join(cell for cell in cells[:labels] if cell), _over(table)) if part)
    values += noted(unit, [*cells, *(table.columns[i] for i in chosen)])
    return f"{label}: {'; '.join(values)}" if label and values else label or "; ".join(values)


def row_cells(unit: Unit) -> Cells | None:
    """A row's cells with their units, behind its table's columns; None where they cannot be told apart or are too many to set."""
    cells, table = cells_of(unit), unit.passage.table
    if table is None or not table.trusted or len(cells) != len(table.columns) or len(cells) > _SET:
        return None
    units = unit_row(table.rows)
    values = [figure(cell, table.columns[i], units[i] if i < len(units) else "") for i, cell in enumerate(cells) if i]
    over = _over(table)
    return Cells((f"{table.columns[0]} {over}".strip(), *table.columns[1:]), (cells[0], *values))


def _over(table: Table) -> str:
    """The unit that is printed over the whole table, for the reader: which of its cells it holds for only the paper can tell."""
    told = table.unit and not any(unit in column for column in table.columns for unit in ("£", "%"))
    return f"(table headed {table.unit})" if told and not unit_row(table.rows) else ""


def noted(unit: Unit, shown: Sequence[str]) -> list[str]:
    """The notes under the table that hold for what is shown: those whose mark stands in it, and those for all figures."""
    table = unit.passage.table
    said = []
    for note in table.notes if table else ():
        mark, plain = note[: len(note) - len(note.lstrip(_NOTE_MARKS))], " ".join(note.split())
        shares = "percent" not in plain.casefold() or any("%" in cell for cell in shown)  # a note on shares is of rows that have one
        holds = any(mark in cell for cell in shown) if mark else shares and not plain.casefold().startswith("source")
        if holds and plain in " ".join(unit.passage.text.split()) and len(plain.split()) <= _NOTE_WORDS:
            said.append(plain)
    return said


def _value(cell: str, column: str, unit: str) -> str:
    return f"{column} {figure(cell, column, unit)}".strip()


def figure(cell: str, column: str, unit: str) -> str:
    """A cell with the unit that is printed over it, unless it has one of its own; a column of two units gives none."""
    if re.search(r"[%£]", cell) or ("%" in column and "£" in column + unit):
        return cell
    if 1_000 in scales_in(column + unit) and (number := re.fullmatch(r"(\(?)-?(\d{1,6}(?:,\d{3})*(?:\.\d+)?)\)?", cell)):
        pounds = round(float(number[2].replace(",", "")) * 1000)
        minus = "-" if number[1] or cell.startswith("-") else ""
        return f"{cell} ({minus}£{pounds:,})" if pounds else cell
    if not re.match(r"\W*\d", cell):
        return cell
    if unit.startswith("£"):
        scale, minus = unit[1:].strip(), cell[:1] if cell[0] in "-−" else ""
        plain = scale in ("", "m", "k") and re.fullmatch(r"[-−]?[\d.,]+", cell)
        return f"{minus}£{cell.removeprefix(minus)}{scale}" if plain else f"{cell} ({unit})"
    return f"{cell}%" if unit == "%" else cell


def label_width(cells: Sequence[str]) -> int:
    """Leading cells without a figure of their own, at least one, at most two."""
    width = 1
    if len(cells) > 2 and cells[1] and not re.search(r"^\W*\d", cells[1]):
        width = 2
    return width


def _columns(cells: Sequence[str], table: Table, labels: int, understanding: Understanding) -> list[int]:
    filled = [i for i in range(labels, len(cells)) if cells[i] and cells[i] != "-"]
    if len(filled) <= _FEW:
        return filled
    asked = [i for i in filled if _is_asked(table.columns[i], understanding)]
    return (asked or filled)[:_FEW]


def _is_asked(column: str, understanding: Understanding) -> bool:
    """Whether a column is named by the question: its month and year, or its words."""
    question = understanding.standalone
    months, years = months_named(column), years_named(column)
    if months:
        near = years_named(question)
        return bool(months & months_named(question)) and (not years or not near or bool(years & near))
    words = {word for word in content_stems(column) if word.isalpha()}
    return bool(words) and words <= set(understanding.terms) | set(understanding.context)
