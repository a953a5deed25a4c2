"""Cases in a spreadsheet (CSV or XLSX), one a row, for people who do not write JSON.

Cells with several entries hold one a line:
    history      "user: …" and "assistant: …", oldest first
    evidence     "file name | page | words of the paper"; the page may be empty; a line that begins "or " is an alternative to the
                 line above; "| loose" at the end where the words cross the cells of a table
    facts        a fact an answer must contain, alternatives divided by |; "okay: " before one that need not be there,
                 "value: " before a figure, "regex: " before a regular expression
    forbidden    "words -- why"
Places in the file (hash, offsets) are not kept: `validate --write` finds them again.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.errors import SuiteError
from eval.models import Case, Nugget, Span

PLAIN = ("id", "question", "answerable", "answer", "role", "expected_status", "as_of_date", "version_family", "source_cluster", "split",
         "set_version", "author", "approver", "created", "licence", "notes")  # fmt: skip
LISTS = ("history", "evidence", "facts", "forbidden", "slices")
COLUMNS = ("id", "question", "history", "answerable", "evidence", "facts", "forbidden", "slices", *PLAIN[3:])


def read_sheet(path: Path) -> list[Case]:
    """The cases of a sheet. Raises SuiteError that names the row and column of what is wrong."""
    rows = _xlsx_rows(path) if path.suffix == ".xlsx" else _csv_rows(path)
    header = [cell.strip().lower() for cell in next(rows, [])]
    unknown = [name for name in header if name and name not in COLUMNS]
    if "id" not in header or "question" not in header or unknown:
        problem = f"unknown column {unknown[0]!r}" if unknown else "columns id and question are needed in the first row"
        raise SuiteError(f"{path}: {problem}; the columns are {', '.join(COLUMNS)}")
    cases = []
    for number, cells in enumerate(rows, start=2):
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
        if row:
            cases.append(_case(row, f"{path} row {number}"))
    return cases


def write_sheet(cases: list[Case], path: Path) -> None:
    """Write cases as a sheet that `read_sheet` reads back."""
    table = [list(COLUMNS), *([_cell(case, name) for name in COLUMNS] for case in cases)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(table)
        return
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    for number, cells in enumerate(table, start=1):
        for at, text in enumerate(cells, start=1):
            cell = sheet.cell(number, at)
            cell.value, cell.data_type = text, "s"  # words that begin with "=" are words, not a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for at, name in enumerate(COLUMNS):
        sheet.column_dimensions[sheet.cell(1, at + 1).column_letter].width = 60 if name in ("question", "evidence", "answer") else 24
    sheet.freeze_panes = "C2"
    book.save(path)


def _csv_rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.reader(stream)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SuiteError(f"cannot read {path}: {error}; save the sheet as 'CSV UTF-8' or XLSX") from error


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except Exception as error:  # openpyxl raises whatever its zip and XML readers meet
        raise SuiteError(f"cannot read {path}: {error}; save it again as .xlsx, or as 'CSV UTF-8'") from error
    for row in sheet.iter_rows(values_only=True):
        yield ["" if value is None else str(value) for value in row]


def _case(row: dict[str, str], where: str) -> Case:
    record: dict[str, Any] = {name: row[name] for name in PLAIN if name in row}
    for name, (field, parse) in _PARSERS.items():
        if name in row:
            try:
                record[field] = parse(row[name])
            except (ValidationError, ValueError) as error:
                raise SuiteError(f"{where}, column {name}: {error}") from error
    try:
        return Case.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        raise SuiteError(f"{where}, column {first['loc'][0]}: {first['msg'].lower()}") from error


def _history(cell: str) -> list[dict[str, str]]:
    turns = []
    for line in cell.splitlines():
        role, colon, text = line.partition(":")
        if role.strip().lower() not in ("user", "assistant") or not colon:
            raise ValueError(f"{line!r} begins neither 'user:' nor 'assistant:'")
        turns.append({"role": role.strip().lower(), "text": text.strip()})
    return turns


def _evidence(cell: str) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for line in cell.splitlines():
        alternative = line.startswith("or ")
        parts = [part.strip() for part in line.removeprefix("or ").split(" | ")]
        if len(parts) < 3 or (parts[1] and not parts[1].isdigit()) or (alternative and not groups):
            raise ValueError(f"{line!r} is not of the form 'file name | page | words of the paper'")
        loose = parts[-1] == "loose" and len(parts) > 3
        words = " | ".join(parts[2:-1] if loose else parts[2:])
        span = Span(doc=parts[0], page=int(parts[1]) if parts[1] else None, text=words, loose=loose)
        if alternative:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _facts(cell: str) -> list[Nugget]:
    found = []
    for line in cell.splitlines():
        named = re.match(r"(okay: )?(?:(value|regex): )?(.+)", line)
        if named:
            found.append(Nugget.model_validate({"text": named[3], "weight": "okay" if named[1] else "vital", "match": named[2] or "alias"}))
    return found


def _forbidden(cell: str) -> list[dict[str, str]]:
    return [dict(zip(("text", "why"), map(str.strip, (*line.split(" -- ", 1), "")), strict=False)) for line in cell.splitlines()]


_PARSERS: dict[str, tuple[str, Any]] = {
    "history": ("history", _history),
    "evidence": ("evidence_groups", _evidence),
    "facts": ("nuggets", _facts),
    "forbidden": ("forbidden", _forbidden),
    "slices": ("slices", lambda cell: [tag.strip() for tag in re.split(r"[,\n]", cell) if tag.strip()]),
}


def _cell(case: Case, name: str) -> str:
    if name == "history":
        return "\n".join(f"{turn.role}: {' '.join(turn.text.split())}" for turn in case.history)
    if name == "evidence":
        return "\n".join(
            f"{'or ' if at else ''}{span.doc} | {span.page or ''} | {' '.join(span.text.split())}{' | loose' if span.loose else ''}"
            for group in case.evidence_groups
            for at, span in enumerate(group)
        )
    if name == "facts":
        kinds = {"alias": "", "value": "value: ", "regex": "regex: "}
        return "\n".join(f"{'okay: ' if n.weight == 'okay' else ''}{kinds[n.match]}{n.text}" for n in case.nuggets)
    if name == "forbidden":
        return "\n".join(f"{entry.text} -- {entry.why}" for entry in case.forbidden)
    if name == "slices":
        return ", ".join(case.slices)
    return str(getattr(case, name) or "")
