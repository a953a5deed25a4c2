"""Cases from JSONL: ours, or the gold format with `key_facts` and `evidence`; tables are read by eval.sheets."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.errors import SuiteError
from eval.models import Answerable, Case

SHEETS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Placed:
    """A case and where it was read."""

    case: Case
    at: Callable[[str], str]
    """The place of a field ("question", "evidence", …) as a person finds it: file and line, or file, sheet and cell."""


def read_cases(paths: Sequence[Path]) -> list[Case]:
    """The cases of several files, in order.

    Raises:
        SuiteError: a file cannot be read, a record is not of the documented form (the message says where), or an id occurs twice.
    """
    return [placed.case for placed in read_placed(paths)]


def read_placed(paths: Sequence[Path], problems: list[str] | None = None) -> list[Placed]:
    """The cases with where they stand. With `problems` a record that is wrong is left out and told there, instead of raised."""
    found: dict[str, Placed] = {}
    for path in paths:
        for placed in _read(path):
            wrong = placed if isinstance(placed, SuiteError) else None
            if not isinstance(placed, SuiteError) and placed.case.id in found:
                wrong = SuiteError(f"{placed.at('id')}: two cases are called {placed.case.id!r}; give each its own id")
            if wrong is not None and problems is None:
                raise wrong
            if wrong is not None and problems is not None:
                problems.append(str(wrong))
            elif not isinstance(placed, SuiteError):
                found[placed.case.id] = placed
    if not found and not problems:
        raise SuiteError("there is no case in " + ", ".join(map(str, paths)))
    return list(found.values())


def write_cases(cases: Iterable[Case], path: Path) -> None:
    """Write cases as JSONL, CSV or XLSX, by the ending of the name; fields at their default are left out of JSONL."""
    if path.suffix in SHEETS:
        from eval.sheets import write_sheet

        write_sheet(list(cases), path)
        return
    lines = [case.model_dump_json(exclude_defaults=True) + "\n" for case in cases]
    path.write_text("".join(lines), encoding="utf-8")


def dataset_hash(cases: Iterable[Case]) -> str:
    """One hash over the cases, whatever format they were read from."""
    return hashlib.sha256("\n".join(case.model_dump_json(exclude_defaults=True) for case in cases).encode()).hexdigest()


def case_of(record: dict[str, Any]) -> Case:
    """A record of either format as a case. Raises ValidationError, KeyError or TypeError where it is of neither."""
    if "evidence" not in record and "key_facts" not in record:
        return Case.model_validate(record)
    history = [
        {"role": role, "text": turn[name]}
        for turn in record.get("history") or ()
        for role, name in (("user", "question"), ("assistant", "answer"))
        if turn.get(name)
    ]
    groups = _groups(record.get("evidence") or (), bool(record.get("alternatives")))
    return Case.model_validate(
        {
            "id": record["id"],
            "question": record["question"],
            "history": history,
            "answerable": _answerable(record),
            "answer": record.get("answer") or "",
            "evidence_groups": groups,
            "nuggets": [{"text": fact} for fact in record.get("key_facts") or ()],
            "slices": [tag for tag in (record.get("type"), record.get("persona"), "dialogue" if history else "") if tag],
        }
    )


def _read(path: Path) -> Iterator[Placed | SuiteError]:
    """Each record as a case, or as what is wrong with it."""
    if path.suffix in SHEETS:
        from eval.sheets import case_of_row, rows

        for row in rows(path):
            try:
                yield Placed(case_of_row(row), row.at)
            except SuiteError as error:
                yield error
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"cannot read the cases in {path}: {error}; give a UTF-8 file with one JSON object a line") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path} line {number}"
            try:
                yield Placed(case_of(json.loads(line)), f"{where}, {{}}".format)
            except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
                yield SuiteError(f"{where}: {_first(error)}")


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the record'}: {first['msg'].lower()}"
    return f"not a case ({error!r}); 'council-papers eval schema case' prints the form"


def _answerable(record: dict[str, Any]) -> Answerable:
    if not record.get("answerable", True):
        return Answerable.NO
    if record.get("type") == "false_premise" or record.get("false_premise"):
        return Answerable.FALSE_PREMISE
    return Answerable.YES


def _groups(evidence: Iterable[dict[str, Any]], alternatives: bool) -> list[list[dict[str, Any]]]:
    """Entries of one alt_group are interchangeable; all are where the record says `alternatives` and has no alt_group."""
    needed = [entry for entry in evidence if not entry.get("optional")]
    together = alternatives and all(entry.get("alt_group") is None for entry in needed)
    groups: dict[object, list[dict[str, Any]]] = {}
    for at, entry in enumerate(needed):
        key = "all" if together else ("alt", entry["alt_group"]) if entry.get("alt_group") is not None else at
        span = {"doc": entry["doc"], "text": entry["quote"], "page": entry.get("page"), "loose": bool(entry.get("table_row"))}
        groups.setdefault(key, []).append(span)
    return list(groups.values())
