"""Briefing notes on the web: asking for one, watching it being written, reading it and taking it away as a file."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool

from assistant.access.board import NOT_BEGUN, NoteJob
from assistant.access.models import Action
from assistant.access.opening import Access
from assistant.briefing.edits import Edits, pieces
from assistant.briefing.models import BOTTOM_LINE, BriefRequest, Note
from assistant.briefing.templates import Template
from assistant.errors import BadRequestError, ExportError, TemplateError, TooManyError
from assistant.scope import Scope
from assistant.service.faults import log_fault
from assistant.service.jobs import Jobs, chosen
from assistant.service.reader import found
from assistant.service.services import Briefer, Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui import downloads
from assistant.ui.guard import STREAMED
from assistant.ui.render import render
from assistant.ui.scope_form import typed_day
from ingest.language.periods import long_date

_LOG = logging.getLogger(__name__)
_LONGEST_TOPIC, _LONGEST_NAME, _LONGEST_PIECE = 500, 200, 3000
_LOOK_SECONDS = 0.2
_FORMATS: Final = ("docx", "html", "md")
_STAGES = "<!-- stages -->"
_STALE = "This page had been open too long. Try again."
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form holds, as it was typed."""

    topic: Text = ""
    template: Text = ""
    recipient: Text = ""
    author: Text = ""
    as_of: Text = ""

    def request(self, templates: dict[str, str]) -> BriefRequest:
        """The note that is asked for. Raises BadRequestError where a field cannot be."""
        topic = " ".join(self.topic.split())
        if not topic:
            raise BadRequestError("Say what the note is on.")
        if len(topic) > _LONGEST_TOPIC:
            raise BadRequestError(f"Say what the note is on in {_LONGEST_TOPIC} characters or fewer.")
        if self.template and self.template not in templates:
            raise BadRequestError("Choose one of the kinds of note in the list.")
        recipient, author = (" ".join(name.split())[:_LONGEST_NAME] or None for name in (self.recipient, self.author))
        scope = Scope(as_of=typed_day(self.as_of))
        return BriefRequest(topic=topic, template=self.template, recipient=recipient, author=author, filters=scope)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form to choose and edit by holds: the places that are kept, and the words of each place that has any."""

    keep: Annotated[list[str], Form(default_factory=list)]
    place: Annotated[list[str], Form(default_factory=list)]
    words: Annotated[list[str], Form(default_factory=list)]
    put_back: Text = ""

    def edits(self, note: Note) -> Edits:
        """What is to be left out and said otherwise; words that were emptied are left out. Raises BadRequestError where it cannot be."""
        if self.put_back:
            return Edits()
        held = {piece.place: piece for at, section in enumerate(note.sections) for piece in pieces(section, at)}
        if len(self.place) != len(self.words) or not {*self.keep, *self.place} <= set(held):
            raise BadRequestError("This form is of another note. Open the note again.")
        if any(len(words) > _LONGEST_PIECE for words in self.words):
            raise BadRequestError(f"Keep each sentence to {_LONGEST_PIECE:,} characters.")
        typed = {place: " ".join(words.split()) for place, words in zip(self.place, self.words, strict=True) if held[place].said}
        changed = {place: words for place, words in typed.items() if words and words != " ".join(held[place].text.split())}
        gone = frozenset(place for place in held if place not in self.keep or typed.get(place) == "")
        if len(gone) == len(held):
            raise BadRequestError("Keep at least one sentence.")
        return Edits(gone, {place: words for place, words in changed.items() if place not in gone})


class _Desk:
    """What the routes share."""

    def __init__(self, services: Services, briefer: Briefer, access: Access) -> None:
        self.services, self.briefer, self.access = services, briefer, access
        self.jobs = Jobs(briefer.write, services.library.revision, access.desk.board, access.desk.presence)

    def templates(self) -> dict[str, str]:
        """Name to description of each kind of note."""
        try:
            held: dict[str, Template] = dict(self.briefer.templates())
        except TemplateError as error:
            log_fault(_LOG, "the templates of notes cannot be read", error)
            raise TemplateError("The templates of notes cannot be read: tell the people who run this service.") from error
        return {name: template.description for name, template in held.items()}

    def form(self, visitor: Visitor, fields: Fields, problem: str = "") -> str:
        """The page that asks what is wanted."""
        own = [job for job in self.jobs.of(visitor.identity.key, visitor.identity.role) if not self.outdated(job)]
        return render(
            "brief.html", here="/brief", visitor=visitor, fields=fields, problem=problem, templates=self.templates(), jobs=own,
            longest=_LONGEST_TOPIC,
        )  # fmt: skip

    def job(self, request: Request, job_id: str) -> tuple[Visitor, NoteJob]:
        """A visitor and their note; one that is not theirs, or no longer for their eyes, does not exist."""
        visitor = visitor_of(self.services, request)
        return visitor, found(self.jobs.find(visitor.identity.key, job_id, visitor.identity.role))

    def outdated(self, job: NoteJob) -> bool:
        """Whether papers have changed since: what the note tells may have been removed, or have become exempt."""
        return not job.at_work and job.revision not in (NOT_BEGUN, self.services.library.revision())

    def ended(self, visitor: Visitor, job: NoteJob) -> None:
        """Record a note that was written; of one that was not nobody knows what it would have shown."""
        if job.note is None:
            visitor.record(Action.BRIEFED, job.request.topic, outcome=job.state.value, exempt=visitor.entitled)
        else:
            downloads.record(visitor, Action.BRIEFED, job.request.topic, downloads.shown(visitor, job.note.sources), job.state.value)


def build_notes(services: Services, briefer: Briefer, access: Access) -> APIRouter:
    """The routes, bound to what writes notes."""
    router, desk = APIRouter(), _Desk(services, briefer, access)

    @router.get("/brief", response_class=HTMLResponse)
    def asking(request: Request, topic: str = "") -> str:
        return desk.form(visitor_of(services, request), Fields(topic=topic[:_LONGEST_TOPIC]))

    @router.post("/brief")
    def ask(request: Request, fields: Annotated[Fields, Depends()], form: Text = "") -> Response:
        return _begin(desk, visitor_of(services, request), fields, access.forms.valid(request.cookies, form))

    @router.get("/brief/{job_id}")
    def note(request: Request, job_id: str) -> Response:
        visitor, job = desk.job(request, job_id)
        if job.at_work:
            page = render("brief_job.html", here="/brief", visitor=visitor, job=job, stages=Markup(_STAGES))
            return StreamingResponse(_watched(desk.jobs, job, page), media_type="text/html", headers={STREAMED: "no"})
        return HTMLResponse(_read(desk, visitor, job))

    @router.post("/brief/{job_id}/stop")
    def stop(request: Request, job_id: str, form: Text = "") -> Response:
        _visitor, job = desk.job(request, job_id)
        found(form if access.forms.valid(request.cookies, form) else None)
        desk.jobs.stop(job)
        return RedirectResponse(f"/brief/{job.id}", status_code=303)

    @router.get("/brief/{job_id}/note.{format}")
    def export(request: Request, job_id: str, format: str) -> Response:
        visitor, job = desk.job(request, job_id)
        written = found(job.note if format in _FORMATS and not desk.outdated(job) else None)
        content = _exported(desk, job, format)
        downloads.record(visitor, Action.EXPORTED, job.request.topic, downloads.shown(visitor, written.sources), format)
        return downloads.file(content, "briefing-note", format)

    _add_editing(router, desk, access)
    return router


def _add_editing(router: APIRouter, desk: _Desk, access: Access) -> None:
    """The routes by which a note is changed before it is taken away."""

    @router.get("/brief/{job_id}/edit", response_class=HTMLResponse)
    def editing(request: Request, job_id: str) -> str:
        visitor, job = desk.job(request, job_id)
        return _editing(desk, visitor, job)

    @router.post("/brief/{job_id}/edit")
    def edit(request: Request, job_id: str, choice: Annotated[Choice, Depends()], form: Text = "") -> Response:
        visitor, job = desk.job(request, job_id)
        note = found(job.note if access.forms.valid(request.cookies, form) and not desk.outdated(job) else None)
        try:
            desk.jobs.edit(job, choice.edits(note))
        except BadRequestError as error:
            return HTMLResponse(_editing(desk, visitor, job, str(error)), status_code=400)
        return RedirectResponse(f"/brief/{job.id}", status_code=303)


def _read(desk: _Desk, visitor: Visitor, job: NoteJob) -> str:
    """The page of a note that has ended: the note, or why there is none beside the form with what was typed."""
    if desk.outdated(job):
        return render("brief_outdated.html", here="/brief", visitor=visitor)
    if job.note is None:
        day = job.request.filters.as_of
        typed = (job.request.topic, job.request.template, job.request.recipient or "", job.request.author or "")
        fields = Fields(*typed, long_date(day) if day else "")
        return desk.form(visitor, fields, job.problem or "You stopped this note. Nothing of it was kept.")
    wanted = found(chosen(job))
    shown = downloads.page_of(wanted, downloads.shown(visitor, wanted.sources))
    return render("note.html", here="/brief", visitor=visitor, job=job, bottom_line=BOTTOM_LINE, **shown)


def _editing(desk: _Desk, visitor: Visitor, job: NoteJob, problem: str = "") -> str:
    """The page on which sentences are ticked off and worded otherwise."""
    note = found(job.note)
    if desk.outdated(job):
        return render("brief_outdated.html", here="/brief", visitor=visitor)
    shown = downloads.page_of(note, downloads.shown(visitor, note.sources))
    parts = [(section, list(pieces(section, at))) for at, section in enumerate(note.sections)]
    return render(
        "note_edit.html",
        here="/brief",
        visitor=visitor,
        job=job,
        edits=job.edits or Edits(),
        problem=problem,
        parts=parts,
        longest=_LONGEST_PIECE,
        **shown,
    )


def _begin(desk: _Desk, visitor: Visitor, fields: Fields, fresh: bool) -> Response:
    """Begin a note and send the visitor to where they can watch it, or the form back with what is wrong."""
    if not fresh:
        return HTMLResponse(desk.form(visitor, fields, _STALE), status_code=403)
    try:
        wanted = fields.request(desk.templates())
        visitor.count_question()
        job = desk.jobs.start(visitor.identity.key, wanted, visitor.identity.role, lambda job: desk.ended(visitor, job))
    except BadRequestError as error:
        return HTMLResponse(desk.form(visitor, fields, str(error)), status_code=400)
    except TooManyError as error:
        headers = {"retry-after": str(round(error.wait) + 1)}
        return HTMLResponse(desk.form(visitor, fields, str(error)), status_code=429, headers=headers)
    return RedirectResponse(f"/brief/{job.id}", status_code=303)


async def _watched(jobs: Jobs, job: NoteJob, page: str) -> AsyncIterator[str]:
    """The page with each stage as it begins, whichever process writes it; at the end its foot, which leads on to the note."""
    head, _, foot = page.partition(_STAGES)
    yield head
    told = 0
    while True:
        now = await run_in_threadpool(jobs.look, job)
        for stage in now.stages[told:] if now else ():
            told += 1
            yield f"<li>{escape(stage)}</li>\n"
        if now is None or not now.at_work:
            break
        await asyncio.sleep(_LOOK_SECONDS)
    yield foot


def _exported(desk: _Desk, job: NoteJob, format: str) -> bytes:
    try:
        return desk.briefer.export(found(chosen(job)), format)
    except (ExportError, TemplateError) as error:
        log_fault(_LOG, "a note could not be exported", error)
        raise ExportError(
            "The note could not be made into this kind of file: choose another, or tell the people who run this service."
        ) from error
