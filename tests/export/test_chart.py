"""Charts as pictures."""

import io
import re

import pytest
from PIL import Image

from assistant.briefing.models import Chart, Grid, Series
from assistant.export.chart import COLOURS, _bounds, _figure, chart_png, chart_svg


def _chart(labels: tuple[str, ...], *series: Series) -> Chart:
    return Chart(title="Waste", unit="£000", labels=labels, series=series, data=Grid(columns=("a",), rows=()), alt="A chart.")


YEARS = _chart(
    ("2021/22", "2022/23", "2023/24", "2024/25"),
    Series(name="Food", values=(1.5, 2, None, 4)),
    Series(name="Dry $x", values=(3, 3, 3, 3.9)),
)


def test_the_same_chart_gives_the_same_bytes_and_an_svg_that_fetches_nothing() -> None:
    first = chart_svg(YEARS)
    assert first == chart_svg(YEARS)
    assert b"<script" not in first
    assert not re.search(rb'(?:href|src)="(?!#)', first)


def test_a_picture_is_large_enough_to_print() -> None:
    with Image.open(io.BytesIO(chart_png(YEARS))) as picture:
        assert picture.size == (1386, 770)


def test_a_gap_stays_a_gap_and_lines_are_named_beside_them() -> None:
    axes = _figure(YEARS).axes[0]
    food, dry = axes.lines
    assert [value == value for value in food.get_ydata()] == [True, True, False, True]
    assert food.get_linestyle() != dry.get_linestyle()
    assert food.get_marker() != dry.get_marker()
    assert {"Food", "Dry $x"} <= {text.get_text() for text in axes.texts}
    names = sorted(text.xy[1] for text in axes.texts if text.get_text() in {"Food", "Dry $x"})
    assert names[1] - names[0] >= 0.07 * axes.get_ylim()[1]


def test_two_points_are_bars_from_nought() -> None:
    axes = _figure(_chart(("2023/24", "2024/25"), Series(name="Net", values=(-2, None)), Series(name="Gross", values=(4, 5)))).axes[0]
    assert len(axes.patches) == 3
    assert [text.get_text() for text in axes.texts].count("no figure") == 1
    assert _bounds([4, 5])[0] == 0


@pytest.mark.parametrize(
    "chart",
    [
        _chart(("a", "b", "c"), Series(name="x", values=(None, None, None))),
        _chart(tuple(f"Month {n}" for n in range(30)), Series(name="x", values=(0.0,) * 30)),
    ],
)
def test_odd_charts_are_drawn(chart: Chart) -> None:
    assert chart_svg(chart)


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_stand_out_on_white(colour: str) -> None:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5  # also the words beside the lines
