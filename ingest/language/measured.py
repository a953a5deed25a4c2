"""Figures and times in any form that a careful writer uses: rounded ones with their hedge, counts in words, ranges, financial years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import zip_longest

from ingest.language.quantities import QuantityKind, quantities

TIMES = frozenset({QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS})
"""Kinds of quantity that say when."""
_ROUNDED = re.compile(
    r"\b(?:just|about|around|some|nearly|almost|approximately|approx\.?|roughly|over|under|circa|c\.|more than|less than|close to)\s*$",
    re.IGNORECASE,
)
_RANGE = frozenset({"-", "–", "to", "or"})
"""Words and signs between the ends of a range."""
_SIGNED = frozenset({QuantityKind.PERCENT, QuantityKind.MONEY})
"""Kinds whose sign, said once, is that of both ends of a range."""
_NO_FIGURE = re.compile(r"£?\s?'?0?00'?s?", re.IGNORECASE)
"""Names a unit ("£000")."""
_WAY = re.compile(r"\b(from|to)\s+(?:(?:about|around|just|nearly|almost|some)\s+)?(?:(?:over|under)\s+)?$", re.IGNORECASE)
_ROUNDING = Decimal("0.02")
"""Share of a value by which it may be rounded."""
_SPELLED = re.compile(r"[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity of a text with how it is said."""

    kind: QuantityKind
    key: str
    start: int
    end: int
    lead: int
    """1 where a sign stands before the figure."""
    rounded: bool
    """Whether the writer says that it is rounded."""
    spelled: bool
    """Whether it is a count in words."""
    text: str
    way: str = ""
    """"from" or "to" where that stands before it."""
    factors: tuple[int, ...] = (1,)
    """What the head of a table may multiply it by."""

    @property
    def is_time(self) -> bool:
        """Whether it says when."""
        return self.kind in TIMES


@lru_cache(maxsize=4096)
def measured_in(text: str) -> tuple[Measured, ...]:
    """Every quantity of a text in order; the numbers of ranges ("34-40") each."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Measured]:
    found = quantities(text)
    for one, following in zip_longest(found, found[1:]):
        if _NO_FIGURE.fullmatch(one.text.strip("() ")):
            continue
        rounded = bool(_ROUNDED.search(text[max(0, one.start - 16) : one.start]))
        spelled = one.kind is QuantityKind.COUNT and bool(_SPELLED.match(one.text))
        led = _WAY.search(text[max(0, one.start - 24) : one.start])
        way = led[1].lower() if led else ""
        ranged = one.value.startswith("-") and text[max(0, one.start - 1) : one.start].isdigit()
        key = one.value.lstrip("-") if ranged and one.kind not in TIMES else one.value
        join = text[one.end : following.start].strip().lower() if following else ""
        between = join == "and" and text[: one.start].rstrip().lower().endswith("between")
        joined = one.kind is QuantityKind.COUNT and following and (between or join in _RANGE)
        kind = following.kind if joined and following and following.kind in _SIGNED else one.kind
        yield Measured(kind, key, one.start, one.end, int(one.text.startswith("£")), rounded, spelled, one.text, way)


def number(one: Measured) -> Decimal | None:
    """The value of a figure; None where it has none."""
    try:
        return Decimal(one.key)
    except InvalidOperation:
        return None


def says(printed: Measured, said: Measured) -> bool:
    """Whether a printed quantity is what a statement says, whatever the form."""
    if printed.is_time or said.is_time:
        if printed.is_time and said.is_time:
            return _same_time(printed, said)
        return {printed.kind, said.kind} == {QuantityKind.YEAR, QuantityKind.COUNT} and printed.key == said.key
    ours, theirs = number(said), number(printed)
    if ours is None or theirs is None or _rank(printed) != _rank(said):
        return printed.kind is said.kind and printed.key == said.key
    values = {theirs * factor for factor in printed.factors}
    if said.text.startswith("(") or printed.text.startswith("(") or len(printed.factors) > 1:
        values |= {-value for value in values}
    return ours in values or (said.rounded and any(_rounds_to(value, ours) for value in values))


def _rank(one: Measured) -> bool:
    return one.kind in (QuantityKind.TIME, QuantityKind.ORDINAL)


def _rounds_to(exact: Decimal, said: Decimal) -> bool:
    """Whether a value is said rounded: 1,997,000 as 2.0 million."""
    return abs(exact - said) <= abs(exact) * _ROUNDING


def _same_time(printed: Measured, said: Measured) -> bool:
    mine, theirs = said.key, printed.key
    if said.kind is QuantityKind.YEARS or printed.kind is QuantityKind.YEARS:
        return mine == theirs or (said.kind is QuantityKind.YEAR and mine in (theirs[:4], f"{theirs[:2]}{theirs[-2:]}"))
    if mine.startswith("--") or theirs.startswith("--"):
        ours, other = mine.lstrip("-"), theirs.lstrip("-")
        return _day(ours) == _day(other) if len(ours) >= 5 and len(other) >= 5 else _month(ours) == _month(other)
    return theirs.startswith(mine)


def _day(key: str) -> str:
    return key[-5:]


def _month(key: str) -> str:
    return key[5:7] if len(key) >= 7 else key[:2]


# Rates: what a figure is one of each of.

_TIMES = "year|month|week|day|head|person|hour"
_OFTEN = "apiece|annually|yearly|monthly|weekly|daily"
_RATE = re.compile(rf"\W*(?:\w+\W+){{0,2}}?(?:(?:per|each|every)\s+(?P<of>[a-z]+)|{_OFTEN}|an?\s+(?P<time>{_TIMES}))\b", re.IGNORECASE)
"""Says behind a figure that it is one of each."""
_RATES = re.compile(rf"\b(?:per|each|every|{_OFTEN}|annual|average|rate|an?\s+(?:{_TIMES}))\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:per|each|every|a|an)\s+([a-z]+)", re.IGNORECASE)


def rate_behind(text: str, end: int) -> tuple[str, str]:
    """The words behind a figure that say it is one of each ("per child"), and of what; both "" where there are none."""
    match = _RATE.match(text, end)
    return (match.group().strip(), match["of"] or match["time"] or "") if match else ("", "")


def rates_in(text: str) -> tuple[bool, frozenset[str]]:
    """Whether some words speak of a rate, and the things that it may be of."""
    return bool(_RATES.search(text)), frozenset(_OF.findall(text))
