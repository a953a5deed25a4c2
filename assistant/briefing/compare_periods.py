"""Periods that columns and sentences name, in an order of time."""

import re
from dataclasses import dataclass

from assistant.grounding.quantities import QuantityKind, quantities

_SHORT_MONTH = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[-' ](?P<year>\d{2}|\d{4})\b(?![-/]\d)", re.I
)
_DAY_MONTH = re.compile(r"\b(\d{1,2})-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*-(\d{2,4})\b", re.I)
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s?[-/–]\s?((?:19|20)?\d\d)\b(?![-/]\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period; periods sort by time, then by their words."""

    key: str
    """Sorts by time: "2022", "2022-09", "2022-09-30"; equal for the same period written otherwise."""
    printed: str


def period_in(text: str) -> tuple[Period, str] | None:
    """The one period that a text names, with the rest of the text; None where it names none or several."""
    for pattern, make in ((_DAY_MONTH, _day), (_SPAN, _span), (_SHORT_MONTH, _month)):
        found = list(pattern.finditer(text))
        if len(found) == 1:
            rest = (text[: found[0].start()] + text[found[0].end() :]).strip(" ,:-–")
            return Period(make(found[0]), found[0].group().strip()), " ".join(rest.split())
        if found:
            return None
    dated = [q for q in quantities(text) if q.kind in (QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR) and q.value[:4].isdigit()]
    if len(dated) != 1:
        return None
    rest = (text[: dated[0].start] + text[dated[0].end :]).strip(" ,:-–")
    return Period(dated[0].value, dated[0].text), " ".join(rest.split())


def _day(found: re.Match[str]) -> str:
    return f"{_year(found[3])}-{_MONTHS.index(found[2][:3].lower()) + 1:02}-{int(found[1]):02}"


def _span(found: re.Match[str]) -> str:
    return f"{found[1]}/{found[2][-2:]}"


def _month(found: re.Match[str]) -> str:
    return f"{_year(found['year'])}-{_MONTHS.index(found['month'][:3].lower()) + 1:02}"


def _year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"
