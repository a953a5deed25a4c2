"""The meetings as a person looks for them: the next and the last first, then month by month, and those that words are found in."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.citations import meeting_name
from assistant.scope import Scope
from assistant.service.finding import Wanted
from assistant.service.meetings import MeetingPapers, listed
from assistant.service.reader import Reader
from ingest.language.periods import month_name
from ingest.library.outlines import Titled, outlines

_AHEAD = 5
"""Meetings to come that are set apart; the others stand in their months."""
_LAST = 3
_FEW = 3
"""Meetings a month from which on those of a year are told by month."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Listing:
    """A meeting as a list tells it."""

    meeting: MeetingPapers
    agenda: tuple[Titled, ...]
    """The items that an agenda lists, in its order."""
    other: tuple[Titled, ...]
    """Items that no agenda lists."""
    minuted: bool
    """Whether minutes of it are among the papers."""
    matched: tuple[tuple[int, Titled], ...] = ()
    """The items in which the words looked for stand, with their place on the agenda from 1."""

    @property
    def date(self) -> datetime.date:
        """Its day; every meeting that is told of has one."""
        return self.meeting.held.meeting.date or datetime.date.min

    @property
    def weekday(self) -> str:
        """ "Thu"."""
        return _WEEKDAYS[self.date.weekday()][:3]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The meetings of a month, or of a year whose months have few, newest first."""

    name: str
    """ "March 2024", "2024"."""
    listings: tuple[Listing, ...]


def listings(reader: Reader, scope: Scope, words: str) -> list[Listing]:
    """The meetings asked for, newest first; of those that hold the words only in items, these are named.

    Raises UnknownBodyError as `Scope.keep`.
    """
    told = {outline.held.key: outline for outline in outlines(reader.library, reader.role.classifications)}
    every = [
        Listing(meeting, told[key].agenda, told[key].other, told[key].minuted)
        for meeting in listed(reader, [one.held for one in told.values()])
        for key in [meeting.held.key]
    ]
    kept = scope.keep(every, lambda one: (one.meeting.held.meeting, {paper.document for paper, _ in one.meeting.papers}), reader.papers())
    wanted = Wanted.of(words)
    return [found for one in kept if (found := _holding(one, wanted))] if wanted else kept


def ahead(every: Iterable[Listing], today: datetime.date) -> tuple[Listing, ...]:
    """The next meetings, the soonest first: those of today too, none that was cancelled or moved."""
    held = sorted((one for one in every if one.date >= today and not one.meeting.held.cancelled), key=lambda one: one.date)
    return tuple(held[:_AHEAD])


def last(every: Iterable[Listing], today: datetime.date) -> tuple[Listing, ...]:
    """The meetings of the last day before today on which any was held."""
    past = [one for one in every if one.date < today and not one.meeting.held.cancelled]
    day = max((one.date for one in past), default=None)
    return tuple(one for one in past if one.date == day)[:_LAST]


def in_stretches(every: Sequence[Listing]) -> list[Stretch]:
    """The meetings, which come newest first, by month; those of a year that has few under the year."""
    a_year = Counter(one.date.year for one in every)
    months = Counter(year for year, _ in {(one.date.year, one.date.month) for one in every})

    def name(one: Listing) -> str:
        year = str(one.date.year)
        return f"{month_name(one.date.month)} {year}" if a_year[one.date.year] >= _FEW * months[one.date.year] else year

    return [Stretch(named, tuple(run)) for named, run in groupby(every, key=name)]


def _holding(one: Listing, wanted: Wanted) -> Listing | None:
    """The meeting with the items that the words are found in; without any where its own name holds them. None where neither does."""
    meeting = one.meeting.held.meeting
    name = f"{meeting_name(meeting)} {meeting.council or ''}"
    items = [(place, item) for place, item in enumerate((*one.agenda, *one.other), 1) if wanted.part_in(item.title)]
    found = tuple((place, item) for place, item in items if wanted.all_in(f"{item.title} {name}"))
    if not found and not wanted.all_in(name):
        return None
    return Listing(one.meeting, one.agenda, one.other, one.minuted, found)
