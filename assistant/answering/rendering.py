"""Statements set as markdown: prose in one paragraph, list items as bullets, comparisons as a table; nothing active comes through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.check.draft import Cells, Style
from assistant.models import Citation, Dropped, Statement
from assistant.unmatched import mark
from ingest.language.safe_text import harmless

_TABLE_HEAD = "| | The papers say |\n|---|---|"


def with_markers(statement: Statement, citations: Iterable[Citation]) -> str:
    """The statement followed by its markers, and by the mark of one that was not matched; `citations` are those of the answer."""
    return f"{statement.text} {_behind(statement, citations)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A statement with how it is set."""

    statement: Statement
    style: Style = Style.PROSE
    cells: Cells | None = None
    """Where it is a table row whose columns are known."""
    lead: str = ""
    """Line that is set once over a list whose own is missing; the same for all its items."""


def render(parts: Sequence[Part], citations: Iterable[Citation], gaps: Sequence[str] = ()) -> str:
    """The whole answer: the statements, runs of rows of one table as a table, and what the papers do not say."""
    blocks: list[str] = []
    cited = tuple(citations)
    for (style, lead, _), run in groupby(parts, key=lambda part: (part.style, part.lead, part.cells and part.cells.columns)):
        blocks += [*([lead] if lead else []), _block(style, list(run), cited)]
    return "\n\n".join([*blocks, *gaps])


def _block(style: Style, parts: Sequence[Part], cited: Sequence[Citation]) -> str:
    rows = [part.cells for part in parts if part.cells]
    if len(rows) > 1:
        heads = [harmless(column) for column in rows[0].columns]
        lines = [_row([*map(harmless, part.cells.values), _behind(part.statement, cited)]) for part in parts if part.cells]
        return "\n".join([_row([*heads, "Source"]), "|" + "---|" * (len(heads) + 1), *lines])
    if style is Style.ROW:
        return "\n".join([_TABLE_HEAD, *(_row(_halves(part.statement, cited)) for part in parts)])
    texts = [with_markers(part.statement, cited) for part in parts]
    return "\n".join(f"- {text}" for text in texts) if style is Style.BULLET else " ".join(texts)


def _halves(statement: Statement, cited: Sequence[Citation]) -> tuple[str, str]:
    label, _, words = with_markers(statement, cited).partition(": ")
    return label, words


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _behind(statement: Statement, cited: Iterable[Citation]) -> str:
    """The markers of a statement and its mark."""
    markers = "".join(f"[{marker}]" for marker in statement.citations)
    return " ".join(part for part in (markers, mark(statement, cited)) if part)


def struck(dropped: Dropped) -> str:
    """A sentence that is left out, struck, with its reason."""
    return f"~~{dropped.text.replace('~', '')}~~ ({dropped.reason})"
