"""Takes page furniture out of a paper: stamps of page numbers, running heads and feet, notices of blank pages.

What stays is what somebody wrote for the paper. "Agenda Item N" and "Appendix N" stamps stay: they say where a paper begins.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import eq, sub

from ingest.models import Line, Page
from ingest.structure.headings import is_fixed_heading

_PAGE_STAMP = re.compile(r"^(?:page\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*\|\s*page|-\s*\d{1,4}\s*-)$", re.I)
_BARE_NUMBER = re.compile(r"^[-–—.\s]{0,3}(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s?(?:of|/)\s?(?P<all>\d{1,4}))?[-–—.\s]{0,3}$", re.I)
_BLANK = re.compile(r"^\W*this page (?:is|has been)?\s*(?:intentionally|deliberately)? ?(?:left )?blank\W*$|^minute item \d+$", re.I)
_STAMP = re.compile(r"^(?:agenda item|item no|item \w{1,3}$|appendix|annex|question)\b", re.I)
_FIGURE = re.compile(r"\d{1,18}")
_ENOUGH = 3
"""Pages that must differ in all else for a line to be their running head; two pages may be alike by chance."""
_EDGE = 2
"""Printed lines at the head and foot of a page that may be running heads or feet."""


_FORM = re.compile(
    r"^(?:(?:signed|chair(?:man|person|woman)?+|dated?+|clerk|mayor)?+[\s:]*+[_.…]{5,}+[\s:]*+)++(?:dated?+)?+[\s:_.…]*+$", re.I
)
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


def without_furniture(lines: Iterable[Line], printed: Sequence[Page] = ()) -> Cleaned:
    """`lines` without furniture, in the same order; `printed` are the pages they stand on, with their labels."""
    kept = [line for line in lines if line.text.strip()]
    paged = any(line.page is not None for line in kept)
    cutting = _running_heads_of_text(kept)
    places = _running_heads_of_pages(kept) if paged else set()
    numbers = _page_numbers(_pages(kept), {page.number: page for page in printed})
    out: list[Line] = []
    breaks = set()
    seen: set[str] = set()
    for on_page in _pages(kept).values():
        taken = [_is_furniture(line, cutting, places, seen) or id(line) in numbers for line in on_page]
        if all(taken) and not all(_is_stamp(line) for line in on_page):
            taken = [_is_stamp(line) for line in on_page]
        for line, gone in zip(on_page, taken, strict=True):
            if is_blank_notice(line.text) or (out and out[-1].page != line.page):
                breaks.add(len(out))
            if not gone:
                out.append(line)
    return Cleaned(tuple(out), frozenset(breaks))


def _pages(lines: list[Line]) -> dict[int, list[Line]]:
    """Lines by page, 0 where the format has none."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page or 0, []).append(line)
    return pages


def _page_numbers(pages: dict[int, list[Line]], printed: dict[int, Page]) -> set[int]:
    """The lines (their `id`) that number their page: a figure alone in the margin, as the page's label, its place in the file or the
    figures of other pages at that height count."""
    found: dict[int, tuple[Line, int]] = {}
    for number, on_page in pages.items():
        page = printed.get(number)
        if page is None or not page.height:
            continue
        for line in (on_page[0], on_page[-1]):
            margin = line.box is not None and (line.box.y0 < 0.12 * page.height or line.box.y0 > 0.9 * page.height)
            match = _BARE_NUMBER.match(line.text.strip()) if margin and not line.cells else None
            if match and (not match["all"] or int(match["all"]) == len(printed)):
                known = (page.label or "").lower() == match["number"].lower() or match["all"]
                value = int(match["number"]) if match["number"].isdigit() else _roman(match["number"].lower())
                found[id(line)] = (line, 0 if known else value - number)
    apart = Counter((_height(line), shift) for line, shift in found.values())
    return {key for key, (line, shift) in found.items() if shift == 0 or apart[_height(line), shift] > 1}


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in text]
    return sum(-a if a < b else a for a, b in pairwise((*values, 0)))


