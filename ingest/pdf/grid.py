"""Ruled tables: drawn lines become a grid of cells, cells merged where no line parts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.pdf.page import Rule

SNAP = 2.5
"""Points within which two drawn lines are one."""
DOUBLE = 5.0
"""Points between the lines of a double one."""
MAX_LEVELS = 400
MAX_RULES = 1_200
"""Rules above which a page is a drawing rather than a table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: column edges from left to right, row edges from top to bottom, and the cell that each square belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[tuple[int, int], ...], ...]
    """owner[row][column] = (row, column) of the top left square of its cell."""

    def contains(self, x: float, y: float) -> bool:
        return self.xs[0] - SNAP <= x <= self.xs[-1] + SNAP and self.ys[-1] - SNAP <= y <= self.ys[0] + SNAP

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """(row, column) of the cell at a point of the table."""
        column = sum(1 for edge in self.xs[1:-1] if x > edge)
        row = sum(1 for edge in self.ys[1:-1] if y < edge)
        return self.owner[row][column]


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The ruled tables of a page; frames and boxes of a single column are none."""
    found = []
    whole = merged([r for r in rules if max(r.x1 - r.x0, r.y1 - r.y0) > 3.0])
    for group in _connected(whole) if len(whole) <= MAX_RULES else ():
        horizontal = [r for r in group if r.horizontal]
        vertical = [r for r in group if not r.horizontal]
        if not horizontal or not vertical:
            continue
        xs = _levels([r.x0 for r in vertical] + _open_ends([(r.x0, r.x1) for r in horizontal], [r.x0 for r in vertical]))
        ys = _levels([r.y0 for r in horizontal] + _open_ends([(r.y0, r.y1) for r in vertical], [r.y0 for r in horizontal]))[::-1]
        if len(xs) >= 3 and len(ys) >= 2 and len(xs) * len(ys) <= 20_000:
            found.append(Grid(tuple(xs), tuple(ys), _cells(xs, ys, horizontal, vertical)))
    return [g for g in found if not any(_inside(g, other) for other in found if other is not g)]


def _inside(grid: Grid, other: Grid) -> bool:
    return other.contains(grid.xs[0], grid.ys[0]) and other.contains(grid.xs[-1], grid.ys[-1]) and len(other.xs) > 2


def _levels(values: Iterable[float]) -> list[float]:
    """Distinct positions, those nearer than SNAP taken as one."""
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > SNAP:
            levels.append(value)
    return levels[:MAX_LEVELS]


def _open_ends(spans: Sequence[tuple[float, float]], levels: Sequence[float]) -> list[float]:
    """Ends of the crossing lines that reach beyond the outermost levels: the sides of a table drawn without its outer border."""
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    return [end for end, beyond in ((low, low < min(levels) - 8), (high, high > max(levels) + 8)) if beyond]


def merged(rules: Sequence[Rule]) -> list[Rule]:
    """Collinear rules that touch become one: most writers draw each cell's border by itself."""
    result: list[Rule] = []
    for flat in (True, False):
        level, start, end = ("y0", "x0", "x1") if flat else ("x0", "y0", "y1")
        open_rules: list[tuple[float, float, float]] = []
        spans = sorted((getattr(r, level), getattr(r, start), getattr(r, end)) for r in rules if r.horizontal == flat)
        index = 0
        while index < len(spans):
            base = spans[index][0]
            last = index
            while last < len(spans) and spans[last][0] - base <= SNAP:
                last += 1
            open_rules.extend(_joined(base, sorted((a, b) for _, a, b in spans[index:last])))
            index = last
        result.extend(Rule(a, at, b, at) if flat else Rule(at, a, at, b) for at, a, b in open_rules)
    return result


def _joined(at: float, spans: Sequence[tuple[float, float]]) -> list[tuple[float, float, float]]:
    joined: list[tuple[float, float, float]] = []
    for start, end in spans:
        if joined and start <= joined[-1][2] + SNAP:
            joined[-1] = (at, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((at, start, end))
    return joined


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that touch, found by sweeping from top to bottom."""
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in sorted(rules, key=lambda r: -r.y1):
        touched = [g for g in groups if _touches(g[0], rule) and any(_meet(rule, other) for other in g[1])]
        box = [rule.x0, rule.y0, rule.x1, rule.y1]
        members = [rule]
        for other_box, other_members in touched:
            box = [min(box[0], other_box[0]), min(box[1], other_box[1]), max(box[2], other_box[2]), max(box[3], other_box[3])]
            members.extend(other_members)
        groups = [g for g in groups if not any(g is t for t in touched)]
        groups.append((box, members))
    return _stacked(groups)


def _stacked(groups: Sequence[tuple[list[float], list[Rule]]]) -> list[list[Rule]]:
    """The groups, those of one width that all but touch put together: a double line parts the head of a table from its body."""
    done: list[tuple[list[float], list[Rule]]] = []
    for box, members in sorted(groups, key=lambda g: -g[0][3]):
        above = next(
            (d for d in done if abs(d[0][0] - box[0]) < SNAP and abs(d[0][2] - box[2]) < SNAP and 0 <= d[0][1] - box[3] < DOUBLE), None
        )
        if above is None:
            done.append((box, members))
        else:
            above[0][1] = box[1]
            above[1].extend(members)
    return [members for _, members in done]


def _touches(box: Sequence[float], rule: Rule) -> bool:
    return rule.x0 <= box[2] + SNAP and rule.x1 >= box[0] - SNAP and rule.y0 <= box[3] + SNAP and rule.y1 >= box[1] - SNAP


def _meet(a: Rule, b: Rule) -> bool:
    return a.x0 <= b.x1 + SNAP and a.x1 >= b.x0 - SNAP and a.y0 <= b.y1 + SNAP and a.y1 >= b.y0 - SNAP


def _cells(
    xs: Sequence[float], ys: Sequence[float], horizontal: Sequence[Rule], vertical: Sequence[Rule]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Merge neighbouring squares that no drawn line parts."""
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(key: tuple[int, int]) -> tuple[int, int]:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(a: tuple[int, int], b: tuple[int, int]) -> None:
        a, b = sorted((root(a), root(b)))
        parent[b] = a

    upright = _at_levels(xs, [(r.x0, r.y0, r.y1) for r in vertical])
    level = _at_levels(ys, [(r.y0, r.x0, r.x1) for r in horizontal])
    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            if column + 1 < columns and not _drawn(upright[column + 1], middle):
                join((row, column), (row, column + 1))
            if row + 1 < rows and not _drawn(level[row + 1], (xs[column] + xs[column + 1]) / 2):
                join((row, column), (row + 1, column))
    return tuple(tuple(root((r, c)) for c in range(columns)) for r in range(rows))


def _at_levels(levels: Sequence[float], spans: Iterable[tuple[float, float, float]]) -> list[list[tuple[float, float]]]:
    at: list[list[tuple[float, float]]] = [[] for _ in levels]
    for position, start, end in spans:
        nearest = min(range(len(levels)), key=lambda i: abs(levels[i] - position))
        at[nearest].append((start, end))
    return at


def _drawn(spans: Sequence[tuple[float, float]], at: float) -> bool:
    return any(start - SNAP <= at <= end + SNAP for start, end in spans)
