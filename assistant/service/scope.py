"""The bounds a reader puts on the papers that are searched."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.citations import paper_name
from assistant.errors import BadRequestError
from assistant.models import FilterSpec
from assistant.service.meetings import find_meeting
from assistant.service.reader import Reader
from ingest.language.periods import find_periods

_LONGEST_DATE, _LONGEST_NAME, _MOST_PAPERS = 100, 300, 200


@dataclass(frozen=True, slots=True)
class Scope:
    """What the controls may offer, and what they are set to when the page is opened."""

    committees: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]
    """(name, document) of each paper."""
    chosen: tuple[str, ...] = ()
    """Documents chosen already, as when the reader comes from the page of a meeting."""


def scope_of(reader: Reader, query: Mapping[str, str]) -> Scope:
    """The scope for the address's query; `meeting` is the key of a meeting whose papers are chosen."""
    papers = reader.papers()
    committees = sorted({paper.info.meeting.committee for paper in papers if paper.info.meeting.committee})
    held = find_meeting(reader, query["meeting"]) if "meeting" in query else None
    chosen = tuple(dict.fromkeys(paper.document for paper in held.papers)) if held else ()
    names = {paper.document: f"{paper_name(paper)} ({paper.document})" for paper in papers}
    return Scope(tuple(committees), tuple((name, document) for document, name in names.items()), chosen)


def filters_of(committee: str | None, documents: Sequence[str], since: str, until: str) -> FilterSpec:
    """The filters that the controls mean. Raises BadRequestError where a date cannot be understood, or anything is too long."""
    if len(documents) > _MOST_PAPERS or any(len(name) > _LONGEST_NAME for name in (committee or "", *documents)):
        raise BadRequestError(f"Choose from the lists, and no more than {_MOST_PAPERS} papers.")
    first, last = _bounds(since), _bounds(until)
    if first and last and first[0] > last[1]:
        raise BadRequestError(f"No meeting is both from {since} and up to {until}: change one of the dates.")
    return FilterSpec(
        committee=committee or None,
        documents=tuple(documents),
        date_from=first[0] if first else None,
        date_to=last[1] if last else None,
    )


def _bounds(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the period that is written ("2012", "July 2012", "12 July 2012", "2012-07-12")."""
    if not text.strip():
        return None
    if len(text) > _LONGEST_DATE:
        raise BadRequestError("Dates are written like 12 July 2012, July 2012 or 2012.")
    try:
        day = datetime.date.fromisoformat(text.strip())
        return day, day
    except ValueError:
        pass
    periods = find_periods(text)
    if not periods:
        raise BadRequestError(f"The date {text.strip()!r} is not understood: write it like 12 July 2012, July 2012 or 2012.")
    return periods[0].start, periods[0].end
