"""Charts as inline SVG, readable without colour and without script; each has its figures in words beside it."""

from collections.abc import Sequence
from html import escape

WIDTH, LABEL, ROW = 640, 220, 22


def intervals(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """(label, value, low, high) from 0 to 1, one row each: a line for the interval, a dot for the value."""
    span = WIDTH - LABEL - 70
    height = ROW * len(rows) + 24
    parts = [_grid(LABEL, span, height - 20)]
    for at, (label, value, low, high) in enumerate(rows):
        y = ROW * at + ROW / 2
        x0, x, x1 = (LABEL + span * min(1.0, max(0.0, part)) for part in (low, value, high))
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 4}" text-anchor="end">{escape(label[:34])}</text>'
            f'<line x1="{x0:.1f}" x2="{x1:.1f}" y1="{y}" y2="{y}" class="bar"/><circle cx="{x:.1f}" cy="{y}" r="4"/>'
            f'<text x="{WIDTH - 58}" y="{y + 4}">{value:.2f}</text>'
        )
    return _svg(height, "Values with their 95% intervals", parts)


def curve(points: Sequence[tuple[float, float]], title: str) -> str:
    """A line through (x, y) from 0 to 1; y is drawn upwards."""
    height, span = 220, WIDTH - 80
    path = " ".join(f"{40 + span * x:.1f},{height - 30 - (height - 50) * y:.1f}" for x, y in points)
    axes = f'<path d="M40 20V{height - 30}H{40 + span}" class="axis"/>'
    ticks = "".join(
        f'<text x="{40 + span * t}" y="{height - 12}" text-anchor="middle">{t}</text>'
        f'<text x="32" y="{height - 26 - (height - 50) * t}" text-anchor="end">{t}</text>'
        for t in (0, 0.5, 1)
    )
    dots = "".join(f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="3"/>' for p in path.split()) if len(points) < 30 else ""
    return _svg(height, title, [axes, ticks, f'<polyline points="{path}" class="line"/>', dots])


def _grid(left: float, span: float, height: float) -> str:
    return "".join(
        f'<line x1="{left + span * t}" x2="{left + span * t}" y1="0" y2="{height}" class="axis"/>'
        f'<text x="{left + span * t}" y="{height + 16}" text-anchor="middle">{t}</text>'
        for t in (0, 0.5, 1)
    )


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
