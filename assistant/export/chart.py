"""A chart drawn as SVG or PNG: told apart without colour, named beside the lines, with a gap where the papers give no figure.

Colours are from the palette of Okabe and Ito (Color Universal Design, 2008), those of at least 3:1 contrast on white.
"""

import math
import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.briefing.models import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#B8500A", "#00785A", "#7A3E75", "#000000", "#5F5F5F")
_DASHES = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (1, 1)), (0, (10, 3)))
_MARKS, _HATCHES = ("o", "s", "^", "D", "v", "P"), ("", "///", "...", "\\\\\\", "xxx", "---")
_INK, _QUIET, _RULE = "#1A1A1A", "#484F53", "#C8CCD0"
_WIDTH, _HEIGHT = 6.3, 3.5
_MOST_VALUES = 14
"""Figures up to which each is written at its point."""
_MOST_LEVEL = 8
"""Labels under the axis up to which they are set level."""
_CLOSEST = 0.075
"""Height of a line of a name, as a share of the axis."""


def chart_png(chart: Chart, dpi: int = 220) -> bytes:
    """The chart as a PNG picture, 6.3 by 3.5 inches."""
    return _saved(chart, "png", dpi=dpi, metadata={"Software": None})


def chart_svg(chart: Chart) -> bytes:
    """The chart as an SVG file whose letters are outlines, so that it looks the same everywhere; the same chart gives the same bytes."""
    return _saved(chart, "svg", metadata={"Date": None, "Creator": None})


def _saved(chart: Chart, format: str, **options: Any) -> bytes:
    import matplotlib

    # set for good, not for one drawing: a context would leak between threads
    matplotlib.rcParams.update({"svg.hashsalt": "chart", "svg.fonttype": "path", "text.parse_math": False})
    stream = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the font lacks is drawn as a box; the table beside it has the letter
        _figure(chart).savefig(stream, format=format, **options)
    return stream.getvalue()


def _figure(chart: Chart) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set_facecolor("white")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_INK)
    axes.grid(axis="y", color=_RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, length=0, labelsize=9)
    axes.yaxis.set_major_formatter(lambda value, _: _figure_text(value))
    axes.set_title(chart.unit, loc="left", fontsize=9, color=_INK)
    (_lines if len(chart.labels) > 2 else _bars)(axes, chart)
    crowded = len(chart.labels) > _MOST_LEVEL
    labels = chart.labels if crowded else [_wrapped(label, len(chart.labels)) for label in chart.labels]
    axes.set_xticks(range(len(chart.labels)), labels, rotation=45 * crowded, ha="right" if crowded else "center")
    return figure


def _lines(axes: Any, chart: Chart) -> None:
    few = sum(len(series.values) for series in chart.series) <= _MOST_VALUES
    named: list[tuple[float, str, str]] = []
    for at, series in enumerate(chart.series):
        colour = COLOURS[at % len(COLOURS)]
        values = [math.nan if value is None else value for value in series.values]
        style = {"linestyle": _DASHES[at % len(_DASHES)], "marker": _MARKS[at % len(_MARKS)]}
        axes.plot(range(len(values)), values, color=colour, linewidth=2, markersize=6, **style)
        if few:
            _write_values(axes, list(enumerate(values)), colour)
        if last := [value for value in values if not math.isnan(value)]:
            named.append((last[-1], series.name, colour))
    low, high = _bounds([value for series in chart.series for value in series.values if value is not None])
    axes.set_ylim(low, high)
    axes.set_xlim(-0.35, len(chart.labels) - 0.65)
    if len(chart.series) > 1:
        _write_names(axes, named, low, high)


def _bars(axes: Any, chart: Chart) -> None:
    width = 0.8 / max(len(chart.series), 1)
    for at, series in enumerate(chart.series):
        places = [place + (at - (len(chart.series) - 1) / 2) * width for place in range(len(series.values))]
        shown = [(place, value) for place, value in zip(places, series.values, strict=True) if value is not None]
        look = {"color": COLOURS[at % len(COLOURS)], "edgecolor": "white", "hatch": _HATCHES[at % len(_HATCHES)]}
        axes.bar([x for x, _ in shown], [y for _, y in shown], width * 0.92, label=series.name, **look)
        _write_values(axes, shown, _INK)
        for place, value in zip(places, series.values, strict=True):
            if value is None:
                axes.annotate(
                    "no figure", (place, 0), (0, 6), textcoords="offset points", ha="center", rotation=90, fontsize=9, color=_QUIET
                )
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.set_ylim(*_bounds([value for series in chart.series for value in series.values if value is not None]))
    axes.set_xlim(-0.6, len(chart.labels) - 0.4)
    if len(chart.series) > 1:
        axes.figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)


def _write_values(axes: Any, points: Sequence[tuple[float, float]], colour: str) -> None:
    for x, y in points:
        if not math.isnan(y):
            axes.annotate(
                _figure_text(y), (x, y), (0, 5 if y >= 0 else -14), textcoords="offset points", ha="center", fontsize=9, color=colour
            )


def _write_names(axes: Any, named: Sequence[tuple[float, str, str]], low: float, high: float) -> None:
    """The name of each line at its right end, moved up where two would overlap."""
    least = low - high
    for value, name, colour in sorted(named):
        words = _wrapped(name, 4)
        half = (words.count("\n") + 1) * _CLOSEST * (high - low) / 2
        height = max(value, least + half)
        least = height + half
        place = {"xycoords": ("axes fraction", "data"), "va": "center", "annotation_clip": False}
        axes.annotate(words, (1.01, height), fontsize=9, color=colour, **place)


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """An axis that begins at nought, so that heights compare as the figures do."""
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low or 1.0) * 0.15
    return (low - room if low < 0 else 0.0), high + room


def _figure_text(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def _wrapped(label: str, count: int) -> str:
    import textwrap

    return textwrap.fill(label, max(8, 72 // max(count, 1)), max_lines=3, placeholder="…")
