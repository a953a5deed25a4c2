"""Paragraphs of a text that was made of a page line by line, so that a blank line stands behind each printed one."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.models import Line
from ingest.structure.numbering import markers

_TORN = 0.2
"""Share of paragraphs that begin in small letters, from which blank lines say nothing: where they part paragraphs hardly any does."""
_FEWEST = 20
_FULL = 0.8
"""Share of the usual longest line from which a line was full, so that the next may go on with its paragraph."""
_ENDS = (".", ":", ";", "?", "!", "”", '"')


def close_up(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, without the gaps inside paragraphs where each printed line stands as a paragraph of its own."""
    plain = [line for line in lines if _is_plain(line)]
    torn = [line for line in plain if line.gap and line.text[:1].islower()]
    if len(plain) < _FEWEST or len(torn) < _TORN * len(plain):
        return tuple(lines)
    width = sorted(len(line.text) for line in plain)[int(0.9 * len(plain))]
    out: list[Line] = []
    for line in lines:
        goes_on = bool(out) and _is_plain(out[-1]) and _is_plain(line) and not markers(line.text) and _joins(out[-1], line, width)
        out.append(replace(line, gap=False) if goes_on and line.gap else line)
    return tuple(out)


def _is_plain(line: Line) -> bool:
    return line.page is None and not (line.cells or line.level or line.bold or line.bullet)


def _joins(above: Line, line: Line, width: int) -> bool:
    if line.text[:1].islower():
        return True
    full = len(above.text) >= _FULL * width
    return full and not above.text.rstrip().endswith(_ENDS)
