"""People as papers name them: a title, perhaps a first name or initial, a surname."""

import re
from typing import Final

from ingest.language.lexicon import either

TITLE: Final = rf"\b(?:{either('people.titles')})\.?\s+"
"""A title before a name, for expressions that heed capitals."""
TITLED: Final = re.compile(rf"{TITLE}(?:[A-Z]\.?\s+|[A-Z][a-z]+\s+)?(?P<surname>[A-Z][\w'’-]+)")


def surnames(text: str) -> frozenset[str]:
    """Surnames of the people to whom a text gives a title."""
    return frozenset(match["surname"] for match in TITLED.finditer(text))
