"""How the lines of a paper lie: on which page, in which part, how near to the edge; and how far a marking reaches from there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ingest.models import KeptBack, Line, PaperText
from ingest.structure.exempt.entries import entries, is_agenda
from ingest.structure.exempt.markings import meant, vocabulary
from ingest.structure.headings import heading_text
from ingest.structure.parts import Part, PartKind

HEAD = 14
"""Lines at the head of a part that speak for the whole of it."""
EDGE = 3
"""Printed lines at the head and foot of a page among which its stamps stand."""
TOP = 6
"""Lines at the top of a page among which the item of its paper stands."""
FOOT = 100.0
"""Points from the foot of a page under which its lowest lines may be stamps."""
_PHRASE = re.compile(r"\b(exempt|confidential|private|restricted) ([\w']+) ([\w']+)")
_COUNT = re.compile(r"^\d{1,3}(?:\.\d{1,3}[.)]?|[.)])\s")
_LEADS_ON = vocabulary("be is are was were been the a an of to as and or it not in by that for with which may")


@dataclass(frozen=True, slots=True)
class Reach:
    """Lines `start` up to `end` (indexes of the lines without furniture) and what keeps them back."""

    start: int
    end: int
    cause: KeptBack


class Layout:
    """The lines of one paper as they were read, and their places among its parts.

    Args:
        paper: what the reader gave, with its running heads.
        kept: its lines without furniture.
        parts: holds each of the kept lines once, in order.
    """

    def __init__(self, paper: PaperText, kept: Sequence[Line], parts: Sequence[Part]) -> None:
        self.raw = [line for line in paper.lines if line.text.strip()]
        self.kept = kept
        self.parts = parts
        self.part_of = [number for number, part in enumerate(parts) for _ in part.lines]
        """For each kept line: the number of its part."""
        *self.starts, _ = bounds = list(accumulate((len(part.lines) for part in parts), initial=0))
        self.ends = bounds[1:]
        """For each part: the index after its last line."""
        self.at: list[int] = []
        """For each line as read: the index of the kept line that it is, or of the next one."""
        at = 0
        for line in self.raw:
            self.at.append(min(at, len(kept) - 1))
            at += at < len(kept) and kept[at] is line
        self.pages: dict[int, tuple[int, int]] = {}
        for at, line in enumerate(kept):
            if line.page is not None:
                self.pages[line.page] = (self.pages.get(line.page, (at, at))[0], at + 1)
        self.edges = self._page_edges()
        self.has_agenda = any(part.kind is PartKind.AGENDA for part in parts)
        first = parts[0].lines if parts else ()
        self._is_one_paper = not self.has_agenda and not is_agenda(first, entries(first))
        self._last = list(range(len(parts)))
        """For each part: the number of the last of the appendices that follow it."""
        for number, (part, after) in reversed(list(enumerate(pairwise(parts)))):
            if after.kind is PartKind.APPENDIX and after.item in (None, part.item):
                self._last[number] = self._last[number + 1]
        self.phrases = {(found[1], found[2], found[3]) for line in self.raw for found in _PHRASE.finditer(meant(line.text))}
        """Three words in a row that begin with one that may be a marking."""

    def _page_edges(self) -> dict[int, int]:
        """For each line as read at the head or foot of its page: how many lines stand between it and the edge."""
        pages: dict[int, list[int]] = {}
        for index, line in enumerate(self.raw):
            if line.page is not None:
                pages.setdefault(line.page, []).append(index)
        edges: dict[int, int] = {}
        for lines in pages.values():
            foot = [index for index in reversed(lines[-EDGE:]) if (box := self.raw[index].box) is None or box.y1 < FOOT]
            for near, index in (*enumerate(lines[:EDGE]), *enumerate(foot)):
                edges[index] = min(near, edges.get(index, near))
        return edges

    def parts_of_page(self, page: int) -> Sequence[int]:
        """The numbers of the parts with lines on a page."""
        first, last = self.pages[page]
        return range(self.part_of[first], self.part_of[last - 1] + 1)

    def is_front(self, number: int) -> bool:
        """True for the agenda of a pack and what stands around it: they tell of other papers."""
        kind = self.parts[number].kind
        return kind is PartKind.AGENDA or (kind is PartKind.FRONT and self.has_agenda)

    def beside(self, index: int, other: int) -> Line | None:
        """The line as read `other`, where it is on the page of `index`."""
        line = self.raw[other] if 0 <= other < len(self.raw) else None
        return line if line is not None and line.page == self.raw[index].page else None

    def paragraph(self, index: int) -> str:
        """The words of a line as read with the two after it that go on with it."""
        words = [self.text(index)]
        for at in range(index + 1, min(index + 3, len(self.raw))):
            if words[-1].endswith(".") or self.raw[at].gap or self.raw[at].page != self.raw[index].page:
                break
            words.append(self.text(at))
        return " ".join(words)

    def goes_on(self, page: int, start: int) -> bool:
        """True where a page goes on with the paper that begins in the kept line `start`: in mid-sentence, or with its next paragraph."""
        at = self.pages[page][0]
        text = self.kept[at].text.strip()
        count = _COUNT.match(text)
        return at > start and (text[:1].islower() or bool(count and count[0].strip(" .)").rpartition(".")[2] != "1"))

    def opens_paper(self, at: int) -> bool:
        """True where the kept line `at` may open a paper: near the top of its page; set off, in a file without pages."""
        line = self.kept[at]
        if line.page is not None:
            return at - self.pages[line.page][0] < TOP
        return bool(line.level or line.bold or line.gap or not at)

    def top_of(self, at: int, least: int) -> int:
        """The top of the page on which the kept line `at` stands, where `at` is near it; not before `least`."""
        page = self.kept[at].page
        top = self.pages[page][0] if page is not None else at
        return max(top, least) if at - top < TOP else at

    def text(self, index: int) -> str:
        """The words of a line as read, with what the next one holds of a word that it breaks."""
        text = heading_text(self.raw[index])
        after = self.beside(index, index + 1)
        if text.endswith(("-", "\u00ad")) and text[-2:-1].isalpha() and after is not None and not after.gap:
            return text[:-1] + heading_text(after)
        return text

    def whole(self, number: int, cause: KeptBack) -> Reach:
        """All of a part; of a report with its appendices; of the head of a paper with all that follows."""
        if number == 0 and self._is_one_paper and self.parts[0].kind is PartKind.FRONT:
            return Reach(0, len(self.kept), cause)
        has_appendices = self.parts[number].kind in (PartKind.REPORT, PartKind.FRONT)
        return Reach(self.starts[number], self.ends[self._last[number] if has_appendices else number], cause)


class Spot:
    """One line as read, with its place in the layout."""

    def __init__(self, layout: Layout, index: int) -> None:
        self.layout, self.index = layout, index
        self.line, self.text = layout.raw[index], layout.text(index)
        self.words = meant(self.text)
        self.at = layout.at[index]
        """Index of the kept line that it is, or of the next one."""
        self.number = layout.part_of[self.at]
        self.part = layout.parts[self.number]
        self.offset = self.at - layout.starts[self.number]
        """Lines of its part above it."""
        self.near = layout.edges.get(index, len(layout.raw) + EDGE)
        """Lines between it and the edge of its page; many where it is at none."""
        self.before = layout.beside(index, index - 1)
        self.after = layout.beside(index, index + 1)
        box = self.line.box
        self.sideways = box is not None and box.y1 - box.y0 > 2 * (box.x1 - box.x0) and len(self.line.text) > 4
        self.is_loud = self.text.isupper() or self.line.bold or bool(self.line.level) or self.text[:1] in "[(*"

    @property
    def runs_on(self) -> bool:
        """True where it goes on with the sentence of the line above it, also over the end of a page."""
        text = self.line.text.strip()
        if text[:1].islower() and text.endswith((".", ";", ",")):
            return True
        if self.before is None or self.line.gap:
            return False
        above = meant(self.before.text)
        return above.endswith(",") or above.rpartition(" ")[2] in _LEADS_ON


def because(text: str, page: int | None = None, place: str = "") -> KeptBack:
    """A cause with the words of `text`, cut after 100 characters."""
    words = " ".join(text.split())
    return KeptBack(words if len(words) <= 100 else words[:97].rsplit(" ", 1)[0] + "…", page, place)
