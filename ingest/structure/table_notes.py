"""Notes under a table: they belong to its rows, for a figure that is provisional or in thousands is not to be told without that."""

import re
from collections.abc import Sequence

from ingest.language.lexicon import either
from ingest.models import Line

_MARK = re.compile(r"\(?([*†‡§#]{1,3}|[¹²³⁰⁴-⁹ᵃ-ᶻ]{1,3}|[a-z](?=\)))\)?\s*")
_OPENING = re.compile(
    rf"(?:{either('tables.notes')})(?:\s*\d{{1,2}})?(?:\s*[:.\-–]|\s+(?:are|is|in|for|from|of|may|have|exclude|include)\b)", re.I
)
_LONGEST = 60
"""Words above which a paragraph under a table is no note to it."""


def is_note(line: Line, rows: Sequence[Line]) -> bool:
    """True where a line under the rows of a table is a note to them.

    It begins with a mark that stands in a cell, or as notes begin, or is all in brackets.
    """
    text = line.text.strip()
    if line.note:
        return True
    if line.level or sum(map(bool, line.cells)) > 1 or len(text.split()) > _LONGEST:
        return False
    if line.bullet or _MARK.match(text):
        return is_marked(line, rows)
    return bool(_OPENING.match(text)) or (text.startswith("(") and text.endswith(")") and text.count("(") == 1)


def is_marked(note: Line, rows: Sequence[Line]) -> bool:
    """True where a cell of the rows bears the mark with which a note begins."""
    found = _MARK.match(note.text.strip())
    mark = "*" if note.bullet else found[1] if found else ""  # "* provisional" is read as an entry of a list
    return bool(mark) and any(_bears(cell, mark) for row in rows for cell in row.cells)


def _bears(cell: str, mark: str) -> bool:
    """True where a mark stands behind the words of a cell: "1,204*", "Parking (a)"."""
    return cell.rstrip().endswith((mark if not mark.isascii() or not mark.isalpha() else f"({mark})", f"{mark})"))
