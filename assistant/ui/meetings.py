"""The meetings on the web: the list, the page of one, and the sheet that is taken into it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from assistant.citations import printed_page
from assistant.errors import BadRequestError
from assistant.marking import marking, marking_of
from assistant.scope import Scope
from assistant.service.calendar import Listing, ahead, in_stretches, last, listings
from assistant.service.endings import ending_of
from assistant.service.meetings import Business, Overview, find_meeting
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.sheets import sheet, words_on
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.paging import Paged
from assistant.ui.render import in_browser, is_exempt, render
from assistant.ui.scope_form import councils_of, names_in, typed_scope
from ingest.errors import CouncilPapersError
from ingest.models import Classification, Paper, Passage
from ingest.record.models import Side

_LONGEST = 200
Typed = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form above the list holds, as it was typed."""

    words: Annotated[str, Query(alias="q")] = ""
    council: Typed = ""
    committee: Typed = ""
    since: Annotated[str, Query(alias="from")] = ""
    until: Annotated[str, Query(alias="to")] = ""
    page: Typed = ""

    def __post_init__(self) -> None:
        for field in fields_of(self):
            object.__setattr__(self, field.name, " ".join(getattr(self, field.name).split())[:_LONGEST])

    def scope(self) -> Scope:
        """The meetings that they mean. Raises BadRequestError where a date cannot be understood."""
        return typed_scope(self.council, self.committee, (), self.since, self.until)

    def query(self, page: int) -> str:
        """The part of an address that says the same, for another page of the list."""
        named = {"q": self.words, "council": self.council, "committee": self.committee, "from": self.since, "to": self.until}
        return urlencode({name: value for name, value in (*named.items(), ("page", str(page))) if value})

    @property
    def bounded(self) -> bool:
        """Whether they ask for some meetings only."""
        return bool(self.words or self.council or self.committee or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader of a meeting's page goes on to."""

    url: str
    words: str
    of_file: bool
    """Whether it opens the paper's file; else it is the page of a source."""


def build_meetings(services: Services) -> APIRouter:
    """The routes, bound to the services."""
    router = APIRouter()

    @router.get("/meetings", response_class=HTMLResponse)
    def meetings(request: Request, fields: Annotated[Fields, Depends()]) -> Response:
        return _list(visitor_of(services, request), fields, datetime.date.today())

    @router.get("/meetings/{key}", response_class=HTMLResponse)
    def meeting(request: Request, key: str) -> str:
        visitor = visitor_of(services, request)
        told = found(find_meeting(visitor.reader, key))
        return _page(visitor, told, "meeting.html", f"meeting {key}", told.passages, items=tuple(enumerate(told.items, 1)))

    @router.get("/meetings/{key}/sheet", response_class=HTMLResponse)
    def taken(request: Request, key: str) -> str:
        visitor = visitor_of(services, request)
        told = found(find_meeting(visitor.reader, key))
        items = sheet(told)
        return _page(visitor, told, "sheet.html", f"sheet of meeting {key}", words_on(items), items=items)

    return router


def _list(visitor: Visitor, fields: Fields, today: datetime.date) -> Response:
    problem, every = "", []
    try:
        every = listings(visitor.reader, fields.scope(), fields.words)
    except CouncilPapersError as error:
        if not isinstance(error, BadRequestError):
            raise
        problem = str(error)
    paged, councils = Paged.of(every, fields.page), councils_of(visitor.reader)
    first = paged.page == 1 and not (fields.words or fields.since or fields.until)
    latest = last(every, today) if first else ()
    told = tuple((one, find_meeting(visitor.reader, one.meeting.held.key)) for one in latest)
    marked = _marking(visitor, paged.rows, [overview for _, overview in told if overview])
    page = render(
        "meetings.html", here="/meetings", visitor=visitor, fields=fields, problem=problem, paged=paged, stretches=in_stretches(paged.rows),
        ahead=ahead(every, today) if first else (), last=told, first=first, ending_of=ending_of, marking=marked,
        councils=councils, several=bool(councils), bodies=names_in(paper.info.meeting.committee for paper in visitor.reader.papers()),
    )  # fmt: skip
    return HTMLResponse(page, status_code=400 if problem else 200)


def _marking(visitor: Visitor, shown: Sequence[Listing], told: Sequence[Overview]) -> str | None:
    """What the list is marked with where it names exempt business, which goes on the record; None where all of it is public."""
    named = [one for one in shown if any(titled.exempt for _, titled in one.matched)]
    passages = [item.named_by for overview in told for item in overview.items if item.resolved]
    marked = marking_of(passages) or (marking(Classification.EXEMPT, ()) if named else None)
    if marked:
        meetings = [*(one.meeting for one in named), *(overview.meeting for overview in told)]
        visitor.opened("meetings", [paper for meeting in meetings for paper, _ in meeting.papers], exempt=True)
    return marked


def _page(visitor: Visitor, told: Overview, template: str, what: str, passages: Sequence[Passage], **shown: Any) -> str:
    """A page on one meeting, opened on the record; `passages` are those whose words stand on it."""
    reader, services = visitor.reader, visitor.services
    papers = [paper for paper, _ in told.meeting.papers]
    visitor.opened(what, papers, visitor.entitled and any(kept_from_public(services, paper) for paper in papers))
    marked = marking_of(passages) or (marking(Classification.EXEMPT, ()) if any(map(is_exempt, papers)) else None)
    files = {paper.id: paper for paper in papers if reader.whole_file(paper)}
    key = told.meeting.held.key
    return render(
        template, here="/meetings", visitor=visitor, told=told, key=key, files=files, marking=marked, sides=tuple(Side),
        briefs=services.briefer is not None and services.access is not None, ending_of=ending_of, several=bool(councils_of(reader)),
        place_of=lambda passage: place_of(passage, files), ask_url=lambda item: _ask_url(key, item), **shown,
    )  # fmt: skip


def place_of(passage: Passage, files: dict[str, Paper]) -> Place:
    """The page of its paper that a passage begins on; its own page where the paper, which is none of `files`, may not be opened whole."""
    paper = next((paper for paper in files.values() if passage.id.startswith(paper.id)), None)
    number = printed_page(passage.page_label)
    words = f"Page {number}" if number else f"PDF page {passage.page}" if passage.page else "Read it"
    kind = paper.info.paper_type if paper else None
    if kind and kind != "agenda pack" and passage.page:
        words = f"{kind.capitalize()}, page {number or passage.page}"
    if paper is None or not passage.page or not in_browser(paper.document):
        return Place(f"/source/{quote(passage.id, safe='')}", words, of_file=False)
    return Place(f"/papers/{paper.id}/file#page={passage.page}", words, of_file=True)


def _ask_url(key: str, item: Business) -> str:
    """The ask page, set to the papers of the meeting, with a question on the item."""
    return "/?" + urlencode({"meeting": key, "question": f'What is recommended on "{item.title}"?'})
