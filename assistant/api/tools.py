"""What programs may do over MCP: tools that take what the API's routes take, give what they give, and are recorded as they are."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, get_args

from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, create_model

from assistant.api.asking import Asked
from assistant.api.briefs import written
from assistant.api.meetings import build_meetings
from assistant.api.models import AskRequest, NoteIn, Question, SearchResult
from assistant.api.papers import build_papers, search_for
from assistant.api.registers import build_registers
from assistant.briefing.models import Note
from assistant.models import Answer, Frozen
from assistant.registers.registers import Registers
from assistant.scope import EVERYTHING, Scope
from assistant.service.services import Services
from assistant.service.visitor import Caller, caller_of
from assistant.service.waiting_line import Line

_ROUTES: Final = {
    "papers": "/papers",
    "meetings": "/meetings",
    "meeting": "/meetings/{meeting_id}",
    "decisions": "/decisions",
    "actions": "/actions",
    "compare": "/compare",
}
"""Tool to the route that it is."""
_ROWS: Final = 20
"""Rows of a list where the caller names no number: fewer than over HTTP, since an assistant reads all that it is given."""


class SearchRequest(Frozen):
    """What is looked for."""

    query: Question
    k: Annotated[int, Field(ge=1, le=100)] = 10
    """Passages wanted."""
    filters: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it takes, what it gives, and what it does for a caller."""

    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Any, Caller], Awaitable[BaseModel]]
    sparse: bool = False
    """Whether what is not set is left out of what it gives."""


def tools_of(services: Services, line: Line) -> dict[str, Tool]:
    """The tools by name. Search is left out where the services have none, and so are notes."""

    async def ask(taken: AskRequest, caller: Caller) -> Answer:
        caller.count()
        return await Asked(line, taken.ask(caller.identity.role), caller).answer()

    found = {"ask": Tool("Answer a question from the council's papers, each statement cited.", AskRequest, Answer, ask)}
    if look := services.search:

        async def search(taken: SearchRequest, caller: Caller) -> SearchResult:
            return await asyncio.to_thread(search_for, look, caller, taken.query, taken.filters, taken.k)

        found["search"] = Tool("Find passages of the papers, with their places.", SearchRequest, SearchResult, search, sparse=True)
    every = caller_of(services)
    routers = (build_papers(every), build_meetings(every), build_registers(services.registers or Registers(services.library), every))
    routes = {route.path: route for router in routers for route in router.routes if isinstance(route, APIRoute)}
    found |= {name: _as_route(name, routes[path]) for name, path in _ROUTES.items()}
    if briefer := services.briefer:

        async def brief(taken: NoteIn, caller: Caller) -> Note:
            caller.count()
            return await asyncio.to_thread(written, briefer, taken, caller)

        found["brief"] = Tool("Write a briefing note on an item, a meeting or a topic, each statement cited.", NoteIn, Note, brief)
    return found


def _as_route(name: str, route: APIRoute) -> Tool:
    """A tool that does what a route does, and takes its parameters; which papers are asked for is its `filters`."""
    signature = inspect.signature(route.endpoint)
    fields: dict[str, Any] = {}
    given: dict[str, str] = {}
    for parameter in signature.parameters.values():
        kind = next(iter(get_args(parameter.annotation)), parameter.annotation)
        if kind is Caller:
            continue
        field = "filters" if kind is Scope else parameter.name
        needed = ... if parameter.default is parameter.empty else _ROWS if field == "limit" else parameter.default
        fields[field] = (Scope, EVERYTHING) if kind is Scope else (parameter.annotation, needed)
        given[parameter.name] = field

    async def run(taken: BaseModel, caller: Caller) -> BaseModel:
        arguments = {parameter: getattr(taken, field) for parameter, field in given.items()}
        shown: BaseModel = await asyncio.to_thread(route.endpoint, caller=caller, **arguments)
        return shown

    takes = create_model(f"{name.capitalize()}Request", __base__=Frozen, __doc__=route.description, **fields)
    return Tool(route.description, takes, signature.return_annotation, run, route.response_model_exclude_unset)
