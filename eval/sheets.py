"""Cases in a spreadsheet (CSV or XLSX), one a row, for people who do not write JSON.

Cells with several entries hold one a line:
    history      "user: …" and "assistant: …", oldest first
    evidence     "file name | page | words of the paper"; the page may be empty; a line that begins "or " is an alternative to the
                 line above; " | loose" at the end where the words cross the cells of a table; a line without two bars goes on with the
                 words above it
    facts        a fact an answer must contain, alternatives divided by |; "okay: " before one that need not be there,
                 "value: " before a figure, "regex: " before a regular expression
    forbidden    "words -- why"
Places in the file (hash, offsets) are not kept: `validate --write` finds them again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from eval.cells import PARSERS, cell
from eval.checks.status import STATUSES
from eval.errors import SuiteError
from eval.models import Answerable, Asker, Case, Nugget, Span, Split
from eval.tables import letters, read_table, write_table

PLAIN = ("id", "question", "answerable", "answer", "wrong", "role", "status", "expected_status", "as_of_date", "version_family",
         "source_cluster", "split", "set_version", "author", "approver", "created", "licence", "notes")  # fmt: skip
COLUMNS = ("id", "question", "history", "answerable", "evidence", "facts", "forbidden", "slices", *PLAIN[3:])
CHOICES = {
    "answerable": tuple(map(str, Answerable)),
    "role": get_args(Asker),
    "status": ("approved", "draft"),
    "expected_status": tuple(STATUSES),
    "split": get_args(Split),
}
"""Columns in which one of a few words stands; capitals do not matter."""
FIELDS = {"evidence_groups": "evidence", "nuggets": "facts"}
"""Fields of a case whose column has another name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, and where it is."""

    path: Path
    sheet: str
    """Name of the sheet in the workbook; "" in a CSV file."""
    number: int
    """1-based, the heads being row 1."""
    cells: dict[str, str]
    columns: dict[str, int]
    """Column name to its position, from 1."""

    def at(self, column: str) -> str:
        """The cell as a spreadsheet names it: cases.xlsx, sheet "Cases", cell C7 (evidence)."""
        sheet = f'sheet "{self.sheet}", ' if self.sheet else ""
        name = column if column in self.columns else "id"
        missing = f", no column {column}" if name != column else ""
        return f"{self.path.name}, {sheet}cell {letters(self.columns[name])}{self.number} ({name}{missing})"


TEMPLATE = (
    Case(
        id="example-1",
        question="What did the Committee decide about the swimming pool?",
        evidence_groups=((Span(doc="2025-10-minutes.pdf", page=3, text="RESOLVED that the swimming pool be closed in March 2026"),),),
        nuggets=(Nugget(text="closed|close"), Nugget(text="March 2026")),
    ),
    Case(id="example-2", question="What does a swim cost?", answerable=Answerable.NO),
)
"""What a new sheet holds: two rows to write over, with nothing in them but what every case has. Under these ids they are drafts."""
EXAMPLE = "example-"


def rows(path: Path) -> Iterator[Row]:
    """The rows that hold something. Raises SuiteError where the sheet cannot be read or its heads are not the documented ones."""
    sheet, table = read_table(path)
    header = [head.strip().lower() for head in next(table, [])]
    unknown = [name for name in header if name and name not in COLUMNS]
    if "id" not in header or "question" not in header or unknown:
        problem = f"unknown column {unknown[0]!r}" if unknown else "columns id and question are needed in the first row"
        raise SuiteError(f"{path}: {problem}; the columns are {', '.join(COLUMNS)}")
    columns = {name: at for at, name in enumerate(header, start=1) if name}
    for number, words in enumerate(table, start=2):
        cells = {name: word.strip() for name, word in zip(header, words, strict=False) if name and word.strip()}
        if cells:
            yield Row(path, sheet, number, cells, columns)


def case_of_row(row: Row) -> Case:
    """The case of a row. Raises SuiteError that names the cell that is wrong."""
    record: dict[str, Any] = {name: row.cells[name].lower() if name in CHOICES else row.cells[name] for name in PLAIN if name in row.cells}
    if row.cells.get("id", "").startswith(EXAMPLE):
        record.setdefault("status", "draft")
    for name, (field, parse) in PARSERS.items():
        if name in row.cells:
            try:
                record[field] = parse(row.cells[name])
            except ValueError as error:
                raise SuiteError(f"{row.at(name)}: {error}") from error
    try:
        return Case.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        raise SuiteError(f"{row.at(FIELDS.get(field, field))}: {first['msg'].lower()}") from error


def write_sheet(cases: list[Case], path: Path) -> None:
    """Write cases as a sheet that reads back as the same cases."""
    table = [list(COLUMNS), *([cell(case, name) for name in COLUMNS] for case in cases)]
    write_table(table, path, "Cases", ("question", "evidence", "answer"), CHOICES)
