"""The box at the head of a report: item, classification, date, meeting and title, by what its labels mean and wherever they stand.

A label stands before its value, over it, in one cell with it, or a pile of labels stands over a pile of values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.language.dates import first_day, mentions
from ingest.language.lexicon import words_of
from ingest.language.periods import PeriodKind
from ingest.models import Line
from ingest.structure.bodies import bodies_in
from ingest.structure.headings import heading_text
from ingest.structure.labels import closed_label, labels_along, leading_label, meaning_of, needs_no_colon, torn_label

_WINDOW = 24
"""Lines that a head may take."""
_APART = 6
"""Lines under a label, such as those of an address, that the box does not know."""
_VALUE = 140
"""Characters of the longest value in a pile."""
_OPENERS = frozenset({"to", "of", "subject", "decision"})
_NUMBER = re.compile(r"^(?:(?:agenda\s+)?item\s*+)?([A-Z]?\d{1,3}(?:\.\d{1,2})?[a-z]?)\b\s*+\.?\)?$", re.I)
_ITEM_FIRST = re.compile(r"^([A-Z]?\d{1,3}[a-z]?)\b\.?\s++(?=\S)")
_OPEN = words_of("labels.open")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a report says; each part None where it does not."""

    subject: str | None
    to: str | None
    date: str | None
    author: str | None
    decision: str | None
    confidentiality: str | None
    item: str | None
    """Number of the agenda item that it is the paper of."""
    contact: str | None
    """The author or officer named as the contact."""
    end: int
    """Index of the line after the head."""


def read_head(lines: Sequence[Line], start: int) -> Head | None:
    """The report head that begins at `lines[start]`; None where none begins there.

    It opens with who reports, to whom, on what or under which item, and holds a subject and two more labels within a few lines.
    """
    opening = _row(lines[start])
    if not opening or not ({opening[0][0]} & (_OPENERS | {"item"}) or (len(opening) > 1 and "item" in {name for name, _ in opening})):
        return None
    box = _Box()
    end = start
    for index in range(start, min(start + _WINDOW, len(lines))):
        if not box.take(lines[index]) or index - end > _APART:
            break
        end = index + 1 if box.used else end
    return box.head(end)


