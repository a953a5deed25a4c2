"""Passages read line by line for aligning: their sentences, and the cells of their tables with what names them."""

from dataclasses import dataclass
from functools import lru_cache

from ingest.language.live_text import context, plain
from ingest.language.safe_text import gives_orders
from ingest.language.sentences import Shape, Unit, cells_of, units
from ingest.language.tokens import is_label, without_marker
from ingest.models import Passage

_BESIDE = 2
"""Units around one that gives orders that may belong to it."""
_LABELS = 4
"""Cells of a row that name it at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, or a cell of a table behind the label of its row and the head of its column."""

    text: str
    unit: Unit
    row: int = 0
    """Characters that name the row of a cell."""
    label: int = 0
    """Characters before the value of a cell; 0 for a sentence."""


@lru_cache(maxsize=1024)
def lines_of(passage: Passage) -> tuple[Line, ...]:
    """The sentences of a passage, and the cells of its rows one by one; without words that give orders, and those around them."""
    found: list[Line] = []
    for unit in evidence_of(passage):
        found += _cells(unit) if unit.shape is Shape.ROW else [Line(without_marker(unit.text), unit)]
    return tuple(found)


@lru_cache(maxsize=1024)
def evidence_of(passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage that may bear something out: words addressed to a machine, and those beside them, are evidence of nothing."""
    if gives_orders(context(passage)):
        return ()
    found = units(passage)
    orders = [at for at, unit in enumerate(found) if gives_orders(" ".join(one.text for one in found[at : at + 2]))]
    return tuple(unit for at, unit in enumerate(found) if not any(-_BESIDE < at - order <= _BESIDE for order in orders))


def printed(passage: Passage) -> str:
    """The words of a passage that may be evidence, made comparable."""
    return plain("\n".join(unit.text for unit in evidence_of(passage)))


def _cells(unit: Unit) -> list[Line]:
    cells, table = cells_of(unit), unit.passage.table
    columns = table.columns if table and len(table.columns) == len(cells) else ("",) * len(cells)
    names_row = 1
    while names_row < min(len(cells) - 1, _LABELS) and is_label(cells[names_row]):
        names_row += 1
    label = " ".join(cells[:names_row])
    heads = [f"{label} {column}" for column in columns]
    lines = [Line(f"{head} {cell}", unit, len(label), len(head)) for head, cell in list(zip(heads, cells, strict=True))[names_row:] if cell]
    return lines or [Line(" ".join(cells), unit)]
