"""Charts as inline SVG, readable without colour and without script; each has its figures in words beside it."""

from collections.abc import Sequence
from html import escape

WIDTH, LABEL, ROW = 640, 220, 22


def intervals(rows: Sequence[tuple[str, float, float | None, float | None]]) -> str:
    """(label, value, low, high) from 0 to 1, one row each: a line for the interval, where there is one, and a dot for the value."""
    span = WIDTH - LABEL - 70
    height = ROW * len(rows) + 24
    parts = [_grid(LABEL, span, height - 20)]
    for at, (label, value, low, high) in enumerate(rows):
        y = ROW * at + ROW / 2
        x0, x, x1 = (LABEL + span * min(1.0, max(0.0, value if part is None else part)) for part in (low, value, high))
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 4}" text-anchor="end">{escape(label[:34])}</text>'
            f'<line x1="{x0:.1f}" x2="{x1:.1f}" y1="{y}" y2="{y}" class="bar"/><circle cx="{x:.1f}" cy="{y}" r="4"/>'
            f'<text x="{WIDTH - 58}" y="{y + 4}">{value:.0%}</text>'
        )
    return _svg(height, "Values with their 95% intervals", parts)


def curve(points: Sequence[tuple[float, float]], title: str, across: str, upwards: str, shares: bool = True) -> str:
    """A line through (x, y) from 0 to 1; y is drawn upwards; the axes are named, and x has figures where it counts `shares`."""
    height, span = 240, WIDTH - 80
    path = [(40 + span * x, height - 46 - (height - 80) * y) for x, y in points]
    axes = f'<path d="M40 34V{height - 46}H{40 + span}" class="axis"/>'
    ticks = "".join(
        (f'<text x="{40 + span * t}" y="{height - 28}" text-anchor="middle">{t:.0%}</text>' if shares else "")
        + f'<text x="36" y="{height - 42 - (height - 80) * t}" text-anchor="end">{t:.0%}</text>'
        for t in (0, 0.5, 1)
    )
    names = f'<text x="4" y="14">{escape(upwards)}</text><text x="{40 + span}" y="{height - 8}" text-anchor="end">{escape(across)}</text>'
    line = f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in path)}" class="line"/>'
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in path) if len(path) < 30 else ""
    return _svg(height, title, [axes, ticks, names, line, dots])


def _grid(left: float, span: float, height: float) -> str:
    return "".join(
        f'<line x1="{left + span * t}" x2="{left + span * t}" y1="0" y2="{height}" class="axis"/>'
        f'<text x="{left + span * t}" y="{height + 16}" text-anchor="middle">{t:.0%}</text>'
        for t in (0, 0.5, 1)
    )


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
