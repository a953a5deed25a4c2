"""Statements set as markdown: prose in one paragraph, list items as bullets, comparisons as a table; nothing active comes through."""

import re
from collections.abc import Sequence

from assistant.draft import Style
from assistant.grounding import Verdict
from assistant.models import Statement

_ACTIVE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>\n]{0,300}>|\b(?:https?|ftp|file|data|javascript)\s?:\s?\S*|\bwww\.\S+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_TABLE_HEAD = "| | The papers say |\n|---|---|"
_MARKER_LIKE = re.compile(r"\[(\d{1,3})\]")


def harmless(text: str) -> str:
    """Words of a paper with pictures, HTML, addresses and whatever would read as a citation marker taken out."""
    text = _ACTIVE.sub("", _LINK.sub(r"\1", text))
    text = _MARKER_LIKE.sub(r"(\1)", text)
    return re.sub(r"\s+", " ", text.replace("<", "‹").replace(">", "›").replace("`", "'")).strip()


def with_markers(statement: Statement) -> str:
    """The statement followed by its markers."""
    return statement.text + " " + "".join(f"[{marker}]" for marker in statement.citations)


def render(parts: Sequence[tuple[Statement, Style]], gaps: Sequence[str] = ()) -> str:
    """The whole answer: the statements, and what the papers do not say."""
    blocks: list[str] = []
    before: Style | None = None
    for statement, style in parts:
        text = _set(with_markers(statement), style)
        if before is not style:
            blocks.append(f"{_TABLE_HEAD}\n{text}" if style is Style.ROW else text)
        else:
            blocks[-1] += (" " if style is Style.PROSE else "\n") + text
        before = style
    return "\n\n".join([*blocks, *gaps])


def _set(text: str, style: Style) -> str:
    if style is Style.ROW:
        label, _, words = text.replace("|", "/").partition(": ")
        return f"| {label} | {words} |"
    return f"- {text}" if style is Style.BULLET else text


def struck(text: str, verdict: Verdict) -> str:
    """A statement that failed the check, struck out, with the first reason."""
    reason = verdict.findings[0].detail if verdict.findings else "the cited passage does not show it"
    return f"~~{harmless(text).replace('~', '')}~~ (not shown: {harmless(reason)})"
