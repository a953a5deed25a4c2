"""What a drawn table leaves undrawn: columns under the drawn heads only, columns of figures in one cell, rows in one band."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.pdf.grid import Grid
from ingest.pdf.gutters import Cells, is_figure, is_value, parts_of, ranges
from ingest.pdf.words import Word, bands

Contents = dict[tuple[int, int], list[Word]]


def contents_of(grid: Grid, words: Sequence[Word]) -> Contents:
    """The words of each cell, by its top left square."""
    contents: Contents = {}
    for word in words:
        contents.setdefault(grid.cell((word.x0 + word.x1) / 2, word.y + 0.3 * word.size), []).append(word)
    return contents


def parted(grid: Grid, words: Sequence[Word]) -> Grid:
    """The grid with columns where figures stand side by side in a cell and where a wide cell's words keep off edges drawn elsewhere."""
    contents = contents_of(grid, words)
    edges = [x for column in range(len(grid.xs) - 1) for x in _inner_edges(grid, contents, column)]
    if edges:
        grid = _with_edges(grid, edges)
        contents = contents_of(grid, words)
    owner = [list(row) for row in grid.owner]
    for cell, members in contents.items():
        squares = [(r, c) for r, row in enumerate(owner) for c, at in enumerate(row) if at == cell]
        low, high = min(c for _, c in squares), max(c for _, c in squares)
        whole = len(squares) == (high - low + 1) * len({r for r, _ in squares})
        starts = _starts(grid, members, low, high) if high > low and whole else []
        for r, c in squares if starts else ():
            owner[r][c] = (cell[0], max(start for start in starts if start <= c))
    return replace(grid, owner=tuple(tuple(row) for row in owner))


def _starts(grid: Grid, members: Sequence[Word], low: int, high: int) -> list[int]:
    """The columns at which cells begin in a wide cell; none where its words are no figures and no three cells at least."""
    parts = [part for line in bands(members) for part in parts_of(line)]
    inner = enumerate(grid.xs[low + 1 : high + 1], low + 1)
    starts = [low, *(c for c, x in inner if not any(p[0].x0 < x - 1 and p[-1].x1 > x + 1 for p in parts))]
    used = sorted({max(start for start in starts if start == low or p[0].x0 >= grid.xs[start] - 1) for p in parts})
    others = [p for p in parts if len(starts) > 1 and p[0].x0 >= grid.xs[starts[1]] - 1]
    figures = bool(others) and sum(map(is_value, others)) >= 0.5 * len(others)
    return starts if len(used) > 2 or (len(used) == 2 and used[0] == low and figures) else []


def _inner_edges(grid: Grid, contents: Contents, column: int) -> list[float]:
    """x between the figures that stand side by side in most rows of one drawn column."""
    lines: list[Cells] = []
    for (row, at), members in contents.items():
        last = column + 1 >= len(grid.owner[row]) or grid.owner[row][column + 1] != (row, at)
        if at == column and last:
            lines.extend(parts_of(line) for line in bands(members))
    several = [line for line in lines if len(line) > 1]
    if len(several) < 3 or len(several) < 0.6 * len(lines):
        return []
    found = ranges(several)
    figures = sum(is_figure(part) for line in several for part in line[1:])
    if len(found) < 2 or figures < 0.6 * sum(len(line) - 1 for line in several):
        return []
    return [(left[1] + right[0]) / 2 for left, right in pairwise(found)]


def _with_edges(grid: Grid, edges: Sequence[float]) -> Grid:
    """The grid with more column edges; a cell reaches over the new columns as it did over the old."""
    xs = sorted([*grid.xs, *edges])
    old = [max(c for c, x in enumerate(grid.xs[:-1]) if x <= left) for left in xs[:-1]]
    first = {c: old.index(c) for c in set(old)}
    owner = tuple(tuple((row[c][0], first[row[c][1]]) for c in old) for row in grid.owner)
    return Grid(tuple(xs), grid.ys, owner)


def sub_rows(cells: list[list[Word]]) -> list[list[list[Word]]]:
    """Rows that one drawn band holds: columns of figures beside labels, line for line.

    The figures' baselines are the rows; a label's wrapped lines go to the nearest.
    """
    lines = [bands(cell) for cell in cells]
    figures = [cell for cell in lines if cell and all(is_figure(line) for line in cell)]
    labels = [cell for cell in lines if cell and not all(is_figure(line) for line in cell)]
    bases: list[float] = []
    for base in sorted((line[0].y for cell in figures for line in cell), reverse=True):
        if not bases or bases[-1] - base > 3.0:
            bases.append(base)
    whole = sum(len(cell) >= 0.6 * len(bases) for cell in figures)
    if len(bases) < 2 or whole < 0.6 * len(figures) or any(len(cell) < len(bases) for cell in labels):
        return [cells]
    rows: list[list[list[Word]]] = [[[] for _ in cells] for _ in bases]
    for column, cell in enumerate(lines):
        for line in cell:
            distances = [abs(base - line[0].y) for base in bases]
            rows[distances.index(min(distances))][column].extend(line)
    labelled = [lines.index(cell) for cell in labels]
    return rows if all(row[column] for row in rows for column in labelled) else [cells]
