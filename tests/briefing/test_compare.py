"""Figures side by side: which cells, whose words, one scale, and nothing guessed."""

import datetime
from decimal import Decimal

import pytest

from assistant.registers.comparison import compare
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.notes import comparison_note
from ingest.language.live_text import is_verbatim
from ingest.language.units import Measure, common_scale, unit_in, unit_of, value_of
from ingest.library.library import Library
from vectorstore.models import Role


def cells(found: Comparison) -> dict[str, list[str]]:
    """Label of each row to its cells."""
    return {row[0].text: [said.text for said in row[1:]] for row in found.grid.rows}


def assert_cited(library: Library, found: Comparison) -> None:
    """Each cell that holds a figure cites one passage, and the figure stands in it."""
    for row in found.grid.rows:
        for said in row[1:]:
            if said.text == "not given":
                assert not said.markers
                continue
            (marker,) = said.markers
            citation = found.sources[marker - 1]
            (passage,) = library.passages(ids=[citation.passage_id])
            assert is_verbatim(citation.quote.split(" ", 1)[0], passage)
            assert said.text.split(" ")[0] in passage.text or "printed" in said.text


def test_an_indicator_over_three_years(sample_library: Library) -> None:
    found = compare(sample_library, CompareRequest(measure="missed collections"))
    assert found.grid.columns[1:] == ("2021/22", "2022/23", "2023/24")
    assert cells(found)["WS03 Missed collections per 100,000"] == ["71", "87", "131"]
    assert cells(found)["Missed collections in every 100,000"] == ["not given", "87", "112"]
    assert found.chart is not None
    assert found.chart.unit == "per 100,000"
    assert found.chart.series[0].values == (71.0, 87.0, 131.0)
    assert_cited(sample_library, found)


def test_a_budget_line_takes_its_year_from_the_caption(sample_library: Library) -> None:
    found = compare(sample_library, CompareRequest(measure="street cleansing"))
    assert found.grid.columns[1:] == ("2022/23", "2023/24")
    assert cells(found)["Street cleansing, Outturn"] == ["1,540", "1,611"]
    assert "£000" in (found.grid.note or "")
    assert_cited(sample_library, found)


def test_a_name_that_is_a_rows_own_is_that_row_alone(sample_library: Library) -> None:
    assert list(cells(compare(sample_library, CompareRequest(measure="A roads")))) == ["A roads"]


def test_brackets_are_minus(sample_library: Library) -> None:
    found = compare(sample_library, CompareRequest(measure="garden waste"))
    assert found.chart is not None
    values = {series.name: series.values for series in found.chart.series}
    assert values["Garden waste, Outturn"] == (-238.0, -291.0)


def test_a_topic_without_figures_is_set_in_words(sample_library: Library) -> None:
    found = compare(sample_library, CompareRequest(measure="school streets pilot"))
    assert found.chart is None
    assert all(row[2].markers for row in found.grid.rows)
    assert any("pack" in gap for gap in found.gaps)


def test_nothing_found_is_said(sample_library: Library) -> None:
    found = compare(sample_library, CompareRequest(measure="zeppelin mooring fees"))
    assert found.grid.rows == ()
    note = comparison_note(found, datetime.date(2026, 1, 2))
    assert note.sections == ()
    assert note.not_found


def test_exempt_figures_are_for_the_entitled(sample_library: Library) -> None:
    public = compare(sample_library, CompareRequest(measure="Corvane Estates land"))
    assert not any("exempt" in citation.document for citation in public.sources)
    entitled = compare(sample_library, CompareRequest(measure="Corvane Estates land", role=Role.MEMBER))
    assert any("exempt" in citation.document for citation in entitled.sources)


def test_thousands_and_millions_on_one_scale() -> None:
    units = [unit_of("Outturn £000"), unit_of("Balance £m"), unit_of("£")]
    scale = common_scale(units)
    assert scale is not None
    assert [scale.of(Decimal(value), unit) for value, unit in zip((9_742, 9, 500_000), units, strict=True)] == [
        Decimal("9.742"), Decimal(9), Decimal("0.5")
    ]  # fmt: skip


def test_rates_on_one_base_and_unlike_units_on_none() -> None:
    per_ten, per_one = unit_of("Rate (per 10,000 population)"), unit_of("per 1,000 people")
    scale = common_scale([per_ten, per_one])
    assert scale is not None
    assert scale.of(Decimal("34.6"), per_one) == Decimal(346)
    assert common_scale([per_ten, unit_of("%")]) is None
    assert common_scale([unit_of("Weight (kg)"), unit_of("Weight (tonnes)")]) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("(2,305.0)", "-2305.0"), ("£1.2m", "1.2"), ("43%", "43"), ("-25.1", "-25.1"), ("Amber", None), ("3 of 5", None), ("(12", None)],
)
def test_values(cell: str, value: str | None) -> None:
    assert value_of(cell) == (Decimal(value) if value else None)


def test_the_unit_nearest_the_figure_counts() -> None:
    assert unit_in("£1.2m", "Cost £000", "Roof", None).factor == 1_000_000
    assert unit_in("12", "2022/23", "Recycled (%)", "£000").measure is Measure.SHARE


@pytest.mark.shared
@pytest.mark.slow
def test_real_tables(text_library: Library, kent_library: Library) -> None:
    """Read by hand: seven years of initial protection plans; the treasury table; savings in brackets."""
    plans = compare(text_library, CompareRequest(measure="initial CP plans rate"))
    assert len(plans.grid.columns) == 8
    assert next(iter(cells(plans).values()))[0] == "30.8"
    assert_cited(text_library, plans)
    gap = compare(text_library, CompareRequest(measure="remaining gap"))
    assert cells(gap)["Remaining Gap"] == ["25,170.5", "40,689.2", "55,209.0"]
    borrowing = compare(kent_library, CompareRequest(measure="total borrowing"))
    assert cells(borrowing)["Total borrowing, Balance"][:2] == ["771.9", "746.8"]
    assert_cited(kent_library, borrowing)
