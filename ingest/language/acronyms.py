"""Acronyms: where a text prints them, where it defines them, and the titles whose words they are made of."""

import re
from collections.abc import Iterator

_DEFINED = re.compile(r"\(([A-Z][A-Za-z&/-]{1,9})\)")
_DEFINING = re.compile(r"\b([A-Z][A-Za-z&]{1,9})\s?(?:\(|[-–—:]\s|\t\s*|\s\|\s)([A-Za-z][A-Za-z ,'’&/-]{5,90})")
_ACRONYM = re.compile(r"\b[A-Z]{2,10}(?=s?\b)")
_NUMBER = re.compile(r"^\W*\d[\w.]*+[.)]?\s")
_INITIAL = re.compile(r"[A-Za-z][\w'’-]*+")
_PARTED = re.compile(r"\s[-–—]\s|[:,(]")
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with"))


def acronyms(text: str) -> list[str]:
    """The words of a text in capitals alone, plural s put aside."""
    return _ACRONYM.findall(text)


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Acronyms that a text defines, with their meaning: "Multi Agency Safeguarding Hub (MASH)", "MASH (Multi Agency ...)", glossary rows.

    The initials must spell the acronym (small words may be passed over), so that a bracket after any words is not a definition.
    """
    for match in _DEFINED.finditer(text):
        before = re.findall(r"[A-Za-z'’]+", text[max(0, match.start() - 120) : match.start()])
        for size in range(2, min(len(before), 2 * len(match[1])) + 1):
            if _spells(match[1], before[-size:]):
                yield match[1], " ".join(before[-size:])
                break
    for match in _DEFINING.finditer(text):
        after = re.findall(r"[A-Za-z'’]+", match[2])
        size = next((n for n in range(len(after), 1, -1) if _spells(match[1], after[:n])), 0)
        if size:
            yield match[1], " ".join(after[:size])


def _spells(acronym: str, meaning: list[str]) -> bool:
    """Whether the initials of the words spell the acronym, its own small letters and plural s put aside."""
    letters = "".join(c for c in acronym if c.isupper()).lower()
    strict = "".join(word[0] for word in meaning).lower()
    loose = "".join(word[0] for word in meaning if word.lower() not in _SMALL).lower()
    return len(letters) > 1 and meaning[0].lower() not in _SMALL and letters in (strict, loose)


def is_told_by(acronym: str, title: str) -> bool:
    """Whether a title prints an acronym, or has words at its beginning or end, or between its dashes and colons, that it spells."""
    return bool(spelled_out(acronym, title)) or acronym in acronyms(title)


def spelled_out(acronym: str, title: str) -> str:
    """The part of a title whose words an acronym is made of; "" where there is none."""
    letters = acronym.replace("&", "").lower()
    for part in _PARTED.split(_NUMBER.sub("", title)):
        initials = "".join(word[0] for word in _INITIAL.findall(part) if word.lower() not in _SMALL).lower()
        if initials == letters or (len(letters) > 3 and (initials.startswith(letters) or initials.endswith(letters))):
            return part.strip()
    return ""
