"""What the library holds, as a reader may see it: each report, appendix, agenda entry, minute and decision record with its passages."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.language.periods import find_periods
from ingest.models import Kind, Meeting, Paper, PaperStatus, Passage
from ingest.record.models import Part
from ingest.record.names import body_key

_MINUTES = re.compile(r"^(?:draft\s+)?minutes\b", re.IGNORECASE)
_ATTACHED = re.compile(r"^(?:appendix|annex|schedule|enclosure|attachment)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of passages under one title."""

    part: Part
    document: str
    title: str
    """Of a minute its heading, of an agenda entry the item's title."""
    item: str | None
    """Agenda item; of a minute the item it is printed with, never the item of the pack that holds the minutes."""
    meeting: Meeting
    held: datetime.date | None
    """Day of the meeting that is minuted; of all else the meeting's date."""
    status: PaperStatus
    """SUPERSEDED only where every passage is."""
    ids: tuple[str, ...]
    """Its passages in reading order."""
    paper_type: str | None = None
    beside: str | None = None
    """Title of the paper it belongs to, of a paper that names no meeting itself."""

    @property
    def body(self) -> str:
        """Name by which two spellings of one committee compare equal."""
        return body_key(self.meeting)


@dataclass(slots=True)
class _Run:
    part: Part
    first: Passage
    title: str
    item: str | None
    held: datetime.date | None
    ids: list[str] = field(default_factory=list)
    status: PaperStatus = PaperStatus.SUPERSEDED


def catalogue(papers: Iterable[Paper], passages: Iterable[Passage]) -> tuple[Entry, ...]:
    """The entries of all passages, in their order."""
    types = {paper.id: paper.info.paper_type for paper in papers}
    runs: dict[tuple[str, ...], _Run] = {}
    for passage in passages:
        paper = passage.id[:16]
        found = _place(passage, types.get(paper))
        if found is None:
            continue
        part, title, number = found
        item = passage.agenda_item if part is not Part.MINUTE or types.get(paper) == "minutes" else None
        key = (paper, part, number or title, item or "", str(passage.report_title))
        run = runs.setdefault(key, _Run(part, passage, title, item, _held(passage, part)))
        run.title = run.title or title
        run.ids.append(passage.id)
        if passage.status is not PaperStatus.SUPERSEDED:
            run.status = passage.status
    return tuple(_entry(run, types) for run in runs.values())


def _place(passage: Passage, paper_type: str | None) -> tuple[Part, str, str] | None:
    """The part that a passage belongs to, its title, and of a minute its number; None for front matter."""
    title = passage.report_title or passage.agenda_title or ""
    if passage.kind is Kind.AGENDA_ENTRY:
        return (Part.AGENDA, passage.agenda_title, "") if passage.agenda_item and passage.agenda_title else None
    if _MINUTES.match(title):
        dated = paper_type == "minutes" or _day(title)
        return (Part.MINUTE, *_minute_heading(passage)) if dated else None
    if passage.kind is Kind.FRONT_MATTER or not title:
        return None
    return Part.DECISION if paper_type == "decision record" else Part.APPENDIX if _ATTACHED.match(title) else Part.REPORT, title, ""


def _minute_heading(passage: Passage) -> tuple[str, str]:
    """Heading and number of the minute that a passage belongs to, each empty where it is not printed with it."""
    headings = {match[1]: heading for heading in passage.section_path if (match := _NUMBER.match(heading))}
    label = _NUMBER.match(passage.paragraph or "")
    number = label[1] if label else next(iter(headings), "")
    return headings.get(number, ""), number or "preamble"


def _day(text: str) -> datetime.date | None:
    return next((period.start for period in find_periods(text) if period.start == period.end), None)


def _held(passage: Passage, part: Part) -> datetime.date | None:
    named = _day(passage.report_title or "") if part is Part.MINUTE else None
    return named or passage.meeting.date


def _entry(run: _Run, types: Mapping[str, str | None]) -> Entry:
    first = run.first
    title = run.title or (f"Minute {first.paragraph}" if first.paragraph else "")
    return Entry(run.part, first.document, title, run.item, first.meeting, run.held, run.status, tuple(run.ids), types.get(first.id[:16]))
