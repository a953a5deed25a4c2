"""Takes page furniture out of a paper: stamps of page numbers, running heads and feet, notices of blank pages.

What stays is what somebody wrote for the paper. "Agenda Item N" and "Appendix N" stamps stay: they say where a paper begins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ingest.headings import is_fixed_heading
from ingest.models import Line

_PAGE_STAMP = re.compile(r"^(?:page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*\|\s*page|-\s*\d{1,4}\s*-)$", re.I)
_BLANK = re.compile(r"^\W*this page (?:is|has been)?\s*(?:intentionally|deliberately)? ?(?:left )?blank\W*$|^minute item \d+$", re.I)
_STAMP = re.compile(r"^(?:agenda item|item no|item \w{1,3}$|appendix|annex|question)\b", re.I)
_EDGE = 2
"""Printed lines at the head and foot of a page that may be running heads or feet."""


_FORM = re.compile(r"^(?:(?:signed|chair(?:man|person|woman)?|dated?|clerk|mayor)?[\s:]*[_.…]{5,}[\s:]*)+(?:dated?)?[\s:_.…]*$", re.I)
"""A blank line to be signed."""


def is_blank_notice(text: str) -> bool:
    """True for "This page is intentionally left blank"."""
    return bool(_BLANK.match(text))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Lines without furniture."""

    lines: tuple[Line, ...]
    breaks: frozenset[int]
    """Indexes of `lines` at which a new page begins or a blank page stood before."""


def without_furniture(lines: Iterable[Line]) -> Cleaned:
    """`lines` without furniture, in the same order."""
    kept = [line for line in lines if line.text.strip()]
    paged = any(line.page is not None for line in kept)
    running = _running_heads_of_text(kept) | (_running_heads_of_pages(kept) if paged else set())
    seen: set[str] = set()
    out: list[Line] = []
    breaks = set()
    for line in kept:
        if is_blank_notice(line.text) or (out and out[-1].page != line.page):
            breaks.add(len(out))
        shape = _shape(line.text)
        repeats = shape in running and (shape in seen or _PAGE_STAMP.match(line.text.strip()) is not None or _has_number(line.text))
        seen.add(shape)
        text = line.text.strip()
        if not (repeats or _PAGE_STAMP.match(text) or is_blank_notice(text) or (line.cells[1:2] == () and _FORM.match(text))):
            out.append(line)
    return Cleaned(tuple(out), frozenset(breaks))


def _has_number(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def _running_heads_of_pages(lines: list[Line]) -> set[str]:
    """Shapes that stand at one height at the edge of three pages or more, and of most pages of their run."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page or 0, []).append(line)
    edges: dict[tuple[str, int], set[int]] = {}
    for number, on_page in pages.items():
        for line in (*on_page[:_EDGE], *on_page[-_EDGE:]):
            if _may_run(line.text):
                edges.setdefault((_shape(line.text), _height(line)), set()).add(number)
    enough = min(3, max(2, len(pages)))
    return {shape for (shape, _), seen in edges.items() if len(seen) >= enough and len(seen) >= 0.4 * (max(seen) - min(seen) + 1)}


def _height(line: Line) -> int:
    """Where on the page a line stands, in steps of a line: running heads and feet always stand at one height."""
    return round(line.box.y0 / 12) if line.box else 0


def _may_run(text: str) -> bool:
    words = text.split()
    return len(words) <= 14 and not _STAMP.match(text) and not is_fixed_heading(text) and not re.match(r"^\(?\w{1,4}[.)]\s", text)


def _running_heads_of_text(lines: list[Line]) -> set[str]:
    """Short capital lines that come at least three times and mostly cut a sentence in two."""
    cuts: dict[str, list[bool]] = {}
    for before, line in pairwise(lines):
        text = line.text.strip()
        if 0 < len(text.split()) <= 4 and text.isupper() and not line.cells and not is_fixed_heading(text) and not _STAMP.match(text):
            cuts.setdefault(_shape(text), []).append(not before.text.rstrip().endswith((".", ";", "?", "!")))
    return {shape for shape, found in cuts.items() if len(found) >= 3 and sum(found) >= 0.6 * len(found)}
