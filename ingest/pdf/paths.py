"""The path that a content stream is drawing: its lines, its rectangles, its bounds."""

from collections.abc import Iterator, Sequence

from ingest.pdf.page import Rectangle, Rule

RULE_THICKNESS = 2.6
"""Points up to which a filled rectangle is a drawn line."""
Point = tuple[float, float]


class Outline:
    """A path on the displayed page."""

    def __init__(self) -> None:
        self._segments: list[Rectangle] = []
        self._rectangles: list[Rectangle] = []
        self._points: list[Point] = []
        self._start = self._point = (0.0, 0.0)

    def __bool__(self) -> bool:
        return bool(self._points)

    def clear(self) -> None:
        self._segments.clear()
        self._rectangles.clear()
        self._points.clear()

    def move(self, point: Point) -> None:
        self._point = self._start = point
        self._points.append(point)

    def line(self, point: Point) -> None:
        self._segments.append((*self._point, *point))
        self._point = point
        self._points.append(point)

    def curve(self, points: Sequence[Point]) -> None:
        self._points.extend(points)
        self._point = points[-1]

    def close(self) -> None:
        self._segments.append((*self._point, *self._start))
        self._point = self._start

    def rectangle(self, a: Point, b: Point) -> None:
        self._rectangles.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
        self._points.extend((a, b))

    def extent(self) -> Rectangle:
        """The upright rectangle round all of it."""
        xs, ys = [x for x, _ in self._points], [y for _, y in self._points]
        return min(xs), min(ys), max(xs), max(ys)

    def is_rectangle(self) -> bool:
        """Whether it is one upright rectangle."""
        if self._rectangles or not self._segments:
            return len(self._rectangles) == 1 and not self._segments
        straight = all(abs(x1 - x0) < 0.1 or abs(y1 - y0) < 0.1 for x0, y0, x1, y1 in self._segments)
        return straight and 3 <= len(self._segments) <= 5 and len(self._points) <= 5

    def rules(self, fill: bool, stroke: bool) -> Iterator[Rule]:
        """The straight rules that it leaves where it is painted: its sides, and what is filled so thin that it is a line."""
        sides = list(self._segments)
        for x0, y0, x1, y1 in self._rectangles:
            if min(x1 - x0, y1 - y0) <= RULE_THICKNESS:
                yield _centre(x0, y0, x1, y1)
            elif stroke:
                sides.extend(((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)))
        if stroke:
            for x0, y0, x1, y1 in sides:
                if abs(x1 - x0) < 0.5 or abs(y1 - y0) < 0.5:
                    yield _centre(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        elif fill and 3 <= len(sides) <= 5:
            xs, ys = [x for s in sides for x in (s[0], s[2])], [y for s in sides for y in (s[1], s[3])]
            if min(max(xs) - min(xs), max(ys) - min(ys)) <= RULE_THICKNESS:
                yield _centre(min(xs), min(ys), max(xs), max(ys))


def _centre(x0: float, y0: float, x1: float, y1: float) -> Rule:
    """The middle line of a thin rectangle."""
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Rule(x0, middle, x1, middle)
    middle = (x0 + x1) / 2
    return Rule(middle, y0, middle, y1)
