"""The parts opened so far in a paper, and how an appendix is opened among them: under a mark, under a listed title, or unmarked."""

import re
from collections.abc import Collection

from ingest.appendices import same_title
from ingest.headings import heading_text, rank
from ingest.markings import marks
from ingest.models import Line
from ingest.parts import Opening, PartKind, appendix_mark, item_stamp


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
        starts = self._at_break(index, 4) or line.level or line.bold or not title or bool(line.gap and rank(line, None))
        if starts:
            self._open_appendix(index, label, title)

    def _open_appendix(self, index: int, label: str, title: str) -> None:
        if self._now.appendix == label and self._now.kind is PartKind.APPENDIX and index - self._now.index <= 4:
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
