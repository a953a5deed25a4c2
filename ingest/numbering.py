"""The grammar of printed numbers: which marker a line begins with, and how it reads as a citation.

One grammar serves `1.`, `1.1`, `4.3.1`, `(1)`, `1)`, `a)`, `(i)`, `ii.`, `A.`, `21.01.05`, `24/051` and three-digit minute numbers.
Whether a marker really numbers a paragraph is decided in `ingest/hierarchy.py`, over the whole report.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """The look of a marker; a list keeps one style."""

    DECIMAL = "1."
    BARE = "1"
    MULTI = "1.1"
    PAREN = "(1)"
    LETTER = "a)"
    ROMAN = "i)"
    CAPITAL = "A."


@dataclass(frozen=True, slots=True)
class Marker:
    """A number or letter before a line's text."""

    style: Style
    values: tuple[int, ...]
    """The number as integers; one for all styles but MULTI."""
    label: str
    """As cited: "12", "4.3.1", "ii", "a"."""
    end: int
    """Code points of the line that the marker and the space behind it take."""
    closed: str = ""
    """The punctuation that closes it: lists inside lists often differ in this alone ("a)" and "a.")."""


_MULTI = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?(?=\s|$|[A-Z‘“])\s*")
_SLASHED = re.compile(r"(?:[Mm]inute\s+(?:[Nn]o\.?\s*)?)?(\d{1,3})/(\d{2,4})\.?\s+(?=[A-Z‘“])")
_DECIMAL = re.compile(r"(\d{1,3})([.)])(?=\s|$|[A-Z‘'\"“(])\s*")
_BARE = re.compile(r"(\d{1,3})(?=\t|\s+[A-Z‘'\"“])\s+")
_PAREN = re.compile(r"\((\d{1,2})\)\s*")
_ROMAN = re.compile(r"(\()?([ivx]{1,5})(\)|\.(?:\))?)(?=\s|$|[A-Z])\s*")
_LETTER = re.compile(r"(\()?([a-z])(\)|\.(?:\))?)(?=\s|$|[A-Z])\s*")
_CAPITAL = re.compile(r"([A-H])\.\s+(?=[A-Z])")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


def roman(text: str) -> int | None:
    """Value of a lower-case roman numeral up to xxxix; None where it is not well formed."""
    total = 0
    for here, after in zip(text, f"{text[1:]} ", strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(after, 0) > value else value
    return total if _write_roman(total) == text else None


def _write_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "x" * tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][ones]


def markers(text: str) -> list[Marker]:
    """Every reading of the marker that `text` begins with, likeliest first; [] where it begins with none.

    "(i)" is both a roman one and the ninth letter: the list it stands in decides.
    """
    if found := _MULTI.match(text):
        label = found[1]
        return [Marker(Style.MULTI, tuple(map(int, label.split("."))), label, found.end())]
    if (found := _SLASHED.match(text)) and int(found[2]) != int(found[1]) + 1:
        return [Marker(Style.MULTI, (int(found[1]), int(found[2])), f"{found[1]}/{found[2]}", found.end())]
    if found := _DECIMAL.match(text):
        style = Style.DECIMAL if found[2] == "." else Style.PAREN
        return [Marker(style, (int(found[1]),), found[1], found.end(), found[2])]
    if found := _PAREN.match(text):
        return [Marker(Style.PAREN, (int(found[1]),), found[1], found.end(), "()")]
    return _lettered(text) or _bare(text)


def _lettered(text: str) -> list[Marker]:
    readings = []
    if (found := _ROMAN.match(text)) and (value := roman(found[2])):
        readings.append(Marker(Style.ROMAN, (value,), found[2], found.end(), f"{found[1] or ''}{found[3]}"))
    if found := _LETTER.match(text):
        readings.append(Marker(Style.LETTER, (ord(found[2]) - 96,), found[2], found.end(), f"{found[1] or ''}{found[3]}"))
    if found := _CAPITAL.match(text):
        readings.append(Marker(Style.CAPITAL, (ord(found[1]) - 64,), found[1], found.end(), "."))
    return readings


def _bare(text: str) -> list[Marker]:
    found = _BARE.match(text)
    return [Marker(Style.BARE, (int(found[1]),), found[1], found.end())] if found else []


def cite(root: Marker, inner: tuple[Marker, ...]) -> str:
    """The citation of a nested marker: root "10" with inner a) reads "10(a)"."""
    return root.label + "".join(f"({marker.label})" for marker in inner)
