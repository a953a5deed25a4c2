"""Typed quantities of a text: money, percentages, dates and years, times, counts and ranks, in canonical form."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from ingest.language.dates import mentions
from ingest.language.periods import Period, PeriodKind

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?P<scale>k|m|bn|thousands?|millions?|billions?)\b"
_SCALES = {"k": 1_000, "t": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty"""
_WORDS = {word: value for value, word in enumerate(_SMALL.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "once": 1,
    "twice": 2,
}
_PATTERN = re.compile(
    rf"""
      (?P<money>\(?-?£\s?(?P<amount>{_NUMBER})\s?(?:{_SCALE})?\)?)
    | (?P<pence>\b(?P<pennies>\d{{1,3}}(?:\.\d+)?)\s?p\b(?!\.?\s?\d))
    | \b(?P<ordinal>\d{{1,3}})(?:st|nd|rd|th)\b
    | (?P<percent>(?<!\d)[-+]?(?P<share>{_NUMBER})\s?(?:%|per\s?cent\b))
    | \b(?P<time>\d{{1,2}}[.:]\d\d\s?(?:am|pm)|\d{{1,2}}\s?(?:am|pm))\b
    | (?P<number>(?<![\w./])[-+]?(?P<count>{_NUMBER})\s?(?:{_SCALE.replace("scale", "scale2")})?)(?![\w/])
    | \b(?P<word>{"|".join(_WORDS)})\b(?!-(?:to|off|way|day|year))
    """,
    re.IGNORECASE | re.VERBOSE,
)


class QuantityKind(StrEnum):
    """What a quantity measures."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    YEARS = "years"
    TIME = "time"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and its span; `value` is canonical: a plain decimal, or YYYY-MM-DD with -- for an unstated year."""

    kind: QuantityKind
    value: str
    start: int
    end: int
    text: str


def _decimal(text: str, scale: str | None = None) -> str:
    try:
        value = Decimal(text.replace(",", "")) * _SCALES.get((scale or "")[:1].lower(), 1)
    except InvalidOperation:
        return text
    return f"{value.normalize():f}"


_PERIODS = {PeriodKind.DAY: QuantityKind.DATE, PeriodKind.MONTH: QuantityKind.MONTH, PeriodKind.SEASON: QuantityKind.YEAR}


def _date(period: Period) -> Quantity:
    """A period as a quantity; a quarter counts for its year, and a day without a year begins with "--"."""
    kind = _PERIODS.get(period.kind, QuantityKind.YEARS)
    return Quantity(kind, period.key.split()[0], *period.at, period.printed.strip())


def _read(match: re.Match[str]) -> tuple[QuantityKind, str]:
    if match["money"]:
        negative = match["money"].startswith(("(", "-")) and (match["money"][0] == "-" or match["money"].endswith(")"))
        return QuantityKind.MONEY, ("-" if negative else "") + _decimal(match["amount"], match["scale"])
    if match["pence"]:
        return QuantityKind.MONEY, f"{(Decimal(match['pennies']) / 100).normalize():f}"
    if match["ordinal"]:
        return QuantityKind.ORDINAL, match["ordinal"]
    if match["percent"]:
        return QuantityKind.PERCENT, ("-" if match["percent"].startswith("-") else "") + _decimal(match["share"])
    if match["time"]:
        return QuantityKind.TIME, re.sub(r"\s", "", match["time"].lower()).replace(":", ".").replace(".00", "")
    if match["word"]:
        return QuantityKind.COUNT, str(_WORDS[match["word"].lower()])
    if not match["scale2"] and re.fullmatch(r"(?:19|20)\d\d", match["number"].strip()):
        return QuantityKind.YEAR, match["number"].strip()
    return QuantityKind.COUNT, ("-" if match["number"].startswith("-") else "") + _decimal(match["count"], match["scale2"])


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a text in order. A bare four-digit number 1900-2099 is read as a year; "one" is never a count."""
    return list(_found(text))


@lru_cache(maxsize=16384)
def _found(text: str) -> tuple[Quantity, ...]:
    found = [_date(period) for period in mentions(text) if period.kind is not PeriodKind.CALENDAR]
    for quantity in found:
        text = text[: quantity.start] + " " * (quantity.end - quantity.start) + text[quantity.end :]
    for match in _PATTERN.finditer(text):
        if match["word"] and match["word"].lower() in {"one", "once"}:
            continue
        kind, value = _read(match)
        found.append(Quantity(kind, value, match.start(), match.end(), match.group().strip()))
    return tuple(sorted(found, key=lambda quantity: quantity.start))
