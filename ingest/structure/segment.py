"""Cuts a paper into its parts, by every sign that papers carry: bookmarks, stamps, page ranges, heads, titles, ends of reports.

The signs differ in strength. A bookmark, a stamp or a page range of the agenda says which item a page belongs to; a head says
that a report begins; where a report's closing tables end, what follows is its appendix.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz

from ingest.models import Bookmark, Line
from ingest.structure.agenda import Entry, best_entry, ends_agenda, entries, is_agenda_heading, is_agenda_title
from ingest.structure.appendices import list_appendices, mend, same_title
from ingest.structure.box import Head, read_head
from ingest.structure.clean import Cleaned
from ingest.structure.exempt.markings import Says, marks, stamp
from ingest.structure.headings import fixed_heading, heading_text, rank
from ingest.structure.parts import (
    Opening,
    Part,
    PartKind,
    appendix_mark,
    is_minutes_heading,
    item_stamp,
    minutes_title,
    named_minute,
    names_minutes,
)

# The page ranges of an agenda, bookmarks and stamped page numbers: what is known of a page before its words are read.


def ranges_hold(lines: Sequence[Line], breaks: Collection[int], labels: Mapping[int, int], agenda: Sequence[Entry]) -> bool:
    """Whether the agenda's page ranges fit the stamped pages: most first pages must begin like a paper.

    A pack that was printed again, or whose pages were stamped anew, has ranges that lead astray.
    """
    firsts = {entry.first for entry in agenda}
    starts = [at for at in breaks if at < len(lines) and labels.get(lines[at].page or 0) in firsts]
    return len([at for at in starts if _begins_paper(lines, at)]) >= 0.6 * len(starts) > 0


def _begins_paper(lines: Sequence[Line], index: int) -> bool:
    """A stamp, a head or the heading of minutes stands in the first lines of a page."""
    near = range(index, min(index + 5, len(lines)))
    texts = [heading_text(lines[at]) for at in near]
    return any(item_stamp(text) or is_minutes_heading(text) for text in texts) or any(read_head(lines, at) for at in near)


def by_page(bookmarks: Sequence[Bookmark]) -> dict[int, list[Bookmark]]:
    """The bookmarks of each page."""
    pages: dict[int, list[Bookmark]] = {}
    for mark in bookmarks:
        pages.setdefault(mark.page, []).append(mark)
    return pages


def pack_page(label: str | None) -> int | None:
    """The number in a stamped label ("Page 12"); None where there is none."""
    found = re.search(r"(\d{1,4})\s*$", label or "")
    return int(found[1]) if found else None


# The parts opened so far in a paper, and how an appendix is opened among them: under a mark, under a listed title, or unmarked.


class Openings:
    """Where parts begin; the last one opened is the part that a line belongs to."""

    def __init__(self, lines: tuple[Line, ...], breaks: Collection[int]) -> None:
        """`breaks` are the indexes of `lines` at which a page begins."""
        self._lines = lines
        self._breaks = breaks
        self._openings = [Opening(0, PartKind.FRONT)]
        self._tail_at: int | None = None
        self._tail_done = False
        self._used: set[str] = set()
        self._has_agenda = False

    @property
    def _now(self) -> Opening:
        return self._openings[-1]

    def _open(self, opening: Opening) -> None:
        opening.index = self._back_over_exemption(opening.index)
        self._tail_at, self._tail_done = None, False
        if opening.index == self._now.index and len(self._openings) > 1 and opening.kind is not PartKind.FRONT:
            opening.entry = opening.entry or self._now.entry
            self._openings.pop()
        self._openings.append(opening)

    def _back_over_exemption(self, index: int) -> int:
        """A mark of exemption that stands over the stamp of its paper belongs to the paper."""
        top = next((at for at in range(index, max(index - 7, self._now.index), -1) if at in self._breaks), index)
        return top if any(marks(heading_text(line)) for line in self._lines[top:index]) else index

    def _on_appendix_mark(self, index: int, label: str, title: str) -> None:
        """An "Appendix 2" line opens an appendix where it stands alone at a start, and only then."""
        near = self._lines[max(0, index - 1) : index] + self._lines[index + 1 : index + 2]
        listed = title and any((found := appendix_mark(line.text)) and found[0] != label for line in near)
        line = self._lines[index]
        if line.bullet or line.cells[1:2] or listed or (self._tail_at is not None and title and not self._at_break(index)):
            return
        named = title and stamp(title) < Says.HINTS
        starts = self._at_break(index, 4) or line.level or line.bold or not named or bool(line.gap and rank(line, None))
        if starts:
            self._open_appendix(index, label, title)

    def _open_appendix(self, index: int, label: str, title: str) -> None:
        again = self._now.kind is PartKind.APPENDIX and self._now.appendix == label
        if again and (index - self._now.index <= 4 or (not title and self._at_break(index, 4))):  # a mark on every page of it
            self._now.title = self._now.title or self._appendix_title(label, title, index)
            return
        owner = self._owner()
        stamped = self._stamp_before(index)
        opening = Opening(stamped, PartKind.APPENDIX, self._now.entry or owner.entry, self._appendix_title(label, title, index), label)
        self._open(opening)

    def _stamp_before(self, index: int) -> int:
        return index - 1 if index and item_stamp(self._lines[index - 1].text) and self._now.index <= index - 1 else index

    def _owner(self) -> Opening:
        """The report whose list of appendices is in force: the covering report of the item, else the nearest."""
        for opening in reversed(self._openings):
            if opening.entry != self._now.entry:
                break
            if opening.kind is PartKind.REPORT and opening.listed:
                return opening
        return self._now

    def _appendix_title(self, label: str, title: str, index: int) -> str:
        listed = self._owner().listed.get(label, "")
        named = title or listed or self._next_heading(index + 1)
        return f"Appendix {label}: {named}" if named else f"Appendix {label}"

    def _next_heading(self, index: int) -> str:
        for offset, line in enumerate(self._lines[index : index + 6]):
            text = heading_text(line)
            if not (appendix_mark(text) or item_stamp(text) or line.cells[1:]) and len(text) > 3:
                after = self._lines[index + offset + 1] if index + offset + 1 < len(self._lines) else None
                return text if rank(line, after) or len(text.split()) <= 14 else ""
        return ""

    def _next_label(self) -> str | None:
        left = [label for label in self._owner().listed if label not in self._used]
        if left:
            self._used.add(left[0])
        return left[0] if left else None

    def _open_unmarked(self, index: int) -> None:
        owner = self._owner()
        label = self._titled(heading_text(self._lines[index]), index, 60)
        if label is None and len(left := [key for key in owner.listed if key not in self._used]) >= 1 and self._has_agenda:
            label = left[0]
        title = self._appendix_title(label, "", index) if label else self._next_heading(index) or owner.title
        if label:
            self._used.add(label)
        self._open(Opening(index, PartKind.APPENDIX, self._now.entry, title, label))

    def _titled(self, text: str, index: int, least: int = 86) -> str | None:
        """Label of the listed appendix, not yet seen, that `text` is the title of."""
        line = self._lines[index]
        numbered = self._tail_at is not None and re.match(r"^\(?\w{1,3}[.)]", text)
        if len(text.split()) < 3 or numbered or not (rank(line, None) or line.gap or self._at_break(index)) or len(text) > 160:
            return None
        for label, title in self._owner().listed.items():
            if label not in self._used and label != self._now.appendix and same_title(text, title) >= least:
                self._used.add(label)
                return label
        return None

    def _at_break(self, index: int, near: int = 1) -> bool:
        return any(at in self._breaks for at in range(max(0, index - near + 1), index + 1)) or index < near


_TOP = 12
"""Lines at the top of a paper in which its heading stands: names, place and time of the meeting may come before it."""
_BOOKMARK_ITEM = re.compile(r"^(?:item\s+)?(\d{1,2}[a-z]?)[.)]?\s+(\S.*)$", re.I)
_CONFIRMING = re.compile(r"^\d{1,4}(?:[./]\d{1,4})?[.:)]?\s++(?=.{0,60}\bminutes?\b)(?!.{80})", re.I)
"""The numbered heading of the item that confirms minutes: "1. Confirmation of Minutes"."""
_TAIL = frozenset(
    {"supporting documentation", "appendices", "other background documents", "background documents", "background papers",
     "documents in members' rooms", "contact details", "report author", "contact officer", "relevant director",
     "appendices/supporting information", "further information available from"}
)  # fmt: skip
_TAIL_WORDS = re.compile(
    r"assessment|audit trail|background|available|none\b|paper\(s\)|paragraph of the access|schedule 12a|exempt/confidential"
    r"|members.? rooms|wards|key decision|e-?mail|tel\b|telephone|@|author|director|contact|officer\b|appendi|https?:|published"
    r"|\(if applicable\)", re.I
)  # fmt: skip

_LAST_ROW = re.compile(r"^1\.?\s*+(?:none)?[\s•.-]*+$", re.I)
"""The single row of the last table: no background papers."""


class Segmenter(Openings):
    """Walks over the lines of one paper once and collects where its parts begin."""

    def __init__(self, cleaned: Cleaned, bookmarks: Sequence[Bookmark], labels: Mapping[int, int], committee: str | None) -> None:
        """`labels` gives the pack page ("Page 3" stamped) of PDF pages; `committee` the body that the paper is for."""
        super().__init__(cleaned.lines, cleaned.breaks)
        self._bookmarks = by_page(bookmarks)
        self._labels = labels
        self._committee = committee
        self._agenda: list[Entry] = []
        headed = any(is_agenda_heading(heading_text(line)) for line in self._lines)
        self._opens_agenda = is_agenda_heading if headed else is_agenda_title
        self._fit: bool | None = None

    def parts(self) -> list[Part]:
        """The parts in reading order; every line is in exactly one."""
        index = 0
        while index < len(self._lines):
            index = self._step(index)
        return self._cut()

    def _step(self, index: int) -> int:
        """Look at one line, open a part where one begins, and give the next line to look at."""
        line = self._lines[index]
        text = heading_text(line)
        if index in self._breaks or index == 0:
            self._page_start(index)
        if self._now.kind is PartKind.FRONT and not self._agenda and self._opens_agenda(text):
            return self._open_agenda(index)
        if (stamp := item_stamp(text)) and not (self._now.kind is PartKind.MINUTES and named_minute(text)):
            self._on_stamp(index, *stamp)
            return index + 1
        if head := read_head(self._lines, index):
            self._open_report(index, head)
            return max(head.end, index + 1)
        alone = index < _TOP and names_minutes(text)
        if (alone or is_minutes_heading(text)) and self._now.kind is not PartKind.AGENDA and not self._confirms(index):
            self._open(Opening(self._back_over_names(index), PartKind.MINUTES, self._minutes_entry(), minutes_title(self._lines, index)))
            return index + 1
        if mark := appendix_mark(text):
            self._on_appendix_mark(index, *mark)
            return index + 1
        self._watch_tail(index, text)
        return index + 1

    def _open_agenda(self, index: int) -> int:
        end = index + 1
        while end < len(self._lines) and not (end > index + 1 and ends_agenda(self._lines[end].text)):
            if read_head(self._lines, end) or (end in self._breaks and item_stamp(self._lines[end].text)):
                break
            end += 1
        found = entries(self._lines[index + 1 : end])
        if not found:
            return index + 1
        self._agenda = [entry for _, entry in found]
        self._has_agenda = True
        self._open(Opening(index, PartKind.AGENDA))
        for offset, entry in found:
            self._openings.append(Opening(index + 1 + offset, PartKind.AGENDA, entry))
        if end < len(self._lines):
            self._openings.append(Opening(end, PartKind.FRONT))
        return end

    def _page_start(self, index: int) -> None:
        """Use what is known of a page before its words are read: bookmarks and the agenda's page ranges."""
        page = self._lines[index].page
        if page is None:
            return
        for mark in self._bookmarks.get(page, ()):
            self._on_bookmark(index, mark)
        label = self._labels.get(page)
        entry = next((entry for entry in self._agenda if label is not None and entry.first == label), None)
        if entry and self._fits() and (self._now.entry is None or self._now.entry.number != entry.number):
            self._open(Opening(index, PartKind.REPORT, entry, entry.title))

    def _fits(self) -> bool:
        if self._fit is None:
            self._fit = ranges_hold(self._lines, self._breaks, self._labels, self._agenda)
        return self._fit

    def _on_bookmark(self, index: int, mark: Bookmark) -> None:
        title = mark.title.strip()
        if appendix := appendix_mark(title):
            self._open_appendix(index, *appendix)
        elif found := _BOOKMARK_ITEM.match(title):
            entry = next((entry for entry in self._agenda if entry.number == found[1]), None)
            if entry is None and not self._agenda and mark.level == 1:
                entry = Entry(found[1], found[2])
            if entry is None or (entry.title and fuzz.token_set_ratio(entry.title.casefold(), found[2].casefold()) < 70):
                return
            if self._now.entry is None or self._now.entry.number != entry.number or self._now.kind is PartKind.AGENDA:
                self._open(Opening(index, PartKind.REPORT, entry, entry.title))

    def _on_stamp(self, index: int, number: str, rest: str) -> None:
        known = next((entry for entry in self._agenda if entry.number == number), None)
        current = self._now.entry
        if current is None or current.number != number or self._now.kind is PartKind.AGENDA:
            entry = known or Entry(number, "")
            self._open(Opening(index, PartKind.REPORT, entry, entry.title or None))
        if mark := appendix_mark(rest):
            self._on_appendix_mark(index, *mark)

    def _open_report(self, index: int, head: Head) -> None:
        """A head opens a report; one that another body decides on, inside an item, is an appendix of it."""
        current = self._now
        entry = best_entry(head.subject or "", self._agenda) or self._numbered(head.item)
        subject = mend(head.subject or "", entry)
        foreign = bool(self._committee and head.to and fuzz.token_set_ratio(self._committee.casefold(), head.to.casefold()) < 75)
        briefing = self._tail_at is not None and head.decision is None and entry is None
        fresh = current.kind in (PartKind.REPORT, PartKind.APPENDIX) and index - current.index <= 6
        another = entry and current.entry and entry.number != current.entry.number  # the head of another item is no head of an appendix
        if current.kind is PartKind.APPENDIX and fresh and not another:
            current.headed = True
            current.title = f"Appendix {current.appendix}: {subject}" if current.appendix else subject
            return
        if current.entry and self._agenda and (foreign or briefing) and current.kind is not PartKind.AGENDA:
            label = self._next_label()
            title = f"Appendix {label}: {subject}" if label else subject
            self._open(Opening(index, PartKind.APPENDIX, current.entry, title, label, headed=True))
            return
        if fresh and current.kind is PartKind.REPORT:
            current.headed = True
            current.title = subject or current.title
            current.entry = current.entry if current.entry and (entry is None or self._stamped(current)) else entry
            return
        self._used.clear()
        self._open(Opening(self._stamp_before(index), PartKind.REPORT, entry or self._follows(), subject, headed=True))

    def _numbered(self, item: str | None) -> Entry | None:
        """The entry that a report's box names by its number; without an agenda the number alone."""
        if item is None or self._agenda:
            return next((entry for entry in self._agenda if entry.number == item), None)
        return Entry(item, "")

    def _stamped(self, opening: Opening) -> bool:
        return any(item_stamp(line.text) for line in self._lines[opening.index : opening.index + 2])

    def _follows(self) -> Entry | None:
        """Where a subject matches no entry: the entry after the last one seen that has papers."""
        if not self._agenda or self._now.entry is None:
            return None
        numbers = [entry.number for entry in self._agenda]
        at = numbers.index(self._now.entry.number) if self._now.entry.number in numbers else -1
        return self._agenda[at + 1] if 0 <= at < len(self._agenda) - 1 else self._now.entry

    def _confirms(self, index: int) -> bool:
        """Whether a line names, under the item that confirms them, the minutes of an earlier meeting: it opens none."""
        inside = self._now.kind is PartKind.MINUTES and index > self._now.index and not self._at_break(index)
        return inside and bool(_CONFIRMING.match(heading_text(self._lines[index - 1])))

    def _minutes_entry(self) -> Entry | None:
        if self._now.entry is not None and self._now.kind in (PartKind.REPORT, PartKind.MINUTES, PartKind.APPENDIX):
            return self._now.entry
        return next((entry for entry in self._agenda if "minutes" in entry.title.casefold()), None)

    def _back_over_names(self, index: int) -> int:
        """Names of council and committee stand above the line that says these are minutes."""
        while index > self._now.index + 1 and self._lines[index - 1].text.isupper() and len(self._lines[index - 1].text.split()) <= 8:
            index -= 1
        return index

    def _watch_tail(self, index: int, text: str) -> None:
        """Note a report's closing tables and its list of appendices; what follows them is an appendix."""
        fixed = fixed_heading(text)
        if self._now.kind not in (PartKind.REPORT, PartKind.APPENDIX):
            return
        if fixed in _TAIL and self._now.headed:
            self._tail_at = index
            if fixed.startswith(("appendices", "supporting")) and not self._now.listed:
                self._now.listed = list_appendices(self._lines, index + 1)
        elif self._tail_at is not None and self._leaves_tail(index, text, fixed):
            self._open_unmarked(index)
        elif self._now.entry and (label := self._titled(text, index)):
            self._open_appendix(index, label, "")

    def _leaves_tail(self, index: int, text: str, fixed: str | None) -> bool:
        line = self._lines[index]
        self._tail_done = self._tail_done or (bool(_LAST_ROW.match(text)) and self._after_background(index))
        if self._tail_done and line.gap and line.page is None and not (fixed or _TAIL_WORDS.search(text) or _LAST_ROW.match(text)):
            return True
        if fixed or line.bullet or _TAIL_WORDS.search(text) or not self._owner().listed:
            return False
        if sum(bool(cell) for cell in line.cells) > 1 and not self._at_break(index):
            return False
        if re.match(r"^\(?\w{1,3}[.)]?(?:\s|$)", text) and not self._at_break(index):
            return False
        return self._at_break(index, 2) or (line.page is None and (len(text.split()) >= 8 or bool(rank(line, None))) and line.gap)

    def _after_background(self, index: int) -> bool:
        return any("background paper" in heading_text(line).casefold() for line in self._lines[max(0, index - 6) : index])

    def _cut(self) -> list[Part]:
        bounds = [opening.index for opening in self._openings[1:]] + [len(self._lines)]
        parts = []
        for opening, end in zip(self._openings, bounds, strict=True):
            lines = self._lines[opening.index : end]
            if lines:
                entry = opening.entry or Entry("", "")
                parts.append(Part(opening.kind, lines, entry.number or None, entry.title or None, opening.title))
        return parts
