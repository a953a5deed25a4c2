"""The API as an app of its own, mounted under /api/v1; its OpenAPI document is at /api/v1/openapi.json."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from fastapi import Depends, FastAPI, Request
from starlette.routing import Route

from assistant.api.asking import EVENT_MODELS, build_asking, line_of
from assistant.api.briefs import build_briefs
from assistant.api.examples import document_examples
from assistant.api.mcp_server import PATH as MCP_PATH
from assistant.api.mcp_server import McpDoor
from assistant.api.meetings import build_meetings
from assistant.api.papers import build_papers, build_search
from assistant.api.problems import BodyLimit, Problem, handle_errors
from assistant.api.registers import build_registers
from assistant.errors import BadRequestError
from assistant.registers.registers import Registers
from assistant.service.services import Services
from assistant.service.visitor import caller_of

PATH: Final = "/api/v1"
_LONGEST_BODY: Final = 512 * 1024
_LISTS: Final = {"documents", "kinds"}
"""Parameters of addresses that may be given more than once."""
_ABOUT = (
    "Cited, checked answers from council papers. What a caller may see follows from the bearer token; "
    "what they may not see answers 404, as if it did not exist."
)


def build_api(services: Services) -> FastAPI:
    """The API of the services. Search is left out where they have none, and so are notes."""
    app = FastAPI(
        title="Council papers assistant", version="1", description=_ABOUT, docs_url=None, redoc_url=None,
        dependencies=[Depends(_each_once)],
    )  # fmt: skip
    caller = caller_of(services)
    app.include_router(build_asking(line_of(services), caller))
    if services.search:
        app.include_router(build_search(services.search, caller))
    app.include_router(build_papers(caller))
    app.include_router(build_meetings(caller))
    app.include_router(build_registers(services.registers or Registers(services.library), caller))
    if services.briefer:
        app.include_router(build_briefs(services.briefer, caller))
    handle_errors(app)
    app.add_middleware(BodyLimit, longest=_LONGEST_BODY)
    _document(app)
    return app


def _each_once(request: Request) -> None:
    """Refuse a query that says a thing twice: only one of the two would be heard. Lists may say as many as they like."""
    for name in set(request.query_params) - _LISTS:
        if len(request.query_params.getlist(name)) > 1:
            raise BadRequestError(f"{name} is given more than once; the OpenAPI document says what is taken")


def attach_api(app: FastAPI, services: Services) -> FastAPI:
    """Mount the API, which is given back, and the MCP server in the whole app."""
    services = replace(services, assistant=line_of(services))
    door = McpDoor(services)
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(whole: FastAPI) -> AsyncIterator[Any]:
        async with around(whole) as state, door.run():
            yield state

    app.router.lifespan_context = lifespan
    api = build_api(services)
    app.mount(PATH, api)
    app.router.routes.append(Route(MCP_PATH, door))
    return api


def _document(app: FastAPI) -> None:
    """Have the OpenAPI document say what routes alone do not: the problem, that a token may be left out, and examples."""
    made = app.openapi

    def openapi() -> dict[str, object]:
        document = made()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if Problem.__name__ not in schemas:
            for model in (Problem, *EVENT_MODELS):
                made_of = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
                schemas |= made_of.pop("$defs", {}) | {model.__name__: made_of}
            for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which are not sent
                schemas.pop(name, None)
            for operation in (one for path in document["paths"].values() for one in path.values()):
                operation["security"] = [*operation.get("security", ()), {}]
            document_examples(document["paths"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]
