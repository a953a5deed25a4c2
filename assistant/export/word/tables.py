"""Tables that a screen reader can follow and a printer does not break: marked header row, whole rows, widths by what columns hold."""

from collections.abc import Callable, Sequence

from assistant.briefing.models import Grid, Said
from assistant.export.parts import figure_columns
from assistant.export.word.house import Styles
from assistant.export.word.xml import Element, element, paragraph, text_run

_LETTER = 115
"""Width of a letter of table text in twentieths of a point, bold and wide ones allowed for."""
_PADDING = 240
_EASE = 1.25
"""How much wider than its words a small table is set."""


def table(grid: Grid, width: int, styles: Styles, runs: Callable[[Said], list[Element]]) -> Element:
    """The table of a grid.

    Args:
        grid: with at least one row.
        width: of the text, in twentieths of a point.
        styles: of the document.
        runs: makes the runs of a cell.
    """
    widths, figured = column_widths(grid, width), figure_columns(grid)
    width = sum(widths)
    head = [
        paragraph(styles["Note Table Heading"], text_run(name), properties=_aligned(right))
        for name, right in zip(grid.columns, figured, strict=True)
    ]
    made = element(
        "w:tbl",
        None,
        _properties(grid, width, styles),
        element("w:tblGrid", None, *(element("w:gridCol", {"w:w": each}) for each in widths)),
    )
    made.append(_row(head, widths, header=True))
    for row in grid.rows:
        cells = [
            paragraph(styles["Note Table Text"], *runs(cell), properties=_aligned(right)) for cell, right in zip(row, figured, strict=True)
        ]
        made.append(_row(cells, widths))
    return made


def column_widths(grid: Grid, width: int) -> list[int]:
    """Widths that add up to `width` or less: each column takes its longest word, the rest is shared by how much the columns hold."""
    columns = [[name, *(f"{row[at].label or ''} {row[at].text}" for row in grid.rows)] for at, name in enumerate(grid.columns)]
    least = [min(max(len(word) for text in texts for word in [*text.split(), ""]), 24) * _LETTER + _PADDING for texts in columns]
    if sum(least) >= width:
        return _shared(least, width)
    wanted = [max(len(text) for text in texts) + sum(map(len, texts)) / len(texts) for texts in columns]
    full = [max(len(text) for text in texts) * _LETTER + _PADDING for texts in columns]
    if sum(full) < width:
        return _shared(full, min(width, round(sum(full) * _EASE)))  # figures far apart are hard to read across
    room = width - sum(least)
    extra = _shared([min(want**0.8 * _LETTER, whole - low) + 1 for want, whole, low in zip(wanted, full, least, strict=True)], room)
    return [low + more for low, more in zip(least, extra, strict=True)]


def _shared(weights: Sequence[float], width: int) -> list[int]:
    parts = [int(width * weight / sum(weights)) for weight in weights]
    parts[-1] += width - sum(parts)
    return parts


def _properties(grid: Grid, width: int, styles: Styles) -> Element:
    """With the text a screen reader says for the table."""
    described = f"{len(grid.rows)} rows. Columns: {', '.join(grid.columns)}."
    margins = (element(f"w:{side}", {"w:w": 85, "w:type": "dxa"}) for side in ("left", "right"))
    return element(
        "w:tblPr",
        None,
        element("w:tblStyle", {"w:val": styles["Table Grid"]}),
        element("w:tblW", {"w:w": width, "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblCellMar", None, *margins),
        element(
            "w:tblLook",
            {"w:val": "04A0", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 1, "w:lastColumn": 0, "w:noHBand": 0, "w:noVBand": 1},
        ),
        element("w:tblCaption", {"w:val": grid.caption or ""}),
        element("w:tblDescription", {"w:val": f"{described} {grid.note}" if grid.note else described}),
    )


def _row(cells: Sequence[Element], widths: Sequence[int], header: bool = False) -> Element:
    row = element("w:tr", None, element("w:trPr", None, element("w:cantSplit"), *([element("w:tblHeader")] if header else [])))
    for cell, width in zip(cells, widths, strict=True):
        shade = [element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "E4E9EE"})] if header else []
        row.append(element("w:tc", None, element("w:tcPr", None, element("w:tcW", {"w:w": width, "w:type": "dxa"}), *shade), cell))
    return row


def _aligned(right: bool) -> tuple[Element, ...]:
    return (element("w:jc", {"w:val": "right"}),) if right else ()
