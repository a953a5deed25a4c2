"""The papers on the web: the list with its search, and what was read of some of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.citations import meeting_name, paper_name
from assistant.errors import BadRequestError
from assistant.scope import Scope
from assistant.service.finding import Wanted
from assistant.service.reader import found
from assistant.service.readings import read_paper
from assistant.service.services import Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.paging import Paged
from assistant.ui.render import is_exempt, render
from assistant.ui.scope_form import councils_of, names_in
from ingest.errors import CouncilPapersError
from ingest.library.corrections import DOUBT
from ingest.models import Paper, PaperStatus

_LONGEST, _MOST_READ = 200, 50
NO_YEAR: Final = "No date"
_EXEMPT: Final = "Exempt, in whole or part"
_DOUBTED: Final = "Read with doubts"
_SORTS: Final = ("Newest meeting", "Oldest meeting", "Name")
Typed = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form above the list holds, as it was typed."""

    words: Annotated[str, Query(alias="q")] = ""
    council: Typed = ""
    committee: Typed = ""
    kind: Typed = ""
    year: Typed = ""
    status: Typed = ""
    sort: Typed = ""
    page: Typed = ""

    def __post_init__(self) -> None:
        for field in fields_of(self):
            object.__setattr__(self, field.name, " ".join(getattr(self, field.name).split())[:_LONGEST])

    def query(self, page: int) -> str:
        """The part of an address that says the same, for another page of the list."""
        named = {field.name: getattr(self, field.name) for field in fields_of(self)}
        named = {"q": named.pop("words"), **named, "page": str(page)}
        return urlencode({name: value for name, value in named.items() if value})

    @property
    def filtered(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(self.council or self.committee or self.kind or self.year or self.status or self.sort)


@dataclass(frozen=True, slots=True)
class Row:
    """A paper in the list."""

    paper: Paper
    """With the numbers of those pages and passages that the visitor may see."""
    whole: bool
    """Whether its file may be opened."""
    in_part: bool
    """Whether the visitor sees more of it than the public does."""
    doubted: bool


def build_shelf(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    @router.get("/papers")
    def papers() -> RedirectResponse:
        return RedirectResponse("/papers/")

    @router.get("/papers/add")
    def adding() -> RedirectResponse:
        return RedirectResponse("/papers/add/")

    @router.get("/papers/", response_class=HTMLResponse)
    def shelf(request: Request, fields: Annotated[Fields, Depends()]) -> Response:
        return _list(visitor_of(services, request), fields)

    @router.get("/papers/read", response_class=HTMLResponse)
    def read(request: Request, paper: Annotated[list[str], Query()]) -> str:
        visitor = visitor_of(services, request)
        held = {one.id: one for one in visitor.reader.papers()}
        named = [held[one] for one in dict.fromkeys(paper[:_MOST_READ]) if one in held]
        return _read(visitor, found(named or None))

    return router


def read_url(papers: Iterable[str]) -> str:
    """The address of the page on what was read of the papers with these ids."""
    return "/papers/read?" + urlencode([("paper", one) for one in papers])


def _list(visitor: Visitor, fields: Fields) -> Response:
    problem, every = "", visitor.reader.papers()
    kept: Sequence[Paper] = ()
    try:
        kept = _sorted(_asked_for(visitor, every, fields), fields.sort)
    except CouncilPapersError as error:
        if not isinstance(error, BadRequestError):
            raise
        problem = str(error)
    part = Paged.of(kept, fields.page)
    shown = Paged([_row(visitor, paper) for paper in part.rows], part.first, part.total, part.page)
    statuses = [one.value.capitalize() for one in PaperStatus]
    page = render(
        "shelf.html", here="/papers/", visitor=visitor, fields=fields, problem=problem, paged=shown, any=bool(every),
        may_add=visitor.identity.may_upload and visitor.services.add_papers is not None,
        may_change=visitor.identity.may_upload and visitor.services.access is not None,
        has_queue=visitor.services.queue is not None and visitor.services.access is not None,
        councils=councils_of(visitor.reader), bodies=names_in(paper.info.meeting.committee for paper in every),
        kinds=names_in(paper.info.paper_type for paper in every), years=_years(every), sorts=_SORTS,
        statuses=statuses + [_EXEMPT] * visitor.entitled + [_DOUBTED] * visitor.identity.may_upload,
    )  # fmt: skip
    return HTMLResponse(page, status_code=400 if problem else 200)


def _asked_for(visitor: Visitor, every: Sequence[Paper], fields: Fields) -> list[Paper]:
    """The papers asked for, newest meeting first. Raises UnknownBodyError as `Scope.papers`."""
    wanted = Wanted.of(fields.words)
    among = Scope(council=fields.council or None, committee=fields.committee or None).papers(every)
    return [paper for paper in among if (not wanted or wanted.all_in(_name(paper))) and _fits(visitor, paper, fields)]


def _fits(visitor: Visitor, paper: Paper, fields: Fields) -> bool:
    day, info = paper.info.meeting.date, paper.info
    if fields.kind and info.paper_type != fields.kind:
        return False
    if fields.year and fields.year != (str(day.year) if day else NO_YEAR):
        return False
    if fields.status == _EXEMPT:
        return visitor.entitled and kept_from_public(visitor.services, paper)
    if fields.status == _DOUBTED:
        return visitor.identity.may_upload and _doubted(visitor, paper)
    return not fields.status or info.status.value == fields.status.lower()


def _name(paper: Paper) -> str:
    """All that a paper is looked for by."""
    info = paper.info
    named = (paper_name(paper), info.title, info.meeting.council, meeting_name(info.meeting), info.paper_type, info.author, paper.document)
    return " ".join(part for part in named if part)


def _sorted(papers: list[Paper], sort: str) -> list[Paper]:
    if sort == "Name":
        return sorted(papers, key=lambda paper: paper_name(paper).casefold())
    if sort == "Oldest meeting":
        dated = [paper for paper in papers if paper.info.meeting.date]
        return [*reversed(dated), *(paper for paper in papers if not paper.info.meeting.date)]
    return papers


def _years(papers: Iterable[Paper]) -> list[str]:
    days = [paper.info.meeting.date for paper in papers]
    return [*sorted({str(day.year) for day in days if day}, reverse=True), *([NO_YEAR] if None in days else [])]


def _row(visitor: Visitor, paper: Paper) -> Row:
    reader = visitor.reader
    in_part = visitor.entitled and kept_from_public(visitor.services, paper)
    return Row(reader.as_seen(paper), reader.whole_file(paper), in_part, visitor.identity.may_upload and _doubted(visitor, paper))


def _doubted(visitor: Visitor, paper: Paper) -> bool:
    return visitor.reader.whole_file(paper) and any(warning.startswith(DOUBT) for warning in paper.warnings)


def _read(visitor: Visitor, papers: Sequence[Paper]) -> str:
    """What was read of the papers; who may not see the whole of one is told neither what was noted in reading it nor what is kept back."""
    exempt = visitor.entitled and any(kept_from_public(visitor.services, paper) for paper in papers)
    visitor.opened("what was read", papers, exempt)
    told = [(read_paper(visitor.reader, paper), visitor.reader.whole_file(paper)) for paper in papers]
    may_change = visitor.identity.may_upload and visitor.services.access is not None
    ids = [paper.id for paper in papers]
    return render("read.html", here="/papers/", visitor=visitor, told=told, may_change=may_change, ids=ids, is_exempt=is_exempt)
