"""Dates, months, seasons, years and spans of years that a question names."""

import datetime
import re
from dataclasses import dataclass

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14), "early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\.?,?\s+{_YEAR}\b",
        rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
        r"\b(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b",
        rf"\b{_YEAR}\s?[-/–]\s?(?P<to>(?:19|20)?\d\d)\b",
        rf"\b{_MONTH}\.?,?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b(?P<season>spring|summer|autumn|winter|early|mid|late)[\s-]+(?:in\s+|of\s+)?{_YEAR}\b",
        rf"(?<![£.,\d/]){_YEAR}\b(?![.,]\d)",
    )
)
_RELATIVE = re.compile(
    r"\b(?:(?P<since>since)\s+(?:last\s+)?" + _MONTH + r"\b|(?P<ago>last|this|previous|current)\s+(?:municipal\s+|financial\s+)?year\b"
    r"|(?P<meeting>(?:last|latest|previous|most recent)\s+(?:\w+\s+){0,2}meeting))",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\bthe\s+(?:year\s+(?P<way>after|before)(?:\s+that)?|(?P<next>next|following|previous)\s+year)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a question names, both ends included."""

    start: datetime.date
    end: datetime.date
    label: str
    """As printed in papers: "12 July 2012", "July 2012", "2012/13", "2012"."""

    def holds(self, date: datetime.date | None) -> bool:
        """Whether the day falls in the period; False where the day is not known."""
        return date is not None and self.start <= date <= self.end

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the label as `stems` gives them."""
        return tuple(self.label.lower().split())

    @property
    def year(self) -> str:
        """The calendar year in which it starts."""
        return str(self.start.year)


def find_periods(text: str, latest: datetime.date | None = None) -> tuple[Period, ...]:
    """Periods named in the text in the order of naming, each once.

    `latest` is the newest meeting in the library: "last year", "since May" and "last meeting" are counted from it, so that the
    answer for an old set of papers does not depend on the day on which it is asked; a question that names a date has its own bounds.
    Impossible dates are passed over.
    """
    found: list[tuple[int, Period]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            period = _period(match.groupdict())
            if period is not None:
                found.append((match.start(), period))
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    if latest is not None and not found:
        found = [(m.start(), _relative(m, latest)) for m in _RELATIVE.finditer(text)]
    return tuple(dict.fromkeys(period for _, period in sorted(found, key=lambda f: f[0])))


def drop_periods(text: str, keep: Period) -> str:
    """The text without the periods it names but one."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda m: m[0] if _period(m.groupdict()) in (None, keep) else " ", text)
    return re.sub(r"\s+", " ", text).strip()


def distinct(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The periods without those that lie within another, which only say it more exactly."""
    return tuple(p for p in periods if not any(q != p and q.start <= p.start and p.end <= q.end for q in periods))


def shift_year(text: str, earlier: str) -> Period | None:
    """What "the year after" (or before) means after an earlier question; None where neither says so."""
    match, known = _AFTER.search(text), find_periods(earlier)
    if match is None or not known:
        return None
    step = -1 if match["way"] == "before" or match["next"] == "previous" else 1
    last = known[-1]
    year = last.start.year + step
    return _years(year, year + 1) if "/" in last.label else _calendar(year)


def _period(part: dict[str, str | None]) -> Period | None:
    year = int(part["year"] or 0)
    if part.get("to"):
        to = str(part["to"])
        end = int(to) if len(to) == 4 else year - year % 100 + int(to)
        return _years(year, end) if 0 < end - year <= 10 else None
    if part.get("season"):
        return _months(year, *_SEASONS[str(part["season"]).lower()])
    month = _month_number(part)
    if month is None:
        return _calendar(year)
    if part.get("day") is None:
        return _months(year, month, month)
    try:
        day = datetime.date(year, month, int(part["day"] or 0))
    except ValueError:
        return None
    return Period(day, day, f"{day.day} {_MONTHS[month - 1].capitalize()} {year}")


def _month_number(part: dict[str, str | None]) -> int | None:
    if part.get("number"):
        return int(part["number"] or 0)
    name = part.get("month")
    return None if not name else next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _months(year: int, first: int, last: int) -> Period:
    start, after = datetime.date(year, first, 1), datetime.date(year + last // 12, last % 12 + 1, 1)
    label = f"{_MONTHS[first - 1].capitalize()} {year}" if first == last else str(year)
    return Period(start, after - datetime.timedelta(days=1), label)


def _calendar(year: int) -> Period:
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31), str(year))


def _years(first: int, last: int) -> Period:
    """A municipal or financial year: from 1 April to the May in which the next municipal year begins."""
    return Period(datetime.date(first, 4, 1), datetime.date(last, 5, 15), f"{first}/{last % 100:02d}")


def _relative(match: re.Match[str], latest: datetime.date) -> Period:
    if match["meeting"]:
        return Period(latest, latest, f"{latest.day} {_MONTHS[latest.month - 1].capitalize()} {latest.year}")
    if match["since"]:
        month = _month_number(match.groupdict()) or 1
        start = datetime.date(latest.year - (month > latest.month), month, 1)
        return Period(start, latest, f"{_MONTHS[month - 1].capitalize()} {start.year}")
    return _calendar(latest.year - (match["ago"].lower() in ("last", "previous")))
