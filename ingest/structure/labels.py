"""Labels of the boxes at the head of reports and of forms ("Report title", "Item No."), by what they ask for."""

import re
from typing import Final

from rapidfuzz import fuzz, process

from ingest.language.lexicon import listed

_LETTERS = re.compile(r"[^a-z]")
_MEANINGS: Final = (
    "to", "recipient", "subject", "proposal", "date", "day", "written", "of", "author", "confidentiality", "decision", "item", "ends",
    "skip",
)  # fmt: skip
_LABELS: Final = {_LETTERS.sub("", phrase): meaning for meaning in _MEANINGS for phrase in listed(f"labels.{meaning}")}
_UNCLOSED: Final = tuple(_LETTERS.sub("", phrase) for phrase in listed("labels.unclosed"))
_WORDS: Final = 6
"""Words of the longest label."""


def is_label(text: str) -> bool:
    """True for a label of report heads and decision forms, with or without its colon."""
    return _letters(text) in _LABELS


def meaning_of(text: str) -> str | None:
    """What the label that `text` is asks for ("to", "subject", "date", "item" …); None where it is no label."""
    return _LABELS.get(_letters(text)) if text[:1].isalpha() and not any(map(str.isdigit, text)) else None


def needs_no_colon(text: str) -> bool:
    """Whether the words are a label that stands without a colon on a line of its own."""
    return _letters(text) in _UNCLOSED


def closed_label(text: str) -> tuple[str, str] | None:
    """(meaning, value) where a label closed by a colon opens the text; the value may be empty."""
    before, colon, value = text.partition(":")
    meaning = meaning_of(before) if colon else None
    return (meaning, value.strip(" :")) if meaning else None


def torn_label(text: str) -> tuple[str, str] | None:
    """The same for a label whose letters came apart at cell borders or were lost there."""
    before, colon, value = text.partition(":")
    letters = _letters(before)
    if not 5 <= len(letters) <= 30:
        return None
    found = process.extractOne(letters, tuple(_LABELS) if colon else _UNCLOSED, scorer=fuzz.ratio, score_cutoff=84)
    return (_LABELS[found[0]], value.strip(" :")) if found else None


def leading_label(text: str) -> tuple[str, str] | None:
    """(meaning, value) where a label opens the text and no colon need part it from its value: "Classification OPEN"."""
    words = text.split()
    for size in range(min(_WORDS, len(words)), 0, -1):
        meaning = meaning_of(" ".join(words[:size]))
        if meaning and (size == len(words) or not words[size][0].islower()):
            return meaning, " ".join(words[size:]).strip(" :")
    return None


def labels_along(text: str) -> list[tuple[str, str]]:
    """(meaning, value) of the labels along one line of text, each closed by a colon but for the last words of the line.

    "Item No. 4 Classification: Open Date: 1 May 2024" and "Item No. Classification: Date:" are read so; [] where it is no such line.
    """
    first = _opening(text)
    if first is None:
        return []
    found, rest = [first[0]], first[1]
    value: list[str] = []
    words = rest.split()
    at = 0
    while at < len(words):
        size = _label_at(words, at)
        if size:
            found[-1] = (found[-1][0], " ".join(value))
            found.append((meaning_of(" ".join(words[at : at + size])) or "", ""))
            value = []
            at += size
        else:
            value.append(words[at])
            at += 1
    found[-1] = (found[-1][0], " ".join(value))
    return found


def _opening(text: str) -> tuple[tuple[str, str], str] | None:
    words = text.split()
    for size in range(min(_WORDS, len(words)), 0, -1):
        if meaning := meaning_of(" ".join(words[:size])):
            return (meaning, ""), " ".join(words[size:])
    return None


def _label_at(words: list[str], at: int) -> int:
    """Words of the label closed by a colon that begins at `at`; 0 where none does. The longest is taken."""
    for size in range(min(_WORDS, len(words) - at), 0, -1):
        label = words[at : at + size]
        if label[-1].endswith(":") and not any(word.endswith(":") for word in label[:-1]) and meaning_of(" ".join(label)):
            return size
    return 0


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.casefold().replace("(s)", "s"))
