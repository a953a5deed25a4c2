"""Periods: every way of writing a date that people use, and nothing impossible."""

import datetime

import pytest

from ingest.language.periods import find_periods, shift_year

LATEST = datetime.date(2020, 3, 12)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("on 12th July, 2012", ["12 July 2012"]),
        ("July 12 2012 or 12/07/2012", ["12 July 2012"]),
        ("2012-07-12", ["12 July 2012"]),
        ("in Sept 2017", ["September 2017"]),
        ("2012/13, 2014-15 and 2016-2017", ["2012/13", "2014/15", "2016/17"]),
        ("the 2014 report", ["2014"]),
        ("early 2020", ["2020"]),
        ("31 February 2019", []),
        ("reference 24/00093, £2012.50k of 19999", []),
        ("we may go in March", []),
    ],
)
def test_find_periods(text: str, labels: list[str]) -> None:
    assert sorted(p.label for p in find_periods(text)) == sorted(labels)


def test_a_year_span_holds_the_municipal_year() -> None:
    (span,) = find_periods("2012/13")
    assert span.holds(datetime.date(2012, 7, 12))
    assert span.holds(datetime.date(2013, 5, 8))
    assert not span.holds(datetime.date(2012, 3, 31))
    assert not span.holds(None)


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
        ("the year before?", "the figure in 2014", "2013"),
        ("and the following year?", "in July 2012", "2013"),
    ],
)
def test_shift_year(text: str, earlier: str, label: str) -> None:
    period = shift_year(text, earlier)
    assert period is not None
    assert period.label == label


def test_no_shift_without_a_year_before() -> None:
    assert shift_year("the year after", "how many carers?") is None
