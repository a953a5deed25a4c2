"""The mark of a statement in a chat model's words that nothing is against and that was not matched: the one owner of the words."""

import re
from collections.abc import Iterable
from typing import Final

from assistant.citations import printed_page
from assistant.models import Citation, Matched, Statement

_WORDS: Final = "in the model's words; not matched"
_WITHIN = r"(?:[^()\n]|\([^()\n]{0,20}\)){0,120}"
MARK: Final = re.compile(rf"\({re.escape(_WORDS)}{_WITHIN}\)")
"""The mark as it stands in an answer, behind the markers of its statement."""


def mark(statement: Statement, citations: Iterable[Citation]) -> str:
    """ "(in the model's words; not matched, see page 4)" for a statement that was not matched, "" for one that was."""
    if statement.support is not Matched.UNMATCHED:
        return ""
    first = next((one for one in citations if one.marker in statement.citations[:1]), None)
    place = _place(first) if first else ""
    return f"({_WORDS}, see {place})" if place else f"({_WORDS} to the papers)"


def unmarked(text: str) -> str:
    """An answer without marks, for those who look for words in it."""
    return MARK.sub("", text)


def _place(citation: Citation) -> str:
    """Where a reader finds the passage, named as its locator names it: by the printed page, else that of the file, else the paragraph."""
    label = printed_page(citation.page_label)
    if label and label != str(citation.page):
        return f"pack page {label}"
    if citation.page:
        return f"page {citation.page}"
    paragraph = (citation.paragraph or "").strip()
    named = (f"{noun} {paragraph}" for noun in ("para", "minute"))
    return next((one for one in named if one in citation.locator), paragraph) if paragraph else ""
