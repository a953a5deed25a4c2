"""Paragraphs of Schedule 12A to the Local Government Act 1972 under which papers say they are exempt."""

import re
from collections.abc import Iterable

_NUMBERS = r"(\d{1,2}[A-C]?(?:\s*(?:,|and|or|&|to|-)\s*\d{1,2}[A-C]?)*)"
_NAMED = re.compile(
    rf"\b(?:paragraphs?|paras?\.?|categor(?:y|ies))\s+{_NUMBERS}[^.]{{0,120}}?(?:Schedule\s+12A|Access to Information)"
    rf"|Schedule\s+12A[^.]{{0,80}}?\b(?:paragraphs?|paras?\.?|categor(?:y|ies))\s+{_NUMBERS}"
    rf"|\b(?:exempt|confidential|not for publication)\b[^.]{{0,80}}?\b(?:paragraphs?|categor(?:y|ies))\s+{_NUMBERS}",
    re.IGNORECASE | re.DOTALL,
)


def exempt_paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    """The paragraph numbers that texts name, ascending; a number above 10 is no paragraph of that Schedule and is left out."""
    found: set[str] = set()
    for text in texts:
        for match in _NAMED.finditer(text):
            listed = next(group for group in match.groups() if group)
            found.update(re.findall(r"\d{1,2}[A-C]?", listed))
    return tuple(sorted((n for n in found if 1 <= int(re.sub(r"\D", "", n)) <= 10), key=lambda n: (int(re.sub(r"\D", "", n)), n)))