def _is_stamp(line: Line) -> bool:
    """True for a page number alone, the notice of a blank page and a blank line to be signed."""
    text = line.text.strip()
    return bool(_PAGE_STAMP.match(text)) or is_blank_notice(text) or (line.cells[1:2] == () and bool(_FORM.match(text)))


def _is_furniture(line: Line, cutting: set[str], places: set[tuple[str, int]], seen: set[str]) -> bool:
    """True for stamps and for running heads; the first of those that hold no page number stays, once a paper."""
    shape = _shape(line.text)
    runs = shape in cutting or (shape, _height(line)) in places
    again = shape in seen or _has_number(line.text)
    seen.add(shape)
    return (runs and again) or _is_stamp(line)


def _has_number(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def _running_heads_of_pages(lines: list[Line]) -> set[tuple[str, int]]:
    """Shapes, each with its heights, that stand at one height at the edge of three pages or more, and of most pages of their run.

    The pages must differ in all else (the rows of a form that comes again are no heads), and so must not the figures of the line,
    but for a page number that counts the pages.
    """
    pages = _pages(lines)
    edges: dict[tuple[str, int], dict[int, tuple[int, Line]]] = {}
    for number, on_page in pages.items():
        whole = sum(hash(_shape(line.text)) for line in on_page)
        for line in (*on_page[:_EDGE], *on_page[-_EDGE:]):
            if not line.cells and _may_run(line.text):
                shape = _shape(line.text)
                edges.setdefault((shape, _height(line)), {}).setdefault(number, (whole - hash(shape), line))
    return {
        (shape, height + step)
        for (shape, height), seen in edges.items()
        if len({rest for rest, _ in seen.values()}) >= _ENOUGH
        and len(seen) >= 0.4 * (max(seen) - min(seen) + 1)
        and _counts_pages({number: line.text for number, (_, line) in seen.items()})
        for step in (-1, 0, 1)
    }


def _counts_pages(texts: dict[int, str]) -> bool:
    """True where the figures of a line are the same on every page, but for one that grows with the pages; figures alone never are."""
    numbers = sorted(texts)
    columns = list(zip(*([int(figure) for figure in _FIGURE.findall(texts[number])] for number in numbers), strict=True))
    differing = [column for column in columns if len(set(column)) > 1]
    if not any(char.isalpha() for text in texts.values() for char in text) and len(columns) > 1:
        return False
    apart = [b - a for a, b in pairwise(numbers)]
    return not differing or (len(differing) == 1 and sum(map(eq, apart, map(sub, differing[0][1:], differing[0]))) >= 0.6 * len(apart))


def _height(line: Line) -> int:
    """Where on the page a line stands, in steps of a line: running heads and feet always stand at one height."""
    return round(line.box.y0 / 12) if line.box else 0


def _may_run(text: str) -> bool:
    words = text.split()
    return len(words) <= 14 and not _STAMP.match(text) and not is_fixed_heading(text) and not re.match(r"^\(?\w{1,4}[.)]\s", text)


def _running_heads_of_text(lines: list[Line]) -> set[str]:
    """Short capital lines that come at least three times, with the same figures, and mostly cut a sentence in two."""
    cuts: dict[str, list[bool]] = {}
    texts: dict[str, set[str]] = {}
    for before, line in pairwise(lines):
        text = line.text.strip()
        if 0 < len(text.split()) <= 4 and text.isupper() and not line.cells and not is_fixed_heading(text) and not _STAMP.match(text):
            cuts.setdefault(_shape(text), []).append(not before.text.rstrip().endswith((".", ";", "?", "!")))
            texts.setdefault(_shape(text), set()).add(" ".join(text.split()))
    return {shape for shape, found in cuts.items() if len(found) >= 3 and sum(found) >= 0.6 * len(found) and len(texts[shape]) == 1}
