"""Meetings as the papers show them: the agenda, what was recommended on each item and, where minutes exist, what was resolved."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import token_sort_ratio

from assistant.service.reader import Reader
from ingest.models import Kind, Meeting, Paper, Passage
from ingest.structure.parts import find_date

_SAME_TITLE = 85.0
"""Likeness (0-100) above which the heading of a minute and the title of an agenda item are one matter."""
_LATER = 4
"""Meetings after this one whose packs may hold its minutes."""
_FEWEST_WORDS = 3
_LABEL = re.compile(r"^\s*+recommendations?[^\S\n]*+:?[^\S\n]*+\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MeetingPapers:
    """A meeting with the papers published for it."""

    key: str
    """Its part of an address: date and body."""
    meeting: Meeting
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """Recommendations of one report."""

    report: str | None
    passages: tuple[Passage, ...]


@dataclass(slots=True)
class Item:
    """An agenda item; `number` is as printed."""

    entry: Passage
    """Where the agenda has it."""
    number: str
    title: str
    recommended: list[Recommended] = field(default_factory=list)
    resolved: list[Passage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the papers say of one meeting."""

    meeting: Meeting
    papers: tuple[Paper, ...]
    items: tuple[Item, ...]
    also_resolved: tuple[Passage, ...]
    """Resolutions whose minute matches no item of the agenda."""
    minuted: bool
    """Whether minutes of this meeting are among the papers."""

    @property
    def passages(self) -> list[Passage]:
        """All that is told of the meeting, in order."""
        told = [(item.entry, *(one for held in item.recommended for one in held.passages), *item.resolved) for item in self.items]
        return [*(passage for item in told for passage in item), *self.also_resolved]


def list_meetings(reader: Reader) -> list[MeetingPapers]:
    """The meetings of which there are papers, newest first."""
    dated: dict[datetime.date, list[Paper]] = {}
    for paper in reader.papers():
        if paper.info.meeting.date:
            dated.setdefault(paper.info.meeting.date, []).append(paper)
    return [found for date, papers in sorted(dated.items(), reverse=True) for found in _on_one_day(date, papers)]


def find_meeting(reader: Reader, key: str) -> Overview | None:
    """The meeting with this key; None where there is none this reader may know of."""
    all_meetings = list_meetings(reader)
    found = next((meeting for meeting in all_meetings if meeting.key == key), None)
    return _overview(reader, found, all_meetings) if found else None


def shown_from(passage: Passage) -> int:
    """Where the words of a recommendation begin, behind the heading that stands over the first of them."""
    label = _LABEL.match(passage.text)
    return label.end() if label else 0


def shown_text(passage: Passage) -> str:
    """The words of a recommendation without the heading that stands over the first of them."""
    return passage.text[shown_from(passage) :]


def _on_one_day(date: datetime.date, papers: Sequence[Paper]) -> list[MeetingPapers]:
    """Meetings of one day; a paper that names the council alone, or nobody, belongs to the day's only committee."""
    named = {committee for paper in papers if (committee := _committee(paper))}
    only = next(iter(named)) if len(named) == 1 else None
    bodies: dict[str, list[Paper]] = {}
    for paper in papers:
        bodies.setdefault(_committee(paper) or only or paper.info.meeting.council or "", []).append(paper)
    return [
        MeetingPapers(
            "-".join([date.isoformat(), *re.findall(r"[a-z0-9]+", body.lower())]),
            Meeting(next((p.info.meeting.council for p in held if p.info.meeting.council), None), body or None, date),
            tuple(held),
        )
        for body, held in sorted(bodies.items())
    ]


def _committee(paper: Paper) -> str | None:
    meeting = paper.info.meeting
    return meeting.committee if meeting.committee != meeting.council else None


def _overview(reader: Reader, found: MeetingPapers, all_meetings: Sequence[MeetingPapers]) -> Overview:
    passages = [passage for paper in found.papers for passage in reader.passages(paper)]
    items = _agenda(passages)
    for item in items.values():
        item.recommended = _recommended(passage for passage in passages if passage.agenda_item == item.number)
    minutes = _minutes(reader, found, all_meetings)
    also = [passage for passage in _distinct(minutes) if not _file(passage, items.values())]
    return Overview(found.meeting, found.papers, tuple(items.values()), tuple(also), bool(minutes))


def _agenda(passages: Iterable[Passage]) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for passage in passages:
        if passage.kind is Kind.AGENDA_ENTRY and passage.agenda_item and passage.agenda_title:
            items.setdefault(passage.agenda_item, Item(passage, passage.agenda_item, passage.agenda_title))
    return items


def _recommended(passages: Iterable[Passage]) -> list[Recommended]:
    """Recommendations by report, the covering report's first since it stands first."""
    reports: dict[str | None, list[Passage]] = {}
    for passage in _distinct(passage for passage in passages if passage.kind is Kind.RECOMMENDATION):
        if len(shown_text(passage).split()) >= _FEWEST_WORDS:
            reports.setdefault(passage.report_title, []).append(passage)
    return [Recommended(report, tuple(held)) for report, held in reports.items()]


def _minutes(reader: Reader, found: MeetingPapers, all_meetings: Sequence[MeetingPapers]) -> list[Passage]:
    """The resolutions of this meeting: in its own minutes, or in those that a later pack of the same body carries."""
    place = next(index for index, meeting in enumerate(all_meetings) if meeting.key == found.key)
    same_body = [meeting for meeting in all_meetings[:place] if meeting.meeting.committee == found.meeting.committee]
    papers = [*found.papers, *(paper for meeting in same_body[-_LATER:] for paper in meeting.papers)]
    return [
        passage
        for paper in papers
        for passage in reader.passages(paper)
        if passage.kind is Kind.RESOLUTION and _minuted_on(passage, paper) == found.meeting.date
    ]


def _minuted_on(passage: Passage, paper: Paper) -> datetime.date | None:
    """The day of the meeting that a minute is of."""
    printed = find_date(passage.report_title or "")
    return printed or (passage.meeting.date if paper.info.paper_type == "minutes" else None)


def _file(passage: Passage, items: Iterable[Item]) -> bool:
    """Put a resolution with the item it is about; False where there is none."""
    headings = [re.sub(r"^\W*\d+[.)]?\s*", "", heading) for heading in (passage.section or "", *passage.section_path)]
    for item in items:
        if any(token_sort_ratio(heading.casefold(), item.title.casefold()) >= _SAME_TITLE for heading in headings):
            item.resolved.append(passage)
            return True
    return False


def _distinct(passages: Iterable[Passage]) -> list[Passage]:
    """The passages without those whose words stood before: minutes printed twice, a report alone and in its pack."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        seen.setdefault(" ".join(re.findall(r"\w+", shown_text(passage).casefold())), passage)
    return list(seen.values())
