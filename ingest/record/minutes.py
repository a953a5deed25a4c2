"""Minutes read item by item: the number and title printed, the body that met, the day it met."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from rapidfuzz import fuzz

from ingest.language.dates import first_day
from ingest.language.sentences import split_sentences
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
_RUN_ON_TITLE = 7
"""Words past which what stands before a stop is a sentence."""
_TELLS = re.compile(r"\b(?:is|was|were|has|have|had|will)\b")
"""A sentence, not a title."""
_RUNS_ON = re.compile(r"(?P<title>[A-Z][^.:;–—(]{2,70}?)(?:(?<!\b[A-Z])[.:]\s+(?=[A-Z])|\s+[-–—]\s*(?=[A-Z])|\s(?=\(?a[.)]\s))")
"""A title with the minute behind it on its line: "13. Planning. CS had nothing to report", "5. Playground - Cllr Odell said"."""
_LETTERED = re.compile(r"\(?\w{1,2}[.)]")
"""A lettered part, which is no title of the whole."""
_WORDED = re.compile(r"[^\W\d_]{3}")

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
            key = _by_item(pages)
            numbered = any(number for number, _ in map(key, pages))
            for place, ((number, _), item) in enumerate(groupby(pages, key=key)):
                minute = _minute(tuple(item), number, date, body, bool(inside))
                opens = numbered and number is None and place == 0
                yield replace(minute, title=None) if opens else minute


def _by_item(pages: Sequence[Passage]) -> Callable[[Passage], tuple[str | None, str | None]]:
    """What tells the items of one meeting apart: the number of each, or the item that its heading names; where none has any, the heading.

    Numbers inside items that are headed "Item 5: Parking" count what a minute lists. Minutes in a pack have its one item throughout.
    """
    named = [page.agenda_item for page in pages if page.agenda_item and not number_of(page)]
    if len(set(named)) > 1 and len(named) > sum(map(bool, map(number_of, pages))):
        return lambda page: (page.agenda_item, None)
    if any(map(number_of, pages)):
        return lambda page: (number_of(page), None)
    return lambda page: (None, page.section)


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
    """The line that the number opens or stands over, or that the minute runs on from; of a numbered resolution its heading."""
    if number is None:
        return item[0].section
    opens = re.compile(rf"^(?:item\s+)?{re.escape(number)}(?:[.):](?=[A-Z])|(?:[.):]|\s[-–—])?(?:\s+(?=\S)|$))", re.I)
    texts = [line for passage in item for line in passage.text.split("\n")]
    for line in (*texts, *(passage.section or "" for passage in item)):
        if found := opens.match(line):
            title = line[found.end() :].strip()
            if _RESOLVED.match(title):
                return unnumbered(item[0].section or "") or None
            if not title:
                below = next((below for below in texts if _WORDED.search(below)), "")
                return below if _is_title(below) and not _LETTERED.match(below) else None
            alone = len(item) > 1 or line != item[0].text
            return title.rstrip(".") if alone and _is_title(title) else _before_minute(title)
    return None


def _is_title(line: str) -> bool:
    brief = len(line.split()) <= _LONG_TITLE and len(list(split_sentences(line))) == 1
    return brief and bool(_WORDED.search(line)) and not _TELLS.search(line)


def _before_minute(line: str) -> str | None:
    """The title before a minute that runs on from it."""
    found = _RUNS_ON.match(line)
    brief = found and len(found["title"].split()) <= _RUN_ON_TITLE
    return found["title"] if found and brief and _is_title(found["title"]) and not _RESOLVED.match(line) else None


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
