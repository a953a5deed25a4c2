"""Correcting what is known of a paper, and removing it: plain forms, for those alone who may."""

import datetime
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.access.models import Action
from assistant.access.opening import Access
from assistant.errors import BadRequestError
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, kept_from_public, visitor_of
from assistant.ui.render import render
from ingest.models import Classification, Overrides, Paper, PaperInfo

_LONGEST = 300
EVERY_PART = "every_part"
"""The choice that every part of a paper is public, whatever the paper marks as exempt."""
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form of corrections holds, as it was typed."""

    title: Text = ""
    council: Text = ""
    committee: Text = ""
    date: Text = ""
    classification: Text = ""

    @classmethod
    def of(cls, info: PaperInfo) -> "Fields":
        """The fields as the paper's information fills them."""
        meeting = info.meeting
        date = meeting.date.isoformat() if meeting.date else ""
        return cls(info.title or "", meeting.council or "", meeting.committee or "", date, info.classification.value)

    def onto(self, info: PaperInfo) -> PaperInfo:
        """The information with these corrections; an empty field means that it is not known. Raises BadRequestError where one cannot be."""
        try:
            date = datetime.date.fromisoformat(self.date.strip()) if self.date.strip() else None
            classification = Classification.PUBLIC if self.classification == EVERY_PART else Classification(self.classification)
        except ValueError as error:
            raise BadRequestError("Write the date as year, month and day, like 2024-03-14, and choose who may see the paper.") from error
        title, council, committee = (value.strip()[:_LONGEST] or None for value in (self.title, self.council, self.committee))
        meeting = replace(info.meeting, council=council, committee=committee, date=date)
        return replace(info, title=title, meeting=meeting, classification=classification)


def build_paper_forms(services: Services, access: Access) -> APIRouter:
    """The routes. For a reader who may not change papers, or may not see this one, they do not exist."""
    router = APIRouter()

    @router.get("/papers/{paper_id}/correct", response_class=HTMLResponse)
    def correction(request: Request, paper_id: str) -> str:
        visitor, paper = _allowed(services, request, paper_id)
        return _form(visitor, paper, Fields.of(paper.info))

    @router.post("/papers/{paper_id}/correct")
    def correct(request: Request, paper_id: str, fields: Annotated[Fields, Depends()], form: Text = "") -> Response:
        visitor, paper = _allowed(services, request, paper_id)
        found(form if access.forms.valid(request.cookies, form) else None)
        try:
            _correct(visitor, paper, fields)
        except BadRequestError as error:
            return HTMLResponse(_form(visitor, paper, fields, str(error)), status_code=400)
        return RedirectResponse("/papers/", status_code=303)

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
    words = _changes(Fields.of(paper.info), fields)
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


def _form(visitor: Visitor, paper: Paper, fields: Fields, problem: str = "") -> str:
    return render("correct.html", here="/papers/", visitor=visitor, paper=paper, fields=fields, problem=problem)


def _changes(old: Fields, new: Fields) -> str:
    pairs = ((name, getattr(old, name), getattr(new, name).strip()) for name in ("title", "council", "committee", "date", "classification"))
    return "; ".join(f"{name}: {was or 'none'} -> {now or 'none'}" for name, was, now in pairs if was != now)
