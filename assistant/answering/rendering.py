"""Statements set as markdown: prose in one paragraph, list items as bullets, comparisons as a table; nothing active comes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.check import Verdict
from assistant.check.draft import Cells, Style
from assistant.models import Statement
from ingest.language.safe_text import harmless

_TABLE_HEAD = "| | The papers say |\n|---|---|"


def with_markers(statement: Statement) -> str:
    """The statement followed by its markers."""
    return statement.text + " " + "".join(f"[{marker}]" for marker in statement.citations)


@dataclass(frozen=True, slots=True)
class Part:
    """A statement with how it is set."""

    statement: Statement
    style: Style = Style.PROSE
    cells: Cells | None = None
    """Where it is a table row whose columns are known."""


def render(parts: Sequence[Part], gaps: Sequence[str] = ()) -> str:
    """The whole answer: the statements, runs of rows of one table as a table, and what the papers do not say."""
    blocks: list[str] = []
    for key, run in groupby(parts, key=lambda part: (part.style, part.cells and part.cells.columns)):
        blocks += [_block(key[0], list(run))]
    return "\n\n".join([*blocks, *gaps])


def _block(style: Style, parts: Sequence[Part]) -> str:
    rows = [part.cells for part in parts if part.cells]
    if len(rows) > 1:
        heads = [harmless(column) for column in rows[0].columns]
        lines = [_row([*map(harmless, part.cells.values), _markers(part.statement)]) for part in parts if part.cells]
        return "\n".join([_row([*heads, "Source"]), "|" + "---|" * (len(heads) + 1), *lines])
    if style is Style.ROW:
        return "\n".join([_TABLE_HEAD, *(_row(_halves(part.statement)) for part in parts)])
    texts = [with_markers(part.statement) for part in parts]
    return " ".join(texts) if style is Style.PROSE else "\n".join(f"- {text}" for text in texts)


def _halves(statement: Statement) -> tuple[str, str]:
    label, _, words = with_markers(statement).partition(": ")
    return label, words


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _markers(statement: Statement) -> str:
    return "".join(f"[{marker}]" for marker in statement.citations)


def struck(text: str, verdict: Verdict) -> str:
    """A statement that failed the check, struck out, with the first reason."""
    reason = verdict.findings[0].detail if verdict.findings else "the cited passage does not show it"
    return f"~~{harmless(text).replace('~', '')}~~ (not shown: {harmless(reason)})"
