"""Reads the body of a part into blocks: which words belong together, under which heading, with which printed number.

A number holds for what follows it until the next one: bullets, tables, tails over a page break and text under a lesser
heading are cited by it. A heading as high as the one the number stands under ends it, for what stands there has no number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.language.narrative import closes_meeting, tells
from ingest.models import Kind, Line, Table
from ingest.structure.footnotes import set_apart
from ingest.structure.headings import Listing, fixed_heading, heading_text, listing_under
from ingest.structure.labels import is_label
from ingest.structure.numbering import FIGURES, Level, Marker, Style, markers
from ingest.structure.outline import Numbers, cite_stack, number_lines
from ingest.structure.parts import Part, PartKind, is_stamp, named_minute
from ingest.structure.roles import Sorted, is_vote, sort_lines
from ingest.structure.sections import Sections
from ingest.structure.table_notes import is_marked, is_note
from ingest.structure.tables import Row, caption_label, read_table, table_label

_INLINE = re.compile(r"^(recommendations?(?:\(s\))?(?: (?:\d{1,2}|[A-Z]))?|summary)\s*(?::|\s[-–])\s+(?=\S)", re.I)
_RESOLVED = re.compile(
    r"^(?:(?i:it was|the \w+(?: \w+)?|members|cabinet|council)(?i: unanimously)? )?(?:RESOLVED|AGREED|DECISION|RESOLUTION)\b"
    r"|^(?:Resolved|Decision:|Resolution:)|^(?i:it was (?:unanimously )?(?:resolved|agreed))\b"
)
_DECIDES = re.compile(r"[.:;?] (?:RESOLVED|Resolved|It was (?:unanimously )?resolved)\b")
_MINUTE_ITEM = re.compile(r"^\(?item\s+(?:no\.?\s*)?([A-Z]?\d{1,3}[a-z]?)\b\s*+[).:]?\s*+\)?$", re.I)
_NAMED_ITEM = re.compile(r"\(item\s*+(?:no\b\.?)?\.?\s*+([A-Z]?\d{1,3}[a-z]?)\)\W*$", re.I)
_QUESTION = re.compile(r"^question\s+(\d{1,3})$", re.I)
_KINDS = {
    Listing.RECOMMENDATIONS: Kind.RECOMMENDATION,
    Listing.COUNTED_RECOMMENDATIONS: Kind.RECOMMENDATION,
    Listing.DECISIONS: Kind.RESOLUTION,
}
_TITLE_WORDS = 14
"""An entry of at most so many words that no stop ends is a title, and numbers what follows under it."""
_FINISHED = (".", ":", ";", "?", "!", "”", '"')


@dataclass(frozen=True, slots=True)
class Block:
    """Words that belong together, with their number and headings."""

    kind: Kind
    lines: tuple[Line, ...]
    paragraph: str | None
    section_path: tuple[str, ...]
    table: Table | None = None
    item: str | None = None
    """Agenda item printed with a minute ("(Item 12)"); None elsewhere."""
    begins: tuple[int, ...] = ()
    """For each row of the table the index of the line that it begins on."""
    repeat: int = 0
    """Told apart by this: blocks under a number that is printed twice in a row."""


class BodyReader:
    """Reads one part, line by line, with the numbers already decided."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._found, self._footnotes = set_apart(sort_lines(part.lines))
        self._notes: list[Block] = []
        self._numbers: Numbers = number_lines(self._found, minutes=part.kind is PartKind.MINUTES)
        self._right = max((line.box.x1 for line in part.lines if line.box), default=0.0)
        self._items_named = part.kind is PartKind.MINUTES and any(named_minute(line.text) for line in part.lines)
        self._blocks: list[Block] = []
        self._open: list[Line] = []
        self._sections = Sections()
        self._stack: tuple[Level, ...] = ()
        self._stack_rank = (0, 0.0)
        self._listing = Listing.NONE
        self._inline: Listing | None = None
        self._resolving = False
        self._voting = False
        self._titled = False
        self._repeat = 0
        self._caption: str | None = None
        self._caption_words: str | None = None
        self._question: str | None = None
        self._item: str | None = None
        self._row: Row | None = None

    def blocks(self) -> list[Block]:
        """Every line of the part but contents tables, in reading order."""
        index = 0
        while index < len(self._found):
            item = self._found[index]
            self._take_footnotes(index)
            if item.row:
                index = self._read_table(index)
                continue
            if item.rank and not self._is_tail(item.line) and not self._is_resolution(item.line) and not self._is_vote(item.line.text):
                self._read_heading(index)
            elif item.line.note:
                self._add_note(item.line)
            else:
                self._read_text(index)
            index += 1
        self._take_footnotes(index)
        self._flush()
        return self._blocks

    def _add_note(self, line: Line) -> None:
        """A note stands with the words that it is a note to."""
        if self._open or not self._blocks:
            self._open.append(line)
        else:
            self._blocks[-1] = replace(self._blocks[-1], lines=(*self._blocks[-1].lines, line))

    def _add_table_note(self, line: Line, first: int) -> None:
        """A note under a table stands with the rows that bear its mark; one to all of them with each run of rows."""
        note = replace(line, text=line.text.strip(), cells=(), note=True)
        runs = range(first, len(self._blocks))
        for at in [at for at in runs if is_marked(line, self._blocks[at].lines)] or runs:
            block, table = self._blocks[at], self._blocks[at].table
            told = replace(table, notes=(*table.notes, heading_text(note))) if table else None
            self._blocks[at] = replace(block, lines=(*block.lines, note), table=told)

    def _take_footnotes(self, index: int) -> None:
        """Keep the footnotes of the page that ends here until the paragraph is whole that goes on over it."""
        for note in self._footnotes.get(index, ()):
            self._notes.append(Block(Kind.PARAGRAPH, note.lines, f"Footnote {note.number}", self._sections.path(), None, self._item))

    def _is_vote(self, text: str) -> bool:
        return is_vote(text, minutes=self._part.kind is PartKind.MINUTES)

    def _is_resolution(self, line: Line) -> bool:
        """RESOLVED set apart in bold opens the clauses under it; it is no section of the minutes."""
        return self._part.kind is PartKind.MINUTES and len(line.text.split()) <= 3 and bool(_RESOLVED.match(line.text.strip()))

    def _read_heading(self, index: int) -> None:
        self._flush()
        item = self._found[index]
        text = heading_text(item.line)
        stack = self._numbers.stacks[index]
        if self._special_line(text) or (is_stamp(text) and not self._items_named):
            return
        self._take_item(text)
        if item.celled and self._caption and stack is None:
            self._open = [item.line]
            self._flush(Kind.TABLE)
            return
        self._sections.leave(item.rank, text)
        if stack is not None:
            self._take_number(stack, item)
        elif self._ends_number(index):
            self._stack = ()
        self._sections.enter(item.rank, text, item.line.indent)
        self._row = None
        self._inline, self._listing = None, self._numbers.listings[index]
        if not item.celled:
            self._caption = self._caption_words = None
        self._resolving = False
        self._open = [item.line]
        self._flush(Kind.HEADING)

    def _ends_number(self, index: int) -> bool:
        """Whether a heading ends the number before it: it is no lesser heading, and the text under it stands alone."""
        item = self._found[index]
        if not self._stack or self._part.kind is PartKind.MINUTES:
            return False
        following = self._numbers.next_root(index)
        if following is not None and self._numbers.goes_on[index] and not self._found[following - 1].rank:
            return False
        rank, indent = self._stack_rank
        if item.rank > rank or item.line.indent > indent + 7:
            return not self._numbers.goes_on[index]
        return True

    def _special_line(self, text: str) -> bool:
        """Lines that only say what comes: "(Item 12)" under a minute, "Question 3" over a question."""
        if found := _QUESTION.match(text):
            self._question = f"Question {found[1]}"
            self._stack = ()
            self._sections.restart(1, self._question)
            return True
        if self._part.kind is PartKind.MINUTES and (found := _MINUTE_ITEM.match(text)):
            self._item = found[1]
            if self._blocks and self._blocks[-1].kind is Kind.HEADING:
                self._blocks[-1] = replace(self._blocks[-1], item=self._item)
            return True
        return False

    def _take_number(self, stack: tuple[Level, ...], item: Sorted) -> None:
        if not self._stack or stack[0] != self._stack[0]:
            self._sections.leave_before(stack[0].marker)
            above = self._sections.last
            self._stack_rank = (item.rank or above.rank, above.indent if not item.rank else item.line.indent)
            clause = stack[0].marker.style in (Style.PAREN, Style.ROMAN, Style.LETTER)
            self._resolving = self._resolving and (clause or self._part.kind is not PartKind.MINUTES)
            if self._part.kind is PartKind.MINUTES and len(stack) == 1:
                self._item = self._item_of(stack[0].marker, item.line.text)
                self._sections.leave_attendance()
        words = item.line.text[stack[-1].marker.end :].split()
        self._titled = len(words) <= _TITLE_WORDS and not " ".join(words).endswith(_FINISHED)
        self._repeat += [level.marker.label for level in stack] == [level.marker.label for level in self._stack]
        self._stack = stack
        self._voting = False
        self._caption = self._caption_words = None

    def _end_inline(self) -> None:
        """A recommendation that is whole on the line of its heading lists nothing: a number after it is the paper's own."""
        if self._inline and self._blocks and len(self._stack) == 0:
            words = heading_text(self._blocks[-1].lines[0])
            opened = _INLINE.match(words)
            if opened and not markers(words[opened.end() :]) and self._last_words().endswith("."):
                self._inline = None
                self._sections.clear()

    def _take_item(self, text: str) -> None:
        """Begin the minute whose heading names its item; no number before it reaches into it."""
        if self._items_named and (item := named_minute(text)):
            self._item, self._stack = item, ()

    def _item_of(self, number: Marker, text: str) -> str | None:
        """The agenda item that a minute's number or the words behind its title name; None where neither does."""
        if named := _NAMED_ITEM.search(text):
            return named[1]
        if self._items_named:
            return self._item
        if len(number.values) == 3:
            return number.label
        counts = self._part.own_meeting and self._numbers.from_one and number.style in FIGURES and "/" not in number.label
        return str(number.values[0]) if counts else None

    def _read_text(self, index: int) -> None:
        item = self._found[index]
        line = item.line
        text = heading_text(line)
        stack = self._numbers.stacks[index]
        if _QUESTION.match(text) or _MINUTE_ITEM.match(text):
            self._flush()
            if self._special_line(text):
                return
        if stack is not None:
            self._flush()
            self._end_inline()
            self._take_number(stack, item)
        elif self._starts_block(line, text):
            self._flush()
            self._voting = self._voting or self._is_vote(text)
            self._resolving = self._resolving and not tells(text)
            self._end_minutes(line, text)
            self._end_list(index)
            self._pop_to(line)
        if inline := _INLINE.match(text):
            self._flush()
            self._sections.restart(3, inline[1])
            self._inline = listing_under(inline[1])
        self._listing = self._numbers.listings[index] if self._inline is None else self._inline
        if self._part.kind is PartKind.MINUTES and _RESOLVED.match(re.sub(r"^\W*\w{1,4}[.)]+\s*", "", text) if stack else text):
            self._resolving = True
        if label := caption_label(text):
            self._caption, self._caption_words = label, text
        self._row = None
        self._open.append(line)

    def _beside(self, line: Line) -> bool:
        """True where a line stands in the margin of the numbers, where no paragraph goes on."""
        margin = self._numbers.margin
        return margin is not None and line.page is not None and line.indent <= margin + 3 and not line.cells

    def _end_minutes(self, line: Line, text: str) -> None:
        """What closes a meeting, or stands in the margin beside the numbers, is part of no minute."""
        self._take_item(text)
        closes = self._part.kind is PartKind.MINUTES and closes_meeting(text)
        if closes or (self._beside(line) and not caption_label(text)):
            self._stack, self._item = (), None
        if closes:
            self._sections.clear()

    def _end_list(self, index: int) -> None:
        """An unnumbered paragraph after the last entry of a count stands on its own."""
        if not self._stack or self._numbers.goes_on[index] or self._part.kind is PartKind.MINUTES or self._listing:
            return
        line = self._found[index].line
        before = self._found[index - 1]
        if line.gap and not line.bullet and not before.rank and before.line.text.rstrip().endswith(".") and not before.row:
            self._stack = ()

    def _starts_block(self, line: Line, text: str) -> bool:
        if not self._open:
            return True
        if self._is_tail(line) or (self._voting and not self._is_vote(text) and not line.gap):
            return False
        if line.gap or line.bullet or self._is_vote(text) or _INLINE.match(text):
            return True
        if (self._part.kind is PartKind.MINUTES and closes_meeting(text)) or (self._beside(line) and not self._beside(self._open[-1])):
            return True
        decides = bool(_RESOLVED.match(text)) and self._open[-1].text.rstrip().endswith((".", ":"))
        return decides or (self._open[-1].bold != line.bold and line.bold)

    def _is_tail(self, line: Line) -> bool:
        """True where the line goes on with a sentence that the line before left unfinished."""
        last = self._open[-1] if self._open else None
        if last is None or last.text.rstrip().endswith(_FINISHED):
            return False
        return line.text[:1].islower() and not (line.bullet and last.bullet)

    def _pop_to(self, line: Line) -> None:
        """An unnumbered paragraph left of a list's entries belongs to the paragraph around the list."""
        before = self._blocks[-1].lines[-1].text.rstrip() if self._blocks else ""
        if self._voting or line.bullet or len(self._stack) < 2 or before.endswith(":"):
            return
        if line.page is None and self._titled:
            return
        if line.page is None:
            self._stack = self._stack[:1] if not self._resolving or line.text[:1].isupper() else self._stack
            return
        while len(self._stack) > 1 and line.indent < self._stack[-1].indent + 3:
            self._stack = self._stack[:-1]

    def _label(self) -> str | None:
        if self._question:
            return self._question
        return cite_stack(self._numbers, self._part.kind, self._listing, self._sections.last.text, self._stack, self._open)

    def _kind(self) -> Kind:
        if self._part.kind is PartKind.AGENDA:
            return Kind.AGENDA_ENTRY
        if self._part.kind is PartKind.FRONT:
            return Kind.FRONT_MATTER
        if self._part.kind is PartKind.MINUTES:
            decided = self._resolving or _DECIDES.search(" ".join(line.text for line in self._open))
            return Kind.RESOLUTION if decided else Kind.MINUTE
        if self._listing in _KINDS:
            return _KINDS[self._listing]
        return Kind.LIST if self._open and self._open[0].bullet else Kind.PARAGRAPH

    def _flush(self, kind: Kind | None = None) -> None:
        if not self._open:
            self._blocks += self._notes
            self._notes = []
            return
        label = self._label()
        kind = kind or self._kind()
        if kind is Kind.HEADING and self._part.kind is PartKind.AGENDA:
            kind = self._kind()
        self._blocks.append(Block(kind, tuple(self._open), label, self._sections.path(), None, self._item, (), self._repeat))
        self._blocks += self._notes
        self._open, self._notes = [], []

    def _read_table(self, index: int) -> int:
        self._flush()
        lead = next((cell for cell in self._found[index].line.cells if cell.strip()), "")
        if (fixed_heading(lead) or (lead.rstrip().endswith(":") and is_label(lead))) and not self._numbers.goes_on[index]:
            self._stack = ()
        end = index
        while end < len(self._found) and (self._found[end].row or self._joins_rows(end)) and not (end > index and self._is_another(end)):
            end += 1
        while end > index + 1 and is_note(self._found[end - 1].line, [item.line for item in self._found[index : end - 1]]):
            end -= 1
        rows = [item.line for item in self._found[index:end]]
        first = len(self._blocks)
        for _, table in groupby(rows, key=lambda line: len(line.cells) if line.page else 0):
            for row in read_table(list(table), self._caption_words, self._last_words(), self._row):
                self._add_row(row)
                self._row = row
        while end < len(self._found) and self._is_note(end, rows):
            self._add_table_note(self._found[end].line, first)
            end += 1
        return end

    def _is_note(self, index: int, rows: Sequence[Line]) -> bool:
        """Whether a line under the rows is a note to them, or goes on with one."""
        line, above = self._found[index].line, self._found[index - 1]
        goes_on = not (line.gap or above.row or line.cells) and line.text[:1].islower() and above.line.size == line.size
        return self._numbers.stacks[index] is None and (goes_on or is_note(line, rows))

    def _is_another(self, index: int) -> bool:
        """Whether a row opens another table: the file sets it apart from the rows before it, or calls it a head again."""
        line, before = self._found[index].line, self._found[index - 1].line
        told = line.page is None and (bool(line.spans) or before.head is False)
        return told and (line.gap or (bool(line.head) and not before.head) or (line.head is None and before.head is False))

    def _joins_rows(self, index: int) -> bool:
        """A line between two rows that is no paragraph of its own: the tail of a cell."""
        item = self._found[index]
        nearby = index + 1 < len(self._found) and self._found[index + 1].row
        return nearby and bool(item.line.cells) and self._numbers.stacks[index] is None and not item.rank

    def _last_words(self) -> str:
        return heading_text(self._blocks[-1].lines[-1]) if self._blocks else ""

    def _add_row(self, row: Row) -> None:
        own = self._part.kind in (PartKind.AGENDA, PartKind.FRONT)
        label = None if own else self._caption or row.label or table_label(self._label())
        kind = Kind.TABLE if self._part.kind is not PartKind.AGENDA else Kind.AGENDA_ENTRY
        self._blocks.append(Block(kind, row.lines, label, self._sections.path(), row.table, self._item, row.begins, self._repeat))


def read_body(part: Part) -> list[Block]:
    """The blocks of a part, in reading order."""
    return BodyReader(part).blocks()
