"""Matters: one item of business with all its papers, whichever files they lie in: agenda entry, reports, appendices, minutes, decisions.

Reports that were published alone are matched to their agenda entry, and minutes to the item they decide, by item number where one is
printed and else by their titles (weighted Dice overlap of stems).
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.briefing.catalogue import Entry
from ingest.language.words import content_stems
from ingest.models import Meeting, PaperStatus
from ingest.record.models import Part

Weight = Callable[[str], float]
"""Rarity of a stem in the library."""
Meetings = dict[tuple[str, datetime.date | None], list[Entry]]
"""Body and date (document and None where there is no date) to the entries."""
ALIKE = 0.5
"""Overlap from which two titles name one matter."""
_REFERENCE = re.compile(r"(?<!\d)(\d{2,4})[/-](\d{4,6})(?!\d)")
_NUMBERED = re.compile(r"^\W*(?:minute\s+)?\d+(?:\.\d+)*[.)]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item of business of one meeting, or a paper that no meeting claims."""

    title: str
    item: str | None
    meeting: Meeting
    agenda: Entry | None = None
    reports: tuple[Entry, ...] = ()
    """The covering report; behind it versions of it that were superseded."""
    appendices: tuple[Entry, ...] = ()
    """What is attached to the report, in order, whatever it is called."""
    minutes: tuple[Entry, ...] = ()
    decisions: tuple[Entry, ...] = ()
    """Decision records on the same matter, of the same day or later."""
    minuted: bool = False
    """Whether minutes of its meeting are among the papers."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All its papers but the minutes."""
        return (*((self.agenda,) if self.agenda else ()), *self.reports, *self.appendices)


def overlap(one: str, other: str, weight: Weight) -> float:
    """Weighted Dice overlap of the stems of two titles, 0 to 1."""
    a, b = set(content_stems(one)), set(content_stems(other))
    total = sum(map(weight, a)) + sum(map(weight, b))
    return 2 * sum(map(weight, a & b)) / total if total else 0.0


def gather_matters(entries: Sequence[Entry], weight: Weight) -> tuple[Matter, ...]:
    """The matters of all meetings, by date (undated last), then item."""
    meetings: Meetings = defaultdict(list)
    for entry in entries:
        meetings[(entry.body, entry.held) if entry.held else (entry.document, None)].append(entry)
    decided = [entry for entry in entries if entry.part is Part.DECISION]
    _join_undated(meetings)
    found: list[Matter] = []
    for group in meetings.values():
        found += [replace(matter, decisions=_decisions(matter, decided, weight)) for matter in _of_meeting(group, weight)]
    return tuple(sorted(found, key=_order))


def _join_undated(meetings: Meetings) -> None:
    """Put a paper that names no meeting with the one matter whose title has the same reference number ("24/00093")."""
    for key in [key for key in meetings if key[1] is None]:
        numbers = {n for entry in meetings[key] for n in _references(f"{entry.document} {entry.title}")}
        homes = {
            home: entry
            for home, group in meetings.items()
            for entry in group
            if home[1] and entry.part in (Part.REPORT, Part.AGENDA) and numbers & _references(entry.title)
        }
        if len(homes) == 1:
            ((home, entry),) = homes.items()
            meetings[home] += [replace(other, part=Part.APPENDIX, beside=entry.title) for other in meetings.pop(key)]


def _references(text: str) -> set[str]:
    return {"/".join(match) for match in _REFERENCE.findall(text)}


def _order(matter: Matter) -> tuple[bool, datetime.date, str, int, str]:
    date = matter.meeting.date
    number = re.match(r"\d+", matter.item or "")
    return date is None, date or datetime.date.max, matter.meeting.committee or "", int(number[0]) if number else 999, matter.title


