"""Dates and periods: every form that papers and questions print, what only looks like one, and what follows from one."""

import datetime

import pytest
from hypothesis import given

from ingest.language.dates import (
    _FORMS,
    _LOOKS,
    _Form,
    drop_periods,
    find_periods,
    first_day,
    mentions,
    period_in,
    replace_period,
    shift_year,
    years_of_two,
)
from ingest.language.periods import PeriodKind
from tests.expressions import sampled, texts_of

LATEST = datetime.date(2020, 3, 12)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("TUESDAY 3RD FEBRUARY 2026 at 6.30 pm", "3 February 2026"),
        ("Tues 3rd Feb 2026", "3 February 2026"),
        ("held on 03/04/2025", "3 April 2025"),
        ("held on 4.3.25", "4 March 2025"),
        ("Monday, 4.3.25", "4 March 2025"),
        ("brought into balance by 31-3-25.", "31 March 2025"),
        ("2026-02-03", "3 February 2026"),
        ("03-Feb-2026", "3 February 2026"),
        ("30-Sep-24", "30 September 2024"),
        ("2 Sept. '25", "2 September 2025"),
        ("1st day of July, 2025", "1 July 2025"),
        ("20th day of October 2025", "20 October 2025"),
        ("the third of February 2026", "3 February 2026"),
        ("October 15,2025", "15 October 2025"),
        ("July 12 2012", "12 July 2012"),
        ("3 rd February 2026", "3 February 2026"),
        ("12<sup>th</sup> July 2012", "12 July 2012"),
        ("held on13th March 2025", "13 March 2025"),
        ("Wednesday 12 \nFebruary\n2026", "12 February 2026"),
        ("12/13 July 2012", "13 July 2012"),
        ("24th** **April 2025", "24 April 2025"),
        ("12 Mawrth 2025", "12 March 2025"),
        ("Dydd Mawrth, 4.3.25", "4 March 2025"),
        ("in Sept 2017", "September 2017"),
        ("Hydref 2025", "October 2025"),
        ("Sept 22", "September 2022"),
        ("Mar- 25", "March 2025"),
        ("FY23", "2022/23"),
        ("FY2023/24", "2023/24"),
        ("across the financial years 24/25", "2024/25"),
        ("in 22/23", "2022/23"),
        ("the 22/23 budget", "2022/23"),
        ("\t22/23\t", "2022/23"),
        ("2022-23", "2022/23"),
        ("2022/2023", "2022/23"),
        ("the municipal year 2025/26", "2025/26"),
        ("Q3 2024-25", "Q3 2024/25"),
        ("2023/24 Quarter 4", "Q4 2023/24"),
        ("early 2020", "2020"),
        ("the 2014 report", "2014"),
    ],
)
def test_each_form_is_read(text: str, label: str) -> None:
    assert [period.label for period in find_periods(text)] == [label]


@pytest.mark.parametrize(
    "text",
    [
        "22/23 members voted",
        "23/24 of those asked",
        "85% (22/23)",
        "aged 18/19",
        "decision CAB 11/12 7980",
        "see clause 4.3.25 below",
        "4.3.25 Applicants must apply",
        "31 February 2019",
        "03/13/2025",
        "reference 24/00093, £2012.50k of 19999",
        "Tel. 023 8083 2060",
        "at 10.30 for £1.250m",
        "May I ask 12 members",
        "we may go in March",
        "march on the town hall",
        "12 of them may 12 of them may not",
        "10 October 14 November 16 December",
        "22 June\t25 January\t27 July",
    ],
)
def test_what_only_looks_like_a_date_is_left_unread(text: str) -> None:
    assert find_periods(text) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("10 October 14 November", ["10 October", "14 November"]),
        ("on Sept 22", ["22 September"]),
        ("July 12th", ["12 July"]),
        ("3 May 12 people came", ["3 May"]),
        ("of the 12 may be", []),
    ],
)
def test_a_day_without_a_year_is_named_and_bounds_nothing(text: str, labels: list[str]) -> None:
    assert [(period.label, period.dated, period.key[:2]) for period in mentions(text)] == [(label, False, "--") for label in labels]
    assert find_periods(text) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("2012/13, 2014-15 and 2016-2017", ["2012/13", "2014/15", "2016/17"]),
        ("Capital Programme 2012/13-2020/21", ["2012/13", "2020/21"]),
        ("Business Plan 2015-18\nJune 2017", ["2015/18", "June 2017"]),
        ("Oct-16 Nov-16 Dec-16", ["October 2016", "November 2016", "December 2016"]),
        ("reserves 1,055 2010/11 2011/12", ["2010/11", "2011/12"]),
        ("1 April 2024 to 31 March 2025", ["1 April 2024", "31 March 2025"]),
        ("July 12 2012 or 12/07/2012", ["12 July 2012"]),
    ],
)
def test_several_are_told_apart(text: str, labels: list[str]) -> None:
    assert [period.label for period in find_periods(text)] == labels


