"""What stands in one cell of a sheet of cases, read and written; eval.sheets says what the columns are."""

import re
from collections.abc import Callable
from typing import Any

from eval.models import Case, Nugget, Span


def _history(cell: str) -> list[dict[str, str]]:
    turns = []
    for line in filter(str.strip, cell.splitlines()):
        role, colon, text = line.partition(":")
        if role.strip().lower() not in ("user", "assistant") or not colon:
            raise ValueError(f"{line!r} begins neither 'user:' nor 'assistant:'")
        turns.append({"role": role.strip().lower(), "text": text.strip()})
    return turns


def _evidence(cell: str) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for line in _unbroken(cell):
        alternative = line.startswith("or ")
        parts = [part.strip() for part in line.removeprefix("or ").split("|")]
        page = re.fullmatch(r"(?:p(?:age|\.)?\s*)?(\d*)", parts[1].lower()) if len(parts) > 2 else None
        if page is None or (alternative and not groups):
            form = "'file name | page | words of the paper'; the page may be empty, its bars may not be left out"
            raise ValueError(f"{line!r} is not of the form {form}")
        loose = parts[-1].lower() == "loose" and len(parts) > 3
        words = " | ".join(parts[2:-1] if loose else parts[2:])
        span = Span(doc=parts[0], page=int(page[1]) if page[1] else None, text=words, loose=loose)
        if alternative:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _unbroken(cell: str) -> list[str]:
    """The lines of a cell; one without two bars goes on with the words above it, as words copied from a paper do."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        if lines and line.count("|") < 2:
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _facts(cell: str) -> list[Nugget]:
    found = []
    for line in cell.splitlines():
        named = re.match(r"(okay: )?(?:(value|regex): )?(.+)", line)
        if named:
            found.append(Nugget.model_validate({"text": named[3], "weight": "okay" if named[1] else "vital", "match": named[2] or "alias"}))
    return found


def _forbidden(cell: str) -> list[dict[str, str]]:
    return [dict(zip(("text", "why"), map(str.strip, (*line.split(" -- ", 1), "")), strict=False)) for line in cell.splitlines()]


PARSERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "history": ("history", _history),
    "evidence": ("evidence_groups", _evidence),
    "facts": ("nuggets", _facts),
    "forbidden": ("forbidden", _forbidden),
    "slices": ("slices", lambda cell: [tag.strip() for tag in re.split(r"[,\n]", cell) if tag.strip()]),
}
"""Column to the field of a case and the reader of its cell; a reader raises ValueError where the cell is not of the documented form."""


LEFT_EMPTY = ("role", "status", "split", "set_version")
"""Columns that stay empty where a case has what an empty cell means."""


def cell(case: Case, name: str) -> str:
    """The cell of a case in the column `name`."""
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
    if name in LEFT_EMPTY and getattr(case, name) == Case.model_fields[name].default:
        return ""
    return str(getattr(case, name) or "")
