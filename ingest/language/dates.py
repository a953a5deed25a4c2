"""Dates and periods: the one reader of days, months, quarters and years, for papers and for questions.

A day stands before its month. What may be a date and may be something else (a clause number, a share, "May I ask") is left unread.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.language.lexicon import any_of, either, listed
from ingest.language.periods import Period, PeriodKind, calendar_year, long_date, month_name, months, split_year
from ingest.language.words import STOP_WORDS

_NUMBERS = {name: at % 12 + 1 for at, name in enumerate((*listed("months.english"), *listed("months.short"), *listed("months.welsh")))} | {
    name: listed("months.short").index(name[:3]) + 1 for name in listed("months.longer")
}
_ORDINALS = {name: at for at, name in enumerate(listed("ordinals.days"), 1)}
_ALSO_WORDS = frozenset(listed("months.words"))
MONTH = rf"(?:{any_of(_NUMBERS)})(?![^\W\d_])"
"""The name of a month, whole or short, for expressions that look for more than a date; case to be ignored."""
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14), "early": (1, 4), "mid": (5, 8), "late": (9, 12)}


_Parts = dict[str, str | None]


def _year(digits: str) -> int:
    digits = digits.strip("'")
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 60 else 1900)


def _last(first: int, second: str) -> int:
    return int(second) if len(second) == 4 else first - first % 100 + int(second) + (100 if first % 100 == 99 and second == "00" else 0)


def _month_number(parts: _Parts) -> int:
    return _NUMBERS[name.lower()] if (name := parts.get("month")) else int(parts["number"] or 0)


def _day(parts: _Parts) -> Period | None:
    month = _month_number(parts)
    written = parts.get("year") or parts.get("short")
    day = _ORDINALS[word.lower()] if (word := parts.get("word")) else int(parts["day"] or 0)
    try:
        date = datetime.date(_year(written) if written else 2000, month, day)
    except ValueError:
        return None
    label = long_date(date) if written else f"{day} {month_name(month)}"
    return Period(PeriodKind.DAY, date, date, label, dated=bool(written))


def _month(parts: _Parts) -> Period:
    year, month = _year(parts.get("year") or parts["short"] or ""), _month_number(parts)
    return months(PeriodKind.MONTH, year, month, month, f"{month_name(month)} {year}")


def _season(parts: _Parts) -> Period:
    year = int(parts["year"] or 0)
    return months(PeriodKind.SEASON, year, *_SEASONS[(parts["season"] or "").lower()], str(year))


def _two(parts: _Parts) -> tuple[int, int] | None:
    """First and last of two years, at most forty apart."""
    if parts.get("pair"):
        first, last = (_year(part) for part in re.split("[/–-]", parts["pair"] or ""))
        return (first, last) if last == first + 1 else None
    first = int(parts["first"] or 0)
    last = _last(first, parts["second"] or "")
    return (first, last) if 0 < last - first <= 40 else None


def _split(parts: _Parts) -> Period | None:
    found = _two(parts)
    kind = PeriodKind.FINANCIAL if parts.get("financial") else PeriodKind.MUNICIPAL if parts.get("municipal") else PeriodKind.SPLIT
    return split_year(*found, kind) if found else None


def _fiscal(parts: _Parts) -> Period:
    """ "FY23" is the financial year that ends in 2023."""
    last = _year(parts.get("year") or parts["short"] or "")
    return split_year(last - 1, last, PeriodKind.FINANCIAL)


def _quarter(parts: _Parts) -> Period | None:
    found = _two(parts)
    if found is None or found[1] != found[0] + 1:
        return None
    number = int(parts["quarter"] or 0)
    return months(PeriodKind.QUARTER, found[0], 3 * number + 1, 3 * number + 3, f"Q{number} {found[0]}/{found[1] % 100:02d}")


def _calendar(parts: _Parts) -> Period:
    return calendar_year(int(parts["year"] or 0))


# The forms in which they are printed. `fits` tells for those that may be something else whether the words around speak of a date.

_BEFORE_PAIR = re.compile(rf"(?:[|:;]|\b(?:{either('years.before')})|\bQ[1-4]|\b\d\d[/-]\d\d,?)$", re.IGNORECASE)
_BEHIND_PAIR = re.compile(rf"\s++(?:{either('years.behind')})\b", re.IGNORECASE)
_SHARE = re.compile(r"\s*+(?:of\b|%|\(?\d+(?:\.\d+)?\s?%)")
_WEEKDAY = either("weekdays.english", "weekdays.short", "weekdays.welsh")
_BEFORE_DATE = re.compile(rf"\b(?:{either('dates.before')}|{_WEEKDAY})$", re.IGNORECASE)
_ON_DAY = re.compile(rf"\b(?:on|{_WEEKDAY}|[0-3]?\d(?:st|nd|rd|th)?)$", re.IGNORECASE)
"""Before a month: the number behind it is a day ("on Sept 22"), or of something else ("10 October 14 November")."""
_MONTH_NEXT = re.compile(rf"\s++{MONTH}", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s++([a-z]{2,})")
_NEAR = 40
"""Characters before a doubtful date among which its context is looked for."""


def _before(match: re.Match[str], marks: str = " \n,.") -> str:
    """The words before, without the marks at their end."""
    return match.string[max(0, match.start() - _NEAR) : match.start()].rstrip(marks)


def _counts(text: str, end: int) -> bool:
    """Whether a number is of what stands behind it ("3 May 12 people")."""
    word = _NEXT_WORD.match(text, end)
    return word is not None and word[1] not in STOP_WORDS


def _is_pair(match: re.Match[str]) -> bool:
    """Whether "22/23" is a year and no share: what a year has stands behind it, or a word of time before it."""
    text, end = match.string, match.end()
    if _BEHIND_PAIR.match(text, end):
        return True
    before = _before(match, " \n")
    opens = not before or before.endswith("\t")
    return not _counts(text, end) and not _SHARE.match(text, end) and (opens or bool(_BEFORE_PAIR.search(before)))


def _is_spoken_of(match: re.Match[str]) -> bool:
    """Whether "4.3.25" is a day and no clause: a weekday or a word of dating stands before it."""
    return bool(_BEFORE_DATE.search(_before(match, " \n\t:,(.")))


def _is_name(match: re.Match[str]) -> bool:
    """Whether the word of a month is its name, not "may" or "march"."""
    return match["month"] not in _ALSO_WORDS


def _is_short_year(match: re.Match[str]) -> bool:
    """Whether two digits behind a month are its year: not a day, nor the number of what follows ("3 May 12 people")."""
    text, after_day = match.string, "day" in match.re.groupindex
    if match["short"][0] == "'" or not text[match.start("short") - 1].isspace():
        return True
    if _counts(text, match.end()) or not _is_name(match):
        return False
    return not _MONTH_NEXT.match(text, match.end()) if after_day else not _ON_DAY.search(_before(match))


def _is_day_behind(match: re.Match[str]) -> bool:
    """Whether a number behind a month is a day: "Sept 22nd", "on Sept 22"."""
    return bool(match["th"]) or (_is_name(match) and bool(_ON_DAY.search(_before(match))) and not _counts(match.string, match.end()))


@dataclass(frozen=True)
class _Form:
    needs: frozenset[str]
    """The quick looks (_LOOKS) without which it stands nowhere in a text."""
    pattern: re.Pattern[str]
    read: Callable[[_Parts], Period | None]
    fits: Callable[[re.Match[str]], bool] = bool


def _form(needs: str, pattern: str, read: Callable[[_Parts], Period | None], fits: Callable[[re.Match[str]], bool] = bool) -> _Form:
    return _Form(frozenset(needs.split()), re.compile(pattern, re.IGNORECASE), read, fits)


_NAME = rf"(?P<month>{MONTH})"
_TH = rf"(?:(?:\s|</?sup>)*+(?P<th>(?:st|nd|rd|th|{either('ordinals.welsh')})\b|{either('ordinals.misread')}(?=\s))(?:\s*+</sup>)?+)?+"
_DAY = rf"(?=\d)(?<![\d£])(?<!\d[.,])(?<!\d{{4}}[-/])(?<!(?:{any_of(listed('months.short'))})[\s-])(?P<day>[0-3]?\d){_TH}"
"""The first look, that a digit follows, says nothing that the rest does not; it spares the looks back at every other place."""
_WORD_DAY = rf"\b(?P<word>{any_of(_ORDINALS)})(?:\s++day)?\s++of\s++{_NAME}"
_OF = r"(?:\s++day\b)?+(?:\s++(?:of|o)\b)?+"
_GAP = r"(?:[^\S\t]|[,./*-])*+"
"""What may stand between the parts of a date: breaks of the line too, and the stars of text set bold in Markdown."""
_LONG = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_SHORT = r"(?P<short>'?\d\d)(?![\w/:]|[.,]\d|\s?(?:%|[ap]m\b))"
_SPAN = r"(?P<first>(?:19|20)\d\d)\s?[-/–]\s?(?P<second>(?:19|20)?\d\d)\b(?!\s?[-/–]\d{1,2}(?!\d))"
_PAIR = r"(?<![\d/.,£–-])(?P<pair>\d\d/\d\d)(?![\d/–-]|\.\d)"
_AND = r"\s*+(?:,|and\b|to\b|until\b|[&–-])\s*+"
_ANY_YEAR = rf"(?:{_SPAN}|(?P<pair>\d\d[/–-]\d\d)(?![\d/–-]))"
_QUARTER = r"\b(?:Q|quarter\s?|qtr\s?)(?P<quarter>[1-4])\b"
_FORMS = (
    _form("0", r"(?<![\d,.])\(?0\d{2,4}\)?[\s-]\d{3,4}(?:[\s-]\d{3,4})?(?![\d/])", lambda _: None),  # a telephone number: "020 8356 2012"
    _form(
        "month year", rf"{_DAY}(?=(?:{_AND}(?:the\s++)?[0-3]?\d(?:st|nd|rd|th)?+(?!\d))++{_OF}{_GAP}{_NAME}{_GAP}{_LONG})", _day
    ),  # "6 and 13 March 2025"
    _form(
        "month year",
        rf"{_DAY}{_OF}{_GAP}{_NAME}(?={_AND}(?:the\s++)?(?:(?:{_WEEKDAY}),?\s++)?[0-3]?\d(?:st|nd|rd|th)?+{_OF}{_GAP}{MONTH}{_GAP}{_LONG})",
        _day,
    ),
    _form("month year", rf"{_DAY}{_OF}{_GAP}{_NAME}{_GAP}{_LONG}", _day),
    _form("month year", rf"{_WORD_DAY}{_GAP}{_LONG}", _day),
    _form("month year", rf"\b{_NAME}\.?\s++(?P<day>[0-3]?\d){_TH}(?:\s*+,\s*+|\s++){_LONG}", _day),
    _form("year", r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)", _day),
    _form(
        "year", r"(?<![\d/.,£-])(?P<day>[0-3]?\d)\s?(?P<by>[/.-])\s?(?P<number>[01]?\d)\s?(?P=by)\s?(?P<year>(?:19|20)\d\d)(?![\d/-])", _day
    ),
    _form("month", rf"{_DAY}{_OF}{_GAP}{_NAME}{_GAP}{_SHORT}", _day, _is_short_year),
    _form("/", r"(?<![\w/.,£-])(?P<day>[0-3]?\d)/(?P<number>[01]?\d)/(?P<short>\d\d)(?![\w/-])", _day),
    _form("", r"(?<![\w/.,£-])(?P<day>[0-3]?\d)(?P<by>[.-])(?P<number>[01]?\d)(?P=by)(?P<short>\d\d)(?![\w/-]|\.\d)", _day, _is_spoken_of),
    _form("quarter", rf"{_QUARTER}[\s,]*+(?:of\s++)?(?:FY\s?)?{_ANY_YEAR}", _quarter),
    _form("quarter", rf"\b{_ANY_YEAR}[\s,:-]*+{_QUARTER}", _quarter),
    _form("of_year", rf"\b(?P<financial>FY|(?:financial|fiscal)\s++years?)[\s:]*+'?{_ANY_YEAR}", _split),
    _form("of_year", rf"\b(?P<municipal>municipal\s++years?)[\s:]*+{_ANY_YEAR}", _split),
    _form("of_year", rf"\b{_ANY_YEAR}\s++(?:(?P<financial>financial)|(?P<municipal>municipal))\s++year\b", _split),
    _form("of_year", rf"\bFY\s?(?:{_LONG}|{_SHORT})", _fiscal),
    _form("year", rf"\b{_SPAN}", _split),
    _form("/", _PAIR, _split, _is_pair),
    _form("month year", rf"\b{_NAME}(?={_AND}{MONTH}{_GAP}{_LONG})", _month, _is_name),  # "February - March 2016"
    _form("month year", rf"\b{_NAME}{_GAP}(?:of\s++)?{_LONG}", _month),
    _form("year", rf"\b(?P<season>{any_of(_SEASONS)})[\s-]++(?:(?:in|of)\s++)?{_LONG}", _season),
    _form("month", rf"\b{_NAME}{_GAP}{_SHORT}", _month, _is_short_year),
    _form("month", rf"{_DAY}{_OF}{_GAP}{_NAME}", _day, _is_name),
    _form("month", _WORD_DAY, _day),
    _form("month", rf"\b{_NAME}\.?\s++(?P<day>[0-3]?\d){_TH}(?!\d)", _day, _is_day_behind),
    _form("year", r"(?<![£.,\d/])\b(?P<year>(?:19|20)\d\d)\b(?![.,]\d|/\d)", _calendar),
)
_LOOKS: Mapping[str, Callable[[str], object]] = {
    "month": re.compile(MONTH).search,
    "year": re.compile(r"(?:19|20)\d\d").search,
    "0": re.compile(r"0\d\d").search,
    "/": lambda folded: "/" in folded,
    "quarter": lambda folded: "q" in folded,
    "of_year": lambda folded: "year" in folded or "fy" in folded,
}
"""Quick looks at a folded text for what forms need: most need a month or a year, and four passages in five name neither."""
_ALONE = re.compile(r"\W*(?P<day>[0-3]?\d)[./-](?P<number>[01]?\d)[./-](?P<short>\d\d)\W*")


@lru_cache(maxsize=16384)
def mentions(text: str) -> tuple[Period, ...]:
    """Every period that the text names, in the order of naming, days without a year ("12 July") too. Impossible dates are passed over."""
    found: list[Period] = []
    if not any(map(str.isdigit, text)) and " of " not in text:
        return ()
    folded = text.casefold()
    held = {need for need, look in _LOOKS.items() if look(folded)}
    for form in (form for form in _FORMS if form.needs <= held):
        taken: list[tuple[int, int]] = []
        for match in form.pattern.finditer(text):
            if not form.fits(match):
                continue
            taken.append(match.span())
            period = form.read(match.groupdict())
            if period is not None:
                found.append(replace(period, at=match.span(), printed=match[0]))
        for start, end in taken:
            text = text[:start] + " " * (end - start) + text[end:]
    return tuple(sorted(found, key=lambda period: period.at))


def first_day(text: str, alone: bool = False) -> datetime.date | None:
    """The first day with its year that a text names; `alone` for a text that is asked to be a date, which "4.3.25" then is."""
    match = _ALONE.fullmatch(text) if alone else None
    named = [day] if match and (day := _day(match.groupdict())) else mentions(text)
    return next((period.start for period in named if period.kind is PeriodKind.DAY and period.dated), None)


def years_named(text: str) -> frozenset[int]:
    """Calendar years that a text names, a financial or municipal year counting as both of its years."""
    return frozenset(year for period in mentions(text) for year in period.years)


def years_of_two(text: str) -> frozenset[str]:
    """Financial, municipal and other years of two that a text names, as "2022/23"; a quarter counts for its year."""
    return frozenset(p.key.split()[0] for p in mentions(text) if p.split or p.kind is PeriodKind.QUARTER)


_DAY_AND_MONTH = re.compile(
    rf"(?<![\d.,£])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?+{_OF}[\s-]++{_NAME}|(?<![^\W\d_])(?P<before>(?-i:[A-Z][a-z]{{2,8}}+))\.?\s++"
    r"(?P<behind>[0-3]?\d)(?!\d)|(?<!\d)(?P<first>[0-3]?\d)[/.-](?P<number>[01]?\d)[/.-]\d\d",
    re.IGNORECASE,
)


def days_of_year(text: str) -> frozenset[tuple[int, int]]:
    """(Month, day) of whatever in a text may be a day of a year, named with its year or without: quick, and rather one too many."""
    return frozenset(
        (int(match["number"]) if match["number"] else month, int(match["day"] or match["behind"] or match["first"]))
        for match in _DAY_AND_MONTH.finditer(text)
        if (month := _NUMBERS.get((match["month"] or match["before"] or "").lower(), 0)) or match["number"]
    )


MONTH_WORD = re.compile(rf"\b{_NAME}", re.IGNORECASE)


def months_named(text: str) -> frozenset[int]:
    """Months (1-12) that a text names, with or without a year."""
    return frozenset(_NUMBERS[match["month"].lower()] for match in MONTH_WORD.finditer(text) if _is_name(match))


# Periods of questions: those counted from the newest meeting, one turned into the next, the text without them.

_RELATIVE = re.compile(
    rf"\b(?:(?P<since>since)\s+(?:last\s+)?{_NAME}|(?P<ago>last|this|previous|current)\s+(?:municipal\s+|financial\s+)?year\b"
    r"|(?P<meeting>(?:last|latest|previous|most recent)\s+(?:\w+\s+){0,2}meeting))",
    re.IGNORECASE,
)
_LONGEST = 10
"""Years of a span above which it bounds nothing: "Local Plan 2024-2039"."""
_AFTER = re.compile(r"\bthe\s+(?:year\s+(?P<way>after|before)(?:\s+that)?|(?P<next>next|following|previous)\s+year)\b", re.IGNORECASE)


def find_periods(text: str, latest: datetime.date | None = None) -> tuple[Period, ...]:
    """Periods with their years that the text names, in the order of naming, each once.

    `latest` is the newest meeting in the library: "last year", "since May" and "last meeting" are counted from it, so that the
    answer for an old set of papers does not depend on the day on which it is asked; a question that names a date has its own bounds.
    """
    found = [p for p in mentions(text) if p.dated and p.end.year - p.start.year <= _LONGEST]
    if latest is not None and not found:
        found = [_relative(match, latest) for match in _RELATIVE.finditer(text)]
    return tuple(dict.fromkeys(found))


def _relative(match: re.Match[str], latest: datetime.date) -> Period:
    if match["meeting"]:
        return Period(PeriodKind.DAY, latest, latest, long_date(latest))
    if match["since"]:
        month = _NUMBERS[match["month"].lower()]
        start = datetime.date(latest.year - (month > latest.month), month, 1)
        return Period(PeriodKind.MONTH, start, latest, f"{month_name(month)} {start.year}")
    return calendar_year(latest.year - (match["ago"].lower() in ("last", "previous")))


def drop_periods(text: str, keep: Period | None = None) -> str:
    """The text without the periods it names with their years, but for one."""
    for period in reversed(mentions(text)):
        if period.dated and period != keep:
            text = text[: period.at[0]] + " " + text[period.at[1] :]
    return re.sub(r"\s+", " ", text).strip()


def replace_period(text: str, old: Period, new: str) -> str:
    """The text with other words wherever it names a period, however it prints it."""
    for period in reversed(mentions(text)):
        if period == old:
            text = text[: period.at[0]] + new + text[period.at[1] :]
    return text


def shift_year(text: str, earlier: str) -> Period | None:
    """What "the year after" (or before) means after an earlier question; None where neither says so."""
    match, known = _AFTER.search(text), find_periods(earlier)
    if match is None or not known:
        return None
    step = -1 if match["way"] == "before" or match["next"] == "previous" else 1
    year = known[-1].start.year + step
    return split_year(year, year + 1, known[-1].kind) if known[-1].split else calendar_year(year)


# The one period of a column or a phrase.

_RANKS = (
    lambda p: p.kind is PeriodKind.QUARTER,
    lambda p: p.kind is PeriodKind.DAY,
    lambda p: p.split,
    lambda p: p.kind is PeriodKind.MONTH,
)


def period_in(text: str) -> tuple[Period, str] | None:
    """The one period that a text names, with the rest of the text; None where it names none or several."""
    named = [period for period in mentions(text) if period.dated]
    for rank in _RANKS:
        if any(map(rank, named)):
            named = list(filter(rank, named))
            break
    if len(named) != 1:
        return None
    start, end = named[0].at
    rest = (text[:start] + text[end:]).strip(" ,:-–")
    return named[0], " ".join(rest.split())
