"""The decisions register, the action tracker and comparisons on the web: filters, a table, and the same as files."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from assistant.access.models import Action
from assistant.briefing.models import Note
from assistant.errors import BadRequestError, ExportError
from assistant.export import note_bytes
from assistant.registers.action_models import Tracker
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.models import Decision
from assistant.registers.notes import actions_note, comparison_note, decisions_note, marked
from assistant.registers.registers import Registers, citations_in
from assistant.scope import Scope
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui import downloads
from assistant.ui.render import render
from assistant.ui.scope_form import councils_of, names_in, typed_scope
from ingest.errors import CouncilPapersError
from ingest.record.models import Outcome
from ingest.record.monitoring import Status

_ROWS = 50
"""Rows on one page."""
_LONGEST = 200
_FORMATS: Final = ("xlsx", "docx")
Typed = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the filters hold, as they were typed."""

    council: Typed = ""
    committee: Typed = ""
    since: Annotated[str, Query(alias="from")] = ""
    until: Annotated[str, Query(alias="to")] = ""
    status: Typed = ""
    responsible: Typed = ""
    measure: Typed = ""
    page: Typed = ""

    def __post_init__(self) -> None:
        for field in fields_of(self):
            object.__setattr__(self, field.name, _short(getattr(self, field.name)))

    def scope(self) -> Scope:
        """The papers that they mean. Raises BadRequestError where a date cannot be understood."""
        return typed_scope(self.council, self.committee, (), self.since, self.until)

    def query(self, **changed: object) -> str:
        """The part of an address that says the same, with some of it changed."""
        named = {
            "measure": self.measure, "council": self.council, "committee": self.committee, "from": self.since, "to": self.until,
            "status": self.status, "responsible": self.responsible, **changed,
        }  # fmt: skip
        return urlencode({name: str(value) for name, value in named.items() if value})

    def told(self) -> str:
        """The filters in a line for the record."""
        return self.query().replace("&", ", ")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one page, and where the page stands among the others."""

    rows: Sequence[Any]
    first: int
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // _ROWS))

    @classmethod
    def of(cls, rows: Sequence[Any], asked: str) -> "Part":
        """The page asked for by number; the nearest there is where there is none such."""
        last = max(1, -(-len(rows) // _ROWS))
        page = min(max(int(asked) if asked.isdecimal() and len(asked) < 7 else 1, 1), last)
        first = (page - 1) * _ROWS
        return cls(rows[first : first + _ROWS], first + 1, len(rows), page)


def build_registers(services: Services, registers: Registers) -> APIRouter:
    """The routes, bound to the registers."""
    router = APIRouter()
    Filled = Annotated[Fields, Depends()]  # noqa: N806 a type

    @router.get("/decisions", response_class=HTMLResponse)
    def decisions(request: Request, fields: Filled) -> Response:
        visitor = visitor_of(services, request)
        every = registers.decisions(visitor.identity.role)
        choices = {"bodies": names_in(one.body for one in every), "statuses": [one.value for one in Outcome]}
        return _register(visitor, "decisions", fields, choices, lambda: _decisions(registers, visitor, fields))

    @router.get("/actions", response_class=HTMLResponse)
    def actions(request: Request, fields: Filled) -> Response:
        visitor = visitor_of(services, request)
        every = registers.actions(visitor.identity.role).actions
        choices = {"bodies": names_in(one.body for one in every), "statuses": ["open", "closed", *(one.value for one in Status)]}
        return _register(visitor, "actions", fields, choices, lambda: _actions(registers, visitor, fields).actions)

    @router.get("/compare", response_class=HTMLResponse)
    async def compare(request: Request, fields: Filled) -> Response:
        return await run_in_threadpool(_comparison, visitor_of(services, request), registers, fields)

    @router.get("/{register}/file.{format}")
    def export(request: Request, register: str, format: str, fields: Filled) -> Response:
        make = found(_NOTES.get(register) if format in _FORMATS else None)
        visitor = visitor_of(services, request)
        try:
            note = marked(make(registers, visitor, fields), services.library)
            content = note_bytes(note, format)
        except (BadRequestError, ExportError) as error:
            return HTMLResponse(render("problem_page.html", here="", visitor=visitor, message=str(error)), status_code=400)
        what = f"{register} {fields.told()}".strip()
        downloads.record(visitor, Action.EXPORTED, what, downloads.shown(visitor, note.sources), format)
        return downloads.file(content, register, format)

    return router


def _register(visitor: Visitor, name: str, fields: Fields, choices: dict[str, Any], find: Callable[[], Sequence[Any]]) -> Response:
    """The page of a register; with a filter that cannot be understood, the form again and what is wrong."""
    problem, rows = "", []
    try:
        rows = sorted(find(), key=lambda row: row.date or datetime.date.min, reverse=True)
    except BadRequestError as error:
        problem = str(error)
    part = Part.of(rows, fields.page)
    held = downloads.shown(visitor, citations_in(part.rows))
    if rows:
        downloads.record(visitor, Action.OPENED, f"{name} {fields.told()}".strip(), held)
    page = render(
        f"{name}.html", here=f"/{name}", visitor=visitor, name=name, fields=fields, problem=problem, part=part, held=held,
        councils=councils_of(visitor.reader), **choices,
    )  # fmt: skip
    return HTMLResponse(page, status_code=400 if problem else 200)


def _comparison(visitor: Visitor, registers: Registers, fields: Fields) -> Response:
    problem, shown, status = "", {}, 200
    if fields.measure.strip():
        try:
            visitor.count_question()
            note = marked(_compared(registers, visitor, fields), visitor.services.library)
            held = downloads.shown(visitor, note.sources)
            shown = downloads.page_of(note, held)
            downloads.record(visitor, Action.OPENED, f"compare {fields.told()}", held)
        except CouncilPapersError as error:
            problem, status = str(error), 429 if hasattr(error, "wait") else 400
    bodies = names_in(paper.info.meeting.committee for paper in visitor.reader.papers())
    page = render(
        "compare.html", here="/compare", visitor=visitor, name="compare", fields=fields, problem=problem, bodies=bodies,
        councils=councils_of(visitor.reader), **shown,
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def _compared(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    measure = fields.measure
    if len(measure) < 2:
        raise BadRequestError("Name what to compare as a paper may print it, in two letters or more.")
    found: Comparison = registers.compare(CompareRequest(measure=measure, role=visitor.identity.role, filters=fields.scope()))
    return comparison_note(found, datetime.date.today())


def _decided(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    return decisions_note(_decisions(registers, visitor, fields), datetime.date.today(), fields.scope().bodies)


def _asked(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    return actions_note(_actions(registers, visitor, fields), datetime.date.today(), fields.scope().bodies)


def _decisions(registers: Registers, visitor: Visitor, fields: Fields) -> tuple[Decision, ...]:
    return registers.decisions(visitor.identity.role, fields.scope(), fields.status)


def _actions(registers: Registers, visitor: Visitor, fields: Fields) -> Tracker:
    return registers.actions(visitor.identity.role, fields.scope(), fields.status, fields.responsible)


_NOTES = {"decisions": _decided, "actions": _asked, "compare": _compared}


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
