"""When two names are of one body, two titles of one item of business: asked here by all who join papers of meetings."""

import re
from typing import Final

from rapidfuzz import fuzz

from ingest.language.words import content_stems, fold
from ingest.models import Meeting

SAME_TITLE: Final = 66.0
"""Likeness, of 100, from which two titles may name one item; the likest of a meeting is taken."""
_SAME_BODY: Final = 88.0
_COMMON_NAMES = frozenset(content_stems("council county city borough district parish town metropolitan unitary royal full meeting"))
_NUMBERED = re.compile(r"^\W*+(?:(?:minute|item)\s++)?\d++(?:[./]\d++)*+[A-Za-z]?[.):]?\s++", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![\d/])(\d{2,4})[/-](\d{3,6})(?![\d/])")
COUNCIL: Final = "full council"
"""Key of a council itself."""


def body_key(meeting: Meeting) -> str:
    """Stems of a committee's name without those of its council, so that "County Council" and "Kent County Council" are one body."""
    own = set(content_stems(meeting.council or ""))
    stems = set(content_stems(meeting.committee or meeting.council or "")) - own - _COMMON_NAMES
    return " ".join(sorted(stems)) or COUNCIL


def same_body(one: str | None, other: str | None) -> bool:
    """Whether two names are of one body; a name that is not known fits any."""
    if not one or not other:
        return True
    first, second = one.casefold(), other.casefold()
    return first in second or second in first or fuzz.token_sort_ratio(first, second) >= _SAME_BODY


def unnumbered(title: str) -> str:
    """A title without the number printed before it."""
    return _NUMBERED.sub("", title, count=1)


def title_likeness(one: str, other: str) -> float:
    """How alike two titles are, 0 to 100: in order or out of it, one inside the other counting less than the same."""
    first, second = fold(unnumbered(one)), fold(unnumbered(other))
    return 0.4 * fuzz.token_sort_ratio(first, second) + 0.6 * fuzz.token_set_ratio(first, second)


def references(text: str) -> set[str]:
    """The numbers of decisions and applications that a title or a file's name prints ("24/0155", "24-00093"), with a slash."""
    return {"/".join(found) for found in _REFERENCE.findall(text)}


def same_title(one: str | None, other: str | None) -> bool:
    """Whether two titles may name one item of business of one meeting; two that print different references ("24/0155") do not."""
    if not one or not other:
        return False
    first, second = references(one), references(other)
    return not (first and second and first.isdisjoint(second)) and title_likeness(one, other) >= SAME_TITLE
