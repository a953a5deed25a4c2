"""Typed quantities of a text: money, percentages, dates, financial years, counts and ranks, in canonical form."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
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
_SUP = r"(?:</?sup>|\s)*+"
_PATTERN = re.compile(
    rf"""
      (?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)
    | \b(?P<day>[0-3]?\d){_SUP}(?:(?:st|nd|rd|th){_SUP})?+(?:of\s++)?+{_MONTH}(?:,?\s*(?P<year>(?:19|20)\d\d|'?\d\d(?!\d)))?
    | \b{_MONTH.replace("month", "month2")}(?:\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?!\d),?)?\s*(?P<year2>(?:19|20)\d\d|'?\d\d(?!\d))
    | \b(?P<slash>[0-3]?\d/[01]?\d/(?:(?:19|20)\d\d|\d\d))\b
    | \b(?P<span>(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d))\b(?!-)
    | (?P<money>\(?-?£\s?(?P<amount>{_NUMBER})\s?(?:{_SCALE})?\)?)
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


def _month_number(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month == name[:3].lower())


def _year(text: str | None) -> str:
    if not text:
        return "--"
    digits = text.strip("'")
    return digits if len(digits) == 4 else f"20{digits}" if int(digits) < 60 else f"19{digits}"


def _date(match: re.Match[str]) -> tuple[QuantityKind, str]:
    if match["iso"]:
        return QuantityKind.DATE, match["iso"]
    if match["slash"]:
        day, month, year = match["slash"].split("/")
        return QuantityKind.DATE, f"{_year(year)}-{int(month):02}-{int(day):02}"
    month = _month_number(match["month"] or match["month2"])
    day_text, year = match["day"] or match["day2"], _year(match["year"] or match["year2"])
    if day_text:
        return QuantityKind.DATE, f"{year}-{month:02}-{int(day_text):02}"
    return QuantityKind.MONTH, f"{year}-{month:02}"


def _read(match: re.Match[str]) -> tuple[QuantityKind, str]:
    if match["iso"] or match["slash"] or match["month"] or match["month2"]:
        return _date(match)
    if match["span"]:
        first, last = re.split(r"\s?[/–-]\s?", match["span"])
        return QuantityKind.YEARS, f"{first}/{last[-2:]}"
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
    found = []
    for match in _PATTERN.finditer(text):
        if match["word"] and match["word"].lower() in {"one", "once"}:
            continue
        kind, value = _read(match)
        found.append(Quantity(kind, value, match.start(), match.end(), match.group().strip()))
    return tuple(found)
