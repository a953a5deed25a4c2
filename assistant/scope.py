"""Which papers a reader asks for: the one noun of every search, register, note and suggestion."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.bodies import Body, named, nearest
from assistant.errors import BadRequestError, UnknownBodyError
from ingest.language.periods import long_date
from ingest.models import Meeting, Paper, Standing

T = TypeVar("T")
Place = tuple[Meeting, Collection[str]]
"""The meeting that something is of, and the documents that tell of it."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """pydantic would take seconds since 1970 for a date too."""
    if value is None or isinstance(value, datetime.date) or (isinstance(value, str) and _ISO.fullmatch(value)):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


def _typed(value: object) -> object:
    return (" ".join(value.split()) or None) if isinstance(value, str) else value


def past(day: datetime.date) -> datetime.date:
    """A day that somebody typed. Raises BadRequestError where it is still to come."""
    if day > datetime.date.today():
        raise BadRequestError(f"{long_date(day)} is still to come: give a day that has been, or none for the papers as they stand now.")
    return day


def _or_now(day: datetime.date | None) -> datetime.date | None:
    """A day that has been; today, and by a day to come, all that there is is known: None."""
    return day if day is None or day < datetime.date.today() else None


Day = Annotated[datetime.date, BeforeValidator(_written)]
PastDay = Annotated[datetime.date | None, BeforeValidator(_written), AfterValidator(_or_now)]
Name = Annotated[str, Field(max_length=300)]
Typed = Annotated[Name | None, BeforeValidator(_typed)]


class Scope(BaseModel):
    """Which papers are asked for; what is left out asks for all. `from` and `to` are meeting dates, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    council: Typed = None
    committee: Typed = None
    """A body's name or part of it."""
    date_from: Annotated[Day | None, Field(alias="from")] = None
    date_to: Annotated[Day | None, Field(alias="to")] = None
    documents: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    kinds: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """Kinds of papers: "minutes", "report", "agenda pack", …"""
    as_of: PastDay = None
    """The day as of which the papers are asked, as they stood then; None for now, which today and later days come to."""

    @property
    def bounded(self) -> bool:
        """Whether it asks for less than all that there is, or was on the day."""
        return self.model_copy(update={"as_of": None}) != EVERYTHING

    @property
    def bodies(self) -> str:
        """The bodies asked for, in words."""
        return ", ".join(filter(None, (self.council, self.committee))) or "All bodies"

    def papers(self, papers: Iterable[Paper]) -> list[Paper]:
        """Those of the papers, which are all that the reader may know of, that are asked for. Raises UnknownBodyError as `keep`."""
        every = list(papers)
        return self.keep(every, lambda paper: (paper.info.meeting, (paper.document,)), every)

    def keep(self, rows: Iterable[T], place: Callable[[T], Place], papers: Iterable[Paper]) -> list[T]:
        """The rows that are asked for, in their order; what is undated is outside any bound on dates.

        `papers` are those that the reader may know of. Raises UnknownBodyError where the council or committee is neither theirs nor a
        row's.
        """
        if not self.bounded:
            return list(rows)
        placed, papers = [(row, *place(row)) for row in rows], list(papers)
        bodies = self._bodies([*(paper.info.meeting for paper in papers), *(meeting for _, meeting, _ in placed)])
        documents = {paper.document for paper in papers if not self.kinds or paper.info.paper_type in self.kinds}
        among = documents.intersection(self.documents) if self.documents else documents
        anywhere = not self.documents and not self.kinds
        return [
            row
            for row, meeting, held in placed
            if (bodies is None or _body(meeting) in bodies) and self._spans(meeting.date) and (anywhere or not among.isdisjoint(held))
        ]

    def _spans(self, date: datetime.date | None) -> bool:
        first, last = self.date_from or datetime.date.min, self.date_to or datetime.date.max
        return first <= date <= last if date else not (self.date_from or self.date_to)

    def _bodies(self, meetings: Iterable[Meeting]) -> Collection[Body] | None:
        """The bodies asked for among those of the meetings; None for all."""
        bodies = set(map(_body, meetings)) if self.council or self.committee else None
        if bodies and self.council:
            councils = {name for name, _ in _found("council", self.council, {Body(body.council) for body in bodies if body.council})}
            bodies = {body for body in bodies if body.council in councils}
        if bodies and self.committee:
            return _found("committee or body", self.committee, {body for body in bodies if body.name})
        return bodies


EVERYTHING: Final = Scope()


def standing_line(standing: Standing) -> str:
    """What an answer, note or register rests on: "As the papers stood on 3 June 2024: 41 of 53 papers; 2 without a date left out." """
    undated = f"; {standing.undated} without a date left out" if standing.undated else ""
    papers = "paper" if standing.held == 1 else "papers"
    return f"As the papers stood on {long_date(standing.day)}: {standing.known} of {standing.held} {papers}{undated}."


def _body(meeting: Meeting) -> Body:
    return Body(meeting.committee or "", meeting.council)


def _found(kind: str, typed: str, bodies: Collection[Body]) -> Collection[Body]:
    if found := named(typed, bodies):
        return found
    near = "; ".join(nearest(typed, {body.name for body in bodies}))
    raise UnknownBodyError(f"No {kind} among the papers is called “{typed}”" + (f". The nearest by name: {near}." if near else "."))
