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
from assistant.registers.action_models import Action as Tracked
from assistant.registers.action_models import Tracker
from assistant.registers.comparison_models import CompareRequest, Comparison
from assistant.registers.models import Decision
from assistant.registers.notes import actions_note, comparison_note, decisions_note, marked
from assistant.registers.registers import Registers, citations_in
from assistant.registers.sought import Sought
from assistant.scope import EVERYTHING, Scope, standing_line
from assistant.service.reader import Reader, found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui import downloads
from assistant.ui.compared import side_by_side
from assistant.ui.paging import Paged
from assistant.ui.render import render
from assistant.ui.scope_form import councils_of, names_in, typed_day, typed_scope
from ingest.errors import CouncilPapersError
from ingest.record.models import Outcome
from ingest.record.monitoring import Status

_LONGEST = 200
_SHOWN = 200
"""Characters of a row that are shown before it is opened."""
_ORDERS: Final = {"": "Best match of the words, then newest", "newest": "Newest first", "oldest": "Oldest first", "body": "Body"}
_FORMATS: Final = ("xlsx", "docx")
Typed = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the filters hold, as they were typed."""

    council: Typed = ""
    committee: Typed = ""
    since: Annotated[str, Query(alias="from")] = ""
    until: Annotated[str, Query(alias="to")] = ""
    as_of: Typed = ""
    status: Typed = ""
    responsible: Typed = ""
    measure: Typed = ""
    words: Typed = ""
    kind: Typed = ""
    routine: Typed = ""
    sort: Typed = ""
    page: Typed = ""

    def __post_init__(self) -> None:
        for field in fields_of(self):
            object.__setattr__(self, field.name, _short(getattr(self, field.name)))

    def scope(self) -> Scope:
        """The papers that they mean. Raises BadRequestError where a date cannot be understood."""
        return typed_scope(self.council, self.committee, (), self.since, self.until, self.as_of)

    def all_then(self) -> Scope:
        """All papers as they stood on the day that is asked for; those of now where it cannot be understood."""
        try:
            return Scope(as_of=typed_day(self.as_of))
        except BadRequestError:
            return EVERYTHING

    def query(self, **changed: object) -> str:
        """The part of an address that says the same, with some of it changed."""
        named = {
            "measure": self.measure, "council": self.council, "committee": self.committee, "from": self.since, "to": self.until,
            "as_of": self.as_of, "status": self.status, "responsible": self.responsible, "words": self.words, "kind": self.kind,
            "routine": self.routine, "sort": self.sort, **changed,
        }  # fmt: skip
        return urlencode({name: str(value) for name, value in named.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set, other than words to look for."""
        return any(
            (self.council, self.committee, self.since, self.until, self.as_of, self.status, self.responsible, self.kind, self.routine,
             self.sort)
        )  # fmt: skip

    def told(self) -> str:
        """The filters in a line for the record."""
        return self.query().replace("&", ", ")


def build_registers(services: Services, registers: Registers) -> APIRouter:
    """The routes, bound to the registers."""
    router = APIRouter()
    Filled = Annotated[Fields, Depends()]  # noqa: N806 a type

    @router.get("/decisions", response_class=HTMLResponse)
    def decisions(request: Request, fields: Filled) -> Response:
        visitor = visitor_of(services, request)
        every = registers.decisions(visitor.identity.role, fields.all_then())
        choices = _then(registers, visitor, fields) | {"bodies": names_in(one.body for one in every), "statuses": list(Outcome)}
        return _register(visitor, "decisions", fields, choices, lambda: _decisions(registers, visitor, fields))

    @router.get("/actions", response_class=HTMLResponse)
    def actions(request: Request, fields: Filled) -> Response:
        visitor = visitor_of(services, request)
        every = registers.actions(visitor.identity.role, fields.all_then())
        bodies = names_in(one.body for one in (*every.actions, *every.recommended))
        choices = _then(registers, visitor, fields) | {"bodies": bodies, "statuses": ["open", "closed", *Status]}
        return _register(visitor, "actions", fields, choices, lambda: _listed(_actions(registers, visitor, fields), fields))

    @router.get("/compare", response_class=HTMLResponse)
    async def compare(request: Request, fields: Filled) -> Response:
        return await run_in_threadpool(_comparison, visitor_of(services, request), registers, fields)

    @router.get("/{register}/file.{format}")
    def export(request: Request, register: str, format: str, fields: Filled) -> Response:
        make = found(_NOTES.get(register) if format in _FORMATS else None)
        visitor = visitor_of(services, request)
        try:
            note = marked(make(registers, visitor, fields), services.library)
            note = note.model_copy(update={"as_of": registers.standing(visitor.identity.role, fields.scope())})
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
        rows = ordered(find(), fields)
    except BadRequestError as error:
        problem = str(error)
    listed = [row for row in rows if fields.routine or not getattr(row, "routine", False)]
    part = Paged.of(listed, fields.page)
    held = downloads.shown(visitor, citations_in(part.rows))
    if rows:
        downloads.record(visitor, Action.OPENED, f"{name} {fields.told()}".strip(), held)
    page = render(
        f"{name}.html", here=f"/{name}", visitor=visitor, name=name, fields=fields, problem=problem, part=part, held=held,
        orders=_ORDERS, left=len(rows) - len(listed), beginning=beginning, **choices,
    )  # fmt: skip
    return HTMLResponse(page, status_code=400 if problem else 200)


