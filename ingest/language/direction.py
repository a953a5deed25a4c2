"""Hebrew and Arabic: a line as it is printed, from left to right, and as it is read."""

import unicodedata
from itertools import groupby

_FIRST = "\u0590"
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def logical(printed: str) -> str:
    """A line in reading order, from its characters as they stand from left to right.

    Words and figures that are read from left to right keep their order; letter forms become letters. Other lines stay as they are.
    """
    if printed.isascii() or max(printed) < _FIRST or not any(map(_rightward, printed)):
        return printed
    letters = [char for char in printed if char.isalpha()]
    if 2 * sum(map(_rightward, letters)) < len(letters):  # words in a line that is read from left to right
        return "".join(_turned("".join(run)) if right else "".join(run) for right, run in _runs(printed, True))
    return "".join("".join(run) if right else _turned("".join(run)) for right, run in _runs(_turned(printed), False))


def _rightward(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _turned(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", c) if c >= "\ufb1d" else c for c in reversed(text)).translate(_MIRRORED)


def _runs(text: str, rightward: bool) -> list[tuple[bool, str]]:
    """Runs of each direction; what has none goes with the runs on both sides of it where they agree, else with the line."""
    marks = [True if _rightward(c) else False if c.isalnum() else None for c in text]
    line = not rightward
    for start, end in _gaps(marks):
        sides = {marks[start - 1] if start else line, marks[end] if end < len(marks) else line}
        marks[start:end] = [sides.pop() if len(sides) == 1 else line] * (end - start)
    return [(bool(mark), "".join(c for _, c in run)) for mark, run in groupby(zip(marks, text, strict=True), key=lambda pair: pair[0])]


def _gaps(marks: list[bool | None]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for index, mark in enumerate(marks):
        if mark is None and found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        elif mark is None:
            found.append((index, index + 1))
    return found
