"""Texts as what they say of things: the words that carry content, figures, times and names, each at its place."""

import re
from bisect import bisect
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ingest.language.measured import Measured, measured_in
from ingest.language.names import names
from ingest.language.people import TITLED
from ingest.language.words import STOP_WORDS, fold, stem

_WORD = re.compile(r"[A-Z]{1,4}[+-](?![\w-])|\d+(?:[.,/]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
"""A grade with its sign ("AA-"), a figure in one piece, or a word."""
_STEP = re.compile(r"[,;:.](?=\s)|[()•]|\n|\b(?:and|but|while|whereas|or|against|compared|(?:from|to)(?=\s+£?\d))\b", re.IGNORECASE)
"""Parts a sentence into what belongs closer together."""
BREAK = 3
"""Words that such a part counts for."""
_BODY = "council"
"""Idle in a question, but not where one body pays and another does not."""
_THE = re.compile(r"\b[Tt]he\s$")
_CAPITAL = re.compile(r"(?:['’]s)?\s(?:of\s|for\s)?[A-Z]")
_MARKER = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+", re.IGNORECASE)
"""The number or letter of a list item, which counts nothing."""
_NUMBERED = re.compile(r"\b(?:items?|numbers?|no\.|para(?:graph)?s?|minutes?|pages?|appendix|sections?|polic(?:y|ies))\s$", re.IGNORECASE)
_UNIT = re.compile(r"\d\s?$")
_COMMON = re.compile(r"(?:s|ing|ed|ly|tion|ment|ance|ence|ness|ity)$")
"""Ends words that open a sentence with a capital and are no names."""
_VERB = re.compile(r"\s(?:will|has|is|was|had|would|said|asked|may|must|should|can|could|did|does)\b")


_SMALL = frozenset({"of", "the", "and", "for", "in", "to", "a"})


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    FIGURE = "figure"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Token:
    """A word that carries content, a figure, a time or a name of a text."""

    kind: Kind
    key: str
    place: int
    """Words from the start of the text, with more for each stop between."""
    start: int
    end: int
    measured: Measured | None = None
    is_number: bool = False
    """Whether a figure is the number of an item, a paragraph, a page."""

    is_person: bool = False
    """Whether a name stands behind a title ("Councillor Lee")."""

    @property
    def is_loose(self) -> bool:
        """Whether it is a count so small that a writer may have counted himself ("two reasons")."""
        return self.is_spelled and self.key in ("1", "2")

    @property
    def is_spelled(self) -> bool:
        """Whether it is a count in words."""
        return self.measured is not None and self.measured.spelled


@dataclass(frozen=True, slots=True)
class Read:
    """A text as its tokens in order, and all its words with their places, idle ones too."""

    text: str
    tokens: tuple[Token, ...]
    words: tuple[tuple[str, int], ...]
    """Folded words with their places."""


@lru_cache(maxsize=4096)
def read(text: str) -> Read:
    """Read a text for aligning."""
    breaks = [match.start() for match in _STEP.finditer(text)]
    spans = [(m, at + BREAK * bisect(breaks, m.start())) for at, m in enumerate(_WORD.finditer(text))]
    starts = [match.start() for match, _ in spans]

    def place(offset: int) -> int:
        return spans[max(bisect(starts, offset) - 1, 0)][1] if spans else 0

    found = [
        Token(
            Kind.TIME if one.is_time else Kind.FIGURE,
            one.key,
            place(one.start + one.lead),
            one.start,
            one.end,
            one,
            bool(_NUMBERED.search(text[max(0, one.start - 16) : one.start])),
        )
        for one in measured_in(text)
    ]
    taken = [(token.start, token.end) for token in found]
    capital = {start for start, _ in names(text)}
    people = {match.end("surname") for match in TITLED.finditer(text)}
    for match, at in spans:
        word = fold(match.group()).removesuffix("'s").removesuffix("s'")
        if (word in STOP_WORDS and word != _BODY) or len(word) < 2 or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        of_figure = len(word) <= 3 and _UNIT.search(text[max(0, match.start() - 2) : match.start()])
        named = (
            (match.start() in capital or _opens_with_name(text, match))
            and not of_figure
            and not _is_office(text, match.start(), match.end())
        )
        person = match.end() in people
        kind = Kind.NAME if named or person else Kind.WORD
        found.append(Token(kind, stem(word), at, match.start(), match.end(), is_person=person))
    words = tuple((fold(match.group()), at) for match, at in spans)
    return Read(text, tuple(sorted(found, key=lambda token: (token.start, token.end))), words)


def _opens_with_name(text: str, match: re.Match[str]) -> bool:
    """Whether the first word of a text is likely a name: a capital, no plural, no form of a verb, nothing that the paper need have."""
    word = match.group()
    return not match.start() and word[:1].isupper() and not _COMMON.search(word) and bool(_VERB.match(text, match.end()))


def _is_office(text: str, start: int, end: int) -> bool:
    """Whether a capital only marks an office or a body that has been named before: "the Minister said"."""
    acronym = end - start > 1 and text[start:end].isupper()
    return not acronym and bool(_THE.search(text[max(0, start - 5) : start])) and not _CAPITAL.match(text, end)


def without_marker(text: str) -> str:
    """A list item without its number or letter."""
    return _MARKER.sub("", text, count=1)


def is_label(cell: str) -> bool:
    """Whether a cell names its row: words without figures."""
    return bool(re.search(r"[A-Za-z]{3}", cell)) and not re.search(r"\d", cell)


def initials(text: str) -> str:
    """Initials of the words of a text without the small ones, so that an acronym of printed words counts as printed."""
    return "".join(word[0] for word in map(fold, re.findall(r"[A-Za-z][\w'’]*", text)) if word not in _SMALL)