def ordered(rows: Sequence[Any], fields: Fields) -> list[Any]:
    """The rows as they were asked for; of those that are alike in that the newest first. Words looked for put the best match first."""
    newest = sorted(rows, key=lambda row: row.date or datetime.date.min, reverse=True)
    if fields.sort == "oldest":
        return sorted(rows, key=lambda row: (row.date is None, row.date))
    if fields.sort == "body":
        return sorted(newest, key=lambda row: ((row.meeting.council or "").casefold(), (row.body or "").casefold()))
    if fields.words and not fields.sort:
        sought = Sought(fields.words)
        return sorted(newest, key=lambda row: sought.of_decision(row) if isinstance(row, Decision) else sought.of_action(row), reverse=True)
    return newest


def beginning(text: str) -> tuple[str, str]:
    """The words of a row that are shown at once, whole words, and the rest, "" where little would be left."""
    if len(text) <= _SHOWN + _SHOWN // 3:
        return text, ""
    start = text[:_SHOWN].rpartition(" ")[0] or text[:_SHOWN]
    return start, text[len(start) :].strip()


def _comparison(visitor: Visitor, registers: Registers, fields: Fields) -> Response:
    problem, shown, status, table = "", {}, 200, None
    if fields.measure.strip():
        try:
            visitor.count_question()
            found = _found(registers, visitor, fields)
            note = marked(comparison_note(found, datetime.date.today()), visitor.services.library)
            held = downloads.shown(visitor, note.sources)
            shown = downloads.page_of(note, held)
            table = side_by_side(_reader(registers, visitor, fields), found, shown["note"], fields.words, fields.page)
            downloads.record(visitor, Action.OPENED, f"compare {fields.told()}", held)
        except CouncilPapersError as error:
            problem, status = str(error), 429 if hasattr(error, "wait") else 400
    then = _then(registers, visitor, fields)
    bodies = names_in(paper.info.meeting.committee for paper in _reader(registers, visitor, fields).papers())
    page = render(
        "compare.html", here="/compare", visitor=visitor, name="compare", fields=fields, problem=problem, bodies=bodies,
        table=table, beginning=beginning, **then, **shown,
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def _reader(registers: Registers, visitor: Visitor, fields: Fields) -> Reader:
    """The visitor, as the papers stood on the day that is asked for."""
    return Reader(registers.library(fields.all_then()), visitor.identity.role)


def _then(registers: Registers, visitor: Visitor, fields: Fields) -> dict[str, Any]:
    """The councils that there were to choose from, and the line that says how much was known; "" where the papers stand as they do now."""
    reader = _reader(registers, visitor, fields)
    standing = reader.library.standing(visitor.identity.role.classifications)
    return {"councils": councils_of(reader), "stood": standing_line(standing) if standing else ""}


def _found(registers: Registers, visitor: Visitor, fields: Fields) -> Comparison:
    measure = fields.measure
    if len(measure) < 2:
        raise BadRequestError("Name what to compare as a paper may print it, in two letters or more.")
    return registers.compare(CompareRequest(measure=measure, role=visitor.identity.role, filters=fields.scope()))


def _compared(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    return comparison_note(_found(registers, visitor, fields), datetime.date.today())


def _decided(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    return decisions_note(_decisions(registers, visitor, fields), datetime.date.today(), fields.scope().bodies)


def _asked(registers: Registers, visitor: Visitor, fields: Fields) -> Note:
    return actions_note(_actions(registers, visitor, fields), datetime.date.today(), fields.scope().bodies)


def _decisions(registers: Registers, visitor: Visitor, fields: Fields) -> tuple[Decision, ...]:
    return registers.decisions(visitor.identity.role, fields.scope(), fields.status, fields.words)


def _actions(registers: Registers, visitor: Visitor, fields: Fields) -> Tracker:
    return registers.actions(visitor.identity.role, fields.scope(), fields.status, fields.responsible, fields.words)


def _listed(found: Tracker, fields: Fields) -> tuple[Tracked, ...]:
    """The actions, or what is only recommended where that is asked for."""
    return found.recommended if fields.kind == "recommended" else found.actions


_NOTES = {"decisions": _decided, "actions": _asked, "compare": _compared}


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
