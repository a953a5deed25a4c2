"""What words say of a matter: proposed or decided, one thing or its opposite."""

import re
from typing import Final

from ingest.language.lexicon import either


def _any(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(*names)})\b", re.IGNORECASE)


DECIDED: Final = _any("standings.resolved")
"""What minutes say of a motion that was carried."""
SETTLED: Final = _any("standings.resolved", "standings.further")
"""The same of any motion that was put, whatever became of it."""
PROPOSED: Final = _any("standings.proposed")
STANDINGS: Final = {name: _any(f"standings.{name}") for name in ("decided", "recommended", "deferred", "refused", "withdrawn", "called in")}
"""Standings of a matter; the words of one are taken for each other, a word of another is another decision."""


def opposites(left: str, right: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words and their opposites, each by the names of their lists, parted by blanks."""
    one, other = (_any(*(f"opposites.{name}" for name in side.split())) for side in (left, right))
    return one, other
