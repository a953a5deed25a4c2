"""Minutes read item by item: the number and title printed, the body that met, the day it met."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from rapidfuzz import fuzz

from ingest.language.dates import first_day
from ingest.models import Classification, Kind, Passage
from ingest.record.names import unnumbered

_NUMBER = re.compile(r"^\d+(?:[./]\d+)*[A-Za-z]?")
_BODY = re.compile(
    r"\b((?:[A-Z][\w’'&-]*,? (?:(?:and|of|for|the|on|&) )*){1,8}?"
    r"(?:COMMITTEE|PANEL|BOARD|CABINET|FORUM|Committee|Panel|Board|Cabinet|Forum))\b"
)
_HEADING = 8
"""Passages that may lie between the head of minutes and who was present."""
_LONG_TITLE = 22
"""Words past which a line is no title."""
_TELLS = re.compile(r"\b(?:is|was|were|has|have|had|will)\b|\.\s+\w")
"""A sentence, not a title."""

_RESOLVED = re.compile(r"(?:IT WAS )?(?:RESOLVED|AGREED|Resolved|Agreed)\b")


@dataclass(frozen=True, slots=True)
class Minute:
    """One item of the minutes of a meeting."""

    passages: tuple[Passage, ...]
    """In reading order; none of another item."""
    number: str | None
    title: str | None
    date: datetime.date | None
    """Of the meeting minuted."""
    body: str | None
    agenda_item: str | None = None
    """Number on the agenda of the meeting minuted, where the minutes print it."""


def is_minutes(passage: Passage) -> bool:
    """Whether a passage belongs to the minutes of a meeting."""
    named = (passage.report_title or "").casefold().startswith("minutes of")
    label = passage.paragraph or ""
    return (named and passage.kind is not Kind.HEADING) or (
        passage.kind in (Kind.MINUTE, Kind.RESOLUTION) and not label.startswith("DECISION")
    )


def read_minutes(passages: Iterable[Passage]) -> Iterator[Minute]:
    """The items of all minutes among the passages, which come in reading order."""
    kept = [passage for passage in passages if is_minutes(passage)]
    for (_, title), run in groupby(kept, key=lambda passage: (passage.document, passage.report_title)):
        meeting = list(run)
        for pages in _printings(meeting):
            own = first_day(title or "") or first_day(_heading(pages))
            inside = own and pages[0].meeting.date and own != pages[0].meeting.date
            date, body = own or pages[0].meeting.date, _body(pages)
            numbered = any(map(number_of, pages))
            for place, (number, item) in enumerate(groupby(pages, key=number_of)):
                minute = _minute(tuple(item), number, date, body, bool(inside))
                opens = numbered and number is None and place == 0
                yield replace(minute, title=None) if opens else minute


def _printings(meeting: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The passages cut where reading order jumps: the same minutes may be printed twice."""
    current: list[Passage] = []
    for passage in meeting:
        if current and passage.ordinal > current[-1].ordinal + 8:
            yield current
            current = []
        current.append(passage)
    yield current


def number_of(passage: Passage) -> str | None:
    """The number of the minute that a passage stands in."""
    found = _NUMBER.match(passage.paragraph or "")
    return found.group().rstrip(".") if found else None


def _minute(item: tuple[Passage, ...], number: str | None, date: datetime.date | None, body: str | None, inside: bool) -> Minute:
    """`inside`: the minutes stand in the pack of a later meeting, whose item numbers are not theirs."""
    own = None if inside else next((p.agenda_item for p in item if p.agenda_item and p.agenda_item != number), None)
    return Minute(item, number, _title(item, number), date, body, own)


def _title(item: Sequence[Passage], number: str | None) -> str | None:
    """The line that the number opens, where it is a title and not the whole minute; of a numbered resolution the heading over it."""
    if number is None:
        return item[0].section
    opens = re.compile(rf"^{re.escape(number)}[.):]?\s+(?=\S)")
    for heading in (line for passage in item for line in (*passage.text.split("\n"), passage.section or "")):
        if found := opens.match(heading):
            title = heading[found.end() :].strip()
            if _RESOLVED.match(title):
                return unnumbered(item[0].section or "") or None
            alone = len(item) > 1 or heading != item[0].text
            return title if alone and len(title.split()) <= _LONG_TITLE and not _TELLS.search(title) else None
    return None


def _body(pages: Sequence[Passage]) -> str | None:
    """The body that met: that of the paper where the minutes' own heading agrees or names none, else the one it names."""
    held = pages[0].meeting.committee or pages[0].meeting.council
    heading = _heading(pages[:2])
    if held and (not heading or fuzz.partial_ratio(held.casefold(), heading.casefold()) >= 80):
        return held
    named = [found[1] for found in _BODY.finditer(heading)]
    if not named:
        return held
    council = pages[0].meeting.council or ""
    return _plain(re.sub(rf"^{re.escape(council)}\s+", "", named[0], flags=re.I) if council else named[0])


def _heading(pages: Sequence[Passage]) -> str:
    """The words over the first minute, up to who was present; no exempt ones, where the minutes have public parts: those name the body."""
    shown = [passage for passage in pages[:_HEADING] if passage.classification is Classification.PUBLIC] or pages[:_HEADING]
    over = takewhile(lambda passage: number_of(passage) is None, shown)
    return re.split(r"\bpresent\b", " ".join(passage.text for passage in over), maxsplit=1, flags=re.I)[0]


def _plain(name: str) -> str:
    small = {"and", "of", "for", "the", "on"}
    words = name.split() if not name.isupper() else [w.lower() if w.lower() in small else w.capitalize() for w in name.split()]
    return " ".join(words)