class _Box:
    """The labels and values read so far."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._seen: set[str] = set()
        self._now = ""
        self._columns: dict[int, str] = {}
        self._piled: list[str] = []
        self._pile: list[str] = []
        self._rows = 0
        """Rows under a row of labels that are no more than the tails of cells; a box has one."""
        self.used = False
        """Whether the line read last is of the box."""

    def take(self, line: Line) -> bool:
        """Read a line; False where the head has ended before it."""
        self.used = True
        if line.cells and self._columns and self._under(line):
            return True
        row = _row(line) if not self._piled or not self._pile or _opens_with_label(line) else []
        row = row or self._alone(line) or self._fused(line)
        if row:
            return self._labelled(line, row)
        if len(self._piled) > 1:
            self._pile.append(heading_text(line))
            return not line.cells and len(self._pile) <= 2 * len(self._piled) + 2 and len(self._pile[-1]) <= _VALUE
        return self._goes_on(line)

    def _labelled(self, line: Line, row: list[tuple[str, str]]) -> bool:
        names = [name for name, _ in row]
        if "ends" in names or ("subject" in names and self._values.get("subject")):
            return False
        self._spread()
        self._columns = {}
        if len(row) > 1 and not any(value for _, value in row):
            self._columns = {at: name for at, name in zip(_filled(line), names, strict=False)} if line.cells else {}
            self._piled = [] if line.cells else names
        elif len(row) == 1 and not row[0][1] and not line.cells:
            self._piled = [*self._piled, *names]
        else:
            self._piled = []
        for name, value in row:
            self._put(name, value)
        return True

    def _under(self, line: Line) -> bool:
        """Values under a row of labels, each in the column of its label."""
        filled, row = _filled(line), _row(line)
        if row and row[0][0] != self._columns.get(filled[0]):
            return False
        self._rows += len(filled) > 2
        for at, cell in enumerate(line.cells):
            if cell.strip() and at in self._columns:
                name = self._columns[at]
                self._values[name] = f"{self._values.get(name, '')} {' '.join(cell.split())}".strip()
        return True

    def _alone(self, line: Line) -> list[tuple[str, str]]:
        """A label on a line of its own that no colon closes, inside a box."""
        text = heading_text(line)
        named = meaning_of(text) if self._seen and not line.cells and len(text) <= 40 and "." not in text[:-1].replace("No.", "") else None
        return [(named, "")] if named and (self._piled or named in ("item", "written") or len(text.split()) > 1) else []

    def _fused(self, line: Line) -> list[tuple[str, str]]:
        """Labels with their values in the cells of a box whose labels stand so: "Proposal (24/0155) A market hall"."""
        cells = [" ".join(cell.split()) for cell in line.cells if cell.strip()]
        found = [leading_label(cell) for cell in cells]
        return [label for label in found if label] if len(self._seen) > 2 and found and found[0] and found[0][1] else []

    def _goes_on(self, line: Line) -> bool:
        value = self._values.get(self._now, "")
        torn = (
            self._now in ("date", "day") and first_day(value, alone=True) is None and first_day(f"{value} {heading_text(line)}") is not None
        )
        if self._now and (torn or _continues(line, value, piled=len(self._piled) == 1)):
            self._values[self._now] = f"{value} {heading_text(line)}".strip()
            self._piled = []
            return True
        self.used = False
        return self._now == "author" or bool(line.cells)

    def _put(self, name: str, value: str) -> None:
        self._now = name
        self._seen.add(name)
        if not self._values.get(name):
            self._values[name] = value

    def _spread(self) -> None:
        """Give the values of a pile to the labels above it, by what each must look like."""
        if len(self._piled) < 2 or not self._pile:
            self._pile = []
            return
        lines, names = list(self._pile), list(self._piled)
        self._piled, self._pile = [], []
        if len(lines) < min(3, len(names)):
            self._values |= _in_one_line(" ".join(lines))
            return
        for name in [name for name in names if name in _SHAPES]:
            for size in (1, 2):
                at = next((at for at in range(len(lines) - size + 1) if _SHAPES[name](" ".join(lines[at : at + size]))), None)
                if at is not None:
                    self._values[name] = " ".join(lines[at : at + size])
                    del lines[at : at + size]
                    break
            names.remove(name)
        for name, value in zip(names, lines, strict=False):
            self._values[name] = value

    def head(self, end: int) -> Head | None:
        """What was read; None where it is too little for a head."""
        self._spread()
        values = {name: value.strip(" :") for name, value in self._values.items() if name != "skip"}
        whole = values.get("item", "")
        if len(whole.split()) > 2 and not _NUMBER.match(whole):
            values |= {name: value for name, value in _in_one_line(whole).items() if name == "item" or not values.get(name)}
        said = {name: value for name, value in values.items() if value}
        if "proposal" in said:
            said["subject"] = ": ".join(said[name] for name in ("subject", "proposal") if name in said)
        said |= {"date": said["day"]} if "day" in said else {}
        item = _NUMBER.match(said.pop("item", ""))
        boxed = {"item", "confidentiality"} <= self._seen and len(said.get("to", "")) in range(3, _VALUE) and "date" in said
        enough = len([name for name in values if name not in ("written", "item")]) >= 3
        if self._rows > 1 or not ((("subject" in values or "proposal" in said) and enough) or boxed):
            return None
        return Head(
            said.get("subject"), said.get("to") or said.get("recipient"), said.get("date"), said.get("of"), said.get("decision"),
            said.get("confidentiality"), item[1] if item else None, said.get("author"), end,
        )  # fmt: skip


def _in_one_line(whole: str) -> dict[str, str]:
    """A row of values that came as one string: "4. Open 9 October 2018 Licensing Committee"."""
    first = _ITEM_FIRST.match(whole)
    rest = whole[first.end() :] if first else whole
    said = next((word for word in sorted(_OPEN, key=len, reverse=True) if f"{rest} ".casefold().startswith(f"{word} ")), "")
    bodies = [body for body in bodies_in(rest) if not body.council] or bodies_in(rest)
    found = {"item": first[1] if first else "", "confidentiality": rest[: len(said)], "to": bodies[-1].name if bodies else ""}
    days = [period.printed for period in mentions(rest) if period.kind is PeriodKind.DAY]
    return found | {"date": days[0] if days else ""}


_SHAPES = {
    "item": lambda text: bool(_NUMBER.match(text)),
    "confidentiality": lambda text: text.casefold().strip(" .") in _OPEN,
    "date": lambda text: len(text.split()) <= 6 and first_day(text, alone=True) is not None,
    "day": lambda text: len(text.split()) <= 6 and first_day(text, alone=True) is not None,
    "to": lambda text: len(text) <= _VALUE and bool(bodies_in(text)),
}


def _filled(line: Line) -> list[int]:
    return [at for at, cell in enumerate(line.cells) if cell.strip()]


def _opens_with_label(line: Line) -> bool:
    text = heading_text(line)
    return meaning_of(text) is not None or closed_label(text) is not None


def _row(line: Line) -> list[tuple[str, str]]:
    """(meaning, value) of each label that the line holds; [] where it does not open with one."""
    cells = [" ".join(cell.split()) for cell in line.cells if cell.strip()]
    text = heading_text(line)
    if len(cells) > 1:
        return _cells(cells)
    if line.cells and not line.cells[0].strip():
        return []
    if found := closed_label(text):
        along = labels_along(text)
        return along if len(along) > 1 else [found]
    if line.cells and (torn := torn_label(text)):
        return [torn]
    if needs_no_colon(text):
        return [(meaning_of(text) or "", "")]
    along = labels_along(text)
    if along and along[0][0] == "item" and (len(along) > 1 or not along[0][1] or _NUMBER.match(along[0][1])):
        return along
    return []


def _cells(cells: Sequence[str]) -> list[tuple[str, str]]:
    """Labels in cells: each with its value in its own cell, or in the cells behind it."""
    whole = " ".join(cells)
    if ":" not in cells[0] and closed_label(cells[1]) is None and (torn := closed_label(whole)):
        return [torn]
    alone = [closed_label(cell) or ((named, "") if (named := meaning_of(cell)) else None) for cell in cells]
    fused = [closed_label(cell) or leading_label(cell) for cell in cells]
    if alone[0] is None and fused[0] and fused[0][1] and sum(label is not None for label in fused) > 1:
        alone = [label or other for label, other in zip(alone, fused, strict=True)]
    if alone[0] is None:
        torn = torn_label(whole)
        return [torn] if torn else []
    row: list[tuple[str, str]] = []
    for cell, label in zip(cells, alone, strict=True):
        if label:
            row.append(label)
        else:
            row[-1] = (row[-1][0], f"{row[-1][1]} {cell}".strip())
    return row


def _continues(line: Line, value: str, *, piled: bool) -> bool:
    """True where a line goes on with the value above it: an own cell or a wrapped line, not a new paragraph."""
    text = heading_text(line)
    if line.cells:
        return not line.cells[0].strip() and len(text.split()) <= 12
    if piled and not value:
        return len(text) <= 120
    return not line.gap and len(text) <= 90 and (not value or value == value.upper() or len(value) > 25)
