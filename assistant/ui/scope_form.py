"""The controls by which a reader asks for some of the papers only: what they offer, and what is meant by what they hold."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.citations import paper_name, told_apart
from assistant.errors import BadRequestError
from assistant.scope import Scope, past
from assistant.service.meetings import find_papers
from assistant.service.reader import Reader
from ingest.language.dates import find_periods

_LONGEST_DATE = 100


@dataclass(frozen=True, slots=True)
class Offered:
    """What the controls offer, and what they are set to when the page is opened."""

    councils: tuple[str, ...]
    """() where there are not several to choose from."""
    committees: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]
    """(name, document) of each paper."""
    chosen: tuple[str, ...] = ()
    """Documents chosen already, as when the reader comes from the page of a meeting."""


def offered(reader: Reader, query: Mapping[str, str]) -> Offered:
    """What is offered for the address's query; `meeting` is the key of a meeting whose papers are chosen."""
    papers = reader.papers()
    with told_apart(papers):
        names = {paper.document: f"{paper_name(paper)} ({paper.document})" for paper in papers}
    held = find_papers(reader, query["meeting"]) if "meeting" in query else None
    chosen = tuple(dict.fromkeys(paper.document for paper, _ in held.papers)) if held else ()
    committees = tuple(names_in(paper.info.meeting.committee for paper in papers))
    return Offered(tuple(councils_of(reader)), committees, tuple((name, document) for document, name in names.items()), chosen)


def councils_of(reader: Reader) -> list[str]:
    """The councils to choose from; none where the papers that the reader may know of are all of one."""
    return list(reader.councils) if reader.sees_several else []


def names_in(names: Iterable[str | None]) -> list[str]:
    """The names, each once, in the order of the alphabet."""
    return sorted({name for name in names if name})


def typed_scope(council: str | None, committee: str | None, documents: Sequence[str], since: str, until: str, as_of: str = "") -> Scope:
    """The scope that the controls mean. Raises BadRequestError where a date cannot be understood, or anything is too long."""
    day = typed_day(as_of)
    first, last = _bounds(since), _bounds(until)
    if first and last and first[0] > last[1]:
        raise BadRequestError(f"No meeting is both from {since} and up to {until}: change one of the dates.")
    start, end = first[0] if first else None, last[1] if last else None
    try:
        return Scope(council=council, committee=committee, documents=tuple(documents), date_from=start, date_to=end, as_of=day)
    except ValidationError as error:
        raise BadRequestError("Choose from the lists, and no more than 200 papers.") from error


def typed_day(text: str) -> datetime.date | None:
    """The day as of which the papers are asked; None where none is written. Raises BadRequestError where it is no day that
    has been."""
    if not text.strip():
        return None
    try:
        bounds = _bounds(text)
    except BadRequestError:
        bounds = None
    if bounds is None or bounds[0] != bounds[1]:
        raise BadRequestError("“As the papers stood on” takes one day, written like 3 June 2024.")
    return past(bounds[0])


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
