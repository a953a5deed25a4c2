"""Correcting what is known of a paper, and removing it: plain forms, for those alone who may."""

import datetime
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.access.models import Action
from assistant.access.opening import Access
from assistant.errors import BadRequestError
from assistant.service.reader import found
from assistant.service.readings import read_paper
from assistant.service.services import Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.render import render
from assistant.ui.scope_form import names_in
from assistant.ui.shelf import read_url
from ingest.models import Classification, Overrides, Paper, PaperInfo, PaperStatus

_LONGEST = 300
EVERY_PART = "every_part"
"""The choice that every part of a paper is public, whatever the paper marks as exempt."""
NO_KIND: Final = "not known"
KINDS: Final = ("agenda pack", "agenda", "report", "minutes", "decision record", "supplement", "annual report", "briefing paper")
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form of corrections holds, as it was typed."""

    title: Text = ""
    council: Text = ""
    committee: Text = ""
    date: Text = ""
    kind: Text = ""
    """ "" leaves it as it is, since a browser may send no more than the fields of an older form; so does that of `status`."""
    status: Text = ""
    classification: Text = ""

    @classmethod
    def of(cls, info: PaperInfo) -> "Fields":
        """The fields as the paper's information fills them."""
        meeting = info.meeting
        date = meeting.date.isoformat() if meeting.date else ""
        named = (info.title or "", meeting.council or "", meeting.committee or "", date, info.paper_type or NO_KIND)
        return cls(*named, info.status.value, info.classification.value)

    def onto(self, info: PaperInfo) -> PaperInfo:
        """The information with these corrections; an empty field means that it is not known. Raises BadRequestError where one cannot be."""
        try:
            date = datetime.date.fromisoformat(self.date.strip()) if self.date.strip() else None
            classification = Classification.PUBLIC if self.classification == EVERY_PART else Classification(self.classification)
            status = PaperStatus(self.status or info.status)
        except ValueError as error:
            raise BadRequestError("Write the date as year, month and day, like 2024-03-14, and choose who may see the paper.") from error
        typed = (self.title, self.council, self.committee, self.kind)
        title, council, committee, named = (value.strip()[:_LONGEST] or None for value in typed)
        kind = None if named == NO_KIND else named or info.paper_type
        meeting = replace(info.meeting, council=council, committee=committee, date=date)
        return replace(info, title=title, paper_type=kind, meeting=meeting, status=status, classification=classification)


def build_paper_forms(services: Services, access: Access) -> APIRouter:
    """The routes. For a reader who may not change papers, or may not see this one, they do not exist."""
    router = APIRouter()

    @router.get("/papers/{paper_id}/correct", response_class=HTMLResponse)
    def correction(request: Request, paper_id: str, also: str = "") -> str:
        visitor, paper = _allowed(services, request, paper_id)
        return _form(visitor, paper, Fields.of(paper.info), also)

    @router.post("/papers/{paper_id}/correct")
    def correct(request: Request, paper_id: str, fields: Annotated[Fields, Depends()], form: Text = "", also: Text = "") -> Response:
        visitor, paper = _allowed(services, request, paper_id)
        found(form if access.forms.valid(request.cookies, form) else None)
        try:
            _correct(visitor, paper, fields)
        except BadRequestError as error:
            return HTMLResponse(_form(visitor, paper, fields, also, str(error)), status_code=400)
        seen = [one for one in dict.fromkeys((paper_id, *also.split(","))) if visitor.reader.paper(one)]
        return RedirectResponse(read_url(seen) if seen else "/papers/", status_code=303)

    @router.get("/papers/{paper_id}/remove", response_class=HTMLResponse)
    def removal(request: Request, paper_id: str) -> str:
        visitor, paper = _allowed(services, request, paper_id)
        return render("remove.html", here="/papers/", visitor=visitor, paper=visitor.reader.as_seen(paper))

    @router.post("/papers/{paper_id}/remove")
    def remove(request: Request, paper_id: str, form: Text = "") -> Response:
        visitor, paper = _allowed(services, request, paper_id)
        found(form if access.forms.valid(request.cookies, form) else None)
        _remove(visitor, paper)
        return RedirectResponse("/papers/", status_code=303)

    return router


def _allowed(services: Services, request: Request, paper_id: str) -> tuple[Visitor, Paper]:
    visitor = visitor_of(services, request)
    return visitor, found(visitor.reader.paper(paper_id) if visitor.identity.may_upload else None)


def _correct(visitor: Visitor, paper: Paper, fields: Fields) -> None:
    """Correct the paper as the form says. Recorded before it is done, so that nothing becomes public without a line in the audit log."""
    services, info = visitor.services, fields.onto(paper.info)
    every = fields.classification == EVERY_PART
    if every and not visitor.entitled:
        raise BadRequestError("Only those who may see exempt papers can say that every part of a paper is public.")
    if info == paper.info and not every:
        return
    exempt = kept_from_public(services, paper) or info.classification is Classification.EXEMPT
    words = _changes(Fields.of(paper.info), replace(Fields.of(info), classification=fields.classification))
    visitor.record(Action.CORRECTED, words, [paper.document], "done", exempt)
    try:
        services.library.update_info(paper.id, info)
        if every:
            services.library.correct(paper.id, Overrides(public=True))
    except Exception:
        visitor.record(Action.CORRECTED, words, [paper.document], "failed", exempt)
        raise
    services.renew_index()


def _remove(visitor: Visitor, paper: Paper) -> None:
    services, exempt = visitor.services, kept_from_public(visitor.services, paper)
    removed = services.library.remove(paper.id)
    visitor.record(Action.REMOVED, paper.document, [paper.document], f"{removed} passages", exempt)
    services.renew_index()


def _form(visitor: Visitor, paper: Paper, fields: Fields, also: str, problem: str = "") -> str:
    reader = visitor.reader
    papers = reader.papers()
    doubts = read_paper(reader, paper).doubts if reader.whole_file(paper) else ()
    return render(
        "correct.html", here="/papers/", visitor=visitor, paper=paper, fields=fields, problem=problem, also=also, doubts=doubts,
        councils=names_in(one.info.meeting.council for one in papers), bodies=names_in(one.info.meeting.committee for one in papers),
        kinds=[NO_KIND, *names_in([*KINDS, *(one.info.paper_type for one in papers)])], statuses=[one.value for one in PaperStatus],
    )  # fmt: skip


def _changes(old: Fields, new: Fields) -> str:
    named = tuple(field.name for field in fields_of(Fields))
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in named)
    return "; ".join(f"{name}: {was or 'none'} -> {now or 'none'}" for name, was, now in pairs if was != now)
