"""Units over tables, beside figures and behind counts."""

import pytest

from ingest.language.units import counted_in, is_unit, scales_in, unit_row


@pytest.mark.parametrize("cell", ["£000", "(£'000)", "£m", "%", "(days)", " No. ", "FTE"])
def test_a_cell_that_only_names_a_unit(cell: str) -> None:
    assert is_unit(cell)


@pytest.mark.parametrize("cell", ["", "£12", "5%", "days lost", "Number of posts"])
def test_a_cell_that_says_more(cell: str) -> None:
    assert not is_unit(cell)


def test_the_row_of_units_is_among_the_first() -> None:
    assert unit_row([["Service", "2012/13"], ["", "£000"], ["Parks", "5"]]) == ("", "£000")
    assert unit_row([["Service", "2012/13"], ["Parks", "5"], ["", ""]]) == ()


@pytest.mark.parametrize(
    ("text", "scales"),
    [("Budget £000", {1, 1_000}), ("£'000", {1, 1_000}), ("£m", {1, 1_000_000}), ("£ of 000 homes", {1}), ("£5,000", {1})],
)
def test_scales_over_bare_figures(text: str, scales: set[int]) -> None:
    assert scales_in(text) == scales


@pytest.mark.parametrize(
    ("text", "unit"),
    [("10 working days", "day"), ("10 to 12 tonnes", "tonne"), ("10-week", "week"), ("10 members", None), ("10 daytime visits", None)],
)
def test_what_a_count_is_of(text: str, unit: str | None) -> None:
    assert counted_in(text, 2) == unit
