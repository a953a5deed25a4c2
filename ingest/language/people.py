"""People as papers name them: a title, perhaps a first name or initial, a surname."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ingest.language.lexicon import either
from ingest.language.words import fold

TITLE: Final = rf"\b(?:{either('people.titles')})\.?\s+"
"""A title before a name, for expressions that heed capitals."""
TITLED: Final = re.compile(rf"{TITLE}(?:[A-Z]\.?\s+|[A-Z][a-z]+\s+)?(?P<surname>[A-Z][\w'’-]+)")


def surnames(text: str) -> frozenset[str]:
    """Surnames of the people to whom a text gives a title."""
    return frozenset(match["surname"] for match in TITLED.finditer(text))


class Person(NamedTuple):
    """A person as a text names them."""

    given: str
    """Initial or first name as printed, without its stop; "" where only the surname stands."""
    surname: str

    def may_be(self, other: "Person") -> bool:
        """Whether both may name one person: the surnames agree, and what is given of the first names does not differ."""
        one, two = fold(self.given), fold(other.given)
        same = not one or not two or one == two or (1 in (len(one), len(two)) and one[0] == two[0])
        return fold(self.surname) == fold(other.surname) and same


_ONE = r"(?:(?P<given>[A-Z]\.?|[A-Z][^\W\d_]++)\s++(?:[A-Z]\.?\s++){0,2})?(?P<surname>[A-Z][^\W\d_][\w'’-]*+)"
_TITLED_ONE = re.compile(rf"(?:{TITLE})+{_ONE}")
_NEXT_ONE = re.compile(rf"\s*+(?:\([^()]{{1,40}}\)\s*+)?(?:,|;|\band\b|&)\s++(?:and\s++)?{_ONE}")


def people(text: str) -> Iterator[Person]:
    """The people to whom a text gives a title, and those who stand in a list behind one ("Councillors A Mallory, J Mallory and Nash")."""
    for match in _TITLED_ONE.finditer(text):
        found: re.Match[str] | None = match
        while found:
            yield Person((found["given"] or "").rstrip("."), re.sub(r"['’]s$", "", found["surname"]))
            found = _NEXT_ONE.match(text, found.end())