def test_a_date_that_is_asked_for_may_stand_alone() -> None:
    assert first_day("4.3.25", alone=True) == datetime.date(2025, 3, 4)
    assert first_day("4.3.25") is None
    assert first_day("4.3.25 Applicants", alone=True) is None


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("financial year 2022/23", PeriodKind.FINANCIAL, (2022, 4, 1), (2023, 3, 31)),
        ("municipal year 2022/23", PeriodKind.MUNICIPAL, (2022, 5, 1), (2023, 5, 15)),
        ("2022/23", PeriodKind.SPLIT, (2022, 4, 1), (2023, 5, 15)),
        ("2022", PeriodKind.CALENDAR, (2022, 1, 1), (2022, 12, 31)),
        ("Q4 2022/23", PeriodKind.QUARTER, (2023, 1, 1), (2023, 3, 31)),
        ("Feb 2024", PeriodKind.MONTH, (2024, 2, 1), (2024, 2, 29)),
    ],
)
def test_kinds_of_year_have_their_own_bounds(text: str, kind: PeriodKind, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    (period,) = find_periods(text)
    assert (period.kind, period.start, period.end) == (kind, datetime.date(*start), datetime.date(*end))
    assert period.holds(period.start)
    assert period.holds(period.end)
    assert not period.holds(period.end + datetime.timedelta(days=1))
    assert not period.holds(None)
    assert text[slice(*period.at)] == period.printed


def test_relative_periods_are_counted_from_the_newest_meeting() -> None:
    assert find_periods("at the last OSMC meeting", LATEST)[0].start == LATEST
    since = find_periods("since May", LATEST)[0]
    assert (since.start, since.end) == (datetime.date(2019, 5, 1), LATEST)
    assert find_periods("last year", LATEST)[0].label == "2019"
    assert find_periods("last year") == ()


@pytest.mark.parametrize(
    ("text", "earlier", "label"),
    [
        ("and the year after that?", "revenue for 2021/22", "2022/23"),
        ("and the year after that?", "revenue in 21/22", "2022/23"),
        ("the year before?", "the figure in 2014", "2013"),
        ("and the following year?", "in July 2012", "2013"),
    ],
)
def test_shift_year(text: str, earlier: str, label: str) -> None:
    period = shift_year(text, earlier)
    assert period is not None
    assert period.label == label
    assert label in replace_period(earlier, find_periods(earlier)[-1], label)


def test_no_shift_without_a_year_before() -> None:
    assert shift_year("the year after", "how many carers?") is None


def test_periods_are_dropped_but_for_one() -> None:
    kept = find_periods("2013")[0]
    assert drop_periods("spending in 2012/13, on 4 May 2014 and in 2013", kept) == "spending in , on and in 2013"


def test_short_financial_years_are_years_and_ages_are_not() -> None:
    assert years_of_two("FY 22/23, 2020/21 and 18/19 for those aged 16-17") == {"2022/23", "2020/21", "2018/19"}


@pytest.mark.parametrize(
    ("text", "key", "rest"),
    [
        ("2022/23 Outturn", "2022/23", "Outturn"),
        ("2022-2023", "2022/23", ""),
        ("Revenue Costs FY21/22", "2021/22", "Revenue Costs"),
        ("30-Sep-24 Balance £m", "2024-09-30", "Balance £m"),
        ("22nd November 2012", "2012-11-22", ""),
        ("Oct-16", "2016-10", ""),
        ("Actual 30/09/2024", "2024-09-30", "Actual"),
        ("Q3 2024-25", "2024/25 Q3", ""),
        ("Target", None, ""),
        ("2021/22 to 2022/23", None, ""),
    ],
)
def test_the_one_period_of_a_column(text: str, key: str | None, rest: str) -> None:
    named = period_in(text)
    assert (named[0].key if named else None, named[1] if named else "") == (key, rest)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("6 and 13 March 2025", ["6 March 2025", "13 March 2025"]),
        ("3-5 June 2024", ["3 June 2024", "5 June 2024"]),
        ("between February and April 2016", ["February 2016", "April 2016"]),
        ("1 April 2024–31 March 2025", ["1 April 2024", "31 March 2025"]),
        ("6 and 13 members in March 2025", ["March 2025"]),
        ("3-5 years from June 2024", ["June 2024"]),
    ],
)
def test_days_and_months_that_share_a_year_each_have_it(text: str, labels: list[str]) -> None:
    assert [period.label for period in mentions(text)] == labels


@pytest.mark.parametrize("form", _FORMS, ids=lambda form: form.pattern.pattern[:40])
def test_no_form_is_missed_for_want_of_what_it_needs(form: _Form) -> None:
    @sampled(60)
    @given(texts_of(form.pattern))
    def needs_are_there(text: str) -> None:
        folded = text.casefold()
        assert not form.pattern.search(text) or all(_LOOKS[need](folded) for need in form.needs)

    needs_are_there()


def test_a_form_is_not_looked_for_where_its_needs_are_not() -> None:
    held = {need for need, look in _LOOKS.items() if look("the fee rose by 20 per cent to £3.50")}
    assert [form for form in _FORMS if form.needs <= held and form.needs] == []
