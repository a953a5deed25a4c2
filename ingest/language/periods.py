"""A period: a day, a month, a quarter or a year, of whichever kind, that a text names or that follows from one."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.language.lexicon import listed

_NAMES = tuple(name.capitalize() for name in listed("months.english"))


class PeriodKind(StrEnum):
    """How long a period is, and where it begins."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    """A quarter of a financial year."""
    CALENDAR = "calendar year"
    FINANCIAL = "financial year"
    """1 April to 31 March."""
    MUNICIPAL = "municipal year"
    """From the annual meeting in May to that of the next year."""
    SPLIT = "year of two"
    """"2022/23", of which the paper does not say whether it is financial or municipal: it holds the days of both."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a text names, both ends included; equal where it is the same stretch, wherever and however printed."""

    kind: PeriodKind
    start: datetime.date
    end: datetime.date
    label: str
    """As papers print it: "12 July 2012", "July 2012", "2012/13", "Q3 2012/13", "2012"."""
    at: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where it stands in the text, end exclusive; (0, 0) for one that is worked out."""
    printed: str = field(default="", compare=False)
    """The words of the text."""
    dated: bool = True
    """Whether a year is named; a day without one is set in the year 2000."""

    def holds(self, date: datetime.date | None) -> bool:
        """Whether the day falls in the period; False where the day is not known."""
        return date is not None and self.start <= date <= self.end

    @property
    def split(self) -> bool:
        """Whether it is a year (or years) named by two: financial, municipal, or not said which."""
        return self.kind in (PeriodKind.SPLIT, PeriodKind.FINANCIAL, PeriodKind.MUNICIPAL)

    @property
    def years(self) -> frozenset[int]:
        """The calendar years it is named by: both of "2012/13", but of "2012/15" the first two; none where no year is named."""
        if not self.dated:
            return frozenset()
        two = self.split or self.kind is PeriodKind.QUARTER
        return frozenset({self._first, self._first + 1}) if two else frozenset({self.start.year})

    @property
    def key(self) -> str:
        """Canonical, sorts by time: "2022", "2022-09", "2022-09-30", "2022/23", "2022/23 Q3"; "--" for a year that is not named."""
        year = f"{self.start.year}" if self.dated else "--"
        if self.kind is PeriodKind.DAY:
            return f"{year}-{self.start:%m-%d}"
        if self.kind is PeriodKind.MONTH:
            return f"{year}-{self.start:%m}"
        if self.kind is PeriodKind.QUARTER:
            return " ".join(reversed(self.label.split()))
        return self.label if self.split else year

    @property
    def _first(self) -> int:
        return self.start.year - (self.kind is PeriodKind.QUARTER and self.start.month < 4)


def long_date(day: datetime.date) -> str:
    """A day as papers print it: "3 February 2026"."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def month_name(number: int) -> str:
    """The English name of a month, 1-12."""
    return _NAMES[number - 1]


def months(kind: PeriodKind, year: int, first: int, last: int, label: str) -> Period:
    """From the first of a month to the end of another of the same year, or of the next for numbers above 12."""
    start = datetime.date(year + (first - 1) // 12, (first - 1) % 12 + 1, 1)
    after = datetime.date(year + last // 12, last % 12 + 1, 1)
    return Period(kind, start, after - datetime.timedelta(days=1), label)


def calendar_year(year: int) -> Period:
    """The calendar year."""
    return months(PeriodKind.CALENDAR, year, 1, 12, str(year))


def split_year(first: int, last: int, kind: PeriodKind = PeriodKind.SPLIT) -> Period:
    """The year (or years) from one to the other: "2022/23"."""
    start = datetime.date(first, 5, 1) if kind is PeriodKind.MUNICIPAL else datetime.date(first, 4, 1)
    end = datetime.date(last, 3, 31) if kind is PeriodKind.FINANCIAL else datetime.date(last, 5, 15)
    return Period(kind, start, end, f"{first}/{last % 100:02d}")


def distinct(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The periods without those that lie within another, which only say it more exactly."""
    return tuple(p for p in periods if not any(q != p and q.start <= p.start and p.end <= q.end for q in periods))
