"""Cuts a paper into its parts, by every sign that papers carry: bookmarks, stamps, page ranges, heads, titles, ends of reports.

The signs differ in strength. A bookmark, a stamp or a page range of the agenda says which item a page belongs to; a head says
that a report begins; where a report's closing tables end, what follows is its appendix.
"""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from ingest.agenda import Entry, best_entry, ends_agenda, entries, is_agenda_heading
from ingest.appendices import list_appendices, mend
from ingest.clean import Cleaned
from ingest.headings import fixed_heading, heading_text, rank
from ingest.heads import Head, read_head
from ingest.models import Bookmark
from ingest.openings import Openings
from ingest.parts import Opening, Part, PartKind, appendix_mark, is_minutes_heading, item_stamp, minutes_title
from ingest.ranges import by_page, ranges_hold

_BOOKMARK_ITEM = re.compile(r"^(?:item\s+)?(\d{1,2}[a-z]?)[.)]?\s+(\S.*)$", re.I)
_TAIL = frozenset(
    {"supporting documentation", "appendices", "other background documents", "background documents", "background papers",
     "documents in members' rooms", "contact details", "report author", "contact officer", "relevant director",
     "appendices/supporting information", "further information available from"}
)  # fmt: skip
_TAIL_WORDS = re.compile(
    r"assessment|background|available|none\b|paper\(s\)|paragraph of the access|schedule 12a|exempt/confidential|members.? rooms"
    r"|wards|key decision|e-?mail|tel\b|telephone|@|author|director|contact|officer\b|appendi|https?:|published|\(if applicable\)", re.I
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
        if self._now.kind is PartKind.FRONT and not self._agenda and is_agenda_heading(text):
            return self._open_agenda(index)
        if stamp := item_stamp(text):
            self._on_stamp(index, *stamp)
            return index + 1
        if head := read_head(self._lines, index):
            self._open_report(index, head)
            return max(head.end, index + 1)
        alone = index < 6 and text.upper() == "MINUTES"
        if (alone or is_minutes_heading(text)) and self._now.kind is not PartKind.AGENDA:
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
        entry = best_entry(head.subject or "", self._agenda)
        subject = mend(head.subject or "", entry)
        foreign = bool(self._committee and head.to and fuzz.token_set_ratio(self._committee.casefold(), head.to.casefold()) < 75)
        briefing = self._tail_at is not None and head.decision is None and entry is None
        fresh = current.kind in (PartKind.REPORT, PartKind.APPENDIX) and index - current.index <= 6
        if current.kind is PartKind.APPENDIX and fresh:
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

    def _stamped(self, opening: Opening) -> bool:
        return any(item_stamp(line.text) for line in self._lines[opening.index : opening.index + 2])

    def _follows(self) -> Entry | None:
        """Where a subject matches no entry: the entry after the last one seen that has papers."""
        if not self._agenda or self._now.entry is None:
            return None
        numbers = [entry.number for entry in self._agenda]
        at = numbers.index(self._now.entry.number) if self._now.entry.number in numbers else -1
        return self._agenda[at + 1] if 0 <= at < len(self._agenda) - 1 else self._now.entry

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