def _of_meeting(group: Sequence[Entry], weight: Weight) -> list[Matter]:
    minutes = [entry for entry in group if entry.part is Part.MINUTE and entry.title]
    minuted = any(entry.part is Part.MINUTE for entry in group)
    matters: dict[str, Matter] = {}
    for entry in [e for e in group if e.part is Part.AGENDA]:
        matters.setdefault(f"item {entry.item}", Matter(entry.title, entry.item, entry.meeting, entry))
    attached = (Part.REPORT, Part.APPENDIX) if matters or any(e.part is Part.REPORT for e in group) else (Part.APPENDIX, Part.DECISION)
    for entry in sorted((e for e in group if e.part in attached), key=lambda e: e.item is None):
        key = _place(entry, matters, weight)
        matters[key] = _with(matters.get(key), entry, weight)
    if not matters:
        return [_from_minutes(entry) for entry in minutes]
    placed = _minuted(list(matters.values()), minutes, weight)
    return [replace(matter, minutes=placed.get(i, ()), minuted=minuted) for i, matter in enumerate(matters.values())]


def _place(entry: Entry, matters: dict[str, Matter], weight: Weight) -> str:
    if entry.item:
        return f"item {entry.item}"
    if entry.beside:
        scores = {key: _likeness(entry.beside, matter, weight) for key, matter in matters.items()}
        return max(scores, key=lambda key: scores[key])
    if entry.part is Part.APPENDIX:
        same = [key for key, matter in matters.items() if any(e.document == entry.document for e in matter.reports)]
        return same[0] if same else entry.document
    scores = {key: _likeness(entry.title, matter, weight) for key, matter in matters.items()}
    best = max(scores, key=lambda key: scores[key], default=None)
    return best if best is not None and scores[best] >= ALIKE else f"{entry.document} {entry.title}"


def _likeness(title: str, matter: Matter, weight: Weight) -> float:
    return max(overlap(title, other, weight) for other in (matter.title, *(entry.title for entry in matter.reports)))


def _with(matter: Matter | None, entry: Entry, weight: Weight) -> Matter:
    """The matter with one more paper; a report that it holds already from its pack is not taken twice."""
    if matter is None:
        matter = Matter(entry.title, entry.item, entry.meeting)
    known = [e for e in matter.reports if e.document != entry.document and e.item and overlap(e.title, entry.title, weight) > 0.95]
    if entry.item is None and any(e.status is entry.status for e in known):
        return matter
    stands = [e for e in matter.reports if e.status is not PaperStatus.SUPERSEDED]
    if entry.part is Part.APPENDIX or (stands and entry.status is not PaperStatus.SUPERSEDED):
        kept = [e for e in matter.appendices if not _replaced(e, entry)]
        return matter if any(_replaced(entry, e) for e in kept) else replace(matter, appendices=(*kept, entry))
    return replace(matter, reports=tuple(sorted((*matter.reports, entry), key=lambda e: e.status is PaperStatus.SUPERSEDED)))


def _replaced(old: Entry, new: Entry) -> bool:
    return old.status is PaperStatus.SUPERSEDED and new.status is not PaperStatus.SUPERSEDED and old.title == new.title


def _minuted(matters: Sequence[Matter], minutes: Sequence[Entry], weight: Weight) -> dict[int, tuple[Entry, ...]]:
    placed: dict[int, tuple[Entry, ...]] = {}
    for minute in minutes:
        title = _NUMBERED.sub("", minute.title)
        by_item = [i for i, matter in enumerate(matters) if minute.item and matter.item == minute.item]
        scores = {i: _likeness(title, matter, weight) for i, matter in enumerate(matters)}
        best = by_item[0] if by_item else max(scores, key=lambda i: scores[i])
        if by_item or scores[best] >= ALIKE:
            placed[best] = (*placed.get(best, ()), minute)
    return placed


def _from_minutes(entry: Entry) -> Matter:
    meeting = Meeting(entry.meeting.council, entry.meeting.committee, entry.held)
    return Matter(_NUMBERED.sub("", entry.title) or entry.title, entry.item, meeting, minutes=(entry,), minuted=True)


def _decisions(matter: Matter, decided: Iterable[Entry], weight: Weight) -> tuple[Entry, ...]:
    date = matter.meeting.date
    return tuple(
        entry
        for entry in decided
        if overlap(entry.title, matter.title, weight) >= ALIKE
        and entry not in matter.appendices
        and date
        and entry.held
        and entry.held >= date
    )
