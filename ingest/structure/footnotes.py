"""Footnotes of a page: set smaller than the text, at the foot, each begun by its number. They belong to no paragraph's count.

Word and TeX set them two points smaller than the text; where a file tells no sizes, a raised figure is.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.models import Line
from ingest.structure.roles import Sorted

_SMALLER = 0.88
"""A footnote's size, as a share of the text's, is at most this: 8 of 10 points and 10 of 12 are the custom, 11 of 12 is other text."""
_NUMBER = re.compile(r"\s*(\d{1,2}|[\u00b9\u00b2\u00b3\u2074-\u2079\u2070]{1,2}|[*\u2020\u2021])\s?(?=[^\W\d_]|[‘“\"])")


_RAISED = re.compile(r"\s*[\u00b9\u00b2\u00b3\u2074-\u2079]{1,2}\s?[^\W\d_]")
"""A raised figure opens nothing but a note, so it tells one without sizes."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote."""

    number: str
    """As printed: "1", "*"."""
    lines: tuple[Line, ...]


def set_apart(found: Sequence[Sorted]) -> tuple[list[Sorted], dict[int, list[Footnote]]]:
    """The lines that are no footnote, and the footnotes by the index, among these, of the line that follows their page."""
    sizes: Counter[float] = Counter()
    for item in found:
        sizes[item.line.size] += len(item.line.text)
    text = max(sizes, key=lambda size: sizes[size], default=0.0)
    kept: list[Sorted] = []
    notes: dict[int, list[Footnote]] = {}
    at = 0
    while at < len(found):
        end = _foot(found, at, text)
        if end > at:
            notes.setdefault(len(kept), []).extend(_split([item.line for item in found[at:end]]))
        else:
            kept.append(found[at])
        at = max(end, at + 1)
    return kept, notes


def _foot(found: Sequence[Sorted], at: int, text: float) -> int:
    """Where the footnotes end that begin at `at`, which is where their page ends; `at` where none begin there."""
    line = found[at].line
    if line.note:
        return at  # told by the file, and kept with the words that it is a note to
    if _RAISED.match(line.text) and not found[at].row and line.page is None:
        before = next((found[i] for i in range(at - 1, -1, -1) if found[i].row or not _RAISED.match(found[i].line.text)), None)
        if before is not None and before.row:
            return at  # a note to that table
        return next((end for end in range(at + 1, len(found)) if found[end].line.gap or found[end].row), len(found))
    if not 0 < line.size <= _SMALLER * text or not _NUMBER.match(line.text) or found[at].row:
        return at
    end = at
    while end < len(found) and found[end].line.page == line.page:
        if found[end].line.size > _SMALLER * text or found[end].row:
            return at
        end += 1
    return end


def _split(lines: Sequence[Line]) -> list[Footnote]:
    notes: list[Footnote] = []
    for line in lines:
        number = _NUMBER.match(line.text)
        if number and (not notes or number[1] != notes[-1].number):
            notes.append(Footnote(_plain(number[1]), (line,)))
        else:
            notes[-1] = Footnote(notes[-1].number, (*notes[-1].lines, line))
    return notes


def _plain(number: str) -> str:
    """A raised figure as a plain one."""
    return number.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
