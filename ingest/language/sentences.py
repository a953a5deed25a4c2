"""Sentences, list items and table rows of a passage: the verbatim units an answer is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ingest.language.lexicon import words_of
from ingest.language.safe_text import gives_orders
from ingest.language.words import word_set
from ingest.models import Kind, Passage

_ABBREVIATIONS = word_set(
    """
    cllr cllrs cmhlr mr mrs ms dr prof rev hon sgt insp no nos para paras p pp s ss st rd ltd inc incl approx etc e.g i.e eg ie cf vs v
    ref refs fig app art sch sec reg regs est dept govt min max
    """
) | words_of("months.short", "months.longer")
_ENDS = re.compile(r"""[.!?]["'”’)\]]*(?=\s)""")
_MARKER = re.compile(r"(?:\(?(?:[ivxl]{1,5}|[a-z]|\d{1,2})[.)]|[-*•▪◦o·–])\s+", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"^\W*\(?(?:\d+(?:\.\d+)*|[ivxl]{1,5}|[a-z])[.)]?\W*$", re.IGNORECASE)


_NUMBERED = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s+")


class Shape(StrEnum):
    """How a unit stands on the page."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Unit:
    """A verbatim piece of a passage; offsets are code points in the passage's text, end exclusive."""

    passage: Passage
    start: int
    end: int
    shape: Shape
    position: int
    """Order among the passage's units, from 0."""

    @property
    def text(self) -> str:
        """The paper's own words."""
        return self.passage.text[self.start : self.end]


def _is_abbreviation(text: str, stop: int, begin: int) -> bool:
    """True where the full stop at `stop` ends an abbreviation, an initial or a paragraph number, not a sentence."""
    before = text[begin:stop]
    word = before.split()[-1].lower().lstrip("([\"'“‘") if before.split() else ""
    if _NUMBER_ONLY.match(before):
        return True
    if word in _ABBREVIATIONS:
        following = text[stop + 1 :].lstrip()
        return not (word in {"etc", "app"} and following[:1].isupper())
    return len(word) == 1 and word.isalpha() and word != "i"


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of text[start:end]; safe for "Cllr.", "para. 4.2", "£1.2m", initials and paragraph numbers."""
    end = len(text) if end is None else end
    begin = start
    for match in _ENDS.finditer(text, start, end):
        following = text[match.end() : end].lstrip()
        if not following or following[0].islower() or _is_abbreviation(text, match.start(), begin):
            continue
        yield begin, match.end()
        begin = match.end()
    if text[begin:end].strip():
        yield begin, end


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Offsets of the runs of lines that belong together, with whether the run is a list item."""
    begin, item = 0, False
    for match in re.finditer(r"\n+", text):
        head, rest = text[begin : match.start()], text[match.end() :]
        opens = bool(_MARKER.match(rest))
        joined = not opens and len(match.group()) == 1 and not head.rstrip().endswith((".", ":", ";", "?", "!")) and not item
        if joined and head.strip() and rest[:1].islower():
            continue
        if head.strip():
            yield begin, match.start(), item or bool(_MARKER.match(head.lstrip()))
        begin, item = match.end(), opens
    if text[begin:].strip():
        yield begin, len(text), item or bool(_MARKER.match(text[begin:].lstrip()))


def _live(passage: Passage, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a span that the paper does not strike out."""
    for left, right in sorted(passage.struck):
        if left >= end or right <= start:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def units(passage: Passage) -> list[Unit]:
    """The live units of a passage in reading order: rows of a table line by line, else sentences and list items.

    Headings are left out, and so is a paragraph that gives orders to whoever answers from it.
    """
    text, found = passage.text, list[Unit]()
    headings = {heading.casefold() for heading in (*passage.section_path, passage.section, passage.report_title) if heading}
    for begin, finish, item in _blocks(text):
        block = text[begin:finish].strip()
        if gives_orders(block):
            continue
        if block.casefold() in headings or _NUMBERED.sub("", block).casefold() in headings:
            continue
        row = passage.table is not None or "\t" in block or " | " in block
        listed = item and not (begin == 0 and passage.kind in (Kind.PARAGRAPH, Kind.MINUTE) and _NUMBERED.match(block))
        shape = Shape.ROW if row else Shape.ITEM if listed else Shape.SENTENCE
        pieces = [(begin, finish)] if row else split_sentences(text, begin, finish)
        for left, right in pieces:
            for start, end in _live(passage, left, right):
                start, end = _trim(text, start, end)
                if re.search(r"\w{2}", text[start:end]):
                    found.append(Unit(passage, start, end, shape, len(found)))
    return found


def _printed(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"\t|\s\|\s", text.strip("| ")))


def cells_of(unit: Unit) -> tuple[str, ...]:
    """The cells of a row unit: as the table has them where the line is one of its rows and like no other, else as the line prints them."""
    printed = _printed(unit.text)
    table, text = unit.passage.table, unit.passage.text
    if table:
        line = _printed(text[text.rfind("\n", 0, unit.start) + 1 :].partition("\n")[0])
        if len(line) == len(table.columns) and [cell for cell in line if cell] == [cell for cell in printed if cell]:
            return line
        wanted = [cell for cell in printed if cell]
        like = {row for row in (tuple(cell.strip() for cell in row) for row in table.rows) if [cell for cell in row if cell] == wanted}
        like = like or {row for above, row in pairwise((None, *table.rows)) if row and _prints(row, above, wanted)}
        if len(like) == 1:
            return like.pop()
    return printed


def _prints(row: tuple[str, ...], above: tuple[str, ...] | None, wanted: list[str]) -> bool:
    """Whether a row is printed as these cells: what it has besides, a merged cell says that reaches into it from above or the left."""
    left = list(wanted)
    for column, cell in enumerate(row):
        if left and cell == left[0]:
            del left[0]
            continue
        leads = above is None and len(left) == len(wanted)
        if cell and not leads and not (column and cell == row[column - 1]) and not (above and cell == above[column]):
            return False
    return not left
