"""Texts read for aligning: the words that carry content, figures, times and names of a statement or of a line of a passage."""

import re
from bisect import bisect
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.check.names import names
from assistant.check.quantity_forms import Measured, measured_in
from ingest.language.live_text import context
from ingest.language.people import TITLED
from ingest.language.safe_text import gives_orders
from ingest.language.sentences import Shape, Unit, cells_of, units
from ingest.language.words import STOP_WORDS, fold, stem
from ingest.models import Passage

_WORD = re.compile(r"[A-Z]{1,4}[+-](?![\w-])|\d+(?:[.,/]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
"""A grade with its sign ("AA-"), a figure in one piece, or a word."""
_STEP = re.compile(r"[,;:.](?=\s)|[()•]|\n|\b(?:and|but|while|whereas|or|against|compared)\b", re.IGNORECASE)
"""Parts a sentence into what belongs closer together."""
BREAK = 3
"""Words that such a part counts for."""
_THE = re.compile(r"\b[Tt]he\s$")
_CAPITAL = re.compile(r"(?:['’]s)?\s(?:of\s|for\s)?[A-Z]")
_MARKER = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+", re.IGNORECASE)
"""The number or letter of a list item, which counts nothing."""
_NUMBERED = re.compile(r"\b(?:items?|numbers?|no\.|para(?:graph)?s?|minutes?|pages?|appendix|sections?|polic(?:y|ies))\s$", re.IGNORECASE)
_UNIT = re.compile(r"\d\s?$")
_COMMON = re.compile(r"(?:s|ing|ed|ly|tion|ment|ance|ence|ness|ity)$")
"""Ends words that open a sentence with a capital and are no names."""
_VERB = re.compile(r"\s(?:will|has|is|was|had|would|said|asked|may|must|should|can|could|did|does)\b")
_BESIDE = 2
"""Units around one that gives orders that may belong to it."""
_LABELS = 4
"""Cells of a row that name it at most."""


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


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, or a cell of a table behind the label of its row and the head of its column."""

    text: str
    unit: Unit
    row: int = 0
    """Characters that name the row of a cell."""
    label: int = 0
    """Characters before the value of a cell; 0 for a sentence."""


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
        if word in STOP_WORDS or len(word) < 2 or any(a < match.end() and match.start() < b for a, b in taken):
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


@lru_cache(maxsize=1024)
def lines_of(passage: Passage) -> tuple[Line, ...]:
    """The sentences of a passage, and the cells of its rows one by one; without words that give orders, and those around them."""
    found: list[Line] = []
    for unit in evidence_of(passage):
        found += _cells(unit) if unit.shape is Shape.ROW else [Line(_MARKER.sub("", unit.text, count=1), unit)]
    return tuple(found)


@lru_cache(maxsize=1024)
def evidence_of(passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage that may bear something out: words addressed to a machine, and those beside them, are evidence of nothing."""
    if gives_orders(context(passage)):
        return ()
    found = units(passage)
    orders = [at for at, unit in enumerate(found) if gives_orders(" ".join(one.text for one in found[at : at + 2]))]
    return tuple(unit for at, unit in enumerate(found) if not any(-_BESIDE < at - order <= _BESIDE for order in orders))


def _cells(unit: Unit) -> list[Line]:
    cells, table = cells_of(unit), unit.passage.table
    columns = table.columns if table and len(table.columns) == len(cells) else ("",) * len(cells)
    names_row = 1
    while names_row < min(len(cells) - 1, _LABELS) and _is_label(cells[names_row]):
        names_row += 1
    label = " ".join(cells[:names_row])
    heads = [f"{label} {column}" for column in columns]
    lines = [Line(f"{head} {cell}", unit, len(label), len(head)) for head, cell in list(zip(heads, cells, strict=True))[names_row:] if cell]
    return lines or [Line(" ".join(cells), unit)]


def _is_label(cell: str) -> bool:
    """Whether a cell names its row: words without figures."""
    return bool(re.search(r"[A-Za-z]{3}", cell)) and not re.search(r"\d", cell)


__all__ = ["BREAK", "Kind", "Line", "Read", "Token", "lines_of", "read"]
